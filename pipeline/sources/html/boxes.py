"""The boxes of a web page, the elements that a browser sets apart, and the blocks of text in them."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline.sources.html.signs import Signs

N_WORDS_OF_PROSE_MIN = 9
N_WORDS_OF_LONG_MIN = 25
N_WORDS_COUNTED_MAX = 80
SHARE_OF_LINKS_IN_PROSE_MAX = 0.5
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_ENDS = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]]*$")
_WORD = re.compile(r"\w+")
_SYLLABLE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Box:
    """An element that a browser sets apart: its signs, the box around it, and how many words of prose it holds.

    `level` is that of the heading that it is or stands in, 0 elsewhere; `depth` counts the boxes around it.
    """

    __slots__ = ("above", "depth", "element", "is_quoted", "level", "n_words_of_prose", "name", "signs")

    def __init__(self, element: Any, signs: Signs, above: "Box | None") -> None:
        """Open a box in the one around it."""
        self.element = element
        self.name: str = element.tag
        self.signs = signs
        self.above = above
        self.depth: int = above.depth + 1 if above else 0
        self.level: int = _LEVELS.get(self.name) or (above.level if above else 0)
        self.is_quoted: bool = self.name == "blockquote" or (above is not None and above.is_quoted)
        self.n_words_of_prose = 0

    def chain(self) -> "Iterator[Box]":
        """Yield the box, and those around it from the inside out."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.above


class Text(NamedTuple):
    """A block of a page: what it says, the box that holds it, and what inline elements that hold all of it say."""

    text: str
    box: Box
    signs: Signs
    share_of_links: float
    n_words_of_prose: int


class Named(NamedTuple):
    """An inline element that has signs: in which block it stands, by number, and what it says."""

    number: int
    signs: Signs
    element: Any


class Page(NamedTuple):
    """The blocks of a page in their order, the inline elements that have signs, and the texts of its notes.

    `above_notes` are the numbers of the blocks right above a note, `depth` is that of the innermost box.
    """

    texts: list[Text]
    named: list[Named]
    notes: list[str]
    above_notes: set[int]
    depth: int


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends like a sentence."""
    return _ENDS.search(text) is not None


def n_words_of_prose(text: str, share_of_links: float) -> int:
    """Return how many words a block has, if it reads like prose and leads nowhere, up to the most that count."""
    if share_of_links > SHARE_OF_LINKS_IN_PROSE_MAX:
        return 0
    n_words = len(_WORD.findall(text)) + (0 if text.isascii() else len(_SYLLABLE.findall(text)) // 2)
    is_prose = n_words >= N_WORDS_OF_LONG_MIN or (n_words >= N_WORDS_OF_PROSE_MIN and ends_sentence(text))
    return min(n_words, N_WORDS_COUNTED_MAX) if is_prose else 0
