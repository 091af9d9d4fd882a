"""What trafilatura takes for the article of a page, told block by block: a second opinion beside our own.

Its text is laid beside ours without white space and punctuation. Lines that both have once are anchors; any other block
is looked for between the anchors around it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import trafilatura
from lxml import etree
from trafilatura.settings import Extractor

N_CHARS_OF_CLEAR_MIN = 12
N_CHARS_OF_GAP_MAX = 300
N_CHARS_OF_HEAD = 60
N_CHARS_OF_WINDOW_MAX = 100_000
_PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NO_WORD = re.compile(r"\W+")


def kept_by_trafilatura(root: Any, texts: Sequence[str]) -> list[bool] | None:
    """Return for each block of a page whether trafilatura keeps it; none where it has no opinion of the page.

    A page on which it fails, such as one that nests its elements a thousand deep, is one of which it has none.
    """
    try:
        document = trafilatura.bare_extraction(root, options=_options())
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError, etree.LxmlError):
        return None
    text = getattr(document, "text", None) or ""
    return found_in(texts, text) if text else None


@cache
def _options() -> Extractor:
    return Extractor(fast=True, comments=False, output_format="python")


def found_in(texts: Sequence[str], whole: str) -> list[bool]:
    r"""Return for each block whether a text has it, in its place among the others.

    >>> found_in(["Menu", "The ships left.", "More", "They came back."], "The ships\nleft.\nThey came back.")
    [False, True, False, True]
    >>> found_in(["Ships", "a", "Night"], f"Ships\n{'x' * N_CHARS_OF_GAP_MAX} ya\nNight")
    [True, False, True]
    """
    blocks = [_NO_WORD.sub("", text.translate(_PLAIN_DIGITS)) for text in texts]
    lines = [_NO_WORD.sub("", line) for line in whole.split("\n")]
    spans = _anchors(blocks, lines)
    squeezed = "".join(lines)
    highs = [len(squeezed)] * (len(blocks) + 1)
    for number in range(len(blocks) - 1, -1, -1):
        highs[number] = min(highs[number + 1], spans[number][0] if number in spans else len(squeezed))
    low = 0
    for number, block in enumerate(blocks):
        if number not in spans and block:
            start = _find(block, squeezed, low, min(highs[number], low + N_CHARS_OF_WINDOW_MAX))
            if start >= 0:
                spans[number] = (start, start + len(block))
        low = max(low, spans[number][1]) if number in spans else low
    return [number in spans for number in range(len(blocks))]


def _anchors(blocks: list[str], lines: list[str]) -> dict[int, tuple[int, int]]:
    """Return the places of the blocks that are one line, where both stand once, by the numbers of the blocks."""
    n_blocks, n_lines = Counter(blocks), Counter(lines)
    places: dict[str, tuple[int, int]] = {}
    start = 0
    for line in lines:
        if n_lines[line] == 1 == n_blocks[line]:
            places[line] = (start, start + len(line))
        start += len(line)
    return {number: places[block] for number, block in enumerate(blocks) if block and block in places}


def _find(block: str, whole: str, low: int, high: int) -> int:
    """Find a block, or the head of a long one; a short one only near by."""
    start = whole.find(block, low, high)
    if start < 0 and len(block) > 2 * N_CHARS_OF_HEAD:
        start = whole.find(block[:N_CHARS_OF_HEAD], low, high)
    is_clear = len(block) >= N_CHARS_OF_CLEAR_MIN or start - low <= N_CHARS_OF_GAP_MAX
    return start if is_clear else -1
