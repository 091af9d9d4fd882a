r"""Measures: what is counted in one document, gold against found, and how counts of many become a score.

A function that ends in `_counts` counts in one document. Counts are numbers that add up over documents, so that a
resample of documents is scored as fast as the documents themselves; a formula (`f1`, `share`, `mean_f1`) makes of their
sums a score from 0 to 1, along the last axis of an array. A word is what `\w+` matches, and white space never counts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.lines import CLOSERS, TERMINAL_MARKS

Counts = tuple[float, ...]
Floats = NDArray[np.float64]
N_WORDS_OF_SHINGLE = 4
_WORD = re.compile(r"\w+")
_ENDS_AT_MARK = re.compile(rf"[{TERMINAL_MARKS}](?:{CLOSERS}|[¹²³⁰⁴-⁹])*$")


def f1(counts: Floats) -> Floats:
    """F1 over (true positives, false positives, false negatives): micro, so that every item counts the same."""
    hits, false, missed = np.moveaxis(counts, -1, 0)
    return _divide(2 * hits, 2 * hits + false + missed)


def share(counts: Floats) -> Floats:
    """The share of the first in (right, wrong)."""
    right, wrong = np.moveaxis(counts, -1, 0)
    return _divide(right, right + wrong)


def mean_f1(counts: Floats) -> Floats:
    """F1 of mean precision and mean recall, over (their sum, over how many documents) of each: see `aeb_counts`."""
    precision, n_precision, recall, n_recall = np.moveaxis(counts, -1, 0)
    mean_precision = np.nan_to_num(_divide(precision, n_precision))
    mean_recall = _divide(recall, n_recall)
    return np.nan_to_num(_divide(2 * mean_precision * mean_recall, mean_precision + mean_recall))


def boundary_counts(gold: Sequence[str], found: Sequence[str]) -> Counts:
    """Count the ends of sentences inside a paragraph, as offsets that leave white space out; the last end is free.

    So CoNLL shared tasks on parsing raw text score sentences, but for the free end (Zeman et al. 2018).
    """
    return _overlap(set(_ends(gold)[:-1]), set(_ends(found)[:-1]))


def reachable_counts(gold: Sequence[str], found: Sequence[str]) -> Counts:
    """Count as `boundary_counts`, without missed ends that follow no terminal mark.

    Treebanks also cut behind headings, captions, colons and semicolons, which no segmenter reaches by marks.
    """
    wanted, answered = _ends(gold)[:-1], set(_ends(found)[:-1])
    at_mark = {end for end, text in zip(wanted, gold, strict=False) if ends_at_mark(text)}
    return _overlap(at_mark | (set(wanted) & answered), answered)


def ends_at_mark(text: str) -> bool:
    """Tell whether a text ends with a terminal mark, and what may close a sentence behind it."""
    return bool(_ENDS_AT_MARK.search(text.rstrip()))


def sentence_counts(gold: Sequence[str], found: Sequence[str]) -> Counts:
    """Count whole sentences: right are those of which both ends are."""
    spans = [set(zip([0, *ends], ends, strict=False)) for ends in (_ends(gold), _ends(found))]
    return _overlap(*spans)


def line_counts(labels: Sequence[str], keeps: Sequence[bool]) -> Counts:
    """Count the lines that are kept; lines labelled `title` or `blank` are left out."""
    judged = [(label == "keep", keep) for label, keep in zip(labels, keeps, strict=True) if label in ("keep", "drop")]
    pairs = Counter(judged)
    return pairs[True, True], pairs[False, True], pairs[True, False]


def token_counts(gold: str, found: str) -> Counts:
    """Count the words of a page as a multiset, wherever they stand."""
    return item_counts(_words(gold), _words(found))


def aeb_counts(gold: str, found: str) -> Counts:
    """Count (precision, 1, recall, 1) of a page's shingles of four words.

    The measure of article-extraction-benchmark (scrapinghub, `evaluate.py`): a text of fewer words is one shingle; a
    page where nothing was found has no precision, one of which the gold is empty has no recall.
    """
    hits, false, missed = _overlap(Counter(_shingles(gold)), Counter(_shingles(found)))
    precision = (hits / (hits + false), 1.0) if hits + false else (0.0, 0.0)
    recall = (hits / (hits + missed), 1.0) if hits + missed else (0.0, 0.0)
    return *precision, *recall


def snippet_counts(must_keep: Sequence[str], must_drop: Sequence[str], found: str) -> Counts:
    """Count the snippets that a text must hold and those that it must not: trafilatura's evaluation (`eval_common`)."""
    text = fold(found)
    hits = sum(fold(snippet) in text for snippet in must_keep)
    return hits, sum(fold(snippet) in text for snippet in must_drop), len(must_keep) - hits


def item_counts(gold: Sequence[Any], found: Sequence[Any]) -> Counts:
    """Count items that are equal, each as often as it stands."""
    return _overlap(Counter(gold), Counter(found))


def break_counts(gold: Sequence[bool], found: Sequence[bool]) -> Counts:
    """Count the lines that continue none: (left alone, falsely joined)."""
    joined = [answer for wanted, answer in zip(gold, found, strict=True) if not wanted]
    return joined.count(False), joined.count(True)


def answer_counts(gold: object, found: object) -> Counts:
    """Count one answer: (1, 0) if it is right, else (0, 1)."""
    return (1, 0) if gold == found else (0, 1)


def fold(text: str) -> str:
    """Fold white space: one space for each run of it, none at the ends."""
    return " ".join(text.split())


def _overlap(gold: Any, found: Any) -> Counts:
    """Count what two sets or multisets have in common, the second alone, the first alone."""
    return tuple(sum(part.values()) if isinstance(part, Counter) else len(part) for part in _parts(gold, found))


def _parts(gold: Any, found: Any) -> tuple[Any, Any, Any]:
    return gold & found, found - gold, gold - found


def _ends(sentences: Sequence[str]) -> list[int]:
    return list(accumulate(len("".join(sentence.split())) for sentence in sentences))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _shingles(text: str) -> list[tuple[str, ...]]:
    words = _words(text)
    n_shingles = max(1, len(words) - N_WORDS_OF_SHINGLE + 1)
    return [tuple(words[start : start + N_WORDS_OF_SHINGLE]) for start in range(n_shingles)] if words else []


def _divide(above: Floats, below: Floats) -> Floats:
    """Divide; not a number where nothing can be divided."""
    divided: Floats = np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below != 0)
    return divided
