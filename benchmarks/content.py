"""What a contender made, as one hash over (article id, text, sentences), whatever the order of the articles."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow.parquet as pq


class Content(NamedTuple):
    """A hash of what was made, and how much it is."""

    hash: str
    n_articles: int
    n_sentences: int
    n_characters: int


def content_of(extracts: Iterable[tuple[str, str, list[str]]]) -> Content:
    """Sum the SHA-256 of all articles: equal if and only if the same articles are there, in whatever order."""
    total, n_articles, n_sentences, n_characters = 0, 0, 0, 0
    for article_id, text, sentences in extracts:
        row = json.dumps([article_id, text, sentences], ensure_ascii=False).encode("utf-8", "surrogatepass")
        total = (total + int.from_bytes(hashlib.sha256(row).digest(), "big")) % 2**256
        n_articles += 1
        n_sentences += len(sentences)
        n_characters += len(text)
    return Content(f"{total:064x}", n_articles, n_sentences, n_characters)


def read_dataset(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the extracts of a published dataset."""
    sentences: dict[str, list[str]] = {}
    split = _read(folder / "sentences", ["article_id", "position", "text"]).sort("article_id", "position")
    for article_id, _, sentence in split.iter_rows():
        sentences.setdefault(article_id, []).append(sentence)
    for article_id, text in _read(folder / "articles", ["article_id", "text"]).iter_rows():
        yield article_id, text, sentences.get(article_id, [])


def read_peer(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the extracts that a peer wrote as Parquet."""
    yield from _read(folder, ["article_id", "text", "sentences"]).iter_rows()


def _read(folder: Path, columns: list[str]) -> pl.DataFrame:
    frames = [pl.from_arrow(pq.read_table(path, columns=columns)) for path in sorted(folder.rglob("*.parquet"))]
    return pl.concat([frame for frame in frames if isinstance(frame, pl.DataFrame)])
