"""What a page states of itself to machines: meta elements, links of its head, and JSON-LD, whole or broken.

Of JSON-LD all objects are found, however deep they lie in lists, graphs and other objects. A block that is no JSON
gives what can be read of it by its keys.
"""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline.sources.blocks import folded

N_OBJECTS_MAX = 5_000
Object = dict[str, Any]
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Essay|Chapter|Thesis|Book)$")
_PAGE = re.compile(r"(?:WebPage|ItemPage|CreativeWork|VideoObject)$")
_ELSEWHERE = {
    "itemListElement",
    "comment",
    "mentions",
    "isPartOf",
    "hasPart",
    "citation",
    "about",
    "review",
    "liveBlogUpdate",
}
_JSON_LD = re.compile(r"^\s*application/(?:ld|settings)\+json", re.I)
_WRAPPER = re.compile(r"<!--|-->|/?/?\*?\s*(?:<!\[CDATA\[|\]\]>)\s*(?:\*/)?")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_STRING = r'"((?:[^"\\\n]|\\.){1,500})"'
_BROKEN = {
    "headline": re.compile(rf'"headline"\s*:\s*{_STRING}'),
    "datePublished": re.compile(rf'"datePublished"\s*:\s*{_STRING}'),
    "author": re.compile(rf'"author"\s*:\s*\[?\s*(?:\{{[^{{}}]*?"name"\s*:\s*\[?)?\s*{_STRING}'),
    "publisher": re.compile(rf'"publisher"\s*:\s*\{{[^{{}}]*?"name"\s*:\s*{_STRING}'),
}


class Statements(NamedTuple):
    """Meta elements by their names in lower case, links by their relation, the title element, and JSON-LD.

    `article` is the object that describes the page's article, empty where there is none; `objects` are those that have
    an id and a name.
    """

    metas: dict[str, list[str]]
    links: dict[str, list[str]]
    heading: str
    article: Object
    objects: dict[str, Object]

    def first(self, *names: str) -> str:
        """Return the first value of the first of some meta elements that has one; empty where none has."""
        return next((value for name in names for value in self.metas.get(name, ())), "")

    def objects_at(self, key: str) -> Iterator[Object]:
        """Yield what the article has at a key, as objects: an id stands for its object, a text for a name."""
        value = self.article.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                named = "name" in one or "familyName" in one
                yield one if named else self.objects.get(str(one.get("@id")), one)
            elif isinstance(one, str):
                yield {"name": one}


def statements_of(root: Any) -> Statements:
    """Return what a page states of itself."""
    metas: dict[str, list[str]] = defaultdict(list)
    links: dict[str, list[str]] = defaultdict(list)
    scripts: list[str] = []
    headings: list[str] = []
    for element in root.iter("meta", "link", "script", "title"):
        get = element.get
        if element.tag == "meta" and (value := plain(get("content"))):
            for name in dict.fromkeys(filter(None, map(get, ("name", "property", "itemprop", "http-equiv")))):
                metas[name.strip().lower()].append(value)
        elif element.tag == "link" and get("href"):
            for relation in (get("rel") or "").lower().split():
                links[relation].append(get("href").strip())
        elif element.tag == "script" and _JSON_LD.match(get("type") or ""):
            scripts.append(element.text or "")
        elif element.tag == "title":
            headings.append(plain(element.text))
    heading = next(filter(None, headings), "")
    found = [one for script in scripts for one in _objects(_loaded(script))]
    titles = [*metas.get("og:title", ()), heading]
    named = {str(one["@id"]): one for one in found if "@id" in one and ("name" in one or "familyName" in one)}
    return Statements(metas, links, heading, _article(found, titles), named)


def plain(value: Any) -> str:
    r"""Return a stated text without mark-up and entities; empty for what is no text.

    >>> plain("The &amp;quot;war&amp;quot;\n of <b>2020</b>"), plain(None)
    ('The "war" of 2020', '')
    """
    if not isinstance(value, str):
        return ""
    text = html.unescape(html.unescape(value)) if "&" in value else value
    return folded(_TAG.sub("", text).replace("\0", ""))


def types_of(one: Object) -> list[str]:
    """Return the types of an object of JSON-LD, without their address."""
    types = one.get("@type")
    listed = types if isinstance(types, list) else [types]
    return [name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in listed if isinstance(name, str)]


def _loaded(script: str) -> Any:
    """Load a block of JSON-LD, mended where it is broken in a usual way, or what its keys show."""
    text = _WRAPPER.sub(" ", script).strip().rstrip(";")
    for candidate in dict.fromkeys((text, _TRAILING_COMMA.sub("", text), html.unescape(text))):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    shown = {key: match[1] for key, pattern in _BROKEN.items() if (match := pattern.search(text))}
    return {"@type": "Article", **{key: _unescaped(value) for key, value in shown.items()}} if shown else {}


def _unescaped(string: str) -> str:
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return string


def _objects(value: Any) -> Iterator[Object]:
    """Yield all objects in a value, the outer before the inner; what belongs to other works is left out."""
    waiting = [value]
    for _ in range(N_OBJECTS_MAX):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(reversed([inner for key, inner in one.items() if key not in _ELSEWHERE]))
        elif isinstance(one, list):
            waiting.extend(reversed(one))


def _article(found: list[Object], titles: list[str]) -> Object:
    """Return the object that describes the page's article: of several the one that bears its title, or the first."""
    for pattern in (_ARTICLE, _PAGE):
        candidates = [one for one in found if any(map(pattern.search, types_of(one)))]
        bearing = (
            one for one in candidates if (name := plain(one.get("headline"))) and any(name in title for title in titles)
        )
        if chosen := next(bearing, candidates[0] if candidates else None):
            return chosen
    return {}
