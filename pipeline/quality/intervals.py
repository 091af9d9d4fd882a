"""Confidence intervals by bootstrap: documents are drawn again with replacement, and each such sample is scored.

The percentile bootstrap of Efron and Tibshirani (1993, chapter 13). Whole documents are drawn, for the errors of one
document come together. Where no document has an error, no sample has one either: such an interval says nothing.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PERCENT = (2.5, 97.5)


def resample(counts: Floats, formula: Callable[[Floats], Floats], n_resamples: int) -> Floats:
    """Return the score of each resample of documents, whose counts are the rows.

    The draw depends on nothing but its sizes, so scores of the same documents are compared on the same samples. It is
    that of numpy's RandomState, whose stream of integers is frozen (NEP 19).
    """
    n_documents = len(counts)
    drawn = np.random.RandomState(n_documents).randint(0, n_documents, size=(n_resamples, n_documents))
    sums = np.stack([column[drawn].sum(axis=1) for column in counts.T], axis=-1)
    return formula(sums)


def interval(scores: Floats) -> tuple[float, float]:
    """Return the ends between which 95 % of the scores of resamples lie."""
    low, high = np.nanpercentile(scores, PERCENT)
    return float(low), float(high)
