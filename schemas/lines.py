"""Lines: the ledger, in which every visible raw character has its line, its role and its rule."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, LANGUAGE, LANGUAGE_DESCRIPTION, NOTE_ID, PARAGRAPH_ID, ROLES, RULE


class Lines(pa.DataFrameModel):
    """One row per raw line that is not only white space."""

    article_id: str = pa.Field(str_matches=ARTICLE_ID, description="The article, in `articles`")
    line: pl.Int32 = pa.Field(ge=1, description="Number of the line in the raw text, from 1, empty lines counted")
    raw_start: pl.Int64 = pa.Field(ge=0, description="Where the line starts in the raw text, in code points")
    raw_end: pl.Int64 = pa.Field(ge=1, description="Where it ends, white space at its ends left out, in code points")
    role: str = pa.Field(isin=ROLES, description="What the line is; `boilerplate` was dropped")
    rule: str = pa.Field(str_matches=RULE, description="The rule that decided the role")
    paragraph_id: str = pa.Field(
        nullable=True,
        str_matches=PARAGRAPH_ID,
        description="The heading or paragraph it is part of, in `paragraphs`",
    )
    note_id: str = pa.Field(nullable=True, str_matches=NOTE_ID, description="The note it is part of, in `notes`")
    text: str = pa.Field(str_length={"min_value": 1}, description="The raw slice itself")
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE, description=LANGUAGE_DESCRIPTION)

    class Config:
        """A line is one of its article's."""

        name = "lines"
        strict = True
        unique = ["article_id", "line"]
