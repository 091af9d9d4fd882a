"""What the names of an element (tag, class, id, role) say of its text, in the words that makers of sites use.

A name is read as words: `articleShare`, `article-share` and `article_share` are the same.
"""

import re
from functools import lru_cache
from typing import Any

Signs = frozenset[str]
NO_SIGNS: Signs = frozenset()
COMMENT, FURNITURE, CAPTION, BYLINE, DATE, SUBTITLE, HEADLINE, BODY = (
    *("comment", "furniture", "caption", "byline", "date", "subtitle", "headline", "body"),
)
_FURNITURE_TAGS = frozenset(
    (
        "aside",
        "button",
        "dialog",
        "footer",
        "form",
        "label",
        "menu",
        "nav",
        "optgroup",
        "option",
        "search",
        "select",
        "textarea",
    )
)
_FURNITURE_ROLES = frozenset(
    (
        *("alert", "alertdialog", "banner", "button", "complementary", "contentinfo", "dialog", "form", "menu"),
        *("menubar", "navigation", "search", "tablist", "toolbar"),
    )
)
_WORDS = {
    COMMENT: r"comments?|comment ?list|disqus\w*|respond|replies|kommentare?",
    FURNITURE: (
        r"nav|navi|navbar|navigation|subnav|menu|breadcrumbs?|footer|sidebar|side bar|rail|toolbar|masthead|skip|skip ?link"
        r"|shar(?:e|es|ing)|sharebar|sharedaddy|social|socials|sociable|follow|related\w*|recommend\w*|recirc\w*|read (?:more|next|also)"
        r"|more (?:stories|news|from|on|posts|articles)|most (?:read|popular|viewed|shared)|popular|trending|latest|teasers?|next|prev|previous"
        r"|newsletters?|subscri\w*|sign ?up|log ?in|register|paywall|donate|donation|promos?|promotions?|promoted|ads?|advert\w*"
        r"|adsense|sponsor\w*|outbrain|taboola|affiliate|cookies?|cookie ?\w+|consent|gdpr|modal|pop ?up|overlay|lightbox|tooltip"
        r"|tags|tag ?(?:list|links|cloud)|cat links|taxonomy|topics|categories|filed|widgets?|pagination|pager|paging|print only"
        r"|author (?:bio|info|box|card|description|profile|about)|about (?:the )?author|bio|copyright|legal|disclaimer|banner"
        r"|screen reader(?: text)?|sr only|visually ?hidden|hidden|carousel|slider|playlist|ratings?|votes?|reactions?|toc"
    ),
    CAPTION: r"captions?|figcaption|credits?|photo ?credits?|cutline|wp caption(?: text)?|image (?:credit|source|caption)|legend",
    BYLINE: r"by ?line|authors?|author name|writer|posted by|contributors?|journalists?|reporter",
    DATE: r"date|dates?|date ?time|timestamp|time ?stamp|pub ?date|published|updated|posted on|entry date|post date",
    SUBTITLE: r"dek|deck|standfirst|sub ?(?:title|head|heading|headline|line|deck)|strap ?line|chapeau|untertitel|sottotitolo",
    HEADLINE: r"headline|(?:entry|post|article|story|page|news|content|single) ?title|heading ?1|h1",
}
_SAID = {sign: re.compile(rf"(?:^| )(?:{words})(?: |$)") for sign, words in _WORDS.items()}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_PROPERTIES = {"articleBody": BODY, "author": BYLINE, "headline": HEADLINE, "datePublished": DATE, "caption": CAPTION}


def signs_of(element: Any) -> Signs:
    """Return what an element's names say of its text."""
    name, names = element.tag, element.attrib
    if not names:
        return _OF_TAGS.get(name, NO_SIGNS)
    get = names.get
    return _signs(name, get("class"), get("id"), get("role"), get("itemprop"), get("rel"))


@lru_cache(maxsize=2**14)
def _signs(
    tag: str, classes: str | None, own_id: str | None, role: str | None, item: str | None, rel: str | None
) -> frozenset[str]:
    found = set()
    if tag in _FURNITURE_TAGS or role in _FURNITURE_ROLES:
        found.add(FURNITURE)
    if tag in ("figcaption", "caption"):
        found.add(CAPTION)
    if tag == "time":
        found.add(DATE)
    if rel == "author":
        found.add(BYLINE)
    found.update(sign for name, sign in _PROPERTIES.items() if item and name in item.split())
    if (classes or own_id) and tag not in ("html", "body"):
        # a word of a class says what it is for with the words around it, those of another class say nothing of it
        names = [*(classes or "").split(), own_id or ""]
        if tag in ("article", "main"):
            names = names[:0]
        words = [_BETWEEN.sub(" ", _CAMEL.sub(" ", name)).strip().lower() for name in names]
        found.update(sign for sign, pattern in _SAID.items() if any(map(pattern.search, words)))
    return frozenset(found)


_OF_TAGS = {
    tag: _signs(tag, None, None, None, None, None) for tag in (*_FURNITURE_TAGS, "figcaption", "caption", "time")
}
