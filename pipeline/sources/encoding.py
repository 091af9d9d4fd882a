"""The text of a page from its bytes, in the order of the HTML standard: byte order mark, transport, page, guess.

Bytes that are UTF-8 and not only ASCII are read so whatever is stated: nothing else looks so by chance. A byte that is
not of the encoding, or that no text holds, becomes U+FFFD; it is never a reason to lose a page.
"""

import codecs
import itertools
import re

import charset_normalizer

from pipeline.sources.record import Unreadable, refuse_no_text

N_BYTES_OF_HEAD = 4096
N_BYTES_OF_SAMPLE = 20_000
N_WHOLE_TO_BROKEN_MIN = 2
N_BYTES_OF_LETTERS_MIN = 10
SHARE_OF_NULLS_MAX = 0.01
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_STATED = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_NO_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(
    "[\0-\x08\x0e-\x1f\ufffe\uffff]|&#0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?:;|(?![0-9]))"
    "|&#x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?:;|(?![0-9a-f]))",
    re.I,
)
_ESCAPED = re.compile(rb"\x1b[$(]")
_OF_NO_PAGE = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"))
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
"""What browsers read where an encoding is stated; a page that states UTF-16 in ASCII letters is none of it."""


def decode(content: bytes, charset: str | None = None) -> str:
    """Return the text of a page; `charset` is what came with it, such as an HTTP header.

    Raises `Unreadable` where the bytes are no text, or hold none.
    """
    encoding, n_bytes_of_mark = _marked(content)
    if encoding is None:
        encoding = _encoding_of(content, charset)
    text = content[n_bytes_of_mark:].decode(encoding, "replace")
    if text.count("\0") > SHARE_OF_NULLS_MAX * len(text):
        raise Unreadable("not_text", "more than one character in a hundred is NUL: binary, or damaged")
    refuse_no_text(text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\x0b", " ").replace("\x0c", " "))


def _marked(content: bytes) -> tuple[str | None, int]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, len(mark)
    wide = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(content[:2])
    return wide, 0


def _encoding_of(content: bytes, charset: str | None) -> str:
    if not _NO_ASCII.search(content):
        return (_known(charset) or _stated(content) or "utf-8") if _ESCAPED.search(content) else "utf-8"
    if _is_utf_8(content):
        return "utf-8"
    return _known(charset) or _stated(content) or _guessed(content)


def _is_utf_8(content: bytes) -> bool:
    """Tell whether bytes are UTF-8, but for a few that are broken or cut."""
    text = content.decode("utf-8", "replace")
    n_broken = text.count("\N{REPLACEMENT CHARACTER}")
    n_whole = sum(not character.isascii() for character in text) - n_broken if n_broken else 1
    return n_broken * N_WHOLE_TO_BROKEN_MIN <= n_whole


def _stated(content: bytes) -> str | None:
    match = _STATED.search(_COMMENT.sub(b"", content[:N_BYTES_OF_HEAD]))
    return _known(match[1].decode("ascii", "replace")) if match else None


def _known(label: str | None) -> str | None:
    """Return the encoding that browsers take a label for; none where nobody knows it, or no page is in it."""
    name = (
        (label or "").strip("\"' ").lower().removeprefix("x-").replace("windows-31j", "cp932").replace("sjis", "cp932")
    )
    try:
        codec = codecs.lookup(name).name if name else "undefined"
        b"a".decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    return None if codec in _OF_NO_PAGE else _WIDER.get(codec, codec)


def _guessed(content: bytes) -> str:
    """Guess the encoding of bytes that are not UTF-8: by their letters, or Western European where there are few."""
    places = [match.start() for match in itertools.islice(_NO_ASCII.finditer(content), N_BYTES_OF_LETTERS_MIN)]
    if len(places) < N_BYTES_OF_LETTERS_MIN:
        return "cp1252"
    first = max(0, places[0] - 100)
    best = charset_normalizer.from_bytes(content[first : first + N_BYTES_OF_SAMPLE]).best()
    return (_known(best.encoding) if best else None) or "cp1252"
