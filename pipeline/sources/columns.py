"""A row of a table becomes an article: which of its columns holds what, as `ingest.columns` of the recipe says."""

import datetime
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from pipeline.sources.record import PageReader, Record, Unreadable, refuse_no_text

HTML = "html"
NAMES = (*(field.name for field in fields(Record) if field.name != "marks"), HTML)
TEXTS = ("text", HTML)
"""What a row must have one of: a text, or a web page to read it from."""


def record_of(row: Mapping[str, Any], columns: Mapping[str, str], read_page: PageReader) -> Record:
    """Read a row as an article: its text, or else its web page, with what the row states of it.

    Raises `Unreadable` if it has neither, or a value that its place cannot hold.
    """
    values = {name: row.get(column) for name, column in columns.items()}
    texts = {name: values.pop(name, None) for name in TEXTS}
    stated = {name: _value(name, columns[name], value) for name, value in values.items() if value is not None}
    text, page = texts["text"], texts[HTML]
    if text is None and isinstance(page, str | bytes):
        return replace(_read_page(page, stated.get("url"), read_page), **stated)
    if not isinstance(text, str):
        column = columns.get("text") or columns[HTML]
        found = "is missing" if text is None else f"holds {type(text).__name__}"
        raise Unreadable("no_text", f"'{column}' {found}: name the column of the text in ingest.columns")
    refuse_no_text(text)
    return Record(text, **stated)


def _read_page(page: str | bytes, url: str | None, read_page: PageReader) -> Record:
    return read_page(page.encode(), url, "utf-8") if isinstance(page, str) else read_page(page, url, None)


def _value(name: str, column: str, value: Any) -> Any:
    if name == "authors":
        names = value if isinstance(value, list | tuple) else str(value).split(";")
        return tuple(str(one).strip() for one in names if one is not None and str(one).strip())
    if name == "published":
        return _day(column, value)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value).strip() or None
    raise Unreadable(
        "bad_value", f"'{column}' holds {type(value).__name__}, and {name} is a text: mend it, or map another"
    )


def _day(column: str, value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value.date() if isinstance(value, datetime.datetime) else value
    if isinstance(value, str) and not value.strip():
        return None
    try:
        return datetime.date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        detail = f"'{column}' holds {str(value)[:40]!r}, which is no day as YYYY-MM-DD: mend it, or map another column"
        raise Unreadable("bad_value", detail) from None
