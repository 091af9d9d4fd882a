"""The card: front matter in the Hub's own words, nothing left unfilled, and code that runs."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml
from jinja2 import UndefinedError

from pipeline.card.card import license_of, render
from pipeline.card.facts import Corpus
from pipeline.configs import CONFIGS
from pipeline.quality.statement import markdown_of, summary_of, tables_of
from pipeline.release.citation import make_cited
from pipeline.release.ledger import Ledger

RESOURCES = files("datasets.utils.resources")


def allowed(name: str) -> Any:
    return json.loads((RESOURCES / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def card(built: Path) -> str:
    return (built / "data/dataset/README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def front_matter(card: str) -> dict[str, Any]:
    block: dict[str, Any] = yaml.safe_load(card.split("---\n", 2)[1])
    return block


def test_front_matter_uses_the_hubs_own_values(front_matter: dict[str, Any]) -> None:
    assert set(front_matter["size_categories"]) <= set(allowed("size_categories"))
    assert set(front_matter["multilinguality"]) <= set(allowed("multilingualities"))
    assert set(front_matter["language"]) <= set(allowed("languages"))
    assert set(front_matter["annotations_creators"]) <= set(allowed("creators")["annotations"])
    assert set(front_matter["language_creators"]) <= set(allowed("creators")["language"])
    assert (front_matter["license"], front_matter["source_datasets"]) == ("unknown", ["original"])


def test_front_matter_names_version_and_root_of_every_config(front_matter: dict[str, Any], built: Path) -> None:
    manifest = json.loads((built / "data/dataset/manifest.json").read_text())
    assert [
        (entry["config_name"], entry["version"], entry["description"].split(":")[-1], entry.get("default", False))
        for entry in front_matter["configs"]
    ] == [(name, "0.1.0", entry["root"], name == "articles") for name, entry in manifest["configs"].items()]


def test_sizes_are_those_of_the_files(front_matter: dict[str, Any], built: Path) -> None:
    for info in front_matter["dataset_info"]:
        paths = (built / "data/dataset" / info["config_name"]).glob("*.parquet")
        assert info["download_size"] == sum(path.stat().st_size for path in paths)


def test_nothing_is_left_unfilled(card: str) -> None:
    page = re.sub(r"```bibtex\n.*?```", "", card.split("---\n", 2)[2], flags=re.DOTALL)
    assert re.findall(r"\{\{|\}\}|\{%|\bNone\b|\bnan\b|More Information Needed|TODO|XX", page) == []
    assert "| |" not in page


def test_every_column_is_described(card: str) -> None:
    rows = set(re.findall(r"^\| `(\w+)` \| ([^|]+) \| (yes|no) \| ([^|]{5,}) \|$", card, flags=re.MULTILINE))
    described = {(column.name, "yes" if column.nullable else "no") for config in CONFIGS for column in config.columns}
    assert {(name, nullable) for name, _, nullable, _ in rows} == described


def test_one_instance_per_config_is_a_real_row(card: str, built: Path) -> None:
    instances = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", card, flags=re.DOTALL)]
    for config, instance in zip(CONFIGS, instances, strict=True):
        rows = pl.read_parquet(built / f"data/dataset/{config.name}/*.parquet").to_dicts()
        assert any(all(row[key] == instance[key] for key in config.key) for row in rows)
        assert list(instance) == config.column_names


def test_what_was_dropped_is_counted(card: str, built: Path) -> None:
    lines = pl.read_parquet(built / "data/dataset/lines/*.parquet").filter(role="boilerplate")
    section = card.split("### What was dropped, and why", 1)[1].split("###", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \| (.{40,}) \|$", section, flags=re.MULTILINE)
    counted = lines.group_by("rule").agg(pl.len(), pl.col("text").str.count_matches(r"\S").sum()).rows()
    assert sorted((rule, int(n), int(n_chars)) for rule, n, n_chars, _ in rows) == sorted(counted)


def test_how_good_the_rules_are_is_stated(card: str, built: Path) -> None:
    scores = json.loads((built / "data/metrics/quality.json").read_text())
    section = card.split("### How well that goes", 1)[1].split("\n## ", 1)[0]
    assert markdown_of(summary_of(scores)) in section
    assert [markdown_of(table) in section for table in tables_of(scores)] == [True, True]
    assert {"- join F1", "- breaks kept", "- call F1", "- note F1"} == set(
        re.findall(r"^- [^:]+", section, re.MULTILINE)
    )


def test_the_code_on_the_card_runs(card: str, built: Path, tmp_path: Path) -> None:
    (tmp_path / "pressmark-seeds").symlink_to(built / "data/dataset")
    environment = {**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
    for block in re.findall(r"```python\n(.*?)```", card, flags=re.DOTALL):
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    (query,) = re.findall(r"```sql\n(.*?)```", card, flags=re.DOTALL)
    rows = duckdb.connect().execute(query.replace("'pressmark", f"'{tmp_path}/pressmark")).fetchall()
    assert len(rows) == 25, "26 marks stand on 25 sentences"


def test_a_name_that_nobody_fills_is_an_error(built: Path) -> None:
    manifest = json.loads((built / "data/dataset/manifest.json").read_text())
    corpus = Corpus({}, Counter({("words", "all"): 1, ("articles", "all"): 1}), {})
    settings = {"pretty_name": "A", "name": "a", "summary": "s", "tags": [], "task_categories": []}
    reports = {"validation": json.loads((built / "data/reports/validation.json").read_text()), "quality": {}}
    known: dict[str, Any] = {"creators": [{"name": "A"}], "publisher": "A", "url": None, "dois": {}, "contact": "a"}
    cited = make_cited(settings | known, manifest, None, [], [])
    with pytest.raises(UndefinedError, match="contact"):
        render(settings, manifest, corpus, reports, Ledger(releases=[]), cited)


def test_what_was_mended_and_what_looks_broken_is_counted(built: Path) -> None:
    manifest = json.loads((built / "data/dataset/manifest.json").read_text())
    counts = {("words", "all"): 1, ("articles", "all"): 2, ("edits_by_repair", "undo_entities"): 3456}
    counts |= {("places_by_damage", "has_entities"): 1234, ("articles_by_damage", "has_entities"): 2}
    corpus = Corpus({}, Counter(counts), {"has_entities": [("a", 7), ("b", 0)]})
    settings = yaml.safe_load((built / "params.yaml").read_text("utf-8"))["publish"]
    reports = {"validation": json.loads((built / "data/reports/validation.json").read_text()), "quality": {}}
    cited = make_cited(settings, manifest, None, [], [])
    page = render(settings, manifest, corpus, reports, Ledger(releases=[]), cited)
    assert re.findall(r"^\| `undo_entities` \| ([\d,]+) \|", page, flags=re.MULTILINE) == ["3,456"]
    (row,) = re.findall(r"^\| `has_entities` .*$", page, flags=re.MULTILINE)
    assert row.startswith("| `has_entities` | 1,234 | 2 | `a` 7; `b` 0 | An HTML entity stands beside a `&lt;`")


def test_a_corpus_of_several_rights_points_to_its_articles() -> None:
    assert license_of({"CC-BY-4.0": 1, "own": 1}) == {
        "license": "other",
        "license_name": "per-article",
        "license_link": "README.md",
    }
