"""Which raw files there are, and the SHA-256 of each: read anew only where a file was written since the last look."""

import hashlib
import time
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.store import INTERIM, REMEMBERED, RawFile, Store, shown_path, whole_document

SEEN = REMEMBERED / "inventory.parquet"
RAW_FILES = INTERIM / "raw_files.parquet"
RAW_FILE_COLUMNS = {"source_path": pl.String, "n_bytes": pl.Int64, "source_sha256": pl.String, "n_records": pl.Int64}
NS_OF_DOUBT = 2 * 10**9
"""A file written so shortly before it was looked at may have been written once more in the same tick of the clock."""
N_BYTES_AT_ONCE = 2**20


class Source(NamedTuple):
    """A raw file: its path below the raw folder, its size, the SHA-256 of its bytes; or why it cannot be read."""

    path: str
    n_bytes: int
    sha256: str | None
    fault: str | None = None


def take_inventory(store: Store, seen_file: Path) -> list[Source]:
    """List the raw files, sorted by path, each with its SHA-256; `seen_file` remembers them for the next time."""
    files = store.list_raw()
    seen = _read_seen(seen_file)
    now = time.time_ns()
    sources = [_known(file, seen) or _read(store, file) for file in files]
    if any((file.path, file.n_bytes, file.stamp) not in seen for file in files):
        _write_seen(
            seen_file, [(file, source) for file, source in zip(files, sources, strict=True) if _is_old(file, now)]
        )
    return sources


def write_raw_files(sources: list[Source], n_records: dict[str, int]) -> None:
    """Write which raw files there are: with the number of records of a file of many, null for any other."""
    rows = [(shown_path(path), n_bytes, sha256, n_records.get(path)) for path, n_bytes, sha256, _ in sources]
    with whole_document(RAW_FILES) as temporary:
        pl.DataFrame(rows, schema=RAW_FILE_COLUMNS, orient="row").write_parquet(temporary)


def read_raw_files() -> dict[str, int | None]:
    """Return the raw files that were there, with the number of records of each that holds many."""
    return dict(pl.read_parquet(RAW_FILES).select("source_path", "n_records").iter_rows())


def _known(file: RawFile, seen: dict[tuple[str, int, str], str]) -> Source | None:
    sha256 = seen.get((file.path, file.n_bytes, file.stamp))
    return Source(file.path, file.n_bytes, sha256) if sha256 else None


def _read(store: Store, file: RawFile) -> Source:
    digest = hashlib.sha256()
    try:
        with store.open_raw(file.path) as opened:
            while chunk := opened.read(N_BYTES_AT_ONCE):
                digest.update(chunk)
    except OSError as error:
        return Source(file.path, file.n_bytes, None, f"{error.strerror or error}: mend its mode")
    return Source(file.path, file.n_bytes, digest.hexdigest())


def _is_old(file: RawFile, now: int) -> bool:
    written = file.stamp.split(" ")[0]
    return not written.isdigit() or int(written) < now - NS_OF_DOUBT


def _read_seen(path: Path) -> dict[tuple[str, int, str], str]:
    try:
        frame = pl.read_parquet(path)
    except (FileNotFoundError, pl.exceptions.PolarsError):
        return {}
    return {(name, n_bytes, stamp): sha256 for name, n_bytes, stamp, sha256 in frame.iter_rows()}


def _write_seen(path: Path, looked_at: list[tuple[RawFile, Source]]) -> None:
    rows = [(*file, source.sha256) for file, source in looked_at if source.sha256 and file.path.isprintable()]
    schema = {"path": pl.String, "n_bytes": pl.Int64, "stamp": pl.String, "sha256": pl.String}
    with whole_document(path) as temporary:
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(temporary)
