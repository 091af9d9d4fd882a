"""The project's own kernels as a function of texts, for the peers that run them inside their blocks.

They make of each text what the pipeline makes of it, and hand on the article's text and its sentences. The ledger of
lines, offsets, metadata, languages and notes come of the same functions and are thrown away; nothing is checked.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.clean import CleanSettings, clean, recipe_of
from pipeline.params import read_settings
from pipeline.segment import SegmentSettings, boundary_rules, segment
from schemas.raw_articles import RawArticles


class Extract(NamedTuple):
    """What is compared: an article's id, its clean text, and its sentences."""

    article_id: str
    text: str
    sentences: list[str]


def make_kernel() -> Callable[[Sequence[str], Sequence[str]], list[Extract]]:
    """Return ids and texts → extracts, by the recipe in `params.yaml`; call it once in each process."""
    recipe = recipe_of(read_settings(CleanSettings, "clean"))
    verdicts = boundary_rules(read_settings(SegmentSettings, "segment"))
    schema = _raw_schema()

    def extract(ids: Sequence[str], texts: Sequence[str]) -> list[Extract]:
        known = {"article_id": ids, "source_path": ids, "source_sha256": [""] * len(ids), "text": texts}
        given = {name: known.get(name, [None] * len(ids)) for name in schema}
        raw = pl.DataFrame(given, schema=schema).with_columns(rights=pl.lit("unknown")).sort("article_id")
        cleaned = clean(raw, recipe)
        segmented = segment(cleaned.articles, cleaned.lines, cleaned.edits, raw.select("article_id", "text"), verdicts)
        return extracts_of(cleaned.articles, segmented.sentences)

    return extract


def extracts_of(articles: pl.DataFrame, sentences: pl.DataFrame) -> list[Extract]:
    """Return the extracts of the two tables, sorted by id."""
    split = sentences.sort("article_id", "position").group_by("article_id", maintain_order=True)
    rows = articles.select("article_id", "text").join(
        split.agg(sentences="text"), on="article_id", how="left", maintain_order="left"
    )
    return [Extract(article_id, text, found or []) for article_id, text, found in rows.iter_rows()]


def _raw_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    columns = RawArticles.to_schema().columns
    types = {name: column.dtype.type for name, column in columns.items()}
    return {**types, "authors": pl.List(pl.String)}
