"""Clean: every raw line gets a role and the rule that decided it; the lines of an article give its text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from pipeline import edits, engine, joins, repairs, roles, store
from pipeline.corrected import LineDecision, refuse_unknown_articles
from pipeline.corrected_lines import (
    close_roles,
    open_roles,
    refuse_joins_that_cannot_be,
    refuse_roles_of_nothing,
    with_corrections,
)
from pipeline.corrections import by_bucket, read_corrections, with_places, without_places
from pipeline.divisions import with_divisions
from pipeline.errors import PressmarkError, tell
from pipeline.footnotes import number_notes
from pipeline.headlines import HeadlineSettings, with_headline_weights
from pipeline.identity import with_text_ids
from pipeline.languages import identify_all
from pipeline.line_edits import add_footnote_edits, with_plain
from pipeline.lines import count_visible, count_words, measure, split_lines, units_of, unwrap, with_body, with_marks
from pipeline.mending import Edited, compose_line_edits, edit_lines
from pipeline.metadata import collect
from pipeline.other_languages import with_language
from pipeline.paragraphs import BLOCK, assemble, join_edits, join_lines
from pipeline.params import PARAMS, Settings, call_rule, read_settings
from pipeline.repetition import RepetitionSettings, find_repeated, with_repetition
from pipeline.rewrite import Rule
from pipeline.store import Store, read_store
from pipeline.units import (
    Result,
    Unit,
    add_up,
    make_stage,
    nest,
    read_batches,
    read_entries,
    units_behind,
    write_tables,
)
from pipeline.verdicts import Verdicts, decide, read_verdicts
from schemas.patterns import JOINS, ROLES, TEXT_ROLES

BETWEEN_PARAGRAPHS = "\n\n"
LINE_COLUMNS = ["article_id", "line", "raw_start", "raw_end", "role", "rule", "paragraph_id", "note_id"]
LEDGER = [*LINE_COLUMNS, "text", "language"]
MEASURES_OF_JOINS = [
    "n_words",
    "ends_sentence",
    "has_inner_end",
    "ends_amid",
    "starts_lower",
    "opens_sentence",
    "breaks_phrase",
    "breaks_bracket",
]
DETECTED_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "article_id": pl.String,
    "title": pl.String,
    "subtitle": pl.String,
    "authors": pl.List(pl.String),
    "publisher": pl.String,
    "published": pl.Date,
    "captions": pl.List(pl.String),
    "keywords": pl.List(pl.String),
}


class BodySettings(Settings):
    """What a line weighs in the search for the body: the run of lines with the largest sum."""

    n_words_of_prose_min: int
    n_words_of_several_sentences_min: int
    n_words_counted_max: int
    n_words_of_short_prose_min: int
    n_words_of_unfinished_min: int
    n_words_above_comments_min: int
    prose: int
    short_prose: int
    unfinished: int
    short: int
    short_between_prose: int
    listed: int
    decided: int
    repeated: int
    bar: int
    bars: list[str]


class CleanSettings(Settings):
    """The recipe of clean: the rules of `repairs`, `edits`, `roles` and `joins`, in the order in which they decide."""

    languages: list[str]
    repairs: dict[str, dict[str, Any]]
    edits: dict[str, dict[str, Any]]
    signs: dict[str, dict[str, Any]]
    body: BodySettings
    headline: HeadlineSettings
    repetition: RepetitionSettings
    places: dict[str, dict[str, Any]]
    joins: dict[str, dict[str, Any]]


class Recipe(NamedTuple):
    """The settings of clean, with every rule called."""

    languages: tuple[str, ...]
    repairs: dict[str, Rule]
    edits: dict[str, Rule]
    signs: Verdicts
    body: dict[str, Any]
    headline: HeadlineSettings
    repetition: RepetitionSettings
    places: Verdicts
    joins: Verdicts


class Cleaned(NamedTuple):
    """The tables that clean writes."""

    lines: pl.DataFrame
    edits: pl.DataFrame
    articles: pl.DataFrame


class Given(NamedTuple):
    """What a unit is given beside its tables: the keys of its lines that return in their source, and corrections."""

    repeated: list[int]
    decisions: list[list[Any]]


def recipe_of(settings: CleanSettings) -> Recipe:
    """Call every rule of the recipe with its settings; raise `PressmarkError` where one does not take them."""
    return Recipe(
        tuple(settings.languages),
        {name: call_rule(repairs, "clean.repairs", name, given) for name, given in settings.repairs.items()},
        {name: call_rule(edits, "clean.edits", name, given) for name, given in settings.edits.items()},
        read_verdicts(roles.signs, "clean.signs", "role", ROLES, settings.signs),
        settings.body.model_dump(),
        settings.headline,
        settings.repetition,
        read_verdicts(roles.places, "clean.places", "role", ROLES, settings.places),
        read_verdicts(joins, "clean.joins", "verdict", JOINS, settings.joins),
    )


def clean(
    raw_articles: pl.DataFrame,
    recipe: Recipe,
    repeated: Sequence[int] = (),
    decisions: Sequence[LineDecision] = (),
) -> Cleaned:
    """Clean raw articles (schema RawArticles) into lines, edits and articles.

    `repeated` are the keys of lines that return in their source (see `repetition`), `decisions` what people decided
    about lines; raises `PressmarkError` where one does not fit its line.
    Every line that is not only white space is in `lines`, with its role; the edits lead from the raw characters
    of the kept lines to their text; `articles` has the text and the metadata.
    """
    edited = find_lines(raw_articles, recipe, repeated, decisions)
    lines = with_roles(edited.lines, recipe)
    numbers = number_notes(lines.filter(pl.col("role") == "note"))
    lines = lines.join(numbers, on=["article_id", "line"], how="left", maintain_order="left")
    line_edits = add_footnote_edits(lines, edited.edits)
    lines = with_plain(lines, line_edits)
    line_edits = compose_line_edits(lines, edited.repairs, line_edits)
    joined = join_lines(lines.filter(pl.col("role").is_in([*TEXT_ROLES, "note"])), recipe.joins)
    refuse_joins_that_cannot_be(lines, joined, decisions)
    blocks = with_block_ids(assemble(joined))
    lines = with_owners(lines, joined, blocks)
    paragraphs = blocks.filter(pl.col("paragraph_id").is_not_null())
    articles = make_articles(raw_articles, paragraphs, lines, recipe.languages)
    return Cleaned(
        with_language(lines.select(*LINE_COLUMNS, text="raw"), articles, "article_id", recipe.languages).select(LEDGER),
        with_owner(pl.concat([line_edits, join_edits(joined)]), lines),
        articles,
    )


def find_lines(
    raw_articles: pl.DataFrame, recipe: Recipe, repeated: Sequence[int], decisions: Sequence[LineDecision]
) -> Edited:
    """Return the lines of raw articles, with all that is known of each before it is judged, and their own edits."""
    lines = with_marks(split_lines(raw_articles), raw_articles)
    lines = with_repetition(lines, raw_articles, repeated, recipe.repetition)
    edited = edit_lines(with_corrections(lines, decisions), recipe.repairs, recipe.edits)
    plain = with_plain(edited.lines, edited.edits)
    refuse_roles_of_nothing(plain, decisions)
    return edited._replace(lines=plain)


def with_roles(lines: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """Decide each line's `role` and `rule`, by the signs it shows and then by the place where it stands."""
    lines = unwrap(lines)
    units = judge(units_of(lines), recipe)
    undecided = units.filter(pl.col("rule").is_null())
    if undecided.height:
        place = f"'{undecided['plain'][0][:60]}' ({undecided['article_id'][0]})"
        raise PressmarkError(f"{PARAMS}: clean.places: no rule fits {place}: let is_body_line end the list")
    return lines.join(
        units.select("article_id", "unit", "role", "rule", *MEASURES_OF_JOINS),
        on=["article_id", "unit"],
        how="left",
        maintain_order="left",
    )


