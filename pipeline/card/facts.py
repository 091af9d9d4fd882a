"""What the card says in numbers: counted per bucket, added up, and never typed."""

import datetime
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from pipeline.corrected import RULE, is_corrected
from pipeline.lines import count_visible, count_words

N_CHARS_SHOWN = 280
N_ITEMS_SHOWN = 2
Counts = Counter[tuple[str, str]]


class Corpus(NamedTuple):
    """One instance per config, all counts (keys: (what, of what)), and the first places that look broken, by kind."""

    instances: dict[str, dict[str, Any]]
    counts: Counts
    broken: dict[str, list[tuple[str, int]]]

    def of(self, what: str) -> dict[str, int]:
        """Return the counts of one kind, the largest first."""
        found = {name: n for (kind, name), n in self.counts.items() if kind == what}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


class RuleFacts(NamedTuple):
    """A rule as the card shows it."""

    name: str
    role: str
    n_lines: int
    n_chars: int
    why: str


def count_articles(articles: pl.DataFrame) -> Counts:
    """Count articles by language, publisher, year and rights, their words, and their words by language."""
    counts: Counts = Counter({("words", "all"): int(articles["n_words"].sum()), ("articles", "all"): articles.height})
    described = articles.with_columns(year=pl.col("published").dt.year().cast(pl.String))
    for column in ("language", "publisher", "year", "rights"):
        counts.update(_counted(f"articles_by_{column}", described[column].fill_null("unknown")))
    counts.update(_counted("articles_by_n_words", articles["n_words"].cast(pl.String)))
    words = described.group_by(pl.col("language").fill_null("unknown")).agg(pl.col("n_words").sum())
    counts.update({("words_by_language", language): n for language, n in words.iter_rows()})
    return counts


def count_sentences(sentences: pl.DataFrame) -> Counts:
    """Count sentences by their words."""
    n_words = sentences.select(count_words(pl.col("text")).cast(pl.String)).to_series()
    return Counter(_counted("sentences_by_n_words", n_words))


def count_lines(lines: pl.DataFrame) -> Counts:
    """Count lines and visible raw characters by role, and by rule and role."""
    measured = lines.with_columns(n_chars=count_visible(pl.col("text")))
    counts: Counts = Counter()
    by_rule = measured.group_by("role", "rule").agg(n_lines=pl.len(), n_chars=pl.col("n_chars").sum())
    for role, rule, n_lines, n_chars in by_rule.iter_rows():
        counts.update(
            {
                ("lines_by_role", role): n_lines,
                ("chars_by_role", role): n_chars,
                ("lines_by_rule", f"{role}/{rule}"): n_lines,
                ("chars_by_rule", f"{role}/{rule}"): n_chars,
            }
        )
    return counts


def first_instance(frame: pl.DataFrame) -> dict[str, Any]:
    """Return the row that shows most: of the first hundred, the one with the most filled cells; long values cut."""
    if frame.is_empty():
        return {}
    rows = frame.head(100).to_dicts()
    richest = max(rows, key=lambda row: sum(value not in (None, [], "") for value in row.values()))
    return {name: _shown(value) for name, value in richest.items()}


def rule_facts(corpus: Corpus, rules: dict[str, Callable[..., Any]]) -> list[RuleFacts]:
    """Return each rule that decided a line, or the word of a person: how many, and why, in its docstring's words."""
    n_chars = corpus.of("chars_by_rule")
    facts = []
    rules = {**rules, RULE: is_corrected}
    for key, n_lines in corpus.of("lines_by_rule").items():
        role, name = key.split("/")
        facts.append(RuleFacts(name, role, n_lines, n_chars[key], explain(rules[name])))
    return facts


def explain(rule: Callable[..., Any]) -> str:
    """Return a rule's docstring up to its first example, on one line."""
    text = (rule.__doc__ or "").split(">>>")[0]
    return " ".join(text.split())


def size_category(n_rows: int) -> str:
    """Return the Hub's name for a number of rows.

    >>> size_category(5), size_category(1000), size_category(2 * 10**12)
    ('n<1K', '1K<n<10K', 'n>1T')
    """
    limits = {10**3: "1K", 10**4: "10K", 10**5: "100K", 10**6: "1M", 10**7: "10M", 10**8: "100M", 10**9: "1B"}
    limits |= {10**10: "10B", 10**11: "100B", 10**12: "1T"}
    below = "n<1K"
    steps = list(limits.items())
    for (low, low_name), (_, high_name) in pairwise(steps):
        if n_rows >= low:
            below = f"{low_name}<n<{high_name}"
    return "n>1T" if n_rows >= 10**12 else below


def _counted(what: str, column: pl.Series) -> dict[tuple[str, str], int]:
    return {(what, name): n for name, n in column.value_counts().iter_rows()}


def _shown(value: Any) -> Any:
    if isinstance(value, str) and len(value) > N_CHARS_SHOWN:
        return value[:N_CHARS_SHOWN] + " [...]"
    if isinstance(value, list):
        return [_shown(item) for item in value[:N_ITEMS_SHOWN]] + (["[...]"] if len(value) > N_ITEMS_SHOWN else [])
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
