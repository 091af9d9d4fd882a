"""The words of pages, with their places and sizes, as they are seen from left to right.

A page whose text runs sideways is turned; single turned or slanted words are kept apart.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from pipeline.sources.pdf.characters import count_unmapped, seen
from pipeline.sources.pdf.direction import unmirrored
from pipeline.sources.pdf.pdfium import SLANT, Floats, Objects, Rule, Style, characters_of, drawn, style_of

_GAP_IN_WORD_MAX, _GAP_IN_OBJECTS_MAX = 0.35, 0.12
_BLANKS = [code for code in range(0x3001) if chr(code).isspace() or code == 0x200B] + [0xFEFF]
_SPECIAL = re.compile(r"[\x00-\x1f`\x7f]")
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Word(NamedTuple):
    """Characters without white space between, as seen from left to right, and where they stand.

    `order` is the word's number in the file; `is_spaced`: white space stands before it there.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    is_italic: bool
    order: int
    is_spaced: bool


class Page(NamedTuple):
    """A page, from 0: words that run along it, words that run otherwise, rules."""

    number: int
    words: list[Word]
    turned: list[Word]
    rules: list[Rule]
    is_picture: bool
    n_chars: int
    n_unmapped: int


def pages_of(document: pypdfium2.PdfDocument) -> Iterator[Page]:
    """Yield the pages of a document; raise `PdfiumError` at one that is damaged."""
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        by_turns = _words_by_turns(page, textpage)
        rules, is_picture = drawn(page)
        counts = Counter({turns: sum(len(word.text) for word in words) for turns, words in by_turns.items()})
        main = max((turns for turns in counts if turns != SLANT), key=lambda turns: (counts[turns], -turns), default=0)
        turned = [word for turns in sorted(by_turns) if turns != main for word in by_turns[turns]]
        texts = "".join(word.text for words in by_turns.values() for word in words)
        rules = rules if main == 0 else []
        yield Page(number, by_turns.get(main, []), turned, rules, is_picture, len(texts), count_unmapped(texts))
        textpage.close()
        page.close()


def _words_by_turns(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> dict[int, list[Word]]:
    """Return the words that stand on the visible page, by the turns of their direction."""
    text, boxes, objects = characters_of(textpage)
    text = unmirrored(text)
    objects[_is_blank(text)] = 0
    styles, faces = _styles(textpage, boxes, objects)
    lefts, rights = _spans(boxes, styles, faces)
    kept = np.flatnonzero((objects != 0) & _is_on(boxes, page.get_bbox()))
    before, after = kept[:-1], kept[1:]
    shares = np.where(objects[after] == objects[before], _GAP_IN_WORD_MAX, _GAP_IN_OBJECTS_MAX)
    gaps = shares * np.array([style.size for style in styles])[faces[after]]
    goes_on = (after - before == 1) & (faces[after] == faces[before])
    goes_on &= (lefts[after] <= rights[before] + gaps) & (rights[after] >= lefts[before] - gaps)
    cuts = np.flatnonzero(~goes_on)
    firsts, lasts = np.concatenate((kept[:1], after[cuts])), np.concatenate((before[cuts], kept[-1:]))
    words: dict[int, list[Word]] = {}
    end = 0
    for order, (first, last) in enumerate(zip(firsts.tolist(), lasts.tolist(), strict=True)):
        style, span = styles[faces[first]], slice(first, last + 1)
        word = _word(text[span], lefts[span].tolist(), rights[span].tolist(), style, order, order == 0 or first > end)
        words.setdefault(style.turns, []).append(word)
        end = last + 1
    return words


def _styles(textpage: pypdfium2.PdfTextPage, boxes: Floats, objects: Objects) -> tuple[list[Style], Numbers]:
    """Return the styles on a page, and for each character the number of its own."""
    _, firsts, numbers = np.unique(objects, return_index=True, return_inverse=True)
    of_objects = [style_of(textpage, int(first), boxes[first]) for first in firsts]
    known = {style: number for number, style in enumerate(dict.fromkeys(of_objects))}
    return list(known), np.array([known[style] for style in of_objects], np.int64)[numbers]


def _is_blank(text: str) -> Flags:
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return np.asarray(np.isin(codes, _BLANKS))


def _is_on(boxes: Floats, visible: tuple[float, float, float, float]) -> Flags:
    x, y = boxes[:, [0, 2]].mean(1), boxes[:, [1, 3]].mean(1)
    return np.asarray((visible[0] <= x) & (x <= visible[2]) & (visible[1] <= y) & (y <= visible[3]))


def _spans(boxes: Floats, styles: list[Style], faces: Numbers) -> tuple[Floats, Floats]:
    """Return where each character starts and ends along its direction."""
    turns = np.array([style.turns for style in styles], np.int64)[faces]
    left, top, right, bottom = boxes.T
    starts = np.select([turns == 1, turns == 2, turns == 3], [bottom, -right, -top], left)
    return starts, np.select([turns == 1, turns == 2, turns == 3], [top, -left, -bottom], right)


def _word(chars: str, lefts: list[float], rights: list[float], style: Style, order: int, is_spaced: bool) -> Word:
    is_plain = chars.isascii() and lefts == sorted(lefts) and not _SPECIAL.search(chars)
    text = chars if is_plain else seen(list(zip(lefts, rights, chars, strict=True)))
    face = (style.baseline, style.size, style.is_bold, style.is_italic)
    return Word(text, min(lefts), max(rights), *face, order, is_spaced)
