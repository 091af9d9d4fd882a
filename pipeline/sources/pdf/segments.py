"""Words of a page to segments: words on one baseline with no wide gap between, small raised ones on their line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.sources.pdf.glyphs import Word

GAP_MAX = 0.9
"""A wider gap, in sizes of the type, may part columns."""
_SAME_BASELINE = 0.15
_SMALLER = 0.87
_RAISED = (-0.4, 0.75)
_BEHIND = (-0.25, 0.6)
_BEFORE = (-0.25, 2.5)


class Segment(NamedTuple):
    """Words that stand on one line, from left to right."""

    words: tuple[Word, ...]
    left: float
    right: float
    baseline: float
    size: float


def segments_of(words: Sequence[Word]) -> list[Segment]:
    """Return the segments of a page, from its top to its foot."""
    return [segment_of(part) for row in _rows(words) for part in _parts(row)]


def segment_of(words: Iterable[Word]) -> Segment:
    """Join words to a segment: its baseline and size are those of most of its characters."""
    ordered = tuple(sorted(words, key=lambda word: (word.left, word.right)))
    weights: Counter[tuple[float, float]] = Counter()
    for word in ordered:
        weights[word.size, word.baseline] += len(word.text)
    size, baseline = max(weights, key=lambda face: (weights[face], face))
    return Segment(ordered, min(word.left for word in ordered), max(word.right for word in ordered), baseline, size)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Group words by their baseline, from the top; what is smaller and beside a word of another row goes there."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.baseline, word.left)):
        first = rows[-1][0] if rows else None
        if first and first.baseline - word.baseline <= _SAME_BASELINE * max(first.size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return _hung(rows)


def _hung(rows: list[list[Word]]) -> list[list[Word]]:
    """Move words that are raised or lowered on another row there."""
    kept: list[list[Word]] = [[] for _ in rows]
    for number, row in enumerate(rows):
        near = [n for n in range(max(number - 2, 0), min(number + 3, len(rows))) if _may_hold(rows[n], row)]
        for word in row:
            host = next((n for n in near if any(_is_beside(word, one) for one in rows[n])), number)
            kept[host].append(word)
    return [row for row in kept if row]


def _may_hold(row: list[Word], other: list[Word]) -> bool:
    """Tell whether the words of another row may hang on those of a row, by their heights."""
    offset, size = other[0].baseline - row[0].baseline, max(word.size for word in row)
    return row is not other and _RAISED[0] * size <= offset <= _RAISED[1] * size


def _is_beside(word: Word, host: Word) -> bool:
    """Tell whether a word hangs on a larger one: raised or lowered, and close to its end or start."""
    lowest, highest = (share * host.size for share in _RAISED)
    if word.size > _SMALLER * host.size or not lowest <= word.baseline - host.baseline <= highest:
        return False
    behind, before = (word.left - host.right) / host.size, (host.left - word.right) / host.size
    return _BEHIND[0] <= behind <= _BEHIND[1] or _BEFORE[0] <= before <= _BEFORE[1]


def _parts(row: list[Word]) -> list[list[Word]]:
    """Cut a row where a gap is wide."""
    parts: list[list[Word]] = []
    right, size = 0.0, 0.0
    for word in sorted(row, key=lambda word: (word.left, word.right)):
        if parts and word.left - right <= GAP_MAX * max(size, word.size):
            parts[-1].append(word)
            right, size = max(right, word.right), max(size, word.size)
        else:
            parts.append([word])
            right, size = word.right, word.size
    return parts
