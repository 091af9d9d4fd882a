"""The day on which a page was published: as it states it, as its address says it, or as htmldate finds it.

Where the statement is one day off the address, the address has the day of the place, and the statement that of
Greenwich.
"""

import datetime
import email.utils
import re
from typing import Any

import htmldate

from pipeline.sources.blocks import plausible_day
from pipeline.sources.html.statements import Statements, plain

FIRST_YEAR, LAST_DAY = 1990, "2100-12-31"
_DAYS = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "citation_publication_date"),
    *("citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "created"),
    *("dcterms.date", "date"),
)
_OF_PUBLICATION = frozenset(("datePublished", "published", "entry-date", "pubdate", "dt-published"))
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2]|[1-9](?=[/-])|[a-z]{3}(?=/))\2(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_DIGITS = re.compile(r"^((?:19|20)\d\d)[/.]?(\d\d)[/.]?(\d\d)(?!\d)")
_MONTH_FIRST = re.compile(r"^([A-Z][a-z]{2,8})\.? (\d{1,2}),? (\d{4})")


def day_of(root: Any, stated: Statements, url: str | None) -> datetime.date | None:
    """Return the day on which a page was published; none where nothing tells."""
    days = [stated.article.get(key) for key in ("datePublished", "dateCreated", "uploadDate")]
    days += [value for name in _DAYS for value in stated.metas.get(name, ())]
    days += [element.get("datetime") for element in root.iter("time") if _is_publication(element)]
    said = next(filter(None, map(day_in, days)), None)
    address = day_in_address(url or "")
    if said and address:
        return address if abs((said - address).days) <= 1 else said
    return said or address or _found(root)


def day_in(stated: Any) -> datetime.date | None:
    """Read a day as machines write it; none where there is none, or none that is plausible.

    >>> day_in("2019-11-20T02:59:46Z"), day_in("20191120"), day_in("Wed, 20 Nov 2019 02:59:46 GMT")
    (datetime.date(2019, 11, 20), datetime.date(2019, 11, 20), datetime.date(2019, 11, 20))
    >>> day_in("November 20, 2019, 7:47 PM"), day_in("0001-01-01T00:00:00Z"), day_in("20.11."), day_in(None)
    (datetime.date(2019, 11, 20), None, None, None)
    """
    text = plain(stated)
    match = _DIGITS.match(text)
    day = plausible_day("-".join(match.groups()) if match else text) or _day_in_words(text)
    return day if day and day.year >= FIRST_YEAR and day.isoformat() <= LAST_DAY else None


def day_in_address(url: str) -> datetime.date | None:
    """Read the day in an address.

    >>> day_in_address("https://example.org/2019/11/20/storm"), day_in_address("https://example.org/news/2019/nov/20/storm")
    (datetime.date(2019, 11, 20), datetime.date(2019, 11, 20))
    >>> day_in_address("https://example.org/2019/11/storm-20"), day_in_address("https://example.org/a/20191388")
    (None, None)
    """
    match = _IN_ADDRESS.search(url)
    if match is None:
        return None
    year, _, month, day = match.groups()
    return day_in(f"{year}-{month:0>2}-{day:0>2}") or _day_in_words(f"{day} {month} {year} 00:00")


def _day_in_words(text: str) -> datetime.date | None:
    """Read a day as e-mail writes it, or in English with the month first."""
    match = _MONTH_FIRST.match(text)
    try:
        parsed = email.utils.parsedate(f"{match[2]} {match[1][:3]} {match[3]} 00:00" if match else text)
        return datetime.date(*parsed[:3]) if parsed else None
    except (ValueError, IndexError, OverflowError):
        return None


def _is_publication(element: Any) -> bool:
    names = {element.get("itemprop"), *(element.get("class") or "").split()}
    return element.get("pubdate") is not None or bool(names & _OF_PUBLICATION)


def _found(root: Any) -> datetime.date | None:
    """Search the page, in the way that asks no clock."""
    try:
        found = htmldate.find_date(root, extensive_search=False, original_date=True, max_date=LAST_DAY)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    return plausible_day(found)
