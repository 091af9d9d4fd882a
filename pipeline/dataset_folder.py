"""The dataset folder: put together beside its place, and moved there when it is whole.

A file that the folder before it had is taken from there. DVC knows a file by how it looks, so it need not read again,
nor copy to its cache, what did not change.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.release.manifest import sha256_of_file
from pipeline.seen import read_seen, write_seen
from pipeline.store import DATASET, REMEMBERED, Store, link_or_copy

UNFINISHED, EARLIER = (DATASET.with_name(f".dataset.{state}") for state in ("part", "earlier"))
SEEN = REMEMBERED / "held" / "dataset.parquet"


@contextmanager
def whole_dataset() -> Iterator[Path]:
    """Give a folder to write to, which becomes the dataset when all is written; until then there is none."""
    shutil.rmtree(UNFINISHED, ignore_errors=True)
    if DATASET.exists():
        shutil.rmtree(EARLIER, ignore_errors=True)
        DATASET.rename(EARLIER)
    yield UNFINISHED
    UNFINISHED.rename(DATASET)
    shutil.rmtree(EARLIER, ignore_errors=True)


def place_files(places: Store, folder: Path, names: Mapping[str, str], sha256s: Mapping[str, str]) -> None:
    """Put files into the unfinished folder, each with the SHA-256 that it has to have.

    `names` has for each the name of the same file among the tables, for those that the earlier folder has not.
    """
    earlier = _find_earlier(sha256s)
    for path, name in names.items():
        if path in earlier:
            link_or_copy(EARLIER / path, folder / path)
        else:
            places.fetch(name, folder / path)
    listed_at = time.time_ns()
    write_seen(SEEN, ((file, sha256s[file.path]) for file in Store(raw=str(folder)).list_raw()), listed_at)


def _find_earlier(sha256s: Mapping[str, str]) -> set[str]:
    """Return which of the files the earlier folder has, byte for byte."""
    files = [file for file in Store(raw=str(EARLIER)).list_raw() if file.path in sha256s]
    seen = read_seen(SEEN)
    return {
        file.path for file in files if (seen.get(file) or sha256_of_file(EARLIER / file.path)) == sha256s[file.path]
    }
