"""Broken text is mended before any other rule looks at it; in the end the edits of both lead back to the raw text.

In between, a line has its `raw` slice and its mended `text`. What edits the mended text is counted from where the line
starts in the raw text, as if it stood there; `compose_line_edits` leads it back.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from pipeline.footnotes import MARK_RULE, NUMBER_RULE
from pipeline.line_edits import EDIT_COLUMNS, Proposal, find_line_edits, find_signed, with_plain
from pipeline.lines import SPACES
from pipeline.rewrite import Edit, Rule, apply, compose

_KEYS = ["article_id", "line"]
_ROW = ["raw_start", "raw_end", "text", "rule", "note_number"]
Labelled = tuple[tuple[str, int | None], Edit]


class Edited(NamedTuple):
    """Lines with `raw` and mended `text`, the repairs that lead from one to the other, and the edits in the latter."""

    lines: pl.DataFrame
    repairs: pl.DataFrame
    edits: pl.DataFrame


def edit_lines(lines: pl.DataFrame, repairs: Mapping[str, Rule], edits: Mapping[str, Rule]) -> Edited:
    """Mend lines (`article_id, line, raw_start, text`), and find the edits inside them (EDIT_COLUMNS)."""
    signed = find_signed(lines, [*repairs.values(), *edits.values()])
    found = find_repairs(signed, repairs)
    return Edited(_mended(lines, found), found, find_line_edits(_mended(signed, found), edits))


def find_repairs(lines: pl.DataFrame, repairs: Mapping[str, Rule]) -> pl.DataFrame:
    """Find what mends lines (`article_id, line, raw_start, text`), each rule on the outcome of those before it.

    Returns rows as EDIT_COLUMNS, sorted, without overlap. White space that is left at the ends of a line goes; where it
    is all that is left, the line is empty then, and `is_invisible` says so.
    """
    lines = find_signed(lines, repairs.values())
    if lines.is_empty():
        return pl.DataFrame(schema=EDIT_COLUMNS)
    texts = lines["text"].to_list()
    found: dict[int, list[Proposal]] = defaultdict(list)
    shown: dict[int, str] = {}
    for rule, repair in repairs.items():
        for number in pl.Series(texts, dtype=pl.String).str.contains(repair.sign).arg_true().to_list():
            new = [(rule, edit) for edit in repair.edits(texts[number])]
            found[number] = compose(found[number], new, texts[number])
            texts[number] = apply((edit for _, edit in new), texts[number])
            shown.setdefault(number, rule)
    places = lines.select(*_KEYS, "raw_start").rows()
    rows: list[tuple[Any, ...]] = []
    for number, rule in sorted(shown.items()):
        article_id, line, raw_start = places[number]
        for by, edit in _without_ends(found[number], texts[number], rule):
            rows.append((article_id, line, edit.start + raw_start, edit.end + raw_start, edit.text, by, None))
    return pl.DataFrame(rows, schema=EDIT_COLUMNS, orient="row")


def compose_line_edits(lines: pl.DataFrame, repairs: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Return the edits that lead from raw to clean text: those of mended lines are composed of both.

    Takes mended lines, and repairs and edits as rows of EDIT_COLUMNS. Where a footnote's edit touches a repair it
    gives the common edit its name, else the repair does.
    """
    if repairs.is_empty():
        return edits
    mended = repairs.select(_KEYS).unique()
    touched = edits.join(mended, on=_KEYS, how="semi", maintain_order="left")
    first, second = _by_line(repairs), _by_line(touched)
    rows: list[tuple[Any, ...]] = []
    for article_id, line, raw_start, text in (
        lines.join(mended, on=_KEYS, how="semi").select(*_KEYS, "raw_start", "text").iter_rows()
    ):
        own, others = (_moved(by_line.get((article_id, line), []), -raw_start) for by_line in (first, second))
        composed = compose(own, others, text, lambda label: label[0] in (MARK_RULE, NUMBER_RULE))
        for (rule, note_number), edit in _moved(composed, raw_start):
            rows.append((article_id, line, *edit, rule, note_number))
    untouched = edits.join(mended, on=_KEYS, how="anti")
    return pl.concat([untouched, pl.DataFrame(rows, schema=EDIT_COLUMNS, orient="row")]).sort("article_id", "raw_start")


def _mended(lines: pl.DataFrame, repairs: pl.DataFrame) -> pl.DataFrame:
    if repairs.is_empty():
        return lines.with_columns(raw="text")
    return with_plain(lines, repairs).rename({"text": "raw", "plain": "text"})


def _without_ends(found: list[Proposal], text: str, rule: str) -> list[Proposal]:
    """Take off the white space that repairs left at the ends of a line."""
    start = len(text) - len(text.lstrip(SPACES))
    end = max(start, len(text.rstrip(SPACES)))
    ends = [(rule, edit) for edit in (Edit(0, start, ""), Edit(end, len(text), "")) if edit.start < edit.end]
    return compose(found, ends, text)


def _by_line(edits: pl.DataFrame) -> dict[tuple[str, int], list[Labelled]]:
    by_line: dict[tuple[str, int], list[Labelled]] = defaultdict(list)
    for article_id, line, start, end, text, rule, note_number in edits.select(*_KEYS, *_ROW).iter_rows():
        by_line[article_id, line].append(((rule, note_number), Edit(start, end, text)))
    return by_line


def _moved(edits: list[Labelled], n_chars: int) -> list[Labelled]:
    return [(label, Edit(edit.start + n_chars, edit.end + n_chars, edit.text)) for label, edit in edits]
