"""Scores: the counts of many documents become, for each file, kind, measure and language, a score and its interval."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.quality import books, dumps, pages, texts
from pipeline.quality.answers import Rules
from pipeline.quality.counts import MEASURES, Count, Measure
from pipeline.quality.forms import Joins, Languages, Lines, Notes, Pages, Record, Sentences, TextPages
from pipeline.quality.intervals import interval, resample
from pipeline.quality.measures import Counts, Floats

ALL, UNTOLD = "all", "und"
"""All languages together, and the language of records that do not tell it (ISO 639-2: undetermined)."""

N_DECIMALS = 2
N_DOCUMENTS_MIN = 5
"""From fewer documents no interval is made."""

_COUNTERS: dict[type[Record], Callable[[Sequence[Any], Rules], Iterator[Count]]] = {
    Sentences: texts.count_sentences,
    Languages: texts.count_languages,
    Lines: dumps.count_lines,
    TextPages: dumps.count_text_pages,
    Pages: pages.count_pages,
    Joins: books.count_joins,
    Notes: books.count_notes,
}


def score_gold(gold: Mapping[str, Sequence[Record]], rules: Rules, n_resamples: int) -> dict[str, Any]:
    """Score all gold, by file.

    Returns `{kind: {file: {language: {measure: {score, low, high, n, n_documents}}}}}`: scores in percent, with the
    ends of their 95 % intervals where there are documents enough; `n` gold items stand in `n_documents`. Under `all`,
    each of several languages weighs the same.
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
    grouped: dict[str, dict[str, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    for count in counts:
        grouped[count.measure][count.language or UNTOLD].append(count.counts)
    scored: dict[str, Any] = defaultdict(dict)
    for name in (name for name in measures if name in grouped):
        for language, score in _score_languages(measures[name], grouped[name], n_resamples).items():
            scored[language][name] = score
    return {language: scored[language] for language in sorted(scored, key=lambda name: (name != ALL, name))}


def _score_languages(
    measure: Measure, counts: Mapping[str, Sequence[Counts]], n_resamples: int
) -> dict[str, dict[str, float]]:
    tables = {language: np.array(rows, dtype=np.float64) for language, rows in counts.items()}
    sizes = {language: int(measure.n_items([*table.sum(axis=0)])) for language, table in tables.items()}
    told = [language for language, n_items in sizes.items() if n_items]
    scored = {language: _score(measure, tables[language], sizes[language], n_resamples) for language in told}
    if len(told) > 1:
        balanced = np.concatenate([tables[language] / sizes[language] for language in told])
        scored[ALL] = _score(measure, balanced, sum(sizes.values()), n_resamples)
    return scored


def _score(measure: Measure, table: Floats, n_items: int, n_resamples: int) -> dict[str, float]:
    """Score documents, a row of counts for each."""
    scored = {"score": float(measure.formula(table.sum(axis=0)))}
    if len(table) >= N_DOCUMENTS_MIN:
        scored["low"], scored["high"] = interval(resample(table, measure.formula, n_resamples))
    percent = {name: round(100 * value, N_DECIMALS) for name, value in scored.items()}
    return {**percent, "n": n_items, "n_documents": len(table)}
