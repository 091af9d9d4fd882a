"""`data/catalogue.csv`: what people know of an article that its text does not say."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID, LANGUAGE, URL


class Catalogue(pa.DataFrameModel):
    """One row per article; what is stated here wins over what was detected; an empty cell states nothing."""

    article_id: str = pa.Field(unique=True, str_matches=ARTICLE_ID, description="The article's id; no '#'")
    source_path: str = pa.Field(nullable=True, description="File below data/raw; empty: the one with this stem")
    title: str = pa.Field(nullable=True, description="Title")
    subtitle: str = pa.Field(nullable=True, description="Standfirst, deck or subtitle")
    authors: str = pa.Field(nullable=True, description="Authors, separated by semicolons")
    publisher: str = pa.Field(nullable=True, description="Who published the article")
    published: pl.Date = pa.Field(nullable=True, description="Day of publication, YYYY-MM-DD")
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE, description="ISO 639 code")
    url: str = pa.Field(nullable=True, str_matches=URL, description="Where the article stands on the web")
    rights: str = pa.Field(description="SPDX licence, 'own', or 'unknown'", str_length={"min_value": 1})

    class Config:
        """No other columns."""

        name = "catalogue"
        strict = True
