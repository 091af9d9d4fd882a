from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rewrite import Edit, Rewrite, apply, settle

spans = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda span: (span[0], span[0] + span[1]))
proposals = st.lists(st.tuples(st.sampled_from("abc"), spans.map(lambda span: Edit(*span, "-"))), max_size=8)


@pytest.mark.parametrize(
    ("edits", "text", "wanted"),
    [
        ([], "as it was", "as it was"),
        ([Edit(0, 1, "")], "*word", "word"),
        ([Edit(4, 5, "")], "word*", "word"),
        ([Edit(2, 4, " ")], "a \u00a0 b", "a  b"),
        ([Edit(1, 1, "-")], "ab", "a-b"),
        ([Edit(0, 1, "x"), Edit(1, 2, "y")], "ab", "xy"),
        ([Edit(1, 2, "")], "\U0001f600*\U0001f600", "\U0001f600\U0001f600"),
    ],
)
def test_edits_are_made_in_their_places(edits: list[Edit], text: str, wanted: str) -> None:
    assert apply(edits, text) == wanted


def test_a_rewrite_replaces_its_match_or_what_its_groups_capture() -> None:
    assert Rewrite(sign="-", pattern="-+", text="–")("a--b - c") == "a–b – c"
    assert list(Rewrite(sign=r"\*", pattern=r"(\*)\w+(\*)").edits("*a* b")) == [Edit(0, 1, ""), Edit(2, 3, "")]


def test_of_alternatives_only_the_captured_groups_are_edits() -> None:
    either = Rewrite(sign="[*_]", pattern=r"(\*)a(\*)|(_)a(_)")
    assert list(either.edits("_a_")) == [Edit(0, 1, ""), Edit(2, 3, "")]


def test_the_rule_that_stands_first_has_the_characters() -> None:
    wanted = [("first", Edit(2, 5, "")), ("second", Edit(5, 6, ""))]
    wants_taken = ("second", Edit(4, 6, ""))
    assert settle([("first", Edit(2, 5, "")), wants_taken, ("second", Edit(5, 6, ""))]) == wanted


@given(proposals)
def test_what_is_settled_is_sorted_without_overlap_and_leaves_out_only_what_is_taken(
    given_: list[tuple[str, Edit]],
) -> None:
    kept = settle(given_)
    edits = [edit for _, edit in kept]
    assert all(left.end <= right.start for left, right in pairwise(edits))
    assert all(proposal in given_ for proposal in kept)
    taken = {place for edit in edits for place in range(edit.start, edit.end)}
    left_out = [edit for rule, edit in given_ if (rule, edit) not in kept]
    assert all(taken & set(range(edit.start, edit.end)) for edit in left_out)
