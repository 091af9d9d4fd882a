"""`data/catalogue.csv`: read against its schema, and written with new rows."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import polars as pl

from pipeline import store
from pipeline.errors import PressmarkError
from schemas.catalogue import Catalogue
from schemas.pandera_for_polars import pa

COLUMNS = list(Catalogue.to_schema().columns)


def read_catalogue(path: Path = store.CATALOGUE) -> pl.DataFrame:
    """Read the catalogue, with a column `line`: the line of the file on which a row starts.

    A missing catalogue is an empty one. Raises `PressmarkError` that names line, column and value of
    whatever does not fit the schema.
    """
    rows = _read_rows(path) if path.exists() else []
    frame = pl.DataFrame(rows, schema={"line": pl.Int64, **dict.fromkeys(COLUMNS, pl.String)}, orient="row")
    dated = frame.with_columns(
        pl.col("rights").fill_null("unknown"), pl.col("published").str.to_date("%Y-%m-%d", strict=False)
    )
    no_days = frame.filter(frame["published"].is_not_null() & dated["published"].is_null())
    _refuse(path, no_days, "published", "is not a day as YYYY-MM-DD")
    twice = frame.filter(pl.col("source_path").is_not_null() & ~pl.col("source_path").is_first_distinct())
    _refuse(path, twice, "source_path", "stands in a row above: one row for each file")
    try:
        Catalogue.validate(dated.drop("line"), lazy=True)
    except pa.errors.SchemaErrors as error:
        raise PressmarkError(_complaint(path, frame, error)) from None
    return dated


def add_rows(source_paths: list[str], path: Path = store.CATALOGUE) -> None:
    """Open a row for each raw file, its id the file's stem, its rights unknown, all else empty."""
    written = path.read_bytes().decode() if path.exists() else _csv([COLUMNS])
    rows = [
        [
            {"article_id": Path(source).stem, "source_path": source, "rights": "unknown"}.get(name, "")
            for name in COLUMNS
        ]
        for source in source_paths
    ]
    store.write_text(path, written + ("" if written.endswith("\n") else "\n") + _csv(rows))


def _read_rows(path: Path) -> list[tuple[Any, ...]]:
    reader = csv.reader(io.StringIO(_decode(path), newline=""), strict=True)
    rows: list[tuple[Any, ...]] = []
    first_line = 1
    try:
        _check_header(path, next(reader, []))
        first_line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((first_line, *_checked_cells(path, first_line, cells)))
            first_line = reader.line_num + 1
    except csv.Error as error:
        raise PressmarkError(f"{path}, the row from line {first_line}: not CSV: {error}: mend its quotes") from None
    return rows


def _decode(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PressmarkError(f"{path}, line {line}: byte {error.start} is not UTF-8: save the file as UTF-8") from None


def _check_header(path: Path, header: list[str]) -> None:
    if header != COLUMNS:
        raise PressmarkError(f"{path}, line 1: the columns must be {','.join(COLUMNS)}; they are {','.join(header)}")


def _checked_cells(path: Path, line: int, cells: list[str]) -> list[str | None]:
    if len(cells) != len(COLUMNS):
        raise PressmarkError(
            f"{path}, line {line}: {len(cells)} cells where {len(COLUMNS)} belong: put quotes round a cell with a comma"
        )
    return [cell.strip() or None for cell in cells]


def _refuse(path: Path, rows: pl.DataFrame, column: str, why: str) -> None:
    complaints = [
        f"{path}, line {line}, column {column}: {value!r} {why}" for line, value in rows["line", column].rows()
    ]
    if complaints:
        raise PressmarkError("\n".join(complaints))


def _complaint(path: Path, frame: pl.DataFrame, error: pa.errors.SchemaErrors) -> str:
    cases = error.failure_cases.filter(pl.col("index").is_not_null()).sort("index")
    return "\n".join(
        f"{path}, line {frame['line'][case['index']]}, column {case['column']}: {case['failure_case'] or ''!r}"
        f" does not fit: {_meaning(case['column'], case['check'])}"
        for case in cases.iter_rows(named=True)
    )


def _meaning(column: str, check: str) -> str:
    if check == "field_uniqueness":
        return "each id may stand in one row only"
    if check == "not_nullable":
        return "it may not be empty"
    form = re.fullmatch(r"str_matches\('(.*)'\)", check)
    return str(Catalogue.to_schema().columns[column].description) + (f", in the form {form[1]}" if form else "")


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
