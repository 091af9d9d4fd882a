"""Endnotes: what stands below a heading such as Notes, numbered, up to the next heading of another kind."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.sources.pdf.lines import Line
from pipeline.sources.pdf.measures import same_size
from pipeline.sources.pdf.notes import HEADING, Note, opens_anew, split


class Section(NamedTuple):
    """Notes below a heading: the lines that head them, and the notes."""

    headings: list[Line]
    notes: list[Note]


def find_endnotes(columns: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Section]]:
    """Take the sections of notes out of the columns of a document."""
    lines = [line for column in columns for line in column]
    taken: set[Line] = set()
    sections = []
    for number, line in enumerate(lines[:-1]):
        if line not in taken and HEADING.match(line.text) and opens_anew(lines[number + 1]):
            section = _section(lines[number:])
            sections.append(section)
            taken |= {*section.headings, *(one for note in section.notes for one in note.lines)}
    return [[line for line in column if line not in taken] for column in columns], sections


def _section(lines: Sequence[Line]) -> Section:
    """Read the section that the first line heads; a heading right above a new first note belongs to it."""
    section = Section([lines[0]], [])
    start = 1
    for number in range(1, len(lines) + 1):
        is_end = number == len(lines) or _is_heading(lines[number], lines[0], lines[1])
        if not is_end:
            continue
        section.notes.extend(split(lines[start:number], set()))
        if number + 1 >= len(lines) or not opens_anew(lines[number + 1]):
            break
        section.headings.append(lines[number])
        start = number + 1
    return section


def _is_heading(line: Line, heading: Line, note: Line) -> bool:
    """Tell whether a line below the notes' heading is set like a heading, and not like the notes."""
    is_like_note = same_size(line, note) and line.is_bold == note.is_bold
    return not is_like_note and (line.size > note.size or line.is_bold == heading.is_bold)
