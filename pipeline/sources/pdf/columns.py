"""The order in which a page is read: columns are found by the white between them, one part of the page after the other.

A white strip, a *gutter*, that no segment crosses for some lines parts that band of the page in two; what stands above
comes first, then one column, then the other, then what stands below. Each part is looked at again, so that pages of
three columns, and columns under a wide heading, come out in order. A table has strips too: its cells are short.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from pipeline.sources.pdf.segments import Segment

N_LINES_MIN = 4
"""A gutter has so many lines on either side, unless other pages have it at the same place."""
N_LINES_OF_KNOWN_MIN = 8
"""Of so many lines are the columns from which other pages learn."""
_WIDTH_MIN = 7.0
_FILLED_MIN = 0.55
_N_WORDS_MIN = 3
_WHITE_MIN = 0.6
_TOLERANCE = 1.5
_SAME_PLACE = 5.0


class Cut(NamedTuple):
    """A gutter at x between two columns, and the band where it is: the baselines of its first and last line."""

    x: float
    top: float
    bottom: float
    n_lines: int


def read_in_order(segments: Sequence[Segment], known: Sequence[float] = ()) -> list[list[Segment]]:
    """Return the parts of a page in the order of reading; `known` are the gutters of other pages."""
    cut = _best_cut(segments, known)
    if cut is None:
        return [list(segments)] if segments else []
    above = [one for one in segments if one.baseline > cut.top]
    below = [one for one in segments if one.baseline < cut.bottom]
    band = [one for one in segments if cut.bottom <= one.baseline <= cut.top]
    sides = [[one for one in band if _is_left(one, cut.x)], [one for one in band if not _is_left(one, cut.x)]]
    return [leaf for part in (above, *sides, below) for leaf in read_in_order(part, known)]


def mirrored(segments: Iterable[Segment]) -> list[Segment]:
    """Return segments as in a mirror: what runs to the left is then in the order of what runs to the right."""
    return [one._replace(left=-one.right, right=-one.left) for one in segments]


def gutters_of(pages: Iterable[Sequence[Segment]]) -> list[float]:
    """Return the places of the gutters that two pages or more have."""
    found: Counter[float] = Counter()
    for segments in pages:
        cut = _best_cut(segments, ())
        if cut and cut.n_lines >= N_LINES_OF_KNOWN_MIN:
            near = next((x for x in found if abs(x - cut.x) <= _SAME_PLACE), cut.x)
            found[near] += 1
    return sorted(x for x, n_pages in found.items() if n_pages > 1)


def _best_cut(segments: Sequence[Segment], known: Sequence[float]) -> Cut | None:
    """Return the gutter with the most lines beside it; none where there is none."""
    starts: dict[float, int] = {}
    place = before = float("-inf")
    for left in sorted(one.left for one in segments):
        place = left if left - before > _TOLERANCE else place
        starts[place] = starts.get(place, 0) + 1
        before = left
    ordered = sorted(segments, key=lambda one: -one.baseline)
    cuts: list[Cut] = []
    for place, n_lines in starts.items():
        is_known = any(abs(place - x) <= _SAME_PLACE for x in known)
        if n_lines >= (1 if is_known else N_LINES_MIN):
            cuts += _cuts_at(ordered, place, is_known)
    return max(cuts, key=lambda cut: (cut.n_lines, -cut.x), default=None)


def _cuts_at(ordered: Sequence[Segment], x: float, is_known: bool) -> list[Cut]:
    """Return the bands in which a gutter at x parts two columns of text."""
    bands: list[list[Segment]] = [[]]
    for one in ordered:
        if one.left < x - _TOLERANCE and one.right > x + _TOLERANCE:
            bands.append([])
        else:
            bands[-1].append(one)
    n_lines_min = 1 if is_known else N_LINES_MIN
    cuts = []
    for band in (_without_tables(band, x) for band in bands):
        sides = [[one for one in band if _is_left(one, x)], [one for one in band if not _is_left(one, x)]]
        n_lines = min(len({one.baseline for one in side}) for side in sides)
        if n_lines >= n_lines_min and _are_columns(sides[0], sides[1], is_known):
            cuts.append(Cut(x, band[0].baseline, band[-1].baseline, n_lines))
    return cuts


def _without_tables(band: list[Segment], x: float) -> list[Segment]:
    """Return a band without the rows of tables at its top and foot: cells that fill neither side."""
    rows = [list(row) for _, row in groupby(band, key=lambda one: round(one.baseline))]
    widths = [
        max((abs(end - x) for one in band for end in (one.left, one.right) if _is_left(one, x) is side), default=0.0)
        for side in (True, False)
    ]
    while rows and _is_of_table(rows[0], x, widths):
        rows.pop(0)
    while rows and _is_of_table(rows[-1], x, widths):
        rows.pop()
    return [one for row in rows for one in row]


def _is_of_table(row: Sequence[Segment], x: float, widths: Sequence[float]) -> bool:
    """Tell whether a row has cells: one of its sides has several parts, and they do not fill it."""
    sides = [[one for one in row if _is_left(one, x) is side] for side in (True, False)]
    return any(
        len(side) > 1 and sum(one.right - one.left for one in side) < _FILLED_MIN * width
        for side, width in zip(sides, widths, strict=True)
    )


def _is_left(one: Segment, x: float) -> bool:
    return (one.left + one.right) / 2 < x


def _are_columns(left: Sequence[Segment], right: Sequence[Segment], is_known: bool) -> bool:
    """Tell columns of text from the cells of a table, and from words that stand under each other by chance."""
    size = median(one.size for one in (*left, *right))
    white = min(one.left for one in right) - max(one.right for one in left)
    if white < _WHITE_MIN * size:
        return False
    are_text = [_is_text(side, size) for side in (left, right)]
    return any(are_text) if is_known else all(are_text)


def _is_text(column: Sequence[Segment], size: float) -> bool:
    left, right = min(one.left for one in column), max(one.right for one in column)
    n_rows = len({round(one.baseline) for one in column})
    filled = sum(one.right - one.left for one in column) / n_rows
    n_words = sum(len(one.words) for one in column) / n_rows
    is_wide = right - left >= _WIDTH_MIN * size
    return is_wide and filled >= _FILLED_MIN * (right - left) and n_words >= _N_WORDS_MIN
