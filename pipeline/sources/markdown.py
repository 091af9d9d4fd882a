"""Markdown (CommonMark, with tables, footnotes and front matter): the raw text is the file's text as it is.

Its blocks say what each line is; a line that goes on with the block of the one before says so, so that hard-wrapped
text becomes whole paragraphs. Bullets and numbers of lists stay: they are the author's. Code and tables are kept line
by line.
"""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.sources.blocks import (
    folded,
    plausible_address,
    plausible_day,
    plausible_language,
    plausible_names,
    plausible_title,
)
from pipeline.sources.record import CONTINUED, Mark, Record
from pipeline.sources.txt import read as read_text

FURNITURE = "boilerplate"
N_LINES_OF_FRONT_MATTER_MAX = 200
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FENCE = re.compile(r"^ {0,3}(?:>\s?)*(?:`{3,}|~{3,})")
_RULE = re.compile(r"^[\s|:>-]+$")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:(?:[ \t]|$)")
_FIELDS = {
    "title": ("title",),
    "subtitle": ("subtitle",),
    "authors": ("authors", "author"),
    "published": ("date", "published"),
    "language": ("lang", "language"),
    "url": ("url", "canonical_url", "link"),
    "publisher": ("publisher",),
}


def read(content: bytes) -> list[Record]:
    """Read a Markdown file as one article; raise `Unreadable` where plain text would be refused."""
    (record,) = read_text(content)
    lines = _BREAKS.sub("\n", record.text).split("\n")
    n_front = _n_lines_of_front_matter(lines)
    roles = dict.fromkeys(range(n_front), FURNITURE)
    stated = _stated("\n".join(lines[1 : n_front - 1])) if n_front else {}
    body = ["" if number < n_front else line for number, line in enumerate(lines)]
    roles |= _roles(body, stated.get("title"))
    marks = tuple(Mark(number + 1, role) for number, role in sorted(roles.items()) if lines[number].strip())
    return [replace(record, **stated, marks=marks)]


def _n_lines_of_front_matter(lines: list[str]) -> int:
    if lines[0].rstrip() != "---":
        return 0
    ends = (n for n, line in enumerate(lines[1:N_LINES_OF_FRONT_MATTER_MAX], 2) if line.rstrip() in ("---", "..."))
    return next(ends, 0)


def _stated(front_matter: str) -> dict[str, Any]:
    """Return what the front matter states, as far as it is what its place can hold."""
    try:
        found = yaml.load(front_matter, yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    given = {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}
    values = {field: next((given[key] for key in keys if key in given), None) for field, keys in _FIELDS.items()}
    texts = {field: folded(value) if isinstance(value, str) else None for field, value in values.items()}
    return {
        "title": plausible_title(texts["title"]),
        "subtitle": texts["subtitle"] or None,
        "authors": plausible_names(_names(values["authors"])),
        "published": plausible_day(texts["published"]),
        "language": plausible_language(texts["language"]),
        "url": plausible_address(texts["url"]),
        "publisher": texts["publisher"] or None,
    }


def _names(value: Any) -> list[str]:
    names = value if isinstance(value, list) else [value]
    named = (name.get("name") if isinstance(name, dict) else name for name in names)
    return [name for name in named if isinstance(name, str)]


def _roles(lines: list[str], title: str | None) -> dict[int, str]:
    """Return the role of every line that a block speaks for, by its number from 0."""
    parser = MarkdownIt("commonmark").enable("table")
    code = {number for token in parser.parse("\n".join(lines)) if _is_code(token) for number in range(*_span(token))}
    notes = _notes(lines, code)
    body = ["" if number in notes else line for number, line in enumerate(lines)]
    environment: dict[str, Any] = {}
    tokens = parser.parse("\n".join(body), environment)
    roles: dict[int, str] = {}
    for token, around in zip(tokens, [None, *tokens], strict=False):
        roles |= _roles_of(token, around, body)
    for reference in (*environment.get("references", {}).values(), *environment.get("duplicate_refs", [])):
        roles |= dict.fromkeys(range(*reference["map"]), FURNITURE)
    roles |= notes
    return roles | _role_of_title(tokens, title) | _roles_of_bare_headings(tokens, roles)


def _roles_of(token: Token, around: Token | None, lines: list[str]) -> dict[int, str]:
    """Return the roles of the lines of one block; `around` is the token before it."""
    span = range(*_span(token))
    if token.type == "heading_open":
        text = {number: "heading" if number == span[0] else CONTINUED for number in span}
        return text | ({span[-1]: FURNITURE} if token.markup in ("=", "-") else {})
    if token.type in ("hr", "html_block"):
        return dict.fromkeys(span, FURNITURE)
    if _is_code(token):
        return {number: FURNITURE if _FENCE.match(lines[number]) else "paragraph" for number in span}
    if token.type == "table_open":
        return {number: FURNITURE if _RULE.match(lines[number]) else "paragraph" for number in span}
    if token.type == "inline" and around is not None and around.type == "paragraph_open":
        role = "caption" if _is_picture(token) else "paragraph"
        return {number: role if number == span[0] else CONTINUED for number in span}
    return {}


def _role_of_title(tokens: list[Token], title: str | None) -> dict[int, str]:
    """The one heading of the first level is the title, or the first heading that repeats it."""
    headings = [(one, text) for one, text in pairwise(tokens) if one.type == "heading_open"]
    firsts = [one for one, _ in headings if one.tag == "h1"]
    same = [one for one, text in headings[:1] if text.content == title]
    found = same or (firsts if len(firsts) == 1 and headings[0][0] is firsts[0] else [])
    return {_span(one)[0]: "title" for one in found}


def _roles_of_bare_headings(tokens: list[Token], roles: dict[int, str]) -> dict[int, str]:
    """A heading right above notes is furniture: they leave the text."""
    spoken = sorted(number for number, role in roles.items() if role != CONTINUED)
    followers = dict(pairwise(spoken))
    starts = {_span(token)[0] for token in tokens if token.type == "heading_open" and token.markup not in ("=", "-")}
    return {start: FURNITURE for start in starts if roles.get(followers.get(start, -1)) == "note"}


def _notes(lines: list[str], code: set[int]) -> dict[int, str]:
    """Return the lines that define footnotes: what is indented behind one, or follows it at once, goes on with it."""
    notes: dict[int, str] = {}
    is_note = was_blank = False
    for number, line in enumerate(lines):
        opens = _NOTE.match(line) is not None and number not in code
        goes_on = is_note and (line.startswith(("  ", "\t")) if was_blank else True)
        is_blank = not line.strip()
        is_note = opens or (goes_on if not is_blank else is_note)
        if is_note and not is_blank:
            notes[number] = "note" if opens else CONTINUED
        was_blank = is_blank
    return notes


def _is_picture(token: Token) -> bool:
    inside = token.children or []
    shown = [one for one in inside if one.type not in ("softbreak", "hardbreak") and one.content.strip() + one.tag]
    return bool(shown) and all(one.type == "image" for one in shown)


def _is_code(token: Token) -> bool:
    return token.type in ("fence", "code_block")


def _span(token: Token) -> tuple[int, int]:
    start, end = token.map or (0, 0)
    return (start, end)
