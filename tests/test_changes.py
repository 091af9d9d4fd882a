"""A change costs what it must: of ten thousand articles, just the units that a change touches are done again.

The outcome is that of a clean build, byte for byte.
"""

import contextlib
import hashlib
import importlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import STAGES
from pipeline.catalogue import COLUMNS
from pipeline.errors import PressmarkError
from pipeline.store import bucket_of
from project import PROJECT

N_ARTICLES = 10_000
N_BUCKETS = 8
MB_PER_BUCKET = 0.4
Counts = dict[str, int]


def text_of(number: int) -> str:
    body = f"The harbour of town {number} was closed on Monday. Ships left the same night, and nobody knew why."
    share = "Share on Facebook\n\n" if number == 7 else ""
    return f"Harbour {number} closed\n\n{share}{body}\n\n{body.replace('harbour', 'port')}\n"


class Corpus:
    """A folder in which the stages run, telling how many units they did."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture
        recipe = (PROJECT / "params.yaml").read_text("utf-8")
        recipe = recipe.replace("mb_per_bucket: 64", f"mb_per_bucket: {MB_PER_BUCKET}")
        self.write("params.yaml", recipe.replace("n_workers: null", "n_workers: 1"))
        self.write("data/catalogue.csv", ",".join(COLUMNS) + "\n")

    def write(self, path: str, content: str) -> None:
        """Write a file anew: the articles of a copy are links to those of the corpus."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).unlink(missing_ok=True)
        (self.folder / path).write_text(content, "utf-8")

    def run(self) -> Counts:
        """Run all stages; return how many units each has done."""
        self.capture.readouterr()
        with contextlib.chdir(self.folder):
            for stage in STAGES:
                importlib.import_module(f"pipeline.{stage}").main()
        told = re.findall(r"^(\w+): ([0-9]+) of [0-9]+ units to do$", self.capture.readouterr().err, re.MULTILINE)
        return {stage: int(n) for stage, n in told}

    def files(self) -> dict[str, str]:
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((self.folder / "data").rglob("*"))
            if path.is_file()
        }


def change_one(corpus: Corpus) -> None:
    corpus.write("data/raw/5.txt", text_of(5).replace("Monday", "Tuesday"))


def add_one(corpus: Corpus) -> None:
    corpus.write(f"data/raw/{N_ARTICLES}.txt", text_of(N_ARTICLES))


def delete_one(corpus: Corpus) -> None:
    (corpus.folder / "data/raw/6.txt").unlink()


def change_all_three(corpus: Corpus) -> None:
    for change in (change_one, add_one, delete_one):
        change(corpus)


def touch_all(corpus: Corpus) -> None:
    """Write every file again, as a fresh clone does, with the bytes it has."""
    raw = corpus.folder / "data/raw"
    raw.rename(corpus.folder / "before")
    shutil.copytree(corpus.folder / "before", raw, copy_function=shutil.copyfile)


def state_in_the_catalogue(corpus: Corpus) -> None:
    corpus.write("data/catalogue.csv", ",".join(COLUMNS) + "\n5,,Another title,,,,,,,\n")


CORRECTED_LINE = "- {article: 5, line: 3, expects: The harbour, role: caption, why: it names a picture}\n"
CORRECTED_BOUNDARY = "- {article: 5, after: harbour of town 5, before: was closed, ends: true, why: as we like}\n"
UNKNOWN_ARTICLE = "- {article: nowhere, line: 3, expects: The harbour, role: caption, why: none}\n"


def correct(*corrections: str) -> Callable[[Corpus], None]:
    return lambda corpus: corpus.write("data/corrections.yaml", "".join(corrections))


def set_recipe(before: str, after: str) -> Callable[[Corpus], None]:
    def change(corpus: Corpus) -> None:
        recipe = (corpus.folder / "params.yaml").read_text("utf-8")
        assert recipe.count(before) == 1
        corpus.write("params.yaml", recipe.replace(before, after))

    return change


def each(n_units: int, *stages: str) -> Counts:
    return dict.fromkeys(stages, n_units)


