"""What happened to an article: its raw lines, each with its role and rule; what was mended, and what looks broken."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline import repairs
from pipeline.catalogue import read_catalogue
from pipeline.clean import Cleaned, CleanSettings, clean, recipe_of
from pipeline.corrected import shown
from pipeline.corrections import NO_CORRECTIONS, Corrections, read_corrections
from pipeline.errors import PressmarkError
from pipeline.ingest import IngestSettings, row_of_file, with_catalogue
from pipeline.inspection import find_damages
from pipeline.lines import count_visible
from pipeline.params import read_settings, rules_of
from pipeline.records import COLUMNS
from pipeline.store import Store, bucket_of, read_store
from pipeline.units import read_bucket, read_entries

DROPPED = "boilerplate"
STYLES = {
    "title": "bold magenta",
    "subtitle": "magenta",
    "byline": "blue",
    "dateline": "blue",
    "heading": "bold green",
    "paragraph": "default",
    "caption": "yellow",
    "note": "cyan",
    "keywords": "yellow",
    DROPPED: "red strike",
}
JOINED = "↳"
CROSS = "✗"
CORRECTED = "✎"
N_IDS_SHOWN = 5


def find_article(article: str) -> Cleaned:
    """Return what clean makes of an article, by its id, the start of one, or a file that is not ingested.

    A file is judged as it would be now, with what is corrected of the article that has its stem for an id.

    Raises `PressmarkError` if there is no such article, if several ids start so, or if nothing is built yet.
    """
    path = Path(article)
    return _cleaned_file(path) if path.is_file() else _cleaned_by_id(article)


def show(article: str) -> RenderableType:
    """Render an article with what people decided about it."""
    cleaned = find_article(article)
    return render(cleaned, read_corrections().of(cleaned.lines.item(0, "article_id")))


def render(cleaned: Cleaned, corrections: Corrections = NO_CORRECTIONS) -> RenderableType:
    """Render an article's lines as a table, and below it what was kept, dropped, mended, and looks broken.

    A dropped line has a cross and is struck through, a joined one has an arrow. What people decided stands below a
    line, and what they decided of sentences below the table, each with their reason.
    """
    lines = cleaned.lines
    table = Table(box=None, padding=(0, 1), show_edge=False, header_style="dim", expand=True)
    table.add_column("line", justify="right", style="dim", no_wrap=True)
    table.add_column("role", no_wrap=True)
    table.add_column("rule", style="dim", no_wrap=True)
    table.add_column("raw text", ratio=1, overflow="fold")
    reasons = {decision.line: corrections.reasons[decision.where] for decision in corrections.lines}
    owners = lines.select(pl.coalesce("paragraph_id", "note_id")).to_series()
    is_joined = (owners.is_not_null() & owners.is_duplicated() & ~owners.is_first_distinct()).fill_null(False)
    for (line, role, rule, text), joined in zip(
        lines.select("line", "role", "rule", "text").iter_rows(), is_joined, strict=True
    ):
        mark = (f"{CROSS} ", "red") if role == DROPPED else (f"{JOINED} ", "bold green") if joined else ""
        marked = Text.assemble(mark, Text(visible(text), STYLES[role]))
        table.add_row(str(line), Text(role, STYLES[role].replace(" strike", "")), rule, marked)
        if line in reasons:
            table.add_row("", "", "", Text(f"{CORRECTED} {visible(reasons[line])}", "italic"))
    told = [summarize(lines), *tell_mended(cleaned.edits), *tell_broken(cleaned.articles)]
    return Group(table, *_of_boundaries(corrections), Text(""), *told)


def summarize(lines: pl.DataFrame) -> Text:
    """Tell how much was kept, and what each rule dropped, in visible characters."""
    measured = lines.with_columns(n_chars=count_visible(pl.col("text")))
    dropped = measured.filter(role=DROPPED)
    n_all, n_dropped = int(measured["n_chars"].sum()), int(dropped["n_chars"].sum())
    n_kept = lines.height - dropped.height
    rules = ", ".join(f"{rule} {n}" for rule, n in dropped["rule"].value_counts().sort("rule").iter_rows())
    return Text(
        f"{lines.item(0, 'article_id')}: {lines.height} lines, {n_kept} kept, {dropped.height} dropped"
        f"{f' ({rules})' if rules else ''}; {n_all:,} characters = {n_all - n_dropped:,} kept + {n_dropped:,} dropped",
        "bold",
    )


def _of_boundaries(corrections: Corrections) -> Iterator[Text]:
    for decision in corrections.boundaries:
        what = "a sentence ends" if decision.ends else "no sentence ends"
        words = f"between “{shown(decision.after)}” and “{shown(decision.before)}”"
        yield Text(visible(f"{CORRECTED} {what} {words}: {corrections.reasons[decision.where]}"), "italic")


def tell_mended(edits: pl.DataFrame) -> list[Text]:
    """Tell how many edits of the kept text mend what was broken, by rule; nothing where nothing was."""
    counts = edits.filter(pl.col("rule").is_in(list(rules_of(repairs))))["rule"].value_counts().sort("rule")
    return [Text(f"mended: {', '.join(f'{rule} {n}' for rule, n in counts.iter_rows())}")] if counts.height else []


def tell_broken(articles: pl.DataFrame) -> list[Text]:
    """Tell what still looks broken in the text: by kind, in how many places, and where the first is."""
    found = find_damages(articles).select("damage", "n_places", "start").iter_rows()
    return [Text(f"looks broken: {kind} {n}, the first at {start:,} of the text") for kind, n, start in found]


def _cleaned_file(path: Path) -> Cleaned:
    recipe = recipe_of(read_settings(CleanSettings, "clean"))
    limits = read_settings(IngestSettings, "ingest").limits
    row = row_of_file(path.name, path.stem, path.read_bytes(), limits)
    if row.get("reason"):
        raise PressmarkError(f"{path}: {row['reason']}: {row['detail']}")
    raw_articles = with_catalogue(pl.DataFrame([row], schema=COLUMNS), read_catalogue().clear())
    return clean(raw_articles, recipe, decisions=read_corrections().of(path.stem).lines)


def _cleaned_by_id(article: str) -> Cleaned:
    places = read_store()
    buckets = read_entries(places, "clean")
    if not buckets:
        raise PressmarkError(f"no article in {places.tables} is cleaned: run 'make dataset' to its end, or name a file")
    own = _read_article(places, article, len(buckets))
    if own.lines.height:
        return own
    ids = [read_bucket(places, "clean", "articles", bucket)["article_id"].to_list() for bucket in buckets]
    article_id = _only_id_that_starts_with(article, sorted(one for table in ids for one in table))
    return _read_article(places, article_id, len(buckets))


def _read_article(places: Store, article_id: str, n_buckets: int) -> Cleaned:
    bucket = bucket_of(article_id, n_buckets)
    tables = (read_bucket(places, "clean", table, bucket) for table in Cleaned._fields)
    return Cleaned(*(table.filter(article_id=article_id) for table in tables))


def _only_id_that_starts_with(start: str, ids: list[str]) -> str:
    found = [article_id for article_id in ids if article_id.startswith(start)]
    if len(found) == 1:
        return found[0]
    problem = f"{len(found)} articles start with '{start}'" if found else f"no article and no file is called '{start}'"
    shown = found or ids
    some = ", ".join(shown[:N_IDS_SHOWN]) + (", ..." if len(shown) > N_IDS_SHOWN else "")
    raise PressmarkError(f"{problem}; {'they are' if found else 'there are'}: {some}")


def visible(text: str) -> str:
    """Replace control characters, which a terminal would obey, by their pictures."""
    return "".join(chr(0x2400 + ord(char)) if ord(char) < 0x20 else "␡" if ord(char) == 0x7F else char for char in text)
