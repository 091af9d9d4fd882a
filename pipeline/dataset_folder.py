"""The dataset folder: put together beside its place, and moved there when it is whole.

A file that the folder before it had is taken from there. DVC knows a file by how it looks, so it need not read again,
nor copy to its cache, what did not change.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.held import HELD
from pipeline.seen import find_same, write_seen
from pipeline.store import DATASET, Store, link_or_copy

UNFINISHED, EARLIER = (DATASET.with_name(f".dataset.{state}") for state in ("part", "earlier"))
SEEN = HELD / "dataset.parquet"


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
    before = Store(raw=str(EARLIER), tables=str(EARLIER))
    earlier = find_same(before.list_raw(), sha256s, SEEN, before.holds)
    for path, name in names.items():
        if path in earlier:
            link_or_copy(EARLIER / path, folder / path)
        else:
            places.fetch(name, folder / path)
    listed_at = time.time_ns()
    write_seen(SEEN, ((file, sha256s[file.path]) for file in Store(raw=str(folder)).list_raw()), listed_at)
