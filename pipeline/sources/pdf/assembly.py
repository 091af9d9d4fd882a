"""From the words of pages to the raw text of an article: each step has its module, and here they follow each other."""

from collections.abc import Sequence
from itertools import chain, groupby

from pipeline.sources.pdf.columns import gutters_of, mirrored, read_in_order
from pipeline.sources.pdf.endnotes import find_endnotes
from pipeline.sources.pdf.furniture import Row, furniture_of
from pipeline.sources.pdf.glyphs import Page
from pipeline.sources.pdf.headings import roles_of
from pipeline.sources.pdf.layout import NOTE, Aside, Part, in_order, lay_out, notes_in_order
from pipeline.sources.pdf.lines import Direction, Line, direction_of, lines_of, seen_text
from pipeline.sources.pdf.measures import body_size_of, measure
from pipeline.sources.pdf.notes import find_footnotes
from pipeline.sources.pdf.numbering import Calls, renumbered
from pipeline.sources.pdf.paragraphs import blocks_of
from pipeline.sources.pdf.segments import Segment, segments_of
from pipeline.sources.record import CONTINUED, Record

SAME_ROW = 0.3


def assemble(pages: Sequence[Page], stated_title: str | None) -> Record:
    """Return the raw text of a document with its marks, from the words of its pages."""
    segments = [segments_of(page.words) for page in pages]
    direction = direction_of([seen_text(one) for page in segments for one in page])
    body_size = body_size_of((one.size, len(seen_text(one))) for page in segments for one in page)
    texts, asides = _without_furniture(segments, direction, body_size)
    columns = _columns(texts, direction)
    columns, sections = find_endnotes(columns)
    found = find_footnotes([column for column in columns if column], [page.rules for page in pages], body_size)
    notes = [*found.notes, *(note for section in sections for note in section.notes)]
    numbers = renumbered(notes)
    columns = [column for column in found.columns if column]
    measures = measure(columns, direction.is_right_to_left)
    blocks = blocks_of(columns, measures)
    roles = roles_of(blocks, measures, stated_title)
    calls = Calls(notes, numbers) if numbers else None
    text = in_order(blocks, roles, [*asides, *_turned(pages, direction)], calls)
    headings = {section.notes[0]: section.headings for section in sections if section.notes}
    return lay_out([*text, *_unnumbered(found.unnumbered), *notes_in_order(notes, numbers, headings)])


def _without_furniture(
    pages: Sequence[Sequence[Segment]], direction: Direction, body_size: float
) -> tuple[list[list[Segment]], list[Aside]]:
    """Part the furniture of pages from their text."""
    rows = [lines_of(segments, number, 0, direction) for number, segments in enumerate(pages)]
    furniture = furniture_of([[Row(line.text, line.baseline, line.size) for line in page] for page in rows], body_size)
    texts, asides = [], []
    for segments, lines, own in zip(pages, rows, furniture, strict=True):
        gone = [lines[number] for number in sorted(own)]
        middle = len(lines) / 2
        asides += [Aside(lines[n].page, 0 if n < middle else 2, lines[n].text) for n in sorted(own)]
        texts.append([one for one in segments if not any(_is_in(one, line) for line in gone)])
    return texts, asides


def _is_in(one: Segment, line: Line) -> bool:
    return line.baseline - SAME_ROW * line.size <= one.baseline <= line.baseline + SAME_ROW * line.size


def _columns(pages: Sequence[Sequence[Segment]], direction: Direction) -> list[list[Line]]:
    """Return the lines of the columns of all pages, in the order of reading."""
    turned = [mirrored(page) for page in pages] if direction.is_right_to_left else pages
    gutters = gutters_of(turned)
    columns: list[list[Line]] = []
    for number, segments in enumerate(turned):
        for leaf in read_in_order(segments, gutters):
            own = mirrored(leaf) if direction.is_right_to_left else leaf
            columns.append(lines_of(own, number, len(columns), direction))
    return columns


def _turned(pages: Sequence[Page], direction: Direction) -> list[Aside]:
    lines = chain.from_iterable(lines_of(segments_of(page.turned), page.number, 0, direction) for page in pages)
    return [Aside(line.page, 3, line.text) for line in lines]


def _unnumbered(lines: Sequence[Line]) -> list[Part]:
    """Return small text at the foot of pages that is no note of the text: a part for each page."""
    pages = (list(own) for _, own in groupby(lines, lambda line: line.page))
    return [Part([(line.text, CONTINUED if n else NOTE) for n, line in enumerate(own)]) for own in pages]
