"""WARC: the pages of a web archive, read as a stream, whatever its compression; memory holds one record.

Pages are answers with status 200, and resources, of HTML or plain text, and the texts of WET files. All other records
(requests, images, redirects, ...) are no articles and no faults of any: they are counted, and told once a file.
A page is known by its address, so that one that is crawled again is the same article.
"""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from pipeline.sources.blocks import plausible_address
from pipeline.sources.encoding import decode
from pipeline.sources.http_body import N_BYTES_MAX, undo
from pipeline.sources.record import NOT_A_PAGE, PageReader, Record, Unreadable

N_BYTES_OF_HEADER_MAX = 2**20
N_BYTES_OF_HEAD = 2**16
N_KINDS_SHOWN = 12
N_CHARS_OF_ADDRESS = 200
N_HEX_DIGITS = 16
HTML = ("text/html", "application/xhtml+xml")
PLAIN = "text/plain"
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_OPENS_HTML = re.compile(
    rb"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_ROBOTS = re.compile(r"^https?://[^/]*/robots\.txt$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?:www\.)?(?:[^/?#]*@)?([^/?#:]+)(?::[0-9]*)?([^#]*)", re.IGNORECASE)


class Page(NamedTuple):
    """What an archive holds of a page: its media type, the encoding that came with it, its bytes as they were meant."""

    media_type: str
    charset: str | None
    content: bytes


class Passed(Exception):
    """A record that is no page: what it is instead."""


def stream(file: BinaryIO, columns: Mapping[str, str], read_page: PageReader) -> Iterator[Record | Unreadable]:
    """Yield the article of every page, or why it is none; then what else there is, counted.

    Raises `OSError` where the archive cannot be read on.
    """
    del columns
    passed: Counter[str] = Counter()
    fault: OSError | None = None
    try:
        for record in ArchiveIterator(file, parse_http=False, max_header_len=N_BYTES_OF_HEADER_MAX):
            try:
                yield _article_of(record, read_page)
            except Passed as other:
                passed[str(other)] += 1
            except Unreadable as why:
                yield Unreadable(why.reason, why.detail, (_address_of(record) or "")[:N_CHARS_OF_ADDRESS])
    except OSError as error:
        fault = error
    if passed:
        yield Unreadable(NOT_A_PAGE, _told(passed), "records that are no pages")
    if fault:
        raise fault


def id_of(address: str | None, record_id: str | None) -> str | None:
    """Return the id of a page: its host, and a hash of its address without protocol, port, `www.` and fragment.

    What has no address on the web is known by the id of its record.

    >>> id_of("https://www.Example.org:443/a?b=c#d", None), id_of("http://example.org/a?b=c", "<urn:uuid:1>")
    ('example.org-32eb55313a3c0693', 'example.org-32eb55313a3c0693')
    >>> id_of("file:///a", "<urn:uuid:0b6b9ce4>"), id_of(None, None)
    ('0b6b9ce4', None)
    """
    match = _ADDRESS.match(address or "")
    if match is None:
        return (record_id or "").strip("<>").rpartition(":")[2] or None
    host = match[1].lower()
    name = f"{host}{match[2] or '/'}"
    return f"{host}-{hashlib.sha256(name.encode()).hexdigest()[:N_HEX_DIGITS]}"


def _article_of(record: WarcRecord, read_page: PageReader) -> Record:
    address, url = _address_of(record), _url_of(record)
    page = _page_of(record)
    if page.media_type in HTML:
        article = read_page(page.content, url, page.charset)
    else:
        article = Record(decode(page.content, page.charset))
    return replace(article, record_id=id_of(address, record.record_id), url=url or article.url)


def _page_of(record: WarcRecord) -> Page:
    """Return the page that a record holds; raise `Passed` if it is none, `Unreadable` if it is not there as a whole."""
    block = _block_of(record)
    if record.record_type == WarcRecordType.response:
        headers = HeaderMap()
        body = block[headers.parse(io.BytesIO(block)) :]
        _pass_what_is_no_answer(record, headers)
    else:
        headers, body = record.headers, block
    stated = headers.get("Content-Type") or ""
    media_type = _media_type(record.headers.get("WARC-Identified-Payload-Type") or "") or _media_type(stated)
    if media_type not in (None, *HTML, PLAIN):
        raise Passed(f"of type {media_type}")
    if cause := record.headers.get("WARC-Truncated"):
        raise Unreadable("truncated", f"the crawler cut it off ({cause}): get the page anew")
    done = [headers.get("Content-Encoding") or "", headers.get("Transfer-Encoding") or ""]
    content = undo(body, [name.strip().lower() for names in done for name in names.split(",")])
    if media_type is None and not _OPENS_HTML.match(content, 0, N_BYTES_OF_HEAD):
        raise Passed("of no known type")
    charset = _CHARSET.search(stated)
    return Page(media_type or HTML[0], charset[1] if charset else None, content)


def _block_of(record: WarcRecord) -> bytes:
    """Return the bytes of a record that can hold a page; raise `OSError` where the archive ends before it does."""
    kind = record.record_type
    can_be = kind in (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)
    is_sensible = record.content_length <= N_BYTES_MAX
    block = record.reader.read() if can_be and is_sensible else b""
    n_bytes = len(block) or record.reader.consume()
    if n_bytes < record.content_length or record.headers.get("Content-Length") is None:
        raise OSError("the file ends inside a record")
    if not can_be:
        raise Passed(str(kind))
    if not is_sensible:
        detail = f"{record.content_length:,} bytes; {N_BYTES_MAX:,} are read at most: save its text by other means"
        raise Unreadable("too_large", detail)
    if record.headers.get("WARC-Segment-Number"):
        raise Passed("in segments")
    return block


def _pass_what_is_no_answer(record: WarcRecord, headers: HeaderMap) -> None:
    if headers.status_code is None:
        kind = _media_type(record.headers.get("Content-Type") or "")
        raise Passed(f"of type {kind}" if kind and kind != "application/http" else "without a status")
    if headers.status_code != 200:
        raise Passed(f"with status {headers.status_code}")
    if _ROBOTS.search(_address_of(record) or ""):
        raise Passed("robots.txt")


def _media_type(stated: str) -> str | None:
    match = _MEDIA_TYPE.match(stated)
    return match[1].lower() if match else None


def _address_of(record: WarcRecord) -> str | None:
    """Return the address of a page; some archives put it in angle brackets."""
    return (record.headers.get("WARC-Target-URI") or "").strip(" <>") or None


def _url_of(record: WarcRecord) -> str | None:
    """Return the address of a page if it is one of the web."""
    url = plausible_address(_address_of(record))
    try:
        return url if url and urlsplit(url).hostname else None
    except ValueError:
        return None


def _told(passed: Counter[str]) -> str:
    ordered = sorted(passed.items(), key=lambda kind: (-kind[1], kind[0]))
    shown = [f"{n:,} {kind}" for kind, n in ordered[:N_KINDS_SHOWN]]
    n_others = sum(n for _, n in ordered[N_KINDS_SHOWN:])
    return ", ".join(shown + ([f"{n_others:,} of other kinds"] if n_others else []))
