"""The raw text of a file that has no lines of its own: a block a line, with what its mark-up says of each.

Headings keep their level as number signs before them, as in Markdown. A note is called by its raised number, and stands
behind all other text as a line that opens with that number.
"""

import datetime
import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.sources.record import Mark, Record, refuse_no_text

BETWEEN_BLOCKS = "\n\n"
N_LEVELS = 6
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPACES = re.compile(r"[ \t-\r\x85\u2028\u2029]+")
_PROGRAMS = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint) - |untitled|document\d*$|python-docx$)|\.(?:docx?|odt|rtf)$", re.I
)
_ADDRESS = re.compile(r"^https?://\S+$")
_LANGUAGE = re.compile(r"^([a-zA-Z]{2,3})(?:[-_][a-zA-Z0-9]+)*$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")


class Block(NamedTuple):
    """A paragraph, heading or other whole of a file: its role, none where mark-up says nothing, and its text."""

    role: str | None
    text: str


def heading(level: int, text: str) -> Block:
    """Return a heading with its level, from 1, as number signs.

    >>> heading(2, "The war")
    Block(role='heading', text='## The war')
    """
    return Block("heading", f"{'#' * min(max(level, 1), N_LEVELS)} {text}")


def call_of(number: int) -> str:
    """Return the mark by which a text calls a note.

    >>> call_of(12)
    '¹²'
    """
    return str(number).translate(_RAISED)


def folded(text: str) -> str:
    r"""Fold white space that can break a line to single spaces; a no-break space stays.

    >>> folded(" The\n  war\u2028of 2020 ")
    'The war of 2020'
    """
    return _SPACES.sub(" ", text).strip(" ")


def lay_out(blocks: Iterable[Block], notes: Iterable[str]) -> Record:
    """Lay blocks, and behind them notes in the order of their numbers, out as raw text, with their marks.

    Raises `Unreadable` where there is no text.
    """
    numbered = (Block("note", f"{number}. {folded(note) or '–'}") for number, note in enumerate(notes, 1))
    shown = [Block(role, folded(text)) for role, text in blocks]
    lines = [block for block in shown if block.text.strip("# ")] + list(numbered)
    text = BETWEEN_BLOCKS.join(block.text for block in lines)
    refuse_no_text(text)
    n_lines = len(BETWEEN_BLOCKS)
    return Record(text, marks=tuple(Mark(n_lines * n + 1, role) for n, (role, _) in enumerate(lines) if role))


def plausible_title(stated: str | None) -> str | None:
    """Return a stated title, unless a program set it.

    >>> plausible_title("The war "), plausible_title("Microsoft Word - war.doc"), plausible_title("war.docx")
    ('The war', None, None)
    """
    title = folded(stated or "")
    return title if title and not _PROGRAMS.search(title) else None


def plausible_names(stated: Iterable[str | None]) -> tuple[str, ...]:
    """Return stated names, without those that a program or nobody set.

    >>> plausible_names(["Ann Lee; Ben Roe", "python-docx", "user", None])
    ('Ann Lee', 'Ben Roe')
    """
    names = [folded(name) for names in stated if names for name in names.split(";")]
    nobody = {"", "user", "author", "admin", "administrator", "unknown", "windows user"}
    return tuple(dict.fromkeys(name for name in names if name.lower() not in nobody and not _PROGRAMS.search(name)))


def plausible_address(stated: str | None) -> str | None:
    """Return a stated web address if it is one.

    >>> plausible_address("https://example.org/a"), plausible_address("urn:isbn:9780000000000")
    ('https://example.org/a', None)
    """
    address = (stated or "").strip()
    return address if _ADDRESS.match(address) else None


def plausible_language(stated: str | None) -> str | None:
    """Return the language of a stated tag, as ISO 639 writes it.

    >>> plausible_language("en-GB"), plausible_language("und"), plausible_language("English")
    ('en', None, None)
    """
    match = _LANGUAGE.match((stated or "").strip())
    return match[1].lower() if match and match[1].lower() not in ("und", "mul", "zxx") else None


def plausible_day(stated: str | None) -> datetime.date | None:
    """Return a stated day; none where a month or a day is missing, or there is no such day.

    >>> plausible_day("2021-10-12T08:00:00Z"), plausible_day("2021"), plausible_day("2021-13-01")
    (datetime.date(2021, 10, 12), None, None)
    """
    match = _DAY.match((stated or "").strip())
    try:
        return datetime.date.fromisoformat(match[0]) if match else None
    except ValueError:
        return None
