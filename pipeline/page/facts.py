"""What the page says in numbers: counted file by file, added up, and put in words that the rules themselves give."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl

from pipeline import promises, roles
from pipeline.card.facts import Corpus, RuleFacts, count_articles, count_lines, count_sentences, explain, rule_facts
from pipeline.corrected import RULE, is_corrected
from pipeline.page.articles import DROPPED
from pipeline.params import rules_of
from pipeline.release.ledger import Ledger, Release, releases_until

N_BINS = 24
STEPS = (1, 2, 5)


class Numbers(NamedTuple):
    """What was counted, as the card has it."""

    counts: Counter[tuple[str, str]]

    @property
    def corpus(self) -> Corpus:
        """The counts as the card has them."""
        return Corpus({}, self.counts, {})

    @property
    def n_articles(self) -> int:
        """How many articles there are."""
        return self.counts["articles", "all"]

    @property
    def words_of_articles(self) -> Counter[int]:
        """How many articles have so many words."""
        return self._by_length("articles_by_n_words")

    @property
    def words_of_sentences(self) -> Counter[int]:
        """How many sentences have so many words."""
        return self._by_length("sentences_by_n_words")

    def _by_length(self, what: str) -> Counter[int]:
        return Counter({int(length): n for (kind, length), n in self.counts.items() if kind == what})


class Lengths(NamedTuple):
    """How long things are: in the middle, at most, and how many in each bin of (from, to, how many)."""

    median: int
    longest: int
    bins: list[tuple[int, int, int]]


class Share(NamedTuple):
    """A part of a whole, in numbers and in percent."""

    name: str
    n: int
    percent: float


class Growth(NamedTuple):
    """A release, or the build of today, on the way of the dataset."""

    version: str
    date: str
    n_rows: dict[str, int]
    changes: list[str]


def measure(articles: pl.DataFrame, lines: pl.DataFrame, sentences: pl.DataFrame) -> Numbers:
    """Count the rows of each config, as publish does."""
    return Numbers(count_articles(articles) + count_lines(lines) + count_sentences(sentences))


def numbers_of(counts: Mapping[str, Mapping[str, int]]) -> Numbers:
    """Return the counts that publish has written."""
    return Numbers(Counter({(what, name): n for what, named in counts.items() for name, n in named.items()}))


def lengths_of(counted: Counter[int]) -> Lengths:
    """Return median, maximum and bins of lengths.

    >>> lengths_of(Counter([3, 4, 4, 40]))
    Lengths(median=4, longest=40, bins=[(2, 4, 1), (4, 6, 2), (40, 42, 1)])
    """
    if not counted:
        return Lengths(0, 0, [])
    step = _step(max(counted) - min(counted) + 1)
    bins: Counter[int] = Counter()
    for length, n in counted.items():
        bins[length // step * step] += n
    ordered = sorted(counted.elements())
    return Lengths(ordered[len(ordered) // 2], ordered[-1], [(low, low + step, n) for low, n in sorted(bins.items())])


def shares_of(counts: Mapping[str, int], n_shown: int | None = None) -> list[Share]:
    """Return the parts of a whole in their order; those behind the first ones are one part."""
    total = sum(counts.values()) or 1
    items = list(counts.items())
    rest = items[n_shown:] if n_shown else []
    shown = items[:n_shown] + ([(f"{len(rest)} more", sum(n for _, n in rest))] if rest else [])
    return [Share(name, n, round(100 * n / total, 2)) for name, n in shown]


def rules_by_fate(numbers: Numbers) -> tuple[list[RuleFacts], list[RuleFacts]]:
    """Return the rules that dropped lines, and those that kept them, each with its docstring and counts."""
    found = rule_facts(numbers.corpus, rules_of(roles.signs, roles.places))
    return [rule for rule in found if rule.role == DROPPED], [rule for rule in found if rule.role != DROPPED]


def explain_rules(names: Iterable[str], *rooms: Any) -> dict[str, str]:
    """Return the docstring of each of these rules, wherever in the rooms it stands; nothing for what is no rule."""
    known = rules_of(*rooms) | {RULE: is_corrected}
    return {name: explain(known[name]) for name in sorted(set(names)) if name in known}


def laws_of(report: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Return each law: its name, its words, and how many rows break it."""
    words = {name: explain(law) for name, law in rules_of(promises).items()}
    return [
        (name, words.get(name, f"{name.replace('_', ' ').capitalize()}."), n)
        for name, n in report["n_rows_that_break"].items()
    ]


def growth_of(ledger: Ledger, manifest: Mapping[str, Any], changes: list[str]) -> list[Growth]:
    """Return every release so far, the first one first, and the build of today where it is not released."""
    released = [_growth(release) for release in releases_until(ledger, manifest["version"])]
    if ledger.find(manifest["version"]):
        return released
    n_rows = {name: config["n_rows"] for name, config in manifest["configs"].items()}
    return [*released, Growth(manifest["version"], "", n_rows, changes)]


def _growth(release: Release) -> Growth:
    n_rows = {name: config.n_rows for name, config in release.configs.items()}
    return Growth(release.version, release.date, n_rows, release.changes)


def _step(width: int) -> int:
    """Return a round width of bins, so that there are not more than `N_BINS`.

    >>> _step(10), _step(1000), _step(30000)
    (1, 50, 2000)
    """
    step, power = 1, 1
    while width / step > N_BINS:
        step = next((power * factor for factor in STEPS if width / (power * factor) <= N_BINS), power * 10)
        power *= 10
    return step
