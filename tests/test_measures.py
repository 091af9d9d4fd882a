"""What is counted in a document, and the score that becomes of it: each measure by examples counted by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.intervals import interval, resample
from pipeline.quality.measures import (
    Counts,
    aeb_counts,
    boundary_counts,
    break_counts,
    f1,
    item_counts,
    line_counts,
    mean_f1,
    reachable_counts,
    sentence_counts,
    share,
    snippet_counts,
    token_counts,
)

THREE = ["One.", "Two;", "Three."]


@pytest.mark.parametrize(
    ("found", "boundaries", "reachable", "sentences"),
    [
        (["One.", "Two;", "Three."], (2, 0, 0), (2, 0, 0), (3, 0, 0)),
        (["One.", "Two; Three."], (1, 0, 1), (1, 0, 0), (1, 1, 2)),
        (["One. Two; Three."], (0, 0, 2), (0, 0, 1), (0, 1, 3)),
        (["One. Two;", "Three."], (1, 0, 1), (1, 0, 1), (1, 1, 2)),
        (["One.", "Tw", "o;", "Three."], (2, 1, 0), (2, 1, 0), (2, 2, 1)),
        (["One. ", " Two;\u00a0", "Thr ee."], (2, 0, 0), (2, 0, 0), (3, 0, 0)),
    ],
)
def test_ends_of_sentences(found: list[str], boundaries: Counts, reachable: Counts, sentences: Counts) -> None:
    assert boundary_counts(THREE, found) == boundaries
    assert reachable_counts(THREE, found) == reachable
    assert sentence_counts(THREE, found) == sentences


@pytest.mark.parametrize("closed", ["One.”", "One!)", "One?»", "One…", "One.¹²", "اين؟", "One.'\""])
def test_an_end_behind_closing_marks_can_be_reached(closed: str) -> None:
    assert reachable_counts([closed, "Two."], [f"{closed} Two."]) == (0, 0, 1)


def test_one_sentence_has_no_end_to_find() -> None:
    assert boundary_counts(["One."], ["One."]) == (0, 0, 0)
    assert boundary_counts(["One. Two."], ["One.", "Two."]) == (0, 1, 0)


def test_titles_and_blank_lines_are_no_lines_to_judge() -> None:
    labels = ["title", "blank", "keep", "keep", "drop", "drop", "drop"]
    assert line_counts(labels, [True, False, True, False, True, False, False]) == (1, 1, 1)


def test_words_count_as_often_as_they_stand() -> None:
    assert token_counts("the old, the new", "The old and the the the new") == (4, 3, 0)
    assert token_counts("", "one") == (0, 1, 0)


@pytest.mark.parametrize(
    ("gold", "found", "counts"),
    [
        ("a b c d e", "a b c d e", (1, 1, 1, 1)),
        ("a b c d e", "a b c d", (1, 1, 1 / 2, 1)),
        ("a b c d", "x a b c d", (1 / 2, 1, 1, 1)),
        ("a b", "a b", (1, 1, 1, 1)),
        ("a b", "a b c", (0, 1, 0, 1)),
        ("a b c d", "", (0, 0, 0, 1)),
        ("", "a b c d", (0, 1, 0, 0)),
        ("", "", (0, 0, 0, 0)),
    ],
)
def test_shingles_of_four_words(gold: str, found: str, counts: Counts) -> None:
    assert aeb_counts(gold, found) == counts


def test_f1_of_means_leaves_out_what_has_no_precision() -> None:
    pages = [("a b c d e", "a b c d"), ("a b c d", "x a b c d"), ("a b c d", "")]
    counts = np.array([aeb_counts(*page) for page in pages])
    precision, recall = (1 + 1 / 2) / 2, (1 / 2 + 1 + 0) / 3
    assert mean_f1(counts.sum(axis=0)) == pytest.approx(2 * precision * recall / (precision + recall))
    assert mean_f1(counts[2]) == 0


def test_snippets_must_be_there_and_must_not() -> None:
    text = "The border\nopens today.  Share this."
    assert snippet_counts(["The border opens", "tomorrow"], ["Share this", "Read next"], text) == (1, 1, 1)


def test_items_and_breaks() -> None:
    assert item_counts([1, 1, 2], [1, 3]) == (1, 1, 2)
    assert break_counts([True, False, False], [False, True, False]) == (1, 1)


def test_formulas() -> None:
    assert f1(np.array([8.0, 2, 0])) == pytest.approx(16 / 18)
    assert share(np.array([[3.0, 1], [0, 2]])).tolist() == [0.75, 0]
    assert math.isnan(f1(np.array([0.0, 0, 0])))


@given(st.lists(st.text(alphabet="ab. ", min_size=1).filter(str.strip), min_size=1), st.data())
def test_a_text_split_as_the_gold_is_right_whatever_the_white_space(sentences: list[str], data: st.DataObject) -> None:
    spread = [data.draw(st.sampled_from([text, f" {text}", text.replace(" ", "\n")])) for text in sentences]
    n_ends = len(set(np.cumsum([len("".join(text.split())) for text in sentences])[:-1]))
    assert boundary_counts(sentences, spread) == (n_ends, 0, 0)


def test_the_same_documents_give_the_same_samples() -> None:
    counts = np.array([[9.0, 1], [5, 5], [10, 0], [7, 3], [8, 2], [2, 8]])
    samples = resample(counts, share, 500)
    assert samples.tolist() == resample(counts, share, 500).tolist()
    assert samples[:3].round(6).tolist() == resample(counts, share, 3).round(6).tolist()
    low, high = interval(samples)
    assert low < share(counts.sum(axis=0)) < high


def test_an_interval_is_as_wide_as_theory_says() -> None:
    """Of 400 answers of which 320 are right, the normal interval is 0.8 ± 0.039."""
    counts = np.array([[1.0, 0]] * 320 + [[0.0, 1]] * 80)
    assert interval(resample(counts, share, 2000)) == pytest.approx((0.761, 0.839), abs=0.004)


def test_documents_without_an_error_have_no_width() -> None:
    assert interval(resample(np.array([[4.0, 0]] * 9), share, 100)) == (1, 1)
