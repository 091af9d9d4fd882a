"""Title, authors, day, publisher, language and address of a page, from what it states and from what it shows.

What a page states to machines is taken as far as it is plausible. Its title is the heading on the page that the stated
titles hold, because these often name the site too; its day is that of its address where the statement is one day off,
in the time of another place.
"""

import datetime
import email.utils
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import htmldate

from pipeline.sources.blocks import folded, plausible_address, plausible_day
from pipeline.sources.page_names import in_order, names_in, squeezed, without_site
from pipeline.sources.page_region import Seen
from pipeline.sources.page_signs import BYLINE, HEADLINE
from pipeline.sources.page_statements import Object, Statements, plain, types_of
from pipeline.sources.page_text import Named

FIRST_YEAR, LAST_DAY = 1990, "2100-12-31"
N_CHARS_OF_TITLE_MAX = 300
N_CHARS_OF_TITLE_MIN = 8
N_CHARS_OF_BYLINE_MAX = 120
N_BLOCKS_AROUND_TITLE = (10, 25)
_TITLES = (
    "og:title",
    "twitter:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "title",
)
_CATALOGUED = ("citation_author", "dc.creator", "dcterms.creator")
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "authors", "og:article:author")
_DAYS = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "citation_publication_date"),
    *(
        "citation_date",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "dc.date",
        "dcterms.date",
    ),
    *("date", "created"),
)
_PUBLISHERS = (
    "og:site_name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "application-name",
)
_DAY_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2]|[1-9](?=[/-])|[a-z]{3}(?=/))\2(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_MONTH_FIRST = re.compile(r"^([A-Z][a-z]{2,8})\.? (\d{1,2}),? (\d{4})")
_OF_PUBLICATION = frozenset(("datePublished", "published", "entry-date", "pubdate", "dt-published"))
_ADDRESS = re.compile(r"^(?:https?://|www\.|@)")
_DIGITS = re.compile(r"^((?:19|20)\d\d)[/.]?(\d\d)[/.]?(\d\d)(?!\d)")


def title_of(stated: Statements, seen: Sequence[Seen]) -> tuple[str | None, int | None]:
    """Return the title of a page, and the number of the block that shows it; none where there is none."""
    sites = list(sites_of(stated))
    titles = [plain(stated.article.get("headline")), *(stated.first(name) for name in _TITLES), stated.heading]
    titles = [title for title in titles if title]
    headings = [number for number, one in enumerate(seen) if one.level or HEADLINE in one.signs]
    names = set(map(squeezed, sites))
    headings = [number for number in headings if squeezed(seen[number].text) not in names]
    if (number := _shown(titles, headings, seen)) is not None:
        return seen[number].text, number
    title = next((without_site(title, sites) for title in titles), "")
    return title[:N_CHARS_OF_TITLE_MAX] or None, None


def _shown(titles: Sequence[str], headings: Sequence[int], seen: Sequence[Seen]) -> int | None:
    """Return the heading that most of all is a stated title, or the only one of the first level."""
    keys = [squeezed(title) for title in titles]
    best: tuple[float, float, int] | None = None
    for number in headings:
        own = squeezed(seen[number].text)
        likeness = max((_likeness(own, key) for key in keys), default=0.0)
        if likeness:
            best = max(best or (0.0, 0.0, 0), ((seen[number].level == 1) + likeness, -float(number), number))
    firsts = [number for number in headings if seen[number].level == 1 and not seen[number].is_furniture]
    if best is None and len(firsts) == 1 and len(seen[firsts[0]].text) >= N_CHARS_OF_TITLE_MIN:
        return firsts[0]
    return best[2] if best else None


def _likeness(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    return len(short) / len(long) if short and len(one) >= N_CHARS_OF_TITLE_MIN and short in long else 0.0


def sites_of(stated: Statements) -> Iterator[str]:
    """Yield the names that the site of a page goes by, as it states them."""
    named = [value for name in _PUBLISHERS for value in stated.metas.get(name, ())]
    owned = [plain(one.get("name")) for one in stated.objects_at("publisher")]
    own = [plain(one.get("name")) for one in stated.objects.values() if "WebSite" in types_of(one)]
    handle = stated.first("twitter:site").lstrip("@")
    for name in (*named, *owned, *own, handle):
        if name and not _ADDRESS.match(name):
            yield name


def authors_of(stated: Statements, seen: Sequence[Seen], named: Sequence[Named], title: int | None) -> tuple[str, ...]:
    """Return the names of a page's authors: those that JSON-LD states, or meta elements, or the byline shows."""
    site = next(sites_of(stated), "")
    persons = [one for one in stated.objects_at("author") if "Organization" not in "".join(types_of(one))]
    metas = [in_order(value) for name in _CATALOGUED for value in stated.metas.get(name, ())]
    metas += [value for name in _AUTHORS for value in stated.metas.get(name, ())]
    for texts in (map(_name_of, persons), metas, _bylines(seen, named, title)):
        if names := names_in(texts, site):
            return names
    return ()


def _name_of(person: Object) -> str:
    name = person.get("name")
    if isinstance(name, list):
        return "; ".join(map(plain, name))
    parts = (plain(person.get(key)) for key in ("givenName", "additionalName", "familyName"))
    return plain(name) or " ".join(filter(None, parts))


def _bylines(seen: Sequence[Seen], named: Sequence[Named], title: int | None) -> Iterator[str]:
    """Yield what stands near the title under a name for bylines: first elements in a line, then whole lines."""
    before, after = N_BLOCKS_AROUND_TITLE
    near = range(max((title or 0) - before, 0), min((title or 0) + after, len(seen)))
    for number, signs, element in named:
        if number in near and BYLINE in signs and not seen[number].is_furniture:
            text = folded("".join(element.itertext()))
            if len(text) <= N_CHARS_OF_BYLINE_MAX:
                yield text
                return
    lines = (seen[number] for number in near)
    yield from (one.text for one in lines if BYLINE in one.signs and len(one.text) <= N_CHARS_OF_BYLINE_MAX)


def day_of(root: Any, stated: Statements, url: str | None) -> datetime.date | None:
    """Return the day on which a page was published, as it states it, its address says it, or htmldate finds it."""
    days = [*(stated.article.get(key) for key in ("datePublished", "dateCreated", "uploadDate"))]
    days += [value for name in _DAYS for value in stated.metas.get(name, ())]
    days += [element.get("datetime") for element in root.iter("time") if _is_publication(element)]
    said = next(filter(None, map(_day, days)), None)
    in_address = _day_in_address(url or "")
    if said and in_address:
        return in_address if abs((said - in_address).days) <= 1 else said
    return said or in_address or _found(root)


def _day_in_address(url: str) -> datetime.date | None:
    match = _DAY_IN_ADDRESS.search(url)
    if match is None:
        return None
    year, _, month, day = match.groups()
    return _day(f"{year}-{month:0>2}-{day:0>2}") or _day_in_words(f"{day} {month} {year} 00:00")


def _is_publication(element: Any) -> bool:
    names = {element.get("itemprop"), *(element.get("class") or "").split()}
    return element.get("pubdate") is not None or bool(names & _OF_PUBLICATION)


def _day(stated: Any) -> datetime.date | None:
    """Read a day as machines write it; none where there is none, or none that is plausible."""
    text = plain(stated)
    match = _DIGITS.match(text)
    day = plausible_day("-".join(match.groups()) if match else text) or _day_in_words(text)
    return day if day and FIRST_YEAR <= day.year and day.isoformat() <= LAST_DAY else None


def _day_in_words(text: str) -> datetime.date | None:
    """Read a day as e-mail writes it, or English with the month first."""
    match = _MONTH_FIRST.match(text)
    parsed = email.utils.parsedate(f"{match[2]} {match[1][:3]} {match[3]} 00:00" if match else text)
    try:
        return datetime.date(*parsed[:3]) if parsed else None
    except ValueError:
        return None


def _found(root: Any) -> datetime.date | None:
    """Search the page, in a way that asks no clock."""
    try:
        return plausible_day(htmldate.find_date(root, extensive_search=False, original_date=True, max_date=LAST_DAY))
    except (ValueError, TypeError, RecursionError):
        return None


def address_of(stated: Statements, url: str | None) -> str | None:
    """Return the address that a page states for itself, unless it leads to a front page; or the one it came from."""
    candidates = [*stated.links.get("canonical", ()), *stated.metas.get("og:url", ()), plain(stated.article.get("url"))]
    for candidate in candidates:
        address = _joined(url, candidate)
        if address and (urlsplit(address).path.strip("/") or urlsplit(address).query):
            return address
    return plausible_address(url)


def _joined(url: str | None, address: str) -> str | None:
    try:
        return plausible_address(urljoin(url or "", address))
    except ValueError:
        return None


def rights_of(stated: Statements) -> str | None:
    """Return the licence that a page states, as it does: most often an address."""
    licence = stated.article.get("license")
    linked = stated.links.get("license", [])
    return next(filter(None, (plain(licence), stated.first("dc.rights", "dcterms.rights"), *linked)), None)
