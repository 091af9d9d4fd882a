"""Units of work: what a stage does to one bucket, known by a key, entered when it is done, and not done again.

The key is a hash of all that shapes the outcome: the bytes that the unit reads, the code it runs, its settings and the
versions of the libraries. The entry of a finished unit holds its key, the SHA-256 of each file it wrote, and what it
counted; it is written last. Who reads a table asks the entries, never the folder.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson
import polars as pl
import pyarrow
import pyarrow.parquet as pq

from pipeline.code import code_digest, libraries_of
from pipeline.errors import PressmarkError
from pipeline.store import Store

ENTRIES = "units"
REPEATED = (
    *("article_id", "paragraph_id", "note_id", "owner_id", "heading", "role", "rule"),
    *("publisher", "language", "rights", "added_in", "source_path"),
)
"""Columns whose values repeat: a dictionary of them saves room; of texts and of ids it only costs time."""
PARQUET: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "use_dictionary": list(REPEATED),
    "write_statistics": False,
}
RAW_PREFIX = "raw:"
Result = dict[str, Any]


class Unit(NamedTuple):
    """A piece of a stage's work: the files it reads, with their SHA-256, and what else it is given."""

    name: str
    inputs: dict[str, str]
    n_articles: int = 0
    n_bytes: int = 0
    given: Any = None
    places: Any = None
    """Where what it is given lies: not part of its key."""


class Entry(NamedTuple):
    """A unit that is done: its key, the files it wrote with their SHA-256, and what it counted."""

    unit: str
    key: str
    outputs: dict[str, str]
    n_articles: int
    n_bytes: int
    result: Result


class Stage(NamedTuple):
    """A stage at work: its name, the tables it writes, and the digest of its code, settings and libraries."""

    name: str
    tables: tuple[str, ...]
    recipe: str

    @property
    def entries(self) -> str:
        """The folder of its entries."""
        return f"{ENTRIES}/{self.name}"


def make_stage(name: str, tables: tuple[str, ...], settings: Any, module: str = "") -> Stage:
    """Return a stage whose recipe is its module's code, its settings, and the libraries that shape what it writes."""
    module = module or f"pipeline.{name}"
    return Stage(name, tables, _digest([code_digest(module), libraries_of(module), settings]))


def key_of(stage: Stage, unit: Unit) -> str:
    """Return the key of a unit."""
    return _digest([stage.recipe, unit.name, unit.inputs, unit.given])


def read_entries(store: Store, stage: str) -> dict[str, Entry]:
    """Return the entries of a stage by the name of their unit, sorted; one that is damaged counts as missing."""
    found = {}
    for name, content in store.read_small(f"{ENTRIES}/{stage}").items():
        try:
            entry = Entry(**orjson.loads(content))
        except (orjson.JSONDecodeError, TypeError):
            continue
        if name == f"{entry.unit}.json":
            found[entry.unit] = entry
    return found


def write_entry(store: Store, stage: Stage, entry: Entry) -> Entry:
    """Enter a unit that is done; return the entry as it will be read."""
    content = orjson.dumps(entry._asdict(), option=orjson.OPT_INDENT_2, default=_plain) + b"\n"
    store.write(f"{stage.entries}/{entry.unit}.json", content)
    return Entry(**orjson.loads(content))


def mirror_entries(store: Store, stage: Stage) -> None:
    """Copy the entries of a stage whose tables lie elsewhere into the project, where DVC sees what changed."""
    if store.is_local:
        return
    here = Store(store.raw)
    contents = store.read_small(stage.entries)
    for table in stage.tables:
        here.keep_only(table, set())
    here.keep_only(stage.entries, set(contents))
    for name, content in contents.items():
        here.write(f"{stage.entries}/{name}", content)


def units_behind(store: Store, reads: Mapping[str, str]) -> list[Unit]:
    """Return a unit per bucket that reads, of each table, the file of that bucket.

    `reads` names for each table the stage that writes it. Raises `PressmarkError` if one was not run to its end.
    """
    entries = {stage: read_entries(store, stage) for stage in dict.fromkeys(reads.values())}
    first = next(iter(entries.values()))
    for stage, found in entries.items():
        if not found or set(found) != set(first):
            raise PressmarkError(f"{stage} has not run to its end: run 'dvc repro'")
    units = []
    for bucket, entry in first.items():
        files = {table_file(table, bucket): stage for table, stage in reads.items()}
        inputs = {file: entries[stage][bucket].outputs[file] for file, stage in files.items()}
        units.append(Unit(bucket, inputs, entry.n_articles, entry.n_bytes))
    return units


