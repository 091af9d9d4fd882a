"""Articles: the text and what is known of it."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, LANGUAGE, SHA256, URL, VERSION


class Articles(pa.DataFrameModel):
    """One row per article, as clean writes it."""

    article_id: str = pa.Field(unique=True, str_matches=ARTICLE_ID, description="The article's id, for ever")
    title: str = pa.Field(nullable=True, description="Title; null where neither text nor catalogue states one")
    subtitle: str = pa.Field(nullable=True, description="Standfirst, deck or subtitle")
    authors: pl.List = pa.Field(dtype_kwargs={"inner": pl.String()}, description="Authors, in the order of the byline")
    publisher: str = pa.Field(nullable=True, description="Who published the article")
    published: pl.Date = pa.Field(nullable=True, description="Day of publication")
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE, description="Language of the text, ISO 639 code")
    url: str = pa.Field(nullable=True, str_matches=URL, description="Where the article stands on the web")
    rights: str = pa.Field(
        str_length={"min_value": 1}, description="SPDX licence, `own`, or `unknown` where nothing states them"
    )
    text: str = pa.Field(
        str_length={"min_value": 1},
        description="Headings and paragraphs, joined by one blank line; offsets count in it",
    )
    captions: pl.List = pa.Field(dtype_kwargs={"inner": pl.String()}, description="Captions of images, not in the text")
    keywords: pl.List = pa.Field(dtype_kwargs={"inner": pl.String()}, description="Key words that the article lists")
    n_paragraphs: pl.Int32 = pa.Field(ge=1, description="Headings and paragraphs: rows in `paragraphs`")
    n_words: pl.Int32 = pa.Field(
        ge=0, description="Words of the text: runs without white space that hold a letter or digit"
    )
    source_path: str = pa.Field(description="The raw file, below data/raw")
    source_sha256: str = pa.Field(str_matches=SHA256, description="SHA-256 of the raw file's bytes")

    class Config:
        """No other columns."""

        name = "articles"
        strict = True


class PublishedArticles(Articles):
    """One row per article, as publish writes it: with what only the whole way knows."""

    n_sentences: pl.Int32 = pa.Field(ge=0, description="Rows in `sentences`")
    added_in: str = pa.Field(str_matches=VERSION, description="The version of the dataset that first had the article")

    class Config:
        """No other columns."""

        name = "articles"
        strict = True
