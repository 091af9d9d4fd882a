"""Names and titles as pages state them, cleaned of what is no part of them: offices, addresses, the names of sites."""

import re
from collections.abc import Iterable, Iterator

N_WORDS_OF_NAME_MAX = 6
N_CHARS_OF_NAME_MAX = 60
N_CHARS_OF_SITE_MIN = 3
N_CHARS_OF_CLEAR_SITE_MIN = 6
_BY = re.compile(
    r"^(?:(?:words|text|story|report|photos?|foto|written|posted|published|reported|reviewed|geschrieben|escrito|scritto)\s+)*"
    r"(?:by|von|par|por|di|da|door|av|af|автор:?|yazan:?|authors?:|autor(?:in)?:|auteurs?:|מאת|بقلم|نویسنده:?)\s+",
    re.I,
)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S*|www\.\S*|(?<!\w)@\w+")
_BRACKET = re.compile(r"\s*[(\[{<].*?[)\]}>]")
_BETWEEN = re.compile(r"\s*[;,|/&•·\n]\s*|(?:^|\s+|(?<=[\s,]))(?:and|und|et|y|e|og|och|en|и|ve|və|ו)\s+")
_PLACE = re.compile(r"\s+(?:for|in|at|from|on|via|with|aus|für|bei|pour|chez|para|per|voor)\s+.*$|\s+[–—-]\s+.*$")
_NO_NAME = re.compile(
    r"\d|[=#?!:%*]|\b(?:staff|writers?|editors?|editorial|reporters?|correspondents?|contributors?|columnist|producer|redaktion"
    r"|redakteur(?:in)?|redazione|redacci[oó]n|r[eé]daction|redactie|journalist(?:in)?|analyst|director|professor|fellow|desk"
    r"|team|admin|administrator|webmaster|guest|authors?|autor(?:in)?|unknown|anonymous|user|online|website|updated|published"
    r"|view|posts?|profile|comments?|by|(?:mon|tues|wednes|thurs|fri|satur|sun)day|share|print|email|read|follow|редакция"
    r"|редактор|редакции)\b",
    re.I,
)
_OFFICE = re.compile(
    r"^[A-Z.]{2,5}$|\b(?:(?i:press|agency|media|news|magazine|zeitung|agentur|services?|institute|university)|\w+\.(?:com|org|net))\b"
)
_LOWER_WORD = re.compile(
    r"(?:^|\s)(?!(?:de|del|della|di|da|do|dos|das|van|von|der|den|ten|ter|bin|ibn|ben|bint|al|el|la|le|du|zu|zur|af|av|e|y|i"
    r"|of|the|d|o)\b)[a-zа-я]\w+ "
)
_SEPARATOR = re.compile(r"\s+[|·•»›«–—-]+\s+|\s*[|»›«]\s*|:\s+")
_NO_WORD = re.compile(r"[\W_]+")


def names_in(stated: Iterable[str], site: str = "") -> tuple[str, ...]:
    """Return the names of people that statements of authors hold; those of agencies where nobody else is named.

    The site is none of its authors.

    >>> names_in(["By Ann Lee, Senior Writer, and Ben Roe (b@example.org)", "Post", "https://example.org"], "Post")
    ('Ann Lee', 'Ben Roe')
    >>> names_in(["Ann Lee, Harbour News Agency"]), names_in(["Reuters"]), names_in(["Print this", "Monday, May 3"])
    (('Ann Lee',), ('Reuters',), ())
    """
    by_key: dict[str, str] = {}
    for name in (name for text in stated for name in _names(text)):
        by_key.setdefault(squeezed(name), name)
    whole = squeezed(site)
    names = [
        name
        for key, name in by_key.items()
        if not any(key != other and key in other for other in by_key)
        and not (key in whole and len(key) >= N_CHARS_OF_SITE_MIN)
    ]
    return tuple(name for name in names if not _OFFICE.search(name)) or tuple(names)


def in_order(name: str) -> str:
    """Return a name that is stated as in a catalogue in the order in which it is spoken.

    >>> in_order("Lee, Ann"), in_order("Ann Lee")
    ('Ann Lee', 'Ann Lee')
    """
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given else name


def without_site(title: str, sites: Iterable[str]) -> str:
    """Return a title without the names of its site at its end or at its start.

    >>> without_site("The war | Politics | Example News", ["Example News", "Politics"])
    'The war'
    >>> without_site("Baku - a city", ["example.org"]), without_site("Example: The war", ["www.example.org"])
    ('Baku - a city', 'The war')
    """
    known = {squeezed(site.removeprefix("www.")) for site in sites} - {""}
    while parts := list(_SEPARATOR.finditer(title)):
        if _is_site(title[parts[-1].end() :], known):
            title = title[: parts[-1].start()]
        elif _is_site(title[: parts[0].start()], known):
            title = title[parts[0].end() :]
        else:
            break
    return title


def squeezed(text: str) -> str:
    """Return what is left of a text to compare it by: letters and digits in lower case.

    >>> squeezed("The “war” – of 2020")
    'thewarof2020'
    """
    return _NO_WORD.sub("", text).casefold()


def _is_site(part: str, known: set[str]) -> bool:
    name = squeezed(part)
    return any(
        name == site
        or (len(name) >= N_CHARS_OF_SITE_MIN and site.startswith(name))
        or (len(site) >= N_CHARS_OF_CLEAR_SITE_MIN and name.startswith(site))
        for site in known
    )


def _names(text: str) -> Iterator[str]:
    bare = _BY.sub("", _BRACKET.sub("", _ADDRESS.sub("", text)).strip())
    for part in _BETWEEN.split(bare):
        name = _BY.sub("", _PLACE.sub("", part).strip(" .,:–—-\"'"))
        fits = 1 <= len(name.split()) <= N_WORDS_OF_NAME_MAX and 2 <= len(name) <= N_CHARS_OF_NAME_MAX
        if fits and not _NO_NAME.search(name) and not _LOWER_WORD.search(f"{name} "):
            yield name
