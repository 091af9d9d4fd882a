"""A schema in the words of others: Arrow, and a dictionary of columns for people."""

from typing import Any, NamedTuple

import polars as pl
import pyarrow

from schemas.pandera_for_polars import pa


class Column(NamedTuple):
    """A column as the card shows it."""

    name: str
    type: str
    nullable: bool
    description: str


def arrow_schema(model: type[pa.DataFrameModel], columns: list[str] | None = None) -> pyarrow.Schema:
    """Return the published Arrow schema: names, types and nullability, in the order of `columns` or the schema's."""
    described = model.to_schema().columns
    return pyarrow.schema(
        pyarrow.field(name, _arrow_type(_polars_type(described[name])), nullable=described[name].nullable)
        for name in columns or list(described)
    )


def columns_of(model: type[pa.DataFrameModel], columns: list[str] | None = None) -> list[Column]:
    """Return what the schema says of its columns."""
    described = model.to_schema().columns
    return [
        Column(
            name,
            str(_arrow_type(_polars_type(described[name]))).replace("element: ", "").replace("item: ", ""),
            described[name].nullable,
            str(described[name].description),
        )
        for name in columns or list(described)
    ]


def _polars_type(column: Any) -> pl.DataType:
    return _instance(column.dtype.type)


def _arrow_type(dtype: pl.DataType) -> pyarrow.DataType:
    if isinstance(dtype, pl.List):
        return pyarrow.list_(_arrow_type(_instance(dtype.inner)))
    if isinstance(dtype, pl.Struct):
        return pyarrow.struct(
            [pyarrow.field(field.name, _arrow_type(_instance(field.dtype))) for field in dtype.fields]
        )
    if isinstance(dtype, pl.String):
        return pyarrow.string()
    return pl.Series([], dtype=dtype).to_arrow().type


def _instance(dtype: Any) -> pl.DataType:
    made: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return made
