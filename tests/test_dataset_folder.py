"""The dataset folder is whole or not there, and keeps the files that did not change."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline.dataset_folder import EARLIER, place_files, whole_dataset
from pipeline.store import DATASET, REMEMBERED, Store

OLD = {"lines/0.parquet": b"old 0", "lines/1.parquet": b"old 1"}
NEW = {"lines/0.parquet": b"old 0", "lines/1.parquet": b"new 1", "notes/0.parquet": b"new"}


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return Store()


def build(places: Store, files: dict[str, bytes]) -> None:
    sha256s = {path: places.write(f"parts-{path}", content) for path, content in files.items()}
    with whole_dataset() as folder:
        place_files(places, folder, {path: f"parts-{path}" for path in files}, sha256s)


def settle() -> None:
    """Put copies in place of the links, a minute old, as DVC leaves a folder that it keeps."""
    for path in DATASET.rglob("*.parquet"):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        os.utime(path, ns=(path.stat().st_mtime_ns - 60 * 10**9,) * 2)


def contents() -> dict[str, bytes]:
    return {path.relative_to(DATASET).as_posix(): path.read_bytes() for path in DATASET.rglob("*.parquet")}


def looks() -> dict[str, tuple[int, int]]:
    stats = {path.relative_to(DATASET).as_posix(): path.stat() for path in DATASET.rglob("*.parquet")}
    return {path: (about.st_ino, about.st_mtime_ns) for path, about in stats.items()}


def test_files_that_did_not_change_stay_the_same_files(places: Store) -> None:
    build(places, OLD)
    settle()
    before = looks()
    build(places, NEW)
    after = looks()
    assert contents() == NEW
    assert {path for path in before if before[path] == after[path]} == {"lines/0.parquet"}
    assert not EARLIER.exists()
    assert {path.stat().st_nlink for path in DATASET.rglob("0.parquet")} == {1, 2}


@pytest.mark.parametrize("changed_after", ["the first build", "the second"])
def test_a_file_that_someone_changed_is_not_kept(places: Store, changed_after: str) -> None:
    build(places, OLD)
    settle()
    if changed_after == "the second":
        build(places, OLD)
    (DATASET / "lines/0.parquet").write_bytes(b"0 old")
    build(places, NEW)
    assert contents() == NEW


def test_a_byte_that_turned_on_the_disk_is_mended_where_the_memory_is_gone(places: Store) -> None:
    """Nothing but its content tells it from what was written: who refuses the folder names this remedy."""
    build(places, OLD)
    settle()
    build(places, OLD)
    path = DATASET / "lines/0.parquet"
    about = path.stat()
    path.write_bytes(b"0ld 0")
    os.utime(path, ns=(about.st_mtime_ns, about.st_mtime_ns))
    build(places, NEW)
    assert contents() == {**NEW, "lines/0.parquet": b"0ld 0"}
    shutil.rmtree(REMEMBERED)
    build(places, NEW)
    assert contents() == NEW


def test_a_build_that_ends_early_leaves_no_dataset_and_the_next_one_is_whole(places: Store) -> None:
    build(places, OLD)
    settle()
    before = looks()
    with pytest.raises(KeyError), whole_dataset() as folder:
        (folder / "lines").mkdir(parents=True)
        (folder / "lines/9.parquet").write_bytes(b"half")
        raise KeyError
    assert not DATASET.exists()
    build(places, NEW)
    assert contents() == NEW
    assert looks()["lines/0.parquet"] == before["lines/0.parquet"]


def test_what_was_seen_is_not_read_again(places: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build(places, OLD)
    settle()
    build(places, OLD)
    before = looks()
    monkeypatch.setattr(Store, "holds", lambda *_: False)
    build(places, OLD)
    assert looks() == before
