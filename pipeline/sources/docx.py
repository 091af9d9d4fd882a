"""DOCX: a paragraph a line, a blank line between; footnotes and endnotes behind the text, numbered as they are called.

Cells of tables and text boxes are lines in their place. Tracked insertions are text, tracked deletions and hidden text
are not; what stands in the headers and footers of pages is left out. Styles say what a paragraph is; above the first
prose they often do not, and there the rules for lines decide.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from lxml import etree

from pipeline.sources.archive import open_archive
from pipeline.sources.blocks import (
    Block,
    call_of,
    folded,
    heading,
    lay_out,
    plausible_language,
    plausible_names,
    plausible_title,
)
from pipeline.sources.record import Record, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = {
    f"{W}footnoteReference": (RELATIONSHIP_TYPE.FOOTNOTES, f"{W}footnote"),
    f"{W}endnoteReference": (RELATIONSHIP_TYPE.ENDNOTES, f"{W}endnote"),
}
_UNSEEN = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "rt", "p")} | {_FALLBACK}
_CHARACTERS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "\u2011"}
_ROLES = (
    (re.compile(r"^title$"), "title"),
    (re.compile(r"^subtitle$"), "subtitle"),
    (re.compile(r"^caption$"), "caption"),
    (re.compile(r"^(?:toc (?:\d|heading)|table of (?:figures|authorities)|index \d|header|footer)$"), "boilerplate"),
)
_HEADING = re.compile(r"^heading (\d)$")
_PROSE = re.compile(r"(?:\S+\s+){8,}\S*[.!?…。؟۔।][\"'”’»)\]⁰¹²³⁴-⁹]*$")
_DAMAGES = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, EOFError, OSError),
    *(etree.LxmlError, zipfile.BadZipFile, zlib.error, OpcError),
)
Note = tuple[str, str]


def read(content: bytes) -> list[Record]:
    """Read a Word document as one article; raise `Unreadable` if it is damaged, locked, too large, or empty."""
    open_archive(content).close()
    try:
        document = Document(io.BytesIO(content))
        styles = {style.styleId: style for style in document.styles.element.iter(f"{W}style")}
        paragraphs = [one for one in document.element.body.iter(f"{W}p") if _is_seen(one)]
        notes = dict(_notes_of(document))
        stated = _stated(document.core_properties)
    except _DAMAGES as error:
        detail = f"no whole Word document ({type(error).__name__}: {str(error)[:100]}): save it anew as .docx"
        raise Unreadable("damaged", detail) from None
    called: dict[Note, int] = {}
    blocks = list(_blocks(paragraphs, styles, notes, called))
    uncalled = [note for note, text in notes.items() if note not in called and text]
    record = lay_out(blocks, [notes[note] for note in [*called, *uncalled]])
    return [replace(record, **stated | _styled(paragraphs, styles))]


def _blocks(
    paragraphs: list[Any], styles: dict[str, Any], notes: dict[Note, str], called: dict[Note, int]
) -> Iterator[Block]:
    """Yield the paragraphs as blocks; notes are numbered, in `called`, as the text calls them."""
    is_text = False
    for paragraph in paragraphs:
        text = folded("".join(_pieces(paragraph, notes, called)))
        role, level = _role_of(paragraph, styles)
        is_text |= role == "heading" or (role == "paragraph" and _PROSE.search(text) is not None)
        if role == "heading" and text:
            yield heading(level, text)
        else:
            yield Block(role if role != "paragraph" or is_text else None, text)


def _pieces(element: Any, notes: dict[Note, str], called: dict[Note, int]) -> Iterator[str]:
    """Yield the visible text below an element: what was deleted or hidden, and paragraphs inside, left out."""
    for child in element:
        if child.tag in (f"{W}t", f"{M}t"):
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag in _NOTES:
            note = (child.tag, child.get(f"{W}id", ""))
            if note in notes:
                yield call_of(called.setdefault(note, len(called) + 1))
        elif child.tag not in _UNSEEN and not _is_hidden(child):
            yield from _pieces(child, notes, called)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off")


def _is_seen(paragraph: Any) -> bool:
    return all(above.tag not in (_FALLBACK, f"{W}del", f"{W}moveFrom") for above in paragraph.iterancestors())


def _role_of(paragraph: Any, styles: dict[str, Any]) -> tuple[str, int]:
    """Return a paragraph's role, and its level where it is a heading, by its style or those that it is based on."""
    outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
    own = paragraph.find(f"{W}pPr/{W}pStyle")
    style_id, seen = own.get(f"{W}val") if own is not None else None, set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        style = styles[style_id]
        name = _value(style, "name").lower()
        if match := _HEADING.match(name):
            return "heading", int(match[1])
        if role := next((role for pattern, role in _ROLES if pattern.match(name)), None):
            return role, 0
        outline = style.find(f"{W}pPr/{W}outlineLvl") if outline is None else outline
        style_id = _value(style, "basedOn")
    level = outline.get(f"{W}val", "9") if outline is not None else "9"
    return ("heading", int(level) + 1) if level in "012345678" else ("paragraph", 0)


def _value(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    value: str = child.get(f"{W}val", "") if child is not None else ""
    return value


def _notes_of(document: Any) -> Iterator[tuple[Note, str]]:
    """Yield the footnotes and the endnotes of a document, each by its kind and id; rules between them are none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for reference, (relationship, tag) in _NOTES.items():
        for part in (rel.target_part for rel in document.part.rels.values() if rel.reltype == relationship):
            for note in etree.fromstring(part.blob, parser).iter(tag):
                if note.get(f"{W}type", "normal") == "normal":
                    texts = ("".join(_pieces(one, {}, {})) for one in note.iter(f"{W}p") if _is_seen(one))
                    yield (reference, note.get(f"{W}id", "")), folded(" ".join(texts))


def _stated(properties: Any) -> dict[str, Any]:
    """Return what the properties of the document state, as far as a person may have stated it.

    When the file was made is no day of publication, so the day is left to the text and the catalogue.
    """
    return {
        "title": plausible_title(properties.title),
        "authors": plausible_names([properties.author]),
        "language": plausible_language(properties.language),
    }


def _styled(paragraphs: list[Any], styles: dict[str, Any]) -> dict[str, str]:
    """Return title and subtitle that paragraphs are styled as: they go before what the properties state."""
    texts: dict[str, list[str]] = {"title": [], "subtitle": []}
    for paragraph in paragraphs:
        role, _ = _role_of(paragraph, styles)
        if role in texts and (text := folded("".join(_pieces(paragraph, {}, {})))):
            texts[role].append(text)
    return {role: " ".join(found) for role, found in texts.items() if found}
