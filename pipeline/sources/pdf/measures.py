"""What is usual in a document: the size of its text, the margins of its columns, its leading, how paragraphs open."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pipeline.sources.pdf.lines import Line

SAME_SIZE = 0.06
LARGER = 1.08
INDENT_MIN = 0.5
"""Sizes of type are the same within so much of them, and heads are larger by so much; a line so many sizes further in
is indented."""
_LEADING = 1.25
_N_LINES_OF_COLUMN_MIN = 6
_SAME_EDGE = 4.0
_SENTENCE_END = re.compile(r"[.!?…:;。؟۔।][\"'”’»›)\]⁰¹²³⁴-⁹]*$")


class Margins(NamedTuple):
    """Where the lines of a column start and end."""

    left: float
    right: float


class Measures(NamedTuple):
    """What is usual in a document; `leadings` by size of the type, `margins` by column."""

    body_size: float
    leadings: dict[int, float]
    margins: dict[int, Margins]
    is_right_to_left: bool

    def leading(self, size: float) -> float:
        """Return the usual distance of baselines in a size."""
        return self.leadings.get(round(2 * size), _LEADING * size)

    def indent(self, line: Line) -> float:
        """Return how far a line starts from its column's margin, in sizes of its type."""
        margins = self.margins[line.column]
        return (margins.right - line.right if self.is_right_to_left else line.left - margins.left) / line.size

    def white(self, line: Line) -> float:
        """Return how far before its column's other margin a line ends, in points."""
        margins = self.margins[line.column]
        return line.left - margins.left if self.is_right_to_left else margins.right - line.right

    def is_full(self, line: Line, following: Line) -> bool:
        """Tell whether the first word of the following line would not have fitted on a line."""
        return following.first_width + 0.25 * line.size > self.white(line) - 0.2 * line.size


def measure(columns: Sequence[Sequence[Line]], is_right_to_left: bool) -> Measures:
    """Measure a document, given by the lines of its columns."""
    sizes = ((line.size, len(line.text)) for column in columns for line in column)
    return Measures(body_size_of(sizes), _leadings(columns), _margins(columns), is_right_to_left)


def body_size_of(sizes: Iterable[tuple[float, int]]) -> float:
    """Return the size in which most characters are set, given sizes with numbers of characters."""
    weights: Counter[int] = Counter()
    for size, n_chars in sizes:
        weights[round(4 * size)] += n_chars
    near = {quarters: sum(weights[quarters + step] for step in (-1, 0, 1)) for quarters in list(weights)}
    return max(near, key=lambda quarters: (near[quarters], weights[quarters], quarters), default=40) / 4


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends like a sentence, or announces what follows."""
    return _SENTENCE_END.search(text) is not None


def same_size(one: Line, other: Line) -> bool:
    """Tell whether two lines are set in one size, within what scanning blurs."""
    return abs(one.size - other.size) <= SAME_SIZE * max(one.size, other.size)


def _leadings(columns: Sequence[Sequence[Line]]) -> dict[int, float]:
    gaps: dict[int, list[float]] = defaultdict(list)
    for above, below in (pair for column in columns for pair in pairwise(column)):
        gap = above.baseline - below.baseline
        if above.column == below.column and same_size(above, below) and 0 < gap < 2.5 * above.size:
            gaps[round(2 * below.size)].append(gap)
    return {size: median(own) for size, own in gaps.items() if len(own) > 2}


def _margins(columns: Sequence[Sequence[Line]]) -> dict[int, Margins]:
    """Find the margins of each column; one of few lines has those of a longer one around it."""
    own = {column[0].column: _extent(column) for column in columns if column}
    long = [own[column[0].column] for column in columns if len(column) >= _N_LINES_OF_COLUMN_MIN]
    usual = [margins for margins, _ in Counter(Margins(round(m.left), round(m.right)) for m in long).most_common(8)]
    return {number: next((one for one in usual if _holds(one, margins)), margins) for number, margins in own.items()}


def _extent(column: Sequence[Line]) -> Margins:
    """Return the margins of a column, without the few lines that stick out."""
    lefts, rights = sorted(line.left for line in column), sorted((line.right for line in column), reverse=True)
    n_out = len(column) // 20
    return Margins(lefts[n_out], rights[n_out])


def _holds(outer: Margins, inner: Margins) -> bool:
    is_near = min(abs(outer.left - inner.left), abs(outer.right - inner.right)) <= 3 * _SAME_EDGE
    return is_near and inner.right <= outer.right + _SAME_EDGE and inner.left >= outer.left - _SAME_EDGE
