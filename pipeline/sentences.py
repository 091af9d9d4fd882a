"""Sentences: the marks that could end one are rows, and the first rule of `boundaries` that fits decides each."""

import polars as pl

from pipeline.corrected_boundaries import NOTHING, cut, open_boundaries
from pipeline.lines import CLOSERS
from pipeline.verdicts import Verdicts, decide

BOUNDARIES = ("continues", "ends")
N_CHARS_OF_TAIL = 40
N_CHARS_OF_HEAD = 60
_PIECE = rf"(?s).*?(?:[.!?…؟۔।]+(?:{CLOSERS}|\s[»”])*\s+|[。！？｡]+{CLOSERS}*\s*)|.+"


def split_pieces(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Cut paragraphs (`paragraph_id, text`) behind every mark that could end a sentence.

    Returns a row per piece: `paragraph_id, piece` (with the white space behind the mark), `piece_start` (code points
    from the paragraph's start), and `opening, tail, head` for the rules; `head` is null on a paragraph's last piece.
    """
    stripped = pl.col("piece").str.strip_chars_end()
    n_chars = pl.col("piece").str.len_chars().cast(pl.Int64)
    start = n_chars.cum_sum() - n_chars
    return (
        paragraphs.select("paragraph_id", piece=pl.col("text").str.extract_all(_PIECE))
        .explode("piece")
        .with_columns(
            piece_start=start - pl.when(~_is_in_that_of(1)).then(start).forward_fill(),
            opening=pl.when(n_chars <= 12).then(stripped).otherwise(pl.lit("")),
            tail=stripped.str.tail(N_CHARS_OF_TAIL),
            head=pl.when(_is_in_that_of(-1)).then(pl.col("piece").str.head(N_CHARS_OF_HEAD).shift(-1)),
        )
    )


def split_sentences(paragraphs: pl.DataFrame, verdicts: Verdicts, corrected: pl.DataFrame = NOTHING) -> pl.DataFrame:
    """Split paragraphs (`paragraph_id, text`) into sentences; what people decided (`place_boundaries`) goes first.

    Returns `paragraph_id, text, start, end` (code points from the paragraph's start), `rule`: the boundary that ended
    the sentence. Between two sentences there is only white space, and none is at a sentence's ends.
    """
    pieces = open_boundaries(split_pieces(cut(paragraphs, corrected)), corrected)
    decided = decide(pieces, verdicts, "boundary", "rule")
    opens = ~_is_in_that_of(1) | pl.col("boundary").shift().eq_missing("ends")
    numbered = decided.with_columns(
        sentence=opens.cum_sum(), start="piece_start", is_whole=opens & opens.shift(-1, fill_value=True)
    )
    columns = ["sentence", "paragraph_id", "piece", "start", "rule"]
    joined = (
        numbered.filter(~pl.col("is_whole"))
        .group_by("sentence", maintain_order=True)
        .agg(pl.col("paragraph_id", "start").first(), pl.col("piece").str.join(""), pl.col("rule").last())
    )
    return (
        pl.concat([numbered.filter("is_whole").select(columns), joined.select(columns)])
        .sort("sentence")
        .with_columns(text=pl.col("piece").str.strip_chars_end())
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int64))
        .select("paragraph_id", "text", "start", "end", "rule")
    )


def _is_in_that_of(n_before: int) -> pl.Expr:
    """Tell whether a piece is in the same paragraph as the one so many before, whose pieces stand side by side."""
    return pl.col("paragraph_id").eq_missing(pl.col("paragraph_id").shift(n_before))
