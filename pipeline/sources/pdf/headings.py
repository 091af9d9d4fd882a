"""What a block is by its type: title, byline, heading and its level, caption, text; none where that cannot be told.

The title is what the file states, where the first pages show it, or else the largest type before the first prose. What
stands around it above the prose, and short lines of which the type says nothing, are left to the rules for lines.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.sources.blocks import folded
from pipeline.sources.pdf.measures import Measures, ends_sentence
from pipeline.sources.pdf.paragraphs import CAPTION, CONTENTS, GAP_MIN, TEXT, Block

LARGER = 1.08
N_WORDS_OF_HEADING_MAX = 25
N_WORDS_OF_BOLD_MAX = 20
N_WORDS_OF_ITALIC_MAX = 12
N_WORDS_OF_TITLE_MAX = 35
N_WORDS_OF_BYLINE_MAX = 16
N_WORDS_OF_PROSE_MIN = 12
N_PAGES_OF_TITLE = 2
N_HEADINGS_OF_KIND = 3
"""What is set like so many headings is one too, also under the title."""
_LARGER_TITLE = 1.15
_NUMBERED = re.compile(
    r"^(?:(?i:chapter|part|section|kapitel|teil|глава|часть|bölüm|fəsil|פרק|الفصل|فصل)\s+)?"
    r"((?:\d{1,2}|[IVX]{1,5}|[A-H])(?:\.\d{1,2})*)[.:]?\s+\W?[^\W\d_a-z]"
)
_CONTENTS = re.compile(
    r"(?i)^(?:(?:table of )?contents|inhalt(?:sverzeichnis)?|содержание|оглавление|içindekiler|mündəricat"
    r"|תוכן(?: עניינים)?|المحتويات|فهرست(?: مطالب)?)$"
)
_PARTICLE = r"(?:and|&|und|et|y|и|ve|və|de|del|della|di|da|van|von|der|den|bin|ibn|ben|al|el|la|le|ter|zu)"
_NAME = r"(?:[^\W\d_a-zà-öø-ÿа-яё][\w.'’-]*[,⁰¹²³⁴-⁹*†‡]*)"
_BYLINE = re.compile(rf"^(?:[Bb]y |BY )?{_NAME}(?:,?\s+(?:{_NAME}|{_PARTICLE}))+$|^[Bb]y:? ")
_ADDRESS = re.compile(r"\s*\([^()]*\)|\S+@\S+")
_LETTERS = re.compile(r"[^\W\d_]")


class Role(NamedTuple):
    """What a block is: one of the roles of lines, or none; headings have a level, from 1."""

    name: str | None
    level: int = 0


def roles_of(blocks: Sequence[Block], measures: Measures, stated_title: str | None) -> list[Role]:
    """Return the role of each block."""
    prose = next((n for n, block in enumerate(blocks) if _is_prose(block, measures)), len(blocks))
    titles = _titles(blocks, prose, measures, stated_title)
    levels = _levels(blocks, measures, set(titles))
    faces = Counter(_kind_of_heading(blocks[number]) for number in levels)
    roles = []
    for number, block in enumerate(blocks):
        is_rare = number < prose and faces[_kind_of_heading(block)] < N_HEADINGS_OF_KIND
        if number in titles:
            roles.append(Role("title"))
        elif titles and titles[-1] < number and is_rare and _is_byline(block):
            roles.append(Role("byline"))
        elif _is_over_contents(blocks, number):
            roles.append(Role("boilerplate"))
        elif number in levels and (not is_rare or number == prose - 1 or _depth(block)):
            roles.append(Role("heading", levels[number]))
        else:
            roles.append(_role(block, number < prose or _is_bare(blocks, number, measures)))
    return roles


def _kind_of_heading(block: Block) -> tuple[float, bool, bool, bool]:
    return (*_face(block), _depth(block) > 0)


def _role(block: Block, is_open: bool) -> Role:
    """Return the role of a block that is no heading; none for text of which its type says nothing."""
    return Role({CAPTION: "caption", CONTENTS: "boilerplate"}.get(block.kind, None if is_open else "paragraph"))


def _is_over_contents(blocks: Sequence[Block], number: int) -> bool:
    """Tell whether a block heads a table of contents: it is furniture, as that is."""
    following = blocks[number + 1].kind if number + 1 < len(blocks) else None
    return following == CONTENTS and _CONTENTS.match(blocks[number].text) is not None


def _is_prose(block: Block, measures: Measures) -> bool:
    is_long = len(block.text.split()) >= N_WORDS_OF_PROSE_MIN
    return (
        block.kind == TEXT
        and is_long
        and ends_sentence(block.text)
        and block.lines[0].size < LARGER * measures.body_size
    )


def _titles(blocks: Sequence[Block], prose: int, measures: Measures, stated: str | None) -> list[int]:
    """Return the numbers of the blocks that are the title."""
    early = [n for n, block in enumerate(blocks) if block.kind == TEXT and block.lines[0].page < N_PAGES_OF_TITLE]
    for number in early if stated else ():
        for behind in (1, 2, 3):
            if _letters(" ".join(block.text for block in blocks[number : number + behind])) == _letters(stated or ""):
                return list(range(number, number + behind))
    first = [n for n in early if blocks[n].lines[0].page == blocks[0].lines[0].page and _could_be_title(blocks[n])]
    above = [n for n in first if n < prose] or first
    largest = max(above, key=lambda n: (blocks[n].lines[0].size, -n), default=None)
    if largest is None or blocks[largest].lines[0].size < _LARGER_TITLE * measures.body_size:
        return [n for n in above[:1] if n < prose and blocks[n].lines[0].is_bold]
    last = largest
    while last + 1 in above and _face(blocks[last + 1]) == _face(blocks[largest]):
        last += 1
    return list(range(largest, last + 1))


def _could_be_title(block: Block) -> bool:
    n_words = len(block.text.split())
    is_contents = _CONTENTS.match(block.text) is not None
    return n_words <= N_WORDS_OF_TITLE_MAX and len(_LETTERS.findall(block.text)) >= 3 and not is_contents


def _letters(text: str) -> str:
    return "".join(char for char in folded(text).casefold() if char.isalnum())


def _is_byline(block: Block) -> bool:
    text = _ADDRESS.sub("", block.text).strip()
    n_words = len(text.split())
    return block.kind == TEXT and 2 <= n_words <= N_WORDS_OF_BYLINE_MAX and _BYLINE.match(text) is not None


def _levels(blocks: Sequence[Block], measures: Measures, titles: set[int]) -> dict[int, int]:
    """Return the levels of the blocks that are headings: larger type stands above smaller, bold above light."""
    faces = {
        number: (*_face(block), -_depth(block))
        for number, block in enumerate(blocks[:-1])
        if number not in titles and _is_heading(blocks, number, measures)
    }
    ranks = {face: rank for rank, face in enumerate(sorted(set(faces.values()), reverse=True), 1)}
    return {number: ranks[face] for number, face in faces.items()}


def _face(block: Block) -> tuple[float, bool, bool]:
    line = block.lines[0]
    return round(2 * line.size) / 2, line.is_bold, _is_in_capitals(block.text)


def _depth(block: Block) -> int:
    """Return how many numbers a heading opens with: 2 for 1.1; 0 where it has none."""
    match = _NUMBERED.match(block.text)
    return match[1].count(".") + 1 if match else 0


def _is_in_capitals(text: str) -> bool:
    letters = _LETTERS.findall(text)
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)


def _is_heading(blocks: Sequence[Block], number: int, measures: Measures) -> bool:
    block, line = blocks[number], blocks[number].lines[0]
    text, n_words = block.text, len(block.text.split())
    n_letters = len(_LETTERS.findall(text))
    if block.kind != TEXT or n_words > N_WORDS_OF_HEADING_MAX or 2 * n_letters < len(text.replace(" ", "")):
        return False
    if line.size >= LARGER * measures.body_size:
        return True
    if line.size < measures.body_size / LARGER or ends_sentence(text):
        return False
    if line.is_bold:
        return n_words <= N_WORDS_OF_BOLD_MAX
    is_apart = _has_gap(blocks, number, measures) or _has_gap(blocks, number + 1, measures)
    is_set_off = _is_in_capitals(text) or (line.is_italic and n_words <= N_WORDS_OF_ITALIC_MAX)
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
