"""Validate: every table against its schema, every law between tables; what is unfit is set aside or stops the run."""

import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl

from pipeline import engine, promises, store
from pipeline.errors import PressmarkError, tell
from pipeline.inventory import read_raw_files
from pipeline.params import Settings, read_settings, rules_of
from pipeline.promises import Tables
from pipeline.store import Store, read_store, shown_path
from pipeline.units import (
    Entry,
    Result,
    Unit,
    add_up,
    make_stage,
    nest,
    read_batches,
    read_entries,
    read_table,
    table_file,
    units_behind,
    write_tables,
)
from schemas.articles import Articles
from schemas.edits import Edits
from schemas.lines import Lines
from schemas.notes import Notes
from schemas.pandera_for_polars import pa
from schemas.paragraphs import Paragraphs
from schemas.quarantine import SchemaBroken, find_bad_rows, refuse_switched_off
from schemas.raw_articles import RawArticles
from schemas.rejected_articles import REASON_FIELDS
from schemas.rejected_files import RejectedFiles
from schemas.sentences import Sentences

SCHEMAS: dict[str, type[pa.DataFrameModel]] = {
    "raw_articles": RawArticles,
    "lines": Lines,
    "edits": Edits,
    "articles": Articles,
    "paragraphs": Paragraphs,
    "sentences": Sentences,
    "notes": Notes,
}
READS = {"raw_articles": "ingest"} | dict.fromkeys(("lines", "edits", "articles"), "clean")
READS |= dict.fromkeys(("paragraphs", "sentences", "notes"), "segment")
ONE_ARTICLE_EACH = "every_article_stands_once_in_its_bucket"
FirstRows = dict[str, list[dict[str, Any]]]
REPORT = store.REPORTS / "validation.json"


class ValidateSettings(Settings):
    """How much the report shows."""

    n_rows_shown: int
    """Rows of each failure that the report and the error show."""


def set_aside(tables: Tables) -> tuple[Tables, pl.DataFrame]:
    """Take the articles that have a row which does not fit its schema out of all tables.

    Returns the tables without them, and a row per such article with its reasons (schema RejectedArticles). Raises
    `PressmarkError` if a table is wrong as a whole, or if what is left does not fit either.
    """
    reasons = pl.concat([_bad_values(table, frame) for table, frame in tables._asdict().items()])
    kept = _without(tables, reasons) if reasons.height else tables
    listed = reasons.group_by("article_id", maintain_order=True).agg(reasons=pl.struct(*REASON_FIELDS))
    sources = tables.raw_articles.select("article_id", "source_path", "source_sha256")
    return kept, sources.join(listed, on="article_id", maintain_order="left")


def _without(tables: Tables, reasons: pl.DataFrame) -> Tables:
    kept = Tables(*(frame.join(reasons, on="article_id", how="anti", maintain_order="left") for frame in tables))
    still_bad = pl.concat([_bad_values(table, frame) for table, frame in kept._asdict().items()])
    if still_bad.height:
        raise PressmarkError(
            f"rows do not fit their schema after their articles were set aside: {still_bad.head(3).to_dicts()}"
        )
    return kept


def keep_promises(tables: Tables) -> dict[str, pl.DataFrame]:
    """Return for each law the rows that break it."""
    return {name: law(tables) for name, law in rules_of(promises).items()}


def find_uncalled_notes(tables: Tables) -> pl.DataFrame:
    """Return the notes that no sentence calls: reported, for the mark may be missing in the source."""
    return tables.notes.filter(pl.col("sentence_ids").list.len() == 0).select("article_id", "note_id")


def merge_first_rows(results: list[Result], n_rows_shown: int) -> FirstRows:
    """Return of each failure the first rows that units have found."""
    merged: FirstRows = {}
    for result in results:
        for name, rows in result["first_rows"].items():
            merged[name] = (merged.get(name, []) + rows)[:n_rows_shown]
    return merged


def find_lost_sources(raw_files: dict[str, int | None], accounted: dict[str, int]) -> list[str]:
    """Return raw files of which not every record ended as an article or a reject.

    `raw_files` has the number of records of each file that holds many, and none for the others; `accounted` the rows
    that each file ended in.
    """
    return sorted(
        path
        for path, n_records in raw_files.items()
        if accounted.get(path, 0) != (1 if n_records is None else n_records)
    )


