"""Which rows of a table do not fit its schema, and why; nothing is lost, and nothing passes unseen."""

from typing import Any

import polars as pl

from schemas.pandera_for_polars import pa
from schemas.plain_checks import plainly_fits

ROW_LEVEL = {"DATAFRAME_CHECK", "SERIES_CONTAINS_NULLS", "SERIES_CONTAINS_DUPLICATES", "DUPLICATES"}
N_CHARS_OF_VALUE_MAX = 200
BAD_ROW_COLUMNS = {"row": pl.Int64, "column": pl.String, "check": pl.String, "value": pl.String}


class SchemaBroken(Exception):
    """The table as a whole is wrong (columns, types): not a matter of single rows."""


def find_bad_rows(frame: pl.DataFrame, model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """Validate a table against its schema; return `row, column, check, value` of every check that a row breaks.

    Raises `SchemaBroken` if the table as a whole is wrong, or if the environment has switched Pandera off.
    """
    refuse_switched_off()
    if plainly_fits(frame, model.to_schema()):
        return pl.DataFrame(schema=BAD_ROW_COLUMNS)
    try:
        model.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        _refuse_table_level(error)
        in_column = pl.col("schema_context") == "Column"
        cases: pl.DataFrame = error.failure_cases
        return cases.select(
            pl.col("index").cast(pl.Int64).alias("row"),
            pl.when(in_column).then("column").alias("column"),
            pl.col("check").cast(pl.String),
            pl.when(in_column).then(pl.col("failure_case").str.head(N_CHARS_OF_VALUE_MAX)).alias("value"),
        ).sort("row", "column", "check")
    return pl.DataFrame(schema=BAD_ROW_COLUMNS)


def refuse_switched_off() -> None:
    """Raise `SchemaBroken` if the environment has switched Pandera off: all rows would pass unseen."""
    settings: Any = pa.config  # type: ignore[attr-defined]
    config = settings.get_config_global()
    if not config.validation_enabled or config.validation_depth not in (None, settings.ValidationDepth.SCHEMA_AND_DATA):
        raise SchemaBroken("PANDERA_VALIDATION_ENABLED or PANDERA_VALIDATION_DEPTH switch validation off: unset them")


def _refuse_table_level(error: pa.errors.SchemaErrors) -> None:
    of_table = [fault for fault in error.schema_errors if fault.reason_code.name not in ROW_LEVEL]
    if of_table or error.failure_cases["index"].is_null().any():
        faults = of_table or error.schema_errors
        raise SchemaBroken("; ".join(str(fault).splitlines()[0][:N_CHARS_OF_VALUE_MAX] for fault in faults)) from error
