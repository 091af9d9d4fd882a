"""Ids live long: they follow from the text they name, so an unchanged sentence keeps its id for ever."""

import hashlib

import polars as pl

N_HEX_DIGITS = 10


def with_text_ids(frame: pl.DataFrame, column: str, letter: str) -> pl.DataFrame:
    """Add ids to rows that have `article_id, text`, in the order of the text.

    An id is `article_id#letter-` and the first ten hex digits of the SHA-256 of the row's text; the second row of
    an article with the same digits ends in `-2`, the third in `-3`.
    """
    digits = [hashlib.sha256(text.encode()).hexdigest()[:N_HEX_DIGITS] for text in frame["text"].to_list()]
    numbered = frame.with_columns(digits=pl.Series(digits, dtype=pl.String)).with_columns(
        n_before=pl.int_range(pl.len()).over("article_id", "digits")
    )
    suffix = pl.when(pl.col("n_before") > 0).then(pl.format("-{}", pl.col("n_before") + 1)).otherwise(pl.lit(""))
    return numbered.with_columns(
        pl.format(f"{{}}#{letter}-{{}}{{}}", "article_id", "digits", suffix).alias(column)
    ).drop("digits", "n_before")
