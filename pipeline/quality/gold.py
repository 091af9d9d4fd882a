"""Read a folder of gold: JSON Lines, plain or gzip, of which each file holds records of one form."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import PressmarkError
from pipeline.quality.forms import FORMS, Articles, Record, complaints, read_record

SUFFIXES = (".jsonl", ".jsonl.gz", ".json")


def read_gold(folder: Path) -> dict[str, list[Record]]:
    """Read the records of each file, by the file's name without its suffix, sorted.

    A `.json` file is an object of articles, as `seed_articles.json`. Raises `PressmarkError` where a file holds records
    that are of no form, broken, or of another form than its first.
    """
    paths = sorted(path for path in folder.glob("*") if path.name.endswith(SUFFIXES)) if folder.is_dir() else []
    if not paths:
        raise PressmarkError(f"{folder}: no gold there: name a folder with files that end in {', '.join(SUFFIXES)}")
    return {path.name.split(".")[0]: _read_file(path) for path in paths}


def _read_file(path: Path) -> list[Record]:
    if path.suffix == ".json":
        return _read_articles(path)
    records: list[Record] = []
    for place, fields in _rows(path):
        record = read_record(fields, place)
        if records and type(record) is not type(records[0]):
            first, other = (", ".join(FORMS[type(one)]) for one in (records[0], record))
            raise PressmarkError(f"{place}: a record with {other} in a file of records with {first}: one form a file")
        records.append(record)
    if not records:
        raise PressmarkError(f"{path}: the file holds no record: fill it, or remove it")
    return records


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield each line that is not blank, read as JSON, with its place."""
    for number, line in enumerate(_content(path).split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            yield place, json.loads(line)
        except ValueError as error:
            raise PressmarkError(f"{place}: not JSON: {error}") from None


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    try:
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (OSError, EOFError) as error:
        raise PressmarkError(f"{path}: not whole as gzip: {error}") from None


def _read_articles(path: Path) -> list[Record]:
    try:
        articles = TypeAdapter(dict[str, Articles]).validate_json(path.read_bytes())
    except ValidationError as error:
        raise PressmarkError("\n".join(complaints(error, str(path)))) from None
    return [record for article in articles.values() for record in article.as_sentences()]
