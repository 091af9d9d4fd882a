"""Which part of a page is the article: the box that holds most of its prose, without what names call furniture."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.sources.html.boxes import Box, Text
from pipeline.sources.html.signs import (
    BODY,
    BYLINE,
    CAPTION,
    COMMENT,
    DATE,
    FURNITURE,
    HEADLINE,
    NO_SIGNS,
    SUBTITLE,
    Signs,
    is_furniture_by_tag,
)

SHARE_OF_PROSE_IN_REGION_MIN = 0.7
SHARE_OF_PROSE_IN_STATED_REGION_MIN = 0.5
SHARES_OF_PROSE_MAX = {
    **{FURNITURE: 0.5, COMMENT: 0.8, CAPTION: 0.4},
    **dict.fromkeys((BYLINE, DATE, SUBTITLE, HEADLINE), 0.2),
}
"""A name under which more of the prose stands is not believed."""
SHARE_OF_FREE_PROSE_MIN = 0.25
SHARE_OF_LINKS_IN_LINK_MIN = 0.8


class Seen:
    """A block under the signs of all boxes around it."""

    __slots__ = ("box", "is_furniture", "is_link", "level", "n_words_of_prose", "signs", "text")

    def __init__(self, text: Text, signs: Signs) -> None:
        """See a block under its signs: `level` is that of a heading, 0 for others; a link leads away as a whole."""
        self.text = text.text
        self.box = text.box
        self.n_words_of_prose = text.n_words_of_prose
        self.signs = signs
        self.level = text.box.level
        self.is_furniture = FURNITURE in signs or COMMENT in signs
        leads = text.share_of_links > SHARE_OF_LINKS_IN_LINK_MIN
        self.is_link = leads and not self.text.endswith(".") and not self.text.startswith(("http://", "https://"))


def see(texts: Sequence[Text]) -> list[Seen]:
    """Return the blocks under the signs around them.

    Where names leave hardly any prose, it is their maker who uses them for something else: none is believed to mean
    furniture, but for the elements that HTML itself has for it.
    """
    seen = _seen(texts)
    n_words = sum(one.n_words_of_prose for one in seen if COMMENT not in one.signs)
    if sum(one.n_words_of_prose for one in seen if not one.is_furniture) >= SHARE_OF_FREE_PROSE_MIN * n_words:
        return seen
    for box in {box for text in texts for box in text.box.chain()}:
        if not is_furniture_by_tag(box.element):
            box.signs -= {FURNITURE}
    return _seen(texts)


def _seen(texts: Sequence[Text]) -> list[Seen]:
    total = sum(text.n_words_of_prose for text in texts)
    most = {sign: share * total for sign, share in SHARES_OF_PROSE_MAX.items()}
    inherited: dict[Box | None, Signs] = {None: NO_SIGNS}
    for text in texts:
        for box in _unknown(text.box, inherited):
            own = (sign for sign in box.signs if box.n_words_of_prose <= most.get(sign, total))
            inherited[box] = inherited[box.above].union(own)
    return [Seen(text, inherited[text.box] | text.signs) for text in texts]


def region_of(seen: Sequence[Seen]) -> Box | None:
    """Return the box of the article: from the whole page inwards, as long as one box holds most of what the last held.

    One whose names call it the body of the article goes before, if it holds enough. None where there is no prose.
    """
    weights: dict[Box, int] = defaultdict(int)
    for one in seen:
        if one.n_words_of_prose and not one.is_furniture and CAPTION not in one.signs:
            for box in one.box.chain():
                weights[box] += one.n_words_of_prose
    inside: dict[Box | None, list[Box]] = defaultdict(list)
    for box in weights:
        inside[box.above].append(box)
    region = next(iter(inside[None]), None)
    if region is None:
        return None
    enough = SHARE_OF_PROSE_IN_STATED_REGION_MIN * weights[region]
    if stated := [box for box in weights if BODY in box.signs and weights[box] >= enough]:
        return max(stated, key=weights.__getitem__)
    while within := inside[region]:
        heaviest = max(within, key=weights.__getitem__)
        if weights[heaviest] < SHARE_OF_PROSE_IN_REGION_MIN * weights[region]:
            break
        region = heaviest
    return region


def lies_inside(seen: Sequence[Seen], region: Box | None) -> list[bool]:
    """Return for each block whether it lies in a region."""
    known: dict[Box | None, bool] = {None: False, region: region is not None}
    for one in seen:
        for box in _unknown(one.box, known):
            known[box] = known[box.above]
    return [known[one.box] for one in seen]


def _unknown(box: Box, known: Mapping[Box | None, object]) -> list[Box]:
    """Return a box and those around it up to one that is known, from the outside in."""
    return list(itertools.takewhile(lambda one: one not in known, box.chain()))[::-1]
