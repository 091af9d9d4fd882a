"""Raw articles: what ingest read, with what the catalogue says of it."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, LANGUAGE, SHA256, URL

MARK_FIELDS = {"line": pl.Int32(), "role": pl.String()}


class RawArticles(pa.DataFrameModel):
    """One row per article as its file holds it; raw offsets count code points of `text`."""

    article_id: str = pa.Field(unique=True, str_matches=ARTICLE_ID, description="The article's id")
    source_path: str = pa.Field(description="File below data/raw")
    source_sha256: str = pa.Field(str_matches=SHA256, description="SHA-256 of the file's bytes")
    text: str = pa.Field(str_length={"min_value": 1}, description="Raw text, as decoded, without byte order mark")
    title: str = pa.Field(nullable=True, description="Title that the catalogue states")
    subtitle: str = pa.Field(nullable=True, description="Subtitle that the catalogue states")
    authors: pl.List = pa.Field(
        nullable=True, dtype_kwargs={"inner": pl.String()}, description="Authors that the catalogue states"
    )
    publisher: str = pa.Field(nullable=True, description="Publisher that the catalogue states")
    published: pl.Date = pa.Field(nullable=True, description="Day of publication that the catalogue states")
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE, description="Language that the catalogue states")
    url: str = pa.Field(nullable=True, str_matches=URL, description="URL that the catalogue states")
    rights: str = pa.Field(str_length={"min_value": 1}, description="Rights, 'unknown' where nothing states them")
    marks: pl.List = pa.Field(
        nullable=True,
        dtype_kwargs={"inner": pl.Struct(MARK_FIELDS)},
        description="What the file's mark-up says of lines of `text`: number from 1, and role, or `continued` for one "
        "that goes on with the line before; null for plain text",
    )

    class Config:
        """No other columns."""

        name = "raw_articles"
        strict = True
