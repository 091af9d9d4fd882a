"""Small documents of word processors and book readers, made for tests, and what the stages make of them."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import polars as pl
from docx import Document

from pipeline.catalogue import read_catalogue
from pipeline.clean import Cleaned, Recipe, clean
from pipeline.ingest import row_of_file, with_catalogue
from pipeline.records import COLUMNS
from pipeline.segment import Segmented, segment
from pipeline.verdicts import Verdicts
from project import PROJECT

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">
<metadata>{metadata}</metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>"""
PAGE = """<?xml version="1.0" encoding="utf-8"?>{doctype}
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>Unseen</title><style>p {{color: red}}</style></head><body>{body}</body></html>"""
NOTES_PART = (
    '<?xml version="1.0"?><w:{kind}s xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:{kind} w:type="separator" w:id="0"><w:p><w:r><w:t>rule</w:t></w:r></w:p></w:{kind}>{notes}</w:{kind}s>'
)


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of parts by their names: the same bytes at any time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the parts of a zip archive by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def docx_bytes(document: Any) -> bytes:
    """Return a document of python-docx as the bytes of its file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return pack(unpack(buffer.getvalue()))


def small_docx() -> bytes:
    """Return a Word document with a title, a heading and a paragraph."""
    document = Document()
    document.add_heading("Storm over the harbour", 0)
    document.add_heading("The night", 1)
    document.add_paragraph("The ships left the harbour in the night. Nobody saw them go.")
    document.add_table(1, 2).cell(0, 1).text = "Nine ships"
    return docx_bytes(document)


def epub_bytes(pages: dict[str, str], metadata: str = "", doctype: str = "") -> bytes:
    """Return a book of pages, bodies by their name, in their order."""
    items = [f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)]
    spine = [f'<itemref idref="i{n}"/>' for n in range(len(pages))]
    package = PACKAGE.format(metadata=metadata, manifest="".join(items), spine="".join(spine))
    own = {f"OPS/{name}": PAGE.format(body=body, doctype=doctype) for name, body in pages.items()}
    return pack({"META-INF/container.xml": CONTAINER, "OPS/book.opf": package, **own})


def small_epub() -> bytes:
    """Return a book of two chapters with a note."""
    call, note = '<a epub:type="noteref" href="#n1">1</a>', '<aside epub:type="footnote" id="n1">So.</aside>'
    one = f"<h1>One</h1><p>They left.{call}</p>{note}"
    return epub_bytes({"one.xhtml": one, "two.xhtml": "<h1>Two</h1><ul><li>A&nbsp;ship</li></ul>"})


def outcome(name: str, content: bytes, recipe: Recipe, verdicts: Verdicts) -> tuple[Cleaned, Segmented]:
    """Read a file, clean and segment it, as the stages do without a catalogue."""
    row = row_of_file(name, name.split(".", maxsplit=1)[0], content)
    assert "reason" not in row, row
    raw = with_catalogue(pl.DataFrame([row], schema=COLUMNS), read_catalogue(PROJECT / "no catalogue"))
    cleaned = clean(raw, recipe)
    return cleaned, segment(cleaned.articles, cleaned.lines, cleaned.edits, raw, verdicts)


def roles_of(cleaned: Cleaned) -> list[tuple[str, str, str]]:
    """Return role, rule and raw text of each line."""
    return cleaned.lines.select("role", "rule", "text").rows()


def notes_of(segmented: Segmented) -> list[tuple[str, list[str]]]:
    """Return each note with the texts of the sentences that call it."""
    texts = dict(segmented.sentences.select("sentence_id", "text").iter_rows())
    rows = segmented.notes.select("text", "sentence_ids").iter_rows()
    return [(text, [texts[sentence] for sentence in sentences]) for text, sentences in rows]
