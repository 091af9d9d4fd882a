"""Which articles the page shows: all, or of a large corpus a sample; what became of it is kept while its files stay."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl
from pydantic import NonNegativeInt, PositiveInt

from pipeline import store
from pipeline.configs import CONFIGS, read_parquet
from pipeline.memory import recall, remember
from pipeline.page.content import Shown, Tables, show_sample
from pipeline.page.page import Packed
from pipeline.params import Settings
from pipeline.units import Unit, key_of, make_stage

SHOWN = store.REMEMBERED / "page_sample"
N_CHARS_OF_MILLION = 10**6


class ReportSettings(Settings):
    """How much the page holds."""

    n_articles_max: PositiveInt
    """Articles that the page shows in full; of more, a sample."""
    n_million_chars_max: PositiveInt
    """Raw characters of the articles that the page shows, in millions."""
    n_quotations_max: NonNegativeInt
    """Passages shared between articles that the page shows, the longest first."""


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


def show_once(manifest: dict[str, Any], settings: ReportSettings) -> Shown:
    """Return the sample as the page shows it, from memory where its files and the code that shows it are the same."""
    recalled = recall(SHOWN)
    if recalled and recalled["key"] == _key(manifest, settings, recalled["n_files"]):
        return Shown(**recalled["shown"] | {"packed": Packed(**recalled["shown"]["packed"])})
    n_files, tables = read_sample(manifest, settings)
    shown = show_sample(tables, settings.n_quotations_max)
    as_dict = shown._asdict() | {"packed": shown.packed._asdict()}
    remember(SHOWN, {"n_files": n_files, "key": _key(manifest, settings, n_files), "shown": as_dict})
    return shown


def read_sample(manifest: dict[str, Any], settings: ReportSettings) -> tuple[int | None, Tables]:
    """Read the articles that the page shows; return also how many files they need, or none where they need all."""
    room = Room(settings.n_articles_max, settings.n_million_chars_max * N_CHARS_OF_MILLION)
    found: list[Tables] = []
    n_files = None
    for file in read_files(manifest):
        sizes = file["lines"].group_by("article_id").agg(pl.col("text").str.len_chars().sum())
        chosen, room = choose(dict(sizes.iter_rows()), room)
        is_chosen = pl.col("article_id").is_in(list(chosen))
        found.append({name: frame.filter(is_chosen) for name, frame in file.items()})
        if len(chosen) < sizes.height:
            n_files = len(found)
            break
    return n_files, {
        config.name: pl.concat([tables[config.name] for tables in found if config.name in tables]) for config in CONFIGS
    }


def read_files(manifest: dict[str, Any]) -> Iterator[Tables]:
    """Read the dataset, the files of the same articles at a time: they have the same name in every config."""
    for name in _names(manifest):
        paths = {config.name: store.DATASET / config.name / name for config in CONFIGS}
        yield {config: read_parquet(path) for config, path in paths.items() if path.exists()}


def _names(manifest: dict[str, Any]) -> list[str]:
    return sorted({file["path"].split("/")[1] for entry in manifest["configs"].values() for file in entry["files"]})


def _key(manifest: dict[str, Any], settings: ReportSettings, n_files: int | None) -> str:
    """Return the key, as of a unit of work, of a sample that needs the first so many files, or all."""
    names = _names(manifest)[:n_files]
    files = [file for entry in manifest["configs"].values() for file in entry["files"]]
    read = {file["path"]: file["sha256"] for file in files if file["path"].split("/")[1] in names}
    return key_of(make_stage(SHOWN.name, (), settings, module="pipeline.page.sample"), Unit("shown", read))


def _hash_of(article_id: str) -> bytes:
    return hashlib.sha256(article_id.encode()).digest()
