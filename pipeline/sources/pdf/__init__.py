"""PDF: a printed line a line of raw text; what type, place and repetition say of it becomes marks.

Words are joined to lines, lines to columns, columns to paragraphs that run over pages; running heads, page numbers and
turned text are furniture; notes stand behind the text. The text of a scan that was recognised is text as any other.
"""

from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from pipeline.sources.pdf.assembly import assemble
from pipeline.sources.pdf.glyphs import Page, pages_of
from pipeline.sources.pdf.stated import stated_in
from pipeline.sources.record import Record, Unreadable

SHARE_OF_PICTURES_MAX = 0.5
SHARE_OF_UNMAPPED_MAX = 0.3
_SCANNED = "perhaps scanned: run OCR (for instance ocrmypdf) first"


def read(content: bytes) -> list[Record]:
    """Read a PDF as one article; raise `Unreadable` if it is damaged, locked, scanned without text, or empty."""
    document = _open(content)
    try:
        stated = stated_in(document, content)
        pages = list(pages_of(document))
    except pypdfium2.PdfiumError as error:
        raise Unreadable("damaged", f"a page cannot be read ({str(error)[:100]}): get the file anew") from None
    finally:
        document.close()
    _refuse_pictures(pages)
    record = assemble(pages, stated["title"])
    has = {mark.role for mark in record.marks}
    seen = {"title": None} if "title" in has else {}
    return [replace(record, **stated | seen | ({"authors": ()} if "byline" in has else {}))]


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("encrypted", "it opens with a password only: save a copy without one") from None
        raise Unreadable("damaged", f"no whole PDF ({str(error)[:100]}): get the file anew") from None


def _refuse_pictures(pages: list[Page]) -> None:
    """Raise `Unreadable` for a document whose pages show text but hold none, or none that a font names."""
    n_chars, n_unmapped = sum(page.n_chars for page in pages), sum(page.n_unmapped for page in pages)
    n_pictures = sum(page.is_picture and page.n_chars == 0 for page in pages)
    if not n_chars:
        raise Unreadable("empty", f"no text in it, {_SCANNED}")
    if n_pictures > SHARE_OF_PICTURES_MAX * len(pages):
        raise Unreadable("empty", f"{n_pictures} of its {len(pages)} pages are pictures without text, {_SCANNED}")
    if n_unmapped > SHARE_OF_UNMAPPED_MAX * n_chars:
        raise Unreadable("not_text", "its fonts do not say which characters they show: run OCR (ocrmypdf --force-ocr)")
