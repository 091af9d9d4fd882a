"""Validate: every table against its schema, every law between tables; what is unfit is set aside or stops the run."""

import sys
from collections import Counter
from functools import partial
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl

from pipeline import engine, promises, store
from pipeline.errors import PressmarkError, tell
from pipeline.params import Settings, read_settings, rules_of
from pipeline.promises import Tables
from schemas.articles import Articles
from schemas.edits import Edits
from schemas.lines import Lines
from schemas.notes import Notes
from schemas.paragraphs import Paragraphs
from schemas.quarantine import SchemaBroken, find_bad_rows
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
REPORT = store.REPORTS / "validation.json"


class ValidateSettings(Settings):
    """How much the report shows."""

    n_rows_shown: int
    """Rows of each failure that the report and the error show."""


class Findings(NamedTuple):
    """What validation found in a bucket, or in all."""

    n_rows: Counter[str]
    n_bad_values: Counter[str]
    n_broken: Counter[str]
    first_rows: dict[str, list[dict[str, Any]]]
    n_uncalled_notes: int
    source_paths: list[str]


def set_aside(tables: Tables) -> tuple[Tables, pl.DataFrame]:
    """Take the articles that have a row which does not fit its schema out of all tables.

    Returns the tables without them, and a row per such article with its reasons (schema RejectedArticles). Raises
    `PressmarkError` if a table is wrong as a whole, or if what is left does not fit either.
    """
    reasons = pl.concat([_bad_values(table, frame) for table, frame in tables._asdict().items()])
    kept = Tables(*(frame.join(reasons, on="article_id", how="anti", maintain_order="left") for frame in tables))
    still_bad = pl.concat([_bad_values(table, frame) for table, frame in kept._asdict().items()])
    if still_bad.height:
        raise PressmarkError(
            f"rows do not fit their schema after their articles were set aside: {still_bad.head(3).to_dicts()}"
        )
    listed = reasons.group_by("article_id", maintain_order=True).agg(reasons=pl.struct(*REASON_FIELDS))
    sources = tables.raw_articles.select("article_id", "source_path", "source_sha256")
    return kept, sources.join(listed, on="article_id", maintain_order="left")


def keep_promises(tables: Tables) -> dict[str, pl.DataFrame]:
    """Return for each law the rows that break it."""
    return {name: law(tables) for name, law in rules_of(promises).items()}


def find_uncalled_notes(tables: Tables) -> pl.DataFrame:
    """Return the notes that no sentence calls: reported, for the mark may be missing in the source."""
    return tables.notes.filter(pl.col("sentence_ids").list.len() == 0).select("article_id", "note_id")


def merge(findings: list[Findings], n_rows_shown: int) -> Findings:
    """Add up what was found in all buckets; of each failure the first rows stay."""
    merged = Findings(Counter(), Counter(), Counter(), {}, 0, [])
    for found in findings:
        first_rows = {
            name: (merged.first_rows.get(name, []) + found.first_rows.get(name, []))[:n_rows_shown]
            for name in {**merged.first_rows, **found.first_rows}
        }
        merged = Findings(
            merged.n_rows + found.n_rows,
            merged.n_bad_values + found.n_bad_values,
            merged.n_broken + found.n_broken,
            first_rows,
            merged.n_uncalled_notes + found.n_uncalled_notes,
            merged.source_paths + found.source_paths,
        )
    return merged


def find_lost_files(raw_files: list[str], accounted: list[str]) -> list[str]:
    """Return raw files that ended neither as an article nor as a reject."""
    return sorted(set(raw_files) - set(accounted))


def _bad_values(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    try:
        bad = find_bad_rows(frame, SCHEMAS[table])
    except SchemaBroken as fault:
        raise PressmarkError(f"the table {table} does not fit its schema as a whole: {fault}") from fault
    owners = frame["article_id"].gather(bad["row"]) if bad.height else pl.Series([], dtype=pl.String)
    return bad.select(pl.lit(table).alias("table"), "column", "check", "value").with_columns(article_id=owners)


def _validate_bucket(settings: ValidateSettings, bucket: str) -> Findings:
    read = Tables(*(store.read_table(table, bucket) for table in Tables._fields))
    tables, rejected = set_aside(read)
    store.write_table("rejected_articles", bucket, rejected)
    broken = keep_promises(tables)
    bad_values = rejected.explode("reasons").unnest("reasons")
    checks = [
        f"{table}.{column or 'rows'}: {check}"
        for table, column, check in bad_values.select("table", "column", "check").rows()
    ]
    shown = {law: rows.head(settings.n_rows_shown).to_dicts() for law, rows in broken.items() if rows.height}
    shown["rejected_articles"] = rejected.head(settings.n_rows_shown).to_dicts()
    return Findings(
        Counter({table: frame.height for table, frame in tables._asdict().items()}),
        Counter(checks),
        Counter({law: rows.height for law, rows in broken.items()}),
        shown,
        find_uncalled_notes(tables).height,
        read.raw_articles["source_path"].to_list(),
    )


def _report(found: Findings, rejected_files: pl.DataFrame, lost_files: list[str]) -> dict[str, Any]:
    n_rejected = Counter(rejected_files["reason"].to_list())
    laws = {law: found.n_broken[law] for law in rules_of(promises)}
    return {
        "n_rows": {table: found.n_rows[table] for table in SCHEMAS},
        "n_rows_that_break": {**laws, "every_raw_file_is_accounted_for": len(lost_files)},
        "n_uncalled_notes": found.n_uncalled_notes,
        "n_rejected_files": dict(sorted(n_rejected.items())),
        "n_bad_values": dict(sorted(found.n_bad_values.items())),
        "first_rows": {
            **found.first_rows,
            "lost_files": lost_files[:10],
            "rejected_files": rejected_files.head(10).to_dicts(),
        },
    }


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
    settings = read_settings(ValidateSettings, "validate")
    store.start_table("rejected_articles")
    results = engine.map_buckets("validate", partial(_validate_bucket, settings), store.buckets("articles"))
    found = merge(results, settings.n_rows_shown)
    rejected_files = store.read_whole_table("rejected_files")
    if find_bad_rows(rejected_files, RejectedFiles).height:
        raise PressmarkError("the table rejected_files does not fit its schema")
    raw_files = [path for path, _ in store.list_raw_files()]
    lost = find_lost_files(raw_files, found.source_paths + rejected_files["source_path"].to_list())
    report = _report(found, rejected_files, lost)
    store.write_json(REPORT, report)
    for row in report["first_rows"]["rejected_articles"]:
        print(f"set aside: {row['article_id']}: {row['reasons'][:3]}", file=sys.stderr)
    _stop_if_broken(report)


if __name__ == "__main__":
    tell(main)
