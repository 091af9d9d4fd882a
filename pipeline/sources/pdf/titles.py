"""The title of a document, its authors under it, and where its prose begins.

The title is what the file states, where the first pages show it, or else the largest type before the first prose.
"""

import re
from collections.abc import Sequence

from pipeline.sources.blocks import folded
from pipeline.sources.pdf.measures import LARGER, Measures, ends_sentence
from pipeline.sources.pdf.paragraphs import TEXT, Block

N_WORDS_OF_TITLE_MAX = 35
N_WORDS_OF_BYLINE_MAX = 16
N_WORDS_OF_PROSE_MIN = 12
N_PAGES_OF_TITLE = 2
_LARGER_TITLE = 1.15
CONTENTS_HEADING = re.compile(
    r"(?i)^(?:(?:table of )?contents|inhalt(?:sverzeichnis)?|содержание|оглавление|içindekiler|mündəricat"
    r"|תוכן(?: עניינים)?|المحتويات|فهرست(?: مطالب)?)$"
)
_PARTICLE = r"(?:and|&|und|et|y|и|ve|və|de|del|della|di|da|van|von|der|den|bin|ibn|ben|al|el|la|le|ter|zu)"
_NAME = r"(?:[^\W\d_a-zà-öø-ÿа-яё][\w.'’-]*[,⁰¹²³⁴-⁹*†‡]*)"
_BYLINE = re.compile(rf"^(?:[Bb]y |BY )?{_NAME}(?:,?\s+(?:{_NAME}|{_PARTICLE}))+$|^[Bb]y:? ")
_ADDRESS = re.compile(r"\s*\([^()]*\)|\S+@\S+")
LETTERS = re.compile(r"[^\W\d_]")


def is_prose(block: Block, measures: Measures) -> bool:
    """Tell whether a block is a paragraph that ends like a sentence, and is long enough to be one."""
    is_long = len(block.text.split()) >= N_WORDS_OF_PROSE_MIN
    return (
        block.kind == TEXT
        and is_long
        and ends_sentence(block.text)
        and block.lines[0].size < LARGER * measures.body_size
    )


def titles_in(blocks: Sequence[Block], prose: int, measures: Measures, stated: str | None) -> list[int]:
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
    while last + 1 in above and face_of(blocks[last + 1]) == face_of(blocks[largest]):
        last += 1
    return list(range(largest, last + 1))


def _could_be_title(block: Block) -> bool:
    n_words = len(block.text.split())
    is_contents = CONTENTS_HEADING.match(block.text) is not None
    return n_words <= N_WORDS_OF_TITLE_MAX and len(LETTERS.findall(block.text)) >= 3 and not is_contents


def _letters(text: str) -> str:
    return "".join(char for char in folded(text).casefold() if char.isalnum())


def is_byline(block: Block) -> bool:
    """Tell whether a block holds nothing but names, with addresses in brackets or not."""
    text = _ADDRESS.sub("", block.text).strip()
    n_words = len(text.split())
    return block.kind == TEXT and 2 <= n_words <= N_WORDS_OF_BYLINE_MAX and _BYLINE.match(text) is not None


def face_of(block: Block) -> tuple[float, bool, bool]:
    """Return how a block is set: size, whether bold, whether in capitals."""
    line = block.lines[0]
    return round(2 * line.size) / 2, line.is_bold, is_in_capitals(block.text)


def is_in_capitals(text: str) -> bool:
    """Tell whether a text is written in capitals."""
    letters = LETTERS.findall(text)
    return len(letters) >= 4 and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)
