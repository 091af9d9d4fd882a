"""What a PDF states of itself: in its XMP packet, or else in its older table of information.

When the file was made is no day of publication; only a day that a publisher's vocabulary (PRISM) calls so is one.
"""

import re
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree

from pipeline.sources.blocks import (
    folded,
    plausible_address,
    plausible_day,
    plausible_language,
    plausible_names,
    plausible_title,
)

_PACKET = re.compile(rb"<x:xmpmeta\b.{1,200000}?</x:xmpmeta>", re.DOTALL)
_DC = "{http://purl.org/dc/elements/1.1/}"
_OF_DOCUMENT = (b"ns.adobe.com/pdf/1.3/", b"application/pdf")
_DAYS = ("publicationDate", "coverDate", "onlineDate")
_FILE_NAME = re.compile(r"(?i)\.(?:pdf|indd|indb|tex|dvi|ps|qxd|qxp|pub|pages|pptx?|xlsx?|html?)$|^(?:slide|page|layout) ?\d*$|^untitled|^LaTeX with")
_NO_NAME = re.compile(r"^[^\s.]*\d|^[a-z]\S*$")


def stated_in(document: pypdfium2.PdfDocument, content: bytes) -> dict[str, Any]:
    """Return what a document states, as far as a person may have stated it."""
    packet = _packet(content)
    told = document.get_metadata_dict(skip_empty=True)
    titles = [*_said(packet, f"{_DC}title"), told.get("Title", "")]
    names = _said(packet, f"{_DC}creator") or [told.get("Author", "")]
    return {
        "title": next((title for title in map(plausible_title, titles) if title and not _FILE_NAME.search(title)), None),
        "authors": tuple(name for name in plausible_names(names) if not _NO_NAME.match(name)),
        "publisher": next(iter(_said(packet, f"{_DC}publisher")), None),
        "published": next(filter(None, (plausible_day(day) for tag in _DAYS for day in _said(packet, f"{{*}}{tag}"))), None),
        "language": _language(document) or next(filter(None, map(plausible_language, _said(packet, f"{_DC}language"))), None),
        "url": next(filter(None, map(plausible_address, _said(packet, "{*}url"))), None),
        "rights": next(iter(_said(packet, f"{_DC}rights")), None),
    }


def _packet(content: bytes) -> Any:
    """Return the XMP packet of the document, not of a picture in it; none where it has none that can be read."""
    found = [match[0] for match in _PACKET.finditer(content) if any(sign in match[0] for sign in _OF_DOCUMENT)]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for packet in reversed(found):
        try:
            return etree.fromstring(packet, parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
    return None


def _said(packet: Any, tag: str) -> list[str]:
    """Return the texts below the elements of a name, each once."""
    elements = packet.iter(tag) if packet is not None else ()
    texts = (folded(text) for element in elements for text in element.itertext())
    return list(dict.fromkeys(filter(None, texts)))


def _language(document: pypdfium2.PdfDocument) -> str | None:
    """Return the language that the document's catalogue names."""
    n_bytes = pdfium.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < n_bytes < 200:
        return None
    units = (pdfium.FPDF_WCHAR * (n_bytes // 2))()
    pdfium.FPDFCatalog_GetLanguage(document, units, n_bytes)
    return plausible_language(bytes(units).decode("utf-16-le", "replace").strip("\0"))
