"""Ingest: every file below `data/raw`, and every record of a file of many, becomes a raw article, or a reject."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from pydantic import PositiveFloat, PositiveInt, field_validator

from pipeline import engine, sources, store
from pipeline.catalogue import read_catalogue
from pipeline.errors import PressmarkError, tell
from pipeline.inventory import SEEN, Source, take_inventory, write_raw_files
from pipeline.params import Settings, read_settings
from pipeline.records import COLUMNS, RECORDS, Piece, Reading, read_pieces, read_records
from pipeline.repetition import LINE_COUNTS, add_counts, count_lines, parts_of
from pipeline.sources.columns import NAMES, TEXTS
from pipeline.store import Store, bucket_of, read_store, shown_path
from pipeline.units import RAW_PREFIX, Entry, Result, Unit, make_stage, read_table, table_file, write_tables

STATED = ["title", "subtitle", "authors", "publisher", "published", "language", "url", "rights"]
RAW_COLUMNS = ["article_id", "source_path", "source_sha256", "text", *STATED, "marks"]
REJECTED_COLUMNS = ["source_path", "source_sha256", "n_bytes", "reason", "detail"]
N_CHARS_OF_BATCH = 8 * 2**20
"""So much raw text is cleaned, segmented and validated at a time: enough for polars, little for memory."""
N_BYTES_OF_SPOOL = 16 * 2**20
N_SHOWN = 20
_UNUSABLE_IN_ID = re.compile(r"[#\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNUSABLE_ID = "an id has no '#' and no control character: "


class IngestSettings(Settings):
    """How the raw files are read and divided."""

    mb_per_bucket: PositiveFloat
    """Raw megabytes that share a bucket, about."""
    n_mb_per_document_max: PositiveInt
    """Megabytes of memory that the reader of a document may take."""
    n_cpu_seconds_per_document_max: PositiveInt
    """CPU seconds that the reader of a document may take."""
    columns: dict[str, str]
    """In files of records, the column that holds each thing; `text` or `html` is wanted."""

    @field_validator("columns")
    @classmethod
    def _are_known(cls, columns: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(columns) - set(NAMES))
        if unknown or not set(TEXTS) & set(columns):
            raise ValueError(f"each must be one of {', '.join(NAMES)}, and {' or '.join(TEXTS)} among them")
        return columns

    @property
    def limits(self) -> sources.Limits:
        """What the reader of a document may take."""
        return sources.Limits(self.n_mb_per_document_max, self.n_cpu_seconds_per_document_max)


class Share(NamedTuple):
    """What one bucket gets: single files, pieces of files of records, and the catalogue's rows for its articles."""

    files: list[tuple[str, str, int, str]]
    """Path, id, size in bytes, SHA-256."""
    rejected: list[dict[str, Any]]
    catalogue: list[dict[str, Any]]


def n_buckets_for(n_bytes: int, mb_per_bucket: float) -> int:
    """Return how many buckets a corpus wants: a power of two, so that it stays when the corpus grows a little.

    >>> [n_buckets_for(megabytes * 2**20, 64) for megabytes in (0, 64, 65, 1000)]
    [1, 1, 2, 16]
    """
    wanted = n_bytes / (mb_per_bucket * 2**20)
    n_buckets = 1
    while n_buckets < wanted:
        n_buckets *= 2
    return n_buckets


def is_usable_id(article_id: str) -> bool:
    """Tell whether a text can be an id: no `#`, which parts it from the ids of its parts, and no control character."""
    return bool(article_id) and not _UNUSABLE_IN_ID.search(article_id)


def share_out(found: list[Source], catalogue: pl.DataFrame, n_buckets: int) -> dict[str, Share]:
    """Give each bucket its single files, its rows of the catalogue, and the files that cannot be read at all.

    A file's id is the catalogue's where a row names its path, or its stem.
    """
    named = catalogue.filter(pl.col("source_path").is_not_null())
    ids = dict(zip(named["source_path"], named["article_id"], strict=True))
    shares = {f"{number:05d}": Share([], [], []) for number in range(n_buckets)}
    for source in found:
        article_id = ids.get(source.path) or sources.stem_of(source.path)
        share = shares[bucket_of(article_id, n_buckets)]
        if source.sha256 is None:
            share.rejected.append(_reject(source.path, None, source.n_bytes, "unreadable", str(source.fault)))
        elif not is_usable_id(article_id) or not _is_utf_8(source.path):
            remedy = _UNUSABLE_ID + "rename the file, or name its id in the catalogue"
            share.rejected.append(_reject(source.path, None, source.n_bytes, "unusable_id", remedy))
        elif not sources.is_stream(source.path):
            share.files.append((source.path, article_id, source.n_bytes, source.sha256))
    for row in catalogue.drop("line").iter_rows(named=True):
        shares[bucket_of(row["article_id"], n_buckets)].catalogue.append(row)
    return shares


