"""Rejected articles: what was read but is not fit to publish, and why."""

import polars as pl

from schemas.pandera_for_polars import pa

REASON_FIELDS = {"table": pl.String(), "column": pl.String(), "check": pl.String(), "value": pl.String()}


class RejectedArticles(pa.DataFrameModel):
    """One row per article that was set aside whole, for its own sake or for one of its rows."""

    article_id: str = pa.Field(unique=True, description="The article's id")
    source_path: str = pa.Field(description="The raw file, below data/raw")
    source_sha256: str = pa.Field(description="SHA-256 of the raw file's bytes")
    reasons: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.Struct(REASON_FIELDS)},
        description="Which value of which table broke which check",
    )

    class Config:
        """No other columns."""

        name = "rejected_articles"
        strict = True
