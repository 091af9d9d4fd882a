"""What the pipeline answers to gold: the same rules as in the stages, on many records at once.

A page of plain text goes through `clean` and `segment` as an article of which nothing else is known.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl

from pipeline import sentences
from pipeline.clean import Cleaned, CleanSettings, Recipe, clean, recipe_of
from pipeline.languages import identify_all
from pipeline.params import read_settings
from pipeline.plain import text_of
from pipeline.segment import SegmentSettings, boundary_rules, segment
from pipeline.verdicts import Verdicts
from schemas.patterns import TEXT_ROLES

_UNKNOWN: dict[str, Any] = {
    **dict.fromkeys(("title", "subtitle", "publisher", "language", "url"), pl.String),
    **{"authors": pl.List(pl.String), "published": pl.Date},
    "marks": pl.List(pl.Struct({"line": pl.Int32, "role": pl.String})),
}


class Rules(NamedTuple):
    """The rules of a recipe that answer."""

    cleaning: Recipe
    boundaries: Verdicts


class Page(NamedTuple):
    """The answer to a page of plain text.

    Of each line whether it is kept as text of the article, and whether it goes on with the text or note before it; what
    the page states; its notes (number, text) and the calls of them (number, sentence).
    """

    keeps: list[bool]
    joined: list[bool]
    stated: dict[str, Any]
    notes: list[tuple[int, str]]
    calls: list[tuple[int, str]]


def read_rules() -> Rules:
    """Read the rules of the recipe."""
    cleaning = recipe_of(read_settings(CleanSettings, "clean"))
    return Rules(cleaning, boundary_rules(read_settings(SegmentSettings, "segment")))


def read_pages(pages: Sequence[Sequence[str]], rules: Rules) -> list[Page]:
    """Clean and segment pages, each given in lines."""
    ids = [f"{number:06d}" for number in range(len(pages))]
    texts = [text_of(lines) for lines in pages]
    unknown = [pl.lit(None, dtype).alias(name) for name, dtype in _UNKNOWN.items()]
    columns = {"article_id": pl.Series(ids, dtype=pl.String), "text": pl.Series(texts, dtype=pl.String)}
    frame = pl.DataFrame(columns).with_columns(
        *unknown, rights=pl.lit("unknown"), source_path="article_id", source_sha256=pl.lit("")
    )
    cleaned = clean(frame, rules.cleaning)
    found = segment(
        cleaned.articles, cleaned.lines, cleaned.edits, frame, rules.boundaries, languages=rules.cleaning.languages
    )
    calls = found.sentences.explode("note_numbers").drop_nulls("note_numbers")
    return [
        Page(*_answers(len(lines), own), stated, notes, called)
        for lines, own, stated, notes, called in zip(
            pages,
            _by_id(ids, cleaned.lines.with_columns(joined=_goes_on()), ["line", "role", "joined"]),
            _stated(ids, cleaned),
            _by_id(ids, found.notes, ["number", "text"]),
            _by_id(ids, calls, ["note_numbers", "text"]),
            strict=True,
        )
    ]


def split_paragraphs(texts: Sequence[str], languages: Sequence[str | None], rules: Rules) -> list[list[str]]:
    """Split each text, in its language, into sentences."""
    ids = [f"{number:06d}" for number in range(len(texts))]
    columns = {"paragraph_id": ids, "language": languages, "text": [text.strip() for text in texts]}
    frame = pl.DataFrame(columns, schema_overrides={"language": pl.String}).filter(pl.col("text") != "")
    found = sentences.split_sentences(frame, rules.boundaries)
    split: dict[str, list[str]] = {number: [] for number in ids}
    for number, text in found.select("paragraph_id", "text").iter_rows():
        split[number].append(text)
    return list(split.values())


def identify_languages(texts: Sequence[str], rules: Rules) -> list[str | None]:
    """Identify the language of each text."""
    return identify_all(texts, rules.cleaning.languages)


def _answers(n_lines: int, rows: list[tuple[Any, ...]]) -> tuple[list[bool], list[bool]]:
    kept = {line for line, role, _ in rows if role in TEXT_ROLES}
    joined = {line for line, _, joined in rows if joined}
    numbers = range(1, n_lines + 1)
    return [number in kept for number in numbers], [number in joined for number in numbers]


def _goes_on() -> pl.Expr:
    """A line goes on with its paragraph or note if it is not the first line of it."""
    owner = pl.coalesce("paragraph_id", "note_id")
    return owner.is_not_null() & ~owner.is_first_distinct()


def _stated(ids: list[str], cleaned: Cleaned) -> list[dict[str, Any]]:
    stated = {row["article_id"]: row for row in cleaned.articles.to_dicts()}
    return [stated[number] for number in ids]


def _by_id(ids: list[str], frame: pl.DataFrame, columns: list[str]) -> list[list[tuple[Any, ...]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {number: [] for number in ids}
    for number, *values in frame.select("article_id", *columns).iter_rows():
        rows[number].append(tuple(values))
    return list(rows.values())
