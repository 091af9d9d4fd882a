"""JSON Lines: an article per line, read as a stream, so that a file may be larger than memory."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import orjson

from pipeline.sources.columns import record_of
from pipeline.sources.record import PageReader, Record, Unreadable

N_BYTES_OF_CHUNK = 2**20
N_BYTES_OF_LINE_MAX = 2**28


def stream(file: BinaryIO, columns: Mapping[str, str], read_page: PageReader) -> Iterator[Record | Unreadable]:
    """Yield the article of every line that is not blank, or why it is none."""
    for line in _lines(file):
        try:
            yield line if isinstance(line, Unreadable) else record_of(_parsed(line), columns, read_page)
        except Unreadable as fault:
            yield fault


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Unreadable("not_json", f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise Unreadable("not_json", f"a line must hold an object with names and values, not {type(row).__name__}")
    return row


def _lines(file: BinaryIO) -> Iterator[bytes | Unreadable]:
    """Yield lines without their ends; of one longer than is sensible, only that it is."""
    pieces: list[bytes] = []
    n_bytes = 0
    while chunk := file.read(N_BYTES_OF_CHUNK):
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield from _line([*pieces, piece], n_bytes + len(piece))
            pieces, n_bytes = [], 0
        n_bytes += len(rest)
        if n_bytes <= N_BYTES_OF_LINE_MAX:
            pieces.append(rest)
    yield from _line(pieces, n_bytes)


def _line(pieces: list[bytes], n_bytes: int) -> Iterator[bytes | Unreadable]:
    if n_bytes > N_BYTES_OF_LINE_MAX:
        yield Unreadable(
            "too_large", f"a line of {n_bytes:,} bytes; {N_BYTES_OF_LINE_MAX:,} are read at most: divide it"
        )
        return
    line = b"".join(pieces).removeprefix(b"\xef\xbb\xbf").strip()
    if line:
        yield line
