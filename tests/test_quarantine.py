from typing import ClassVar

import pandera.polars as pa
import polars as pl
import pytest
from pandera.config import CONFIG, ValidationDepth

from schemas.quarantine import SchemaBroken, find_bad_rows


class Birds(pa.DataFrameModel):
    bird_id: str = pa.Field(unique=True, str_matches=r"^[a-z]+$")
    n_eggs: pl.Int32 = pa.Field(ge=0)
    nest: str = pa.Field(nullable=True)

    class Config:
        strict = True
        unique: ClassVar = ["n_eggs", "nest"]


def birds(*rows: tuple[str | None, int | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema={"bird_id": pl.String, "n_eggs": pl.Int32, "nest": pl.String}, orient="row")


def bad(*rows: tuple[str | None, int | None, str | None]) -> list[tuple[object, ...]]:
    return find_bad_rows(birds(*rows), Birds).rows()


def test_good_rows_give_nothing() -> None:
    assert bad(("wren", 5, None), ("finch", 4, "hedge")) == []
    assert bad() == []


def test_a_bad_value_is_named_with_its_row_column_and_check() -> None:
    assert bad(("wren", 5, None), ("Finch", -1, "hedge")) == [
        (1, "bird_id", "str_matches('^[a-z]+$')", "Finch"),
        (1, "n_eggs", "greater_than_or_equal_to(0)", "-1"),
    ]


def test_a_missing_value_is_named() -> None:
    assert bad(("wren", None, None)) == [(0, "n_eggs", "not_nullable", None)]


def test_every_row_that_stands_twice_is_named() -> None:
    assert [row[:3] for row in bad(("wren", 5, "oak"), ("finch", 4, None), ("wren", 3, None))] == [
        (0, "bird_id", "field_uniqueness"),
        (2, "bird_id", "field_uniqueness"),
    ]


def test_rows_that_share_a_key_are_named() -> None:
    found = bad(("wren", 5, "oak"), ("finch", 5, "oak"))
    assert [(row, column) for row, column, *_ in found] == [(0, None), (1, None)]


def test_a_long_value_is_cut() -> None:
    ((_, _, _, value),) = bad(("A" * 5000, 5, None))
    assert value == "A" * 200


@pytest.mark.parametrize(
    "frame",
    [
        birds().drop("nest"),
        birds().with_columns(colour=pl.lit("brown")),
        birds().with_columns(pl.col("n_eggs").cast(pl.Int64)),
    ],
)
def test_a_table_that_is_wrong_as_a_whole_stops(frame: pl.DataFrame) -> None:
    with pytest.raises(SchemaBroken):
        find_bad_rows(frame, Birds)


@pytest.mark.parametrize(
    ("switch", "position"),
    [
        ("validation_enabled", False),
        ("validation_depth", ValidationDepth.SCHEMA_ONLY),
        ("validation_depth", ValidationDepth.DATA_ONLY),
    ],
)
def test_a_switched_off_validation_stops(switch: str, position: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CONFIG, switch, position)
    with pytest.raises(SchemaBroken, match="switch validation off: unset them"):
        find_bad_rows(birds(("wren", 5, None)), Birds)
