"""Footnote marks that are bare digits glued to the text, as in `work.14`: found as one chain over a whole article.

A digit alone says nothing: it may as well belong to a year, a price or a name. But marks count up through an article,
and a chain of them that calls most of its notes is no accident.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.rewrite import Edit

Mark = tuple[int, Edit]

SHARE_OF_NOTES_MIN = 0.6
_SKIP_COST = 0.4
"""What each note costs that a chain leaves out."""
_GLUED = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=\S[.,;:!?…،؛؟])|(?<=[\"'”’»)\]]))(\d{1,3})(?![\w%°]|[.,:/-]\d|[-‐–]\w)")
_TEXT_BEFORE = re.compile(
    r"(?:\b(?:No|Nos|Nr|no|pp?|vol|ch|Art|[^\W\d_])[.:]|\b[A-Z]+|\b[kcdm]?m|(?<![\d,.])\d{1,3}[.,:;])$"
)


class Candidate(NamedTuple):
    """A number that may be a mark: in which of the texts it stands, from where to where, and how likely it is one."""

    place: int
    start: int
    end: int
    number: int


def find_glued(texts: Sequence[str], note_numbers: set[int]) -> list[Candidate]:
    """Find the marks of an article's notes that are glued to its texts, given in their order.

    Of all ways to choose candidates whose numbers increase, the one that calls most notes is taken, less a cost for
    each that it skips (dynamic programming: a greedy choice fails where a number of the text comes first). Nothing is
    found where fewer than most notes are called.

    >>> find_glued(["It failed.1 In 1974,2 and at 3.5 m, again.3"], {1, 2, 3})
    [Candidate(place=0, start=10, end=11, number=1), Candidate(place=0, start=20, end=21, number=2), \
Candidate(place=0, start=42, end=43, number=3)]
    """
    candidates = [one for place, text in enumerate(texts) for one in _candidates(place, text, note_numbers)]
    ranks = {number: rank for rank, number in enumerate(sorted(note_numbers))}
    chain = _best_chain(candidates, ranks)
    return chain if len(chain) >= SHARE_OF_NOTES_MIN * len(note_numbers) and len(chain) > 1 else []


def find_glued_marks(lines: Sequence[int], texts: Sequence[str], note_numbers: set[int]) -> dict[int, list[Mark]]:
    """Find glued marks by the line in which they stand: (number, the edit that takes the mark out)."""
    found: dict[int, list[Mark]] = {}
    for place, start, end, number in find_glued(texts, note_numbers):
        found.setdefault(lines[place], []).append((number, Edit(start, end, "")))
    return found


def _candidates(place: int, text: str, note_numbers: set[int]) -> list[Candidate]:
    found = []
    for match in _GLUED.finditer(text):
        is_of_text = match[1].startswith("0") or _TEXT_BEFORE.search(text, max(0, match.start() - 12), match.start())
        if int(match[1]) in note_numbers and not is_of_text:
            found.append(Candidate(place, match.start(), match.end(), int(match[1])))
    return found


def _best_chain(candidates: Sequence[Candidate], ranks: dict[int, int]) -> list[Candidate]:
    """Return the heaviest chain; `best[rank]` is the heaviest that ends with the note of that rank so far."""
    best: dict[int, tuple[float, list[Candidate]]] = {}
    for one in candidates:
        rank = ranks[one.number]
        before = [
            (weight - _SKIP_COST * (rank - last - 1), chain) for last, (weight, chain) in best.items() if last < rank
        ]
        weight, chain = max([*before, (-_SKIP_COST * rank, [])], key=lambda way: way[0])
        if rank not in best or weight + 1 > best[rank][0]:
            best[rank] = (weight + 1, [*chain, one])
    ends = (weight - _SKIP_COST * (len(ranks) - 1 - rank) for rank, (weight, _) in best.items())
    return max(zip(ends, (chain for _, chain in best.values()), strict=True), key=lambda way: way[0], default=(0, []))[
        1
    ]
