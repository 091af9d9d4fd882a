"""What a printed book says on every page beside its text: running heads and feet, and the numbers of pages.

Rows at the top and at the foot of pages are peeled off from the outside as long as they are such: the same words,
digits aside, stand at the same height of other pages; or the row holds the page's number; or others at its height are
furniture and it is no larger than the text, and apart from it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.sources.pdf.page_numbers import LONE, ROMAN, numbers_in

N_ROWS_MAX = 4
"""So many rows may be furniture, at either end of a page."""
N_PAGES_MIN = 3
_SAME_HEIGHT = 3.0
_SHARE_OF_PAGES_MIN = 0.2
_N_WORDS_WITH_NUMBER_MAX = 20
_N_WORDS_OF_TEXT_MIN = 8
_GAP_MIN = 1.4
_NUMBER = re.compile(r"\d+")
_NOTE = re.compile(r"^[(\[]?([⁰¹²³⁴-⁹]+|\d{1,4}|[*†‡§¶]+)[\])]?[.):]?\s*[^\W\d]")


class Row(NamedTuple):
    """Everything that stands at one height of a page: text as seen, baseline, size of the type."""

    text: str
    baseline: float
    size: float


def furniture_of(pages: Sequence[Sequence[Row]], body_size: float) -> list[set[int]]:
    """Return for each page, given by its rows from the top, the numbers of those that are furniture."""
    ends = [[*_ends(rows, 0), *_ends(rows, 1)] for rows in pages]
    repeated = _repeated(pages, ends)
    offsets = _offsets(pages, ends)
    found = [_peeled(rows, page, repeated, offsets) for page, rows in enumerate(pages)]
    heights = _heights(pages, found)
    return [own | _at_heights(rows, own, heights, body_size) for rows, own in zip(pages, found, strict=True)]


def _ends(rows: Sequence[Row], side: int) -> list[tuple[int, int]]:
    """Return (side, number) of the outer rows at the top (0) or foot (1), from the outside."""
    numbers = range(len(rows)) if side == 0 else range(len(rows) - 1, -1, -1)
    return [(side, number) for number in numbers[:N_ROWS_MAX]]


def _signature(text: str) -> str:
    """Return the words of a row without what changes from page to page."""
    words = ["#" if ROMAN.match(word) else word for word in re.split(r"[\W_]+", _NUMBER.sub("#", text.lower()))]
    return " ".join(filter(None, words)) or re.sub(r"\d+", "#", text)


def _repeated(pages: Sequence[Sequence[Row]], ends: list[list[tuple[int, int]]]) -> set[tuple[int, str, int]]:
    """Return (side, signature, height) of rows that stand on several pages at one height."""
    seen: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    for page, (rows, own) in enumerate(zip(pages, ends, strict=True)):
        for side, number in own:
            for height in _near(rows[number].baseline):
                seen[side, _signature(rows[number].text), height].add(page)
    n_pages_min = min(N_PAGES_MIN, max(len(pages) - 1, 2))
    return {key for key, on in seen.items() if len(on) >= n_pages_min}


def _near(baseline: float) -> tuple[int, int]:
    """Return the two bins in which a height falls, so that heights near each other share one."""
    return 2 * int(baseline // _SAME_HEIGHT), 2 * int((baseline + _SAME_HEIGHT / 2) // _SAME_HEIGHT) + 1


def _offsets(pages: Sequence[Sequence[Row]], ends: list[list[tuple[int, int]]]) -> set[int]:
    """Return what is to be added to a page's place to get its printed number; a book may count anew once or twice."""
    counts: Counter[int] = Counter()
    for page, (rows, own) in enumerate(zip(pages, ends, strict=True)):
        counts.update({number - page for _, row in own for number in numbers_in(rows[row].text)})
    n_pages_min = max(2, round(_SHARE_OF_PAGES_MIN * len(pages)))
    return {offset for offset, n_pages in counts.items() if n_pages >= n_pages_min}


def _peeled(rows: Sequence[Row], page: int, repeated: set[tuple[int, str, int]], offsets: set[int]) -> set[int]:
    """Return the outer rows of a page that are furniture, as far as they do not run on into its text."""
    found: set[int] = set()
    for side in (0, 1):
        own = []
        for _, number in _ends(rows, side):
            is_returning = _returns(rows[number], side, page, repeated, offsets)
            if not (is_returning or _has_number(rows, number, side, page, offsets)):
                break
            own.append(number)
        while own and _runs_on(rows, own[-1], side):
            own.pop()
        found.update(own)
    return found


def _returns(row: Row, side: int, page: int, repeated: set[tuple[int, str, int]], offsets: set[int]) -> bool:
    """Tell whether a row stands on other pages too; as short notes may, a number it opens with is to be the page's."""
    if not any((side, _signature(row.text), height) in repeated for height in _near(row.baseline)):
        return False
    opening = _NOTE.match(row.text)
    return opening is None or (opening[1].isdecimal() and int(opening[1]) - page in offsets)


def _has_number(rows: Sequence[Row], number: int, side: int, page: int, offsets: set[int]) -> bool:
    """Tell whether a row holds the page's number: by itself, or as the outermost row, apart from others."""
    row = rows[number]
    if not any(value - page in offsets for value in numbers_in(row.text)):
        return False
    is_short = len(row.text.split()) <= _N_WORDS_WITH_NUMBER_MAX
    is_outer = number in (0, len(rows) - 1)
    return LONE.match(row.text) is not None or (is_short and is_outer and _stands_apart(rows, number, side))


def _runs_on(rows: Sequence[Row], number: int, side: int) -> bool:
    """Tell whether a row has the length and the size of the row inwards, and no white between."""
    inner = number + (1 if side == 0 else -1)
    if not 0 <= inner < len(rows) or _stands_apart(rows, number, side):
        return False
    return len(rows[number].text.split()) >= _N_WORDS_OF_TEXT_MIN and rows[number].size >= rows[inner].size


def _stands_apart(rows: Sequence[Row], number: int, side: int) -> bool:
    """Tell whether more white than usual is between a row and the next one inwards."""
    inner = number + (1 if side == 0 else -1)
    if not 0 <= inner < len(rows):
        return True
    return abs(rows[number].baseline - rows[inner].baseline) > _GAP_MIN * rows[inner].size


def _heights(pages: Sequence[Sequence[Row]], found: Sequence[set[int]]) -> set[int]:
    """Return the heights at which many pages have furniture."""
    counts = Counter(
        height
        for rows, own in zip(pages, found, strict=True)
        for height in {height for number in own for height in _near(rows[number].baseline)}
    )
    n_pages_min = max(N_PAGES_MIN, _SHARE_OF_PAGES_MIN * len(pages))
    return {height for height, n_pages in counts.items() if n_pages >= n_pages_min}


def _at_heights(rows: Sequence[Row], own: set[int], heights: set[int], body_size: float) -> set[int]:
    """Return the outermost rows at heights of furniture, of small type and apart from the text."""
    return {
        number
        for side, number in (*_ends(rows, 0)[:1], *_ends(rows, 1)[:1])
        if number not in own
        and heights & set(_near(rows[number].baseline))
        and rows[number].size <= body_size
        and _stands_apart(rows, number, side)
    }
