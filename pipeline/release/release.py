"""Release: freeze the version that is built, once, under a number that says enough."""

import datetime
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.errors import PressmarkError
from pipeline.release.changelog import TITLE, UNRELEASED, enter
from pipeline.release.ledger import (
    LEDGER,
    Columns,
    Ledger,
    Release,
    columns_in,
    marks_of,
    number_of,
    read_ledger,
    write_ledger,
)
from pipeline.release.manifest import read_manifest
from pipeline.release.semver import Change, compare, smallest_after
from pipeline.release.verify import refuse_damaged

CHANGELOG = Path("CHANGELOG.md")


def release(version: str, date: datetime.date, folder: Path = store.DATASET) -> Release:
    """Enter the built dataset in the ledger and in the changelog, and return the entry.

    Raises `PressmarkError` if the folder is not whole or not this version, if the version is released, or if its number
    says too little of what changed; then nothing was written.
    """
    manifest = read_manifest(folder)
    if manifest["version"] != version:
        raise PressmarkError(
            f"{folder} is {manifest['version']}, and params.yaml says {version}: run 'dvc repro' first"
        )
    ledger = read_ledger()
    _refuse_twice(ledger, version)
    refuse_damaged(folder)
    change = change_since(ledger.last, folder, manifest, ledger)
    _refuse_too_small(ledger.last, version, change)
    entry = make_entry(manifest, date, change, _moved_marks(ledger, marks_of(folder)))
    write_ledger(Ledger(releases=[*ledger.releases, entry]), LEDGER)
    _write_changelog(entry)
    return entry


def change_since(last: Release | None, folder: Path, manifest: dict[str, Any], ledger: Ledger) -> Change:
    """Return what is different from the last release.

    Rows are compared over the columns that both have; where a column went or changed its type, that is reason enough.
    """
    if last is None:
        return Change("patch", ["the first release"])
    columns, before = columns_in(manifest), ledger.marks()
    shared: Columns = {
        config: {name: dtype for name, dtype in types.items() if last.columns.get(config, {}).get(name) == dtype}
        for config, types in columns.items()
    }
    marks = marks_of(folder, shared)
    if shared != last.columns:
        marks = {article_id: before.get(article_id, mark) for article_id, mark in marks.items()}
    return compare(last, before, marks, columns)


def make_entry(
    manifest: dict[str, Any], date: datetime.date, change: Change, articles: dict[str, str | None]
) -> Release:
    """Return the ledger's entry for a manifest."""
    configs = {
        name: {key: config[key] for key in ("root", "n_rows", "columns")}
        for name, config in manifest["configs"].items()
    }
    return Release.model_validate(
        {
            "name": manifest["name"],
            "version": manifest["version"],
            "date": date.isoformat(),
            "root": manifest["root"],
            "n_buckets": manifest["n_buckets"],
            "configs": configs,
            "changes": change.reasons or ["the same rows, in other packaging or with other documents"],
            "articles": articles,
        }
    )


def _moved_marks(ledger: Ledger, marks: dict[str, str]) -> dict[str, str | None]:
    before = ledger.marks()
    moved: dict[str, str | None] = {key: mark for key, mark in marks.items() if before.get(key) != mark}
    return dict(sorted((moved | dict.fromkeys(set(before) - set(marks))).items()))


def _refuse_twice(ledger: Ledger, version: str) -> None:
    released = ledger.find(version)
    if released:
        raise PressmarkError(
            f"{version} was released on {released.date}: set publish.version in params.yaml to a new one"
        )
    if ledger.last and number_of(version) < number_of(ledger.last.version):
        raise PressmarkError(f"{version} comes before {ledger.last.version}, which is released: choose a later number")


def _refuse_too_small(last: Release | None, version: str, change: Change) -> None:
    if last is None:
        return
    smallest = smallest_after(last.version, change.weight)
    if number_of(version) < number_of(smallest):
        reasons = "".join(f"\n  {reason}" for reason in change.reasons)
        raise PressmarkError(
            f"{version} says too little after {last.version}: the change is {change.weight}, "
            f"so the smallest is {smallest}:{reasons}"
        )


def _write_changelog(entry: Release) -> None:
    text = CHANGELOG.read_text("utf-8") if CHANGELOG.exists() else f"{TITLE}\n{UNRELEASED}"
    store.write_text(CHANGELOG, enter(text, entry))
