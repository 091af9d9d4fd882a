"""What is still broken in a text: found by the rules of `damages`, counted by kind, and left as it is."""

from collections import Counter
from typing import NamedTuple

import polars as pl

from pipeline import damages
from pipeline.params import rules_of

DAMAGE_COLUMNS = {"article_id": pl.String, "damage": pl.String, "n_places": pl.Int64, "start": pl.Int64}


def find_damages(articles: pl.DataFrame) -> pl.DataFrame:
    """Find what is broken in articles (`article_id, text`).

    Returns a row per article and kind, sorted: in how many places, and where in the text the first starts (in code
    points).
    """
    patterns = {name: rule() for name, rule in rules_of(damages).items()}
    looks_broken = pl.col("text").str.contains("|".join(f"(?:{pattern})" for pattern in patterns.values()))
    broken = articles.select("article_id", "text").filter(looks_broken)
    found = [_find(broken, name, pattern) for name, pattern in patterns.items()]
    return pl.concat([pl.DataFrame(schema=DAMAGE_COLUMNS), *found]).sort("article_id", "damage")


def _find(articles: pl.DataFrame, name: str, pattern: str) -> pl.DataFrame:
    before = pl.col("text").str.extract(rf"(?s)^(.*?)(?:{pattern})", 1).str.len_chars()
    n_places = pl.col("text").str.count_matches(pattern)
    return (
        articles.select("article_id", "text", n_places=n_places.cast(pl.Int64))
        .filter(pl.col("n_places") > 0)
        .select("article_id", "n_places", damage=pl.lit(name), start=before.cast(pl.Int64))
        .select(list(DAMAGE_COLUMNS))
    )
