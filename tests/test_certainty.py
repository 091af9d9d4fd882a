"""How certain a role is falls towards the border of the body, and where a line does not look as its role says."""

from itertools import combinations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st
from test_corrections import HERE
from test_offsets import ingested

from pipeline.certainty import points_to_border
from pipeline.clean import Recipe, clean
from pipeline.corrected import LineDecision
from pipeline.review import COLUMNS, least_certain, rate_lines

PROSE = "The ships left the harbour in the night, and nobody saw them go out to the sea, for it was dark and cold."
PAGE = [
    "News of the day",
    "Share on Facebook",
    *(f"In {year} they did so again. {PROSE}" for year in range(1990, 1996)),
    "Ships and the sea",
    "Nobody saw it.",
    "Related links",
    "Ships in the harbour",
    PROSE[:70],
]


def test_a_role_is_certain_far_from_the_border_and_where_the_line_looks_like_it(recipe: Recipe) -> None:
    found = rate_lines(ingested({"a": "\n\n".join(PAGE)}), recipe)
    assert [(rule, round(certainty, 2)) for rule, certainty in found.select("rule", "certainty").iter_rows()] == [
        ("is_title", 0.6),
        ("is_share_bar", 1.0),
        ("is_long_prose", 0.53),
        ("is_long_prose", 0.62),
        ("is_long_prose", 0.68),
        ("is_long_prose", 0.68),
        ("is_long_prose", 0.62),
        ("is_long_prose", 0.53),
        ("is_outside_body", 0.54),
        ("is_outside_body", 0.45),
        ("is_widget_heading", 1.0),
        ("is_outside_body", 0.79),
        ("is_outside_body", 0.78),
    ]


def test_what_people_decided_is_certain(recipe: Recipe) -> None:
    decision = LineDecision("a", 19, "Nobody", "heading", None, HERE)
    found = rate_lines(ingested({"a": "\n\n".join(PAGE)}), recipe, decisions=[decision])
    assert found.filter(line=19).select("rule", "certainty").rows() == [("is_corrected", 1)]


def runs(n_units: int) -> list[range]:
    return [range(*pair) for pair in combinations(range(n_units + 1), 2)]


@given(st.lists(st.integers(-100, 40), min_size=1, max_size=7))
@example([20, -5, 30, -60, 49])
@example([-8, -8])
def test_points_to_the_border_are_what_the_other_side_costs(weights: list[int]) -> None:
    """Held against every run there is."""
    worth = {run: sum(weights[unit] for unit in run) for run in runs(len(weights))}
    body = max(worth, key=lambda run: worth[run])
    costs = []
    for unit in range(len(weights)):
        others = [worth[run] for run in worth if (unit in run) != (unit in body)]
        costs.append(max(0, worth[body] - max(others + [0] * (unit in body), default=0)))
    places = ["body" if unit in body else "after" for unit in range(len(weights))]
    twice = pl.DataFrame({"article_id": "a", "weight": weights, "place": places})
    assert points_to_border(pl.concat([twice, twice.with_columns(article_id=pl.lit("b"))])).to_list() == costs * 2


def test_the_least_certain_units_are_kept_whole_and_in_order() -> None:
    rows = [("b", 1, 0, 0.5), ("b", 2, 0, 0.5), ("b", 3, 1, 0.1), ("a", 1, 0, 0.5), ("a", 2, 1, 0.9)]
    lines = pl.DataFrame(rows, schema=["article_id", "line", "unit", "certainty"], orient="row").select(
        pl.col(name) if name in ("article_id", "line", "unit", "certainty") else pl.lit("x").alias(name)
        for name in COLUMNS
    )
    kept = least_certain(lines, 3).select("article_id", "line").rows()
    assert kept == [("b", 3), ("a", 1), ("b", 1), ("b", 2)]
    halves = pl.concat([least_certain(lines.head(3), 3), least_certain(lines.tail(2), 3)])
    assert least_certain(halves, 3).select("article_id", "line").rows() == kept


def test_the_lines_that_are_rated_are_those_of_the_dataset(raw_articles: pl.DataFrame, recipe: Recipe) -> None:
    names = ["article_id", "line", "role", "rule", "text"]
    assert rate_lines(raw_articles, recipe).select(names).equals(clean(raw_articles, recipe).lines.select(names))
