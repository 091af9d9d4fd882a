"""Quotations: sentences that stand in two or more articles, in runs as long as they stand together in all of them."""

from typing import Any

import polars as pl

N_PLACES = 12
N_CHARS_AROUND = 240
Place = tuple[str, int]


def find_quotations(sentences: pl.DataFrame, n_max: int) -> tuple[int, list[dict[str, Any]]]:
    """Return how many passages are shared between articles, and the longest of them with all their places.

    A passage is a run of sentences that stands in the same places in the same order; a place is given with the sentence
    before it and the one after.
    """
    shared = _shared(sentences)
    rows = {(row["article_id"], row["position"]): row for row in shared.iter_rows(named=True)}
    places: dict[str, list[Place]] = {}
    for place, row in rows.items():
        places.setdefault(row["text"], []).append(place)
    following = {text: _text_after(found, rows, places) for text, found in places.items()}
    continuations = {text for text in following.values() if text is not None}
    passages = [_run(text, following) for text in places if text not in continuations]
    passages.sort(key=lambda texts: (-sum(map(len, texts)), texts))
    return len(passages), [_show(texts, places[texts[0]], rows) for texts in passages[:n_max]]


def _shared(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return the sentences that stand in two or more articles, each with its neighbours."""
    texts = sentences.group_by("text").agg(n=pl.col("article_id").n_unique()).filter(pl.col("n") > 1).select("text")
    neighbours = sentences.sort("article_id", "position").with_columns(
        before=pl.col("text").shift(1).over("article_id").str.tail(N_CHARS_AROUND),
        after=pl.col("text").shift(-1).over("article_id").str.head(N_CHARS_AROUND),
    )
    return neighbours.join(texts, on="text", how="semi", maintain_order="left")


def _text_after(found: list[Place], rows: dict[Place, Any], places: dict[str, list[Place]]) -> str | None:
    """Return the shared sentence that stands behind each of these places and nowhere else, or none."""
    after = [(article_id, position + 1) for article_id, position in found]
    row = rows.get(after[0])
    return row["text"] if row and places[row["text"]] == after else None


def _run(text: str, following: dict[str, str | None]) -> list[str]:
    texts = [text]
    while (after := following[texts[-1]]) is not None:
        texts.append(after)
    return texts


def _show(texts: list[str], places: list[Place], rows: dict[Place, Any]) -> dict[str, Any]:
    shown = []
    for article_id, position in places[:N_PLACES]:
        first, last = rows[article_id, position], rows[article_id, position + len(texts) - 1]
        shown.append([first["sentence_id"], first["before"], last["after"]])
    n_articles = len({article_id for article_id, _ in places})
    return {"texts": texts, "n_articles": n_articles, "n_places": len(places), "places": shown}
