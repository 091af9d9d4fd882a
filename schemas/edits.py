"""Edits: which raw characters of paragraphs and notes were replaced, by what, and by which rule."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, RULE

EDIT_FIELDS = {"raw_start": pl.Int64(), "raw_end": pl.Int64(), "text": pl.String(), "rule": pl.String()}
EDITS_DESCRIPTION = (
    "What was changed between `raw_start` and `raw_end` of the raw text, in its order: each replaces raw characters "
    "from its own `raw_start` to `raw_end` by `text`; made in the raw slice, they give `text` back"
)


class Edits(pa.DataFrameModel):
    """One row per edit; published as the list `edits` of paragraphs and notes."""

    article_id: str = pa.Field(str_matches=ARTICLE_ID, description="The article")
    owner_id: str = pa.Field(description="The paragraph or note that the edit shapes")
    raw_start: pl.Int64 = pa.Field(ge=0, description="Where the replaced raw characters start, in code points")
    raw_end: pl.Int64 = pa.Field(ge=1, description="Where they end, in code points")
    text: str = pa.Field(description="What stands in their place")
    rule: str = pa.Field(str_matches=RULE, description="The rule that made the edit")
    note_number: pl.Int32 = pa.Field(nullable=True, ge=0, description="The note called, where the edit took a mark out")

    class Config:
        """Edits of an article do not overlap."""

        name = "edits"
        strict = True
        unique = ["article_id", "raw_start"]
