"""Paragraphs: the headings and paragraphs of the articles."""

import polars as pl

from schemas.edits import EDIT_FIELDS, EDITS_DESCRIPTION
from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, LANGUAGE, LANGUAGE_DESCRIPTION, PARAGRAPH_ID, TEXT_ROLES


class Paragraphs(pa.DataFrameModel):
    """One row per heading or paragraph."""

    paragraph_id: str = pa.Field(
        unique=True,
        str_matches=PARAGRAPH_ID,
        description="`article_id#p-` and ten hex digits of the text's SHA-256",
    )
    article_id: str = pa.Field(str_matches=ARTICLE_ID, description="The article, in `articles`")
    position: pl.Int32 = pa.Field(ge=0, description="Number within the article, from 0")
    role: str = pa.Field(isin=TEXT_ROLES, description="`heading` or `paragraph`")
    heading: str = pa.Field(nullable=True, description="The heading above it; null before the first")
    text: str = pa.Field(str_length={"min_value": 1}, description="`article.text[start:end]`")
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE, description=LANGUAGE_DESCRIPTION)
    start: pl.Int64 = pa.Field(ge=0, description="Where it starts in the article's text, in code points")
    end: pl.Int64 = pa.Field(ge=1, description="Where it ends in the article's text, in code points")
    raw_start: pl.Int64 = pa.Field(ge=0, description="Where it starts in the raw text, in code points")
    raw_end: pl.Int64 = pa.Field(ge=1, description="Where it ends in the raw text, in code points")
    edits: pl.List = pa.Field(dtype_kwargs={"inner": pl.Struct(EDIT_FIELDS)}, description=EDITS_DESCRIPTION)

    class Config:
        """A position is one of its article's."""

        name = "paragraphs"
        strict = True
        unique = ["article_id", "position"]
