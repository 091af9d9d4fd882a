"""Segments to printed lines: their words in the order of reading, with the spaces between, raised numbers as such."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.sources.blocks import call_of
from pipeline.sources.pdf.direction import RIGHT_TO_LEFT, logical
from pipeline.sources.pdf.glyphs import Word
from pipeline.sources.pdf.segments import Segment, segment_of

CELL_GAP_MIN = 2.2
"""A gap so wide, in sizes of the type, stands between cells, not between words."""
_SPACE_MIN = 0.15
_SPOKEN_SPACE_MIN = 0.05
_UNSPOKEN_SPACE_MIN = 0.4
_RAISED_MIN = 0.12
_RAISED_SIZE_MAX = 0.87
_SHARE_OF_RIGHT_MIN = 0.6
"""A line whose ends are not of its document's direction runs to the left if so many of its letters do."""
_N_SPACED_LETTERS_MIN = 5
_NUMBER = re.compile(r"\d+")
_RAISED_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_RAISED_LETTER = re.compile(r"^[a-z](?:,[a-z*†‡§\d])*,?$")
_RAISED = re.compile(r"^[(\[]?\d{1,4}(?:[,;–-]\d{1,4})*[.,)\]]?$")
_LABEL = re.compile(r"^((?:[(\[]?(?:[\d.]{1,8}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]?|[⁰¹²³⁴-⁹]+\.?|[•·▪►‣◦*†‡§–—-]+))\t")
_LETTER = re.compile(r"[^\W\d_]")


class Direction(NamedTuple):
    """How a document's text runs: from right to left, and whether its fonts name brackets after their shape."""

    is_right_to_left: bool
    has_shapes: bool


class Line(NamedTuple):
    """A printed line: where it stands, on which page (from 0) and in which column of the document, and how it is set.

    `first_width` is the width of the word that is read first; `n_cells` counts parts with wide gaps between.
    """

    text: str
    page: int
    column: int
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    is_italic: bool
    n_cells: int
    first_width: float


def lines_of(segments: Sequence[Segment], page: int, column: int, direction: Direction) -> list[Line]:
    """Return the lines of a part of a page, from its top: segments on one baseline are one line."""
    rows: list[list[Segment]] = []
    for one in sorted(segments, key=lambda one: (-one.baseline, one.left)):
        first = rows[-1][0] if rows else None
        if first and first.baseline - one.baseline <= 0.3 * max(first.size, one.size):
            rows[-1].append(one)
        else:
            rows.append([one])
    whole = (segment_of(word for one in row for word in one.words) for row in rows)
    return [_line(row, page, column, direction) for row in whole]


def direction_of(texts: Sequence[str]) -> Direction:
    """Find the direction of a document from its lines as they are seen from left to right."""
    written = [text for text in texts if RIGHT_TO_LEFT.search(text)]
    n_right = sum(len(RIGHT_TO_LEFT.findall(text)) for text in written)
    n_letters = sum(len(_LETTER.findall(text)) for text in texts)
    counts = {shapes: sum(_balance(logical(text, True, shapes)) for text in written) for shapes in (True, False)}
    return Direction(n_right > n_letters / 2, counts[True] >= counts[False])


def seen_text(one: Segment) -> str:
    """Return a segment's words as they are seen from left to right."""
    return " ".join(word.text for word in one.words)


def _balance(text: str) -> int:
    """Count brackets that open before they close, less those that close before they open."""
    return len(re.findall(r"\([^()]*\)|\[[^\[\]]*\]|«[^«»]*»", text)) - len(
        re.findall(r"\)[^()]*\(|\][^\[\]]*\[|»[^«»]*«", text)
    )


def _runs_to_left(text: str, is_right_to_left: bool) -> bool:
    """Tell whether a line, as it is seen, runs from right to left: by the letters at its ends, and by what is usual."""
    letters = [RIGHT_TO_LEFT.match(letter) is not None for letter in _LETTER.findall(text)]
    share = sum(letters) / max(len(letters), 1)
    if letters and letters[0] == letters[-1] != is_right_to_left and not text[0].isdigit():
        return share > _SHARE_OF_RIGHT_MIN
    return is_right_to_left


def _line(row: Segment, page: int, column: int, direction: Direction) -> Line:
    text, n_cells = _text(row)
    if RIGHT_TO_LEFT.search(text):
        text = logical(text, _runs_to_left(text, direction.is_right_to_left), direction.has_shapes)
    weights: Counter[tuple[bool, bool]] = Counter()
    for word in row.words:
        weights[word.is_bold, word.is_italic] += len(word.text)
    is_bold, is_italic = (
        2 * sum(n for face, n in weights.items() if face[which]) > weights.total() for which in (0, 1)
    )
    first = row.words[-1 if direction.is_right_to_left else 0]
    place = (row.left, row.right, row.baseline, row.size)
    return Line(text, page, column, *place, is_bold, is_italic, n_cells, first.right - first.left)


def _text(row: Segment) -> tuple[str, int]:
    """Join the words of a row, and count its cells."""
    if _is_letterspaced(row.words):
        return _closed_up(row), 1
    is_mixed = any(RIGHT_TO_LEFT.search(word.text) for word in row.words)
    pieces = [_written(row.words[0], row)]
    for left, right in pairwise(row.words):
        gap = (right.left - left.right) / max(left.size, right.size)
        pieces.append("\t" if gap > CELL_GAP_MIN else " " if gap > _space_min(left, right, row, is_mixed) else "")
        pieces.append(_written(right, row))
    text = _LABEL.sub(r"\1 ", "".join(pieces))
    return text, text.count("\t") + 1


def _written(word: Word, row: Segment) -> str:
    """Return a word; a small raised number as raised digits."""
    is_raised = word.size <= _RAISED_SIZE_MAX * row.size and word.baseline - row.baseline >= _RAISED_MIN * row.size
    if is_raised and _RAISED_LETTER.match(word.text):
        return word.text.translate(_RAISED_LETTERS)
    if is_raised and _RAISED.match(word.text):
        return _NUMBER.sub(lambda match: call_of(int(match[0])), word.text)
    return word.text


def _space_min(left: Word, right: Word, row: Segment, is_mixed: bool) -> float:
    """Return the gap from which a space is between two words, in sizes of their type.

    The file's own spaces count where its order is that of the line; PDFium moves them where directions are mixed.
    """
    is_call = right.size < left.size and _written(right, row) != right.text
    if is_call:
        return _UNSPOKEN_SPACE_MIN
    if is_mixed or right.order - left.order != 1:
        return _SPACE_MIN
    return _SPOKEN_SPACE_MIN if right.is_spaced else _UNSPOKEN_SPACE_MIN


def _is_letterspaced(words: Sequence[Word]) -> bool:
    """Tell whether a line is set letter by letter, with gaps for emphasis."""
    n_letters = sum(len(word.text) == 1 and word.text.isalpha() for word in words)
    return n_letters >= _N_SPACED_LETTERS_MIN and n_letters >= 0.8 * len(words)


def _closed_up(row: Segment) -> str:
    """Join letters that are set apart; between words the gap is wider by half than most."""
    gaps = [right.left - left.right for left, right in pairwise(row.words)]
    usual = sorted(gaps)[len(gaps) // 3]
    spaces = [" " if gap > 1.5 * usual and gap > _SPACE_MIN * row.size else "" for gap in gaps]
    return "".join(f"{space}{word.text}" for space, word in zip(["", *spaces], row.words, strict=True))
