"""The numbers of the notes, and their marks in the text."""

import polars as pl
import pytest

from pipeline.footnotes import find_marks, number_notes

HEAD = ("is_notes_heading", "Notes")


def number(*lines: tuple[str, str]) -> list[tuple[int | None, str]]:
    """Return each line's note, and the characters of its number."""
    columns = {"article_id": "a", "line": range(1, len(lines) + 1)}
    frame = pl.DataFrame(
        columns | {"rule": [rule for rule, _ in lines], "mark": None, "text": [text for _, text in lines]}
    )
    found = number_notes(frame).select("note_number", "n_chars_of_number").rows()
    return [(note, text[:n_chars]) for (note, n_chars), (_, text) in zip(found, lines, strict=True)]


@pytest.mark.parametrize(
    ("first", "second", "numbers"),
    [
        ("1. Ibid.", "2. Ibid.", ("1. ", "2. ")),
        ("1 Ibid.", "2 Ibid.", ("1 ", "2 ")),
        ("1) Ibid.", "2) Ibid.", ("1) ", "2) ")),
        ("(1) Ibid.", "(2) Ibid.", ("(1) ", "(2) ")),
        ("[1] Ibid.", "[2]\u00a0Ibid.", ("[1] ", "[2]\u00a0")),
        ("[^1]: Ibid.", "[^2]: Ibid.", ("[^1]: ", "[^2]: ")),
        ("¹ Ibid.", "² Ibid.", ("¹ ", "² ")),
        ("¹Ibid.", "²Ibid.", ("¹", "²")),
        ("- 1 “Ibid.”", "* 2 “Ibid.”", ("- 1 ", "* 2 ")),
        ("1“Ibid.”", "2“Ibid.”", ("1", "2")),
        ("۱. همان", "۲. همان", ("۱. ", "۲. ")),
    ],
)
def test_a_note_opens_with_its_number(first: str, second: str, numbers: tuple[str, str]) -> None:
    found = number(HEAD, ("is_note", first), ("is_note", second))
    assert found == [(None, ""), (1, numbers[0]), (2, numbers[1])]


@pytest.mark.parametrize(
    "line",
    [
        "2014, at the latest.",
        "4. Ibid.",
        "1. Ibid.",
        "2.5 million dollars.",
        "2,000 men.",
        "Ibid.",
        "2nd edition, 1999.",
    ],
)
def test_a_line_goes_on_unless_its_number_continues_the_count(line: str) -> None:
    assert number(HEAD, ("is_note", "1. Ann Lee."), ("is_note", line))[2] == (1, "")


def test_the_count_starts_at_nought_or_one() -> None:
    assert number(HEAD, ("is_note", "7. Ibid."), ("is_note", "See below."), ("is_note", "0. Thanks.")) == [
        (None, ""),
        (None, ""),
        (None, ""),
        (0, "0. "),
    ]


def test_where_marks_say_where_notes_open_a_count_may_start_and_skip_anywhere() -> None:
    lines = [
        ("note", "27 Ann Lee, Water."),
        ("continued", "28 pages of it are lost."),
        ("note", "28 Ibid."),
        ("note", "3rd edition."),
        ("note", "30. Ibid."),
        ("note", "29. Ibid."),
    ]
    columns = {"article_id": "a", "line": range(1, 7), "rule": "is_marked_note"}
    frame = pl.DataFrame(columns | {"mark": [mark for mark, _ in lines], "text": [text for _, text in lines]})
    found = number_notes(frame).select("note_number", "n_chars_of_number").rows()
    assert found == [(27, 3), (27, 0), (28, 3), (28, 0), (30, 4), (30, 0)]


def test_every_heading_and_every_article_starts_a_new_count() -> None:
    again = number(HEAD, ("is_note", "1. Ibid."), HEAD, ("is_note", "1. Ibid."))
    assert again == [(None, ""), (1, "1. "), (None, ""), (1, "1. ")]
    rows = {"article_id": ["a", "b"], "line": [9, 1], "rule": ["is_note"] * 2}
    rows |= {"mark": [None] * 2, "text": ["1. Ibid."] * 2}
    assert number_notes(pl.DataFrame(rows)).rows() == [("a", 9, 1, 3), ("b", 1, 1, 3)]


@pytest.mark.parametrize(
    ("text", "without", "numbers"),
    [
        ("He left.¹ She stayed.²", "He left. She stayed.", [1, 2]),
        ("in 2014,² he left", "in 2014, he left", [2]),
        ("He left (to Baku).³", "He left (to Baku).", [3]),
        ("“It is over.”¹⁷", "“It is over.”", [17]),
        ("He left [3] and stayed [12].", "He left and stayed.", [3, 12]),
        ("He left.[^1]", "He left.", [1]),
        ("He left.¹ ²", "He left.", [1, 2]),
        ("He left.[1][2]", "He left.", [1, 2]),
        ("¹ He left.", "He left.", [1]),
        ("the town he lived in²", "the town he lived in", [2]),
        ("It began in 2014² already", "It began in 2014 already", [2]),
        ("הוא הלך.¹", "הוא הלך.", [1]),
        ("او رفت.[۲]", "او رفت.", [2]),
    ],
)
def test_a_mark_is_taken_out(text: str, without: str, numbers: list[int]) -> None:
    marks = find_marks(text, set(range(1, 18)))
    left = list(text)
    for _, (start, end, new) in reversed(marks):
        left[start:end] = new
    assert ("".join(left), [number for number, _ in marks]) == (without, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "over 3 km² of land",
        "3 m³",
        "E = x²",
        "10² is 100",
        "a 5 in² hole",
        "He left.⁹⁹",
        "He left [99].",
        "[3](https://a.org)",
    ],
)
def test_powers_links_and_unknown_numbers_are_no_marks(text: str) -> None:
    assert find_marks(text, set(range(1, 18))) == []
