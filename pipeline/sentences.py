"""Sentences: the marks that could end one are rows, and the first rule of `boundaries` that fits decides each."""

import polars as pl

from pipeline.abbreviations import with_abbreviations
from pipeline.corrected_boundaries import NOTHING, cut, open_boundaries
from pipeline.lines import CLOSERS, NOTE_MARKS
from pipeline.verdicts import Verdicts, decide

BOUNDARIES = ("continues", "ends")
N_CHARS_OF_TAIL = 40
N_CHARS_OF_HEAD = 60
N_CHARS_OF_OPENING = 12
_SEAM = "\x1e"
_MAY_BE_GLUED = r"[.!?]\p{Lu}\p{Ll}"
_GLUED = r"(\p{Ll}{2}[.!?]+)(\p{Lu}\p{Ll})"
_CARELESS = r"^\p{Ll}+[\s!,.]|(?:^|\s)(?:i|u|ur|im|ive|dont|didnt|cant)\s"
_PIECE = rf"(?s).*?(?:[.!?…؟۔।]+(?:{CLOSERS}|{NOTE_MARKS}|\s[»”\])])*[\s{_SEAM}]+|[。！？｡]+{CLOSERS}*\s*)|.+"


def split_pieces(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Cut paragraphs (`paragraph_id, text, language`) behind every mark that could end a sentence.

    Returns a row per piece: `paragraph_id, language` of its paragraph, whether that `is_careless` (begins in lower
    case, or has an "i" or "u" for a word), `piece` (with the white space behind the mark), `piece_start` (code points
    from the paragraph's start), `is_first`, and for the rules `opening, tail, head, abbreviation`, its kinds, and
    `is_seam`; `head` is null on a paragraph's last piece. A seam is behind a mark that a capital is glued to, as in
    "the war.It began".
    """
    n_chars = pl.col("piece").str.len_chars().cast(pl.Int64)
    stripped = pl.col("piece").str.strip_chars_end()
    is_last, is_first = (
        pl.col("row").ne_missing(pl.col("row").shift(-1)),
        pl.col("row").ne_missing(pl.col("row").shift()),
    )
    is_short = n_chars <= N_CHARS_OF_OPENING
    before = pl.when(is_short & ~is_first).then(pl.col("piece").shift()).otherwise(pl.lit("")).str.tail(N_CHARS_OF_TAIL)
    pieces = (
        _cut(paragraphs)
        .with_columns(
            piece_start=n_chars.cum_sum() - n_chars - pl.col("n_chars_before"),
            is_first=is_first,
            opening=pl.when(is_short).then(stripped).otherwise(pl.lit("")),
            tail=pl.concat_str(before, stripped.str.tail(N_CHARS_OF_TAIL)),
            head=pl.when(~is_last).then(pl.col("piece").str.head(N_CHARS_OF_HEAD).shift(-1)),
        )
        .drop("row", "n_chars_before")
    )
    return with_abbreviations(pieces)


def split_sentences(paragraphs: pl.DataFrame, verdicts: Verdicts, corrected: pl.DataFrame = NOTHING) -> pl.DataFrame:
    """Split paragraphs (`paragraph_id, text, language`) into sentences; the language may be null.

    What people decided (`place_boundaries`) goes first.

    Returns `paragraph_id, text, start, end` (code points from the paragraph's start), `rule`: the boundary that ended
    the sentence. Between two sentences there is at most white space, and none is at a sentence's ends.
    """
    undecided = open_boundaries(split_pieces(cut(paragraphs, corrected)), corrected)
    is_end = (pl.col("boundary") == "ends").cast(pl.UInt32)
    decided = decide(undecided, verdicts, "boundary", "rule").select(
        *("paragraph_id", "piece", "piece_start", "rule"),
        sentence=is_end.cum_sum() - is_end,
        is_whole=(is_end == 1) & (is_end.shift() == 1).fill_null(True),
    )
    joined = (
        decided.filter(~pl.col("is_whole"))
        .group_by("sentence", maintain_order=True)
        .agg(
            pl.col("paragraph_id").first(),
            pl.col("piece").str.join(""),
            pl.col("piece_start").first(),
            pl.col("rule").last(),
        )
    )
    columns = ["sentence", "paragraph_id", "piece", "piece_start", "rule"]
    whole = decided.filter("is_whole").select(columns)
    return (
        pl.concat([whole, joined.select(columns)])
        .sort("sentence")
        .with_columns(text=pl.col("piece").str.strip_chars_end())
        .with_columns(end=pl.col("piece_start") + pl.col("text").str.len_chars().cast(pl.Int64))
        .select("paragraph_id", "text", start="piece_start", end="end", rule="rule")
    )


def _cut(paragraphs: pl.DataFrame) -> pl.DataFrame:
    text, n_chars = pl.col("text"), pl.col("text").str.len_chars().cast(pl.Int64)
    is_glued = text.str.contains(_MAY_BE_GLUED) & ~text.str.contains(_SEAM, literal=True)
    rows = (
        paragraphs.select("paragraph_id", "language", "text", is_careless=text.str.contains(_CARELESS))
        .with_columns(row=pl.col("paragraph_id").rle_id(), n_chars_before=n_chars.cum_sum() - n_chars)
        .with_columns(is_glued=is_glued, n_chars_before=pl.col("n_chars_before").first().over("row"))
    )
    is_seam = pl.col("is_glued") & pl.col("piece").str.ends_with(_SEAM)
    return (
        rows.with_columns(piece=(_seamed() if rows["is_glued"].any() else text).str.extract_all(_PIECE))
        .explode("piece")
        .with_columns(is_seam=is_seam)
        .with_columns(piece=pl.when("is_seam").then(pl.col("piece").str.strip_suffix(_SEAM)).otherwise("piece"))
        .drop("is_glued", "text")
    )


def _seamed() -> pl.Expr:
    glued = pl.when("is_glued").then("text").otherwise(pl.lit(""))
    return pl.when("is_glued").then(glued.str.replace_all(_GLUED, f"${{1}}{_SEAM}${{2}}")).otherwise("text")
