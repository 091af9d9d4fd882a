"""Hydrate: give a stand-off edition its withheld texts back, from the raw files, and prove each by its hash."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline import sources
from pipeline.configs import CONFIGS
from pipeline.errors import PressmarkError
from pipeline.release.edition import FULL, STAND_OFF, Frames, rewrite_folder
from pipeline.release.manifest import read_manifest, sha256_of_file
from pipeline.release.root import HASH_SUFFIX, sha256_of
from pipeline.rewrite import Edit, apply

BETWEEN_PARAGRAPHS = "\n\n"


class Hydrated(NamedTuple):
    """How many articles have their texts back, and why others have not."""

    n_articles: int
    failures: list[str]


def hydrate(folder: Path, raw: Path, out: Path) -> Hydrated:
    """Write a copy of a stand-off edition with the texts whose raw files lie in a folder.

    An article comes back whole, every text of it proven by its hash, or stays withheld and is named among the
    failures. Raises `PressmarkError` if nothing is withheld, or if `out` exists.
    """
    if read_manifest(folder).get("edition") != STAND_OFF:
        raise PressmarkError(f"{folder} withholds nothing: it is the full edition")
    if out.exists():
        raise PressmarkError(f"{out} exists: name a folder that does not, or remove it first")
    hydrator = _Hydrator(raw, read_manifest(folder)["recipe"]["params"]["ingest"].get("columns", {}))
    is_whole = not _failures(folder, hydrator)
    rewrite_folder(folder, out, hydrator.fill, FULL if is_whole else STAND_OFF, "" if is_whole else _notice(hydrator))
    return Hydrated(len(hydrator.done), sorted(hydrator.failures.values()))


def _failures(folder: Path, hydrator: "_Hydrator") -> dict[str, str]:
    """Find out beforehand what cannot come back: that decides which schema the copy has."""
    names = {path.name for config in CONFIGS for path in (folder / config.name).glob("*.parquet")}
    for name in sorted(names):
        paths = {config.name: folder / config.name / name for config in CONFIGS}
        hydrator.fill({config: pl.read_parquet(path) for config, path in paths.items() if path.exists()})
    return hydrator.failures


class _Hydrator:
    """Fills the frames of one file after the other, and remembers what came back and what did not."""

    def __init__(self, raw: Path, columns: dict[str, str]) -> None:
        self.raw = raw
        self.columns = columns
        self.done: set[str] = set()
        self.failures: dict[str, str] = {}

    def fill(self, frames: Frames) -> Frames:
        withheld = frames["articles"].filter(pl.col("text").is_null())
        records = self._records(withheld)
        texts: dict[str, dict[tuple[str, str], str]] = {}
        for article in withheld.iter_rows(named=True):
            article_id = article["article_id"]
            own = {name: frame.filter(article_id=article_id) for name, frame in frames.items()}
            try:
                texts[article_id] = _texts_of_article(own, self._raw_text(article, records))
                self.done.add(article_id)
            except PressmarkError as error:
                self.failures[article_id] = str(error)
        return {name: _filled(frame, name, texts) for name, frame in frames.items()}

    def _records(self, withheld: pl.DataFrame) -> dict[str, str]:
        """Return the texts of the articles that came from files of records, by the SHA-256 of the text."""
        paths = [path for path in withheld["source_path"].unique().sort() if sources.is_stream(path)]
        wanted = set(withheld["source_sha256"])
        found = {}
        for path in (path for path in paths if (self.raw / path).is_file()):
            with (self.raw / path).open("rb") as file:
                for record in sources.stream(path, file, self.columns):
                    if isinstance(record, sources.Record) and sha256_of(record.text) in wanted:
                        found[sha256_of(record.text)] = record.text
        return found

    def _raw_text(self, article: dict[str, Any], records: dict[str, str]) -> str:
        path = self.raw / article["source_path"]
        if not path.is_file():
            raise PressmarkError(f"{article['article_id']}: {path} is missing")
        if sources.is_stream(article["source_path"]):
            if article["source_sha256"] not in records:
                raise PressmarkError(f"{article['article_id']}: {path} has no record with the published SHA-256")
            return records[article["source_sha256"]]
        if sha256_of_file(path) != article["source_sha256"]:
            raise PressmarkError(
                f"{article['article_id']}: {path} is another file: its SHA-256 is not the published one"
            )
        (record,) = sources.read(path.suffix, path.read_bytes())
        return record.text


def _texts_of_article(own: Frames, raw_text: str) -> dict[tuple[str, str], str]:
    """Return the texts of one article's rows by (column of config, key), each proven by its hash."""
    edits = {row["paragraph_id"]: row["edits"] for row in own["paragraphs"].iter_rows(named=True)}
    found: dict[tuple[str, str], str] = {}
    for row in own["lines"].iter_rows(named=True):
        found["lines.text", str(row["line"])] = raw_text[row["raw_start"] : row["raw_end"]]
    for row in own["paragraphs"].sort("position").iter_rows(named=True):
        found["paragraphs.text", row["paragraph_id"]] = _rewritten(raw_text, row, row["edits"])
    for row in own["sentences"].iter_rows(named=True):
        found["sentences.text", row["sentence_id"]] = _rewritten(raw_text, row, edits[row["paragraph_id"]])
    for row in own.get("notes", pl.DataFrame()).iter_rows(named=True):
        found["notes.text", row["note_id"]] = _rewritten(raw_text, row, row["edits"])
    paragraphs = [text for (column, _), text in found.items() if column == "paragraphs.text"]
    article_id = own["articles"]["article_id"][0]
    found["articles.text", article_id] = BETWEEN_PARAGRAPHS.join(paragraphs)
    heading = None
    for row in own["paragraphs"].sort("position").iter_rows(named=True):
        if heading is not None:
            found["paragraphs.heading", row["paragraph_id"]] = heading
        if row["role"] == "heading":
            heading = found["paragraphs.text", row["paragraph_id"]]
    _prove(own, found, article_id)
    return found


