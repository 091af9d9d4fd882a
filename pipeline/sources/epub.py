"""EPUB: a book is one article, its chapters in the order of the spine; a block a line, a blank line between.

Notes are found by their type (`epub:type`, `role`), or by a link that leads to a block which leads back. They stand
behind the text, numbered through the book as it calls them; the heading above a list of notes, and a table of contents,
are furniture.
"""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html.entities import html5
from typing import Any, NamedTuple
from zipfile import ZipFile

from lxml import etree

from pipeline.sources.archive import N_BYTES_OF_TEXT_MAX, open_archive, read_entry
from pipeline.sources.blocks import (
    Block,
    call_of,
    folded,
    heading,
    lay_out,
    plausible_address,
    plausible_day,
    plausible_language,
    plausible_names,
    plausible_title,
)
from pipeline.sources.linked_notes import BLOCKS, Notes, find_notes, name_of, resolved, types_of, without_label
from pipeline.sources.record import Record, Unreadable

CONTAINER = "META-INF/container.xml"
RIGHTS = "META-INF/encryption.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_HEADING = re.compile(r"^h([1-6])$")
_NAMED_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_CAPTIONS = {"figcaption", "caption"}
_UNSEEN = {"head", "script", "style", "template", "svg", "audio", "video", "iframe", "object", "rt", "rp", "title"}
_CONTENTS = {"toc", "landmarks", "page-list", "doc-toc", "doc-pagelist"}
_PAGE_BREAKS = {"pagebreak", "doc-pagebreak"}
_STATED = ("title", "publisher", "date", "language", "source", "identifier", "rights")
_NO_PARSER: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}


class Book(NamedTuple):
    """The documents of a book by their paths, in the order of its spine, and what its package states."""

    documents: dict[str, Any]
    stated: dict[str, Any]


def read(content: bytes) -> list[Record]:
    """Read a book as one article; raise `Unreadable` if it is damaged, locked, too large, or empty."""
    with open_archive(content) as archive:
        book = _open(archive)
    notes = find_notes(book.documents)
    texts: dict[int, list[str]] = {number: [] for number in notes.holders.values()}
    blocks = list(_blocks(book.documents, notes, texts, book.stated["title"] or ""))
    record = lay_out(_without_bare_headings(blocks), [" ".join(texts[number]) for number in sorted(texts)])
    return [replace(record, **book.stated)]


def _open(archive: ZipFile) -> Book:
    names = set(archive.namelist())
    if RIGHTS in names and b"CipherReference" in (locks := read_entry(archive, RIGHTS)) and b"html" in locks:
        raise Unreadable("encrypted", "its text is locked (DRM): get a copy without a lock")
    roots = _xml(read_entry(archive, CONTAINER), CONTAINER).iter("{*}rootfile")
    path = next((root.get("full-path", "") for root in roots), "")
    package = _xml(read_entry(archive, path), path)
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    documents: dict[str, Any] = {}
    n_bytes = 0
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "html" not in item.get("media-type", "html"):
            continue
        name = resolved(path, item.get("href", ""))[0]
        if name in names and name not in documents:
            document = read_entry(archive, name)
            n_bytes += len(document)
            if n_bytes > N_BYTES_OF_TEXT_MAX:
                raise Unreadable("too_costly", f"more than {N_BYTES_OF_TEXT_MAX:,} bytes of text: divide it")
            documents[name] = _page(document, name)
    return Book(documents, _stated(package))


def _xml(content: bytes, name: str) -> Any:
    """Parse a part of the package; entities stay unresolved and nothing is fetched."""
    try:
        return etree.fromstring(content, etree.XMLParser(**_NO_PARSER))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("damaged", f"'{name}' is not XML: {str(error)[:100]}: get the file anew") from None


def _page(content: bytes, name: str) -> Any:
    """Parse a document of the book, as XML if it is, or else as browsers do."""
    numbered = _NAMED_ENTITY.sub(_numeric, content)
    try:
        return etree.fromstring(numbered, etree.XMLParser(**_NO_PARSER))
    except (etree.XMLSyntaxError, ValueError):
        pass
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    with contextlib.suppress(etree.XMLSyntaxError, ValueError):
        if (root := etree.fromstring(content.replace(b"\0", b""), parser)) is not None:
            return root
    raise Unreadable("damaged", f"'{name}' is neither XML nor HTML: get the file anew")


