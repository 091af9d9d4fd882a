"""The body of an answer as it was meant, whatever was done to it; one that cannot be undone is said to be so."""

import gzip
import io
import random
import zlib
from collections.abc import Callable

import pytest
from fastwarc.stream_io import BrotliWriter
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import compress

from pipeline.sources.http_body import N_BYTES_MAX, undo
from pipeline.sources.record import Unreadable

PAGE = b"<html><body><p>The ships left the harbour.</p></body></html>"
NOISE = random.Random(0).randbytes(4000)


def brotli(body: bytes) -> bytes:
    buffer = io.BytesIO()
    writer = BrotliWriter(buffer)
    writer.write(body)
    writer.close()
    return buffer.getvalue()


def chunked(body: bytes, size: int = 7, end: bytes = b"0\r\n\r\n") -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%X\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def zipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def deflated(body: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "chunked": chunked,
    "gzip": zipped,
    "x-gzip": zipped,
    "deflate": zlib.compress,
    "br": brotli,
    "zstd": lambda body: compress(body, codec="zstd", asbytes=True),
}


def refused(body: bytes, *encodings: str) -> str:
    with pytest.raises(Unreadable) as raised:
        undo(body, [*encodings])
    return f"{raised.value.reason}: {raised.value.detail}"


@given(st.lists(st.sampled_from(sorted(WAYS)), max_size=3), st.binary(min_size=1, max_size=300))
def test_what_was_done_is_undone_last_first(encodings: list[str], body: bytes) -> None:
    done = body
    for name in encodings:
        done = WAYS[name](done)
    assert undo(done, encodings) == body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (deflated(PAGE), "deflate"),
        (zipped(PAGE[:20]) + zipped(PAGE[20:]), "gzip"),
        (zipped(PAGE) + b"\0\0", "gzip"),
        (chunked(PAGE, end=b"0\r\nExpires: never\r\n\r\n"), "chunked"),
        (chunked(PAGE).replace(b"\r\n", b";a=b\r\n", 1), "chunked"),
        (chunked(PAGE).replace(b"\r\n", b"\n"), "chunked"),
        *((PAGE, name) for name in WAYS),
        (PAGE, "identity"),
        (PAGE, "of our own"),
        (b"", "gzip"),
    ],
)
def test_bodies_are_read_as_servers_and_archives_have_them(body: bytes, encoding: str) -> None:
    assert undo(body, [encoding]) == (PAGE if body else b"")


@pytest.mark.parametrize(
    ("body", "encoding", "complaint"),
    [
        (chunked(PAGE, end=b""), "chunked", "damaged: its last chunk is missing: get the page anew"),
        (zipped(PAGE)[:-20], "gzip", "damaged: its compressed bytes break off: get the page anew"),
        (
            brotli(NOISE)[:-20],
            "br",
            "damaged: what was done to it (br) cannot be undone: Invalid Data: get the page anew",
        ),
        (NOISE, "gzip", "damaged: what was done to it (gzip) cannot be undone: Error -3 while decompressing data: "),
    ],
)
def test_what_cannot_be_undone_is_said(body: bytes, encoding: str, complaint: str) -> None:
    assert refused(body, encoding).startswith(complaint)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_not_unpacked(encoding: str) -> None:
    bomb = deflated(bytes(N_BYTES_MAX + 1)) if encoding == "deflate" else WAYS[encoding](bytes(N_BYTES_MAX + 1))
    assert refused(bomb, encoding).startswith("too_large: more than 67,108,864 bytes once it is unpacked")
