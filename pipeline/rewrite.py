"""A text is improved by edits, and every edit remembers the raw characters it replaced.

The rules of `repairs` come first, each on the outcome of the one before. All rules of `edits` look at the text that
is left, never at each other's outcome; where two want the same characters, the one that stands first in `params.yaml`
has them. The two are composed: an edit is a span of raw text and what stands there instead, and a place in the clean
text leads back to the raw text by counting.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar


class Edit(NamedTuple):
    """`text` stands in place of the characters from `start` to `end` (code points)."""

    start: int
    end: int
    text: str


Label = TypeVar("Label")


@dataclass(frozen=True)
class Rewrite:
    """A rule of `edits`: `text` replaces each match of `pattern`, or, if it has groups, what these capture.

    `text` may be a function of what it replaces. `sign` is a pattern for polars' regex engine (no look-around) that is
    found wherever the rule applies: only texts that show it are looked at.
    """

    sign: str
    pattern: str
    text: str | Callable[[str], str] = ""

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def edits(self, text: str) -> Iterator[Edit]:
        """Return the edits that the rule makes in a text, in the order of their places."""
        for match in self._compiled.finditer(text):
            for start, end in sorted(match.regs[1:] or match.regs):
                new = self.text if isinstance(self.text, str) else self.text(text[start:end])
                if start >= 0 and new != text[start:end]:
                    yield Edit(start, end, new)

    def __call__(self, text: str) -> str:
        """Return the text with the rule's edits made."""
        return apply(self.edits(text), text)


@dataclass(frozen=True)
class Repair:
    """A rule that must see the whole line: `edits` finds what it changes there, in order; `sign` is as in `Rewrite`.

    No sentence may end inside the text of one edit: it would have no place in the raw text.
    """

    sign: str
    edits: Callable[[str], Iterable[Edit]]

    def __call__(self, text: str) -> str:
        """Return the text with the rule's edits made."""
        return apply(self.edits(text), text)


Rule = Rewrite | Repair


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


def compose(
    first: Sequence[tuple[Label, Edit]],
    second: Sequence[tuple[Label, Edit]],
    between: str,
    prevails: Callable[[Label], bool] = lambda _: False,
) -> list[tuple[Label, Edit]]:
    """Make one list of labelled edits of two, of which the second counts in the text that the first gives: `between`.

    Edits that touch the same characters become one, labelled as the first, unless a label of the second prevails.

    >>> compose([("a", Edit(0, 6, " "))], [("b", Edit(0, 2, " ")), ("c", Edit(3, 4, ""))], "  x*")
    [('a', Edit(start=0, end=7, text=' ')), ('c', Edit(start=8, end=9, text=''))]
    """
    if not first or not second:
        return [*first, *second]
    composed: list[tuple[Label, Edit]] = []
    gain = 0
    for group in _touching(first, second):
        start, end = group[0].start, max(placed.end for placed in group)
        changes = (Edit(p.start - start, p.end - start, p.edit.text) for p in group if p.is_second)
        text = apply(changes, between[start:end])
        raw_start = start - gain
        gain += sum(len(p.edit.text) - (p.edit.end - p.edit.start) for p in group if not p.is_second)
        labels = [p.label for p in group if p.is_second and prevails(p.label)]
        labels += [p.label for p in sorted(group, key=lambda p: p.is_second)]
        composed.append((labels[0], Edit(raw_start, end - gain, text)))
    return composed


class _Placed(NamedTuple):
    """An edit in the text between two layers: one of the first by what it gave, one of the second by what it takes."""

    start: int
    end: int
    is_second: bool
    label: Any
    edit: Edit


def _touching(first: Iterable[tuple[Label, Edit]], second: Iterable[tuple[Label, Edit]]) -> Iterator[list[_Placed]]:
    """Yield edits in groups that share characters of the text between; a mere deletion touches only what holds it."""
    placed = [_Placed(edit.start, edit.end, True, label, edit) for label, edit in second]
    gain = 0
    for label, edit in first:
        placed.append(_Placed(edit.start + gain, edit.start + gain + len(edit.text), False, label, edit))
        gain += len(edit.text) - (edit.end - edit.start)
    group: list[_Placed] = []
    for one in sorted(placed, key=lambda one: one[:3]):
        if group and one.start >= max(other.end for other in group):
            yield group
            group = []
        group.append(one)
    if group:
        yield group
