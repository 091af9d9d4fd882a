"""All calls to PDFium: the characters of a page, how they are set, what is drawn beside them.

Coordinates are points, upwards from the foot of the page.
"""

import ctypes
import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

N_OBJECTS_MAX = 5_000
"""On a page of more objects (maps, drawings) no rules are looked for."""
N_BYTES_OF_NAME_MAX = 128
SIZE_MIN = 1e-6
"""Distances are measured in sizes, and a damaged file may say that its type has none."""
SLANT = -1
"""In place of quarter turns: the text runs neither along the page nor across it."""
_SHARE_OF_PICTURE = 0.5
_RULE_HEIGHT_MAX, _RULE_WIDTH_MIN = 4, 20
_BOLD = ("bold", "black", "heavy", "semibd", "demi", "cmbx", "-bd")
_ITALIC = ("italic", "oblique", "cmti", "-it", "kursiv")
Floats = NDArray[np.float64]
Objects = NDArray[np.uint64]
Numbers = NDArray[np.int64]


class Style(NamedTuple):
    """How a text object is set: quarter turns to the left, baseline across its direction, size in points, face."""

    turns: int
    baseline: float
    size: float
    is_bold: bool
    is_italic: bool


class Rule(NamedTuple):
    """A thin line drawn across the page."""

    left: float
    right: float
    y: float


class Characters(NamedTuple):
    """The characters of a page in PDFium's order.

    `boxes` are (left, top, right, bottom); `objects` are the text objects that hold them, 0 where PDFium added one;
    `indices` are the numbers by which PDFium knows them.
    """

    text: str
    boxes: Floats
    objects: Objects
    indices: Numbers


def _quick(function: Any, *arguments: Any) -> Any:
    """Return a function of PDFium that is called for every character, without the checks of its binding."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(*arguments)(address)


_object_at = _quick(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_box_at = _quick(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def characters_of(textpage: pypdfium2.PdfTextPage) -> Characters:
    """Return the characters of a page."""
    n_chars = max(textpage.count_chars(), 0)
    return Characters(_text(textpage, n_chars), *_places(textpage, n_chars), np.arange(n_chars))


def _places(textpage: pypdfium2.PdfTextPage, n_chars: int) -> tuple[Floats, Objects]:
    handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    boxes = np.zeros((n_chars, 4), np.float32)
    address = boxes.ctypes.data
    for index in range(n_chars):
        _box_at(handle, index, address + 16 * index)
    objects = [_object_at(handle, index) or 0 for index in range(n_chars)]
    return boxes.astype(np.float64), np.array(objects, np.uint64)


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


def style_of(textpage: pypdfium2.PdfTextPage, index: int, box: Floats) -> Style:
    """Return the style of the text object that holds a character."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
    turns = round(angle) % 4 if abs(angle - round(angle)) < 0.03 else SLANT
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    height = abs(box[1] - box[3]) if turns in (0, 2) else abs(box[2] - box[0])
    if turns != SLANT and height > 0 and not height / 4 < size < height * 2:
        size = height / 1.15
    baseline = {0: y.value, 1: -x.value, 2: -y.value, 3: x.value}.get(turns, y.value)
    name = ctypes.create_string_buffer(N_BYTES_OF_NAME_MAX)
    pdfium.FPDFText_GetFontInfo(textpage, index, name, N_BYTES_OF_NAME_MAX, None)
    return Style(turns, round(baseline, 2), round(size, 2) or max(size, SIZE_MIN), *_face(name.value))


@cache
def _face(name: bytes) -> tuple[bool, bool]:
    """Tell from a font's name whether it is bold, and whether italic."""
    lower = name.decode("utf-8", "replace").lower()
    return any(part in lower for part in _BOLD), any(part in lower for part in _ITALIC)


def drawn(page: pypdfium2.PdfPage) -> tuple[list[Rule], bool]:
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
