"""Scores: the counts of many documents become, for each file, kind, measure and language, a score and its interval."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.quality import books, pages, texts
from pipeline.quality.answers import Rules
from pipeline.quality.counts import MEASURES, Count, Measure
from pipeline.quality.forms import Joins, Languages, Lines, Notes, Pages, Record, Sentences, TextPages
from pipeline.quality.intervals import Floats, interval, resample

ALL, UNTOLD = "all", "und"
"""The mean of several languages, and the language of records that do not tell it (ISO 639-2: undetermined)."""

N_DECIMALS = 2
_COUNTERS: dict[type[Record], Callable[[Sequence[Any], Rules], Iterator[Count]]] = {
    Sentences: texts.count_sentences,
    Languages: texts.count_languages,
    Lines: pages.count_lines,
    TextPages: pages.count_text_pages,
    Pages: pages.count_pages,
    Joins: books.count_joins,
    Notes: books.count_notes,
}


def score_gold(gold: Mapping[str, Sequence[Record]], rules: Rules, n_resamples: int) -> dict[str, Any]:
    """Score all gold, by file.

    Returns `{kind: {file: {language: {measure: {score, low, high, n, n_documents}}}}}`: scores in percent, with the ends
    of their 95 % intervals; `n` gold items stand in `n_documents`. Of several languages, `all` is the mean.
    """
    scored: dict[str, Any] = {kind: {} for kind in MEASURES}
    for name, records in gold.items():
        counted: dict[str, list[Count]] = defaultdict(list)
        for count in _COUNTERS[type(records[0])](records, rules):
            counted[count.kind].append(count)
        for kind, counts in counted.items():
            scored[kind][name] = _score_kind(MEASURES[kind], counts, n_resamples)
    return {kind: files for kind, files in scored.items() if files}


def _score_kind(measures: Mapping[str, Measure], counts: Iterable[Count], n_resamples: int) -> dict[str, Any]:
    grouped: dict[str, dict[str, list[tuple[float, ...]]]] = defaultdict(lambda: defaultdict(list))
    for count in counts:
        grouped[count.measure][count.language or UNTOLD].append(count.counts)
    scored: dict[str, Any] = defaultdict(dict)
    for name in (name for name in measures if name in grouped):
        for language, score in _score_languages(measures[name], grouped[name], n_resamples).items():
            scored[language][name] = score
    return {language: scored[language] for language in sorted(scored, key=lambda name: (name != ALL, name))}


def _score_languages(
    measure: Measure, counts: Mapping[str, list[tuple[float, ...]]], n_resamples: int
) -> dict[str, dict[str, float]]:
    """Score each language that has gold items, and their mean, of whose samples each is one of every language."""
    points, samples, sizes = {}, {}, {}
    for language, rows in counts.items():
        table = np.array(rows, dtype=np.float64)
        n_items = int(measure.n_items([*table.sum(axis=0)]))
        if n_items:
            points[language] = measure.formula(table.sum(axis=0))
            samples[language] = resample(table, measure.formula, n_resamples)
            sizes[language] = (n_items, len(table))
    scored = {name: _score(points[name], samples[name], *sizes[name]) for name in points}
    if len(points) > 1:
        n_items, n_documents = np.sum(list(sizes.values()), axis=0)
        mean = np.mean(list(samples.values()), axis=0)
        scored[ALL] = _score(np.mean(list(points.values())), mean, n_items, n_documents)
    return scored


def _score(point: Any, samples: Floats, n_items: int, n_documents: int) -> dict[str, float]:
    low, high = interval(samples)
    percent = {"score": float(point), "low": low, "high": high}
    rounded = {name: round(100 * value, N_DECIMALS) for name, value in percent.items()}
    return {**rounded, "n": int(n_items), "n_documents": int(n_documents)}
