"""Small web archives, made for tests: records as crawlers write them."""

import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow
from fastwarc.stream_io import ZstdWriter, zstd_train_dictionary_from_samples

RESPONSE = "application/http; msgtype=response"


def record(kind: str, address: str | None, block: bytes, media_type: str = RESPONSE, **more: str) -> bytes:
    """Return a record; `more` are its headers, with `_` for `-`."""
    name = hashlib.sha256(f"{kind} {address}".encode()).hexdigest()[:12]
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{name}>",
        "WARC-Date": "2024-01-02T03:04:05Z",
        **({"WARC-Target-URI": address} if address else {}),
        "Content-Type": media_type,
        **{key.replace("_", "-"): value for key, value in more.items()},
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, media_type: str = "text/html", status: str = "200 OK", **more: str) -> bytes:
    """Return an answer of HTTP; `more` are its headers, with `_` for `-`."""
    headers = {"Content-Type": media_type, **{key.replace("_", "-"): value for key, value in more.items()}}
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def page(address: str, text: str, **more: str) -> bytes:
    """Return a record with a page that says a text in a paragraph."""
    html = f'<!DOCTYPE html><html lang="en"><body><article><p>{text}</p></article></body></html>'
    return record("response", address, answer(html.encode(), "text/html; charset=utf-8"), **more)


def packed(suffix: str, records: Iterable[bytes], folder: Path) -> bytes:
    """Return an archive of records, each packed alone as its suffix says, or all at once."""
    if suffix == ".warc.gz":
        return b"".join(gzip.compress(one, mtime=0) for one in records)
    if suffix == ".warc.zst":
        return b"".join(pyarrow.compress(one, codec="zstd", asbytes=True) for one in records)
    if suffix == "one member.warc.gz":
        return gzip.compress(b"".join(records), mtime=0)
    if suffix == "dictionary.warc.zst":
        every = [*records]
        dictionary = zstd_train_dictionary_from_samples([one + bytes([n]) for n in range(200) for one in every], 1024)
        writer = ZstdWriter(str(folder / "packed"), dictionary=dictionary)
        writer.write(b"".join(every))
        writer.close()
        return (folder / "packed").read_bytes()
    return b"".join(records)
