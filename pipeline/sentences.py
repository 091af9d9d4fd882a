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
    return (
        paragraphs.select("paragraph_id", piece=pl.col("text").str.extract_all(_PIECE))
        .explode("piece")
        .with_columns(
            piece_start=(n_chars.cum_sum() - n_chars).over("paragraph_id"),
            opening=pl.when(n_chars <= 12).then(stripped).otherwise(pl.lit("")),
            tail=stripped.str.tail(N_CHARS_OF_TAIL),
            head=pl.col("piece").str.head(N_CHARS_OF_HEAD).shift(-1).over("paragraph_id"),
        )
    )


def split_sentences(paragraphs: pl.DataFrame, verdicts: Verdicts, corrected: pl.DataFrame = NOTHING) -> pl.DataFrame:
    """Split paragraphs (`paragraph_id, text`) into sentences; what people decided (`place_boundaries`) goes first.

    Returns `paragraph_id, text, start, end` (code points from the paragraph's start), `rule`: the boundary that ended
    the sentence. Between two sentences there is only white space, and none is at a sentence's ends.
    """
    pieces = open_boundaries(split_pieces(cut(paragraphs, corrected)), corrected)
    decided = decide(pieces, verdicts, "boundary", "rule")
    is_end = (pl.col("boundary") == "ends").cast(pl.Int32)
    return (
        decided.with_columns(sentence=is_end.cum_sum().over("paragraph_id") - is_end)
        .group_by("paragraph_id", "sentence", maintain_order=True)
        .agg(pl.col("piece").str.join(""), start=pl.col("piece_start").first(), rule=pl.col("rule").last())
        .with_columns(text=pl.col("piece").str.strip_chars_end())
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars().cast(pl.Int64))
        .select("paragraph_id", "text", "start", "end", "rule")
    )
