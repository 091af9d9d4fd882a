"""Plain text: UTF-8, or UTF-16 and UTF-32 where a byte order mark or the bytes say so. The mark is no part of the text.

A mark is wrong where it says UTF-16 and what follows is UTF-8: some tools set it before whatever they are given.
"""

import codecs
import unicodedata

from pipeline.sources.record import Record, Unreadable, refuse_no_text

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_N_BYTES_CERTAIN = 32
"""So many bytes of UTF-16 without a NUL are not by chance UTF-8 as well."""
_N_CHARS_LOOKED_AT = 100_000
_SHARE_OF_SPACES_MIN, _SHARE_OF_ASCII_MIN = 0.05, 0.5


def read(content: bytes) -> list[Record]:
    """Read a text file as one article; raise `Unreadable` if it is empty, binary, or in another encoding."""
    text = _decode(content)
    refuse_no_text(text)
    return [Record(text)]


def _decode(content: bytes) -> str:
    mark, encoding = next(((mark, name) for mark, name in _MARKS.items() if content.startswith(mark)), (b"", ""))
    if encoding == "utf-16" and _is_utf_8(content[len(mark) :]):
        content, encoding = content[len(mark) :], ""
    encoding = encoding or _unmarked_utf_16(content) or "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        detail = f"byte {error.start} (line {line}) is not {encoding.upper().removesuffix('-SIG')}: convert the file"
        raise Unreadable("undecodable", detail) from None


def _is_utf_8(content: bytes) -> bool:
    return len(content) >= _N_BYTES_CERTAIN and b"\0" not in content and _decodes(content, "utf-8")


def _unmarked_utf_16(content: bytes) -> str | None:
    """Tell UTF-16 without a mark by its NULs, which stand in the same half of every ASCII character.

    Every text has spaces or breaks, and so many NULs; a text that is UTF-8 but for its NULs must be ASCII for the
    greater part. A character that Unicode does not know speaks against it.
    """
    n_chars = len(content) // 2
    if len(content) % 2 or b"\0" not in content:
        return None
    halves = {"utf-16-le": content[1::2].count(0), "utf-16-be": content[::2].count(0)}
    encoding = max(halves, key=lambda name: halves[name])
    share_min = _SHARE_OF_ASCII_MIN if _decodes(content.replace(b"\0", b""), "utf-8") else _SHARE_OF_SPACES_MIN
    if min(halves.values()) > 0 or halves[encoding] < share_min * n_chars or not _decodes(content, encoding):
        return None
    start = content[: 2 * _N_CHARS_LOOKED_AT].decode(encoding, "ignore")
    return encoding if all(unicodedata.category(char) not in ("Cn", "Co") for char in start) else None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
