"""What a block is by its type: title, byline, heading and its level, caption, text; none where that cannot be told.

What stands around the title above the prose, and short lines of which the type says nothing, are left to the rules for
lines.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.sources.pdf.measures import LARGER, Measures, ends_sentence
from pipeline.sources.pdf.paragraphs import CAPTION, CONTENTS, GAP_MIN, TEXT, Block
from pipeline.sources.pdf.titles import (
    CONTENTS_HEADING,
    LETTERS,
    face_of,
    is_byline,
    is_in_capitals,
    is_prose,
    titles_in,
)

N_WORDS_OF_HEADING_MAX = 25
N_WORDS_OF_BOLD_MAX = 20
N_WORDS_OF_ITALIC_MAX = 12
N_HEADINGS_OF_KIND = 3
"""What is set like so many headings is one too, also under the title."""
_NUMBERED = re.compile(
    r"^(?:(?i:chapter|part|section|kapitel|teil|глава|часть|bölüm|fəsil|פרק|الفصل|فصل)\s+)?"
    r"((?:\d{1,2}|[IVX]{1,5}|[A-H])(?:\.\d{1,2})*)[.:]?\s+\W?[^\W\d_a-z]"
)


class Role(NamedTuple):
    """What a block is: one of the roles of lines, or none; headings have a level, from 1."""

    name: str | None
    level: int = 0


def roles_of(blocks: Sequence[Block], measures: Measures, stated_title: str | None) -> list[Role]:
    """Return the role of each block."""
    prose = next((n for n, block in enumerate(blocks) if is_prose(block, measures)), len(blocks))
    titles = titles_in(blocks, prose, measures, stated_title)
    levels = _levels(blocks, measures, set(titles))
    faces = Counter(_kind_of_heading(blocks[number]) for number in levels)
    roles = []
    for number, block in enumerate(blocks):
        is_rare = number < prose and faces[_kind_of_heading(block)] < N_HEADINGS_OF_KIND
        if number in titles:
            roles.append(Role("title"))
        elif titles and titles[-1] < number and is_rare and is_byline(block):
            roles.append(Role("byline"))
        elif _is_over_contents(blocks, number):
            roles.append(Role("boilerplate"))
        elif number in levels and (not is_rare or number == prose - 1 or _depth(block)):
            roles.append(Role("heading", levels[number]))
        else:
            roles.append(_role(block, number < prose or _is_bare(blocks, number, measures)))
    return roles


def _kind_of_heading(block: Block) -> tuple[float, bool, bool, bool]:
    return (*face_of(block), _depth(block) > 0)


def _role(block: Block, is_open: bool) -> Role:
    """Return the role of a block that is no heading; none for text of which its type says nothing."""
    return Role({CAPTION: "caption", CONTENTS: "boilerplate"}.get(block.kind, None if is_open else "paragraph"))


def _is_over_contents(blocks: Sequence[Block], number: int) -> bool:
    """Tell whether a block heads a table of contents: it is furniture, as that is."""
    following = blocks[number + 1].kind if number + 1 < len(blocks) else None
    return following == CONTENTS and CONTENTS_HEADING.match(blocks[number].text) is not None


def _levels(blocks: Sequence[Block], measures: Measures, titles: set[int]) -> dict[int, int]:
    """Return the levels of the blocks that are headings: larger type stands above smaller, bold above light."""
    faces = {
        number: (*face_of(block), -_depth(block))
        for number, block in enumerate(blocks[:-1])
        if number not in titles and _is_heading(blocks, number, measures)
    }
    ranks = {face: rank for rank, face in enumerate(sorted(set(faces.values()), reverse=True), 1)}
    return {number: ranks[face] for number, face in faces.items()}


def _depth(block: Block) -> int:
    """Return how many numbers a heading opens with: 2 for 1.1; 0 where it has none."""
    match = _NUMBERED.match(block.text)
    return match[1].count(".") + 1 if match else 0


def _is_heading(blocks: Sequence[Block], number: int, measures: Measures) -> bool:
    block, line = blocks[number], blocks[number].lines[0]
    text, n_words = block.text, len(block.text.split())
    n_letters = len(LETTERS.findall(text))
    if block.kind != TEXT or n_words > N_WORDS_OF_HEADING_MAX or 2 * n_letters < len(text.replace(" ", "")):
        return False
    if line.size >= LARGER * measures.body_size:
        return True
    if line.size < measures.body_size / LARGER or ends_sentence(text):
        return False
    if line.is_bold:
        return n_words <= N_WORDS_OF_BOLD_MAX
    is_apart = _has_gap(blocks, number, measures) or _has_gap(blocks, number + 1, measures)
    is_set_off = is_in_capitals(text) or (line.is_italic and n_words <= N_WORDS_OF_ITALIC_MAX)
    is_numbered = _NUMBERED.match(text) is not None and len(block.lines) == 1 and n_words <= N_WORDS_OF_ITALIC_MAX
    return is_apart and (is_set_off or is_numbered)


def _is_bare(blocks: Sequence[Block], number: int, measures: Measures) -> bool:
    """Tell whether a block is a short line apart, of which its type says nothing."""
    block = blocks[number]
    is_short = len(block.lines) == 1 and len(block.text.split()) <= N_WORDS_OF_ITALIC_MAX
    is_apart = _has_gap(blocks, number, measures) and _has_gap(blocks, number + 1, measures)
    return block.kind == TEXT and is_short and not ends_sentence(block.text) and is_apart


def _has_gap(blocks: Sequence[Block], number: int, measures: Measures) -> bool:
    """Tell whether more white than usual stands above a block, or another column or page begins with it."""
    if not 0 < number < len(blocks):
        return True
    above, line = blocks[number - 1].lines[-1], blocks[number].lines[0]
    return above.column != line.column or above.baseline - line.baseline > GAP_MIN * measures.leading(line.size)
