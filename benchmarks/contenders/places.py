"""Where a contender finds its input: the raw files, and beside them what other contenders read of the same bytes."""

import argparse
from pathlib import Path

N_WORKERS = 2


def read_places(description: str | None) -> tuple[Path, Path]:
    """Read RAW_FOLDER and OUT_FOLDER from the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw_folder", type=Path)
    parser.add_argument("out_folder", type=Path)
    given = parser.parse_args()
    return given.raw_folder.resolve(), given.out_folder.resolve()


def json_lines_of(raw_folder: Path) -> Path:
    """Return the folder that holds the same texts as JSON Lines."""
    return raw_folder.parent.parent / "json_lines"


def tables_of(raw_folder: Path) -> Path:
    """Return the folder that holds the tables of a finished run as Arrow, one file for each published one."""
    return raw_folder.parent.parent / "tables"
