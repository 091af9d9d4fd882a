"""Notes: footnotes and endnotes, with the sentences that call them."""

import polars as pl

from schemas.edits import EDIT_FIELDS, EDITS_DESCRIPTION
from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, NOTE_ID


class Notes(pa.DataFrameModel):
    """One row per numbered note."""

    note_id: str = pa.Field(unique=True, str_matches=NOTE_ID, description="`article_id#n-` and the note's number")
    article_id: str = pa.Field(str_matches=ARTICLE_ID, description="The article, in `articles`")
    number: pl.Int32 = pa.Field(ge=0, description="The note's number")
    text: str = pa.Field(str_length={"min_value": 1}, description="The note's text, without its number")
    urls: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="Web addresses in the note, in their order"
    )
    sentence_ids: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="The sentences that call the note, in `sentences`"
    )
    raw_start: pl.Int64 = pa.Field(ge=0, description="Where it starts in the raw text, in code points")
    raw_end: pl.Int64 = pa.Field(ge=1, description="Where it ends in the raw text, in code points")
    edits: pl.List = pa.Field(dtype_kwargs={"inner": pl.Struct(EDIT_FIELDS)}, description=EDITS_DESCRIPTION)

    class Config:
        """A number is one of its article's."""

        name = "notes"
        strict = True
        unique = ["article_id", "number"]
