"""Of a list of rules the first that fits decides."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import joins
from pipeline.errors import PressmarkError
from pipeline.verdicts import Verdicts, decide, read_verdicts

RULES: Verdicts = [
    ("is_a", "left", pl.col("a")),
    ("is_b", "right", pl.col("b")),
    ("is_behind_a", "left", pl.col("rule").shift() == "is_a"),
    ("is_c", "right", pl.col("c")),
]
ROWS = st.lists(st.tuples(st.booleans(), st.none() | st.booleans(), st.booleans(), st.booleans()), max_size=12)


@given(ROWS)
def test_each_rule_sees_what_those_before_it_decided(rows: list[tuple[bool, bool | None, bool, bool]]) -> None:
    schema = {"a": pl.Boolean, "b": pl.Boolean, "c": pl.Boolean, "is_open": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        verdict=pl.when(~pl.col("is_open")).then(pl.lit("right")),
        rule=pl.when(~pl.col("is_open")).then(pl.lit("given")),
    )
    decided = decide(frame, RULES, "verdict", "rule")
    assert decided.select(frame.columns[:4]).equals(frame.select(frame.columns[:4]))
    assert decided.select("verdict", "rule").rows() == one_by_one(rows)


def one_by_one(rows: list[tuple[bool, bool | None, bool, bool]]) -> list[tuple[str | None, str | None]]:
    found: list[tuple[str | None, str | None]] = [(None, None) if row[3] else ("right", "given") for row in rows]
    for name, verdict, place in (
        ("is_a", "left", 0),
        ("is_b", "right", 1),
        ("is_behind_a", "left", None),
        ("is_c", "right", 2),
    ):
        rules = [rule for _, rule in found]
        for number, row in enumerate(rows):
            fits = row[place] if place is not None else number > 0 and rules[number - 1] == "is_a"
            if fits and rules[number] is None:
                found[number] = (verdict, name)
    return found


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"stands_apart": {"verdict": "perhaps"}}, "'verdict' must be one of join, separate"),
        ({"stands_about": {"verdict": "join"}}, "stands_about"),
        ({"stands_apart": {"verdict": "join", "n_words_max": 3}}, "n_words_max"),
    ],
)
def test_a_rule_that_is_none_stops(rules: dict[str, dict[str, object]], message: str) -> None:
    with pytest.raises(PressmarkError, match=message):
        read_verdicts(joins, "clean.joins", "verdict", ("join", "separate"), rules)
