"""How a file is read, by its suffix: one module per format, and one line here.

A reader takes the bytes of a file and returns the articles in it; it raises `Unreadable` with a reason
where there is none to be had.
"""

from collections.abc import Callable

from pipeline.sources import txt
from pipeline.sources.record import Record, Unreadable

READERS: dict[str, Callable[[bytes], list[Record]]] = {
    ".txt": txt.read,
}

__all__ = ["READERS", "Record", "Unreadable", "read"]


def read(suffix: str, content: bytes) -> list[Record]:
    """Read the articles of a file; raise `Unreadable` where the format is unknown or the content is not of it."""
    if suffix.lower() not in READERS:
        known = ", ".join(READERS)
        raise Unreadable("no_reader", f"no reader for '{suffix}'; known suffixes: {known}")
    return READERS[suffix.lower()](content)
