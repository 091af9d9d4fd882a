"""Characters as a reader of the page sees them: what fonts keep in private places or in one piece is told apart."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

from pipeline.sources.pdf.direction import RIGHT_TO_LEFT

_HYPHENS = dict.fromkeys((0x02, 0xAD, 0xFFFE), "-")
"""What PDFium, or a font, writes for a hyphen that is seen."""
_OLD_STYLE_DIGITS = {0xF730 + digit: str(digit) for digit in range(10)}
_SMALL_CAPITALS = {0xF761 + letter: chr(ord("A") + letter) for letter in range(26)}
_SYMBOLS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF076, 0xF0D8, 0xF06C, 0xF06E, 0xF0FC, 0xF09F), "•") | {0xF02D: "-"}
_MAP = _HYPHENS | _OLD_STYLE_DIGITS | _SMALL_CAPITALS | _SYMBOLS
_ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327", "˛": "\u0328",
}  # fmt: skip
_LIGATURE = re.compile(r"[\ufb00-\ufdff\ufe70-\ufefc]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
Glyph = tuple[float, float, str]


def count_unmapped(text: str) -> int:
    """Count the characters of which a font does not say what they are.

    >>> count_unmapped("a\\ufffd\\uf8ff")
    2
    """
    if text.isascii():
        return len(_CONTROL.findall(text))
    return sum(char == "\ufffd" or unicodedata.category(char) in ("Co", "Cc", "Cn") for char in text)


def seen(glyphs: Sequence[Glyph]) -> str:
    """Return the characters of a word, (left, right, character) each, as they are seen from left to right.

    Marks above and below go with their letter; what a font holds in one piece, or where only it knows, is told apart.

    >>> seen([(0, 5, "ﬁ"), (5, 9, "n")]), seen([(0, 5, "¨"), (0, 5, "u"), (5, 9, "\\x02")])
    ('fin', 'ü-')
    >>> seen([(5, 9, "ש"), (0, 4, "ם"), (6, 6, "ׁ")]) == "ם" + "ׁ" + "ש"
    True
    """
    if RIGHT_TO_LEFT.search("".join(char for _, _, char in glyphs)):
        return _right_to_left(glyphs)
    whole = _composed(glyphs) if any(char in _ACCENTS for _, _, char in glyphs) else glyphs
    is_in_order = all(left <= right + 0.5 for (left, _, _), (right, _, _) in pairwise(whole))
    text = "".join(char for _, _, char in (whole if is_in_order else sorted(whole, key=_left_of)))
    return _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_MAP))


def _left_of(glyph: Glyph) -> float:
    return glyph[0]


def _composed(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Set accents upon the letters over which they stand: the file has them before, or behind."""
    done: list[Glyph] = []
    accent: Glyph | None = None
    for glyph in glyphs:
        if accent and _is_over(accent, glyph):
            done[-1] = (*glyph[:2], unicodedata.normalize("NFC", glyph[2] + _ACCENTS[accent[2]]))
            accent = None
        elif glyph[2] in _ACCENTS and done and _is_over(glyph, done[-1]):
            done[-1] = (*done[-1][:2], unicodedata.normalize("NFC", done[-1][2] + _ACCENTS[glyph[2]]))
        else:
            done.append(glyph)
            accent = glyph if glyph[2] in _ACCENTS else None
    return done


def _is_over(accent: Glyph, letter: Glyph) -> bool:
    return letter[2].isalpha() and letter[0] - 1 < (accent[0] + accent[1]) / 2 < letter[1] + 1


def _right_to_left(glyphs: Sequence[Glyph]) -> str:
    marks = [glyph for glyph in glyphs if unicodedata.category(glyph[2]) == "Mn"]
    letters = sorted((glyph for glyph in glyphs if unicodedata.category(glyph[2]) != "Mn"), key=_left_of)
    over: list[list[str]] = [[] for _ in letters]
    for left, right, mark in marks:
        middle = (left + right) / 2
        nearest = min(range(len(letters)), key=lambda n: abs(sum(letters[n][:2]) / 2 - middle), default=None)
        if nearest is not None:
            over[nearest].append(mark)
    pieces: list[str] = []
    for (_, _, char), own in zip(_ligatures_seen(letters), over, strict=True):
        read = _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), char.translate(_MAP))
        pieces += [*reversed(own), *reversed(read)] if RIGHT_TO_LEFT.search(char) else [read, *own]
    return "".join(pieces)


def _ligatures_seen(letters: Sequence[Glyph]) -> list[Glyph]:
    """Return letters with those of a ligature, which share a place, as they would be seen: PDFium has either order."""
    done: list[Glyph] = []
    for place, group in groupby(letters, key=lambda letter: letter[:2]):
        chars = "".join(char for _, _, char in group)
        is_read = chars == "الله" or (
            "\u0644" in chars and chars.index("\u0644") == 0 and chars != chars[0] * len(chars)
        )
        done += [(*place, char) for char in (reversed(chars) if is_read else chars)]
    return done
