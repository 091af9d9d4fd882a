"""Publish: the articles that passed become a folder that `load_dataset` reads: Parquet, card, manifest, checksums."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import polars as pl
from pydantic import Field

from pipeline import engine, store
from pipeline.card.card import render
from pipeline.card.facts import Corpus, count_articles, count_lines, first_instance
from pipeline.configs import CONFIGS, Config, parquet_bytes, size_in_memory, to_arrow
from pipeline.errors import PressmarkError, tell
from pipeline.params import Settings, read_settings
from pipeline.release.changelog import changelog_of
from pipeline.release.citation import DOI, Creator, make_cited
from pipeline.release.documents import documents_of
from pipeline.release.ledger import Ledger, marks_of, number_of, read_ledger, releases_until
from pipeline.release.manifest import MANIFEST, write_checksums
from pipeline.release.recipe import read_recipe
from pipeline.release.root import config_root, dataset_root, leaves_of
from pipeline.store import Store, bucket_of, read_store
from pipeline.units import Result, Unit, add_up, make_stage, nest, read_table, units_behind
from schemas.patterns import URL

N_NAMED = 5
PARTS, LEAVES = "parts", "leaves"
TABLES = (*(f"{PARTS}-{config.name}" for config in CONFIGS), LEAVES)
READS = dict.fromkeys(("articles", "lines"), "clean") | dict.fromkeys(("paragraphs", "sentences", "notes"), "segment")
READS |= {"rejected_articles": "validate"}


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


class Settled(NamedTuple):
    """What a unit is given: the version, the plan of its file, and the releases that brought the older articles."""

    version: str
    plan: Plan
    added_in: dict[str, str]


class File(NamedTuple):
    """A published Parquet file."""

    path: str
    n_rows: int
    n_bytes: int
    n_bytes_in_memory: int
    sha256: str
    root: str


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


def with_origin(
    articles: pl.DataFrame, sentences: pl.DataFrame, added_in: Mapping[str, str], version: str
) -> pl.DataFrame:
    """Add to articles the number of their sentences, and the release that first brought them."""
    n_sentences = sentences.group_by("article_id").agg(n_sentences=pl.len().cast(pl.Int32))
    counted = articles.join(n_sentences, on="article_id", how="left", maintain_order="left")
    first = pl.Series([added_in.get(article_id, version) for article_id in articles["article_id"]], dtype=pl.String)
    return counted.with_columns(pl.col("n_sentences").fill_null(0), added_in=first)


def make_units(plans: Mapping[str, Plan], version: str, added_in: Mapping[str, str], inputs: list[Unit]) -> list[Unit]:
    """Return a unit per plan: it reads the buckets that can hold its articles."""
    by_number: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for n_buckets in {plan.n_buckets for plan in plans.values()}:
        for article_id, first in added_in.items():
            by_number[n_buckets, bucket_of(article_id, n_buckets)][article_id] = first
    units = []
    for name, plan in plans.items():
        read = [unit for unit in inputs if _may_hold(plan, unit.name, len(inputs))]
        older = by_number[plan.n_buckets, f"{plan.number:05d}"]
        files = {file: sha256 for unit in read for file, sha256 in unit.inputs.items()}
        n_articles, n_bytes = sum(unit.n_articles for unit in read), sum(unit.n_bytes for unit in read)
        units.append(Unit(name, files, n_articles, n_bytes, Settled(version, plan, older)))
    return units


def make_manifest(
    settings: PublishSettings, plans: Mapping[str, Plan], results: list[Result], roots: dict[str, str]
) -> dict[str, Any]:
    """Return what the version holds: roots, columns, recipe, and for every file its rows, bytes, checksum and root."""
    configs = {}
    for config in CONFIGS:
        files = [result["files"][config.name] for result in results if config.name in result["files"]]
        configs[config.name] = {
            "root": roots[config.name],
            "n_rows": sum(file["n_rows"] for file in files),
            "columns": {column.name: column.type for column in config.columns},
            "files": files,
        }
    n_buckets = max(plan.number + 1 for plan in plans.values() if plan.added_in == settings.version)
    return {
        "name": settings.name,
        "version": settings.version,
        "root": dataset_root(roots),
        "edition": "full",
        "n_buckets": n_buckets,
        "recipe": read_recipe(),
        "configs": configs,
    }


def merge(results: list[Result]) -> Corpus:
    """Add up what the units counted."""
    instances: dict[str, dict[str, Any]] = {}
    for result in results:
        instances |= {name: row for name, row in result["instances"].items() if row and name not in instances}
    counts = add_up(result["counts"] for result in results)
    return Corpus(instances, Counter({(what, name): n for what, named in counts.items() for name, n in named.items()}))


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


def publish_unit(store: Store, unit: Unit) -> tuple[dict[str, str], Result]:
    """Write a file of every config, and its leaves; the result describes the files and counts what the card shows."""
    settled = Settled(*unit.given)
    buckets: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for name, sha256 in unit.inputs.items():
        table, file = name.split("/")
        buckets[file][table] = (name, sha256)
    ids = [_wanted_ids(store, own, settled) for own in buckets.values()]
    outputs: dict[str, str] = {}
    files, instances, counts = {}, {}, Counter[tuple[str, str]]()
    for config in CONFIGS:
        frame = pl.concat([_rows(store, config, own, ids[n], settled) for n, own in enumerate(buckets.values())])
        frame = frame.select(config.column_names).sort("article_id", maintain_order=True)
        instances[config.name] = first_instance(frame)
        counts += _counted(config, frame)
        if frame.height or settled.plan.is_first:
            files[config.name], written = _write_file(store, config, frame, unit.name)
            outputs |= written
    return outputs, {"files": files, "instances": instances, "counts": nest(counts)}


def _may_hold(plan: Plan, bucket: str, n_buckets: int) -> bool:
    """Tell whether a bucket of today can hold an article of a plan: numbers of buckets are powers of two."""
    shared = min(plan.n_buckets, n_buckets)
    return int(bucket) % shared == plan.number % shared


def _wanted_ids(store: Store, own: dict[str, tuple[str, str]], settled: Settled) -> pl.Series:
    """Return the ids of the articles of a bucket that stand in the file of a plan, those set aside left out."""
    rejected = set(read_table(store, *own["rejected_articles"], ["article_id"])["article_id"])
    plan = Plan(*settled.plan)
    wanted = [
        article_id
        for article_id in read_table(store, *own["articles"], ["article_id"])["article_id"]
        if settled.added_in.get(article_id, settled.version) == plan.added_in
        and bucket_of(article_id, plan.n_buckets) == f"{plan.number:05d}"
        and article_id not in rejected
    ]
    return pl.Series(wanted, dtype=pl.String)


def _rows(
    store: Store, config: Config, own: dict[str, tuple[str, str]], wanted: pl.Series, settled: Settled
) -> pl.DataFrame:
    rows = read_table(store, *own[config.name])
    rows = rows.filter(pl.col("article_id").is_in(wanted.implode()))
    if config.name != "articles":
        return rows
    return with_origin(rows, read_table(store, *own["sentences"], ["article_id"]), settled.added_in, settled.version)


def _counted(config: Config, frame: pl.DataFrame) -> Counter[tuple[str, str]]:
    count = {"articles": count_articles, "lines": count_lines}.get(config.name)
    return count(frame) if count else Counter()


def _write_file(store: Store, config: Config, frame: pl.DataFrame, name: str) -> tuple[File, dict[str, str]]:
    """Write the rows and their leaves; return what the manifest says of the file, and what was written."""
    table = to_arrow(config, frame)
    content, leaves = parquet_bytes(table), leaves_of(frame, config.key, config.texts)
    shown = f"{config.name}/{name}.parquet"
    written = {
        f"{PARTS}-{shown}": store.write(f"{PARTS}-{shown}", content),
        f"{LEAVES}/{config.name}-{name}": store.write(f"{LEAVES}/{config.name}-{name}", leaves),
    }
    sha256, root = written[f"{PARTS}-{shown}"], config_root([leaves])
    return File(shown, table.num_rows, len(content), size_in_memory(table), sha256, root), written


def _root_of(leaves: Path, config: Config) -> str:
    """Hash the sorted leaves that the workers wrote; the files are mapped, so memory holds one bucket of them."""
    mapped = []
    for path in sorted(leaves.glob(f"{config.name}-*")):
        if path.stat().st_size:
            with path.open("rb") as file:
                mapped.append(mmap(file.fileno(), 0, access=ACCESS_READ))
    return config_root(mapped)


def _publish(settings: PublishSettings, ledger: Ledger, folder: Path, leaves: Path) -> dict[str, Any]:
    places = read_store()
    inputs = units_behind(places, READS)
    plans = make_plans(settings.version, ledger, len(inputs))
    units = make_units(plans, settings.version, ledger.added_in(settings.version), inputs)
    stage = make_stage("publish", TABLES, None)
    entries = engine.redo(stage, publish_unit, units, places)
    for name in (name for entry in entries for name in entry.outputs):
        is_leaves = name.startswith(f"{LEAVES}/")
        places.fetch(
            name, leaves / name.removeprefix(f"{LEAVES}/") if is_leaves else folder / name.removeprefix(f"{PARTS}-")
        )
    results = [entry.result for entry in entries]
    manifest = make_manifest(settings, plans, results, {config.name: _root_of(leaves, config) for config in CONFIGS})
    refuse_other_rows(folder, manifest, ledger)
    _write_documents(folder, settings.model_dump(), manifest, merge(results), ledger)
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
    unfinished, leaves = (store.DATASET.with_name(name) for name in (".dataset.part", ".leaves.part"))
    for folder in (unfinished, leaves, store.DATASET):
        shutil.rmtree(folder, ignore_errors=True)
    manifest = _publish(settings, ledger, unfinished, leaves)
    unfinished.rename(store.DATASET)
    shutil.rmtree(leaves)
    n_rows = {name: config["n_rows"] for name, config in manifest["configs"].items()}
    metrics = {"version": settings.version, "root": manifest["root"], "n_rows": n_rows}
    store.write_json(store.METRICS / "publish.json", metrics)
    title = f"{settings.name} {settings.version}"
    print(f"{store.DATASET}: {title}, {n_rows['articles']} articles, root {manifest['root'][:16]}")


if __name__ == "__main__":
    tell(main)