def row_of_file(path: str, article_id: str, content: bytes, limits: sources.Limits = sources.LIMITS) -> dict[str, Any]:
    """Read one file's bytes, within limits, into a row of raw articles, or into a reject with its reason."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        (record,) = sources.read(Path(path).suffix, content, limits)
    except sources.Unreadable as fault:
        return _reject(path, sha256, len(content), fault.reason, fault.detail) | {"article_id": article_id}
    stated = {name: getattr(record, name) for name in STATED}
    return stated | {
        "article_id": article_id,
        "source_path": path,
        "source_sha256": sha256,
        "n_bytes": len(content),
        "text": record.text,
        "authors": list(record.authors) or None,
        "marks": [mark._asdict() for mark in record.marks] or None,
    }


def settle_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """Reject, of rows (COLUMNS) in the order of their sources, those whose id is unusable or taken by one before."""
    is_read = pl.col("reason").is_null()
    unusable = is_read & pl.col("article_id").str.contains(r"[#\x00-\x1f\x7f-\x{9f}]|^$")
    marked = _refused(rows, unusable, "unusable_id", pl.lit(_UNUSABLE_ID + "give the record another"))
    first = pl.col("source_path").filter(is_read).first().over("article_id")
    taken = is_read & ~pl.struct("article_id", "reason").is_first_distinct()
    remedy = "rename one, or give it an id in the catalogue"
    return _refused(marked, taken, "duplicate_id", pl.format("'{}' is the id of {}: " + remedy, "article_id", first))


def with_catalogue(rows: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Return raw articles (schema RawArticles) sorted by id; what the catalogue states goes before what a file states.

    `rights` are unknown where nothing states them.
    """
    names = pl.col("authors").str.split(";").list.eval(pl.element().str.strip_chars())
    rights = pl.when(pl.col("rights") != "unknown").then("rights")
    stated = catalogue.select("article_id", *STATED).with_columns(names, rights=rights)
    return (
        rows.join(stated, on="article_id", how="left", suffix="_stated", maintain_order="left")
        .with_columns(pl.coalesce(f"{name}_stated", name).alias(name) for name in STATED)
        .with_columns(pl.col("rights").fill_null("unknown"))
        .select(RAW_COLUMNS)
        .sort("article_id")
    )


def gather(limits: sources.Limits, store: Store, unit: Unit) -> tuple[dict[str, str], Result]:
    """Write a bucket of raw articles and of rejected files, and count the lines that may return in their source.

    Articles are read in the order of their ids and written batch by batch, so that memory holds one batch of texts.
    """
    share = Share(*unit.given)
    rows = settle_ids(_rows_of(store, share, unit))
    rejected, unused = [*share.rejected], _unused(rows, share.catalogue)
    rejected += rows.filter(pl.col("reason").is_not_null()).select(REJECTED_COLUMNS).to_dicts()
    read = _read(store, rows.filter(pl.col("reason").is_null()).sort("article_id"), rejected, limits)
    catalogue = _catalogue_frame(share.catalogue)
    n_articles = n_bytes = n_chars = 0
    line_counts: list[pl.DataFrame] = []

    def batches() -> Iterator[dict[str, pl.DataFrame]]:
        nonlocal n_articles, n_bytes, n_chars
        for batch in _batches(read):
            n_articles += batch.height
            n_bytes += int(batch["text"].str.len_bytes().sum())
            n_chars += int(batch["text"].str.len_chars().sum())
            raw_articles = with_catalogue(batch, catalogue)
            line_counts.append(count_lines(raw_articles))
            yield {"raw_articles": raw_articles}

    outputs = write_tables(store, unit.name, batches())
    counted = add_counts(line_counts)
    outputs |= write_tables(store, unit.name, parts_of(counted))
    table = pl.DataFrame(rejected + unused, schema=COLUMNS).select(REJECTED_COLUMNS).sort("source_path", "detail")
    outputs |= write_tables(store, unit.name, iter([{"rejected_files": table}]))
    return outputs, {
        "n_articles": n_articles,
        "n_bytes": n_bytes,
        "n_chars": n_chars,
        "n_counted_lines": counted.height,
        "n_rejected": dict(sorted(table["reason"].value_counts().iter_rows())),
    }


