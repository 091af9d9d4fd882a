"""Report: the finished dataset becomes a page to look at, and plots to compare; nothing here changes the dataset."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl
from pydantic import ConfigDict, NonNegativeInt, PositiveInt

from pipeline import store
from pipeline.configs import CONFIGS, read_parquet
from pipeline.errors import tell
from pipeline.page.content import make_facts, make_page
from pipeline.page.door import PAGE
from pipeline.page.facts import Growth, Numbers, growth_of, numbers_of
from pipeline.page.plots import page_of_plots, tables_of
from pipeline.params import Settings, read_settings
from pipeline.release.citation import Cited, make_cited
from pipeline.release.ledger import Ledger, columns_in, marks_of, read_ledger
from pipeline.release.manifest import read_manifest
from pipeline.release.semver import compare

PLOTS = store.REPORTS / "plots"
PAGE_OF_PLOTS = store.REPORTS / "plots.html"
N_CHARS_OF_MILLION = 10**6
Tables = dict[str, pl.DataFrame]


class ReportSettings(Settings):
    """How much the page holds."""

    n_articles_max: PositiveInt
    """Articles that the page shows in full; of more, a sample."""
    n_million_chars_max: PositiveInt
    """Raw characters of the articles that the page shows, in millions."""
    n_quotations_max: NonNegativeInt
    """Passages shared between articles that the page shows, the longest first."""


class Described(Settings):
    """How the dataset is called and described: the section `publish`, which publish has read before, and checked."""

    model_config = ConfigDict(extra="allow")


class Room(NamedTuple):
    """How many articles, and raw characters, there is still room for."""

    n_articles: int
    n_chars: int


def choose(n_raw_chars: dict[str, int], room: Room) -> tuple[set[str], Room]:
    """Choose, of the articles of a file, all or as many as fit, in the order of the hashes of their ids.

    Files hold articles by such a hash too, so the sample is spread over the corpus, the same on every machine, and
    mostly the same in the next version. Returns the room that is left.
    """
    chosen: set[str] = set()
    n_chars = room.n_chars
    for article_id in sorted(n_raw_chars, key=_hash_of):
        if len(chosen) < room.n_articles and n_raw_chars[article_id] <= n_chars:
            chosen.add(article_id)
            n_chars -= n_raw_chars[article_id]
    return chosen, Room(room.n_articles - len(chosen), n_chars)


def _hash_of(article_id: str) -> bytes:
    return hashlib.sha256(article_id.encode()).digest()


def _read_files(manifest: dict[str, Any]) -> Iterator[Tables]:
    """Read the dataset, the files of the same articles at a time: they have the same name in every config."""
    names = sorted({file["path"].split("/")[1] for entry in manifest["configs"].values() for file in entry["files"]})
    for name in names:
        paths = {config.name: store.DATASET / config.name / name for config in CONFIGS}
        yield {config: read_parquet(path) for config, path in paths.items() if path.exists()}


def _read_sample(manifest: dict[str, Any], settings: ReportSettings) -> Tables:
    """Read the articles that the page shows, and no file more than they need."""
    room = Room(settings.n_articles_max, settings.n_million_chars_max * N_CHARS_OF_MILLION)
    found = []
    for file in _read_files(manifest):
        sizes = file["lines"].group_by("article_id").agg(pl.col("text").str.len_chars().sum())
        chosen, room = choose(dict(sizes.iter_rows()), room)
        is_chosen = pl.col("article_id").is_in(list(chosen))
        found.append({name: frame.filter(is_chosen) for name, frame in file.items()})
        if len(chosen) < sizes.height:
            break
    return {
        config.name: pl.concat([tables[config.name] for tables in found if config.name in tables]) for config in CONFIGS
    }


def _changes(ledger: Ledger, manifest: dict[str, Any], n_articles_max: int) -> list[str]:
    """Tell what is different from the last release, in the ledger's words; of a large corpus `pressmark diff` does."""
    if ledger.last is None or ledger.find(manifest["version"]):
        return []
    if manifest["configs"]["articles"]["n_rows"] > n_articles_max:
        return [f"what is different from {ledger.last.version} is told by pressmark diff"]
    change = compare(ledger.last, ledger.marks(), marks_of(store.DATASET), columns_in(manifest))
    return change.reasons or ["the same rows"]


def _write_plots(numbers: Numbers, growth: list[Growth]) -> None:
    for name, table in tables_of(numbers, growth).items():
        store.write_text(PLOTS / f"{name}.csv", table.write_csv())
    store.write_text(PAGE_OF_PLOTS, page_of_plots())


def _cite(manifest: dict[str, Any], ledger: Ledger, numbers: Numbers) -> Cited:
    settings = read_settings(Described, "publish").model_dump()
    languages, rights = (numbers.corpus.of(f"articles_by_{what}") for what in ("language", "rights"))
    return make_cited(settings, manifest, ledger.find(manifest["version"]), languages, rights)


def main() -> None:
    """Read the dataset, the report of validate and the ledger; write the page and the plots."""
    settings = read_settings(ReportSettings, "report")
    manifest, ledger = read_manifest(store.DATASET), read_ledger()
    report = store.read_json(store.REPORTS / "validation.json")
    numbers = numbers_of(store.read_json(store.COUNTS))
    growth = growth_of(ledger, manifest, _changes(ledger, manifest, settings.n_articles_max))
    cited = _cite(manifest, ledger, numbers)
    sample = _read_sample(manifest, settings)
    facts = make_facts(cited, numbers, manifest, report, growth)
    store.write_text(PAGE, make_page(facts, cited, numbers, sample, settings.n_quotations_max))
    _write_plots(numbers, growth)
    n_shown, n_all = sample["articles"].height, numbers.n_articles
    print(f"{PAGE}: {n_shown} of {n_all} articles, {PAGE.stat().st_size / 10**6:.1f} MB")


if __name__ == "__main__":
    tell(main)
