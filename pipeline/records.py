"""Files of many records: read once as a stream, their articles laid out by bucket, so that each bucket finds its own.

A file's records are gathered up to so many bytes, sorted by bucket and written as one spool file: per bucket a piece
that can be read alone. What a bucket gets from a file is known by a hash of its records, so that a change in a file
costs only the buckets whose records changed.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson
import polars as pl
import pyarrow

from pipeline import sources
from pipeline.errors import PressmarkError
from pipeline.sources.record import Record, Unreadable
from pipeline.store import Store, bucket_of
from pipeline.units import Result, Unit

RECORDS = "records"
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "article_id": pl.String,
    "source_path": pl.String,
    "source_sha256": pl.String,
    "n_bytes": pl.Int64,
    "text": pl.String,
    "title": pl.String,
    "subtitle": pl.String,
    "authors": pl.List(pl.String),
    "publisher": pl.String,
    "published": pl.Date,
    "language": pl.String,
    "url": pl.String,
    "rights": pl.String,
    "marks": pl.List(pl.Struct({"line": pl.Int32, "role": pl.String})),
    "reason": pl.String,
    "detail": pl.String,
}
"""A record that is no article has a reason and a detail instead of a text."""


class Reading(NamedTuple):
    """How files of records are read: into how many buckets, by which columns, how many bytes of text at a time.

    `limits` are what the reader of a page may take.
    """

    n_buckets: int
    columns: dict[str, str]
    n_bytes_at_once: int
    limits: sources.Limits = sources.LIMITS


class Piece(NamedTuple):
    """What a spool file holds for one bucket: where, and the SHA-256 of those bytes."""

    spool: str
    start: int
    end: int
    sha256: str


def row_of_record(path: str, number: int, record: Record | Unreadable) -> dict[str, Any]:
    """Return a row of COLUMNS for a record of a file, counted from 1.

    Its source is known by the hash of its own text, in UTF-8: other records of the file are none of its business.
    """
    article_id = f"{sources.stem_of(path)}-{number}"
    if isinstance(record, Unreadable):
        detail = f"{record.where or f'record {number}'}: {record.detail}"
        return {"article_id": article_id, "source_path": path, "n_bytes": 0, "reason": record.reason, "detail": detail}
    content = record.text.encode()
    stated = {
        name: getattr(record, name)
        for name in ("title", "subtitle", "publisher", "published", "language", "url", "rights")
    }
    return stated | {
        "article_id": record.record_id or article_id,
        "source_path": path,
        "source_sha256": hashlib.sha256(content).hexdigest(),
        "n_bytes": len(content),
        "text": record.text,
        "authors": list(record.authors) or None,
        "marks": [mark._asdict() for mark in record.marks] or None,
    }


def read_records(reading: Reading, store: Store, unit: Unit) -> tuple[dict[str, str], Result]:
    """Read one file (`unit.given` is its path) and write its spool files.

    The result counts the records, and names for each bucket the hash of its rows and the pieces that hold them.
    """
    path: str = unit.given
    digests: dict[str, Any] = defaultdict(hashlib.sha256)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    outputs: dict[str, str] = {}
    sizes: dict[str, list[int]] = defaultdict(list)
    with store.open_raw(path) as file:
        found = sources.stream(path, file, reading.columns, reading.limits)
        rows = (row_of_record(path, *numbered) for numbered in enumerate(_one_at_least(found), 1))
        for number, chunk in enumerate(_chunks(rows, reading.n_bytes_at_once)):
            name = f"{RECORDS}/{unit.name}-{number:05d}.spool"
            by_bucket = _by_bucket(chunk, reading.n_buckets)
            for bucket, own in by_bucket.items():
                digests[bucket].update(b"".join(hashlib.sha256(orjson.dumps(row)).digest() for row in own))
                sizes[bucket] += [row["n_bytes"] for row in own]
            content, places = _spool(by_bucket)
            outputs[name] = store.write(name, content)
            for bucket, (start, end) in places.items():
                pieces[bucket].append(Piece(name, start, end, hashlib.sha256(content[start:end]).hexdigest()))
    buckets = {
        bucket: {
            "rows": digests[bucket].hexdigest(),
            "n_articles": len(sizes[bucket]),
            "n_bytes": sum(sizes[bucket]),
            "pieces": own,
        }
        for bucket, own in sorted(pieces.items())
    }
    n_articles, n_bytes = (sum(own[name] for own in buckets.values()) for name in ("n_articles", "n_bytes"))
    return outputs, {"n_articles": n_articles, "n_bytes": n_bytes, "path": path, "buckets": buckets}


def read_pieces(store: Store, pieces: list[Piece]) -> pl.DataFrame:
    """Read the rows (COLUMNS) that lie in pieces of spool files, in their order."""
    return pl.concat([_rows(store, piece) for piece in pieces])


def _rows(store: Store, piece: Piece) -> pl.DataFrame:
    content = store.read_range(piece.spool, piece.start, piece.end)
    if hashlib.sha256(content).hexdigest() != piece.sha256:
        raise PressmarkError(
            f"{store.tables}/{piece.spool} is not as it was written: remove it and run 'dvc repro --force'"
        )
    frame = pl.from_arrow(pyarrow.ipc.open_stream(content).read_all())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _one_at_least(found: Iterator[Record | Unreadable]) -> Iterator[Record | Unreadable]:
    nothing = Unreadable("empty", "there is none in the file")
    yield next(found, nothing)
    yield from found


def _chunks(rows: Iterator[dict[str, Any]], n_bytes_at_once: int) -> Iterator[list[dict[str, Any]]]:
    chunk, n_bytes = [], 0
    for row in rows:
        chunk.append(row)
        n_bytes += row["n_bytes"]
        if n_bytes >= n_bytes_at_once:
            yield chunk
            chunk, n_bytes = [], 0
    if chunk:
        yield chunk


def _by_bucket(rows: list[dict[str, Any]], n_buckets: int) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[bucket_of(row["article_id"], n_buckets)].append(row)
    return dict(sorted(found.items()))


def _spool(by_bucket: Mapping[str, list[dict[str, Any]]]) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """Return the bytes of a spool file, and where in it the rows of each bucket stand."""
    buffer = pyarrow.BufferOutputStream()
    places = {}
    options = pyarrow.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    for bucket, rows in by_bucket.items():
        table = pl.DataFrame(rows, schema=COLUMNS).to_arrow()
        start = buffer.tell()
        with pyarrow.ipc.new_stream(buffer, table.schema, options=options) as writer:
            writer.write_table(table)
        places[bucket] = (start, buffer.tell())
    return bytes(buffer.getvalue()), places
