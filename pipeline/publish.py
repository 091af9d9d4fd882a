"""Publish: the articles that passed become a folder that `load_dataset` reads: Parquet, card, manifest, checksums."""

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import polars as pl
from pydantic import Field

from pipeline import damages, engine, store
from pipeline.card.card import render
from pipeline.card.condition import count_repairs
from pipeline.card.facts import Corpus, count_articles, count_lines, count_sentences, first_instance
from pipeline.configs import CONFIGS, Config, ParquetBytes, row_groups
from pipeline.dataset_folder import place_files, whole_dataset
from pipeline.errors import PressmarkError, tell
from pipeline.inspection import Place, count_damages, find_damages, first_places, with_places
from pipeline.params import Settings, read_settings, rules_of
from pipeline.release.bucket_roots import config_roots
from pipeline.release.changelog import changelog_of
from pipeline.release.citation import DOI, Creator, make_cited
from pipeline.release.documents import documents_of
from pipeline.release.ledger import Ledger, marks_of, number_of, read_ledger, releases_until
from pipeline.release.manifest import MANIFEST, write_checksums
from pipeline.release.recipe import read_recipe
from pipeline.release.root import config_root, dataset_root, leaves_of, merge_leaves
from pipeline.store import Store, bucket_of, read_store
from pipeline.units import Entry, Result, Unit, add_up, make_stage, nest, read_batches, read_table, units_behind
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
        files = _files_of(config, results)
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
    broken: dict[str, list[Place]] = {}
    for result in results:
        instances |= {name: row for name, row in result["instances"].items() if row and name not in instances}
        broken = with_places(broken, result["broken"])
    counts = add_up(result["counts"] for result in results)
    counted = Counter({(what, name): n for what, named in counts.items() for name, n in named.items()})
    return Corpus(instances, counted, broken)


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
    buckets = _buckets(store, unit, settled)
    outputs: dict[str, str] = {}
    files: dict[str, File] = {}
    instances: dict[str, dict[str, Any]] = {}
    broken: dict[str, list[Place]] = {}
    counts = Counter[tuple[str, str]]()
    for config in CONFIGS:
        written, leaves = ParquetBytes(config), list[bytes]()
        for rows in row_groups(config, _rows(store, config, buckets, settled)):
            instances.setdefault(config.name, first_instance(rows))
            counts += _counted(config, rows)
            if config.name == "articles":
                found = find_damages(rows)
                counts += count_damages(found)
                broken = with_places(broken, first_places(found))
            written.write(rows)
            leaves.append(leaves_of(rows, config.key, config.texts))
        if written.n_rows or Plan(*settled.plan).is_first:
            files[config.name] = _write_file(store, written, merge_leaves(leaves), unit.name, outputs)
    return outputs, {"files": files, "instances": instances, "counts": nest(counts), "broken": broken}


def _may_hold(plan: Plan, bucket: str, n_buckets: int) -> bool:
    """Tell whether a bucket of today can hold an article of a plan: numbers of buckets are powers of two."""
    shared = min(plan.n_buckets, n_buckets)
    return int(bucket) % shared == plan.number % shared


class Bucket(NamedTuple):
    """A bucket that a file is made of: its tables, and the articles that the file wants, their sentences counted."""

    tables: dict[str, Unit]
    wanted: pl.DataFrame


def _buckets(store: Store, unit: Unit, settled: Settled) -> list[Bucket]:
    tables: dict[str, dict[str, Unit]] = defaultdict(dict)
    for name, sha256 in unit.inputs.items():
        table, bucket = name.split("/")
        tables[bucket][table] = Unit(bucket, {name: sha256})
    return [Bucket(own, _wanted(store, own, settled)) for own in tables.values()]


def _wanted(store: Store, own: dict[str, Unit], settled: Settled) -> pl.DataFrame:
    """Return `article_id, n_sentences` of the articles that stand in the file of a plan, those set aside left out."""
    plan = Plan(*settled.plan)
    ids, sentences, rejected = (
        read_table(store, *next(iter(own[table].inputs.items())), ["article_id"])
        for table in ("articles", "sentences", "rejected_articles")
    )
    kept = ids.join(rejected, on="article_id", how="anti", maintain_order="left")["article_id"]
    wanted = [
        article_id
        for article_id in kept.to_list()
        if settled.added_in.get(article_id, settled.version) == plan.added_in
        and bucket_of(article_id, plan.n_buckets) == f"{plan.number:05d}"
    ]
    n_sentences = sentences.group_by("article_id").agg(n_sentences=pl.len().cast(pl.Int32))
    frame = pl.DataFrame({"article_id": wanted}, schema={"article_id": pl.String})
    return frame.join(n_sentences, on="article_id", how="left").with_columns(pl.col("n_sentences").fill_null(0))


def _rows(store: Store, config: Config, buckets: list[Bucket], settled: Settled) -> Iterator[pl.DataFrame]:
    """Yield the rows of a config, sorted by article: batch by batch where they come from one bucket."""
    if len(buckets) == 1:
        yield from _rows_of_bucket(store, config, buckets[0], settled)
        return
    frames = [frame for bucket in buckets for frame in _rows_of_bucket(store, config, bucket, settled)]
    yield pl.concat(frames).sort("article_id", maintain_order=True)


def _rows_of_bucket(store: Store, config: Config, bucket: Bucket, settled: Settled) -> Iterator[pl.DataFrame]:
    for (rows,) in read_batches(store, bucket.tables[config.name]):
        kept = rows.join(bucket.wanted, on="article_id", how="inner", maintain_order="left")
        if config.name == "articles":
            ids = kept["article_id"].to_list()
            first = [settled.added_in.get(article_id, settled.version) for article_id in ids]
            kept = kept.with_columns(added_in=pl.Series(first, dtype=pl.String))
        yield kept.select(config.column_names)


