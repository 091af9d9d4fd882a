"""How a file is read, by its suffix: one module per format, and one line here.

A reader takes the bytes of a file and returns the articles in it; it raises `Unreadable` with a reason where there is
none to be had. A stream takes an open file of many records and yields, for each, the article or why it is none.
"""

import importlib
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import BinaryIO, cast

import pyarrow

from pipeline.sources.guard import LIMITS, Limits, read_guarded
from pipeline.sources.record import PageReader, Record, Unreadable

READERS = {
    ".txt": "pipeline.sources.txt",
    ".md": "pipeline.sources.markdown",
    ".markdown": "pipeline.sources.markdown",
    ".docx": "pipeline.sources.docx",
    ".epub": "pipeline.sources.epub",
    ".html": "pipeline.sources.html",
    ".htm": "pipeline.sources.html",
    ".xhtml": "pipeline.sources.html",
    ".pdf": "pipeline.sources.pdf",
}
UNGUARDED = {".txt"}
"""Formats whose reader can neither explode nor crash; all others are read in a process of their own."""
STREAMS = {
    ".jsonl": "pipeline.sources.jsonl",
    ".ndjson": "pipeline.sources.jsonl",
    ".parquet": "pipeline.sources.parquet",
    ".warc": "pipeline.sources.warc",
}
PAGES = "pipeline.sources.html"
UNPACK_THEMSELVES = {".warc"}
"""Streams whose compression is part of their format: every record is packed alone, with a dictionary or without."""
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
PACKED = {*COMPRESSIONS, ".parquet"}
"""Suffixes of files that take less room than the text in them."""
TIMES_LARGER = 4
"""How much larger than its bytes the text of a compressed file is, about."""
SHARE_OF_TEXT = {".warc": 0.1}
"""How much of a file is the text of its articles, about, where that is not most of it."""

__all__ = [
    "LIMITS",
    "READERS",
    "STREAMS",
    "UNGUARDED",
    "Limits",
    "Record",
    "Unreadable",
    "is_stream",
    "read",
    "stem_of",
    "stream",
    "text_bytes_in",
]


def read(suffix: str, content: bytes, limits: Limits = LIMITS) -> list[Record]:
    """Read the articles of a file, within limits where its format can explode.

    Raises `Unreadable` where the format is unknown, the content is not of it, or a limit is reached.
    """
    if suffix.lower() not in READERS:
        known = ", ".join([*READERS, *STREAMS])
        raise Unreadable("no_reader", f"no reader for '{suffix}'; known suffixes: {known}")
    if suffix.lower() not in UNGUARDED:
        return read_guarded(READERS[suffix.lower()], content, limits)
    records: list[Record] = _module(READERS[suffix.lower()]).read(content)
    return records


def is_stream(path: str) -> bool:
    """Tell whether a file holds many records.

    >>> [is_stream(path) for path in ("a.jsonl", "b/c.JSONL.zst", "d.txt", "e.txt.gz")]
    [True, True, False, False]
    """
    return _format(path) in STREAMS


def stream(
    path: str, file: BinaryIO, columns: Mapping[str, str], limits: Limits = LIMITS
) -> Iterator[Record | Unreadable]:
    """Yield, for every record of an open file, the article or why it is none; web pages are read within limits.

    What follows a damaged place cannot be read: that is said last.
    """
    compression = COMPRESSIONS.get(_last_suffix(path)) if _format(path) not in UNPACK_THEMSELVES else None
    opened = pyarrow.CompressedInputStream(pyarrow.PythonFile(file, "r"), compression) if compression else file
    try:
        yield from _module(STREAMS[_format(path)]).stream(cast("BinaryIO", opened), columns, page_reader(limits))
    except Unreadable as fault:
        yield fault
    except (pyarrow.ArrowException, OSError) as error:
        yield Unreadable("damaged", f"the file cannot be read on from here: {str(error).splitlines()[0][:200]}")


def stem_of(path: str) -> str:
    """Return the name of a file without its suffixes, as far as they are known.

    >>> stem_of("crawl/part-1.v2.jsonl.zst"), stem_of("a.b.txt")
    ('part-1.v2', 'a.b')
    """
    name = path.rsplit("/", 1)[-1]
    name = name[: -len(_last_suffix(path))] if _last_suffix(path) in COMPRESSIONS else name
    return name.rsplit(".", 1)[0] or name


def page_reader(limits: Limits) -> PageReader:
    """Return what reads a web page in the guarded process, within limits.

    That process not to be had is no fault of the page, nor of the file that holds it: it raises `RuntimeError`.
    """

    def read_page(content: bytes, url: str | None, charset: str | None) -> Record:
        try:
            (record,) = read_guarded(PAGES, content, limits, {"url": url, "charset": charset})
        except OSError as error:
            raise RuntimeError(f"no process can be started to read pages: {error}") from error
        return record

    return read_page


def text_bytes_in(path: str, n_bytes: int) -> int:
    """Return about how many bytes of text a file of a size holds.

    >>> [text_bytes_in(path, 100) for path in ("a.txt", "a.jsonl.gz", "a.warc", "a.warc.gz")]
    [100, 400, 10, 40]
    """
    unpacked = n_bytes * TIMES_LARGER if _last_suffix(path) in PACKED else n_bytes
    return int(unpacked * SHARE_OF_TEXT.get(_format(path), 1))


def _format(path: str) -> str:
    last = _last_suffix(path)
    return _last_suffix(path[: -len(last)]) if last in COMPRESSIONS else last


def _last_suffix(path: str) -> str:
    name = path.rsplit("/", 1)[-1].lower()
    return name[name.rindex(".") :] if "." in name[1:] else ""


def _module(name: str) -> ModuleType:
    """Load a format's module when a file of it is met: its library is not for those who have none."""
    return importlib.import_module(name)
