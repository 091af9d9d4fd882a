"""What several rules of lines ask: conditions, and the forms of names and items. None of them is a rule."""

import polars as pl

from pipeline.lines import BULLETS

ITEM = rf"^(?:[{BULLETS}–—-]\s|\(?(?:[0-9]{{1,3}}|[a-zA-Z]|[ivx]+)[.)]\s)"
_PARTICLE = r"(?:and|&|und|et|y|e|и|ve|və|de|del|della|di|da|van|von|der|den|bin|ibn|ben|al|el|la|le|ter|zu|of)"
_NAME_WORD = r"(?:\p{Lu}[\p{L}.'’-]*|[\p{Hebrew}\p{Arabic}][\p{L}'’\"-]*)"
NAMES = rf"{_NAME_WORD}(?:,?\s+(?:{_NAME_WORD}|{_PARTICLE}))+"


def is_marked(role: str) -> pl.Expr:
    """Ask whether the mark-up of the file gives a line a role."""
    return (pl.col("mark") == role).fill_null(False)


def says(pattern: str, mentions: str = "", column: str = "phrase") -> pl.Expr:
    """Ask whether a pattern is found in a line: in its phrase, which only short lines have, or in another column.

    Where every match has one of some words in it, only lines that mention one are looked at: a costly pattern then costs
    next to nothing.
    """
    if not mentions:
        return pl.col(column).str.contains(pattern)
    is_mentioned = pl.col("phrase").str.contains_any(mentions.split())
    return pl.when(is_mentioned).then(column).otherwise(pl.lit("")).str.contains(pattern)


def has_words_max(n_words_max: int) -> pl.Expr:
    """Ask whether a line has so many words at most."""
    return pl.col("n_words") <= n_words_max
