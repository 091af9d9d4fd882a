"""Harder and easier variants of labelled pages: the lines near the body, and bodies cut into pages of a book."""

from collections.abc import Sequence
from itertools import compress

from pipeline.quality.measures import ends_at_mark

N_LINES_AROUND = 8
N_WORDS_OF_PAGE = 120
SHARE_OF_SENTENCES_MIN = 2 / 3


def near(lines: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return lines and labels from eight lines, blank ones not counted, above the text of the page to eight below.

    So look dumps that a person has trimmed. A page without text is returned whole.
    """
    visible = [number for number, label in enumerate(labels) if label != "blank"]
    kept = [rank for rank, number in enumerate(visible) if labels[number] == "keep"]
    if not kept:
        return list(lines), list(labels)
    first = visible[max(0, kept[0] - N_LINES_AROUND)]
    last = visible[min(len(visible) - 1, kept[-1] + N_LINES_AROUND)]
    return list(lines[first : last + 1]), list(labels[first : last + 1])


def is_prose(body: str) -> bool:
    """Tell running text from lists, recipes and galleries: two thirds of its lines end like a sentence.

    >>> is_prose("It rained.\\nNobody came.\\nTwo eggs"), is_prose("It rained.\\nTwo eggs\\nSalt")
    (True, False)
    """
    lines = [line for line in body.splitlines() if line.strip()]
    return sum(map(ends_at_mark, lines)) >= SHARE_OF_SENTENCES_MIN * len(lines)


def paragraphs_of(body: str) -> tuple[list[str], list[bool]]:
    """Return the lines of a body with a blank one behind each, as `joined` lines: none goes on with another."""
    lines = [text for line in body.splitlines() if line.strip() for text in (line, "")]
    return lines, [False] * len(lines)


def cut(body: str) -> tuple[list[str], list[bool]]:
    """Cut a body behind every 120th word, as pages would; a line that goes on with the one before it is `joined`."""
    lines: list[str] = []
    joined: list[bool] = []
    n_words = 0
    for paragraph in body.splitlines():
        words = paragraph.split()
        starts = [0, *range(N_WORDS_OF_PAGE - n_words % N_WORDS_OF_PAGE, len(words), N_WORDS_OF_PAGE)]
        for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
            if words:
                lines += [" ".join(words[start:end]), ""]
                joined += [start > 0, False]
        n_words += len(words)
    return lines, joined


def kept_text(lines: Sequence[str], keeps: Sequence[bool]) -> str:
    """Return the text of the lines that are kept."""
    return "\n".join(compress(lines, keeps))
