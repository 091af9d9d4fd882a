"""Changes: what is different between two versions of the dataset, a row per record."""

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.patterns import ARTICLE_ID

CHANGED_CONFIGS = ("articles", "paragraphs", "sentences", "notes")
CHANGES = ("added", "removed", "changed", "moved")
CAUSES = ("source", "schema", "corrections", "params", "rules", "libraries", "code")


class Changes(pa.DataFrameModel):
    """One row per record that came, went, has other values, or stands in another place."""

    config: str = pa.Field(isin=CHANGED_CONFIGS, description="The config that holds the record")
    change: str = pa.Field(
        isin=CHANGES,
        description="`added`, `removed`, `changed`, or `moved`: the same record, and only its place is another",
    )
    record_id: str = pa.Field(nullable=True, description="Its id in the old version; null where it was added")
    new_record_id: str = pa.Field(
        nullable=True,
        description="Its id in the new version: another one where its text changed; null where it went",
    )
    article_id: str = pa.Field(str_matches=ARTICLE_ID, description="The article")
    columns: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()}, description="Which columns have other values, without the id"
    )
    causes: pl.List = pa.Field(
        dtype_kwargs={"inner": pl.String()},
        description="`source`: the article came, went or has another raw file; `schema`: the config has other columns; "
        "`corrections`: people decided otherwise about its lines or sentences; where the source is the same, what "
        "differs in the recipe: `params`, `rules`, `libraries`; `code` where nothing of this does: the code beside the "
        "rules, or what people decided in the catalogue",
    )
    old_text: str = pa.Field(nullable=True, description="The start of the old text; null where it is withheld")
    new_text: str = pa.Field(nullable=True, description="The start of the new text; null where it is withheld")

    class Config:
        """No other columns."""

        name = "changes"
        strict = True
