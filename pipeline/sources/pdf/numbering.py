"""The numbers of notes, and of the calls in the text.

Notes that are numbered anew by page or chapter, or by signs, are numbered through, as those of other formats are; their
calls follow them in order, and a call without a note stays a plain number.
"""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.sources.blocks import call_of
from pipeline.sources.pdf.lines import Line
from pipeline.sources.pdf.notes import CALL, N_SKIPPED_MAX, OPENING, RAISED, Note, plain


def renumbered(notes: Sequence[Note]) -> list[int] | None:
    """Return new numbers for notes, or none where theirs rise all along.

    One note with a sign before all others is number 0: it says whom the author thanks.
    """
    numbers = [note.number for note in notes]
    rest = numbers[1:] if numbers and numbers[0] is None else numbers
    if all(number is not None for number in rest) and all(a < b for a, b in pairwise(filter(None, rest))):
        is_whole = len(rest) == len(numbers)
        return None if is_whole or not rest or 0 in rest else [0, *filter(None, rest)]
    return list(range(1, len(notes) + 1))


def opened(note: Note, number: int) -> str:
    """Return the first line of a note with a new number."""
    return OPENING.sub(f"{number}. ", note.lines[0].text, count=1)


class Calls:
    """Gives the calls of a text, met in the order of reading, the new numbers of their notes."""

    def __init__(self, notes: Sequence[Note], numbers: Sequence[int]) -> None:
        """Start before the first call."""
        self._notes, self._numbers = notes, numbers
        self._next = 0

    def rewritten(self, line: Line) -> str:
        """Return a line with its calls renumbered."""
        return CALL.sub(lambda match: self._new(match[0], line.page), line.text)

    def _new(self, call: str, page: int) -> str:
        label = plain(call)
        places = [place for place, note in enumerate(self._notes) if note.label == label and _is_near(note, page)]
        ahead = [place for place in places if self._next <= place <= self._next + N_SKIPPED_MAX]
        behind = [place for place in places if place < self._next]
        if not ahead and not behind:
            return label if call[0] in RAISED else call
        place = ahead[0] if ahead else behind[-1]
        self._next = max(self._next, place + 1)
        return call_of(self._numbers[place])


def _is_near(note: Note, page: int) -> bool:
    return note.lines[0].page >= page
