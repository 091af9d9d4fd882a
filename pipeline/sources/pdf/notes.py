"""Footnotes and endnotes: which lines they are, where each opens, and by which number the text calls it.

Footnotes are small type at the foot of a column, or what stands below a rule there, from the first line that opens a
note; endnotes stand below a heading that says so. A note opens with its number: one that the text above calls, or that
continues the count.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.sources.pdf.lines import Line
from pipeline.sources.pdf.measures import ends_sentence
from pipeline.sources.pdf.pdfium import Rule

SMALLER = 0.94
"""The type of footnotes is at most so many times that of the text."""
N_SKIPPED_MAX = 3
"""A note may open though so many before it were not found."""
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(RAISED, "0123456789")
_SIGNS = r"[*†‡§¶]{1,4}"
OPENING = re.compile(rf"^[(\[]?([{RAISED}]+|\d{{1,4}}|{_SIGNS})([\])]?[.):]?)(\s+|(?=[^\s\d.,]))")
CALL = re.compile(rf"(?<=\S)(?:[{RAISED}]+|\[\d{{1,3}}\])|(?<=[^\s*†‡§¶]){_SIGNS}(?![\w*†‡§¶])")
HEADING = re.compile(
    r"(?i)^(?:\d{1,2}\.?\s+|[IVX]{1,4}\.\s+)?(?:foot ?notes?|end ?notes?|notes?(?: and references)?"
    r"|references(?: and notes)?|sources|works cited|bibliography|anmerkungen|fußnoten|endnoten|примечания|сноски"
    r"|литература|notlar|dipnotlar|son ?notlar|kaynakça|qeydlər|ədəbiyyat"
    r"|הערות(?: שוליים)?|מקורות|مراجع|المراجع|هوامش|الهوامش|پی‌?نوشت‌?ها|منابع|یادداشت‌?ها)\s*:?$"
)


class Note(NamedTuple):
    """A note: its label as printed, without brackets, and its lines."""

    label: str
    lines: tuple[Line, ...]

    @property
    def number(self) -> int | None:
        """Return the number that is the label; none for a sign."""
        plain = self.label.translate(_PLAIN)
        return int(plain) if plain.isdecimal() else None


class Found(NamedTuple):
    """The columns of a document without its notes, the notes in their order, small text at a foot that is no note."""

    columns: list[list[Line]]
    notes: list[Note]
    unnumbered: list[Line]


def find_footnotes(columns: Sequence[Sequence[Line]], rules: Sequence[Sequence[Rule]], body_size: float) -> Found:
    """Take the footnotes out of the columns of a document; `rules` are those drawn on each page."""
    found = Found([], [], [])
    for column in columns:
        page = [line for other in columns if other[0].page == column[0].page for line in other]
        start, is_below_rule = _foot(column, page, rules[column[0].page], body_size)
        called = {plain(call) for line in page if line not in column[start:] for call in CALL.findall(line.text)}
        opening = next((n for n in range(start, len(column)) if _opens(column[n], found.notes, called)), len(column))
        between = column[start:opening]
        goes_on = bool(between) and _goes_on(between[0], found.notes, is_below_rule)
        if goes_on:
            found.notes[-1] = Note(found.notes[-1].label, (*found.notes[-1].lines, *between))
        elif is_below_rule:
            found.unnumbered.extend(between)
        found.notes.extend(split(column[opening:], called))
        found.columns.append(list(column[: start if goes_on or is_below_rule else opening]))
    return found


def _foot(column: Sequence[Line], page: Sequence[Line], rules: Sequence[Rule], body_size: float) -> tuple[int, bool]:
    """Return the number of the first line that may be a footnote's, and whether a rule stands above it."""
    start = len(column)
    while start and column[start - 1].size <= SMALLER * body_size:
        start -= 1
    if start == len(column) or any(_is_text_below(line, column[start], body_size) for line in page):
        start = len(column)
    for number in range(len(column) - 1, 0, -1):
        above, line = column[number - 1], column[number]
        if any(_is_between(rule, above, line) for rule in rules):
            is_smaller = start < len(column) and number <= start + 1
            return (number, True) if is_smaller or OPENING.match(line.text) else (start, False)
    return start, False


def _is_text_below(line: Line, top: Line, body_size: float) -> bool:
    """Tell whether a line is text of the usual size that stands below another one, across from it."""
    is_across = line.left < top.right and top.left < line.right
    return line.size > SMALLER * body_size and line.baseline < top.baseline and is_across


def _is_between(rule: Rule, above: Line, below: Line) -> bool:
    return below.baseline < rule.y < above.baseline and rule.left < below.right and below.left < rule.right + below.size


def plain(label: str) -> str:
    """Return the number or the sign of a call, or of a note's opening, without what is around it."""
    return label.strip("[]()").translate(_PLAIN)


def _opens(line: Line, notes: Sequence[Note], called: set[str]) -> bool:
    """Tell whether a line at the foot of a page opens a note there, the first of its column."""
    match = OPENING.match(line.text)
    if match is None:
        return False
    label = plain(match[1])
    if not label.isdecimal():
        return label in called
    last = next((note.number for note in reversed(notes) if note.number is not None), 0)
    return label in called or int(label) == 1 or last < int(label) <= last + N_SKIPPED_MAX


def _goes_on(first: Line, notes: Sequence[Note], is_below_rule: bool) -> bool:
    """Tell whether the foot of a page goes on with the last note of the page before."""
    if not notes or first.page - notes[-1].lines[-1].page not in (0, 1):
        return False
    return is_below_rule or not ends_sentence(notes[-1].lines[-1].text)


def split(lines: Sequence[Line], called: set[str]) -> Iterator[Note]:
    """Cut lines, of which the first opens a note, into notes: others open as the first did, and continue the count."""
    note: Note | None = None
    form = None
    for line in lines:
        match = OPENING.match(line.text)
        label = plain(match[1]) if match else ""
        own = _form(match)
        if note is None or (label and (not form or own in (form, None)) and _continues(label, note, called)):
            if note:
                yield note
            note = Note(label, (line,))
            form = form or own
        else:
            note = Note(note.label, (*note.lines, line))
    if note:
        yield note


def _form(match: re.Match[str] | None) -> tuple[bool, bool] | None:
    """Return how a number opens a note: raised or not, with a mark behind it or not; none for a sign."""
    if match is None or not plain(match[1]).isdecimal():
        return None
    return match[1][0] in RAISED, bool(match[2])


def _continues(label: str, note: Note, called: set[str]) -> bool:
    """Tell whether a label is the next one behind a note's."""
    if not label.isdecimal() or note.number is None:
        return label in called and label != note.label
    step = int(label) - note.number
    return step == 1 or (1 < step <= N_SKIPPED_MAX and label in called)


def opens_anew(line: Line) -> bool:
    """Tell whether a line opens the first note of a list."""
    match = OPENING.match(line.text)
    return match is not None and plain(match[1]) == "1"
