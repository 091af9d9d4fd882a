"""Numbers of pages, Arabic and Roman, in the rows at the top and at the foot of pages."""

import re

ROMAN = re.compile(r"(?i)^(?=[ivxlc]+$)(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})$")
LONE = re.compile(
    r"(?i)^\W*(?:page|p\.|pg\.|seite|стр\.|sayfa|səh\.|עמוד|ص|صفحه)?\W*(\d{1,4}|[ivxlc]{1,8})"
    r"\W*(?:(?:/|of|von|из)\W*\d{1,4})?\W*$"
)
_AT_END = re.compile(r"(?i)^\W*(\d{1,4}|[ivxlc]{1,8})\b|\b(\d{1,4}|[ivxlc]{1,8})\W*$")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def numbers_in(text: str) -> set[int]:
    """Return the numbers with which a row opens or closes."""
    tokens = [first or last for first, last in _AT_END.findall(text)]
    return {number for token in tokens if (number := _value(token)) is not None}


def _value(token: str) -> int | None:
    if token.isdecimal():
        return int(token)
    if not ROMAN.match(token):
        return None
    values = [_VALUES[letter] for letter in token.lower()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
