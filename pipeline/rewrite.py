"""A text is improved by edits, and every edit remembers the raw characters it replaced.

All rules of `edits` look at the raw text, never at each other's outcome; where two want the same characters,
the one that stands first in `params.yaml` has them. So an edit is a span of raw text and what stands there
instead, and a place in the clean text leads back to the raw text by counting.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Edit(NamedTuple):
    """`text` stands in place of the characters from `start` to `end` (code points)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Rewrite:
    """A rule of `edits`: `text` replaces each match of `pattern`, or, if it has groups, what these capture.

    `sign` is a pattern for polars' regex engine (no look-around) that is found wherever the rule applies: only
    texts that show it are looked at.
    """

    sign: str
    pattern: str
    text: str = ""

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def edits(self, text: str) -> Iterator[Edit]:
        """Return the edits that the rule makes in a text, in the order of their places."""
        for match in self._compiled.finditer(text):
            spans = match.regs[1:] or match.regs
            yield from (Edit(start, end, self.text) for start, end in sorted(spans) if start >= 0)

    def __call__(self, text: str) -> str:
        """Return the text with the rule's edits made."""
        return apply(self.edits(text), text)


def apply(edits: Iterable[Edit], text: str) -> str:
    """Make edits, sorted and without overlap, in a text.

    >>> apply([Edit(1, 3, " "), Edit(4, 5, "")], "a  b!")
    'a b'
    """
    pieces, done = [], 0
    for edit in edits:
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, text[done:]])


def settle(proposals: Iterable[tuple[str, Edit]]) -> list[tuple[str, Edit]]:
    """Keep of (rule, edit) proposals, the rule with precedence first, those that touch nothing taken; sort them.

    >>> settle([("b", Edit(2, 4, "")), ("a", Edit(3, 5, "")), ("a", Edit(0, 1, ""))])
    [('a', Edit(start=0, end=1, text='')), ('b', Edit(start=2, end=4, text=''))]
    """
    kept: list[tuple[str, Edit]] = []
    taken: set[int] = set()
    for rule, edit in proposals:
        span = range(edit.start, edit.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append((rule, edit))
    return sorted(kept, key=lambda proposal: proposal[1].start)