ALL_THREE = len({bucket_of(name, N_BUCKETS) for name in ("5", "6", str(N_ARTICLES))})
ONE_ARTICLE_LOSES_A_LINE = "is_share_bar: {role: boilerplate, n_words_max: 12}"
CHANGES: dict[str, tuple[Callable[[Corpus], None], Counts]] = {
    "nothing": (lambda _: None, {}),
    "one article changed": (change_one, each(1, *STAGES)),
    "one article added": (add_one, each(1, *STAGES)),
    "one article deleted": (delete_one, each(1, *STAGES)),
    "one changed, one added, one deleted": (change_all_three, each(ALL_THREE, *STAGES)),
    "every file written again as it was": (touch_all, {}),
    "one row of the catalogue": (
        state_in_the_catalogue,
        each(1, *STAGES),
    ),
    "one line that people correct": (correct(CORRECTED_LINE), each(1, *STAGES[1:])),
    "one boundary that people correct": (correct(CORRECTED_BOUNDARY), each(1, *STAGES[2:])),
    "a setting of a rule that decides one line": (
        set_recipe(ONE_ARTICLE_LOSES_A_LINE, "is_share_bar: {role: caption, n_words_max: 12}"),
        each(N_BUCKETS, "clean") | each(1, "segment", "validate", "publish"),
    ),
    "a setting of a rule that decides nothing": (
        set_recipe("is_lone_number: {role: boilerplate}", "is_lone_number: {role: keywords}"),
        each(N_BUCKETS, "clean"),
    ),
    "a setting of validate": (set_recipe("n_rows_shown: 10", "n_rows_shown: 11"), each(N_BUCKETS, "validate")),
    "words of the card": (set_recipe("contact: open an issue", "contact: write to us"), {}),
    "the number of workers": (set_recipe("n_workers: 1", "n_workers: 2"), {}),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ten-thousand")
    (folder / "data/raw").mkdir(parents=True)
    for number in range(N_ARTICLES):
        (folder / f"data/raw/{number}.txt").write_text(text_of(number), "utf-8")
    return folder


@pytest.fixture
def corpus(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Corpus:
    """A copy of the corpus, which is built once."""
    corpus = Corpus(built, capsys)
    if not (built / "data/dataset").exists():
        assert corpus.run() == each(N_BUCKETS, *STAGES)
    shutil.copytree(built, tmp_path / "copy", ignore=shutil.ignore_patterns("raw"))
    shutil.copytree(built / "data/raw", tmp_path / "copy/data/raw", copy_function=os.link)
    return Corpus(tmp_path / "copy", capsys)


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_costs_what_it_must(what: str, corpus: Corpus) -> None:
    change, expected = CHANGES[what]
    change(corpus)
    assert corpus.run() == expected
    assert corpus.run() == {}


def test_where_and_why_a_correction_stands_in_its_file_costs_nothing(corpus: Corpus) -> None:
    boundary = CORRECTED_BOUNDARY.replace("harbour", "port")
    correct(boundary, CORRECTED_LINE)(corpus)
    assert corpus.run() == each(1, *STAGES[1:])
    correct("# about the harbour\n\n", CORRECTED_LINE.replace("a picture", "a map"), boundary)(corpus)
    assert corpus.run() == {}
    corpus.write("data/corrections.yaml", "")
    assert corpus.run() == each(1, *STAGES[1:])


def test_a_correction_that_no_longer_fits_stops_until_it_is_mended(corpus: Corpus) -> None:
    correct(UNKNOWN_ARTICLE)(corpus)
    complaint = "^data/corrections.yaml, line 1: there is no article 'nowhere' to correct: mend its id, or remove this$"
    for _ in range(2):
        with pytest.raises(PressmarkError, match=complaint):
            corpus.run()
    correct(CORRECTED_LINE)(corpus)
    corpus.run()
    delete = corpus.folder / "data/raw/5.txt"
    delete.unlink()
    with pytest.raises(PressmarkError, match="there is no article '5' to correct"):
        corpus.run()


def test_the_outcome_of_many_changes_is_that_of_a_clean_build(corpus: Corpus) -> None:
    whats = ("one changed, one added, one deleted", "one row of the catalogue", "one line that people correct")
    for what in (*whats, "a setting of a rule that decides one line"):
        CHANGES[what][0](corpus)
        corpus.run()
    changed = corpus.files()
    for name in ("interim", "dataset", "metrics", "reports"):
        shutil.rmtree(corpus.folder / "data" / name)
    assert corpus.run() == each(N_BUCKETS, *STAGES)
    assert corpus.files() == changed
