"""The raw text of a document: a printed line a line, a blank line between blocks, with what each line is.

A paragraph stands whole: what its pages have between its lines (running heads, page numbers, pictures' captions) comes
behind it, as in formats that have no pages. Notes stand behind all text, where one that runs over pages is whole too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.sources.blocks import heading
from pipeline.sources.pdf.headings import Role
from pipeline.sources.pdf.lines import Line
from pipeline.sources.pdf.notes import Note
from pipeline.sources.pdf.numbering import Calls, opened
from pipeline.sources.pdf.paragraphs import CONTENTS, ROW, Block
from pipeline.sources.record import CONTINUED, Mark, Record, refuse_no_text

FURNITURE, NOTE = "boilerplate", "note"
Marked = tuple[str, str | None]


class Part(NamedTuple):
    """Lines that belong together, each with its role if it has one; rows of a table stand close to each other."""

    lines: list[Marked]
    is_row: bool = False


class Aside(NamedTuple):
    """A line beside the text of its page: at its head (0), at its foot (2), or turned (3)."""

    page: int
    place: int
    text: str


def lay_out(parts: Sequence[Part]) -> Record:
    """Lay parts out as raw text, with the marks of their lines; raise `Unreadable` where there is no text."""
    lines: list[str] = []
    marks: list[Mark] = []
    for part, before in zip(parts, [None, *parts], strict=False):
        lines += [""] if before and not (part.is_row and before.is_row) else []
        for text, role in part.lines:
            lines.append(text)
            marks += [Mark(len(lines), role)] if role else []
    text = "\n".join(lines)
    refuse_no_text(text)
    return Record(text, marks=tuple(marks))


def in_order(
    blocks: Sequence[Block], roles: Sequence[Role], asides: Sequence[Aside], calls: Calls | None
) -> Iterator[Part]:
    """Yield the blocks of a document as parts, and between them what stands aside of its pages."""
    waiting = sorted(asides, key=lambda aside: (aside.page, aside.place))
    for block, role in zip(blocks, roles, strict=True):
        place = (block.lines[0].page, 1)
        while waiting and (waiting[0].page, waiting[0].place) < place:
            yield Part([(waiting.pop(0).text, FURNITURE)])
        yield _part(block, role, calls)
    yield from (Part([(aside.text, FURNITURE)]) for aside in waiting)


def _part(block: Block, role: Role, calls: Calls | None) -> Part:
    texts = [calls.rewritten(line) if calls else line.text for line in block.lines]
    if role.name == "heading":
        texts[0] = heading(role.level, texts[0]).text
    following = role.name if block.kind == ROW else CONTINUED
    lines = [(text, following if number else role.name) for number, text in enumerate(texts)]
    return Part(lines, block.kind in (ROW, CONTENTS))


def notes_in_order(
    notes: Sequence[Note], numbers: Sequence[int] | None, headings: Mapping[Note, Sequence[Line]]
) -> Iterator[Part]:
    """Yield notes as parts, with new numbers where there are some, and before them the lines that head them."""
    for place, note in enumerate(notes):
        yield from (Part([(line.text, FURNITURE)]) for line in headings.get(note, ()))
        first = opened(note, numbers[place]) if numbers else note.lines[0].text
        yield Part([(first, NOTE), *((line.text, CONTINUED) for line in note.lines[1:])])
