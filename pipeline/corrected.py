"""What people decided goes before all rules: the forms of a decision, and what is said where one does not fit.

A correction that no longer fits its source raises `PressmarkError`: which one, what it expected, what is there, and
what to do.
"""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from pipeline.errors import PressmarkError

N_CHARS_SHOWN = 60
MEND = "mend the correction, or remove it"


class LineDecision(NamedTuple):
    """What was decided about a line: its role, how it is joined to the line of text before it, or both."""

    article_id: str
    line: int
    expects: str
    """Words with which the line starts."""
    role: str | None
    join: str | None
    where: str
    """The place of the correction, for whoever has to mend it."""


class BoundaryDecision(NamedTuple):
    """What was decided about the place between two words of a paragraph: whether a sentence ends there."""

    article_id: str
    after: str
    before: str
    ends: bool
    where: str


def is_corrected(decision: str) -> pl.Expr:
    """A person read it and decided so; the reason stands in the corrections of the project that made the dataset."""
    return pl.col(decision).is_not_null()


RULE = is_corrected.__name__


def refuse_unknown_articles(
    decisions: Iterable[LineDecision] | Iterable[BoundaryDecision], article_ids: set[str]
) -> None:
    """Raise `PressmarkError` for decisions about articles that are not there."""
    refuse(
        f"{decision.where}: there is no article '{decision.article_id}' to correct: mend its id, or remove this"
        for decision in decisions
        if decision.article_id not in article_ids
    )


def refuse(complaints: Iterable[str]) -> None:
    """Raise `PressmarkError` with all complaints, if there are any."""
    if message := "\n".join(complaints):
        raise PressmarkError(message)


def fold(text: str) -> str:
    """Return a text with its white space folded: line ends and indents decide nothing."""
    return " ".join(text.split())


def shown(text: str) -> str:
    """Return the start of a text, for a message."""
    folded = fold(text)
    return folded if len(folded) <= N_CHARS_SHOWN else f"{folded[:N_CHARS_SHOWN]}…"
