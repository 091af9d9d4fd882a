"""How long the page takes to open: `data/reports/index.html` of more and more articles, in Debian's Chromium.

    python -m benchmarks.page

in the project's own environment writes `benchmarks/PAGE.md`. The time runs from the empty tab to the moment at which
the list of articles can be used and a first article, asked for by its address, stands open. Each page is opened in a
new context; the least, the median and the largest of the rounds are shown. The page should open within two seconds.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.accounting import PROJECT
from benchmarks.contenders.pipeline_stages import STAGES, copy_project, environment_of
from benchmarks.corpus import make_corpus, write_corpus
from benchmarks.report import markdown
from benchmarks.run import machine

REPORT = PROJECT / "benchmarks" / "PAGE.md"
SIZES = (5, 500, 5000)
N_ROUNDS = 7
SEED = 1
MB = 10**6
FIRST_ARTICLE = "location.hash = document.querySelector('#results li a').hash"


def make_page(folder: Path, n_articles: int) -> Path:
    """Build the dataset of a corpus of so many articles in a folder, and return the path of its page."""
    write_corpus(folder / "corpus", make_corpus(n_articles, SEED))
    (folder / "project").mkdir()
    copy_project(folder / "corpus/data/raw", folder / "project")
    for stage in (*STAGES, "report"):
        command = [sys.executable, "-m", f"pipeline.{stage}"]
        subprocess.run(command, cwd=folder / "project", env=environment_of(folder / "project"), check=True)
    return folder / "project/data/reports/index.html"


def open_page(browser: Browser, path: Path) -> float:
    """Open a page and its first article, and return the seconds it took."""
    context = browser.new_context()
    page = context.new_page()
    began = time.monotonic()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.evaluate(FIRST_ARTICLE)
    page.locator(".line").first.wait_for()
    seconds = time.monotonic() - began
    context.close()
    return seconds


def render(rows: Sequence[tuple[int, float, list[float]]]) -> str:
    """Return the report on pages: their articles, megabytes, and seconds of each round."""
    where = machine(())
    table = [
        [f"{n:,}", f"{mb:.1f}", *(f"{value:.2f}" for value in (min(seconds), median(seconds), max(seconds)))]
        for n, mb, seconds in rows
    ]
    parts = [
        "# How long the page takes to open",
        f"Written by `python -m benchmarks.page`, {N_ROUNDS} rounds; what is measured is said at its head.\n"
        f"{where['processor']}, {where['n_processors']} processors, {where['system']}; {where['day']}.",
        markdown(["articles", "MB", "s, least", "median", "largest"], table),
    ]
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the pages, open them in turn, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args(arguments).sizes
    seconds: dict[int, list[float]] = {n: [] for n in sizes}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        pages = {n: make_page(Path(name) / str(n), n) for n in sizes}
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), chromium_sandbox=False)
        for _ in range(N_ROUNDS):
            for n, path in pages.items():
                seconds[n].append(open_page(browser, path))
        browser.close()
        rows = [(n, pages[n].stat().st_size / MB, seconds[n]) for n in sizes]
        REPORT.write_text(render(rows), "utf-8")
    print(REPORT.read_text("utf-8"))


if __name__ == "__main__":
    main()
