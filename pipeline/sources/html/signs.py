"""What the names of an element (tag, class, id, role) say of its text, in the words that makers of sites use.

A name is read as words: `articleShare`, `article-share` and `article_share` are the same.
"""

import re
from functools import lru_cache
from typing import Any

Signs = frozenset[str]
NO_SIGNS: Signs = frozenset()
COMMENT, FURNITURE, CAPTION, BYLINE = "comment", "furniture", "caption", "byline"
DATE, SUBTITLE, HEADLINE, BODY = "date", "subtitle", "headline", "body"
_FURNITURE_TAGS = (
    *("aside", "button", "dialog", "footer", "form", "label", "menu", "nav", "optgroup", "option", "search", "select"),
    "textarea",
)
_TAGS = {**dict.fromkeys(_FURNITURE_TAGS, FURNITURE), "figcaption": CAPTION, "caption": CAPTION, "time": DATE}
_FURNITURE_ROLES = frozenset(
    (
        *("alert", "alertdialog", "banner", "button", "complementary", "contentinfo", "dialog", "form", "menu"),
        *("menubar", "navigation", "search", "tablist", "toolbar"),
    )
)
_PROPERTIES = {"articleBody": BODY, "author": BYLINE, "headline": HEADLINE, "datePublished": DATE, "caption": CAPTION}
_WORDS = {
    COMMENT: r"comments?|comment ?list|disqus\w*|respond|replies|kommentare?",
    FURNITURE: (
        r"nav|navi|navbar|navigation|subnav|menu|breadcrumbs?|footer|sidebar|side bar|rail|toolbar|masthead|skip"
        r"|skip ?link|shar(?:e|es|ing)|sharebar|sharedaddy|socials?|sociable|follow|related\w*|recommend\w*|recirc\w*"
        r"|read (?:more|next|also)|more (?:stories|news|from|on|posts|articles)|most (?:read|popular|viewed|shared)"
        r"|popular|trending|latest|teasers?|next|prev|previous|newsletters?|subscri\w*|sign ?up|log ?in|register"
        r"|paywall|donate|donation|promos?|promotions?|promoted|ads?|advert\w*|adsense|sponsor\w*|outbrain|taboola|affiliate"
        r"|cookies?|cookie ?\w+|consent|gdpr|modal|pop ?up|overlay|lightbox|tooltip|tags|tag ?(?:list|links|cloud)"
        r"|cat links|taxonomy|topics|categories|filed|widgets?|pagination|pager|paging|print only|about (?:the )?author"
        r"|bio|author (?:bio|info|box|card|description|profile|about)|copyright|legal|disclaimer|banner"
        r"|(?<!overflow )(?<!label )(?<! [xy] )hidden$|screen reader(?: text)?|sr only"
        r"|visually ?hidden|carousel|slider|playlist|ratings?|votes?|reactions?|toc"
    ),
    CAPTION: (
        r"captions?|figcaption|credits?|photo ?credits?|cutline|wp caption(?: text)?|image (?:credit|source|caption)"
        r"|legend"
    ),
    BYLINE: r"by ?line|authors?|author name|writer|posted by|contributors?|journalists?|reporter",
    DATE: r"date|dates?|date ?time|timestamp|time ?stamp|pub ?date|published|updated|posted on|entry date|post date",
    SUBTITLE: (
        r"dek|deck|standfirst|sub ?(?:title|head|heading|headline|line|deck)|strap ?line|chapeau|untertitel|sottotitolo"
    ),
    HEADLINE: r"headline|(?:entry|post|article|story|page|news|content|single) ?title|heading ?1|h1",
}
_SAID = {sign: re.compile(rf"(?:^| )(?:{words})(?: |$)") for sign, words in _WORDS.items()}
_ANY = re.compile(rf"(?:^| )(?:{'|'.join(_WORDS.values())})(?: |$)")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?:\s|$)")
"""A class that hides, unless another shows on some screens, as `md:block` does."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_OF_MANY_NAMES = frozenset(("html", "body", "article", "main"))
"""Elements whose names are those of the page's kind and subjects."""


def is_furniture_by_tag(element: Any) -> bool:
    """Tell whether an element is furniture by what HTML says of it, and not only by a name."""
    return _TAGS.get(element.tag) == FURNITURE or element.get("role") in _FURNITURE_ROLES


def signs_of(element: Any) -> Signs:
    """Return what an element's names say of its text."""
    name, names = element.tag, element.attrib
    if not names:
        return _OF_TAGS.get(name, NO_SIGNS)
    get = names.get
    return _signs(name, get("class"), get("id"), get("role"), get("itemprop"), get("rel"))


@lru_cache(maxsize=2**14)
def _signs(
    tag: str, classes: str | None, own_id: str | None, role: str | None, item: str | None, relation: str | None
) -> Signs:
    found = {_TAGS[tag]} if tag in _TAGS else set()
    if role in _FURNITURE_ROLES:
        found.add(FURNITURE)
    if relation == "author":
        found.add(BYLINE)
    found.update(_PROPERTIES[name] for name in (item or "").split() if name in _PROPERTIES)
    if classes and _HIDDEN.search(classes) and ":" not in classes:
        found.add(FURNITURE)
    if (classes or own_id) and tag not in _OF_MANY_NAMES:
        for name in (*(classes or "").split(), own_id or ""):
            found |= _said(name)
    return frozenset(found)


@lru_cache(maxsize=2**14)
def _said(name: str) -> Signs:
    words = _BETWEEN.sub(" ", _CAMEL.sub(" ", name)).strip().lower().removeprefix("elementor widget")
    if words.startswith(("tag ", "category ")) or not _ANY.search(words):
        return NO_SIGNS
    return frozenset(sign for sign, pattern in _SAID.items() if pattern.search(words))


_OF_TAGS = {tag: _signs(tag, None, None, None, None, None) for tag in _TAGS}
