"""Publish: the articles that passed become a folder that `load_dataset` reads: Parquet, card, manifest, checksums."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import polars as pl
from pydantic import Field

from pipeline import engine, store
from pipeline.card.card import render
from pipeline.card.facts import Corpus, count_articles, count_lines, first_instance
from pipeline.configs import CONFIGS, Config, to_arrow, write_parquet
from pipeline.errors import tell
from pipeline.params import Settings, read_settings
from pipeline.release.root import config_root, dataset_root, leaves_of

CHECKSUMS = "checksums.sha256"


class PublishSettings(Settings):
    """How the dataset is called and described."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    pretty_name: str
    version: str = Field(pattern=r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$")
    summary: str
    contact: str
    tags: list[str]
    task_categories: list[str]


class File(NamedTuple):
    """A published Parquet file."""

    path: str
    n_rows: int
    n_bytes: int
    n_bytes_in_memory: int
    sha256: str


class Part(NamedTuple):
    """What publishing one bucket gives: per config its file and leaves, and what the card counts."""

    files: dict[str, File]
    leaves: dict[str, bytes]
    instances: dict[str, dict[str, Any]]
    counts: Counter[tuple[str, str]]


def make_tables(tables: Mapping[str, pl.DataFrame], rejected: pl.DataFrame, version: str) -> dict[str, pl.DataFrame]:
    """Return the rows of every config, without the articles that were set aside."""
    kept = {
        name: frame.join(rejected, on="article_id", how="anti", maintain_order="left") for name, frame in tables.items()
    }
    n_sentences = kept["sentences"].group_by("article_id").agg(n_sentences=pl.len().cast(pl.Int32))
    articles = kept["articles"].join(n_sentences, on="article_id", how="left", maintain_order="left")
    kept["articles"] = articles.with_columns(pl.col("n_sentences").fill_null(0), added_in=pl.lit(version))
    return kept


def _publish_bucket(settings: PublishSettings, bucket: str) -> Part:
    read = {config.name: store.read_table(config.name, bucket) for config in CONFIGS}
    tables = make_tables(read, store.read_table("rejected_articles", bucket), settings.version)
    files, leaves, instances = {}, {}, {}
    for config in CONFIGS:
        frame = tables[config.name].select(config.column_names)
        leaves[config.name] = leaves_of(frame, config.key)
        instances[config.name] = first_instance(frame)
        if frame.height or bucket == "00000":
            files[config.name] = _write_file(config, frame, f"{config.name}/{settings.version}-{bucket}.parquet")
    return Part(files, leaves, instances, count_articles(tables["articles"]) + count_lines(tables["lines"]))


def _write_file(config: Config, frame: pl.DataFrame, path: str) -> File:
    table = to_arrow(config, frame)
    write_parquet(store.DATASET / path, table)
    content = (store.DATASET / path).read_bytes()
    return File(path, table.num_rows, len(content), table.nbytes, hashlib.sha256(content).hexdigest())


def make_manifest(settings: PublishSettings, parts: list[Part]) -> dict[str, Any]:
    """Return what the version holds: roots, and for every file its rows, bytes and checksum."""
    roots = {config.name: config_root(part.leaves[config.name] for part in parts) for config in CONFIGS}
    configs = {}
    for config in CONFIGS:
        files = [part.files[config.name] for part in parts if config.name in part.files]
        n_rows = sum(file.n_rows for file in files)
        configs[config.name] = {
            "root": roots[config.name],
            "n_rows": n_rows,
            "files": [file._asdict() for file in files],
        }
    return {
        "name": settings.name,
        "version": settings.version,
        "root": dataset_root(roots),
        "configs": configs,
    }


def merge(parts: list[Part]) -> Corpus:
    """Add up what the buckets' parts counted."""
    instances: dict[str, dict[str, Any]] = {}
    for part in parts:
        instances |= {name: row for name, row in part.instances.items() if row and name not in instances}
    return Corpus(instances, sum((part.counts for part in parts), Counter()))


def _write_checksums() -> None:
    """Name the SHA-256 of every file of the folder, as `sha256sum --check` reads it."""
    paths = sorted(path for path in store.DATASET.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(store.DATASET).as_posix()}\n"
        for path in paths
    ]
    store.write_text(store.DATASET / CHECKSUMS, "".join(lines))


def main() -> None:
    """Read the tables and reports; write the dataset folder and metrics."""
    settings = read_settings(PublishSettings, "publish")
    shutil.rmtree(store.DATASET, ignore_errors=True)
    parts = engine.map_buckets("publish", partial(_publish_bucket, settings), store.buckets("articles"))
    manifest = make_manifest(settings, parts)
    report = store.read_json(store.REPORTS / "validation.json")
    store.write_json(store.DATASET / "manifest.json", manifest)
    store.write_text(store.DATASET / "README.md", render(settings.model_dump(), manifest, merge(parts), report))
    _write_checksums()
    n_rows = {name: config["n_rows"] for name, config in manifest["configs"].items()}
    store.write_json(
        store.METRICS / "publish.json",
        {"version": settings.version, "root": manifest["root"], "n_rows": n_rows},
    )
    title = f"{settings.name} {settings.version}"
    print(f"{store.DATASET}: {title}, {n_rows['articles']} articles, root {manifest['root'][:16]}")


if __name__ == "__main__":
    tell(main)