def _numeric(match: re.Match[bytes]) -> bytes:
    """Write a named entity of HTML as numbers, which XML knows; others stay."""
    name = match[1].decode()
    characters = "" if name in _XML_ENTITIES else html5.get(f"{name};", "")
    return "".join(f"&#{ord(character)};" for character in characters).encode() or match[0]


def _blocks(documents: dict[str, Any], notes: Notes, texts: dict[int, list[str]], title: str) -> Iterator[Block]:
    """Yield the blocks of the documents; the text of notes goes to `texts`, by number, and leaves an empty block."""
    for root in documents.values():
        for owner, text in _texts(root, notes):
            around = [owner, *owner.iterancestors()]
            number = next((notes.holders[element] for element in around if element in notes.holders), None)
            if number is not None:
                own = text if texts[number] else without_label(text, notes.labels[number])
                texts[number].append(own)
                yield Block("note", "")
            elif any(name_of(element) == "nav" or types_of(element) & _CONTENTS for element in around):
                yield Block("boilerplate", text)
            elif match := _HEADING.match(name_of(owner)):
                is_title, title = text == title, "" if text == title else title
                yield Block("title", text) if is_title else heading(int(match[1]), text)
            else:
                is_caption = any(name_of(element) in _CAPTIONS for element in around)
                yield Block("caption" if is_caption else "paragraph", text)


def _texts(root: Any, notes: Notes) -> Iterator[tuple[Any, str]]:
    """Yield what each block says by itself, with the block, in their order."""
    pieces: list[str] = []
    inside = [root]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        is_block = name_of(element) in BLOCKS
        if is_block and (text := folded("".join(pieces))):
            yield inside[-1], text
        if is_block:
            pieces = []
        if event == "start":
            is_shown = not _is_unseen(element, notes)
            if not is_shown:
                walk.skip_subtree()
            pieces += [_said(element, notes) if is_shown or element in notes.calls else ""]
            inside += [element] if is_block else []
        else:
            inside = inside[:-1] if is_block else inside
            pieces += [element.tail or ""]


def _is_unseen(element: Any, notes: Notes) -> bool:
    is_break = types_of(element) & _PAGE_BREAKS
    return name_of(element) in _UNSEEN or element in notes.calls or element in notes.backs or bool(is_break)


def _said(element: Any, notes: Notes) -> str:
    if element in notes.calls:
        return call_of(notes.calls[element])
    if not isinstance(element.tag, str):
        return ""
    return " " if name_of(element) == "br" else element.text or ""


def _without_bare_headings(blocks: list[Block]) -> Iterator[Block]:
    """Yield blocks without the empty ones of notes; a heading under which nothing but notes stood is furniture."""
    is_above_notes = False
    kept = []
    for block in reversed(blocks):
        if block.role == "heading" and is_above_notes:
            kept.append(Block("boilerplate", block.text))
        elif block.role == "note":
            is_above_notes = True
        else:
            is_above_notes = False
            kept.append(block)
    return reversed(kept)


def _stated(package: Any) -> dict[str, Any]:
    """Return what the package states of the book (Dublin Core)."""
    said = {name: [folded(element.text or "") for element in package.iter(f"{_DC}{name}")] for name in _STATED}
    roles = {element.get("refines"): element.text for element in package.iter("{*}meta") if _is_role(element)}
    creators = [
        element.text
        for element in package.iter(f"{_DC}creator")
        if (element.get(f"{_OPF}role") or roles.get(f"#{element.get('id')}") or "aut").strip() == "aut"
    ]
    return {
        "title": next(filter(None, map(plausible_title, said["title"])), None),
        "authors": plausible_names(creators),
        "publisher": next(filter(None, said["publisher"]), None),
        "published": next(filter(None, map(plausible_day, said["date"])), None),
        "language": next(filter(None, map(plausible_language, said["language"])), None),
        "url": next(filter(None, map(plausible_address, said["source"] + said["identifier"])), None),
        "rights": next(filter(None, said["rights"]), None),
    }


def _is_role(element: Any) -> bool:
    return bool(element.get("property") == "role")
