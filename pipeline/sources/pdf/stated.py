"""What a PDF states of itself: in its XMP packet, or else in its older table of information.

When the file was made is no day of publication; only a day that a publisher's vocabulary (PRISM) calls so is one.
"""

import contextlib
import re
from collections.abc import Iterable
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

N_PACKETS_MAX = 50
_START, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OF_DOCUMENT = (b"ns.adobe.com/pdf/1.3/", b"application/pdf")
_DAYS = ("publicationDate", "coverDate", "onlineDate")
_FILE_NAME = re.compile(
    r"(?i)\.(?:pdf|indd|indb|tex|dvi|ps|qxd|qxp|pub|pages|pptx?|xlsx?|html?)$"
    r"|^(?:slide|page|layout) ?\d*$|^untitled|^LaTeX with"
)
_NO_NAME = re.compile(r"^[^\s.]*\d|^[a-z]\S*$")


def stated_in(document: pypdfium2.PdfDocument, content: bytes) -> dict[str, Any]:
    """Return what a document states, as far as a person may have stated it."""
    packet = _packet(content)
    told = document.get_metadata_dict(skip_empty=True)
    titles = [*_said(packet, f"{_DC}title"), told.get("Title", "")]
    names = _said(packet, f"{_DC}creator") or [told.get("Author", "")]
    days = (plausible_day(day) for name in _DAYS for day in _said(packet, f"{{*}}{name}"))
    languages = (_language(document), *map(plausible_language, _said(packet, f"{_DC}language")))
    return {
        "title": _first(title for title in map(plausible_title, titles) if title and not _FILE_NAME.search(title)),
        "authors": tuple(name for name in plausible_names(names) if not _NO_NAME.match(name)),
        "publisher": _first(_said(packet, f"{_DC}publisher")),
        "published": _first(days),
        "language": _first(languages),
        "url": _first(map(plausible_address, _said(packet, "{*}url"))),
        "rights": _first(_said(packet, f"{_DC}rights")),
    }


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value), None)


def _packet(content: bytes) -> Any:
    """Return the XMP packet of the document, not of a picture in it; none where it has none that can be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    end = len(content)
    for _ in range(N_PACKETS_MAX):
        end = content.rfind(_END, 0, end)
        start = content.rfind(_START, 0, max(end, 0))
        if start < 0:
            break
        packet = content[start : end + len(_END)]
        with contextlib.suppress(etree.XMLSyntaxError, ValueError):
            if any(sign in packet for sign in _OF_DOCUMENT):
                return etree.fromstring(packet, parser)
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
