"""The body of an HTTP answer as it was meant: what was done to it on its way (chunks, compression) is undone.

Archives often hold bodies that are undone already under headers that still say otherwise: bytes that are not so encoded
are taken as they are.
"""

import io
import re
import zlib
from collections.abc import Callable

from fastwarc.stream_io import BrotliReader, ZstdReader

from pipeline.sources.record import Unreadable

N_BYTES_MAX = 2**26
N_BYTES_AT_ONCE = 2**18
N_BYTES_OF_HEAD = 512
_CHUNK = re.compile(rb"[ \t\r\n]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_OF_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def undo(body: bytes, encodings: list[str]) -> bytes:
    """Undo encodings, named in the order in which they were done, such as `gzip` and then `chunked`.

    Raises `Unreadable`: `damaged` where a body breaks off or cannot be undone, `too_large` for more than N_BYTES_MAX.
    """
    for name in reversed(encodings):
        if not body or name not in _UNDO:
            continue
        try:
            body = _UNDO[name](body)
        except (OSError, zlib.error) as error:
            if _OF_NO_TEXT.search(body[:N_BYTES_OF_HEAD]):
                detail = f"what was done to it ({name}) cannot be undone: {error}: get the page anew"
                raise Unreadable("damaged", detail) from None
    return body


def _dechunked(body: bytes) -> bytes:
    pieces, place = list[bytes](), 0
    while match := _CHUNK.match(body, place):
        place = match.end() + int(match[1], 16)
        if place == match.end():
            return b"".join(pieces)
        pieces.append(body[match.end() : place])
    if pieces:
        raise Unreadable("damaged", "its last chunk is missing: get the page anew")
    return body


def _inflated(body: bytes) -> bytes:
    """Undo gzip, however many members it has, or zlib."""
    pieces, n_bytes, rest = list[bytes](), 0, body
    while rest and (not pieces or rest.startswith(b"\x1f\x8b")):
        inflating = zlib.decompressobj(zlib.MAX_WBITS | 32)
        pieces.append(inflating.decompress(rest, N_BYTES_MAX + 1 - n_bytes))
        n_bytes += _within_bounds(len(pieces[-1]), n_bytes)
        if not inflating.eof:
            raise Unreadable("damaged", "its compressed bytes break off: get the page anew")
        rest = inflating.unused_data
    return b"".join(pieces)


def _deflated(body: bytes) -> bytes:
    """Undo what headers call deflate: zlib, or, as some servers have it, bare."""
    try:
        return _inflated(body)
    except zlib.error:
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        found = inflating.decompress(body, N_BYTES_MAX + 1)
        _within_bounds(len(found), 0)
        return found


def _read_by(reader: Callable[[io.BytesIO], BrotliReader | ZstdReader]) -> Callable[[bytes], bytes]:
    def read(body: bytes) -> bytes:
        opened, pieces, n_bytes = reader(io.BytesIO(body)), list[bytes](), 0
        while piece := opened.read(N_BYTES_AT_ONCE):
            pieces.append(piece)
            n_bytes += _within_bounds(len(piece), n_bytes)
        return b"".join(pieces)

    return read


def _within_bounds(n_bytes: int, n_bytes_before: int) -> int:
    if n_bytes + n_bytes_before > N_BYTES_MAX:
        raise Unreadable(
            "too_large", f"more than {N_BYTES_MAX:,} bytes once it is unpacked: save its text by other means"
        )
    return n_bytes


_UNDO: dict[str, Callable[[bytes], bytes]] = {
    "chunked": _dechunked,
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _deflated,
    "br": _read_by(BrotliReader),
    "zstd": _read_by(ZstdReader),
}
