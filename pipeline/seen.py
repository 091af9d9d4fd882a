"""The SHA-256 of files as they were when last seen: a file is read anew only where it was written since.

What tells that is its size and its stamp, as DVC and git trust them too. That a byte turned on the disk is found out by
who reads the file, not here.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import polars as pl

from pipeline.store import Listed, whole_document

NS_OF_DOUBT = 2 * 10**9
"""A file written so shortly before it was looked at may have been written once more in the same tick of the clock."""
_SCHEMA = {"path": pl.String, "n_bytes": pl.Int64, "stamp": pl.String, "sha256": pl.String}
Seen = Mapping[tuple[str, int, str], str]


def read_seen(memory: Path) -> Seen:
    """Return the SHA-256 of the files that were seen; nothing where the memory is gone, or damaged."""
    try:
        frame = pl.read_parquet(memory)
        return dict(zip(frame.select("path", "n_bytes", "stamp").iter_rows(), frame["sha256"], strict=True))
    except (FileNotFoundError, pl.exceptions.PolarsError):
        return {}


def find_same(
    files: Iterable[Listed], sha256s: Mapping[str, str], memory: Path, holds: Callable[[str, str], bool]
) -> dict[str, Listed]:
    """Return, by path, the files that have the SHA-256 wanted of them; `holds` reads those that look otherwise."""
    seen = read_seen(memory)
    wanted = ((file, sha256s[file.path]) for file in files if file.path in sha256s)
    return {file.path: file for file, sha256 in wanted if seen.get(file) == sha256 or holds(file.path, sha256)}


def write_seen(memory: Path, seen: Iterable[tuple[Listed, str]], ns_listed_at: int) -> None:
    """Remember files as they were listed at a time, but for those that were written just before it."""
    rows = [
        (*file, sha256) for file, sha256 in seen if file.path.isprintable() and not _is_in_doubt(file, ns_listed_at)
    ]
    with whole_document(memory) as temporary:
        pl.DataFrame(rows, schema=_SCHEMA, orient="row").write_parquet(temporary)


def _is_in_doubt(file: Listed, ns_listed_at: int) -> bool:
    written = file.stamp.split(" ")[0]
    return written.isdigit() and int(written) >= ns_listed_at - NS_OF_DOUBT
