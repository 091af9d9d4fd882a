"""What each block of a web page is to its article, by two opinions of what the article is, and by what names say.

One opinion is our own: the region. The other is that of trafilatura, which is not shown what names call furniture. What
both keep is text, what neither keeps is furniture; where they differ over prose nothing is said, and the rules for
lines decide. Of a page whose boxes lie so deep in one another that trafilatura would take minutes, it is not asked.
"""

from collections.abc import Sequence
from typing import Any

from pipeline.sources.blocks import Block, heading
from pipeline.sources.html.boxes import Box, Page
from pipeline.sources.html.region import Seen, lies_inside, region_of
from pipeline.sources.html.signs import BYLINE, CAPTION, COMMENT, DATE, FURNITURE, SUBTITLE
from pipeline.sources.html.witness import kept_by_trafilatura

SHARE_OF_PROSE_IN_PRUNED_MAX = 0.3
DEPTH_MAX = 200
N_WORDS_OF_LABEL_MAX = 6
N_WORDS_OF_CREDIT_MAX = 20
N_WORDS_OF_SUBTITLE_MIN = 8
_PARAGRAPHS = frozenset(("p", "div", "section"))
_NO_TEXT = ("script", "style", "noscript", "svg", "iframe", "template")
_FURNITURE = "boilerplate"
Roles = list[str | None]


def blocks_of(root: Any, page: Page, seen: Sequence[Seen], title: int | None) -> list[Block]:
    """Return the blocks of a page, as they are seen, with their roles; uses up the elements of the page.

    `title` is the number of the block that is the title; a heading that stands right above notes is furniture.
    """
    inside = lies_inside(seen, region_of(seen))
    prune(root, seen)
    is_deep = page.depth > DEPTH_MAX
    kept = (None if is_deep else kept_by_trafilatura(root, [one.text for one in seen])) or inside
    texts = [is_kept and is_inside for is_kept, is_inside in zip(kept, inside, strict=True)]
    homes = {one.box.above for one, is_text in zip(seen, texts, strict=True) if is_text and one.n_words_of_prose}
    roles = [_role(*known, homes) for known in zip(seen, inside, kept, strict=True)]
    _mark_head(seen, roles, title)
    for number in page.above_notes:
        if number >= 0 and seen[number].level:
            roles[number] = _FURNITURE
    _unmark_bare_heads(seen, roles)
    return [
        heading(one.level, one.text)._replace(role=role)
        if one.level and role in ("heading", None)
        else Block(role, one.text)
        for one, role in zip(seen, roles, strict=True)
    ]


def prune(root: Any, seen: Sequence[Seen]) -> None:
    """Take out of a page what no article holds: scripts, and boxes that their names call furniture."""
    most = SHARE_OF_PROSE_IN_PRUNED_MAX * sum(one.n_words_of_prose for one in seen)
    boxes = dict.fromkeys(box for one in seen for box in one.box.chain())
    furniture = [box.element for box in boxes if {FURNITURE, COMMENT} & box.signs and box.n_words_of_prose <= most]
    scripts = [element for element in root.iter(*_NO_TEXT) if "json" not in element.get("type", "")]
    for element in scripts + furniture:
        if element.getparent() is not None:
            element.drop_tree()


def _role(one: Seen, is_inside: bool, is_kept: bool, homes: set[Box | None]) -> str | None:
    """Return the role of a block, none where opinions differ; `homes` are the boxes whose paragraphs both keep."""
    if one.box.is_quoted and is_inside and COMMENT not in one.signs:
        return "paragraph"
    if CAPTION in one.signs and (is_inside or is_kept):
        return "caption"
    if one.is_furniture:
        return _FURNITURE
    is_prose = one.n_words_of_prose > 0
    is_at_home = is_prose and one.box.name in _PARAGRAPHS and (one.box.above in homes or one.box in homes)
    if is_inside and (is_kept or is_at_home):
        return "heading" if one.level else _FURNITURE if one.is_link else "paragraph"
    return None if is_kept or (is_inside and (is_prose or (one.level and not one.is_link))) else _FURNITURE


def _mark_head(seen: Sequence[Seen], roles: Roles, title: int | None) -> None:
    """Mark the title, subtitle, bylines and dates by their names; where the title stands again, it is furniture."""
    first = next((number for number, role in enumerate(roles) if role == "paragraph"), len(roles))
    for number, one in enumerate(seen):
        n_words = len(one.text.split())
        if title is not None and one.text == seen[title].text:
            roles[number] = "title" if number == title else _FURNITURE
        elif one.is_furniture or (title or 0) > number:
            continue
        elif number < first and (SUBTITLE in one.signs or (one.level and n_words >= N_WORDS_OF_SUBTITLE_MIN)):
            roles[number] = "subtitle"
        elif {BYLINE, DATE} & one.signs and n_words <= N_WORDS_OF_CREDIT_MAX:
            is_below = number > first and roles[number] == _FURNITURE
            credit = "dateline" if any(map(str.isdigit, one.text)) else "byline"
            roles[number] = _FURNITURE if is_below else credit


def _unmark_bare_heads(seen: Sequence[Seen], roles: Roles) -> None:
    """A head of furniture is none of text: of a heading nothing is said, and a label of links is furniture too."""
    below: str | None = _FURNITURE
    is_link_below = False
    for number in range(len(seen) - 1, -1, -1):
        one = seen[number]
        if roles[number] == "heading" and below == _FURNITURE:
            roles[number] = None
        elif roles[number] == "paragraph" and is_link_below and _is_label(one):
            roles[number] = _FURNITURE
        below = roles[number]
        is_link_below = one.is_link and below == _FURNITURE


def _is_label(one: Seen) -> bool:
    is_short = len(one.text.split()) <= N_WORDS_OF_LABEL_MAX
    return is_short and one.box.name in _PARAGRAPHS and not one.text.endswith(".")
