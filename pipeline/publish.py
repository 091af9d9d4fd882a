"""Publish: the articles that passed become a folder that `load_dataset` reads: Parquet, card, manifest, checksums."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import polars as pl
from pydantic import Field

from pipeline import engine, store
from pipeline.card.card import render
from pipeline.card.facts import Corpus, count_articles, count_lines, first_instance
from pipeline.configs import CONFIGS, Config, to_arrow, write_parquet
from pipeline.errors import PressmarkError, tell
from pipeline.params import Settings, read_settings
from pipeline.release.changelog import changelog_of
from pipeline.release.citation import DOI, Creator, make_cited
from pipeline.release.documents import documents_of
from pipeline.release.ledger import Ledger, marks_of, number_of, read_ledger, releases_until
from pipeline.release.manifest import MANIFEST, sha256_of_file, write_checksums
from pipeline.release.recipe import read_recipe
from pipeline.release.root import config_root, dataset_root, leaves_of
from schemas.patterns import URL

N_NAMED = 5


class PublishSettings(Settings):
    """How the dataset is called and described."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    pretty_name: str
    version: str = Field(pattern=r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$")
    summary: str
    creators: list[Creator] = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str | None = Field(pattern=URL)
    dois: dict[str, Annotated[str, Field(pattern=DOI)]]
    contact: str
    tags: list[str]
    task_categories: list[str]


class Plan(NamedTuple):
    """A file of every config: the articles that one release brought, of one of its buckets.

    An article stays in the file of the release that first brought it, so that a release which adds articles leaves the
    files of the older ones as they are.
    """

    added_in: str
    number: int
    n_buckets: int
    is_first: bool

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return f"{self.added_in}-{self.number:05d}"


class File(NamedTuple):
    """A published Parquet file."""

    path: str
    n_rows: int
    n_bytes: int
    n_bytes_in_memory: int
    sha256: str
    root: str


class Part(NamedTuple):
    """What carrying out a plan gives: its file in each config, and what the card shows and counts."""

    files: dict[str, File]
    instances: dict[str, dict[str, Any]]
    counts: Counter[tuple[str, str]]


class Work(NamedTuple):
    """What every worker needs to know."""

    version: str
    added_in: dict[str, str]
    buckets: list[str]
    plans: dict[str, Plan]
    folder: Path
    leaves: Path


def make_plans(version: str, ledger: Ledger, n_buckets: int) -> dict[str, Plan]:
    """Return the files to write, by name: those of each release so far, and those of a version not yet released."""
    kept = releases_until(ledger, version)
    divided = {release.version: release.n_buckets for release in kept}
    divided.setdefault(version, n_buckets)
    plans = [
        Plan(added_in, number, n, added_in == min(divided, key=number_of) and number == 0)
        for added_in, n in sorted(divided.items(), key=lambda item: number_of(item[0]))
        for number in range(n)
    ]
    return {plan.name: plan for plan in plans}


def make_tables(
    tables: Mapping[str, pl.DataFrame], rejected: pl.DataFrame, added_in: Mapping[str, str], version: str
) -> dict[str, pl.DataFrame]:
    """Return the rows of every config, without the articles that were set aside."""
    kept = {
        name: frame.join(rejected, on="article_id", how="anti", maintain_order="left") for name, frame in tables.items()
    }
    n_sentences = kept["sentences"].group_by("article_id").agg(n_sentences=pl.len().cast(pl.Int32))
    articles = kept["articles"].join(n_sentences, on="article_id", how="left", maintain_order="left")
    first = pl.Series([added_in.get(article_id, version) for article_id in articles["article_id"]], dtype=pl.String)
    kept["articles"] = articles.with_columns(pl.col("n_sentences").fill_null(0), added_in=first)
    return kept


def make_manifest(settings: PublishSettings, work: Work, parts: list[Part], roots: dict[str, str]) -> dict[str, Any]:
    """Return what the version holds: roots, columns, recipe, and for every file its rows, bytes, checksum and root."""
    configs = {}
    for config in CONFIGS:
        files = [part.files[config.name] for part in parts if config.name in part.files]
        configs[config.name] = {
            "root": roots[config.name],
            "n_rows": sum(file.n_rows for file in files),
            "columns": {column.name: column.type for column in config.columns},
            "files": [file._asdict() for file in files],
        }
    n_buckets = max(plan.number + 1 for plan in work.plans.values() if plan.added_in == settings.version)
    return {
        "name": settings.name,
        "version": settings.version,
        "root": dataset_root(roots),
        "edition": "full",
        "n_buckets": n_buckets,
        "recipe": read_recipe(),
        "configs": configs,
    }


def merge(parts: list[Part]) -> Corpus:
    """Add up what the parts counted."""
    instances: dict[str, dict[str, Any]] = {}
    for part in parts:
        instances |= {name: row for name, row in part.instances.items() if row and name not in instances}
    return Corpus(instances, sum((part.counts for part in parts), Counter()))


def refuse_other_rows(folder: Path, manifest: dict[str, Any], ledger: Ledger) -> None:
    """Raise `PressmarkError` if a released version would come out with other rows than it was released with."""
    version = manifest["version"]
    released = ledger.find(version)
    if ledger.last and not released and number_of(version) < number_of(ledger.last.version):
        raise PressmarkError(
            f"params.yaml: publish.version: {version} comes before {ledger.last.version}, which is released"
        )
    if released is None or released.root == manifest["root"]:
        return
    before, after = ledger.marks(version), marks_of(folder)
    differing = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    named = ", ".join(differing[:N_NAMED]) + (", ..." if len(differing) > N_NAMED else "")
    raise PressmarkError(
        f"version {version} is released with the root {released.root}, and this build has {manifest['root']}; "
        f"{len(differing)} articles differ ({named}): set publish.version in params.yaml to a new number"
    )


def _carry_out(work: Work, name: str) -> Part:
    plan = work.plans[name]
    gathered = [
        _articles_of(work, plan, bucket) for bucket in work.buckets if _may_hold(plan, bucket, len(work.buckets))
    ]
    tables = {config.name: pl.concat([tables[config.name] for tables in gathered]) for config in CONFIGS}
    files, instances = {}, {}
    for config in CONFIGS:
        frame = tables[config.name].select(config.column_names).sort("article_id", maintain_order=True)
        instances[config.name] = first_instance(frame)
        if frame.height or plan.is_first:
            files[config.name] = _write_file(work, config, frame, plan.name)
    return Part(files, instances, count_articles(tables["articles"]) + count_lines(tables["lines"]))


def _may_hold(plan: Plan, bucket: str, n_buckets: int) -> bool:
    """Tell whether a bucket of today can hold an article of a plan: numbers of buckets are powers of two."""
    shared = min(plan.n_buckets, n_buckets)
    return int(bucket) % shared == plan.number % shared


def _articles_of(work: Work, plan: Plan, bucket: str) -> dict[str, pl.DataFrame]:
    ids = store.read_table("articles", bucket)["article_id"]
    wanted = [
        article_id
        for article_id in ids
        if work.added_in.get(article_id, work.version) == plan.added_in
        and store.bucket_of(article_id, plan.n_buckets) == f"{plan.number:05d}"
    ]
    read = {
        config.name: store.read_table(config.name, bucket).filter(pl.col("article_id").is_in(wanted))
        for config in CONFIGS
    }
    return make_tables(read, store.read_table("rejected_articles", bucket), work.added_in, work.version)


def _write_file(work: Work, config: Config, frame: pl.DataFrame, name: str) -> File:
    table = to_arrow(config, frame)
    path = work.folder / config.name / f"{name}.parquet"
    write_parquet(path, table)
    leaves = leaves_of(frame, config.key, config.texts)
    (work.leaves / f"{config.name}-{name}").write_bytes(leaves)
    shown = path.relative_to(work.folder).as_posix()
    root = config_root([leaves])
    return File(shown, table.num_rows, path.stat().st_size, table.nbytes, sha256_of_file(path), root)


def _root_of(leaves: Path, config: Config) -> str:
    """Hash the sorted leaves that the workers wrote; the files are mapped, so memory holds one bucket of them."""
    mapped = []
    for path in sorted(leaves.glob(f"{config.name}-*")):
        if path.stat().st_size:
            with path.open("rb") as file:
                mapped.append(mmap(file.fileno(), 0, access=ACCESS_READ))
    return config_root(mapped)


def _publish(settings: PublishSettings, ledger: Ledger, folder: Path, leaves: Path) -> dict[str, Any]:
    buckets = store.buckets("articles")
    plans = make_plans(settings.version, ledger, len(buckets))
    work = Work(settings.version, ledger.added_in(settings.version), buckets, plans, folder, leaves)
    parts = engine.map_buckets("publish", partial(_carry_out, work), list(plans))
    roots = {config.name: _root_of(leaves, config) for config in CONFIGS}
    manifest = make_manifest(settings, work, parts, roots)
    refuse_other_rows(folder, manifest, ledger)
    _write_documents(folder, settings.model_dump(), manifest, merge(parts), ledger)
    write_checksums(folder)
    return manifest


def _write_documents(
    folder: Path, settings: dict[str, Any], manifest: dict[str, Any], corpus: Corpus, ledger: Ledger
) -> None:
    """Write what stands beside the data: manifest, card, changelog, and what cites and describes it for machines."""
    report = store.read_json(store.REPORTS / "validation.json")
    released = ledger.find(manifest["version"])
    cited = make_cited(settings, manifest, released, corpus.of("articles_by_language"), corpus.of("articles_by_rights"))
    store.write_json(folder / MANIFEST, manifest)
    store.write_text(folder / "README.md", render(settings, manifest, corpus, report, ledger, cited))
    store.write_text(folder / "CHANGELOG.md", changelog_of(releases_until(ledger, manifest["version"])))
    for name, text in documents_of(cited, manifest).items():
        store.write_text(folder / name, text)


def main() -> None:
    """Read tables, reports and ledger; write the dataset folder, whole or not at all, and metrics."""
    settings = read_settings(PublishSettings, "publish")
    ledger = read_ledger()
    unfinished = store.DATASET.with_name(".dataset.part")
    for folder in (unfinished, store.DATASET):
        shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as leaves:
        manifest = _publish(settings, ledger, unfinished, Path(leaves))
    unfinished.rename(store.DATASET)
    n_rows = {name: config["n_rows"] for name, config in manifest["configs"].items()}
    metrics = {"version": settings.version, "root": manifest["root"], "n_rows": n_rows}
    store.write_json(store.METRICS / "publish.json", metrics)
    title = f"{settings.name} {settings.version}"
    print(f"{store.DATASET}: {title}, {n_rows['articles']} articles, root {manifest['root'][:16]}")


if __name__ == "__main__":
    tell(main)
