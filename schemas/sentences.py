"""Sentences: the sentences of the paragraphs."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, LANGUAGE, LANGUAGE_DESCRIPTION, PARAGRAPH_ID, RULE, SENTENCE_ID


class Sentences(pa.DataFrameModel):
    """One row per sentence; headings are not segmented."""

    sentence_id: str = pa.Field(
        unique=True,
        str_matches=SENTENCE_ID,
        description="`article_id#s-` and ten hex digits of the text's SHA-256; `-2` for a second equal sentence",
    )
    article_id: str = pa.Field(str_matches=ARTICLE_ID, description="The article, in `articles`")
    paragraph_id: str = pa.Field(str_matches=PARAGRAPH_ID, description="The paragraph, in `paragraphs`")
    position: pl.Int32 = pa.Field(ge=0, description="Number within the article, from 0")
    text: str = pa.Field(str_length={"min_value": 1}, description="`article.text[start:end]`")
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE, description=LANGUAGE_DESCRIPTION)
    start: pl.Int64 = pa.Field(ge=0, description="Where it starts in the article's text, in code points")
    end: pl.Int64 = pa.Field(ge=1, description="Where it ends in the article's text, in code points")
    raw_start: pl.Int64 = pa.Field(ge=0, description="Where it starts in the raw text, in code points")
    raw_end: pl.Int64 = pa.Field(ge=1, description="Where it ends in the raw text, in code points")
    note_numbers: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.Int32()},
        description="Numbers of the notes it calls, in the order of their marks",
    )
    rule: str = pa.Field(str_matches=RULE, description="The boundary rule that ended it")

    class Config:
        """A position is one of its article's."""

        name = "sentences"
        strict = True
        unique = ["article_id", "position"]
