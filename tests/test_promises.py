"""Each law is broken on purpose, by the smallest change, and names the row that was changed."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from pipeline import promises
from pipeline.clean import Cleaned
from pipeline.params import rules_of
from pipeline.promises import Tables
from pipeline.segment import Segmented
from pipeline.validate import keep_promises

Change = dict[str, Callable[[Any], Any]]
GONE: Change = {}


def another(_: Any) -> str:
    return "another"


def nothing(_: Any) -> None:
    return None


def one_more(number: int) -> int:
    return number + 1


def one_less(number: int) -> int:
    return number - 1


def much_more(number: int) -> int:
    return number + 10_000


def shorter(text: str) -> str:
    return text[:-1]


EXAMPLES: list[tuple[str, str, int, Change]] = [
    ("every_raw_article_became_an_article", "articles", 2, GONE),
    ("every_raw_article_became_an_article", "raw_articles", 2, GONE),
    ("every_row_has_its_article", "lines", 3, {"article_id": another}),
    ("every_row_has_its_article", "edits", 3, {"article_id": another}),
    ("every_row_has_its_article", "paragraphs", 3, {"article_id": another}),
    ("every_row_has_its_article", "sentences", 3, {"article_id": another}),
    ("every_row_has_its_article", "notes", 3, {"article_id": another}),
    ("every_sentence_has_its_paragraph", "sentences", -1, {"paragraph_id": another}),
    ("every_sentence_has_its_paragraph", "sentences", 0, GONE),
    ("every_line_of_text_has_its_paragraph", "lines", 5, {"paragraph_id": another}),
    ("every_line_of_text_has_its_paragraph", "lines", 5, {"paragraph_id": nothing}),
    ("every_line_of_text_has_its_paragraph", "lines", 5, {"role": lambda _: "caption"}),
    ("every_line_of_text_has_its_paragraph", "lines", 5, {"note_id": another}),
    ("every_line_of_text_has_its_paragraph", "lines", -1, {"note_id": another}),
    ("every_position_counts_from_zero", "paragraphs", 4, {"position": one_more}),
    ("every_position_counts_from_zero", "sentences", 4, {"position": one_less}),
    ("every_article_is_its_paragraphs", "articles", 2, {"text": shorter}),
    ("every_line_lies_in_its_paragraph", "lines", 5, {"raw_start": lambda _: 0}),
    ("every_line_lies_in_its_paragraph", "lines", -1, {"raw_end": much_more}),
    ("every_slice_of_an_article_is_its_text", "paragraphs", 4, {"start": one_more}),
    ("every_slice_of_an_article_is_its_text", "sentences", 4, {"end": one_less}),
    ("every_slice_of_the_raw_text_gives_its_text", "paragraphs", 4, {"raw_start": one_more}),
    ("every_slice_of_the_raw_text_gives_its_text", "sentences", 4, {"raw_end": one_less}),
    ("every_slice_of_the_raw_text_gives_its_text", "notes", 4, {"text": shorter}),
    ("every_raw_line_is_its_slice", "lines", 9, {"raw_start": one_more}),
    ("every_raw_line_is_its_slice", "lines", 9, {"text": shorter}),
    ("the_ledger_balances", "lines", 9, GONE),
    ("the_ledger_balances", "lines", 9, {"text": shorter}),
    ("the_ledger_balances", "lines", 9, {"raw_end": much_more}),
    ("every_sentence_lies_in_its_paragraph", "sentences", 0, {"start": lambda _: 0, "end": lambda _: 0}),
    ("every_sentence_lies_in_its_paragraph", "sentences", 0, {"start": lambda _: -1}),
    ("every_sentence_lies_in_its_paragraph", "sentences", -1, {"end": one_more}),
    ("every_sentence_lies_in_its_paragraph", "sentences", 0, {"raw_start": lambda _: -1}),
    ("every_sentence_lies_in_its_paragraph", "sentences", -1, {"raw_end": one_more}),
    ("every_sentence_lies_in_its_paragraph", "sentences", -1, {"start": lambda start: start - 2}),
    ("every_sentence_lies_in_its_paragraph", "sentences", -1, {"raw_start": lambda start: start - 2}),
    ("every_paragraph_is_covered_by_its_sentences", "paragraphs", -1, {"text": shorter}),
    ("every_called_note_exists", "notes", 0, {"sentence_ids": lambda _: []}),
    ("every_called_note_exists", "notes", 0, {"sentence_ids": lambda ids: [*ids, "another"]}),
]


@pytest.fixture(scope="module")
def tables(raw_articles: pl.DataFrame, cleaned: Cleaned, segmented: Segmented) -> Tables:
    return Tables(raw_articles, cleaned.lines, cleaned.edits, cleaned.articles, *segmented)


def changed_row(frame: pl.DataFrame, row: int, change: Change) -> pl.DataFrame:
    """Return row `row` of a table, with its cells changed."""
    cells = frame[row].to_dicts()[0]
    return pl.DataFrame([cells | {name: to(cells[name]) for name, to in change.items()}], schema=frame.schema)


@pytest.mark.parametrize(("law", "table", "row", "change"), EXAMPLES)
def test_a_law_names_the_row_that_breaks_it(law: str, table: str, row: int, change: Change, tables: Tables) -> None:
    frame: pl.DataFrame = getattr(tables, table)
    row %= frame.height
    changed = changed_row(frame, row, change)
    middle = [changed] if change else []
    broken = tables._replace(**{table: pl.concat([frame[:row], *middle, frame[row + 1 :]])})
    found: pl.DataFrame = rules_of(promises)[law](broken)
    shared = [name for name in found.columns if name in frame.columns]
    assert found.select(shared).to_dicts() == changed.select(shared).to_dicts()


def test_every_law_has_an_example() -> None:
    assert list(dict.fromkeys(law for law, *_ in EXAMPLES)) == list(rules_of(promises))


def test_the_five_keep_every_law(tables: Tables) -> None:
    assert {law: rows.height for law, rows in keep_promises(tables).items()} == dict.fromkeys(rules_of(promises), 0)