def judge(units: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """Decide the `role` and `rule` of units: what people say first, then signs, then places; adds all measures."""
    units = decide(open_roles(measure(units)), recipe.signs, "role", "rule")
    placed = with_headline_weights(close_roles(with_body(with_divisions(units), recipe.body)), recipe.headline)
    return decide(placed, recipe.places, "role", "rule")


def with_block_ids(blocks: pl.DataFrame) -> pl.DataFrame:
    """Add `paragraph_id` to headings and paragraphs, `note_id` to numbered notes; null elsewhere."""
    texts = with_text_ids(blocks.filter(~pl.col("is_note")), "paragraph_id", "p")
    notes = blocks.filter("is_note").with_columns(note_id=pl.format("{}#n-{}", "article_id", "note_number"))
    return pl.concat([texts, notes], how="diagonal").select(*blocks.columns, "paragraph_id", "note_id")


def with_owners(lines: pl.DataFrame, joined: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Add to every line the `paragraph_id` or `note_id` of the block that holds it; null where it has none."""
    ids = joined.select(*BLOCK, "line").join(
        blocks.select(*BLOCK, "paragraph_id", "note_id"), on=BLOCK, nulls_equal=True
    )
    return lines.join(
        ids.select("article_id", "line", "paragraph_id", "note_id"),
        on=["article_id", "line"],
        how="left",
        maintain_order="left",
    )


def with_owner(line_edits: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Keep the edits in lines of text and notes, with `owner_id`: the paragraph or note that they shape."""
    owners = lines.select("article_id", "line", owner_id=pl.coalesce("paragraph_id", "note_id")).drop_nulls()
    return (
        line_edits.join(owners, on=["article_id", "line"])
        .select("article_id", "owner_id", "raw_start", "raw_end", "text", "rule", "note_number")
        .sort("article_id", "raw_start")
    )


def make_articles(
    raw_articles: pl.DataFrame, paragraphs: pl.DataFrame, lines: pl.DataFrame, languages: tuple[str, ...]
) -> pl.DataFrame:
    """Make the articles: text and metadata, in which the catalogue's word goes before what was detected."""
    counted = paragraphs.with_columns(n_words=count_words(pl.col("text")).cast(pl.Int32))
    texts = counted.group_by("article_id", maintain_order=True).agg(
        body=pl.col("text").str.join(BETWEEN_PARAGRAPHS),
        n_paragraphs=pl.len().cast(pl.Int32),
        n_words=pl.sum("n_words"),
    )
    told = (
        raw_articles.drop("text")
        .join(texts, on="article_id", how="left")
        .with_columns(pl.col("body").fill_null(""), pl.col("n_paragraphs", "n_words").fill_null(0))
        .sort("article_id")
    )
    untold = told.select(pl.when(pl.col("language").is_null()).then("body").otherwise(pl.lit(""))).to_series()
    told = told.with_columns(language=pl.coalesce("language", pl.Series(identify_all(untold.to_list(), languages))))
    said = collect(lines, dict(told.select("article_id", "language").iter_rows()))
    detected = pl.DataFrame([{"article_id": name, **row} for name, row in said.items()], schema=DETECTED_COLUMNS)
    both = told.join(detected, on="article_id", how="left", suffix="_detected", maintain_order="left")
    stated = [pl.coalesce(name, f"{name}_detected") for name in ("title", "subtitle", "publisher", "published")]
    no_names = pl.lit([], pl.List(pl.String))
    return both.with_columns(*stated).select(
        "article_id",
        "title",
        "subtitle",
        pl.coalesce("authors", "authors_detected", no_names).alias("authors"),
        "publisher",
        "published",
        "language",
        "url",
        "rights",
        pl.col("body").alias("text"),
        pl.col("captions").fill_null(no_names),
        pl.col("keywords").fill_null(no_names),
        "n_paragraphs",
        "n_words",
        "source_path",
        "source_sha256",
    )


def count(cleaned: Cleaned) -> Counter[tuple[str, str]]:
    """Count lines by role and by rule, raw characters by role, and edits by rule: keys are (what, name)."""
    counts: Counter[tuple[str, str]] = Counter()
    for what, table, column in (
        ("lines_by_role", cleaned.lines, "role"),
        ("lines_by_rule", cleaned.lines, "rule"),
        ("edits_by_rule", cleaned.edits, "rule"),
    ):
        counts.update({(what, name): n for name, n in table[column].value_counts().iter_rows()})
    visible = cleaned.lines.select("role", n_chars=count_visible(pl.col("text")))
    chars = visible.group_by("role").agg(pl.col("n_chars").sum())
    counts.update({("chars_by_role", role): n for role, n in chars.iter_rows()})
    return counts


def clean_unit(settings: CleanSettings, store: Store, unit: Unit) -> tuple[dict[str, str], Result]:
    """Write a bucket of lines, edits and articles; the result counts them."""
    recipe = recipe_of(settings)
    given = Given(*unit.given) if unit.given else Given([], [])
    decisions = with_places(LineDecision, given.decisions, unit.places or [])
    counts: Counter[tuple[str, str]] = Counter()

    def batches() -> Iterator[dict[str, pl.DataFrame]]:
        article_ids: set[str] = set()
        for (raw_articles,) in read_batches(store, unit):
            article_ids.update(raw_articles["article_id"])
            cleaned = clean(raw_articles, recipe, given.repeated, decisions)
            counts.update(count(cleaned))
            yield cleaned._asdict()
        refuse_unknown_articles(decisions, article_ids)
        counts.update(
            ("corrections", what) for decision in decisions for what in ("role", "join") if getattr(decision, what)
        )

    return write_tables(store, unit.name, batches()), nest(counts)


def make_units(places: Store, settings: CleanSettings, decisions: Sequence[LineDecision]) -> list[Unit]:
    """Return a unit per bucket, with the lines of its own that return in their source, and what people decided."""
    repeated = find_repeated(places, read_entries(places, "ingest"), settings.repetition)
    units = units_behind(places, {"raw_articles": "ingest"})
    decided = by_bucket(decisions, len(units))
    made = []
    for unit in units:
        own = decided.get(unit.name, [])
        given = Given(repeated.get(unit.name, []), without_places(own))
        made.append(unit._replace(given=given if any(given) else None, places=[decision.where for decision in own]))
    return made


def main() -> None:
    """Read raw articles and corrections; write lines, edits, articles and metrics."""
    settings = read_settings(CleanSettings, "clean")
    recipe_of(settings)
    decisions = read_corrections().lines
    places = read_store()
    stage = make_stage("clean", Cleaned._fields, settings)
    units = make_units(places, settings, decisions)
    entries = engine.redo(stage, partial(clean_unit, settings), units, places)
    store.write_json(store.METRICS / "clean.json", add_up(entry.result for entry in entries))


if __name__ == "__main__":
    tell(main)
