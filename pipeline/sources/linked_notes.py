"""Notes that links call, in the documents of a book or on a page: which link calls which note, and what holds it."""

import itertools
import posixpath
import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from pipeline.sources.blocks import folded

_TYPE = "{http://www.idpf.org/2007/ops}type"
_LABEL = re.compile(r"^\W{0,2}(\d{1,4}|[*†‡§]+|[ivxlc]{1,7})\W{0,2}$")
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_CALLS = {"noteref", "doc-noteref"}
_NOTES = {"footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote"}
_BACKS = {"backlink", "doc-backlink"}
N_CHARS_OF_BACKLINK_MAX = 12
Place = tuple[str, str]


class Notes(NamedTuple):
    """The notes of a book or a page: which link calls which, what holds it, its label there, the links back."""

    calls: dict[Any, int]
    holders: dict[Any, int]
    labels: dict[int, str]
    backs: set[Any]


def find_notes(documents: dict[str, Any]) -> Notes:
    """Find the links that call notes, and number what they lead to in the order of the calls."""
    elements = [(path, element) for path, root in documents.items() for element in root.iter(etree.Element)]
    order = {element: (path, number) for number, (path, element) in enumerate(elements)}
    places: dict[Place, Any] = {}
    for path, element in elements:
        for own in (element.get("id"), element.get("name")):
            places.setdefault((path, own or ""), element)
    notes = Notes({}, {}, {}, set())
    leads_to = {
        element: places.get(resolved(path, element.get("href", "")))
        for path, element in elements
        if element.get("href")
    }
    for link, target in leads_to.items():
        if target is None or types_of(link) & _BACKS or order[target][1] < order[link][1]:
            continue
        holder, label = _holder(target), folded("".join(link.itertext()))
        if holder in (link, *link.iterancestors()):
            continue
        backs = [back for back in holder.iter("{*}a") if leads_to.get(back) in _around(link)]
        if types_of(link) & _CALLS or (backs and _LABEL.match(label)):
            notes.calls[link] = notes.holders.setdefault(holder, len(notes.holders) + 1)
            notes.labels.setdefault(notes.calls[link], label.strip("[]().: "))
            notes.backs.update(back for back in backs if len("".join(back.itertext())) <= N_CHARS_OF_BACKLINK_MAX)
    return notes


def may_call(link: Any) -> bool:
    """Tell whether a link on a page could call a note of it: it has a label, and leads to a place on the page."""
    return (link.get("href") or "").startswith("#") and _LABEL.match(folded("".join(link.itertext()))) is not None


def _around(link: Any) -> set[Any]:
    """Return what a note's link back may lead to: the call, what is in it, and what holds little more than it."""
    above = itertools.takewhile(lambda element: name_of(element) not in BLOCKS, link.iterancestors())
    return {*link.iter(etree.Element), *above, link.getparent()}


def _holder(target: Any) -> Any:
    """Return the element that holds a note: one of its type, or the nearest item or block around the target."""
    around = [target, *target.iterancestors()]
    typed = next((element for element in around if types_of(element) & _NOTES), None)
    if typed is not None:
        return typed
    nearest = next((element for element in around if name_of(element) in BLOCKS), target)
    above = nearest.getparent()
    return above if above is not None and name_of(above) in ("li", "dd") else nearest


def without_label(text: str, label: str) -> str:
    """Take the number off a note, as far as it is left when the link back is gone."""
    return re.sub(rf"^\W{{0,2}}(?:{re.escape(label)})?[\]).:\s]*(?=\S)", "", text) if label else text


def resolved(path: str, link: str) -> Place:
    """Return the path and the fragment that a link leads to, seen from a document's path."""
    target, _, fragment = link.partition("#")
    folder = posixpath.dirname(path)
    return (posixpath.normpath(posixpath.join(folder, unquote(target))) if target else path), unquote(fragment)


def name_of(element: Any) -> str:
    """Return an element's name without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def types_of(element: Any) -> set[str]:
    """Return the types and roles that an element states."""
    return {*(element.get(_TYPE) or element.get("epub:type") or "").split(), *(element.get("role") or "").split()}
