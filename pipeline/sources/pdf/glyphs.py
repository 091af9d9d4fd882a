"""What PDFium says of a page: its words with their places and sizes, the rules drawn on it, whether it is a picture.

All calls to PDFium stand here. A word is read as it is seen, from left to right; coordinates are points, upwards from
the foot of the page. A page whose text runs sideways is turned; single turned or slanted words are kept apart.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.sources.pdf.characters import is_unmapped, seen
from pipeline.sources.pdf.direction import unmirrored

N_OBJECTS_MAX = 5_000
"""On a page of more objects (maps, drawings) no rules are looked for."""
_GAP_IN_WORD_MAX, _GAP_IN_OBJECTS_MAX = 0.35, 0.12
_SHARE_OF_PICTURE = 0.5
_RULE_HEIGHT_MAX, _RULE_WIDTH_MIN = 4, 20
_SLANT = -1
_BOLD = ("bold", "black", "heavy", "semibd", "demi", "cmbx", "-bd")
_ITALIC = ("italic", "oblique", "cmti", "-it", "kursiv")
_BLANKS = [code for code in range(0x3001) if chr(code).isspace() or code in (0x200B, 0xFEFF)] + [0xFEFF]
_SPECIAL = re.compile(r"[\x00-\x1f`\x7f]")
Floats = NDArray[np.float64]
Objects = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


def _quick(function: Any, *arguments: Any) -> Any:
    """Return a function of PDFium that is called for every character, without the checks of its binding."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(*arguments)(address)


_object_at = _quick(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_box_at = _quick(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Style(NamedTuple):
    """How a text object is set: quarter turns to the left, baseline across its direction, size in points, face."""

    turns: int
    baseline: float
    size: float
    is_bold: bool
    is_italic: bool


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


class Rule(NamedTuple):
    """A thin line drawn across the page."""

    left: float
    right: float
    y: float


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
        rules, is_picture = _drawn(page)
        counts = Counter({turns: sum(len(word.text) for word in words) for turns, words in by_turns.items()})
        main = max((turns for turns in counts if turns != _SLANT), key=lambda turns: (counts[turns], -turns), default=0)
        turned = [word for turns in sorted(by_turns) if turns != main for word in by_turns[turns]]
        texts = "".join(word.text for words in by_turns.values() for word in words)
        n_unmapped = sum(map(is_unmapped, texts))
        rules = rules if main == 0 else []
        yield Page(number, by_turns.get(main, []), turned, rules, is_picture, len(texts), n_unmapped)
        textpage.close()
        page.close()


def _words_by_turns(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> dict[int, list[Word]]:
    """Return the words that stand on the visible page, by the turns of their direction."""
    n_chars = max(textpage.count_chars(), 0)
    text = unmirrored(_text(textpage, n_chars))
    boxes, objects = _places(textpage, n_chars)
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


def _places(textpage: pypdfium2.PdfTextPage, n_chars: int) -> tuple[Floats, Objects]:
    """Return the box (left, top, right, bottom) and the text object of each character; 0 where PDFium added it."""
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    boxes = np.zeros((n_chars, 4), np.float32)
    address = boxes.ctypes.data
    for index in range(n_chars):
        _box_at(handle, index, address + 16 * index)
    objects = [_object_at(handle, index) or 0 for index in range(n_chars)]
    return boxes.astype(np.float64), np.array(objects, np.uint64)


def _styles(textpage: pypdfium2.PdfTextPage, boxes: Floats, objects: Objects) -> tuple[list[Style], Numbers]:
    """Return the styles on a page, and for each character the number of its own."""
    _, firsts, numbers = np.unique(objects, return_index=True, return_inverse=True)
    of_objects = [_style_of(textpage, int(first), boxes[first]) for first in firsts]
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


def _text(textpage: pypdfium2.PdfTextPage, n_chars: int) -> str:
    """Return one character for each index: at once, or one by one where some stand for none or for two."""
    units = (ctypes.c_uint16 * (n_chars + 1))()
    pdfium.FPDFText_GetText(textpage, 0, n_chars, units)
    text = bytes(units)[: 2 * n_chars].decode("utf-16-le", "replace")
    is_aligned = pdfium.FPDFText_GetTextIndexFromCharIndex(textpage, n_chars - 1) == n_chars - 1
    if n_chars and not (is_aligned and len(text) == n_chars and "\0" not in text and "\ufffd" not in text):
        codes = [pdfium.FPDFText_GetUnicode(textpage, index) for index in range(n_chars)]
        text = "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
    return text


def _style_of(textpage: pypdfium2.PdfTextPage, index: int, box: Floats) -> Style:
    """Return the style of the text object that holds a character."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
    turns = round(angle) % 4 if abs(angle - round(angle)) < 0.03 else _SLANT
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    height = abs(box[1] - box[3]) if turns in (0, 2) else abs(box[2] - box[0])
    if turns != _SLANT and height > 0 and not height / 4 < size < height * 2:
        size = height / 1.15
    baseline = {0: y.value, 1: -x.value, 2: -y.value, 3: x.value}.get(turns, y.value)
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(textpage, index, buffer, 128, None)
    name = buffer.value.decode("utf-8", "replace").lower()
    is_bold = any(part in name for part in _BOLD)
    return Style(turns, round(baseline, 2), round(size, 2), is_bold, any(part in name for part in _ITALIC))


def _drawn(page: pypdfium2.PdfPage) -> tuple[list[Rule], bool]:
    """Return the rules drawn across a page, and whether a picture covers most of it."""
    n_objects = pdfium.FPDFPage_CountObjects(page)
    rules, is_picture = [], False
    page_area = page.get_width() * page.get_height()
    for index in range(n_objects if n_objects <= N_OBJECTS_MAX else 0):
        own = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(own)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(own, left, bottom, right, top)
        width, height = right.value - left.value, top.value - bottom.value
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            is_picture |= width * height > _SHARE_OF_PICTURE * page_area
        elif height < _RULE_HEIGHT_MAX and width > _RULE_WIDTH_MIN:
            rules.append(Rule(left.value, right.value, (top.value + bottom.value) / 2))
    return rules, is_picture
