"""Every command of the README runs, in a copy of the project, in the order in which a newcomer would give them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from test_offsets import ingested

from pipeline.clean import Recipe, clean
from pipeline.corrections import read_corrections
from pipeline.engine import EngineSettings
from pipeline.segment import segment
from pipeline.store import StoreSettings
from pipeline.verdicts import Verdicts
from project import PROJECT, Project

README = (PROJECT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(bash|python|text)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
YAML = re.findall(r"^```yaml\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, in which the environment that `make` would set up stands in its place already."""
    folder = tmp_path_factory.mktemp("newcomer") / "pressmark"
    Project(folder, with_releases=True)
    (folder / ".venv").mkdir()
    for entry in Path(sys.prefix).iterdir():
        (folder / ".venv" / entry.name).symlink_to(entry)
    (folder / ".venv" / set_up_stamp(folder)).touch()
    return folder


def set_up_stamp(folder: Path) -> str:
    """Return the file by which make knows that the environment fits lock and project: see the Makefile."""
    script = "cat requirements.lock pyproject.toml | cksum | tr ' ' '-'"
    return (
        "set-up-"
        + subprocess.run(script, shell=True, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
    )


def run(folder: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")},
        "DVC_SITE_CACHE_DIR": str(folder.parent / "site"),
        "HF_HOME": str(folder.parent / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "COLUMNS": "120",
    }
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


def test_every_block_of_the_readme_does_what_it_says(newcomer: Path) -> None:
    printed = ""
    for language, block in BLOCKS:
        if language == "text":
            assert printed == block
        elif language == "python":
            printed = run(newcomer, [".venv/bin/python", "-c", block]).stdout
        else:
            # The tests that run now are those of 'make test'; here it is only seen to be a command.
            script = block.replace("make test", "make --dry-run test")
            done = run(newcomer, ["bash", "-ec", f"export PATH=$PWD/.venv/bin:$PATH\n{script}"])
            assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"


def test_a_newcomers_article_is_in_the_dataset(newcomer: Path) -> None:
    """Stands behind the walk through the README, which adds harbour.txt and builds again."""
    code = (
        "from datasets import load_dataset as load\n"
        "row = load('data/dataset', split='train').filter(lambda row: row['article_id'] == 'harbour')[0]\n"
        "print(row['title'], row['authors'], row['rights'], row['n_sentences'], sep=' | ')"
    )
    done = run(newcomer, [".venv/bin/python", "-c", code])
    assert done.stdout == "Harbour strike ends | ['Ann Lee'] | unknown | 2\n", done.stderr


def test_nothing_was_skipped() -> None:
    assert [language for language, _ in BLOCKS] == [
        *("bash", "python", "text", "bash", "bash", "bash", "bash"),
        *("python", "text", "bash", "bash", "bash", "python", "text"),
    ]
    assert set(re.findall(r"^```(\w+)$", README, flags=re.MULTILINE)) == {"bash", "python", "text", "yaml"}


def test_the_recipe_for_a_cluster_is_one() -> None:
    sections = yaml.safe_load(YAML[1])
    assert StoreSettings.model_validate(sections["store"]).tables == "s3://corpus/interim"
    assert EngineSettings.model_validate(sections["engine"]).n_workers == 200


def test_the_corrections_fit_the_newcomers_article(
    tmp_path: Path, newcomer: Path, recipe: Recipe, verdicts: Verdicts
) -> None:
    """Stands behind the walk through the README, which adds harbour.txt."""
    (tmp_path / "corrections.yaml").write_text(YAML[0])
    corrections = read_corrections(tmp_path / "corrections.yaml")
    raw_articles = ingested({"harbour": (newcomer / "harbour.txt").read_text()})
    cleaned = clean(raw_articles, recipe, decisions=corrections.lines)
    parts = (cleaned.articles, cleaned.lines, cleaned.edits, raw_articles)
    assert segment(*parts, verdicts, corrections.boundaries).sentences.height == 1
