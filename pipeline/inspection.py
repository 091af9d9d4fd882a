"""What is still broken in the texts: found by the rules of `damages`, counted by kind, and left as it is."""

from collections import Counter
from collections.abc import Mapping

import polars as pl

from pipeline import damages
from pipeline.params import rules_of

DAMAGE_COLUMNS = {"article_id": pl.String, "damage": pl.String, "n_places": pl.Int64, "start": pl.Int64}
N_PLACES_SHOWN = 3
Place = tuple[str, int]
"""An article's id, and where in its text, in code points."""


def find_damages(articles: pl.DataFrame) -> pl.DataFrame:
    """Find what is broken in articles (`article_id, text`).

    Returns a row per article and kind (DAMAGE_COLUMNS), sorted: in how many places, and where in the text the first of
    them starts.
    """
    patterns = {name: rule() for name, rule in rules_of(damages).items()}
    looks_broken = pl.col("text").str.contains("|".join(f"(?:{pattern})" for pattern in patterns.values()))
    broken = articles.select("article_id", "text").filter(looks_broken)
    return pl.concat(_find(broken, name, pattern) for name, pattern in patterns.items()).sort("article_id", "damage")


def count_damages(found: pl.DataFrame) -> Counter[tuple[str, str]]:
    """Count the places that look broken, and the articles that have such, by kind: keys are (what, kind)."""
    counts: Counter[tuple[str, str]] = Counter()
    by_kind = found.group_by("damage").agg(pl.col("n_places").sum(), n_articles=pl.len())
    for name, n_places, n_articles in by_kind.iter_rows():
        counts.update({("places_by_damage", name): n_places, ("articles_by_damage", name): n_articles})
    return counts


def first_places(found: pl.DataFrame) -> dict[str, list[Place]]:
    """Return where the first articles of each kind have it."""
    places: dict[str, list[Place]] = {}
    for name, *place in found.select("damage", "article_id", "start").iter_rows():
        places = with_places(places, {name: [(place[0], place[1])]})
    return places


def with_places(known: Mapping[str, list[Place]], more: Mapping[str, list[Place]]) -> dict[str, list[Place]]:
    """Add places to those known, as far as so many are shown."""
    return {name: [*known.get(name, []), *more.get(name, [])][:N_PLACES_SHOWN] for name in [*known, *more]}


def _find(articles: pl.DataFrame, name: str, pattern: str) -> pl.DataFrame:
    n_places = pl.col("text").str.count_matches(pattern).cast(pl.Int64)
    before = pl.col("text").str.extract(rf"(?s)^(.*?)(?:{pattern})", 1)
    return (
        articles.select("article_id", "text", n_places=n_places)
        .filter(pl.col("n_places") > 0)
        .with_columns(damage=pl.lit(name), start=before.str.len_chars().cast(pl.Int64))
        .select(list(DAMAGE_COLUMNS))
    )
