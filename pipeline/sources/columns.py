"""A row of a table becomes an article: which of its columns holds what, as `ingest.columns` of the recipe says."""

import datetime
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pipeline.sources.record import Record, Unreadable, refuse_no_text

NAMES = tuple(field.name for field in fields(Record) if field.name != "marks")


def record_of(row: Mapping[str, Any], columns: Mapping[str, str]) -> Record:
    """Read a row as an article; raise `Unreadable` if it has no text, or a value that its place cannot hold."""
    stated = {name: row.get(column) for name, column in columns.items()}
    text = stated.pop("text")
    if not isinstance(text, str):
        found = "is missing" if text is None else f"holds {type(text).__name__}"
        raise Unreadable("no_text", f"'{columns['text']}' {found}: name the column of the text in ingest.columns")
    refuse_no_text(text)
    return Record(
        text, **{name: _value(name, columns[name], value) for name, value in stated.items() if value is not None}
    )


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
