"""The only door to files: raw files, the tables that stages write, and documents.

A table is a folder of Parquet files, one a bucket. All rows of an article stand in the same bucket of every table, so
a stage is a map over buckets. Raw files and tables may lie on any fsspec address. Whatever is written is there whole or
not at all, and a table's file is read only if it has the SHA-256 that its unit of work entered for it (see `units`).
"""

import glob
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from pipeline.errors import PressmarkError
from pipeline.params import Settings, read_settings

if TYPE_CHECKING:
    from io import BufferedReader

    from fsspec import AbstractFileSystem

DATA = Path("data")
RAW = DATA / "raw"
CATALOGUE = DATA / "catalogue.csv"
CORRECTIONS = DATA / "corrections.yaml"
INTERIM = DATA / "interim"
DATASET = DATA / "dataset"
METRICS = DATA / "metrics"
REPORTS = DATA / "reports"
COUNTS = REPORTS / "counts.json"
SCORES = METRICS / "quality.json"
UNFINISHED = ".part"
REMEMBERED = Path(".pressmark")
"""What this machine found out and need not find out again: it may be removed at any time."""


class StoreSettings(Settings):
    """Where raw files and tables lie: folders of the project, or addresses such as `s3://bucket/folder`."""

    raw: str
    tables: str


class Listed(NamedTuple):
    """A raw file, or one of a table: its path below the folder, its size, and what tells that it was written again."""

    path: str
    n_bytes: int
    stamp: str


@dataclass(frozen=True)
class Store:
    """The places of raw files and tables, as every worker needs to know them."""

    raw: str = RAW.as_posix()
    tables: str = INTERIM.as_posix()

    @property
    def is_local(self) -> bool:
        """Tell whether the tables lie in a folder of this machine."""
        return _is_local(self.tables)

    def absolute(self) -> "Store":
        """Return the same places for a worker that has another working folder."""
        return Store(*(str(Path(place).absolute()) if _is_local(place) else place for place in (self.raw, self.tables)))

    def list_raw(self) -> list[Listed]:
        """List the raw files, sorted; names that start with a dot are the system's."""
        return sorted(_scan(Path(self.raw), "") if _is_local(self.raw) else _find(self.raw, ""))

    def read_raw(self, path: str) -> bytes:
        """Read a raw file; raises `OSError`."""
        if _is_local(self.raw):
            return (Path(self.raw) / path).read_bytes()
        files, root = _address(self.raw)
        return bytes(files.cat_file(f"{root}/{path}"))

    def open_raw(self, path: str) -> BinaryIO:
        """Open a raw file to be read as a stream; raises `OSError`."""
        return _open(self.raw, path)

    def write(self, name: str, content: bytes) -> str:
        """Write a file of the tables' folder, whole or not at all; return the SHA-256 of its bytes."""
        if self.is_local:
            with whole_file(Path(self.tables) / name) as path:
                path.write_bytes(content)
        else:
            files, root = _address(self.tables)
            files.pipe_file(f"{root}/{name}", content)
        return hashlib.sha256(content).hexdigest()

    def read(self, name: str, sha256: str) -> bytes:
        """Read a file of the tables' folder; raise `PressmarkError` if it is not the one that was entered."""
        content = self._content(name)
        if content is None:
            raise PressmarkError(f"{self.tables}/{name} is missing: run 'dvc repro --force', which makes it again")
        if hashlib.sha256(content).hexdigest() != sha256:
            remedy = "remove it and run 'dvc repro --force', which makes it again"
            raise PressmarkError(f"{self.tables}/{name} is not as it was written: {remedy}")
        return content

    def read_range(self, name: str, start: int, end: int) -> bytes:
        """Read some bytes of a file of the tables' folder; none where there are none."""
        try:
            if self.is_local:
                with (Path(self.tables) / name).open("rb") as file:
                    file.seek(start)
                    return file.read(end - start)
            files, root = _address(self.tables)
            return bytes(files.cat_file(f"{root}/{name}", start, end))
        except FileNotFoundError:
            return b""

    def list_table(self, table: str) -> list[Listed]:
        """List the files of a table, sorted."""
        folder = f"{self.tables}/{table}"
        return sorted(_scan(Path(folder), f"{table}/") if self.is_local else _find(folder, f"{table}/"))

    def holds(self, name: str, sha256: str) -> bool:
        """Tell whether the tables' folder has a file with these bytes."""
        try:
            with _open(self.tables, name) as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    def read_small(self, folder: str) -> dict[str, bytes]:
        """Read all files of a folder of small ones, by name."""
        if self.is_local:
            names = [path for path in self._names(folder) if not path.endswith(UNFINISHED)]
            return {name: (Path(self.tables) / folder / name).read_bytes() for name in names}
        files, root = _address(self.tables)
        names = self._names(folder)
        paths = [f"{root}/{folder}/{name}" for name in names]
        return dict(zip(names, files.cat_ranges(paths, None, None, on_error="raise"), strict=True))

    def fetch(self, name: str, path: Path) -> None:
        """Put a file of the tables' folder at a path: a link where it can be one, a copy elsewhere."""
        if self.is_local:
            link_or_copy(Path(self.tables) / name, path)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        files, root = _address(self.tables)
        files.get_file(f"{root}/{name}", str(path))

    def keep_only(self, folder: str, names: set[str]) -> None:
        """Remove from a folder all files but those named, also what a killed worker left unfinished."""
        if self.is_local:
            (Path(self.tables) / folder).mkdir(parents=True, exist_ok=True)
        for name in self._names(folder):
            if name not in names:
                self.remove(f"{folder}/{name}")

    def remove(self, name: str) -> None:
        """Remove a file of the tables' folder, if it is there."""
        if self.is_local:
            (Path(self.tables) / name).unlink(missing_ok=True)
            return
        files, root = _address(self.tables)
        if files.exists(f"{root}/{name}"):
            files.rm_file(f"{root}/{name}")

    def _names(self, folder: str) -> list[str]:
        if self.is_local:
            path = Path(self.tables) / folder
            return sorted(entry.name for entry in os.scandir(path)) if path.is_dir() else []
        files, root = _address(self.tables)
        files.invalidate_cache()
        found = files.ls(f"{root}/{folder}", detail=False) if files.exists(f"{root}/{folder}") else []
        return sorted(path.rsplit("/", 1)[-1] for path in found)

    def _content(self, name: str) -> bytes | None:
        try:
            if self.is_local:
                return (Path(self.tables) / name).read_bytes()
            files, root = _address(self.tables)
            return bytes(files.cat_file(f"{root}/{name}"))
        except FileNotFoundError:
            return None


