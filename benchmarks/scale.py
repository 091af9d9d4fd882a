"""How cost and memory grow with the corpus: the five stages on more and more of it, and DVC on very many articles.

    python -m benchmarks.scale

writes `benchmarks/SCALE.md`. Cost is CPU seconds per megabyte, the start of stages and workers taken off; memory the
largest sum of the proportional set sizes of all processes. Both ought to stay as they are, whatever the size. A bucket
has 16 MB, so that at every size there is work for all workers; with the 64 MB of the recipe a small corpus busies one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks.accounting import ONE_THREAD, PROJECT, Account, account
from benchmarks.contenders.pipeline_stages import copy_project, environment_of
from benchmarks.corpus import make_corpus, write_corpus
from benchmarks.report import markdown
from benchmarks.run import machine

REPORT = PROJECT / "benchmarks" / "SCALE.md"
SIZES = (5_000, 20_000, 100_000)
N_ARTICLES, N_BUCKETS = 200_000, 32
SENTENCE = "\nOne more sentence stands here.\n"
SEED = 1
MB_PER_BUCKET = 16
N_ARTICLES_TO_START, MB_PER_BUCKET_TO_START = 5, 0.01
MB = 10**6


class Growth(NamedTuple):
    """What the five stages took for a corpus of one size."""

    n_articles: int
    mb: float
    account: Account


class Repeated(NamedTuple):
    """What `dvc repro` took, and which units of its stages were done."""

    what: str
    when: str
    wall_s: float
    cpu_s: float
    units: str


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


def repeat(folder: Path, n_articles: int) -> list[Repeated]:
    """Time `dvc repro` at first, again, and after an article has changed: on very many files, and on a few of records.

    To compare, what the articles of one bucket cost where there are no others; and what DVC takes for itself, with a
    stage that looks at the same files and does nothing.
    """
    n_of_bucket = n_articles // N_BUCKETS
    write_corpus(folder / "bucket", make_corpus(n_of_bucket, SEED))
    write_corpus(folder / "corpus", make_corpus(n_articles, SEED), n_json_lines_files=N_BUCKETS)
    files = f"{n_articles:,} files"
    alone = _make_project(folder / "bucket" / "data" / "raw", folder / "alone")
    found = _timed_thrice(f"{n_of_bucket:,} files, a bucket alone", alone, _change_file)
    found += _timed_thrice(files, _make_project(folder / "corpus/data/raw", folder / "files"), _change_file)
    found += _timed_thrice(f"{files}, DVC alone", _make_idle(folder / "corpus/data/raw", folder / "idle"), _change_file)
    records = _make_project(folder / "corpus/json_lines", folder / "records")
    return found + _timed_thrice(f"{n_articles:,} records in {N_BUCKETS} files", records, _change_record)


def render(growth: list[Growth], repeated: list[Repeated]) -> str:
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
        "`dvc repro`, again and again; DVC alone has a stage that does nothing but look at the same files:",
        markdown(
            ["raw articles", "", "wall s", "CPU s", "units done, of all: ingest, clean, segment, validate, publish"],
            [[one.what, one.when, f"{one.wall_s:.1f}", f"{one.cpu_s:.1f}", one.units] for one in repeated],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _make_project(raw: Path, project: Path) -> Path:
    copy_project(raw, project, has_linked_raw=False)
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    return project


def _make_idle(raw: Path, project: Path) -> Path:
    """Make a project of one stage that does nothing, and looks at the raw files as ingest does."""
    shutil.copytree(raw, project / "data/raw", copy_function=os.link)
    shutil.copytree(PROJECT / ".dvc", project / ".dvc", ignore=shutil.ignore_patterns("cache", "tmp"))
    shutil.copy2(PROJECT / ".dvcignore", project)
    stage = {"cmd": "echo done > out", "deps": ["data/raw"], "outs": [{"out": {"persist": True}}]}
    (project / "dvc.yaml").write_text(yaml.safe_dump({"stages": {"look": stage}}))
    subprocess.run(["git", "init", "--quiet"], cwd=project, check=True)
    return project


def _change_file(raw: Path) -> None:
    path = raw / "0000000.txt"
    content = path.read_text("utf-8")
    path.unlink()
    path.write_text(content + SENTENCE, "utf-8")


def _change_record(raw: Path) -> None:
    path = raw / "00000.jsonl"
    first, *others = path.read_text("utf-8").splitlines(keepends=True)
    row = json.loads(first)
    path.unlink()
    changed = json.dumps({**row, "text": row["text"] + SENTENCE}, ensure_ascii=False) + "\n"
    path.write_text("".join([changed, *others]), "utf-8")


def _timed_thrice(what: str, project: Path, change: Callable[[Path], None]) -> list[Repeated]:
    first, again = (_timed(what, when, project) for when in ("the first time", "again, nothing changed"))
    change(project / "data/raw")
    return [first, again, _timed(what, "one article changed", project)]


def _timed(what: str, when: str, project: Path) -> Repeated:
    log = project / "log"
    log.unlink(missing_ok=True)
    started = time.monotonic()
    accounted = account([sys.executable, "-m", "dvc", "repro"], project, environment_of(project), log)
    if accounted.exit_code:
        raise RuntimeError(log.read_text(errors="replace")[-3000:])
    told = [
        line.split(": ")[1].split(" units")[0]
        for line in log.read_text().splitlines()
        if line.endswith("units to do") and not line.startswith("records: ")
    ]
    found = Repeated(what, when, time.monotonic() - started, accounted.cpu_s, ", ".join(told) or "none")
    print(found, file=sys.stderr)
    return found


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--n-articles", type=int, default=N_ARTICLES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        growth = grow(Path(folder), given.sizes)
        REPORT.write_text(render(growth, repeat(Path(folder), given.n_articles)), "utf-8")
    print(REPORT)


if __name__ == "__main__":
    main()
