"""The title of a page: the heading on it that a stated title holds, because statements often name the site too."""

from collections.abc import Sequence

from pipeline.sources.html.names import squeezed, without_site
from pipeline.sources.html.region import Seen
from pipeline.sources.html.signs import HEADLINE
from pipeline.sources.html.statements import Statements, plain

N_CHARS_OF_TITLE_MIN = 8
N_CHARS_OF_TITLE_MAX = 300
_TITLES = (
    *("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"),
    "title",
)


def title_of(stated: Statements, seen: Sequence[Seen], sites: Sequence[str]) -> tuple[str | None, int | None]:
    """Return the title of a page, and the number of the block that shows it; none where there is none.

    `sites` are the names of the site, which are never the title.
    """
    found = (plain(stated.article.get("headline")), *(stated.first(name) for name in _TITLES), stated.heading)
    titles = [title for title in found if title]
    names = set(map(squeezed, sites))
    headings = [
        number
        for number, one in enumerate(seen)
        if (one.level or HEADLINE in one.signs) and squeezed(one.text) not in names
    ]
    if (number := _shown(titles, headings, seen)) is not None:
        return seen[number].text, number
    title = next((without_site(title, sites) for title in titles), "")
    return title[:N_CHARS_OF_TITLE_MAX] or None, None


def _shown(titles: Sequence[str], headings: Sequence[int], seen: Sequence[Seen]) -> int | None:
    """Return the heading that is a stated title most of all, or else the only one of the first level."""
    keys = [squeezed(title) for title in titles]
    likeness = {
        number: max((_likeness(squeezed(seen[number].text), key) for key in keys), default=0) for number in headings
    }
    alike = [number for number in headings if likeness[number]]
    if alike:
        return max(alike, key=lambda number: (likeness[number] + (seen[number].level == 1), -number))
    firsts = [number for number in headings if seen[number].level == 1 and not seen[number].is_furniture]
    return firsts[0] if len(firsts) == 1 and len(seen[firsts[0]].text) >= N_CHARS_OF_TITLE_MIN else None


def _likeness(heading: str, title: str) -> float:
    """Return how much of the longer one the shorter is, where the longer holds it."""
    short, long = sorted((heading, title), key=len)
    return len(short) / len(long) if len(heading) >= N_CHARS_OF_TITLE_MIN and short and short in long else 0.0
