"""Which raw files there are, and the SHA-256 of each: read anew only where a file was written since the last look."""

import hashlib
import time
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.seen import Seen, read_seen, write_seen
from pipeline.store import INTERIM, REMEMBERED, Listed, Store, shown_path, whole_document

SEEN = REMEMBERED / "inventory.parquet"
RAW_FILES = INTERIM / "raw_files.parquet"
RAW_FILE_COLUMNS = {"source_path": pl.String, "n_bytes": pl.Int64, "source_sha256": pl.String, "n_records": pl.Int64}
N_BYTES_AT_ONCE = 2**20


class Source(NamedTuple):
    """A raw file: its path below the raw folder, its size, the SHA-256 of its bytes; or why it cannot be read."""

    path: str
    n_bytes: int
    sha256: str | None
    fault: str | None = None


def take_inventory(store: Store, memory: Path) -> list[Source]:
    """List the raw files, sorted by path, each with its SHA-256; `memory` keeps them for the next time."""
    listed_at = time.time_ns()
    files = store.list_raw()
    seen = read_seen(memory)
    sources = [_known(file, seen) or _read(store, file) for file in files]
    if not all(map(seen.__contains__, files)):
        found = zip(files, sources, strict=True)
        write_seen(memory, ((file, source.sha256) for file, source in found if source.sha256), listed_at)
    return sources


def write_raw_files(sources: list[Source], n_records: dict[str, int]) -> None:
    """Write which raw files there are: with the number of records of a file of many, null for any other."""
    rows = [(shown_path(path), n_bytes, sha256, n_records.get(path)) for path, n_bytes, sha256, _ in sources]
    with whole_document(RAW_FILES) as temporary:
        pl.DataFrame(rows, schema=RAW_FILE_COLUMNS, orient="row").write_parquet(temporary)


def read_raw_files() -> dict[str, int | None]:
    """Return the raw files that were there, with the number of records of each that holds many."""
    return dict(pl.read_parquet(RAW_FILES).select("source_path", "n_records").iter_rows())


def _known(file: Listed, seen: Seen) -> Source | None:
    sha256 = seen.get(file)
    return Source(file.path, file.n_bytes, sha256) if sha256 else None


def _read(store: Store, file: Listed) -> Source:
    digest = hashlib.sha256()
    try:
        with store.open_raw(file.path) as opened:
            while chunk := opened.read(N_BYTES_AT_ONCE):
                digest.update(chunk)
    except OSError as error:
        return Source(file.path, file.n_bytes, None, f"{error.strerror or error}: mend its mode")
    return Source(file.path, file.n_bytes, digest.hexdigest())
