"""What every reader gives: an article as its file holds it."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1b\x7f]")
_SHARE_OF_CONTROLS_MAX = 0.01


CONTINUED = "continued"
"""In place of a role: the line goes on with the block of the line before, in a paragraph that is wrapped by hand."""


class Mark(NamedTuple):
    """What a file's mark-up says of a line of the raw text: its number, from 1, and one of ROLES or CONTINUED."""

    line: int
    role: str


@dataclass(frozen=True)
class Record:
    """One article of a file: its raw text, its own id where the format has one, and what the file states of it.

    `marks` are what the mark-up says of single lines; of a line without a mark, and of plain text, nothing is known.
    """

    text: str
    record_id: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: datetime.date | None = None
    language: str | None = None
    url: str | None = None
    rights: str | None = None
    marks: tuple[Mark, ...] = ()


class Unreadable(Exception):
    """A file, or a record of one, that is no article: why, as a word to count by, and what to do, as a sentence.

    `where` is what a record is called, where its number in the file says too little.
    """

    def __init__(self, reason: str, detail: str, where: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.where = where

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str, str]]:
        """Travel between processes whole."""
        return Unreadable, (self.reason, self.detail, self.where)


PageReader = Callable[[bytes, str | None, str | None], Record]
"""Reads a web page from its bytes, its address, and the encoding that came with it; raises `Unreadable`."""
NOT_A_PAGE = "not_a_page"


def refuse_no_text(text: str) -> None:
    """Raise `Unreadable` for a text that is empty or that no person wrote: binary, or damaged."""
    if not text.strip():
        raise Unreadable("empty", "there is no text in it")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable("not_text", f"a NUL character in line {line}: binary, or damaged")
    if len(_CONTROLS.findall(text)) > _SHARE_OF_CONTROLS_MAX * len(text):
        raise Unreadable("not_text", "more than one character in a hundred is a control character")
