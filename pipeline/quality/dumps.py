"""Count in pages of plain text, as dumps have them: the lines and words that are kept, and what the page states."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.quality.answers import Page, Rules, read_pages
from pipeline.quality.books import count_joins
from pipeline.quality.counts import Count
from pipeline.quality.cuts import cut, is_prose, kept_text, near, paragraphs_of
from pipeline.quality.forms import Joins, Lines, TextPages
from pipeline.quality.measures import aeb_counts, line_counts, token_counts
from pipeline.quality.pages import count_page


class Labelled(NamedTuple):
    """A page, or what is near its text: lines with their labels, and the text that a person marked."""

    language: str | None
    lines: list[str]
    labels: list[str]
    body: str


def count_lines(records: Sequence[Lines], rules: Rules) -> Iterator[Count]:
    """Count in labelled pages, and in what can be made of them: the lines near the text, and the text cut by pages."""
    whole = [Labelled(one.language, one.lines, [*one.labels], body_of(one)) for one in records]
    found = read_pages([page.lines for page in whole], rules)
    yield from _count_kept("lines", whole, found)
    yield from _count_stated(records, found)
    close = [page._replace(lines=lines, labels=labels) for page in whole for lines, labels in [near(*page[1:3])]]
    trimmed = [page for page, all_of_it in zip(close, whole, strict=True) if page.lines != all_of_it.lines]
    yield from _count_kept("near", trimmed, read_pages([page.lines for page in trimmed], rules))
    yield from _count_cuts(whole, rules)


def count_text_pages(records: Sequence[TextPages], rules: Rules) -> Iterator[Count]:
    """Count in pages of which only snippets or metadata are known."""
    yield from _count_stated(records, read_pages([record.lines for record in records], rules))


def body_of(record: Lines) -> str:
    """Return the text of a page: as a person marked it, else the lines labelled `keep`."""
    return record.body or kept_text(record.lines, [label == "keep" for label in record.labels])


def _count_kept(kind: str, pages: Sequence[Labelled], found: Sequence[Page]) -> Iterator[Count]:
    for (language, lines, labels, body), answer in zip(pages, found, strict=True):
        text = kept_text(lines, answer.keeps)
        yield Count(kind, "line_f1", language, line_counts(labels, answer.keeps))
        yield Count(kind, "token_f1", language, token_counts(body, text))
        yield Count(kind, "aeb_f1", language, aeb_counts(body, text))


def _count_stated(records: Sequence[Lines | TextPages], found: Sequence[Page]) -> Iterator[Count]:
    for record, answer in zip(records, found, strict=True):
        yield from count_page(record, kept_text(record.lines, answer.keeps), answer.stated)


def _count_cuts(pages: Sequence[Labelled], rules: Rules) -> Iterator[Count]:
    """Count joins in texts that are cut, and false ones in the same texts as they are; prose is also counted apart."""
    for measure, vary in (("join_f1", cut), ("breaks_kept", paragraphs_of)):
        varied = [(page, *vary(page.body)) for page in pages if page.body.strip()]
        joins = [Joins(language=page.language, lines=lines, joined=joined) for page, lines, joined in varied]
        counted = (count for count in count_joins(joins, rules) if count.measure == measure)
        for (page, *_), count in zip(varied, counted, strict=True):
            yield count._replace(kind="cuts")
            if is_prose(page.body):
                yield count._replace(kind="prose_cuts")