def read_store() -> Store:
    """Return the places that `params.yaml` names."""
    settings = read_settings(StoreSettings, "store")
    return Store(settings.raw.rstrip("/"), settings.tables.rstrip("/"))


def bucket_of(article_id: str, n_buckets: int) -> str:
    """Return the name of the bucket that holds all rows of an article."""
    digest = hashlib.sha256(article_id.encode("utf-8", "surrogateescape")).digest()
    return f"{int.from_bytes(digest[:8], 'big') % n_buckets:05d}"


def shown_path(path: str) -> str:
    """Return a path in characters that can be written, also where its name is not UTF-8."""
    return path.encode("utf-8", "backslashreplace").decode()


def link_or_copy(source: Path, path: Path) -> None:
    """Put a file at a path too: a link where it can be one, a copy elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, path)


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON that a person can read."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file, with the line ends it has."""
    with whole_document(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; flush it and rename it to `path` when all is written.

    The temporary name is like no other, for a worker that was given up may still be writing the same file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}{UNFINISHED}")
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_document(path: Path) -> Iterator[Path]:
    """Do as `whole_file` for a file that one process alone writes: what killed ones left of it is removed first."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{UNFINISHED}"):
        left.unlink(missing_ok=True)
    with whole_file(path) as temporary:
        yield temporary


def _is_local(place: str) -> bool:
    return "://" not in place


def _open(place: str, path: str) -> "BufferedReader":
    """Open a file below a place to be read as a stream."""
    if _is_local(place):
        return (Path(place) / path).open("rb")
    files, root = _address(place)
    return cast("BufferedReader", files.open(f"{root}/{path}", "rb"))


def _address(place: str) -> "tuple[AbstractFileSystem, str]":
    import fsspec  # noqa: PLC0415 - only who keeps files elsewhere needs it

    try:
        files, root = fsspec.url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise PressmarkError(f"params.yaml: store: '{place}' cannot be reached: {error}") from None
    return files, str(root).rstrip("/")


def _scan(folder: Path, below: str) -> Iterator[Listed]:
    """Walk a local folder; a link to a folder is followed, as `dvc` follows it."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _scan(Path(entry.path), f"{below}{entry.name}/")
            elif entry.is_file():
                about = entry.stat()
                yield Listed(f"{below}{entry.name}", about.st_size, f"{about.st_mtime_ns} {about.st_ino}")


def _find(place: str, below: str) -> Iterator[Listed]:
    files, root = _address(place)
    files.invalidate_cache()
    for address, about in files.find(root, detail=True).items():
        path = address.removeprefix(root).lstrip("/")
        stamp = about.get("ETag") or about.get("etag") or about.get("LastModified") or about.get("mtime") or ""
        if not any(part.startswith(".") for part in path.split("/")):
            yield Listed(below + path, int(about["size"] or 0), str(stamp))
