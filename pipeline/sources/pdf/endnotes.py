"""Endnotes: what stands below a heading such as Notes, numbered, up to the next heading of another kind."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.sources.pdf.lines import Line
from pipeline.sources.pdf.measures import same_size
from pipeline.sources.pdf.notes import HEADING, Note, opens_anew, split


class Section(NamedTuple):
    """Notes that are numbered together, and the lines that head them."""

    headings: list[Line]
    notes: list[Note]


def find_endnotes(columns: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Section]]:
    """Take the sections of notes out of the columns of a document."""
    lines = [line for column in columns for line in column]
    taken: set[Line] = set()
    sections: list[Section] = []
    for number, line in enumerate(lines[:-1]):
        if line not in taken and HEADING.match(line.text) and any(map(opens_anew, lines[number + 1 : number + 3])):
            for section in _sections(lines[number:]):
                sections.append(section)
                taken |= {*section.headings, *(one for note in section.notes for one in note.lines)}
    return [[line for line in column if line not in taken] for column in columns], sections


def _sections(lines: Sequence[Line]) -> Iterator[Section]:
    """Yield the sections below the first line; a heading right above a new first note begins another one."""
    start = 1 if opens_anew(lines[1]) else 2
    headings, first = list(lines[:start]), lines[start]
    for number in range(start + 1, len(lines) + 1):
        if number < len(lines) and not _is_heading(lines[number], lines[0], first):
            continue
        yield Section(headings, list(split(lines[start:number], set())))
        if number + 1 >= len(lines) or not opens_anew(lines[number + 1]):
            return
        headings, start = [lines[number]], number + 1


def _is_heading(line: Line, heading: Line, note: Line) -> bool:
    """Tell whether a line below the notes' heading is set like a heading, and not like the notes."""
    is_like_note = same_size(line, note) and line.is_bold == note.is_bold
    return not is_like_note and (line.size > note.size or line.is_bold == heading.is_bold)
