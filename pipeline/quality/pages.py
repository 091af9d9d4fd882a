"""Count in pages, of plain text and of HTML: the text that is kept, snippets, and metadata."""

from collections.abc import Iterator, Sequence
from typing import Any

import pipeline
from pipeline.quality.answers import Rules, read_pages
from pipeline.quality.books import count_joins
from pipeline.quality.counts import Count
from pipeline.quality.cuts import cut, kept_text, near, paragraphs_of
from pipeline.quality.forms import STATED, Joins, Lines, Page, Pages, TextPages
from pipeline.quality.measures import (
    aeb_counts,
    answer_counts,
    fold,
    item_counts,
    line_counts,
    snippet_counts,
    token_counts,
)

Labelled = tuple[list[str], list[str]]


def count_lines(records: Sequence[Lines], rules: Rules) -> Iterator[Count]:
    """Count lines and words kept of labelled pages, whole and near their body, and joins of their cut bodies."""
    whole: list[Labelled] = [(record.lines, [*record.labels]) for record in records]
    yield from _count_kept("lines", records, whole, rules)
    yield from _count_kept("near", records, [near(*page) for page in whole], rules)
    yield from count_text_pages(records, rules)
    for measure, vary in (("join_f1", cut), ("breaks_kept", paragraphs_of)):
        varied = [(record.language, *vary(body_of(record))) for record in records]
        joins = [Joins(language=name, lines=lines, joined=joined) for name, lines, joined in varied if lines]
        counted = count_joins(joins, rules)
        yield from (count._replace(kind="cuts") for count in counted if count.measure == measure)


def count_text_pages(records: Sequence[Lines | TextPages], rules: Rules) -> Iterator[Count]:
    """Count snippets and metadata of pages of plain text."""
    told = [record for record in records if record.tells_more]
    for record, page in zip(told, read_pages([record.lines for record in told], rules), strict=True):
        yield from _count_page(record, kept_text(record.lines, page.keeps), page.stated)


def count_pages(records: Sequence[Pages], rules: Rules) -> Iterator[Count]:
    """Count words, snippets and metadata extracted from HTML; `extract` reads its own recipe."""
    del rules
    for record in records:
        found = pipeline.extract(record.html, record.url)
        if record.body is not None:
            yield Count("pages", "token_f1", record.language, token_counts(record.body, found.text))
            yield Count("pages", "aeb_f1", record.language, aeb_counts(record.body, found.text))
        yield from _count_page(record, found.text, {name: getattr(found, name) for name in (*STATED, "language")})


def body_of(record: Lines) -> str:
    """Return the text of a page: as a person marked it, else the lines that are kept."""
    return record.body or kept_text(record.lines, [label == "keep" for label in record.labels])


def _count_kept(kind: str, records: Sequence[Lines], pages: list[Labelled], rules: Rules) -> Iterator[Count]:
    found = read_pages([lines for lines, _ in pages], rules)
    for record, (lines, labels), page in zip(records, pages, found, strict=True):
        body, text = body_of(record), kept_text(lines, page.keeps)
        yield Count(kind, "line_f1", record.language, line_counts(labels, page.keeps))
        yield Count(kind, "token_f1", record.language, token_counts(body, text))
        yield Count(kind, "aeb_f1", record.language, aeb_counts(body, text))


def _count_page(record: Page, text: str, found: dict[str, Any]) -> Iterator[Count]:
    if record.must_keep or record.must_drop:
        counts = snippet_counts(record.must_keep, record.must_drop, text)
        yield Count("snippets", "snippet_f1", record.language, counts)
    for name, gold in record.stated.items():
        counts = item_counts(_comparable(gold), _comparable(found[name]))
        yield Count("metadata", f"{name}_f1", record.language, counts)
    if record.language:
        yield Count("metadata", "language", record.language, answer_counts(record.language, found["language"]))


def _comparable(value: Any) -> list[str]:
    """Return what is stated as a list of texts, compared without regard to case and white space; a day without hour."""
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [fold(str(one)).casefold() for one in values]
