"""HTML: the raw text is the whole visible text of the page, a block a line with a blank line between, in its order.

Furniture is in it too, and marked as such, so that the ledger shows what was dropped. Rows of tables are lines, with a
bar between their cells; notes that links call stand behind the text, numbered as it calls them. What is never shown
(scripts, hidden elements) is no text.
"""

from dataclasses import replace
from typing import Any

import lxml.html
from lxml import etree

from pipeline.sources.blocks import Block, lay_out
from pipeline.sources.encoding import decode
from pipeline.sources.html.body import blocks_of
from pipeline.sources.html.day import day_of
from pipeline.sources.html.language import language_of
from pipeline.sources.html.metadata import address_of, authors_of, rights_of, sites_of
from pipeline.sources.html.region import see
from pipeline.sources.html.statements import Statements, statements_of
from pipeline.sources.html.text import page_of
from pipeline.sources.html.title import title_of
from pipeline.sources.record import Record, Unreadable

_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "huge_tree": True,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}


def read(content: bytes, url: str | None = None, charset: str | None = None) -> list[Record]:
    """Read a page as one article, as `read_page` does."""
    return [read_page(content, url, charset)]


def read_page(content: bytes, url: str | None, charset: str | None = None) -> Record:
    """Read a page as an article, with what it states of itself.

    `url` is where it came from, `charset` the encoding that came with it, as in an HTTP header. Raises `Unreadable`:
    `empty` where it shows no text, `not_text` where its bytes are none.
    """
    if content.lstrip().startswith(b"%PDF-"):
        raise Unreadable("not_text", "it is a PDF: name it so")
    root = _parsed(decode(content, charset))
    stated = statements_of(root)
    page = page_of(root)
    seen = see(page.texts)
    sites = sites_of(stated)
    title, number = title_of(stated, seen, sites)
    said: dict[str, Any] = {
        "title": title,
        "authors": authors_of(stated, seen, page.named, number, sites),
        "published": day_of(root, stated, url),
        "publisher": next(iter(sites), None),
        "url": address_of(stated, url),
        "rights": rights_of(stated),
    }
    languages = _languages(root, stated)
    blocks = blocks_of(root, page, seen, number)
    return replace(lay_out(blocks, page.notes), language=language_of(languages, _text(blocks)), **said)


def _parsed(text: str) -> Any:
    """Parse a page as browsers do, or as XML where it says that it is, and keeps it."""
    content = text.encode("utf-8", "replace")
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        try:
            root = etree.fromstring(content.lstrip(), lxml.html.XHTMLParser(resolve_entities=False, **_OPTIONS))
            lxml.html.xhtml_to_html(root)
            if root.tag == "html":
                return root
        except (etree.XMLSyntaxError, ValueError):
            pass
    parser = lxml.html.HTMLParser(**_OPTIONS)
    try:
        root = lxml.html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Unreadable("empty", "there is no text in it") from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Unreadable("too_costly", "its elements lie thousands deep in one another: save its text by other means")
    return root


def _languages(root: Any, stated: Statements) -> list[str]:
    own = [root.get("lang") or "", root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""]
    return [*own, stated.first("content-language", "language", "dc.language"), stated.first("og:locale")]


def _text(blocks: list[Block]) -> str:
    return "\n".join(block.text for block in blocks if block.role == "paragraph")
