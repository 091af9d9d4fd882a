"""The page's numbers and data: what stands in them before any browser looks."""

import base64
import contextlib
import hashlib
import importlib
import json
import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jinja2 import UndefinedError
from typer.testing import CliRunner

from conftest import PROJECT, build
from pipeline.__main__ import app
from pipeline.errors import PressmarkError
from pipeline.page.page import Packed, policy_of, read_asset, render, shown
from pipeline.page.quotations import find_quotations
from pipeline.page.sample import Room, choose

CHAPTER = "004_98872ea03133f5bc"


def unpack(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text)))


@pytest.fixture(scope="module")
def page(built: Path) -> str:
    return (built / "data/reports/index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def articles(page: str) -> dict[str, Any]:
    blocks = re.findall(r'<script type="text/plain" class="block">(.*?)</script>', page)
    return {article["id"]: article for block in blocks for article in unpack(block)}


def table(built: Path, config: str) -> pl.DataFrame:
    return pl.read_parquet(built / f"data/dataset/{config}/*.parquet")


def test_every_line_and_every_sentence_of_the_dataset_stands_on_the_page(
    built: Path, page: str, articles: dict[str, Any]
) -> None:
    kinds = json.loads(re.findall(r'id="data">(.*?)</script>', page)[0])["kinds"]
    lines = [
        (own["id"], line[0], *kinds[line[1]], line[2], line[3])
        for own in articles.values()
        for row in own["rows"]
        for line in row[0]
    ]
    columns = ["article_id", "line", "role", "rule", "raw_start", "text"]
    assert lines == table(built, "lines").sort("article_id", "line").select(columns).rows()
    sentences = [
        (f"{own['id']}#{one[0]}", one[1], one[2], one[3], one[4], one[5], one[6], [number for _, number in one[7]])
        for own in articles.values()
        for row in own["rows"]
        for shape in row[1]
        for one in shape.get("sentences", [])
    ]
    columns = ["sentence_id", "position", "text", "start", "raw_start", "raw_end", "rule", "note_numbers"]
    assert sentences == table(built, "sentences").sort("article_id", "position").select(columns).rows()


def test_notes_and_headings_stand_where_their_lines_are(built: Path, articles: dict[str, Any]) -> None:
    shapes = [shape for _, found in articles[CHAPTER]["rows"] for shape in found]
    assert [shape["note"] for shape in shapes if "note" in shape] == list(range(1, 27))
    assert len([shape for shape in shapes if "heading" in shape]) == 11
    joined = [line for found, _ in articles[CHAPTER]["rows"] for line in found if line[4]]
    assert [(line[0], line[4]) for line in joined if line[0] in (35, 124)] == [
        (35, "starts_in_lower_case"),
        (124, "breaks_address"),
    ]


def test_a_footnote_mark_stands_where_it_was_called(articles: dict[str, Any]) -> None:
    sentences = [one for _, found in articles[CHAPTER]["rows"] for own in found for one in own.get("sentences", [])]
    called = {number: one[2][:place] for one in sentences for place, number in one[7]}
    assert called[8].endswith("(along with the US Ambassador to Azerbaijan Matthew Bryza).")
    assert sorted(called) == list(range(1, 27))


def test_the_numbers_are_those_of_the_dataset(page: str) -> None:
    figures = re.search(r'<dl class="figures">(.*?)</dl>', page, flags=re.DOTALL)
    assert figures
    assert re.findall(r"<dt>(\w+)</dt><dd>([\d,]+)</dd>", figures[1]) == [
        ("articles", "5"),
        ("paragraphs", "83"),
        ("sentences", "334"),
        ("words", "8,147"),
        ("footnotes", "26"),
    ]
    assert "15 lines were dropped" in page
    assert page.count("✓ holds") == 16


def test_only_its_own_style_and_script_may_run(page: str) -> None:
    policy = policy_of(read_asset("style.css"), read_asset("script.js"))
    assert policy.startswith("default-src 'none'; ")
    assert policy.replace("'", "&#39;") in page
    (script,) = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in page
    assert (
        re.findall(r"""\s(?:on\w+|style)\s*=|(?:src|href)=["'](?!#)|@import|url\((?!#)""", page.split("<script", 1)[0])
        == []
    )


def test_no_text_becomes_mark_up_in_the_script() -> None:
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(", read_asset("script.js"))
        == []
    )


def test_the_same_dataset_gives_the_same_bytes(built: Path) -> None:
    files = [built / "data/reports" / name for name in ("index.html", "plots.html", "plots/rules.csv")]
    before = [path.read_bytes() for path in files]
    with contextlib.chdir(built):
        importlib.import_module("pipeline.report").main()
    assert [path.read_bytes() for path in files] == before


def test_a_name_that_nobody_fills_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render({}, {}, Packed("", [], ""))


@pytest.mark.parametrize(("n_articles_max", "n_million_chars_max", "n"), [(3, 2, 3), (10, 2, 5), (10, 1, 4)])
def test_a_sample_holds_what_there_is_room_for(n_articles_max: int, n_million_chars_max: int, n: int) -> None:
    sizes = dict.fromkeys("abcd", 200_000) | {"e": 900_000}
    room = Room(n_articles_max, n_million_chars_max * 10**6)
    chosen, left = choose(sizes, room)
    assert chosen == choose(dict(reversed(sizes.items())), room)[0]
    assert len(chosen) == n
    assert left == Room(n_articles_max - n, room.n_chars - sum(sizes[name] for name in chosen))


def test_a_sample_says_so(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "data", tmp_path / "data")
    params = (PROJECT / "params.yaml").read_text("utf-8").replace("n_articles_max: 5000", "n_articles_max: 2")
    (tmp_path / "params.yaml").write_text(params)
    with contextlib.chdir(tmp_path):
        importlib.import_module("pipeline.report").main()
    page = (tmp_path / "data/reports/index.html").read_text("utf-8")
    assert "This page shows 2 of 5 articles: a sample" in page
    assert len(unpack(re.findall(r'id="index">(.*?)</script>', page)[0])) == 2
    assert "<dt>sentences</dt><dd>334</dd>" in page, "numbers count the whole corpus"


def test_quotations_are_runs_of_sentences() -> None:
    rows = [("a", n, text) for n, text in enumerate(["w", "x", "y", "z"])]
    rows += [("b", n, text) for n, text in enumerate(["x", "y", "v", "z"])]
    rows += [("c", 0, "z")]
    frame = pl.DataFrame(rows, schema=["article_id", "position", "text"], orient="row")
    frame = frame.with_columns(sentence_id=pl.format("{}#s-{}", "article_id", "position"))
    n, found = find_quotations(frame, 5)
    assert n == 2
    assert found == [
        {"texts": ["x", "y"], "n_articles": 2, "n_places": 2, "places": [["a#s-1", "w", "z"], ["b#s-0", None, "v"]]},
        {
            "texts": ["z"],
            "n_articles": 3,
            "n_places": 3,
            "places": [["a#s-3", "y", None], ["b#s-3", "v", None], ["c#s-0", None, None]],
        },
    ]


def test_text_in_the_template_does_not_act() -> None:
    assert shown("a\u202eb\u2066c\x00\nd") == "abc d"
    assert shown("ab\u200fc") == "ab\u200fc", "a mark that right-to-left text needs stays"


def test_the_front_door_says_where_the_page_is(built: Path, tmp_path: Path) -> None:
    with contextlib.chdir(built):
        done = CliRunner().invoke(app, ["report"])
        assert done.stdout.replace("\n", "") == str((built / "data/reports/index.html").resolve())
    shutil.copy(PROJECT / "params.yaml", tmp_path)
    with contextlib.chdir(tmp_path):
        done = CliRunner().invoke(app, ["report", "--open"])
        assert isinstance(done.exception, PressmarkError)
        assert "build it first with 'dvc repro'" in str(done.exception)


def test_the_front_door_opens_it(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return len(opened) == 1

    monkeypatch.setattr("webbrowser.open", browse)
    with contextlib.chdir(built):
        assert CliRunner().invoke(app, ["report", "--open"]).exit_code == 0
        assert opened == [(built / "data/reports/index.html").resolve().as_uri()]
        assert "open" in str(CliRunner().invoke(app, ["report", "--open"]).exception), "no browser: say so"


def test_rejects_stand_on_the_page_with_their_reasons(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "data" / "raw", tmp_path / "data" / "raw")
    (tmp_path / "data/raw/<b>empty.txt").write_bytes(b"")
    (tmp_path / "data/raw/picture.png").write_bytes(b"\x89PNG")
    page = (build(tmp_path) / "data/reports/index.html").read_text("utf-8")
    section = page.split("What was rejected</h2>")[1].split("<h2>")[0]
    assert "<bdi>&lt;b&gt;empty.txt</bdi>" in section
    assert re.findall(r"file: ([\w ]+)</th>", section) == ["empty", "no reader"]


def test_changes_since_the_last_release_stand_on_the_page(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "data/raw", tmp_path / "data/raw")
    shutil.copy(PROJECT / "data/releases.json", tmp_path / "data/releases.json")
    params = (PROJECT / "params.yaml").read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0")
    (tmp_path / "params.yaml").write_text(params)
    (tmp_path / "data/raw/harbour.txt").write_text(
        "Harbour strike ends\n\nBy Ann Lee\n\nThe strike in the harbour ended on Monday. Ships left.\n"
    )
    page = (build(tmp_path) / "data/reports/index.html").read_text("utf-8")
    section = page.split("Changes</h2>")[1].split("<h2>")[0]
    assert "This build is not released. Since 0.1.0:" in section
    assert "articles added: 1 (harbour)" in section
    growth = (tmp_path / "data/reports/plots/growth.csv").read_text().splitlines()
    assert [row.split(",")[:2] for row in growth[1:]] == [["0.1.0", "5"], ["0.2.0", "6"]]
