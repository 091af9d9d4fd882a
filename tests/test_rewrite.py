from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rewrite import Edit, Repair, Rewrite, apply, compose, settle

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


def test_the_text_may_follow_from_what_it_replaces() -> None:
    doubled = Rewrite(sign="[a-z]", pattern="(?i)[a-z]+", text=str.upper)
    assert list(doubled.edits("ab CD e")) == [Edit(0, 2, "AB"), Edit(6, 7, "E")]
    assert Repair(sign="", edits=lambda line: [Edit(0, len(line), "all")])("of it") == "all"


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


@pytest.mark.parametrize(
    ("raw", "first", "second", "wanted"),
    [
        ("Â² b", [Edit(0, 1, "")], [Edit(0, 1, "")], [Edit(0, 1, ""), Edit(1, 2, "")]),
        (
            "aâ€™s *b*",
            [Edit(1, 4, "’")],
            [Edit(4, 5, ""), Edit(6, 7, "")],
            [Edit(1, 4, "’"), Edit(6, 7, ""), Edit(8, 9, "")],
        ),
        ("a&nbsp; b", [Edit(1, 7, " ")], [Edit(1, 3, " ")], [Edit(1, 8, " ")]),
        ("&#91;1&#93;.", [Edit(0, 5, "["), Edit(6, 11, "]")], [Edit(0, 3, "")], [Edit(0, 11, "")]),
        (
            "[aÂb](c)",
            [Edit(2, 3, "")],
            [Edit(0, 1, ""), Edit(3, 7, "")],
            [Edit(0, 1, ""), Edit(2, 3, ""), Edit(4, 8, "")],
        ),
        ("aﬁﬁb", [Edit(1, 2, "fi"), Edit(2, 3, "fi")], [Edit(2, 4, "-")], [Edit(1, 3, "f-i")]),
    ],
    ids=["a mark that was mended", "beside each other", "on each other", "over two", "around a deletion", "in parts"],
)
def test_two_layers_of_edits_are_one(raw: str, first: list[Edit], second: list[Edit], wanted: list[Edit]) -> None:
    between = apply(first, raw)
    composed = compose([("1", edit) for edit in first], [("2", edit) for edit in second], between)
    assert [edit for _, edit in composed] == wanted
    assert apply(wanted, raw) == apply(second, between)


def test_edits_that_meet_have_the_name_of_the_first_unless_the_second_prevails() -> None:
    first, second = [("mend", Edit(0, 1, "b")), ("mend", Edit(2, 3, "d"))], [("mark", Edit(0, 1, ""))]
    assert [name for name, _ in compose(first, second, "bcd")] == ["mend", "mend"]
    assert [name for name, _ in compose(first, second, "bcd", lambda name: name == "mark")] == ["mark", "mend"]


layers = st.lists(st.tuples(spans, st.text("xy", max_size=3)).map(lambda drawn: Edit(*drawn[0], drawn[1])), max_size=6)


@given(layers, layers)
def test_composed_edits_give_what_the_two_layers_give(first: list[Edit], second: list[Edit]) -> None:
    raw = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    first = [edit for _, edit in settle(("", edit) for edit in first)]
    between = apply(first, raw)
    second = [edit for _, edit in settle(("", edit) for edit in second if edit.end <= len(between))]
    composed = [edit for _, edit in compose([("", e) for e in first], [("", e) for e in second], between)]
    assert apply(composed, raw) == apply(second, between)
    assert all(left.end <= right.start for left, right in pairwise(composed))
    assert all(edit.start < edit.end for edit in composed)
