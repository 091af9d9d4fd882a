"""Which files of a stage's tables are as they were entered: they are read only where they look different."""

import os
from pathlib import Path

import pytest

from pipeline.held import find_held, remember_held
from pipeline.store import Store
from pipeline.units import Entry, Stage

STAGE = Stage("clean", ("lines", "edits"), "recipe")
NAMES = ("lines/00000.parquet", "edits/00000.parquet")


@pytest.fixture(params=["data/interim", "memory://held/interim"])
def places(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    store = Store(tables=request.param)
    for table in STAGE.tables:
        store.keep_only(table, set())
    return store


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return Store()


def enter(places: Store, *names: str) -> list[Entry]:
    """Write files that are a minute old, and their entry."""
    outputs = {name: places.write(name, name.encode()) for name in names}
    for path in (Path(places.tables) / name for name in names):
        if path.exists():
            os.utime(path, ns=(path.stat().st_mtime_ns - 60 * 10**9,) * 2)
    return [Entry("00000", "key", outputs, 1, 1, {})]


def watch_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    holds = Store.holds

    def watched(self: Store, name: str, sha256: str) -> bool:
        read.append(name)
        return holds(self, name, sha256)

    monkeypatch.setattr(Store, "holds", watched)
    return read


def test_files_that_are_there_as_entered_are_held(places: Store) -> None:
    entries = enter(places, *NAMES)
    assert set(find_held(places, STAGE, entries)) == set(NAMES)
    places.remove(NAMES[0])
    assert set(find_held(places, STAGE, entries)) == {NAMES[1]}


def test_what_was_seen_is_not_read_again(here: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = enter(here, *NAMES)
    read = watch_reads(monkeypatch)
    assert set(find_held(here, STAGE, entries)) == set(NAMES)
    assert sorted(read) == sorted(NAMES)
    remember_held(here, STAGE, entries, {})
    read.clear()
    assert set(find_held(here, STAGE, entries)) == set(NAMES)
    assert read == []


def test_what_was_written_since_is_read_and_known_for_what_it_is(here: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = enter(here, *NAMES)
    remember_held(here, STAGE, entries, {})
    (Path(here.tables) / NAMES[0]).write_bytes(b"l1nes/00000.parquet")
    read = watch_reads(monkeypatch)
    assert set(find_held(here, STAGE, entries)) == {NAMES[1]}
    assert read == [NAMES[0]]


def test_what_was_written_between_the_first_look_and_the_last_is_not_taken_for_what_was_found(here: Store) -> None:
    entries = enter(here, *NAMES)
    kept = find_held(here, STAGE, entries)
    (Path(here.tables) / NAMES[0]).write_bytes(b"l1nes/00000.parquet")
    remember_held(here, STAGE, entries, kept)
    assert set(find_held(here, STAGE, entries)) == {NAMES[1]}


def test_what_is_entered_anew_is_not_taken_for_what_was_seen(here: Store) -> None:
    """The entry is of another key, and its file is still the old one."""
    (old,) = enter(here, *NAMES)
    remember_held(here, STAGE, [old], {})
    new = old._replace(outputs={**old.outputs, NAMES[0]: "0" * 64})
    assert set(find_held(here, STAGE, [new])) == {NAMES[1]}


def test_a_file_written_just_now_is_not_yet_trusted(here: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = {NAMES[0]: here.write(NAMES[0], b"rows")}
    entries = [Entry("00000", "key", outputs, 1, 1, {})]
    remember_held(here, STAGE, entries, {})
    read = watch_reads(monkeypatch)
    assert set(find_held(here, STAGE, entries)) == {NAMES[0]}
    assert read == [NAMES[0]]
