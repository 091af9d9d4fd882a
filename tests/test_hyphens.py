"""Whose hyphen stands at the end of a line, by how the article writes the word elsewhere."""

import polars as pl
import pytest

from pipeline.hyphens import with_hyphens


def hyphen_of(left: str, right: str, *others: str) -> str | None:
    """Return what is said of the hyphen between two lines of an article that has other lines too."""
    lines = [*others, left, right]
    frame = pl.DataFrame({"article_id": "a", "plain": lines}).with_columns(
        left_plain=pl.col("plain").shift(), left_last_char=pl.col("plain").shift().str.tail(1)
    )
    found: str | None = with_hyphens(frame)["hyphen"][-1]
    return found


@pytest.mark.parametrize(
    ("left", "right", "others", "hyphen"),
    [
        ("an inter-", "national treaty", [], None),
        ("a Muslim-", "majority state", ["A Muslim-majority state"], "own"),
        ("a Muslim-", "majority state", ["A Muslim‐majority state"], "own"),
        ("a land-", "mark of the town", ["A landmark", "the land, the mark, a landmark, one land-mark"], None),
        ("the Armenia-", "Azerbaijan war", [], "own"),
        ("the 44-", "day war", [], "own"),
        ("in mid-", "1990", [], "own"),
        ("their self-", "rule", [], "own"),
        ("an arms-", "supply treaty", ["arms and the supply of arms"], "own"),
        ("an out-", "standing debt", ["out of a standing house"], None),
        ("an inter‐", "national treaty", ["the Armenia-Azerbaijan war"], "inserted"),
        ("see a.org/b-", "treaty", ["the b-treaty"], None),
        ("nothing is divided", "here", [], None),
    ],
)
def test_the_hyphen_is_the_words_own(left: str, right: str, others: list[str], hyphen: str | None) -> None:
    assert hyphen_of(left, right, *others) == hyphen


def test_an_article_that_divides_compounds_only_keeps_every_hyphen() -> None:
    compounds = ["the Armenia-", "Azerbaijan war and the Baku-", "Ceyhan line"]
    assert hyphen_of("a fire-", "arms deal", *compounds) == "own"
    assert hyphen_of("a fire-", "arms deal", *compounds, "they were mini-", "sters, as ministers are") is None


def test_articles_do_not_speak_for_each_other() -> None:
    plain = ["A Muslim-majority state", "a Muslim-", "majority state"]
    frame = pl.DataFrame({"article_id": ["a", "b", "b"], "plain": plain, "left_plain": [None, None, "a Muslim-"]})
    frame = frame.with_columns(left_last_char=pl.col("left_plain").str.tail(1))
    assert with_hyphens(frame)["hyphen"].to_list() == [None, None, None]
