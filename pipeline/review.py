"""Which lines of a corpus want a person's look most, those whose role was least certain; and how one corrects them."""

from collections.abc import Iterator, Sequence

import polars as pl
import yaml
from rich.console import Group, RenderableType
from rich.text import Text

from pipeline.certainty import with_certainty
from pipeline.clean import Cleaned, CleanSettings, Given, Recipe, find_lines, judge, make_units, recipe_of
from pipeline.corrected import LineDecision, fold
from pipeline.corrections import read_corrections, with_places
from pipeline.errors import PressmarkError
from pipeline.explain import STYLES, visible
from pipeline.lines import units_of, unwrap
from pipeline.params import read_settings
from pipeline.progress import Told
from pipeline.store import Store, read_store
from pipeline.units import Unit, key_of, make_stage, read_batches, read_entries

N_CHARS_EXPECTED = 60
COLUMNS = ["article_id", "line", "unit", "role", "rule", "certainty", "text"]


def find_doubtful(n: int) -> pl.DataFrame:
    """Return the lines (COLUMNS) of the n units of the built corpus whose role is least certain, these first.

    What is certain, such as what people decided, is not among them.
    Buckets are judged again one after the other, so memory holds a batch of one. Raises `PressmarkError` where
    something changed since clean ran: what is shown is what the dataset has.
    """
    settings = read_settings(CleanSettings, "clean")
    recipe, places = recipe_of(settings), read_store()
    units = _units_that_are_done(places, settings)
    found = pl.DataFrame()
    with Told("review", sum(unit.n_articles for unit in units), sum(unit.n_bytes for unit in units)) as told:
        for unit in units:
            for lines in _lines_of(places, unit, recipe):
                found = least_certain(pl.concat([found, lines], how="diagonal"), n)
            told.add(unit.n_articles, unit.n_bytes)
    return found


def rate_lines(
    raw_articles: pl.DataFrame, recipe: Recipe, repeated: Sequence[int] = (), decisions: Sequence[LineDecision] = ()
) -> pl.DataFrame:
    """Return all lines (COLUMNS) of raw articles with the certainty of their unit's role."""
    lines = unwrap(find_lines(raw_articles, recipe, repeated, decisions).lines)
    signs = [name for name, _, _ in recipe.signs]
    judged = with_certainty(judge(units_of(lines), recipe), recipe.body, signs)
    known = judged.select("article_id", "unit", "role", "rule", "certainty")
    return lines.join(known, on=["article_id", "unit"], maintain_order="left").select(COLUMNS)


def least_certain(lines: pl.DataFrame, n: int) -> pl.DataFrame:
    """Keep the lines of the n least certain units, these first; of equal ones the first by article and line."""
    heads = lines.unique(["article_id", "unit"], keep="first", maintain_order=True)
    kept = heads.sort("certainty", "article_id", "line").head(n).select("article_id", "unit")
    return kept.join(lines, on=["article_id", "unit"], maintain_order="left_right").select(COLUMNS)


def render(lines: pl.DataFrame) -> RenderableType:
    """Render lines, a unit at a time: how certain its role is, by which rule, where it stands, and its text."""
    heads = lines.unique(["article_id", "unit"], keep="first", maintain_order=True)
    shown = []
    for article_id, line, _, role, rule, certainty, text in heads.select(COLUMNS).iter_rows():
        style = STYLES[role].replace(" strike", "")
        shown.append(Text.assemble(f"{certainty:.2f}  ", (role, style), f" {rule}  ", (f"{article_id} {line}", "dim")))
        shown.append(Text(f"      {visible(fold(text))}", no_wrap=True, overflow="ellipsis"))
    return Group(*shown)


def as_corrections(lines: pl.DataFrame) -> str:
    """Return lines (COLUMNS) as corrections that keep them as they are: to be changed, given a reason, and pasted."""
    return "".join(_items(lines))


def _items(lines: pl.DataFrame) -> Iterator[str]:
    for article_id, line, _, role, rule, certainty, text in lines.select(COLUMNS).iter_rows():
        item = {"article": article_id, "line": line, "expects": _first_words(text), "role": role, "why": ""}
        written = yaml.safe_dump([item], sort_keys=False, allow_unicode=True, width=10_000)
        yield f"# {role}, says {rule}; certainty {certainty:.2f}\n{written}"


def _first_words(text: str) -> str:
    start = fold(text)[: N_CHARS_EXPECTED + 1]
    return start if len(start) <= N_CHARS_EXPECTED else start[:N_CHARS_EXPECTED].rpartition(" ")[0] or start


def _units_that_are_done(places: Store, settings: CleanSettings) -> list[Unit]:
    stage, entries = make_stage("clean", Cleaned._fields, settings), read_entries(places, "clean")
    if not entries:
        raise PressmarkError(f"no article in {places.tables} is cleaned: run 'make dataset' to its end")
    units = make_units(places, settings, read_corrections().lines)
    if [key_of(stage, unit) for unit in units] != [entry.key for entry in entries.values()]:
        raise PressmarkError("something changed since the lines were judged: run 'dvc repro', then review them")
    return units


def _lines_of(places: Store, unit: Unit, recipe: Recipe) -> Iterator[pl.DataFrame]:
    given = Given(*unit.given) if unit.given else Given([], [])
    decisions = with_places(LineDecision, given.decisions, unit.places)
    for (raw_articles,) in read_batches(places, unit):
        yield rate_lines(raw_articles, recipe, given.repeated, decisions).filter(pl.col("certainty") < 1)