def _counted(config: Config, frame: pl.DataFrame) -> Counter[tuple[str, str]]:
    count = {
        "articles": count_articles,
        "paragraphs": count_repairs,
        "sentences": count_sentences,
        "notes": count_repairs,
        "lines": count_lines,
    }
    return count[config.name](frame)


def _write_file(store: Store, written: ParquetBytes, leaves: bytes, name: str, outputs: dict[str, str]) -> File:
    """Write a file and its leaves, and name them among the outputs; return what the manifest says of it."""
    content = written.content()
    shown = f"{written.config.name}/{name}.parquet"
    sha256 = outputs[f"{PARTS}-{shown}"] = store.write(f"{PARTS}-{shown}", content)
    of_leaves = f"{LEAVES}/{written.config.name}-{name}"
    outputs[of_leaves] = store.write(of_leaves, leaves)
    return File(shown, written.n_rows, len(content), written.n_bytes_in_memory, sha256, config_root([leaves]))


def _files_of(config: Config, results: list[Result]) -> list[Any]:
    """Return what the manifest says of the files of a config."""
    return [result["files"][config.name] for result in results if config.name in result["files"]]


def _roots_of(leaves: Path, results: list[Result]) -> dict[str, str]:
    """Return the root of each config: of one that has one file it is the file's, which its worker knows."""
    files = {config.name: _files_of(config, results) for config in CONFIGS}
    several = {name: sorted(leaves.glob(f"{name}-*")) for name, own in files.items() if len(own) > 1}
    roots = config_roots(several)
    return {name: roots[name] if name in roots else str(own[0]["root"]) for name, own in files.items()}


def _publish(settings: PublishSettings, ledger: Ledger, folder: Path, leaves: Path) -> tuple[dict[str, Any], Corpus]:
    places = read_store()
    inputs = units_behind(places, READS)
    plans = make_plans(settings.version, ledger, len(inputs))
    units = make_units(plans, settings.version, ledger.added_in(settings.version), inputs)
    stage = make_stage("publish", TABLES, None)
    entries = engine.redo(stage, publish_unit, units, places)
    sha256s = _place(places, entries, folder, leaves)
    results = [entry.result for entry in entries]
    roots = _roots_of(leaves, results)
    manifest = make_manifest(settings, plans, results, roots)
    refuse_other_rows(folder, manifest, ledger)
    corpus = merge(results)
    store.write_json(store.COUNTS, nest(corpus.counts))
    _write_documents(folder, settings.model_dump(), manifest, corpus, ledger)
    write_checksums(folder, sha256s)
    return manifest, corpus


def _place(places: Store, entries: list[Entry], folder: Path, leaves: Path) -> dict[str, str]:
    """Put the files of the dataset into its folder, and their leaves into theirs; return the SHA-256 of the first."""
    sha256s = {file["path"]: file["sha256"] for entry in entries for file in entry.result["files"].values()}
    place_files(places, folder, {path: f"{PARTS}-{path}" for path in sha256s}, sha256s)
    for name in (name for entry in entries for name in entry.outputs if name.startswith(f"{LEAVES}/")):
        places.fetch(name, leaves / name.removeprefix(f"{LEAVES}/"))
    return sha256s


def _write_documents(
    folder: Path, settings: dict[str, Any], manifest: dict[str, Any], corpus: Corpus, ledger: Ledger
) -> None:
    """Write what stands beside the data: manifest, card, changelog, and what cites and describes it for machines."""
    reports = {"validation": store.read_json(store.REPORTS / "validation.json"), "quality": _read_scores()}
    released = ledger.find(manifest["version"])
    cited = make_cited(settings, manifest, released, corpus.of("articles_by_language"), corpus.of("articles_by_rights"))
    store.write_json(folder / MANIFEST, manifest)
    store.write_text(folder / "README.md", render(settings, manifest, corpus, reports, ledger, cited))
    store.write_text(folder / "CHANGELOG.md", changelog_of(releases_until(ledger, manifest["version"])))
    for name, text in documents_of(cited, manifest).items():
        store.write_text(folder / name, text)


def _read_scores() -> dict[str, Any]:
    """Read how good the rules are; nothing where the stage `measure`, which no table waits for, did not run."""
    scores: dict[str, Any] = store.read_json(store.SCORES) if store.SCORES.exists() else {}
    return scores


def main() -> None:
    """Read tables, reports and ledger; write the dataset folder, whole or not at all, and metrics."""
    settings = read_settings(PublishSettings, "publish")
    ledger = read_ledger()
    leaves = store.DATASET.with_name(".leaves.part")
    shutil.rmtree(leaves, ignore_errors=True)
    with whole_dataset() as folder:
        manifest, corpus = _publish(settings, ledger, folder, leaves)
    shutil.rmtree(leaves)
    n_rows = {name: config["n_rows"] for name, config in manifest["configs"].items()}
    n_broken = {kind: corpus.of("places_by_damage").get(kind, 0) for kind in rules_of(damages)}
    metrics = {"version": settings.version, "root": manifest["root"], "n_rows": n_rows, "n_places_broken": n_broken}
    store.write_json(store.METRICS / "publish.json", metrics)
    title = f"{settings.name} {settings.version}"
    print(f"{store.DATASET}: {title}, {n_rows['articles']} articles, root {manifest['root'][:16]}")


if __name__ == "__main__":
    tell(main)
