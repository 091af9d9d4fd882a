"""Footnote marks that are bare digits: any chain comes back, and numbers that belong to the text stay."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.glued_marks import find_glued
from pipeline.lines import ENDS_SENTENCE

WORDS = [
    "It ended in May",
    "He said “no,”",
    "It was so (in part)",
    "In 1974, they met",
    "The flow of COVID-19 fell to 3.5 of $1.6",
]


def numbers_in(text: str, n_notes: int) -> list[int]:
    return [one.number for one in find_glued(text.splitlines(), set(range(1, n_notes + 1)))]


@given(st.lists(st.tuples(st.sampled_from(WORDS[:4]), st.sampled_from(".;,")), min_size=2, max_size=30))
def test_any_chain_comes_back(pieces: list[tuple[str, str]]) -> None:
    texts = [f"{words} again{mark}{number} And so on." for number, (words, mark) in enumerate(pieces, 1)]
    found = find_glued(texts, set(range(1, len(pieces) + 1)))
    assert [(one.place + 1, texts[one.place][one.start : one.end]) for one in found] == [
        (number, str(number)) for number in range(1, len(texts) + 1)
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In 2014,1 he left.2 So it is in May;3 in 1911.4 It was “so”.5", [1, 2, 3, 4, 5]),
        ("Room2 is open.1 It was so.2 And so.3", [1, 2, 3]),
        ("It was so (in 2006).1 В 2018 г.,2 впервые. It cost $140,000.3", [1, 2, 3]),
    ],
)
def test_the_chain_that_calls_most_notes_is_taken(text: str, numbers: list[int]) -> None:
    assert numbers_in(text, len(numbers)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 and an F-16",
        "It cost $1.6 and 3.5 or 2,4",
        "No.1 and No.2, p.3",
        "1 km2 and m3",
        "At 10:15, 3:2",
        "It ended.1 So it is.",
    ],
)
def test_numbers_of_the_text_stay(text: str) -> None:
    assert numbers_in(text, 20 if "COVID" in text else 4) == []


@pytest.mark.parametrize(
    ("line", "is_end"),
    [("Nobody would say.3", True), ("He said “never.”12", True), ("See No.1", False), ("at 3.5", False)],
)
def test_a_sentence_may_end_with_a_glued_mark(line: str, is_end: bool) -> None:
    assert pl.select(pl.lit(line).str.contains(ENDS_SENTENCE)).item() is is_end