def _prove(own: Frames, found: dict[tuple[str, str], str], article_id: str) -> None:
    for config in CONFIGS:
        if config.name not in own:
            continue
        for row in own[config.name].iter_rows(named=True):
            key = str(row[config.key[-1]])
            for name in config.texts:
                text = found.get((f"{config.name}.{name}", key))
                if (sha256_of(text) if text is not None else None) != row[f"{name}{HASH_SUFFIX}"]:
                    raise PressmarkError(f"{article_id}: {config.name}.{name} of '{key}' is not the published text")


def _rewritten(raw_text: str, row: dict[str, Any], edits: Iterable[dict[str, Any]]) -> str:
    start, end = row["raw_start"], row["raw_end"]
    within = (edit for edit in edits if start <= edit["raw_start"] and edit["raw_end"] <= end)
    moved = (Edit(edit["raw_start"] - start, edit["raw_end"] - start, edit["text"]) for edit in within)
    return apply(moved, raw_text[start:end])


def _filled(frame: pl.DataFrame, config_name: str, texts: dict[str, dict[tuple[str, str], str]]) -> pl.DataFrame:
    config = next(config for config in CONFIGS if config.name == config_name)
    for name in config.texts:
        filled = [
            texts[article_id].get((f"{config_name}.{name}", str(key))) if article_id in texts else text
            for article_id, key, text in frame.select(
                "article_id", pl.col(config.key[-1]).alias("key"), name
            ).iter_rows()
        ]
        is_back = frame["article_id"].is_in(list(texts))
        hashes = pl.when(is_back).then(None).otherwise(f"{name}{HASH_SUFFIX}").alias(f"{name}{HASH_SUFFIX}")
        frame = frame.with_columns(pl.Series(name, filled, dtype=pl.String), hashes)
    return frame


def _notice(hydrator: _Hydrator) -> str:
    return (
        f"> **Stand-off edition, hydrated in part.** The texts of {len(hydrator.failures)} articles are still "
        "withheld: `text` is null there, and `text_sha256` is its hash."
    )


def default_out(folder: Path) -> Path:
    """Return the folder beside a dataset folder in which its hydrated copy is put."""
    return folder.with_name(f"{folder.name}-hydrated")
