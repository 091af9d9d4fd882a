"""The only door to files: tables in buckets below `data/interim`, and whole files written at once or not at all.

A table is a folder of Parquet files, one a bucket. All rows of an article stand in the same bucket of every
table, so that a stage is a map over buckets and memory is bounded by the largest one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

DATA = Path("data")
RAW = DATA / "raw"
CATALOGUE = DATA / "catalogue.csv"
INTERIM = DATA / "interim"
DATASET = DATA / "dataset"
METRICS = DATA / "metrics"
REPORTS = DATA / "reports"


def list_raw_files() -> list[tuple[str, int]]:
    """List path and size of every file below `data/raw`, sorted; names that start with a dot are the system's."""
    found = []
    for folder, subfolders, names in os.walk(RAW):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        paths = [Path(folder) / name for name in names if not name.startswith(".")]
        found += [(path.relative_to(RAW).as_posix(), path.stat().st_size) for path in paths if path.is_file()]
    return sorted(found)


def bucket_of(article_id: str, n_buckets: int) -> str:
    """Return the name of the bucket that holds all rows of an article."""
    digest = hashlib.sha256(article_id.encode("utf-8", "surrogateescape")).digest()
    return f"{int.from_bytes(digest[:8], 'big') % n_buckets:05d}"


def start_table(table: str) -> None:
    """Make an empty folder for a table, without what an earlier run left there."""
    shutil.rmtree(INTERIM / table, ignore_errors=True)
    (INTERIM / table).mkdir(parents=True)


def buckets(table: str) -> list[str]:
    """Return the names of a table's buckets, sorted."""
    return sorted(path.stem for path in (INTERIM / table).glob("*.parquet"))


def read_table(table: str, bucket: str) -> pl.DataFrame:
    """Read one bucket of a table."""
    return pl.read_parquet(INTERIM / table / f"{bucket}.parquet")


def read_whole_table(table: str) -> pl.DataFrame:
    """Read all buckets of a table that is known to be small."""
    return pl.concat([read_table(table, bucket) for bucket in buckets(table)])


def write_table(table: str, bucket: str, frame: pl.DataFrame) -> None:
    """Write one bucket of a table: the same rows give the same bytes."""
    with whole_file(INTERIM / table / f"{bucket}.parquet") as path:
        pq.write_table(frame.rechunk().to_arrow(), path, compression="zstd", compression_level=1)


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON that a person can read."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file, with the line ends it has."""
    with whole_file(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; flush it and rename it to `path` when all is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
