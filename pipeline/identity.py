"""Ids live long: they follow from the text they name, so an unchanged sentence keeps its id for ever."""

import hashlib

import polars as pl

N_HEX_DIGITS = 10


def with_text_ids(frame: pl.DataFrame, column: str, letter: str) -> pl.DataFrame:
    """Add ids to rows that have `article_id, text`, in the order of the text.

    An id is `article_id#letter-` and the first ten hex digits of the SHA-256 of the row's text; the second row of
    an article with the same digits ends in `-2`, the third in `-3`.
    """
    contents = frame["text"].cast(pl.Binary).to_list()
    digits = [hashlib.sha256(content).hexdigest()[:N_HEX_DIGITS] for content in contents]
    numbered = frame.with_columns(digits=pl.Series(digits, dtype=pl.String)).with_row_index("row")
    return (
        numbered.join(_later_ones(numbered), on="row", how="left", maintain_order="left")
        .with_columns(
            pl.format(f"{{}}#{letter}-{{}}{{}}", "article_id", "digits", pl.col("suffix").fill_null("")).alias(column)
        )
        .drop("row", "digits", "suffix")
    )


def _later_ones(numbered: pl.DataFrame) -> pl.DataFrame:
    """Return `row, suffix` of the rows with the same digits as one before in their article; there are few."""
    keys = ["article_id", "digits"]
    later = numbered.filter(~pl.struct(keys).is_first_distinct())
    return later.select("row", suffix=pl.format("-{}", pl.int_range(2, pl.len() + 2).over(keys)))
