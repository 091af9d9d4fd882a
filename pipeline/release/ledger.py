"""`data/releases.json`: every version that was released, its date, its root, and which articles came in which.

An article's mark is a short hash of all its rows in each config. A release lists the marks of the articles that it
added or changed, and null for those it took out, so the ledger grows by what changes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ValidationError

from pipeline import store
from pipeline.configs import CONFIGS, Config, read_parquet
from pipeline.errors import PressmarkError
from pipeline.params import Settings
from pipeline.release.root import HASH_SUFFIX, leaf_of

LEDGER = store.DATA / "releases.json"
N_HEX_DIGITS = 10
Columns = dict[str, dict[str, str]]


class ReleasedConfig(Settings):
    """A config as it was released."""

    root: str
    n_rows: int
    columns: dict[str, str]


class Release(Settings):
    """A version that was released, and is never changed."""

    name: str
    version: str
    date: str
    root: str
    n_buckets: int
    configs: dict[str, ReleasedConfig]
    changes: list[str]
    articles: dict[str, str | None]

    @property
    def columns(self) -> Columns:
        """The names and types of the columns of every config."""
        return {name: config.columns for name, config in self.configs.items()}


class Ledger(Settings):
    """All releases, the first one first."""

    releases: list[Release]

    def find(self, version: str) -> Release | None:
        """Return a release, or none where the version is not released."""
        return next((release for release in self.releases if release.version == version), None)

    @property
    def last(self) -> Release | None:
        """The newest release, or none before the first."""
        return self.releases[-1] if self.releases else None

    def marks(self, version: str | None = None) -> dict[str, str]:
        """Return the mark of every article of a version, or of the last one."""
        marks: dict[str, str] = {}
        for release in self.releases:
            for article_id, mark in release.articles.items():
                if mark is None:
                    marks.pop(article_id, None)
                else:
                    marks[article_id] = mark
            if release.version == version:
                break
        return marks

    def added_in(self, version: str) -> dict[str, str]:
        """Return for every article that was released up to a version the release that first brought it."""
        first: dict[str, str] = {}
        for release in self.releases:
            if number_of(release.version) > number_of(version):
                break
            for article_id, mark in release.articles.items():
                if mark is None:
                    first.pop(article_id, None)
                else:
                    first.setdefault(article_id, release.version)
        return first


def number_of(version: str) -> tuple[int, int, int]:
    """Return a version as three numbers, which compare as versions do."""
    major, minor, patch = (int(number) for number in version.split("."))
    return major, minor, patch


def releases_until(ledger: Ledger, version: str) -> list[Release]:
    """Return the releases up to a version, itself included."""
    return [release for release in ledger.releases if number_of(release.version) <= number_of(version)]


def read_ledger(path: Path = LEDGER) -> Ledger:
    """Read the ledger; a missing one has no releases. Raises `PressmarkError` if it is damaged."""
    if not path.exists():
        return Ledger(releases=[])
    try:
        return Ledger.model_validate_json(path.read_bytes())
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(key) for key in fault["loc"])
        raise PressmarkError(f"{path}: {place}: {fault['msg']}: get the file back from git") from None


def write_ledger(ledger: Ledger, path: Path = LEDGER) -> None:
    """Write the ledger."""
    store.write_json(path, ledger.model_dump())


def columns_in(manifest: dict[str, Any]) -> Columns:
    """Return the names and types of the columns of every config of a manifest."""
    return {name: config["columns"] for name, config in manifest["configs"].items()}


def marks_of(folder: Path, columns: Columns | None = None) -> dict[str, str]:
    """Return the marks of the articles of a dataset folder, over the given columns or all that it has."""
    digests: dict[str, list[str]] = defaultdict(list)
    for config in CONFIGS:
        leaves = _leaves_by_article(folder, config, columns[config.name] if columns else None)
        for article_id in sorted(leaves):
            missing = [""] * (CONFIGS.index(config) - len(digests[article_id]))
            digest = hashlib.sha256(b"".join(sorted(leaves[article_id]))).hexdigest()[:N_HEX_DIGITS]
            digests[article_id] += [*missing, digest]
    return {article_id: " ".join(found) for article_id, found in sorted(digests.items())}


def rows_of(folder: Path, config: Config) -> Iterator[pl.DataFrame]:
    """Yield the rows of a config of a dataset folder, a file at a time, in the order of the files' names."""
    for path in sorted((folder / config.name).glob("*.parquet")):
        yield read_parquet(path)


def _leaves_by_article(folder: Path, config: Config, columns: dict[str, str] | None) -> dict[str, list[bytes]]:
    leaves: dict[str, list[bytes]] = defaultdict(list)
    for frame in rows_of(folder, config):
        wanted = [name for name in frame.columns if columns is None or name in columns or name.endswith(HASH_SUFFIX)]
        for row in frame.select(wanted).iter_rows(named=True):
            leaves[row["article_id"]].append(leaf_of(row, config.texts))
    return leaves
