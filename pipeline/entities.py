"""HTML entities left in a text: which are certain, and the characters they stand for."""

import html
import unicodedata
from html.entities import html5, name2codepoint

from pipeline.rewrite import Rewrite

_NAMES = {*name2codepoint, "apos"} | {name[:-1] for name, text in html5.items() if name[-1] == ";" and text.isascii()}
"""The names of HTML 4, and those that HTML 5 adds for ASCII: the others of HTML 5 are short words, or seldom."""


def character_of(entity: str) -> str:
    """Return the character of an entity, escaped once or more often; the entity, where none belongs in a text.

    >>> character_of("&amp;#8217;"), character_of("&#10;"), character_of("&#1;"), character_of("&#xFFFD;")
    ('’', ' ', '&#1;', '&#xFFFD;')
    """
    text = entity
    while (shorter := html.unescape(text)) != text:
        text = shorter
    if text.isspace():
        return " "
    is_text = len(text) == 1 and text != "\ufffd" and unicodedata.category(text) not in ("Cc", "Cn", "Co")
    return text if is_text else entity


ENTITIES = Rewrite(
    sign=r"&(?:#[0-9xX]|[a-zA-Z][a-zA-Z0-9]{1,30};|nbsp|amp|quot)",
    pattern=(
        r"&(?:amp;)*(?:#[0-9]{2,7}(?![0-9]);?|#[xX][0-9a-fA-F]{1,6};"
        rf"|(?:{'|'.join(sorted(_NAMES))});|(?:nbsp|amp|quot)(?![\w;=]))"
    ),
    text=character_of,
)
"""The semicolon may be missing only where no address can be meant: behind a number, and behind three common names."""
