"""What each block of a web page is to its article, by two opinions of what the article is, and by what names say.

One opinion is our own: the region. The other is that of trafilatura, which is not shown what names call furniture. What
both keep is text, what neither keeps is furniture; where they differ over prose nothing is said, and the rules for lines
decide.
"""

from collections.abc import Sequence
from typing import Any

from pipeline.sources.blocks import Block, heading
from pipeline.sources.page_region import Seen, lies_inside, region_of
from pipeline.sources.page_signs import BYLINE, CAPTION, COMMENT, DATE, FURNITURE, SUBTITLE
from pipeline.sources.page_text import Box
from pipeline.sources.page_witness import kept_by_trafilatura

SHARE_OF_PROSE_IN_PRUNED_MAX = 0.3
N_WORDS_OF_LABEL_MAX = 6
N_WORDS_OF_CREDIT_MAX = 20
N_WORDS_OF_SUBTITLE_MIN = 8
_PARAGRAPHS = frozenset(("p", "div", "section"))
_FURNITURE = "boilerplate"


def blocks_of(root: Any, seen: Sequence[Seen], title: int | None) -> list[Block]:
    """Return the blocks of a page with their roles; `title` is the number of the one that is. The elements are used up."""
    region = region_of(seen)
    prune(root, seen)
    inside = lies_inside(seen, region)
    kept = kept_by_trafilatura(root, [one.text for one in seen]) or inside
    texts = [is_kept and is_inside for is_kept, is_inside in zip(kept, inside, strict=True)]
    homes = {one.box.above for one, is_text in zip(seen, texts, strict=True) if is_text and one.n_words_of_prose}
    roles = [_role(*known, homes) for known in zip(seen, inside, kept, strict=True)]
    _mark_head(seen, roles, title)
    _unmark_bare_heads(seen, roles)
    return [
        heading(one.level, one.text)._replace(role=role)
        if one.level and role in ("heading", None)
        else Block(role, one.text)
        for one, role in zip(seen, roles, strict=True)
    ]


def prune(root: Any, seen: Sequence[Seen]) -> None:
    """Take out of a page what no article holds: scripts, and boxes that their names call furniture."""
    total = sum(one.n_words_of_prose for one in seen)
    boxes = dict.fromkeys(box for one in seen for box in one.box.chain())
    furniture = [
        box.element
        for box in boxes
        if (FURNITURE in box.signs or COMMENT in box.signs)
        and box.n_words_of_prose <= SHARE_OF_PROSE_IN_PRUNED_MAX * total
    ]
    scripts = [
        one for one in root.iter("script", "style", "noscript", "svg", "iframe", "template") if not _is_stated(one)
    ]
    for element in scripts + furniture:
        if element.getparent() is not None:
            element.drop_tree()


def _is_stated(script: Any) -> bool:
    return "json" in script.get("type", "")


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
    return None if is_kept or (is_inside and is_prose) else _FURNITURE


def _mark_head(seen: Sequence[Seen], roles: list[str | None], title: int | None) -> None:
    """Mark the title, and what names call subtitle, byline or date down to the first text; the title again is furniture."""
    first = next((number for number, role in enumerate(roles) if role == "paragraph"), len(roles))
    for number, one in enumerate(seen):
        if title is not None and one.text == seen[title].text:
            roles[number] = "title" if number == title else _FURNITURE
        elif one.is_furniture or (title or 0) > number:
            continue
        elif number < first and (
            SUBTITLE in one.signs or (one.level and len(one.text.split()) >= N_WORDS_OF_SUBTITLE_MIN)
        ):
            roles[number] = "subtitle"
        elif {BYLINE, DATE} & one.signs and len(one.text.split()) <= N_WORDS_OF_CREDIT_MAX:
            has_digit = any(map(str.isdigit, one.text))
            is_text = number > first and roles[number] == _FURNITURE
            roles[number] = _FURNITURE if is_text else "dateline" if has_digit else "byline"


def _unmark_bare_heads(seen: Sequence[Seen], roles: list[str | None]) -> None:
    """A head of furniture is none of text: of a heading nothing is said, and a label of links is furniture like them."""
    below: str | None = _FURNITURE
    is_link_below = False
    for number in range(len(seen) - 1, -1, -1):
        one, role = seen[number], roles[number]
        if role == "heading" and below == _FURNITURE:
            roles[number] = None
        elif (
            role == "paragraph"
            and is_link_below
            and one.box.name in _PARAGRAPHS
            and not one.text.endswith(".")
            and len(one.text.split()) <= N_WORDS_OF_LABEL_MAX
        ):
            roles[number] = _FURNITURE
        is_link_below = one.is_link and roles[number] == _FURNITURE
        below = roles[number]