def nest(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Return counts by (what, name) as counts of names by what, sorted."""
    nested: dict[str, dict[str, int]] = {}
    for (what, name), n in sorted(counts.items()):
        nested.setdefault(what, {})[name] = n
    return nested


def add_up(results: Iterable[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Add up the nested counts of many units, sorted."""
    total: Counter[tuple[str, str]] = Counter()
    for result in results:
        total.update({(what, name): n for what, counts in result.items() for name, n in counts.items()})
    return nest(total)


def table_file(table: str, bucket: str) -> str:
    """Return the name of a bucket's file of a table."""
    return f"{table}/{bucket}.parquet"


class TableWriter:
    """Writes one file of a table, a batch of rows at a time; the same rows in the same batches give the same bytes."""

    def __init__(self) -> None:
        self._buffer = pyarrow.BufferOutputStream()
        self._writer: pq.ParquetWriter | None = None

    def write(self, frame: pl.DataFrame) -> None:
        """Append a batch, which stays one when it is read."""
        batch = frame.rechunk().to_arrow()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._buffer, batch.schema, **PARQUET)
        self._writer.write_table(batch, row_group_size=max(1, batch.num_rows))

    def content(self) -> bytes:
        """End the file and return its bytes."""
        assert self._writer, "a table has one batch at least"
        self._writer.close()
        return bytes(self._buffer.getvalue())


def write_tables(store: Store, bucket: str, batches: Iterator[Mapping[str, pl.DataFrame]]) -> dict[str, str]:
    """Write a bucket of several tables, batch by batch; return the files written, with their SHA-256."""
    writers: dict[str, TableWriter] = {}
    for batch in batches:
        for table, frame in batch.items():
            writers.setdefault(table, TableWriter()).write(frame)
    return {
        table_file(table, bucket): store.write(table_file(table, bucket), writer.content())
        for table, writer in writers.items()
    }


def read_batches(
    store: Store, unit: Unit, columns: Mapping[str, list[str]] | None = None
) -> Iterator[list[pl.DataFrame]]:
    """Yield, batch by batch, the rows of all tables that a unit reads, in the order in which it names them.

    Of a table that `columns` names only those columns are read.
    """
    files = {name.split("/")[0]: _open(store, name, sha256) for name, sha256 in unit.inputs.items()}
    wanted = columns or {}
    for number in range(next(iter(files.values())).num_row_groups):
        yield [
            _frame(file.read_row_group(number, wanted.get(table), use_threads=False)) for table, file in files.items()
        ]


def read_row_group(store: Store, name: str, sha256: str, number: int) -> pl.DataFrame:
    """Read one batch of a file of a table."""
    return _frame(_open(store, name, sha256).read_row_group(number, use_threads=False))


def read_table(store: Store, name: str, sha256: str, columns: list[str] | None = None) -> pl.DataFrame:
    """Read a file of a table, or some of its columns."""
    return _frame(_open(store, name, sha256).read(columns, use_threads=False))


def names_in(store: Store, unit: Unit) -> list[str]:
    """Return the ids of the articles that a unit reads, or the raw files where it makes articles of them."""
    name, sha256 = next(iter(unit.inputs.items()), ("", ""))
    if not name.endswith(".parquet") or name.startswith(RAW_PREFIX):
        return [name.removeprefix(RAW_PREFIX) for name in unit.inputs]
    return read_table(store, name, sha256, ["article_id"])["article_id"].unique(maintain_order=True).to_list()


def read_bucket(store: Store, stage: str, table: str, bucket: str) -> pl.DataFrame:
    """Read the bucket of a table that a stage has written."""
    name = table_file(table, bucket)
    return read_table(store, name, read_entries(store, stage)[bucket].outputs[name])


def _open(store: Store, name: str, sha256: str) -> pq.ParquetFile:
    return pq.ParquetFile(pyarrow.BufferReader(store.read(name, sha256)))


def _frame(table: pyarrow.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _digest(value: Any) -> str:
    plain = orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=_plain)
    return hashlib.sha256(plain).hexdigest()


def _plain(value: Any) -> Any:
    return (
        value.model_dump()
        if hasattr(value, "model_dump")
        else value._asdict()
        if hasattr(value, "_asdict")
        else str(value)
    )
