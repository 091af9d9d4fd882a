"""Bad input through the real stages: each file ends as the reject it deserves, and the good ones come through.

A line has eight million characters in `make test`, and fifty in `make soak`.
"""

import os
import resource
import shutil

import polars as pl
import pytest

from conftest import STAGES
from pipeline.segment import Segmented
from pipeline.sources import READERS, STREAMS
from project import PROJECT, Project, first_recipe

KNOWN = ", ".join([*READERS, *STREAMS])
N_BYTES_OF_LONG_LINE = (50 if "SOAK" in os.environ else 4) * 2**20
CPU_SECONDS_MAX = 10 + N_BYTES_OF_LONG_LINE // 2**20
N_BYTES_OF_MEMORY_MAX = 4 * 2**30
WORDS = "The minister said that it would rain. “Why?” they asked. "
FURNITURE = "Share on Facebook\n12\n© 2020 The Example Company. All rights reserved.\n"
UTF_16 = "The minister said no more about it, and he left at once.\r\nהוא הלך הביתה, ולא שב עוד אל העיר שלו.\r\n"
TWIN = "003_5f353c223f06560c"
FIVE = sorted(path.stem for path in (PROJECT / "data" / "raw").glob("*.txt"))


def long_line(piece: str) -> bytes:
    return (piece * (N_BYTES_OF_LONG_LINE // len(piece.encode()) + 1)).encode()[:N_BYTES_OF_LONG_LINE]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with neither articles nor catalogue."""
    project = Project(tmp_path_factory.mktemp("empty"))
    shutil.rmtree(project.folder / "data")
    return project


def cpu_seconds_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project as it ships, with one bad file of every kind beside the five articles, gone through all stages."""
    project = Project(tmp_path_factory.mktemp("spoiled"))
    project.write("data/raw/empty.txt", b"")
    project.write("data/raw/nul.txt", b"The first line.\nThe sec\0nd line.\n")
    project.write("data/raw/latin.txt", "Der Minister sprach über Israel.".encode("latin-1"))
    project.write("data/raw/page.xyz", b"PK\x03\x04")
    project.write(f"data/raw/sub/{TWIN}.txt", "Another article of the same name.")
    project.write("data/raw/furniture.txt", FURNITURE)
    project.write("data/raw/utf16.txt", UTF_16.encode("utf-16"))
    project.write("data/raw/words.txt", long_line(WORDS))
    project.write("data/raw/letters.txt", long_line("a"))
    project.write("data/raw/brackets.txt", f"{WORDS}[1] {WORDS}\n\nNotes\n1. http://a.org/{')' * 2**20}\n")
    catalogue = (project.folder / "data/catalogue.csv").read_bytes()
    project.write("data/catalogue.csv", catalogue + b"gone,gone.txt,,,,,,,,\n")
    for stage in STAGES:
        start = cpu_seconds_of_children()
        done = project.stage(stage)
        assert done.returncode == 0, done.stderr
        assert cpu_seconds_of_children() - start < CPU_SECONDS_MAX, stage
    return project


def published(project: Project, config: str) -> pl.DataFrame:
    return pl.read_parquet(project.folder / "data/dataset" / config / "*.parquet")


def test_each_bad_file_is_a_reject_with_its_reason(spoiled: Project) -> None:
    rejected = pl.read_parquet(spoiled.folder / "data/interim/rejected_files")
    found = rejected.select("source_path", "reason", "detail").sort("source_path")
    assert found.rows() == [
        (
            "catalogue.csv",
            "catalogue_row_without_file",
            "'gone' stands for gone.txt, which is not below data/raw: mend or remove the row",
        ),
        ("empty.txt", "empty", "there is no text in it"),
        ("latin.txt", "undecodable", "byte 20 (line 1) is not UTF-8: convert the file"),
        ("nul.txt", "not_text", "a NUL character in line 2: binary, or damaged"),
        ("page.xyz", "no_reader", "no reader for '.xyz'; known suffixes: " + KNOWN),
        (
            f"sub/{TWIN}.txt",
            "duplicate_id",
            f"'{TWIN}' is the id of {TWIN}.txt: rename one, or give it an id in the catalogue",
        ),
    ]


def test_a_file_of_furniture_is_set_aside(spoiled: Project) -> None:
    rejected = pl.read_parquet(spoiled.folder / "data/interim/rejected_articles/*.parquet")
    assert rejected["source_path"].to_list() == ["furniture.txt"]
    assert {reason["column"] for reason in rejected["reasons"][0]} == {"text", "n_paragraphs"}


def test_the_good_articles_come_through(spoiled: Project, segmented: Segmented) -> None:
    assert sorted(published(spoiled, "articles")["article_id"]) == sorted(
        [*FIVE, "brackets", "letters", "utf16", "words"]
    )
    kept = published(spoiled, "sentences").filter(pl.col("article_id").is_in(FIVE)).sort("article_id", "position")
    assert kept.select("sentence_id", "text").equals(segmented.sentences.select("sentence_id", "text"))


def test_utf_16_comes_through(spoiled: Project) -> None:
    article = published(spoiled, "articles").filter(article_id="utf16")
    assert article["text"].to_list() == [UTF_16.strip().replace("\r\n", "\n\n")]


def test_a_long_line_comes_through_whole(spoiled: Project) -> None:
    articles = dict(published(spoiled, "articles").select("article_id", "text").iter_rows())
    assert articles["letters"] == "a" * N_BYTES_OF_LONG_LINE
    assert articles["words"] == long_line(WORDS).decode(errors="ignore").strip()
    n_sentences = published(spoiled, "sentences").filter(article_id="words").height
    assert n_sentences == pytest.approx(2 * N_BYTES_OF_LONG_LINE / len(WORDS.encode()), abs=3)


def test_a_long_line_takes_no_more_memory_than_there_is(spoiled: Project) -> None:
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < N_BYTES_OF_MEMORY_MAX


@pytest.mark.parametrize(
    ("stage", "old", "new", "message"),
    [
        (
            "ingest",
            "mb_per_bucket: 64",
            "mb_per_buckett: 64",
            "params.yaml: ingest.mb_per_bucket: this key is missing\n"
            "params.yaml: ingest.mb_per_buckett: unknown key; did you mean 'mb_per_bucket'?",
        ),
        (
            "ingest",
            "n_workers: null",
            "n_workers: none",
            "params.yaml: engine.n_workers: Input should be a valid integer, not 'none'",
        ),
        (
            "clean",
            "is_lone_number: {role: boilerplate}",
            "is_lone_number: {role: boilerplat}",
            "params.yaml: clean.signs.is_lone_number: 'role' must be one of heading, paragraph, title, subtitle, "
            "byline, dateline, caption, note, keywords, boilerplate",
        ),
        (
            "segment",
            "n_chars_max: 30",
            "n_chars_max: '30'",
            "params.yaml: segment.boundaries.is_in_short_bracket.n_chars_max: "
            "Input should be a valid integer, not '30'",
        ),
        (
            "validate",
            "n_rows_shown: 10 ",
            "n_rows_shown: ten ",
            "params.yaml: validate.n_rows_shown: Input should be a valid integer, not 'ten'",
        ),
        (
            "publish",
            "version: 0.1.0",
            "version: 0.1",
            "params.yaml: publish.version: Input should be a valid string, not 0.1",
        ),
    ],
)
def test_a_wrong_recipe_stops_its_stage(stage: str, old: str, new: str, message: str, empty: Project) -> None:
    recipe = first_recipe()
    assert recipe.count(old) == 1
    empty.write("params.yaml", recipe.replace(old, new))
    stopped = empty.stage(stage)
    empty.write("params.yaml", recipe)
    assert (stopped.returncode, stopped.stderr) == (1, f"error: {message}\n")
    assert list(empty.folder.glob("data/**/*.parquet")) == []


def test_a_broken_catalogue_stops_ingest(empty: Project) -> None:
    empty.write("data/catalogue.csv", (PROJECT / "data/catalogue.csv").read_bytes() + b"a,a.txt\n")
    stopped = empty.stage("ingest")
    (empty.folder / "data/catalogue.csv").unlink()
    message = "error: data/catalogue.csv, line 7: 2 cells where 10 belong: put quotes round a cell with a comma\n"
    assert (stopped.returncode, stopped.stderr) == (1, message)


@pytest.mark.parametrize("content", [None, b"", FURNITURE.encode()], ids=["no file", "only a reject", "only furniture"])
def test_no_good_article_stops_validate(content: bytes | None, empty: Project) -> None:
    if content is not None:
        empty.write("data/raw/a.txt", content)
    ran = [empty.stage(stage).returncode for stage in STAGES[:3]]
    stopped = empty.stage("validate")
    assert (ran, stopped.returncode) == ([0, 0, 0], 1)
    assert stopped.stderr.endswith(
        "error: validation failed; the whole report is in data/reports/validation.json\n"
        "  no article is left: the reasons stand in the report, under first_rows\n"
    )


def test_a_switched_off_validation_stops(empty: Project) -> None:
    stopped = empty.run("pipeline.validate", PANDERA_VALIDATION_ENABLED="False")
    assert (stopped.returncode, stopped.stderr) == (
        1,
        "error: PANDERA_VALIDATION_ENABLED or PANDERA_VALIDATION_DEPTH switch validation off: unset them\n",
    )
