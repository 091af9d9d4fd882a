"""In which condition the texts came, and are: what was mended in them, and what still looks broken."""

from collections import Counter
from typing import NamedTuple

import polars as pl

from pipeline import damages, repairs
from pipeline.card.facts import Corpus, Counts, explain
from pipeline.inspection import Place
from pipeline.params import rules_of


class DamageFacts(NamedTuple):
    """A kind of damage as the card shows it: in how many places and articles it is left, and where it is first."""

    name: str
    n_places: int
    n_articles: int
    first: list[Place]
    why: str


def count_repairs(owners: pl.DataFrame) -> Counts:
    """Count the edits of paragraphs or notes that mend what was broken, by rule."""
    rules = owners.select(pl.col("edits").list.eval(pl.element().struct.field("rule"))).explode("edits").to_series()
    mended = rules.filter(rules.is_in(list(rules_of(repairs))))
    return Counter({("edits_by_repair", name): n for name, n in mended.value_counts().iter_rows()})


def damage_facts(corpus: Corpus) -> list[DamageFacts]:
    """Return each kind of damage that is left in the texts, the most frequent first."""
    known, n_articles = rules_of(damages), corpus.of("articles_by_damage")
    return [
        DamageFacts(name, n, n_articles[name], corpus.broken.get(name, []), explain(known[name]))
        for name, n in corpus.of("places_by_damage").items()
    ]
