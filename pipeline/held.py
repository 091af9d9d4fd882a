"""Which files of a stage's tables are as they were entered: one that looks as when it was last seen is not read."""

import time
from collections.abc import Iterable, Mapping

from pipeline.seen import find_same, write_seen
from pipeline.store import REMEMBERED, Listed, Store
from pipeline.units import Entry, Stage

HELD = REMEMBERED / "held"


def find_held(store: Store, stage: Stage, entries: Iterable[Entry]) -> dict[str, Listed]:
    """Return the files that are as their entries say, as they look; on a remote place, those that are there."""
    files, entered = _list(store, stage), _entered(entries)
    if not store.is_local:
        return {file.path: file for file in files if file.path in entered}
    return find_same(files, entered, HELD / f"{stage.name}.parquet", store.holds)


def remember_held(store: Store, stage: Stage, entries: Iterable[Entry], kept: Mapping[str, Listed]) -> None:
    """Remember how the files of a stage look: those that were kept as they were found, the others as they were written.

    A file that somebody changed since it was found looks different now, and is not taken for what was found.
    """
    if not store.is_local:
        return
    listed_at = time.time_ns()
    files = {**{file.path: file for file in _list(store, stage)}, **kept}
    looks = ((files[name], sha256) for name, sha256 in _entered(entries).items() if name in files)
    write_seen(HELD / f"{stage.name}.parquet", looks, listed_at)


def _list(store: Store, stage: Stage) -> list[Listed]:
    return [file for table in stage.tables for file in store.list_table(table)]


def _entered(entries: Iterable[Entry]) -> dict[str, str]:
    return {name: sha256 for entry in entries for name, sha256 in entry.outputs.items()}
