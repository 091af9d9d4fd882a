"""What plainly fits is what Pandera finds no fault with."""

from typing import Any, ClassVar

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.validate import SCHEMAS
from schemas.arrow import arrow_schema
from schemas.plain_checks import plainly_fits


class Birds(pa.DataFrameModel):
    bird_id: str = pa.Field(unique=True, str_matches=r"^[a-z]+$")
    n_eggs: pl.Int32 = pa.Field(ge=0)
    nest: str = pa.Field(nullable=True, isin=["oak", "elm"])
    song: str = pa.Field(nullable=True, str_length={"min_value": 1, "max_value": 3}, str_matches="t")
    notes: pl.List = pa.Field(dtype_kwargs={"inner": pl.Int32()})

    class Config:
        strict = True
        unique: ClassVar = ["n_eggs", "nest"]


COLUMNS = {
    "bird_id": st.sampled_from(["wren", "finch", "tit", "Tit", "", None]),
    "n_eggs": st.sampled_from([0, 1, 2, 3, -1, None]),
    "nest": st.sampled_from(["oak", "elm", "ash", None]),
    "song": st.sampled_from(["t", "tü", "tütü", "ü", "", None]),
    "notes": st.sampled_from([[1], [], None]),
}
TYPES: dict[str, Any] = {
    "bird_id": pl.String,
    "n_eggs": pl.Int32,
    "nest": pl.String,
    "song": pl.String,
    "notes": pl.List(pl.Int32),
}


GOOD_BIRD = {"bird_id": "wren", "n_eggs": 5, "nest": "oak", "song": "tü", "notes": [1]}


def pandera_fits(frame: pl.DataFrame) -> bool:
    try:
        Birds.validate(frame, lazy=True)
    except pa.errors.SchemaErrors:
        return False
    return True


@example(rows=[GOOD_BIRD, GOOD_BIRD | {"bird_id": "finch"}])
@example(rows=[GOOD_BIRD | {"song": "üt"}])
@settings(deadline=None, max_examples=70)
@given(rows=st.lists(st.fixed_dictionaries(COLUMNS), max_size=3))
def test_rows_fit_plainly_if_pandera_finds_no_fault(rows: list[dict[str, object]]) -> None:
    frame = pl.DataFrame(rows, schema=TYPES)
    assert plainly_fits(frame, Birds.to_schema()) == pandera_fits(frame)


GOOD = pl.DataFrame([GOOD_BIRD], schema=TYPES)


@pytest.mark.parametrize(
    "frame",
    [
        GOOD.drop("nest"),
        GOOD.with_columns(wings=2),
        GOOD.cast({"n_eggs": pl.Int64}),
        GOOD.with_columns(notes=pl.lit([1], pl.List(pl.Int64))),
    ],
)
def test_a_table_with_other_columns_does_not_fit_plainly(frame: pl.DataFrame) -> None:
    assert plainly_fits(GOOD, Birds.to_schema())
    assert not plainly_fits(frame, Birds.to_schema())


@pytest.mark.parametrize(
    ("field", "is_plain"), [(pa.Field(ge=0), True), (pa.Field(gt=0), False), (pa.Field(ge=0, ignore_na=False), False)]
)
def test_a_check_that_is_not_plain_is_for_pandera(field: Any, is_plain: bool) -> None:
    class Nests(pa.DataFrameModel):
        n_eggs: pl.Int32 = field

    assert plainly_fits(pl.DataFrame({"n_eggs": [1]}, schema={"n_eggs": pl.Int32}), Nests.to_schema()) == is_plain


@pytest.mark.parametrize("table", SCHEMAS)
def test_all_checks_of_our_tables_are_plain(table: str) -> None:
    empty = pl.from_arrow(arrow_schema(SCHEMAS[table]).empty_table())
    assert isinstance(empty, pl.DataFrame)
    assert plainly_fits(empty, SCHEMAS[table].to_schema())
