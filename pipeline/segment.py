"""Segment: articles become paragraphs, sentences and notes, each with its place in the text and in the raw text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from pipeline import boundaries, engine, store
from pipeline.corrected import BoundaryDecision, refuse_unknown_articles
from pipeline.corrected_boundaries import place_boundaries
from pipeline.corrections import by_bucket, read_corrections, with_places, without_places
from pipeline.errors import tell
from pipeline.identity import with_text_ids
from pipeline.other_languages import with_language
from pipeline.params import Settings, read_settings
from pipeline.provenance import place_edits, with_raw_offsets
from pipeline.rewrite import Edit, apply
from pipeline.sentences import BOUNDARIES, split_sentences
from pipeline.store import Store, read_store
from pipeline.units import Result, Unit, add_up, make_stage, nest, read_batches, units_behind, write_tables
from pipeline.verdicts import Verdicts, read_verdicts

BETWEEN_PARAGRAPHS = "\n\n"
READ_COLUMNS = {
    "articles": ["article_id", "text", "language"],
    "lines": ["article_id", "role", "paragraph_id", "note_id", "raw_start", "raw_end"],
    "raw_articles": ["article_id", "text"],
}
"""Of these tables no more is read: the texts of lines are many."""
PARAGRAPH = [
    *("paragraph_id", "article_id", "position", "role", "heading", "text", "language"),
    *("start", "end", "raw_start", "raw_end", "edits"),
]
SENTENCE = [
    *("sentence_id", "article_id", "paragraph_id", "position", "text", "language"),
    *("start", "end", "raw_start", "raw_end", "note_numbers", "rule"),
]
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"“”«»]+")
_BEHIND_ADDRESS = ".,;:!?'’”»]"


class SegmentSettings(Settings):
    """The recipe of segment: the rules of `boundaries`, in the order in which they decide."""

    languages: list[str]
    boundaries: dict[str, dict[str, Any]]


class Segmented(NamedTuple):
    """The tables that segment writes."""

    paragraphs: pl.DataFrame
    sentences: pl.DataFrame
    notes: pl.DataFrame


def boundary_rules(settings: SegmentSettings) -> Verdicts:
    """Call every boundary rule with its settings; raise `PressmarkError` where one does not take them."""
    return read_verdicts(boundaries, "segment.boundaries", "verdict", BOUNDARIES, settings.boundaries)


def segment(  # noqa: PLR0913, PLR0917 - four tables, the rules, and what people and the recipe say of them
    articles: pl.DataFrame,
    lines: pl.DataFrame,
    edits: pl.DataFrame,
    raw_texts: pl.DataFrame,
    verdicts: Verdicts,
    decisions: Sequence[BoundaryDecision] = (),
    languages: tuple[str, ...] = (),
) -> Segmented:
    """Segment articles (`article_id, text, language`), with lines and edits, and raw texts (`article_id, text`).

    `decisions` are what people decided about boundaries; raises `PressmarkError` where one does not fit its article.
    What is in another language than its article is looked for among `languages`.
    """
    paragraphs = make_paragraphs(articles, lines, edits)
    paragraphs = with_language(paragraphs, articles, "article_id", languages).select(PARAGRAPH)
    placed = place_edits(edits, paragraphs.rename({"paragraph_id": "owner_id"}))
    sentences = make_sentences(paragraphs, placed, verdicts, decisions)
    sentences = with_language(sentences, paragraphs, "paragraph_id", languages).select(SENTENCE)
    return Segmented(paragraphs, sentences, make_notes(lines, edits, raw_texts, sentences))


def make_paragraphs(articles: pl.DataFrame, lines: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Return a row per heading or paragraph, without its language: part n of the text is block n of the lines."""
    n_chars = pl.col("text").str.len_chars().cast(pl.Int64)
    number = pl.int_range(pl.len(), dtype=pl.Int32).over("article_id")
    texts = (
        articles.filter(pl.col("text") != "")
        .select("article_id", pl.col("text").str.split(BETWEEN_PARAGRAPHS))
        .explode("text")
        .with_columns(position=number, end=(n_chars + len(BETWEEN_PARAGRAPHS)).cum_sum().over("article_id"))
        .with_columns(end=pl.col("end") - len(BETWEEN_PARAGRAPHS))
        .with_columns(start=pl.col("end") - n_chars)
    )
    blocks = _spans_of_blocks(lines, "paragraph_id", "role").with_columns(position=number)
    heading = pl.when(pl.col("role") == "heading").then("text").shift().forward_fill().over("article_id")
    return (
        blocks.join(texts, on=["article_id", "position"], how="full", coalesce=True, maintain_order="left")
        .with_columns(heading=heading)
        .join(
            _edits_of_blocks(edits),
            left_on="paragraph_id",
            right_on="owner_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("edits").fill_null([]))
    )


def make_sentences(
    paragraphs: pl.DataFrame, placed: pl.DataFrame, verdicts: Verdicts, decisions: Sequence[BoundaryDecision] = ()
) -> pl.DataFrame:
    """Return a row per sentence of the paragraphs, without its language; headings are not segmented."""
    bodies = paragraphs.filter(pl.col("role") == "paragraph")
    origins = bodies.select("paragraph_id", "article_id", origin="start")
    sentences = (
        split_sentences(bodies, verdicts, place_boundaries(bodies, decisions, placed))
        .join(origins, on="paragraph_id", maintain_order="left")
        .with_columns(start=pl.col("start") + pl.col("origin"), end=pl.col("end") + pl.col("origin"))
        .with_columns(position=pl.int_range(pl.len(), dtype=pl.Int32).over("article_id"), owner_id="paragraph_id")
        .drop("origin")
    )
    sentences = with_raw_offsets(sentences, placed, bodies.rename({"paragraph_id": "owner_id"}))
    sentences = with_text_ids(sentences, "sentence_id", "s")
    return sentences.join(
        _called_notes(sentences, placed), on="sentence_id", how="left", maintain_order="left"
    ).with_columns(pl.col("note_numbers").fill_null([]))


def make_notes(
    lines: pl.DataFrame, edits: pl.DataFrame, raw_texts: pl.DataFrame, sentences: pl.DataFrame
) -> pl.DataFrame:
    """Return a row per note (schema Notes), with the sentences that call it."""
    calls = (
        sentences.select("article_id", "sentence_id", number="note_numbers")
        .explode("number")
        .group_by("article_id", "number", maintain_order=True)
        .agg(sentence_ids=pl.col("sentence_id").unique(maintain_order=True))
    )
    spans = (
        _spans_of_blocks(lines, "note_id")
        .join(_edits_of_blocks(edits), left_on="note_id", right_on="owner_id", how="left", maintain_order="left")
        .with_columns(pl.col("edits").fill_null([]), number=pl.col("note_id").str.extract(r"([0-9]+)$").cast(pl.Int32))
    )
    texts = _texts_of_spans(spans, raw_texts)
    return (
        spans.with_columns(text=pl.Series(texts, dtype=pl.String))
        .with_columns(urls=pl.Series([addresses_in(text) for text in texts], dtype=pl.List(pl.String)))
        .join(calls, on=["article_id", "number"], how="left", maintain_order="left")
        .with_columns(pl.col("sentence_ids").fill_null([]))
        .select("note_id", "article_id", "number", "text", "urls", "sentence_ids", "raw_start", "raw_end", "edits")
    )


def addresses_in(text: str) -> list[str]:
    """Return the web addresses in a text, without the punctuation of the sentence around them.

    >>> addresses_in("See https://a.org/b_(c); and (http://d.org/e?f=1).")
    ['https://a.org/b_(c)', 'http://d.org/e?f=1']
    """
    return [_without_punctuation(match[0]) for match in _ADDRESS.finditer(text)]


def _without_punctuation(address: str) -> str:
    n_unopened = address.count(")") - address.count("(")
    end = len(address)
    while address[end - 1] in _BEHIND_ADDRESS or (address[end - 1] == ")" and n_unopened > 0):
        n_unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _spans_of_blocks(lines: pl.DataFrame, id_column: str, *columns: str) -> pl.DataFrame:
    return (
        lines.filter(pl.col(id_column).is_not_null())
        .group_by("article_id", id_column, maintain_order=True)
        .agg(
            *(pl.col(column).first() for column in columns),
            pl.col("raw_start").first(),
            pl.col("raw_end").last(),
        )
    )


def _edits_of_blocks(edits: pl.DataFrame) -> pl.DataFrame:
    return edits.group_by("owner_id", maintain_order=True).agg(edits=pl.struct("raw_start", "raw_end", "text", "rule"))


def _called_notes(sentences: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Link each mark to the sentence it stands in; one between two belongs to the left."""
    marks = placed.filter(pl.col("note_number").is_not_null())
    starts = sentences.select("paragraph_id", "sentence_id", "start").sort("start")
    first = sentences.group_by("paragraph_id").agg(first=pl.col("start").min())
    keyed = (
        marks.join(first, left_on="owner_id", right_on="paragraph_id")
        .with_columns(start=pl.max_horizontal(pl.col("clean_start") - 1, "first"))
        .sort("start", "raw_start")
    )
    found = keyed.join_asof(starts, on="start", by_left="owner_id", by_right="paragraph_id", check_sortedness=False)
    return found.sort("raw_start").group_by("sentence_id", maintain_order=True).agg(note_numbers="note_number")


def _texts_of_spans(spans: pl.DataFrame, raw_texts: pl.DataFrame) -> list[str]:
    raw = dict(raw_texts.join(spans, on="article_id", how="semi").select("article_id", "text").iter_rows())
    texts = []
    for article_id, start, end, edits in spans.select("article_id", "raw_start", "raw_end", "edits").iter_rows():
        moved = (Edit(edit["raw_start"] - start, edit["raw_end"] - start, edit["text"]) for edit in edits)
        texts.append(apply(moved, raw[article_id][start:end]))
    return texts


def segment_unit(settings: SegmentSettings, store: Store, unit: Unit) -> tuple[dict[str, str], Result]:
    """Write a bucket of paragraphs, sentences and notes; the result counts them."""
    verdicts = boundary_rules(settings)
    decisions = with_places(BoundaryDecision, unit.given or [], unit.places or [])
    counts: Counter[tuple[str, str]] = Counter()

    def batches() -> Iterator[dict[str, pl.DataFrame]]:
        article_ids: set[str] = set()
        for articles, lines, edits, raw_articles in read_batches(store, unit, READ_COLUMNS):
            article_ids.update(articles["article_id"])
            segmented = segment(articles, lines, edits, raw_articles, verdicts, decisions, tuple(settings.languages))
            counts.update(count(segmented))
            yield segmented._asdict()
        refuse_unknown_articles(decisions, article_ids)
        counts.update(("corrections", "ends" if decision.ends else "continues") for decision in decisions)

    return write_tables(store, unit.name, batches()), nest(counts)


def count(segmented: Segmented) -> Counter[tuple[str, str]]:
    """Count the rows of each table, and sentences by the rule that ended them: keys are (what, name)."""
    counts = Counter({("n_rows", table): frame.height for table, frame in segmented._asdict().items()})
    by_rule = segmented.sentences["rule"].value_counts()
    return counts + Counter({("sentences_by_rule", rule): n for rule, n in by_rule.iter_rows()})


def make_units(places: Store, decisions: Sequence[BoundaryDecision]) -> list[Unit]:
    """Return a unit per bucket, with what people decided about its articles."""
    reads = {"articles": "clean", "lines": "clean", "edits": "clean", "raw_articles": "ingest"}
    units = units_behind(places, reads)
    decided = by_bucket(decisions, len(units))
    return [
        unit._replace(given=without_places(own) or None, places=[decision.where for decision in own])
        for unit in units
        for own in [decided.get(unit.name, [])]
    ]


def main() -> None:
    """Read articles, lines, edits, raw texts and corrections; write paragraphs, sentences, notes and metrics."""
    settings = read_settings(SegmentSettings, "segment")
    boundary_rules(settings)
    decisions = read_corrections().boundaries
    places = read_store()
    stage = make_stage("segment", Segmented._fields, settings)
    units = make_units(places, decisions)
    entries = engine.redo(stage, partial(segment_unit, settings), units, places)
    counts = add_up(entry.result for entry in entries)
    totals = {f"n_{table}": counts.get("n_rows", {}).get(table, 0) for table in Segmented._fields}
    by_rule = counts.get("sentences_by_rule", {})
    corrected = {name: counts[name] for name in ("corrections",) if name in counts}
    store.write_json(store.METRICS / "segment.json", {**totals, "sentences_by_rule": by_rule, **corrected})


if __name__ == "__main__":
    tell(main)
