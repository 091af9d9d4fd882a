"""Count in pages of HTML: the text that is extracted, snippets, and metadata."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.plain import extract_all
from pipeline.quality.answers import Rules
from pipeline.quality.counts import Count
from pipeline.quality.forms import STATED, Page, Pages
from pipeline.quality.measures import aeb_counts, answer_counts, fold, item_counts, snippet_counts, token_counts


def count_pages(records: Sequence[Pages], rules: Rules) -> Iterator[Count]:
    """Count what `pipeline.extract_all` makes of the pages; it reads the recipe for itself."""
    del rules
    answers = extract_all((record.html, record.url) for record in records)
    for record, found in zip(records, answers, strict=True):
        if record.body is not None:
            yield Count("pages", "token_f1", record.language, token_counts(record.body, found.text))
            yield Count("pages", "aeb_f1", record.language, aeb_counts(record.body, found.text))
        yield from count_page(record, found.text, {name: getattr(found, name) for name in (*STATED, "language")})


def count_page(record: Page, text: str, stated: dict[str, Any]) -> Iterator[Count]:
    """Count snippets in the text of a page, and what the page states, as far as the gold tells them."""
    if record.must_keep or record.must_drop:
        counts = snippet_counts(record.must_keep, record.must_drop, text)
        yield Count("snippets", "snippet_f1", record.language, counts)
    for name, gold in record.stated.items():
        counts = item_counts(_comparable(gold), _comparable(stated[name]))
        yield Count("metadata", f"{name}_f1", record.language, counts)
    if record.language:
        yield Count("metadata", "language", record.language, answer_counts(record.language, stated["language"]))


def _comparable(value: Any) -> list[str]:
    """Return what is stated as a list of texts, without regard to case and white space."""
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [fold(str(one)).casefold() for one in values]
