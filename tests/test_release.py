"""A version is released once, under a number that says enough, and is never built differently."""

import contextlib
import datetime
import json
import re
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from conftest import STAGES, build
from pipeline.configs import CONFIGS
from pipeline.errors import PressmarkError
from pipeline.release.ledger import Ledger, Release, marks_of, number_of, read_ledger
from pipeline.release.release import release
from pipeline.release.semver import compare, smallest_after

DAY = datetime.date(2026, 11, 21)
HEADER = "article_id,source_path,title,subtitle,authors,publisher,published,language,url,rights\n"
TEXTS = {
    "strike": "Harbour strike ends\n\nThe strike in the harbour ended on Monday, and ships left the same night.\n",
    "ferry": "Ferry to the islands\n\nThe ferry to the islands left on Tuesday with forty people on board.\n",
    "storm": "A storm is coming\n\nThe storm will reach the coast on Friday, said the weather office in town.\n",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project that is built, as version 0.1.0, with two articles; nobody changes it."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "data/raw").mkdir(parents=True)
    (folder / "data/catalogue.csv").write_text(HEADER)
    for name in ("strike", "ferry"):
        (folder / f"data/raw/{name}.txt").write_text(TEXTS[name])
    return build(folder, STAGES)


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """A copy of it, for a test to change."""
    return shutil.copytree(small, tmp_path, dirs_exist_ok=True)


def freeze(project: Path, version: str) -> Release:
    with contextlib.chdir(project):
        return release(version, DAY)


def rebuild(project: Path, version: str) -> None:
    params = (project / "params.yaml").read_text("utf-8")
    (project / "params.yaml").write_text(re.sub(r"version: [0-9.]+", f"version: {version}", params), "utf-8")
    build(project, STAGES)


def test_a_release_is_in_the_ledger_and_the_changelog(project: Path) -> None:
    entry = freeze(project, "0.1.0")
    manifest = json.loads((project / "data/dataset/manifest.json").read_text())
    with contextlib.chdir(project):
        assert read_ledger() == Ledger(releases=[entry])
    assert (entry.version, entry.date, entry.root) == ("0.1.0", "2026-11-21", manifest["root"])
    assert (sorted(entry.articles), entry.changes) == (["ferry", "strike"], ["the first release"])
    assert {name: config.root for name, config in entry.configs.items()} == {
        name: config["root"] for name, config in manifest["configs"].items()
    }
    assert (project / "CHANGELOG.md").read_text() == (
        "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-11-21)\n\n"
        f"- Dataset: 2 articles, 2 paragraphs, 2 sentences, 0 notes, 4 lines; root sha256:{entry.root}.\n"
        "- The first release.\n"
    )


def test_what_was_unreleased_stands_under_the_release(project: Path) -> None:
    (project / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- A command.\n")
    freeze(project, "0.1.0")
    text = (project / "CHANGELOG.md").read_text()
    assert text.index("## Unreleased") < text.index("## 0.1.0 (2026-11-21)") < text.index("- A command.")


def test_a_release_dates_the_card_and_changes_no_row(project: Path) -> None:
    entry = freeze(project, "0.1.0")
    build(project, STAGES)
    card = (project / "data/dataset/README.md").read_text("utf-8")
    assert f"| 0.1.0 | 2026-11-21 | 2 | `{entry.root[:16]}` | the first release |" in card
    assert json.loads((project / "data/dataset/manifest.json").read_text())["root"] == entry.root


def test_no_version_is_released_twice(project: Path) -> None:
    freeze(project, "0.1.0")
    with pytest.raises(PressmarkError, match=r"^0\.1\.0 was released on 2026-11-21: set publish\.version"):
        freeze(project, "0.1.0")


def test_the_folder_must_be_the_version_and_whole(project: Path) -> None:
    with pytest.raises(
        PressmarkError, match=r"data/dataset is 0\.1\.0, and params\.yaml says 0\.2\.0: run 'dvc repro'"
    ):
        freeze(project, "0.2.0")
    (project / "data/dataset/README.md").write_text("another card")
    with pytest.raises(PressmarkError, match=r"data/dataset is damaged: .*\n.*README\.md: its bytes are not"):
        freeze(project, "0.1.0")
    with contextlib.chdir(project):
        assert read_ledger().releases == []


def test_publish_stops_when_a_released_version_would_come_out_differently(project: Path) -> None:
    entry = freeze(project, "0.1.0")
    (project / "data/raw/ferry.txt").write_text(TEXTS["ferry"].replace("forty", "fifty"))
    message = (
        rf"version 0\.1\.0 is released with the root {entry.root}, .* 1 articles differ \(ferry\): set publish\.version"
    )
    with pytest.raises(PressmarkError, match=message):
        build(project, STAGES)
    assert not (project / "data/dataset").exists()


def test_a_version_before_the_last_release_is_refused(project: Path) -> None:
    freeze(project, "0.1.0")
    rebuild(project, "0.1.0")
    with pytest.raises(PressmarkError, match=r"publish\.version: 0\.0\.9 comes before 0\.1\.0, which is released"):
        rebuild(project, "0.0.9")


def test_added_articles_leave_older_files_as_they_are(project: Path) -> None:
    freeze(project, "0.1.0")
    before = {path.name: path.read_bytes() for path in (project / "data/dataset/articles").iterdir()}
    (project / "data/raw/storm.txt").write_text(TEXTS["storm"])
    rebuild(project, "0.2.0")
    after = {path.name: path.read_bytes() for path in (project / "data/dataset/articles").iterdir()}
    assert sorted(after) == ["0.1.0-00000.parquet", "0.2.0-00000.parquet"]
    assert after["0.1.0-00000.parquet"] == before["0.1.0-00000.parquet"]
    rows = pl.read_parquet(project / "data/dataset/articles/*.parquet").select("article_id", "added_in").rows()
    assert sorted(rows) == [("ferry", "0.1.0"), ("storm", "0.2.0"), ("strike", "0.1.0")]


@pytest.fixture(scope="module")
def divided_anew(tmp_path_factory: pytest.TempPathFactory, built: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of the first release, which is in one bucket, and of the second, which is in several."""
    folder = tmp_path_factory.mktemp("divided")
    for name in ("params.yaml", "data"):
        copy = shutil.copytree if (built / name).is_dir() else shutil.copy
        copy(built / name, folder / name)
    freeze(folder, "0.1.0")
    before = parquet_files(folder)
    for name, text in TEXTS.items():
        (folder / f"data/raw/{name}.txt").write_text(text)
    params = (folder / "params.yaml").read_text("utf-8")
    (folder / "params.yaml").write_text(params.replace("mb_per_bucket: 64", "mb_per_bucket: 0.02"), "utf-8")
    rebuild(folder, "0.2.0")
    return before, parquet_files(folder)


def parquet_files(folder: Path) -> dict[str, bytes]:
    dataset = folder / "data/dataset"
    return {path.relative_to(dataset).as_posix(): path.read_bytes() for path in sorted(dataset.rglob("*.parquet"))}


@pytest.mark.parametrize("config", CONFIGS[:4], ids=lambda config: config.name)
def test_older_files_stay_when_the_corpus_is_divided_anew(divided_anew: tuple[Any, Any], config: Any) -> None:
    before, after = (
        {name: content for name, content in files.items() if name.startswith(f"{config.name}/")}
        for files in divided_anew
    )
    assert {name: after[name] for name in before} == before
    assert len({name.split("-")[1] for name in after}) > 1 or config.name == "notes"


def test_a_removed_article_is_nowhere_in_the_next_release(project: Path) -> None:
    first = freeze(project, "0.1.0")
    (project / "data/raw/strike.txt").unlink()
    rebuild(project, "0.2.0")
    second = freeze(project, "0.2.0")
    dataset = project / "data/dataset"
    assert all(b"strike" not in path.read_bytes() for path in dataset.rglob("*.parquet"))
    assert second.articles == {"strike": None}
    assert second.changes == ["articles removed: 1 (strike)"]
    with contextlib.chdir(project):
        assert [entry.root for entry in read_ledger().releases] == [first.root, second.root]
        assert (sorted(read_ledger().marks("0.1.0")), sorted(read_ledger().marks())) == (["ferry", "strike"], ["ferry"])


@pytest.mark.parametrize(
    ("change", "weight", "reason"),
    [
        ("nothing", "patch", None),
        ("docs", "patch", None),
        ("add", "minor", "articles added: 1 (storm)"),
        ("remove", "major", "articles removed: 1 (strike)"),
        ("change", "major", "articles changed: 1 (ferry)"),
        ("move", "major", "articles changed: 1 (ferry)"),
    ],
)
def test_the_gate_weighs_changes_of_rows(project: Path, change: str, weight: str, reason: str | None) -> None:
    freeze(project, "0.1.0")
    raw = project / "data/raw"
    if change == "docs":
        params = (project / "params.yaml").read_text("utf-8")
        (project / "params.yaml").write_text(params.replace("summary: >-", "summary: >-\n    More words."), "utf-8")
    elif change == "add":
        (raw / "storm.txt").write_text(TEXTS["storm"])
    elif change == "remove":
        (raw / "strike.txt").unlink()
    elif change == "change":
        (raw / "ferry.txt").write_text(TEXTS["ferry"].replace("forty", "fifty"))
    elif change == "move":
        (raw / "ferry.txt").write_text("\n" + TEXTS["ferry"])
    smallest = smallest_after("0.1.0", weight)
    rebuild(project, "0.9.0")
    with contextlib.chdir(project):
        ledger = read_ledger()
    too_small = "0.1.0" if weight == "patch" else "0.1.1"
    manifest = json.loads((project / "data/dataset/manifest.json").read_text())
    assert ledger.last is not None
    found = compare(
        ledger.last,
        ledger.marks(),
        marks_of(project / "data/dataset"),
        {name: config["columns"] for name, config in manifest["configs"].items()},
    )
    assert (found.weight, found.reasons) == (weight, [reason] if reason else [])
    rebuild(project, smallest)
    assert number_of(smallest) > number_of(too_small)
    assert freeze(project, smallest).version == smallest


def test_the_gate_names_what_a_number_does_not_say(project: Path) -> None:
    freeze(project, "0.1.0")
    (project / "data/raw/storm.txt").write_text(TEXTS["storm"])
    rebuild(project, "0.1.1")
    with pytest.raises(PressmarkError) as caught:
        freeze(project, "0.1.1")
    assert str(caught.value) == (
        "0.1.1 says too little after 0.1.0: the change is minor, so the smallest is 0.2.0:\n  articles added: 1 (storm)"
    )


def last_release(columns: dict[str, dict[str, str]]) -> Release:
    configs = {name: {"root": "0", "n_rows": 1, "columns": types} for name, types in columns.items()}
    return Release.model_validate(
        {
            "name": "a",
            "version": "1.0.0",
            "date": "2026-01-01",
            "root": "0",
            "n_buckets": 1,
            "configs": configs,
            "changes": [],
            "articles": {},
        }
    )


@pytest.mark.parametrize(
    ("columns", "weight", "reasons"),
    [
        ({"a": "string", "b": "int32"}, "patch", []),
        ({"a": "string", "b": "int32", "c": "string"}, "minor", ["columns added: 1 (articles.c)"]),
        ({"a": "string"}, "major", ["columns removed: 1 (articles.b)"]),
        ({"a": "string", "b": "int64"}, "major", ["columns retyped: 1 (articles.b)"]),
    ],
)
def test_the_gate_weighs_changes_of_columns(columns: dict[str, str], weight: str, reasons: list[str]) -> None:
    last = last_release({"articles": {"a": "string", "b": "int32"}})
    assert compare(last, {"x": "1"}, {"x": "1"}, {"articles": columns}) == (weight, reasons)


def test_an_added_column_does_not_count_as_a_change_of_rows(project: Path) -> None:
    freeze(project, "0.1.0")
    ledger_file = project / "data/releases.json"
    ledger = json.loads(ledger_file.read_text())
    entry = ledger["releases"][0]
    del entry["configs"]["sentences"]["columns"]["rule"]
    columns = {name: config["columns"] for name, config in entry["configs"].items()}
    entry["articles"] = marks_of(project / "data/dataset", columns)
    ledger_file.write_text(json.dumps(ledger))
    rebuild(project, "0.1.1")
    with pytest.raises(PressmarkError, match=r"smallest is 0\.2\.0:\n  columns added: 1 \(sentences\.rule\)$"):
        freeze(project, "0.1.1")


def test_a_damaged_ledger_is_named(project: Path) -> None:
    (project / "data/releases.json").write_text('{"releases": [{"version": 1}]}')
    with (
        contextlib.chdir(project),
        pytest.raises(PressmarkError, match=r"data/releases\.json: releases\.0\.name: .*git"),
    ):
        read_ledger()
