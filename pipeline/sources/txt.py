"""Plain text: UTF-8, or UTF-16 where a byte order mark says so. The mark itself is not part of the text."""

import codecs

from pipeline.sources.record import Record, Unreadable, refuse_no_text

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(content: bytes) -> list[Record]:
    """Read a text file as one article; raise `Unreadable` if it is empty, binary, or in another encoding."""
    text = _decode(content)
    refuse_no_text(text)
    return [Record(text)]


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        detail = f"byte {error.start} (line {line}) is not {encoding.upper().removesuffix('-SIG')}: convert the file"
        raise Unreadable("undecodable", detail) from None
