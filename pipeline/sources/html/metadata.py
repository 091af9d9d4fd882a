"""Authors, publisher, address and rights of a page, as far as what it states is plausible."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from pipeline.sources.blocks import folded, plausible_address
from pipeline.sources.html.boxes import Named
from pipeline.sources.html.names import in_order, names_in
from pipeline.sources.html.region import Seen
from pipeline.sources.html.signs import BYLINE
from pipeline.sources.html.statements import Object, Statements, plain, types_of

N_CHARS_OF_BYLINE_MAX = 120
N_BLOCKS_AROUND_TITLE = (10, 25)
_CATALOGUED = ("citation_author", "dc.creator", "dcterms.creator")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "authors", "og:article:author")
_PUBLISHERS = (
    *("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_publisher", "application-name"),
)
_ADDRESS = re.compile(r"^(?:https?://|www\.|@)")


def sites_of(stated: Statements) -> list[str]:
    """Return the names that the site of a page goes by, as it states them: the first is the publisher."""
    named = [value for name in _PUBLISHERS for value in stated.metas.get(name, ())]
    owners = [plain(one.get("name")) for one in stated.objects_at("publisher")]
    sites = [plain(one.get("name")) for one in stated.objects.values() if "WebSite" in types_of(one)]
    handle = stated.first("twitter:site").lstrip("@")
    return [name for name in (*named, *owners, *sites, handle) if name and not _ADDRESS.match(name)]


def authors_of(
    stated: Statements, seen: Sequence[Seen], named: Sequence[Named], title: int | None, sites: Sequence[str]
) -> tuple[str, ...]:
    """Return the names of a page's authors: those that JSON-LD states, or meta elements, or that its byline shows."""
    persons = [one for one in stated.objects_at("author") if not any("Organization" in kind for kind in types_of(one))]
    metas = [in_order(value) for name in _CATALOGUED for value in stated.metas.get(name, ())]
    metas += [value for name in _AUTHORS for value in stated.metas.get(name, ())]
    for texts in (map(_name_of, persons), metas, _bylines(seen, named, title)):
        if names := names_in(texts, next(iter(sites), "")):
            return names
    return ()


def address_of(stated: Statements, url: str | None) -> str | None:
    """Return the address that a page states for itself, unless it leads to a front page; or the one it came from."""
    candidates = [*stated.links.get("canonical", ()), *stated.metas.get("og:url", ()), plain(stated.article.get("url"))]
    for candidate in candidates:
        address = _joined(url, candidate)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query):
            return address
    return plausible_address(url)


def rights_of(stated: Statements) -> str | None:
    """Return the licence that a page states, as it does: most often an address."""
    licence = plain(stated.article.get("license"))
    return next(
        filter(None, (licence, stated.first("dc.rights", "dcterms.rights"), *stated.links.get("license", ()))), None
    )


def _name_of(person: Object) -> str:
    name = person.get("name")
    if isinstance(name, list):
        return "; ".join(map(plain, name))
    parts = (plain(person.get(key)) for key in ("givenName", "additionalName", "familyName"))
    return plain(name) or " ".join(filter(None, parts))


def _bylines(seen: Sequence[Seen], named: Sequence[Named], title: int | None) -> Iterator[str]:
    """Yield what stands near the title under a name for bylines: an element in a line, or whole lines."""
    before, after = N_BLOCKS_AROUND_TITLE
    near = range(max((title or 0) - before, 0), min((title or 0) + after, len(seen)))
    for number, signs, element in named:
        if number in near and BYLINE in signs and not seen[number].is_furniture:
            text = folded("".join(element.itertext()))
            if len(text) <= N_CHARS_OF_BYLINE_MAX:
                yield text
                return
    lines = [seen[number] for number in near if BYLINE in seen[number].signs and not seen[number].is_furniture]
    yield from (one.text for one in lines if len(one.text) <= N_CHARS_OF_BYLINE_MAX)


def _joined(url: str | None, address: str) -> str | None:
    try:
        return plausible_address(urljoin(url or "", address))
    except ValueError:
        return None
