"""The edits inside lines, as rows: which characters of a line are replaced by what, and by which rule."""

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

import polars as pl

from pipeline.footnotes import MARK_RULE, NUMBER_RULE, find_marks
from pipeline.glued_marks import find_glued_marks
from pipeline.rewrite import Edit, Rule, apply, settle

EDIT_COLUMNS = {
    "article_id": pl.String,
    "line": pl.Int32,
    "raw_start": pl.Int64,
    "raw_end": pl.Int64,
    "text": pl.String,
    "rule": pl.String,
    "note_number": pl.Int32,
}
Proposal = tuple[str, Edit]
Mark = tuple[int, Edit]


def find_signed(lines: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """Return the lines that show the sign of a rule: one pass over all text, whatever the number of rules."""
    signs = "|".join(f"(?:{rule.sign})" for rule in rules)
    return lines.filter(pl.col("text").str.contains(signs)) if signs else lines.clear()


def find_line_edits(lines: pl.DataFrame, rewrites: Mapping[str, Rule]) -> pl.DataFrame:
    """Find the edits inside lines (`article_id, line, raw_start, text`) by the rewrites whose sign they show.

    Returns rows as EDIT_COLUMNS, sorted, without overlap; a line of which nothing would be left keeps its text.
    """
    shows = [pl.col("text").str.contains(rewrite.sign).alias(rule) for rule, rewrite in rewrites.items()]
    rows: list[tuple[Any, ...]] = []
    for article_id, line, raw_start, text, *shown in lines.select(
        "article_id", "line", "raw_start", "text", *shows
    ).iter_rows():
        shown_rules = compress(rewrites.items(), shown)
        proposals = ((rule, edit) for rule, rewrite in shown_rules for edit in rewrite.edits(text))
        rows += _rows(article_id, line, raw_start, _settled(text, proposals), {})
    return pl.DataFrame(rows, schema=EDIT_COLUMNS, orient="row")


def add_footnote_edits(lines: pl.DataFrame, line_edits: pl.DataFrame) -> pl.DataFrame:
    """Add the edits that take footnote marks out of the text, and their numbers off the notes.

    Takes lines with `role, note_number, n_chars_of_number`. A footnote's edit goes before any other that wants
    the same characters.
    """
    note_numbers = _note_numbers(lines)
    marks = _find_all_marks(lines, note_numbers)
    keyed = pl.DataFrame([*marks], schema={"article_id": pl.String, "line": pl.Int32}, orient="row")
    numbered = lines.filter(pl.col("n_chars_of_number") > 0).select("article_id", "line")
    touched = lines.join(pl.concat([keyed, numbered]), on=["article_id", "line"], how="semi", maintain_order="left")
    keys = touched.select("article_id", "line")
    present: dict[tuple[str, int], list[Proposal]] = {}
    for article_id, line, start, end, text, rule in (
        line_edits.join(keys, on=["article_id", "line"], how="semi", maintain_order="left")
        .drop("note_number")
        .iter_rows()
    ):
        present.setdefault((article_id, line), []).append((rule, Edit(start, end, text)))
    rows: list[tuple[Any, ...]] = []
    columns = ["article_id", "line", "raw_start", "text", "role", "n_chars_of_number"]
    for article_id, line, raw_start, text, role, n_chars in touched.select(columns).iter_rows():
        others = [(rule, _moved(edit, -raw_start)) for rule, edit in present.get((article_id, line), [])]
        if role == "note":
            rows += _rows(
                article_id,
                line,
                raw_start,
                _settled(text, [(NUMBER_RULE, Edit(0, n_chars, "")), *others]),
                {},
            )
        else:
            own = marks[article_id, line]
            numbers = {edit.start: number for number, edit in own}
            rows += _rows(
                article_id,
                line,
                raw_start,
                _settled(text, [*((MARK_RULE, edit) for _, edit in own), *others]),
                numbers,
            )
    untouched = line_edits.join(keys, on=["article_id", "line"], how="anti", maintain_order="left")
    return pl.concat([untouched, pl.DataFrame(rows, schema=EDIT_COLUMNS, orient="row")]).sort("article_id", "raw_start")


def with_plain(lines: pl.DataFrame, line_edits: pl.DataFrame) -> pl.DataFrame:
    """Add `plain` to lines: the raw text with the edits made."""
    keys = ["article_id", "line"]
    spans = line_edits.group_by(keys, maintain_order=True).agg("raw_start", "raw_end", edit_text="text")
    edited = lines.select(*keys, "text", line_start="raw_start").join(spans, on=keys, maintain_order="left")
    columns = ["text", "line_start", "raw_start", "raw_end", "edit_text"]
    plain = [
        apply(
            (Edit(start - line_start, end - line_start, new) for start, end, new in zip(*spans, strict=True)),
            text,
        )
        for text, line_start, *spans in edited.select(columns).iter_rows()
    ]
    made = edited.select(keys).with_columns(plain=pl.Series(plain, dtype=pl.String))
    unmade = lines.drop("plain", strict=False)
    return unmade.join(made, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("plain").fill_null(pl.col("text"))
    )


def _find_all_marks(lines: pl.DataFrame, note_numbers: Mapping[str, set[int]]) -> dict[tuple[str, int], list[Mark]]:
    """Find the marks in the paragraphs of articles that have numbered notes, by article and line.

    Bare digits are looked for only where raised and bracketed ones do not call most of the notes.
    """
    found: dict[tuple[str, int], list[Mark]] = {}
    texts = lines.filter(pl.col("article_id").is_in(list(note_numbers)) & (pl.col("role") == "paragraph"))
    for (article_id,), own in texts.select("article_id", "line", "text").group_by("article_id", maintain_order=True):
        known = note_numbers[str(article_id)]
        marks = {line: find_marks(text, known) for line, text in own.select("line", "text").iter_rows()}
        if 2 * len({number for each in marks.values() for number, _ in each}) < len(known):
            marks = find_glued_marks(own["line"].to_list(), own["text"].to_list(), known) or marks
        found.update({(str(article_id), line): each for line, each in marks.items() if each})
    return found


def _note_numbers(lines: pl.DataFrame) -> dict[str, set[int]]:
    numbered = lines.filter(pl.col("n_chars_of_number") > 0).group_by("article_id").agg("note_number")
    return {article_id: set(numbers) for article_id, numbers in numbered.iter_rows()}


def _settled(text: str, proposals: Iterable[Proposal]) -> list[Proposal]:
    settled = settle(proposals)
    return settled if apply((edit for _, edit in settled), text).strip() else []


def _rows(
    article_id: str, line: int, raw_start: int, settled: list[Proposal], numbers: Mapping[int, int]
) -> list[tuple[Any, ...]]:
    return [
        (
            article_id,
            line,
            *_moved(edit, raw_start),
            rule,
            numbers.get(edit.start) if rule == MARK_RULE else None,
        )
        for rule, edit in settled
    ]


def _moved(edit: Edit, n_chars: int) -> Edit:
    return Edit(edit.start + n_chars, edit.end + n_chars, edit.text)
