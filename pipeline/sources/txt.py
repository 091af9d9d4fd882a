"""Plain text: UTF-8, or UTF-16 where a byte order mark says so. The mark itself is not part of the text."""

import codecs
import re

from pipeline.sources.record import Record, Unreadable

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1b\x7f]")
_SHARE_OF_CONTROLS_MAX = 0.01


def read(content: bytes) -> list[Record]:
    """Read a text file as one article; raise `Unreadable` if it is empty, binary, or in another encoding."""
    text = _decode(content)
    if not text.strip():
        raise Unreadable("empty", "the file holds no text")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable("not_text", f"a NUL character in line {line}: a binary file, or a damaged one")
    if len(_CONTROLS.findall(text)) > _SHARE_OF_CONTROLS_MAX * len(text):
        raise Unreadable("not_text", "more than one character in a hundred is a control character")
    return [Record(text)]


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        detail = f"byte {error.start} (line {line}) is not {encoding.upper().removesuffix('-SIG')}: convert the file"
        raise Unreadable("undecodable", detail) from None