def _rows_of(store: Store, share: Share, unit: Unit) -> pl.DataFrame:
    """Return rows (COLUMNS) in the order of their sources: of files without their text, of records whole."""
    names = ("source_path", "article_id", "n_bytes", "source_sha256")
    files = pl.DataFrame([dict(zip(names, file, strict=True)) for file in share.files], schema=COLUMNS)
    pieces = [Piece(**piece) for piece in unit.places or []]
    tables = [files, *([read_pieces(store, pieces)] if pieces else [])]
    return pl.concat(tables).sort("source_path", maintain_order=True)


def _read(
    store: Store, rows: pl.DataFrame, rejected: list[dict[str, Any]], limits: sources.Limits
) -> Iterator[dict[str, Any]]:
    """Yield rows with their texts; those that turn out to have none are added to the rejected ones."""
    for row in rows.iter_rows(named=True):
        whole = row if row["text"] is not None else _read_file(store, row, limits)
        if whole.get("reason"):
            rejected.append({name: whole.get(name) for name in REJECTED_COLUMNS})
        else:
            yield whole


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[pl.DataFrame]:
    """Gather rows to frames of about N_CHARS_OF_BATCH of text; there is one at least."""
    batch: list[dict[str, Any]] = []
    n_chars = 0
    is_first = True
    for row in rows:
        batch.append(row)
        n_chars += len(row["text"])
        if n_chars >= N_CHARS_OF_BATCH:
            yield pl.DataFrame(batch, schema=COLUMNS)
            batch, n_chars, is_first = [], 0, False
    if batch or is_first:
        yield pl.DataFrame(batch, schema=COLUMNS)


