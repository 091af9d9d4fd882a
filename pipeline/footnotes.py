"""Footnotes: their numbers at the head of the notes, and their marks in the text."""

import re

import polars as pl

from pipeline.lines import CONTINUED, WHITE_SPACE
from pipeline.rewrite import Edit

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBER = re.compile(
    rf"(?:[-*•]\s+)?[\[(^]*(?:(\d{{1,4}})[\]).:]*(?:[{WHITE_SPACE}]+|(?=[^\w\s.,]))|([⁰¹²³⁴-⁹]+)[\]).:]*[{WHITE_SPACE}]*)"
)
_RAISED = "[⁰¹²³⁴-⁹]"
_MARK = re.compile(
    rf"(?:(?<={_RAISED})[,;–-]|(?<![{WHITE_SPACE}]))[{WHITE_SPACE}]*(?:({_RAISED}+)|\[\^?(\d{{1,3}})\])(?!\()"
)
_SPACES = re.compile(rf"[{WHITE_SPACE}]+")
_UNIT_BEFORE = re.compile(r"(?:\b(?:[kcdm]?m|ft|yd|mi|[a-zA-Z])|\d\s?in|(?<!\d)\d{1,3})$")
NUMBERED_COLUMNS = {
    "article_id": pl.String,
    "line": pl.Int32,
    "note_number": pl.Int32,
    "n_chars_of_number": pl.Int32,
}
MARK_SIGN = r"[⁰¹²³⁴-⁹]|\[\^?\d"
MARK_RULE = "take_out_footnote_mark"
NUMBER_RULE = "take_out_note_number"


def number_notes(lines: pl.DataFrame) -> pl.DataFrame:
    """Number an article's note lines.

    Takes `article_id, line, rule, mark, text` of note lines in their order. Returns `article_id, line`, `note_number`
    (null on the heading, and on lines before the first note) and `n_chars_of_number`: the characters that hold the
    number where a note opens, 0 where a line goes on with one. A line opens a note if its number continues the count;
    where mark-up says where notes open, if its number is greater than the last.
    """
    rows: list[tuple[str, int, int | None, int]] = []
    article, current = None, None
    columns = ["article_id", "line", "rule", "mark", "text"]
    for article_id, line, rule, mark, text in lines.select(columns).iter_rows():
        if article_id != article or rule == "is_notes_heading":
            article, current = article_id, None
        goes_on = rule == "is_notes_heading" or mark == CONTINUED
        opened = None if goes_on else _opened(text, current, mark == "note")
        current, n_chars = opened or (current, 0)
        rows.append((article_id, line, current, n_chars))
    return pl.DataFrame(rows, schema=NUMBERED_COLUMNS, orient="row")


def find_marks(text: str, note_numbers: set[int]) -> list[tuple[int, Edit]]:
    """Find the marks of known notes in a text: (number, the edit that takes the mark out).

    A raised digit behind a unit or a short number is a power (behind a year it is a mark), and a number that no note
    has is no mark.

    The white space before a mark goes with it; behind it, where the mark opens the text.

    >>> find_marks("in 2014,² on 3 km², see [3] and [12]", {2, 3})
    [(2, Edit(start=8, end=9, text='')), (3, Edit(start=23, end=27, text=''))]
    """
    found: list[tuple[int, Edit]] = []
    opening_end = done = 0
    for match in _MARK.finditer(text):
        raised, bracketed = match.groups()
        number = int((raised or bracketed).translate(_SUPERSCRIPTS))
        is_power = raised is not None and _UNIT_BEFORE.search(text, max(0, match.start() - 12), match.start())
        if number in note_numbers and not is_power:
            end = match.end()
            if match.start() <= opening_end:
                behind = _SPACES.match(text, end)
                end = opening_end = behind.end() if behind else end
            found.append((number, Edit(max(match.start(), done), end, "")))
            done = end
    return found


def _opened(text: str, current: int | None, is_marked: bool) -> tuple[int, int] | None:
    match = _NUMBER.match(text)
    if match is None:
        return None
    number = int((match[1] or match[2]).translate(_SUPERSCRIPTS))
    continues = number == current + 1 if current is not None else number <= 1
    is_next = is_marked and (current is None or number > current)
    return (number, match.end()) if continues or is_next else None
