"""Tables that fit their schema beyond doubt, as nearly all do: told by one query, where Pandera needs some sixty.

Whatever is not plain, in a schema or in a table, is for Pandera to judge; so nothing passes here that it would refuse.
"""

from collections.abc import Callable, Collection

import polars as pl

from schemas.pandera_for_polars import pa


def plainly_fits(frame: pl.DataFrame, schema: pa.DataFrameSchema) -> bool:
    """Tell whether a table has the columns of a schema, and all its checks are plain ones that every row passes."""
    columns = schema.columns.values()
    checks = [(column.name, check) for column in columns for check in column.checks]
    if schema.checks or schema.ordered or not all(check.ignore_na and check.name in _PASSES for _, check in checks):
        return False
    if {name: str(kind) for name, kind in frame.schema.items()} != {one.name: str(one.dtype.type) for one in columns}:
        return False
    passes = [_PASSES[check.name](pl.col(name), **check.statistics) for name, check in checks]
    filled = [pl.col(column.name).is_not_null() for column in columns if not column.nullable]
    keys = [[column.name] for column in columns if column.unique] + [list(schema.unique or ())]
    unique = [pl.struct(key).is_unique() for key in keys if key]
    return bool(frame.select(pl.all_horizontal(*passes, *filled, *unique).all()).item())


def _is_at_least(column: pl.Expr, min_value: int) -> pl.Expr:
    return column.ge(min_value)


def _is_in(column: pl.Expr, allowed_values: Collection[str]) -> pl.Expr:
    return column.is_in(allowed_values)


def _has_length(column: pl.Expr, min_value: int | None, max_value: int | None, exact_value: int | None) -> pl.Expr:
    bounds = {"ge": min_value, "le": max_value, "eq": exact_value}
    n_chars = column.str.len_chars()
    return pl.all_horizontal(getattr(n_chars, name)(bound) for name, bound in bounds.items() if bound is not None)


def _matches(column: pl.Expr, pattern: str) -> pl.Expr:
    return column.str.contains(pattern if pattern.startswith("^") else f"^{pattern}")


_PASSES: dict[str, Callable[..., pl.Expr]] = {
    "greater_than_or_equal_to": _is_at_least,
    "isin": _is_in,
    "str_length": _has_length,
    "str_matches": _matches,
}
"""Pandera's plain checks, by its names for them: null where a value is missing, which is no failure of theirs."""