def _unused(rows: pl.DataFrame, catalogue: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a reject for every row of the catalogue that stands for no file and no record."""
    known = set(rows["article_id"])
    unused = []
    for row in catalogue:
        if row["article_id"] not in known:
            wanted = row["source_path"] or f"a file with the stem {row['article_id']}"
            detail = f"'{row['article_id']}' stands for {wanted}, which is not below data/raw: mend or remove the row"
            unused.append(_reject(store.CATALOGUE.name, None, 0, "catalogue_row_without_file", detail))
    return unused


def _read_file(store: Store, file: dict[str, Any], limits: sources.Limits) -> dict[str, Any]:
    path = file["source_path"]
    try:
        row = row_of_file(path, file["article_id"], store.read_raw(path), limits)
    except OSError as fault:
        return _reject(path, None, file["n_bytes"], "unreadable", f"{fault.strerror}: mend its mode")
    if row["source_sha256"] != file["source_sha256"]:
        raise PressmarkError(f"{store.raw}/{path} was written while it was read: run again when it is whole")
    return row


def _refused(rows: pl.DataFrame, which: pl.Expr, reason: str, detail: pl.Expr) -> pl.DataFrame:
    return rows.with_columns(
        reason=pl.when(which).then(pl.lit(reason)).otherwise("reason"),
        detail=pl.when(which).then(detail).otherwise("detail"),
    )


def _is_utf_8(path: str) -> bool:
    return path == path.encode("utf-8", "replace").decode()


def _reject(path: str, sha256: str | None, n_bytes: int, reason: str, detail: str) -> dict[str, Any]:
    return {
        "source_path": shown_path(path),
        "source_sha256": sha256,
        "n_bytes": n_bytes,
        "reason": reason,
        "detail": detail,
    }


def _catalogue_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = dict.fromkeys(["article_id", "source_path", *STATED], pl.String) | {"published": pl.String}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col("published").str.to_date("%Y-%m-%d"))


def _read_streams(found: list[Source], reading: Reading, store: Store) -> dict[str, Entry]:
    """Lay out the records of all files that hold many, by bucket; return the entry of each by its path."""
    stage = make_stage(RECORDS, (RECORDS,), reading, module="pipeline.records")
    streams = [source for source in found if source.sha256 and sources.is_stream(source.path)]
    units = [
        Unit(hashlib.sha256(path.encode()).hexdigest()[:16], {RAW_PREFIX + path: sha256 or ""}, 0, n_bytes, path)
        for path, n_bytes, sha256, _ in streams
    ]
    entries = engine.redo(stage, partial(read_records, reading), units, store)
    return {unit.given: entry for unit, entry in zip(units, entries, strict=True)}


def make_units(shares: dict[str, Share], streams: dict[str, Entry]) -> list[Unit]:
    """Return a unit per bucket: its share, and the pieces that files of records hold for it."""
    pieces: dict[str, list[Any]] = defaultdict(list)
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    sizes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for path, entry in sorted(streams.items()):
        for bucket, own in entry.result["buckets"].items():
            pieces[bucket] += own["pieces"]
            rows[bucket][RAW_PREFIX + path] = own["rows"]
            sizes[bucket].append((own["n_articles"], own["n_bytes"]))
    units = []
    for bucket, share in shares.items():
        inputs = {RAW_PREFIX + path: sha256 for path, _, _, sha256 in share.files} | rows[bucket]
        every = [(1, n_bytes) for _, _, n_bytes, _ in share.files] + sizes[bucket]
        n_articles, n_bytes = sum(n for n, _ in every), sum(n for _, n in every)
        units.append(Unit(bucket, inputs, n_articles, n_bytes, list(share), pieces[bucket]))
    return units


def main() -> None:
    """Read raw files and catalogue; write raw articles, rejected files and metrics."""
    settings = read_settings(IngestSettings, "ingest")
    places = read_store()
    catalogue = read_catalogue()
    found = take_inventory(places, SEEN)
    n_bytes = sum(sources.text_bytes_in(source.path, source.n_bytes) for source in found)
    n_buckets = n_buckets_for(n_bytes, settings.mb_per_bucket)
    streams = _read_streams(found, Reading(n_buckets, settings.columns, N_BYTES_OF_SPOOL, settings.limits), places)
    stage = make_stage("ingest", ("raw_articles", "rejected_files", LINE_COUNTS), settings.limits)
    units = make_units(share_out(found, catalogue.with_columns(pl.col("published").dt.to_string()), n_buckets), streams)
    entries = engine.redo(stage, partial(gather, settings.limits), units, places)
    write_raw_files(found, {path: entry.n_articles for path, entry in streams.items()})
    _show_rejects(places, entries, catalogue)
    _write_metrics(len(found), entries)


def _show_rejects(places: Store, entries: list[Entry], catalogue: pl.DataFrame) -> None:
    """Name the first rejects on the terminal; all stand in the table."""
    lines = dict(catalogue.select("article_id", "line").iter_rows())
    names = {table_file("rejected_files", entry.unit): entry for entry in entries if entry.result["n_rejected"]}
    tables = [read_table(places, name, entry.outputs[name]) for name, entry in names.items()]
    if not tables:
        return
    rejected = pl.concat(tables).sort("source_path", "reason", "detail")
    for path, _, _, reason, detail in rejected.head(N_SHOWN).iter_rows():
        line = lines.get(detail.split("'")[1]) if reason == "catalogue_row_without_file" else None
        print(f"rejected: {path}{f', line {line}' if line else ''}: {reason}: {detail}")
    if rejected.height > N_SHOWN:
        print(f"rejected: {rejected.height - N_SHOWN:,} more; all stand in {places.tables}/rejected_files")


def _write_metrics(n_files: int, entries: list[Entry]) -> None:
    rejected: Counter[str] = Counter()
    for entry in entries:
        rejected.update(entry.result["n_rejected"])
    metrics = {
        "n_files": n_files,
        "n_articles": sum(entry.n_articles for entry in entries),
        "n_chars": sum(entry.result["n_chars"] for entry in entries),
        "n_buckets": len(entries),
    }
    store.write_json(store.METRICS / "ingest.json", {**metrics, "rejected": dict(sorted(rejected.items()))})


if __name__ == "__main__":
    tell(main)
