"""What is measured of each kind of gold, and what a count of it is."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.quality.measures import Counts, Floats, f1, mean_f1, share


class Measure(NamedTuple):
    """A formula over summed counts, and how many gold items they stand for."""

    formula: Callable[[Floats], Floats]
    n_items: Callable[[Sequence[float]], float]


class Count(NamedTuple):
    """What one measure counted in one document."""

    kind: str
    measure: str
    language: str | None
    counts: Counts


_F1 = Measure(f1, lambda counts: counts[0] + counts[2])
_SHARE = Measure(share, sum)
_MEAN_F1 = Measure(mean_f1, lambda counts: counts[3])

MEASURES: dict[str, dict[str, Measure]] = {
    "sentences": {"boundary_f1": _F1, "reachable_f1": _F1, "sentence_f1": _F1},
    "languages": {"whole": _SHARE, "five_words": _SHARE},
    "lines": {"line_f1": _F1, "token_f1": _F1, "aeb_f1": _MEAN_F1},
    "near": {"line_f1": _F1, "token_f1": _F1, "aeb_f1": _MEAN_F1},
    "pages": {"token_f1": _F1, "aeb_f1": _MEAN_F1},
    "snippets": {"snippet_f1": _F1},
    "metadata": {"title_f1": _F1, "authors_f1": _F1, "published_f1": _F1, "publisher_f1": _F1, "language": _SHARE},
    "joins": {"join_f1": _F1, "breaks_kept": _SHARE},
    "cuts": {"join_f1": _F1, "breaks_kept": _SHARE},
    "prose_cuts": {"join_f1": _F1, "breaks_kept": _SHARE},
    "notes": {"call_f1": _F1, "note_f1": _F1},
}
"""By kind, in the order in which they are shown. Their words are in `statement`."""
