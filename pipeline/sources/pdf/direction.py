"""Text that runs from right to left: from the order in which it is seen to the order in which it is read.

After UAX #9, backwards: a line that is seen gives no embeddings, only letters, numbers and what stands between.
"""

import re
import unicodedata
from itertools import groupby

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_MIRRORED = "‘’“”‹›«»()[]{}<>⟨⟩⟪⟫≤≥"
_MIRROR_OF_PDFIUM = str.maketrans(_MIRRORED, "".join(_MIRRORED[place ^ 1] for place in range(len(_MIRRORED))))
_BRACKETS = _MIRRORED[4:]
_MIRROR = str.maketrans(_BRACKETS, "".join(_BRACKETS[place ^ 1] for place in range(len(_BRACKETS))))
_CLASSES = {"L": "L", "R": "R", "AL": "A", "EN": "N", "AN": "N", "NSM": "M"}
_SEPARATORS = {"ES": "-", "CS": ",", "ET": "%"}
_NUMBER = re.compile(r"%*N(?:[N%]|[-,](?=N))*")
_ARABIC_NUMBER = re.compile(r"N(?:N|,(?=N))*")
_LATIN = re.compile(r"(?:N(?=N*L))*L(?:[^RA]*[LN])?")
_FOREIGN = re.compile(r"(?:N[N,%]*-)?[RA](?:[^L]*[RA])?")


def logical(text: str, is_right_to_left: bool, has_shapes: bool = True) -> str:
    """Return a line as it is read; it is given as it is seen, from left to right.

    `is_right_to_left`: the line belongs to a text of that direction. `has_shapes`: brackets are named after what is
    seen, as the parts of a font are, and not after what they mean.

    >>> logical("!12-ב רמא אוה", is_right_to_left=True)
    'הוא אמר ב-12!'
    >>> logical("he said “ןוכנ” (2021)", is_right_to_left=False)
    'he said “נכון” (2021)'
    """
    if not RIGHT_TO_LEFT.search(text):
        return text
    classes = "".join(map(_class_of, text))
    if is_right_to_left:
        return _turned(text, classes, has_shapes)
    pieces, done = [], 0
    for match in _FOREIGN.finditer(classes):
        start, end = match.span()
        pieces += [text[done:start], _turned(text[start:end], classes[start:end], has_shapes)]
        done = end
    return "".join([*pieces, text[done:]])


def _class_of(char: str) -> str:
    own = unicodedata.bidirectional(char)
    return _CLASSES.get(own) or _SEPARATORS.get(own, " ")


def _turned(text: str, classes: str, has_shapes: bool) -> str:
    """Read from right to left; numbers, and words of the other direction, stay as they are."""
    number = _ARABIC_NUMBER if "A" in classes else _NUMBER
    kept: list[tuple[int, int]] = [match.span() for match in _LATIN.finditer(classes)]
    taken = {place for start, end in kept for place in range(start, end)}
    kept += [match.span() for match in number.finditer(classes) if match.start() not in taken]
    starts = dict(kept)
    pieces, place = [], 0
    while place < len(text):
        end = starts.get(place, place + 1)
        piece = text[place:end]
        pieces.append(piece.translate(_MIRROR) if has_shapes and place not in starts else piece)
        place = end
    return "".join(reversed(pieces))


def unmirrored(text: str) -> str:
    """Take back what PDFium does to brackets and quotation marks where it takes text to run from right to left.

    It mirrors the marks between such letters, whatever the font calls them; takes its text, with its line breaks.

    >>> unmirrored("(12) ab")
    '(12) ab'
    >>> unmirrored("אב )גד( ab (c)")
    'אב (גד) ab (c)'
    """
    if not RIGHT_TO_LEFT.search(text):
        return text
    return "".join(
        _unmirrored_line(line) if RIGHT_TO_LEFT.search(line) else line for line in re.split(r"(?<=\n)", text)
    )


def _unmirrored_line(line: str) -> str:
    segments = [(kind, "".join(chars)) for kind, chars in groupby(line, _kind_of_pdfium)]
    n_right, n_left = (sum(kind == side for kind, _ in segments) for side in "RL")
    side = "R" if n_right >= n_left else "L"
    pieces = []
    for kind, piece in segments:
        side = kind if kind in ("R", "L") else side
        pieces.append(piece.translate(_MIRROR_OF_PDFIUM) if kind == " " and side == "R" else piece)
    return "".join(pieces)


def _kind_of_pdfium(char: str) -> str:
    """Return how PDFium sees a character: of right or left direction, weakly left, or neutral."""
    own = unicodedata.bidirectional(char)
    return {"L": "L", "EN": "N", "AN": "N", "R": "R", "AL": "R"}.get(own, " ")
