"""The inventory knows every raw file by its bytes, and reads again only what was written again."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.inventory import Source, take_inventory
from pipeline.store import Store


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    Path("raw").mkdir()
    return Store("raw", "tables")


def write(name: str, content: str, age: int = 60) -> None:
    """Write a raw file that is some seconds old."""
    path = Path("raw") / name
    path.unlink(missing_ok=True)
    path.write_text(content)
    written = path.stat().st_mtime_ns - age * 10**9
    os.utime(path, ns=(written, written))


def look(places: Store) -> list[tuple[str, str | None]]:
    return [(source.path, source.sha256) for source in take_inventory(places, Path("seen.parquet"))]


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def test_every_file_is_known_by_its_bytes(places: Store) -> None:
    write("b.txt", "B")
    write("a.txt", "")
    assert look(places) == [("a.txt", sha256("")), ("b.txt", sha256("B"))]


def test_a_file_is_read_again_only_if_it_was_written_again(places: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", "A")
    write("b.txt", "B")
    look(places)
    read: list[str] = []
    open_raw = Store.open_raw

    def watch(self: Store, path: str) -> BinaryIO:
        read.append(path)
        return open_raw(self, path)

    monkeypatch.setattr(Store, "open_raw", watch)
    assert look(places) == [("a.txt", sha256("A")), ("b.txt", sha256("B"))]
    assert read == []
    write("b.txt", "C", age=30)
    assert look(places)[1] == ("b.txt", sha256("C"))
    assert read == ["b.txt"]


def test_a_file_written_just_now_is_not_yet_trusted(places: Store) -> None:
    """Its clock may stand still while it is written once more."""
    write("a.txt", "A", age=0)
    about = Path("raw/a.txt").stat()
    look(places)
    with Path("raw/a.txt").open("r+") as file:
        file.write("B")
    os.utime("raw/a.txt", ns=(about.st_mtime_ns, about.st_mtime_ns))
    assert look(places) == [("a.txt", sha256("B"))]


def test_a_damaged_memory_is_no_memory(places: Store) -> None:
    write("a.txt", "A")
    Path("seen.parquet").write_bytes(b"PAR1")
    assert look(places) == [("a.txt", sha256("A"))]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_says_why(places: Store) -> None:
    write("a.txt", "A")
    Path("raw/a.txt").chmod(0)
    (source,) = take_inventory(places, Path("seen.parquet"))
    assert source == Source("a.txt", 1, None, "Permission denied: mend its mode")
