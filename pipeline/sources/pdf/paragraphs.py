"""Printed lines to paragraphs: where one opens, and which go on in another column or on another page.

A paragraph opens where the leading, the size or the weight of the type changes, where a line is indented, and behind a
line that ended early. What stands between its parts, such as a picture's caption, comes behind it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.sources.pdf.lines import Line
from pipeline.sources.pdf.measures import INDENT_MIN, Measures, ends_sentence, same_size

GAP_MIN = 1.3
"""So many times the usual leading parts paragraphs."""
N_BETWEEN_MAX = 8
"""A paragraph may go on behind so many blocks that are none."""
_SHARE_INDENTED_MIN = 0.3
_SAME_SIZE = 0.08
_ITEM = re.compile(r"^(?:[•·▪►‣◦*–—-]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|\[\d{1,3}\]\s)")
_LOWER = re.compile(r"^[\"'“‘«(\[]*[a-zà-öø-ÿа-яё]")
_CAPTION_HEAD = re.compile(
    r"(?i)^(?:fig(?:ure|\.)|table|tab\.|map|chart|box|plate|photo|graph|diagram|abb(?:ildung|\.)|tabelle|tableau|рис(?:унок|\.)"
    r"|таблица|şekil|şəkil|tablo|cədvəl|איור|טבלה|תרשים|شکل|جدول|الشكل|الجدول)\s*[A-Z]?(?:\d+|[IVX]+)(?:[.\-–]\d+)*[a-z]?\s*"
    r"(?:[.:|—–-]\s*|$)"
)
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*\S{0,6}$|…{2,}\s*\S{0,6}$")
TEXT, ROW, CAPTION, CONTENTS = "text", "row", "caption", "contents"


class Block(NamedTuple):
    """Lines that are one: a paragraph or heading (`text`), a `row` of a table, a `caption`, an entry of `contents`."""

    kind: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Return the lines joined by spaces."""
        return " ".join(line.text for line in self.lines)


def blocks_of(columns: Sequence[Sequence[Line]], measures: Measures) -> list[Block]:
    """Return the blocks of a document, given by the lines of its columns in the order of reading."""
    return _resumed([block for column in columns for block in _split(column, measures)], measures)


def _split(column: Sequence[Line], measures: Measures) -> list[Block]:
    """Cut the lines of a column into blocks."""
    blocks: list[Block] = []
    for line in column:
        kind = _kind(line, blocks, measures)
        block = blocks[-1] if blocks else None
        if block and block.kind == kind and kind in (TEXT, CAPTION) and not _opens(line, block, measures):
            blocks[-1] = Block(kind, (*block.lines, line))
        else:
            blocks.append(Block(kind, (line,)))
    return blocks


def _kind(line: Line, blocks: list[Block], measures: Measures) -> str:
    """Return what a line is by itself, or as one that goes on with a caption."""
    if _LEADERS.search(line.text):
        return CONTENTS
    if _CAPTION_HEAD.match(line.text):
        return CAPTION
    before = blocks[-1] if blocks else None
    if before and before.kind == CAPTION and not _opens(line, before, measures):
        return CAPTION
    return ROW if line.n_cells > 1 else TEXT


def _opens(line: Line, block: Block, measures: Measures) -> bool:
    """Tell whether a line opens a block below another one in its column."""
    before = block.lines[-1]
    gap = before.baseline - line.baseline
    if not same_size(before, line) or not 0 < gap <= GAP_MIN * max(measures.leading(line.size), 1.0):
        return True
    if before.is_bold != line.is_bold:
        return not _is_run_in(before, line, measures)
    if line.size > measures.body_size * 1.1:
        return False
    return _opens_by_margin(line, block, measures)


def _is_run_in(before: Line, line: Line, measures: Measures) -> bool:
    """Tell whether a sentence goes on though most of one line is bold."""
    return not ends_sentence(before.text) and measures.is_full(before, line) and bool(_LOWER.match(line.text))


def _opens_by_margin(line: Line, block: Block, measures: Measures) -> bool:
    before, first = block.lines[-1], block.lines[0]
    is_full = measures.is_full(before, line)
    is_finished = ends_sentence(before.text)
    step = measures.indent(line) - measures.indent(before)
    is_item = _ITEM.match(first.text) is not None
    if _ITEM.match(line.text) and (is_finished or is_item or not is_full):
        return True
    if step > INDENT_MIN:
        return not (len(block.lines) == 1 and (is_item or (is_full and not is_finished)))
    if step < -INDENT_MIN:
        return len(block.lines) > 1 and (is_finished or is_item or not is_full)
    is_beside_picture = abs(measures.white(line) - measures.white(before)) < line.size
    return not is_full and (is_finished or not is_beside_picture)


def _resumed(blocks: Sequence[Block], measures: Measures) -> list[Block]:
    """Join paragraphs that go on in another column, on another page, or behind a picture or a table."""
    are_indented = _are_indented(blocks, measures)
    done: list[Block] = []
    last: int | None = None
    for block in blocks:
        if block.kind == TEXT and not is_small(block, measures):
            if last is not None and _may_resume(done, last, block, measures, are_indented):
                done[last] = Block(TEXT, (*done[last].lines, *block.lines))
                continue
            last = len(done) if is_of_body_size(block, measures) else None
        done.append(block)
    return done


def _may_resume(done: Sequence[Block], last: int, block: Block, measures: Measures, are_indented: bool) -> bool:
    """Tell whether a block goes on with the last paragraph, number `last` of those done."""
    n_between = len(done) - 1 - last
    has_moved = block.lines[0].column != done[last].lines[-1].column
    is_near = n_between <= N_BETWEEN_MAX and (has_moved or n_between > 0)
    return is_near and _goes_on(done[last], block, measures, are_indented, n_between == 0)


def _are_indented(blocks: Sequence[Block], measures: Measures) -> bool:
    """Tell whether paragraphs of the document open with an indented line."""
    long = [block for block in blocks if block.kind == TEXT and len(block.lines) > 2]
    n_indented = sum(_is_indented(block, measures) for block in long)
    return n_indented > _SHARE_INDENTED_MIN * len(long)


def _is_indented(block: Block, measures: Measures) -> bool:
    """Tell whether a block's first line starts further in than its second, or than its column."""
    own = [measures.indent(line) for line in block.lines[:2]]
    return own[0] - (own[1] if len(own) > 1 and own[1] < own[0] else 0) > INDENT_MIN


def is_of_body_size(block: Block, measures: Measures) -> bool:
    """Tell whether a block is set in the size of the document's text."""
    return abs(block.lines[0].size - measures.body_size) <= _SAME_SIZE * measures.body_size


def is_small(block: Block, measures: Measures) -> bool:
    """Tell whether a block is set smaller than the document's text."""
    return block.lines[0].size < (1 - _SAME_SIZE) * measures.body_size


def _goes_on(block: Block, other: Block, measures: Measures, are_indented: bool, is_next: bool) -> bool:
    """Tell whether another block goes on with the sentence, or with the paragraph, of one that stands before."""
    last, first = block.lines[-1], other.lines[0]
    if not is_of_body_size(other, measures) or last.is_bold != first.is_bold or _ITEM.match(first.text):
        return False
    is_at_margin = not (are_indented and _is_indented(other, measures))
    if not ends_sentence(last.text):
        return _LOWER.match(first.text) is not None or (measures.is_full(last, first) and is_at_margin)
    return is_next and are_indented and is_at_margin and measures.is_full(last, first)
