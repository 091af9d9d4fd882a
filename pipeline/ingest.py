"""Ingest: every file below `data/raw` becomes raw articles, or a reject with a reason."""

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from pydantic import PositiveFloat

from pipeline import engine, sources, store
from pipeline.catalogue import read_catalogue
from pipeline.errors import tell
from pipeline.params import Settings, read_settings

STATED = ["title", "subtitle", "authors", "publisher", "published", "language", "url", "rights"]
REJECTED_COLUMNS = {
    "source_path": pl.String,
    "source_sha256": pl.String,
    "n_bytes": pl.Int64,
    "reason": pl.String,
    "detail": pl.String,
}
_UNUSABLE_IN_ID = re.compile(r"[#\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class IngestSettings(Settings):
    """How the raw files are divided."""

    mb_per_bucket: PositiveFloat
    """Raw megabytes that share a bucket, about."""


class RawFile(NamedTuple):
    """A file below `data/raw` and the id that its article would have."""

    source_path: str
    article_id: str
    n_bytes: int


class Reject(NamedTuple):
    """A file, or a catalogue row, that becomes no article."""

    source_path: str
    source_sha256: str | None
    n_bytes: int
    reason: str
    detail: str


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


def with_ids(files: list[tuple[str, int]], catalogue: pl.DataFrame) -> list[RawFile]:
    """Give each (path, size) its article's id: the catalogue's where a row names the path, or the file's stem."""
    named = catalogue.filter(pl.col("source_path").is_not_null())
    ids = dict(zip(named["source_path"], named["article_id"], strict=True))
    return [RawFile(path, ids.get(path, Path(path).stem), n_bytes) for path, n_bytes in files]


def is_usable_id(article_id: str) -> bool:
    """Tell whether a text can be an id: no `#`, which parts it from the ids of its parts, and no control character."""
    return not _UNUSABLE_IN_ID.search(article_id)


def sort_out(files: list[RawFile], catalogue: pl.DataFrame) -> tuple[list[RawFile], list[Reject]]:
    """Part the files that can be read from those whose id is taken or unusable; also catalogue rows of no file."""
    readable: dict[str, RawFile] = {}
    rejects = []
    for file in files:
        if not is_usable_id(file.article_id):
            detail = "an id has no '#' and no control character: rename the file, or name its id in the catalogue"
            rejects.append(Reject(_shown(file.source_path), None, file.n_bytes, "unusable_id", detail))
        elif file.article_id in readable:
            taken = readable[file.article_id].source_path
            detail = f"'{file.article_id}' is the id of {taken}: rename one, or give it an id in the catalogue"
            rejects.append(Reject(file.source_path, None, file.n_bytes, "duplicate_id", detail))
        else:
            readable[file.article_id] = file
    return list(readable.values()), rejects + list(_rows_without_file(files, catalogue))


def ingest_file(file: RawFile, content: bytes) -> dict[str, Any]:
    """Read one file's bytes into a row of raw articles; raise `sources.Unreadable` with the reason if it has none."""
    (record,) = sources.read(Path(file.source_path).suffix, content)
    return {
        "article_id": file.article_id,
        "source_path": file.source_path,
        "source_sha256": hashlib.sha256(content).hexdigest(),
        "text": record.text,
    }


def with_catalogue(rows: list[dict[str, Any]], catalogue: pl.DataFrame) -> pl.DataFrame:
    """Join what the catalogue states to raw articles, sorted by id; `rights` are unknown where nothing states them."""
    columns = dict.fromkeys(["article_id", "source_path", "source_sha256", "text"], pl.String)
    names = pl.col("authors").str.split(";").list.eval(pl.element().str.strip_chars())
    stated = catalogue.select("article_id", *STATED).with_columns(names)
    return (
        pl.DataFrame(rows, schema=columns)
        .join(stated, on="article_id", how="left", maintain_order="left")
        .with_columns(pl.col("rights").fill_null("unknown"))
        .sort("article_id")
    )


def _rows_without_file(files: list[RawFile], catalogue: pl.DataFrame) -> Iterator[Reject]:
    paths, ids = {file.source_path for file in files}, {file.article_id for file in files}
    for row in catalogue.iter_rows(named=True):
        found = row["source_path"] in paths if row["source_path"] else row["article_id"] in ids
        if not found:
            wanted = row["source_path"] or f"a file with the stem {row['article_id']}"
            detail = (
                f"'{row['article_id']}' stands for {wanted}, which is not below {store.RAW}: mend or remove the row"
            )
            place = f"{store.CATALOGUE.name}, line {row['line']}"
            yield Reject(place, None, 0, "catalogue_row_without_file", detail)


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode()


def _ingest_bucket(files: dict[str, list[RawFile]], catalogue: pl.DataFrame, bucket: str) -> tuple[int, list[Reject]]:
    rows, rejects, n_chars = [], [], 0
    for file in files[bucket]:
        content = b""
        try:
            content = (store.RAW / file.source_path).read_bytes()
            rows.append(ingest_file(file, content))
            n_chars += len(rows[-1]["text"])
        except sources.Unreadable as fault:
            sha256 = hashlib.sha256(content).hexdigest()
            rejects.append(Reject(file.source_path, sha256, file.n_bytes, fault.reason, fault.detail))
        except OSError as fault:
            rejects.append(
                Reject(file.source_path, None, file.n_bytes, "unreadable", f"{fault.strerror}: mend its mode")
            )
    store.write_table("raw_articles", bucket, with_catalogue(rows, catalogue))
    return n_chars, rejects


def main() -> None:
    """Read `data/raw` and the catalogue; write raw articles, rejected files and metrics."""
    settings = read_settings(IngestSettings, "ingest")
    catalogue = read_catalogue()
    found = with_ids(store.list_raw_files(), catalogue)
    files, rejects = sort_out(found, catalogue)
    n_buckets = n_buckets_for(sum(file.n_bytes for file in files), settings.mb_per_bucket)
    buckets: dict[str, list[RawFile]] = {f"{number:05d}": [] for number in range(n_buckets)}
    for file in files:
        buckets[store.bucket_of(file.article_id, n_buckets)].append(file)
    store.start_table("raw_articles")
    results = engine.map_buckets("ingest", partial(_ingest_bucket, buckets, catalogue), list(buckets))
    rejects += [reject for _, bucket_rejects in results for reject in bucket_rejects]
    _write_rejects(sorted(rejects, key=lambda reject: (reject.source_path, reject.reason)))
    _write_metrics(len(found), n_buckets, sum(n_chars for n_chars, _ in results), rejects)


def _write_rejects(rejects: list[Reject]) -> None:
    store.start_table("rejected_files")
    store.write_table("rejected_files", "00000", pl.DataFrame(rejects, schema=REJECTED_COLUMNS, orient="row"))
    for reject in rejects:
        print(f"rejected: {reject.source_path}: {reject.reason}: {reject.detail}")


def _write_metrics(n_files: int, n_buckets: int, n_chars: int, rejects: list[Reject]) -> None:
    reasons = sorted({reject.reason for reject in rejects})
    counts = {reason: sum(reject.reason == reason for reject in rejects) for reason in reasons}
    n_rejected = sum(reject.reason != "catalogue_row_without_file" for reject in rejects)
    metrics = {
        "n_files": n_files,
        "n_articles": n_files - n_rejected,
        "n_chars": n_chars,
        "n_buckets": n_buckets,
    }
    store.write_json(store.METRICS / "ingest.json", {**metrics, "rejected": counts})


if __name__ == "__main__":
    tell(main)
