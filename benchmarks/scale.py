"""How cost and memory grow with the corpus: the five stages on more and more of it, and DVC on very many files.

    python -m benchmarks.scale

writes `benchmarks/SCALE.md`. Cost is CPU seconds per megabyte, the start of stages and workers taken off; memory the
largest sum of the proportional set sizes of all processes. Both ought to stay as they are, whatever the size. A bucket
has 16 MB, so that at every size there is work for all workers; with the 64 MB of the recipe a small corpus busies one.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.accounting import ONE_THREAD, PROJECT, Account, account
from benchmarks.contenders.pipeline_stages import copy_project, environment_of
from benchmarks.corpus import make_corpus, write_corpus
from benchmarks.report import markdown
from benchmarks.run import machine

REPORT = PROJECT / "benchmarks" / "SCALE.md"
SIZES = (5_000, 20_000, 100_000)
N_FILES = 200_000
SEED = 1
MB_PER_BUCKET = 16
N_ARTICLES_TO_START, MB_PER_BUCKET_TO_START = 5, 0.01
MB = 10**6


class Growth(NamedTuple):
    """What the five stages took for a corpus of one size."""

    n_articles: int
    mb: float
    account: Account


def grow(folder: Path, sizes: Sequence[int]) -> list[Growth]:
    """Run the five stages on the first articles of one corpus, and more of them each time.

    The first time these are too few to take time, in buckets so small that all workers start all the same.
    """
    found = []
    for n_articles in (N_ARTICLES_TO_START, *sizes):
        place = folder / str(n_articles)
        n_bytes = write_corpus(place, make_corpus(n_articles, SEED))
        command = [
            sys.executable,
            "-m",
            "benchmarks.contenders.pipeline_stages",
            str(place / "data/raw"),
            str(place / "out"),
        ]
        mb_per_bucket = MB_PER_BUCKET if n_articles > N_ARTICLES_TO_START else MB_PER_BUCKET_TO_START
        environment = {**ONE_THREAD, "PYTHONPATH": str(PROJECT), "MB_PER_BUCKET": str(mb_per_bucket)}
        accounted = account(command, PROJECT, environment, folder / "log")
        if accounted.exit_code:
            raise RuntimeError((folder / "log").read_text(errors="replace")[-3000:])
        found.append(Growth(n_articles, n_bytes / MB, accounted))
        print(found[-1], file=sys.stderr)
    return found


def repeat(folder: Path, n_files: int) -> list[list[str]]:
    """Time `dvc repro` on very many files: at first, again, and after one of them has changed."""
    write_corpus(folder / "corpus", make_corpus(n_files, SEED))
    project = folder / "project"
    copy_project(folder / "corpus/data/raw", project, has_linked_raw=False)
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    rows = [_timed("the first time", project), _timed("again, nothing changed", project)]
    changed = project / "data/raw/0000077.txt"
    content = changed.read_text("utf-8")
    changed.unlink()
    changed.write_text(content + "\nOne more sentence stands here.\n", "utf-8")
    rows.append(_timed("one article changed", project))
    return rows


def render(growth: list[Growth], n_files: int, repeated: list[list[str]]) -> str:
    """Return the tables, and on what they were measured."""
    start, *sizes = growth
    rows = [
        [
            f"{one.n_articles:,}",
            f"{one.mb:,.0f}",
            f"{one.account.cpu_s:,.0f}",
            f"{(one.account.cpu_s - start.account.cpu_s) / one.mb:.3f}",
            f"{one.account.peak_pss_mb:,.0f}",
        ]
        for one in sizes
    ]
    on = machine()
    parts = [
        "# How cost and memory grow",
        "Written by `python -m benchmarks.scale`; what is measured is said at the head of `benchmarks/scale.py`.",
        f"{on['processor']}, {on['n_processors']} processors, Python {on['python']}; {on['day']}. "
        f"To start stages and workers takes {start.account.cpu_s:.1f} CPU seconds and "
        f"{start.account.peak_pss_mb:,.0f} MB; a bucket has {MB_PER_BUCKET} MB.",
        markdown(["articles", "MB", "CPU s", "CPU s per MB, start taken off", "peak memory, MB"], rows),
        f"`dvc repro` on {n_files:,} files:",
        markdown(["", "wall s", "CPU s", "units done, of all: ingest, clean, segment, validate, publish"], repeated),
    ]
    return "\n\n".join(parts) + "\n"


def _timed(what: str, project: Path) -> list[str]:
    log = project / "log"
    log.unlink(missing_ok=True)
    started = time.monotonic()
    accounted = account([sys.executable, "-m", "dvc", "repro"], project, environment_of(project), log)
    if accounted.exit_code:
        raise RuntimeError(log.read_text(errors="replace")[-3000:])
    told = [
        line.split(": ")[1].split(" units")[0] for line in log.read_text().splitlines() if line.endswith("units to do")
    ]
    print(what, accounted, told, file=sys.stderr)
    return [what, f"{time.monotonic() - started:.1f}", f"{accounted.cpu_s:.1f}", ", ".join(told) or "none"]


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--n-files", type=int, default=N_FILES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        growth = grow(Path(folder), given.sizes)
        REPORT.write_text(render(growth, given.n_files, repeat(Path(folder), given.n_files)), "utf-8")
    print(REPORT)


if __name__ == "__main__":
    main()