def _bad_values(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    try:
        bad = find_bad_rows(frame, SCHEMAS[table])
    except SchemaBroken as fault:
        raise PressmarkError(f"the table {table} does not fit its schema as a whole: {fault}") from fault
    owners = frame["article_id"].gather(bad["row"]) if bad.height else pl.Series([], dtype=pl.String)
    return bad.select(pl.lit(table).alias("table"), "column", "check", "value").with_columns(article_id=owners)


def validate(read: Tables, n_rows_shown: int) -> tuple[pl.DataFrame, Counter[tuple[str, str]], FirstRows]:
    """Check some articles with all their rows.

    Returns the articles set aside (schema RejectedArticles), counts by (what, name), and the first rows of each
    failure.
    """
    tables, rejected = set_aside(read)
    broken = keep_promises(tables)
    counts = Counter({("n_rows", table): frame.height for table, frame in tables._asdict().items()})
    counts.update({("n_rows_that_break", law): rows.height for law, rows in broken.items()})
    counts["notes", "n_uncalled"] += find_uncalled_notes(tables).height
    for table, column, check in rejected.explode("reasons").unnest("reasons").select("table", "column", "check").rows():
        counts["n_bad_values", f"{table}.{column or 'rows'}: {check}"] += 1
    shown = {law: rows.head(n_rows_shown).to_dicts() for law, rows in broken.items() if rows.height}
    if rejected.height:
        shown["rejected_articles"] = rejected.head(n_rows_shown).to_dicts()
    return rejected, counts, shown


def validate_unit(settings: ValidateSettings, store: Store, unit: Unit) -> tuple[dict[str, str], Result]:
    """Write a bucket of rejected articles; the result holds what was found."""
    counts: Counter[tuple[str, str]] = Counter()
    found: list[Result] = []
    ids: list[pl.Series] = []

    def batches() -> Iterator[dict[str, pl.DataFrame]]:
        for frames in read_batches(store, unit):
            rejected, counted, first_rows = validate(Tables(*frames), settings.n_rows_shown)
            counts.update(counted)
            found.append({"first_rows": first_rows})
            ids.append(frames[0]["article_id"])
            yield {"rejected_articles": rejected}

    outputs = write_tables(store, unit.name, batches())
    twice = pl.concat(ids).value_counts().filter(pl.col("count") > 1).sort("article_id").to_dicts()
    found.append({"first_rows": {ONE_ARTICLE_EACH: twice} if twice else {}})
    counts["n_rows_that_break", ONE_ARTICLE_EACH] += len(twice)
    return outputs, {**nest(counts), "first_rows": merge_first_rows(found, settings.n_rows_shown)}


def _report(entries: list[Entry], rejected_files: pl.DataFrame, lost: list[str], n_rows_shown: int) -> dict[str, Any]:
    n_rejected = Counter(rejected_files["reason"].to_list())
    counts = add_up({what: n for what, n in entry.result.items() if what != "first_rows"} for entry in entries)
    n_broken = counts.get("n_rows_that_break", {})
    return {
        "n_rows": {table: counts.get("n_rows", {}).get(table, 0) for table in SCHEMAS},
        "n_rows_that_break": {
            **{law: n_broken.get(law, 0) for law in [*rules_of(promises), ONE_ARTICLE_EACH]},
            "every_raw_file_is_accounted_for": len(lost),
        },
        "n_uncalled_notes": counts.get("notes", {}).get("n_uncalled", 0),
        "n_rejected_files": dict(sorted(n_rejected.items())),
        "n_bad_values": counts.get("n_bad_values", {}),
        "first_rows": {
            "rejected_articles": [],
            **merge_first_rows([entry.result for entry in entries], n_rows_shown),
            "lost_files": lost[:n_rows_shown],
            "rejected_files": rejected_files.head(n_rows_shown).to_dicts(),
        },
    }


def _refuse_switched_off() -> None:
    try:
        refuse_switched_off()
    except SchemaBroken as fault:
        raise PressmarkError(str(fault)) from None


def _read_rejected_files(places: Store) -> pl.DataFrame:
    """Read the rejects of all buckets: files that are none, a small table."""
    tables = []
    for entry in read_entries(places, "ingest").values():
        name = table_file("rejected_files", entry.unit)
        tables.append(read_table(places, name, entry.outputs[name]))
    rejected = pl.concat(tables).sort("source_path", "reason", "detail")
    if find_bad_rows(rejected, RejectedFiles).height:
        raise PressmarkError("the table rejected_files does not fit its schema")
    return rejected


def _find_lost(places: Store) -> list[str]:
    """Compare the raw files that ingest saw, and those that lie there now, with the sources that the tables name."""
    raw_files = {shown_path(file.path): None for file in places.list_raw()} | read_raw_files()
    counted = []
    for entry in read_entries(places, "ingest").values():
        for name in (table_file(table, entry.unit) for table in ("raw_articles", "rejected_files")):
            paths = read_table(places, name, entry.outputs[name], ["source_path"])["source_path"]
            counted.append(paths.value_counts())
    accounted = pl.concat(counted).group_by("source_path").agg(pl.col("count").sum())
    return find_lost_sources(raw_files, dict(accounted.iter_rows()))


def _stop_if_broken(report: dict[str, Any]) -> None:
    broken = {law: n for law, n in report["n_rows_that_break"].items() if n}
    lines = [
        f"{law}: {n} rows, first {report['first_rows'].get(law, report['first_rows']['lost_files'])}"
        for law, n in broken.items()
    ]
    if not report["n_rows"]["articles"]:
        lines.append("no article is left: the reasons stand in the report, under first_rows")
    if lines:
        raise PressmarkError("\n  ".join(["validation failed; the whole report is in " + str(REPORT), *lines]))


def main() -> None:
    """Read all tables; write rejected articles and the report; stop where a law is broken."""
    _refuse_switched_off()
    settings = read_settings(ValidateSettings, "validate")
    places = read_store()
    stage = make_stage("validate", ("rejected_articles",), settings)
    entries = engine.redo(stage, partial(validate_unit, settings), units_behind(places, READS), places)
    report = _report(entries, _read_rejected_files(places), _find_lost(places), settings.n_rows_shown)
    store.write_json(REPORT, report)
    for row in report["first_rows"]["rejected_articles"]:
        print(f"set aside: {row['article_id']}: {row['reasons'][:3]}", file=sys.stderr)
    _stop_if_broken(report)


if __name__ == "__main__":
    tell(main)
