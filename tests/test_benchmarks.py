"""What the benchmarks stand on: the corpus, the account of a command, the content hash, and the ratios."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from benchmarks.accounting import account
from benchmarks.contenders.pipeline_stages import STAGES, copy_project
from benchmarks.content import content_of
from benchmarks.corpus import Article, make_corpus, write_corpus
from benchmarks.report import CONTENDERS, GOALS, HERE, is_met, ratios, render, spread_of

BURN = "import time\nwhile time.process_time() < 0.4: pass\n"
N_ARTICLES = 1500
SAID = {"mojibake": 0.03, "entities": 0.03, "typesetting": 0.1, "copy": 0.02, "near_copy": 0.03, "foreign": 0.04}


@pytest.fixture(scope="module")
def clean() -> list[Article]:
    return list(make_corpus(N_ARTICLES, seed=7))


@pytest.fixture(scope="module")
def damaged() -> list[Article]:
    return list(make_corpus(N_ARTICLES, seed=7, is_damaged=True))


def test_a_corpus_is_a_pure_function_of_its_seed(damaged: list[Article]) -> None:
    assert list(make_corpus(60, 7, is_damaged=True)) == damaged[:60]
    others = [article.text for article in make_corpus(60, 8, is_damaged=True)]
    assert not set(others) & {article.text for article in damaged[:60]}


def test_articles_have_the_mean_length_that_is_said(clean: list[Article]) -> None:
    lengths = [len(article.text.encode()) for article in clean]
    assert sum(lengths) / len(lengths) == pytest.approx(7500, rel=0.08)
    assert min(lengths) < 2000
    assert max(lengths) > 25_000


def test_the_damaged_corpus_is_the_clean_one_but_for_its_damage(clean: list[Article], damaged: list[Article]) -> None:
    same = [ours.text == theirs.text for ours, theirs in zip(clean, damaged, strict=True)]
    assert same == [article.damage == "" for article in damaged]
    for kind, share in SAID.items():
        n_found = sum(article.damage == kind for article in damaged)
        assert n_found / N_ARTICLES == pytest.approx(share, abs=0.016), kind


@pytest.mark.parametrize(
    ("kind", "signs"),
    [
        ("mojibake", ("â€", "Ã")),
        ("entities", ("&rsquo;", "&#39;", "&quot;", "&nbsp;")),
        ("typesetting", (" of\u00a0",)),
    ],
)
def test_damage_leaves_its_signs(
    kind: str, signs: tuple[str, ...], clean: list[Article], damaged: list[Article]
) -> None:
    shown = [any(sign in article.text for sign in signs) for article in damaged if article.damage == kind]
    assert sum(shown) > 0.9 * len(shown)
    assert not any(sign in article.text for article in clean for sign in signs)


def test_copies_are_of_earlier_articles(clean: list[Article], damaged: list[Article]) -> None:
    number_of = {article.text: article.number for article in clean}
    copies = [article for article in damaged if article.damage == "copy"]
    assert all(number_of[article.text] < article.number for article in copies)
    near = next(article for article in damaged if article.damage == "near_copy" and article.text.count("\n\n") > 8)
    blocks = set(near.text.split("\n\n"))
    assert max(len(blocks & set(article.text.split("\n\n"))) for article in clean[: near.number]) > len(blocks) * 0.6


def test_a_corpus_lies_below_data_raw_and_as_json_lines(tmp_path: Path) -> None:
    articles = list(make_corpus(6, 1))
    n_bytes = write_corpus(tmp_path, iter(articles), n_json_lines_files=4)
    raw = sorted((tmp_path / "data" / "raw").iterdir())
    assert [path.name for path in raw] == [f"{number:07d}.txt" for number in range(6)]
    assert [path.read_text("utf-8") for path in raw] == [article.text for article in articles]
    assert sum(path.stat().st_size for path in raw) == n_bytes
    assert sum(path.read_text("utf-8").count("\n") for path in (tmp_path / "json_lines").iterdir()) == 6


@pytest.mark.parametrize("start", ["run", "Popen"], ids=["already reaped", "orphaned"])
def test_the_cpu_of_a_grandchild_counts(start: str) -> None:
    child = f"import subprocess, sys; subprocess.{start}([sys.executable, '-c', {BURN!r}])"
    found = account([sys.executable, "-c", child])
    assert found.exit_code == 0
    assert 0.4 <= found.cpu_s < 1.5


def test_the_memory_of_two_processes_is_summed() -> None:
    hold = "import time\nheld = bytearray(b'x') * 80_000_000\ntime.sleep(0.8)\n"
    both = f"import subprocess, sys\nother = subprocess.Popen([sys.executable, '-c', {hold!r}])\n{hold}other.wait()\n"
    found = account([sys.executable, "-c", both])
    assert 160 < found.peak_pss_mb < 220
    assert found.n_processes_max == 2


def test_what_a_command_started_ends_with_the_account(tmp_path: Path) -> None:
    told = f"from pathlib import Path; Path({str(tmp_path / 'child')!r}).write_text(str(os.getpid()))"
    child = f"import os, time; {told}; time.sleep(60)"
    parent = f"from benchmarks.accounting import account; account([{sys.executable!r}, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], cwd=HERE.parent) as started:
        wait_for(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text() != "")
        started.kill()
    wait_for(lambda: not Path("/proc", (tmp_path / "child").read_text(), "exe").exists())


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_exit_code_of_a_command_is_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert account([sys.executable, "-c", "print('said'); raise SystemExit(3)"], log=log).exit_code == 3
    assert log.read_text() == "said\n"


def test_a_content_hash_knows_articles_and_not_their_order() -> None:
    one, other = ("a", "A b.", ["A b."]), ("b", "C. d.", ["C.", "d."])
    assert content_of([one, other]) == content_of([other, one])
    assert content_of([one, other])[1:] == (2, 3, 9)
    changed = [("b", "C. d.", ["C. d."]), ("c", "C. d.", ["C.", "d."]), ("b", "C. e.", ["C.", "d."])]
    assert len({content_of([one, rest]).hash for rest in (other, *changed)}) == 4
    assert content_of([one, one]).hash != content_of([other, other]).hash


def run(corpus: str, number: int, contender: str, cpu_s: float) -> dict[str, object]:
    made = {"has_same_bytes": True} if contender == "limit" else {"hash": "0" * 64, **MADE}
    taken = {"cpu_s": cpu_s, "start_cpu_s": START_S[contender], "wall_s": cpu_s, "peak_pss_mb": 100.0}
    stages = {"stages_cpu_s": dict.fromkeys(STAGES, 1.0)} if contender == "pipeline_stages" else {}
    return {"corpus": corpus, "round": number, "contender": contender, **taken, **made, **stages}


START_S = {"pipeline_stages": 2.0, "datatrove_defaults": 1.0, "limit": 0.5}
MADE = {"n_articles": 2, "n_sentences": 3, "n_characters": 9}
RUNS = [
    *(run("clean", number, "pipeline_stages", cpu_s) for number, cpu_s in enumerate([4.0, 5.0, 6.0], 1)),
    *(run("clean", number, "datatrove_defaults", cpu_s) for number, cpu_s in enumerate([80.0, 50.0, 90.0], 1)),
    *(run("clean", number, "limit", 1.5) for number in (1, 2)),
]


def test_ratios_are_taken_within_a_round() -> None:
    assert ratios(RUNS, "clean", "datatrove_defaults", "pipeline_stages") == [20.0, 10.0, 15.0]
    assert ratios(RUNS, "clean", "pipeline_stages", "limit") == pytest.approx([4 / 1.5, 5 / 1.5])
    assert ratios(RUNS, "damaged", "pipeline_stages", "limit") == []
    beyond = ratios(RUNS, "clean", "datatrove_defaults", "pipeline_stages", has_start_up=False)
    assert beyond == pytest.approx([79 / 2, 49 / 3, 89 / 4])
    assert str(spread_of([20.0, 10.0, 15.0])) == "15.00 (10.00–20.00)"


@pytest.mark.parametrize(
    ("goal", "found", "expected"),
    [(0, [14.0, 15.0, 16.0], True), (0, [14.0, 14.9, 16.0], False), (-1, [5.0, 6.0], True), (-1, [6.0, 6.1], False)],
)
def test_a_goal_is_met_by_the_median(goal: int, found: list[float], expected: bool) -> None:
    assert is_met(GOALS[goal], found) == expected


def test_the_report_shows_what_was_measured() -> None:
    machine = {"day": "2026-01-01", "processor": "P", "n_processors": 2, "memory_gb": 8, "system": "S", "python": "3"}
    corpora = {"clean": {"n_bytes": 30_000_000, "n_articles": 2}}
    results = {"machine": {**machine, "packages": {}}, "n_articles": 2, "seed": 1, "corpora": corpora, "runs": RUNS}
    report = render(results)
    row = next(line for line in report.splitlines() if line.startswith("| datatrove, default"))
    assert row.split(" | ")[1:] == [
        "80.0",
        "0.38",
        "15.00 (10.00–20.00)",
        "1.0",
        "0.38",
        "22.25 (16.33–39.50)",
        "80.0",
        "100 |",
    ]
    assert "| 15 times datatrove's defaults | clean | 15.00 (10.00–20.00) | 22.25 (16.33–39.50) | met |" in report
    assert "| at most 6 times the limit's CPU | clean | 3.00 (2.67–3.33) | 2.50 (2.00–3.00) | met |" in report


def test_every_contender_is_a_module_that_says_what_it_does() -> None:
    modules = {path.stem for path in (HERE / "contenders").glob("*.py")} - {"__init__", "places", "datatrove_blocks"}
    assert modules == set(CONTENDERS)


def test_the_copy_that_is_measured_has_the_corpus_and_no_article_of_ours(tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", make_corpus(2, 1))
    copy_project(tmp_path / "corpus" / "data" / "raw", tmp_path / "project")
    data = tmp_path / "project" / "data"
    assert sorted(path.name for path in (data / "raw").iterdir()) == ["0000000.txt", "0000001.txt"]
    assert len((data / "catalogue.csv").read_text("utf-8").splitlines()) == 1
    assert (data / "releases.json").read_text("utf-8") == '{"releases": []}'
    stages = yaml.safe_load((tmp_path / "project" / "dvc.yaml").read_text("utf-8"))["stages"]
    no_part = {"measure", "report"}
    assert list(STAGES) == [stage for stage in stages if stage not in no_part], "they are no part of what peers do"
    assert not (tmp_path / "project" / "benchmarks").exists()
