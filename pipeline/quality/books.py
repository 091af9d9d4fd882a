"""Count in texts cut by pages: lines that go on with one another, and footnotes with their calls."""

from collections.abc import Iterator, Sequence
from itertools import compress

from pipeline.quality.answers import Rules, read_pages
from pipeline.quality.counts import Count
from pipeline.quality.forms import Joins, Notes
from pipeline.quality.measures import break_counts, fold, item_counts


def count_joins(records: Sequence[Joins], rules: Rules) -> Iterator[Count]:
    """Count lines that were joined, and lines, blank ones left out, that were rightly left alone."""
    for record, page in zip(records, read_pages([record.lines for record in records], rules), strict=True):
        gold, found = ([*compress(side, map(str.strip, record.lines))] for side in (record.joined, page.joined))
        pairs = [[number for number, is_joined in enumerate(side) if is_joined] for side in (gold, found)]
        yield Count("joins", "join_f1", record.language, item_counts(*pairs))
        yield Count("joins", "breaks_kept", record.language, break_counts(gold, found))


def count_notes(records: Sequence[Notes], rules: Rules) -> Iterator[Count]:
    """Count calls (number, sentence) and notes (number, text) that were found."""
    for record, page in zip(records, read_pages([record.lines for record in records], rules), strict=True):
        calls = [(call.number, fold(call.sentence)) for call in record.calls]
        notes = [(note.number, fold(note.text)) for note in record.notes]
        yield Count("notes", "call_f1", record.language, item_counts(calls, page.calls))
        yield Count("notes", "note_f1", record.language, item_counts(notes, page.notes))
