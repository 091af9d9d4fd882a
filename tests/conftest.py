"""What many tests need: the five articles, cleaned and segmented by the recipe that ships."""

import contextlib
import importlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from pipeline.catalogue import read_catalogue
from pipeline.clean import Cleaned, CleanSettings, Recipe, clean, recipe_of
from pipeline.ingest import row_of_file, with_catalogue
from pipeline.params import read_settings
from pipeline.records import COLUMNS
from pipeline.segment import Segmented, SegmentSettings, boundary_rules, segment
from pipeline.verdicts import Verdicts
from project import copy_some_gold, first_recipe

PROJECT = Path(__file__).parent.parent
RAW = PROJECT / "data" / "raw"
STAGES = ("ingest", "clean", "segment", "validate", "publish")
"""Those that a dataset needs."""
ALL_STAGES = (*STAGES[:-1], "measure", "publish", "report")
LONGEST = {
    *("test_changes", "test_determinism", "test_front_door", "test_kill", "test_page_in_browser", "test_push_and_load"),
    *("test_readme", "test_release", "test_remotes", "test_verify"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the modules that take longest go first, so that the processes that divide the tests end together."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return recipe_of(read_settings(CleanSettings, "clean"))


@pytest.fixture(scope="session")
def verdicts() -> Verdicts:
    return boundary_rules(read_settings(SegmentSettings, "segment"))


@pytest.fixture(scope="session")
def raw_articles() -> pl.DataFrame:
    """The five articles without the catalogue: what the pipeline finds by itself."""
    paths = sorted(RAW.glob("*.txt"))
    nothing_known = read_catalogue(Path("no catalogue"))
    rows = [row_of_file(path.name, path.stem, path.read_bytes()) for path in paths]
    return with_catalogue(pl.DataFrame(rows, schema=COLUMNS), nothing_known)


@pytest.fixture(scope="session")
def cleaned(raw_articles: pl.DataFrame, recipe: Recipe) -> Cleaned:
    return clean(raw_articles, recipe)


@pytest.fixture(scope="session")
def segmented(raw_articles: pl.DataFrame, cleaned: Cleaned, recipe: Recipe, verdicts: Verdicts) -> Segmented:
    return segment(cleaned.articles, cleaned.lines, cleaned.edits, raw_articles, verdicts, languages=recipe.languages)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's folder in which all stages ran on the five articles."""
    folder = tmp_path_factory.mktemp("built")
    copy_some_gold(folder, "notes_bracket.jsonl")
    return build(folder)


def build(folder: Path, stages: Sequence[str] = ALL_STAGES) -> Path:
    """Copy recipe, catalogue, articles and some gold into a folder, as far as they are missing, and run the stages."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    if not (folder / "params.yaml").exists():
        (folder / "params.yaml").write_text(first_recipe(), "utf-8")
    if not (folder / "data/catalogue.csv").exists():
        shutil.copy(PROJECT / "data/catalogue.csv", folder / "data/catalogue.csv")
    if not (folder / "data" / "raw").exists():
        shutil.copytree(RAW, folder / "data" / "raw")
    copy_some_gold(folder)
    with contextlib.chdir(folder):
        for stage in stages:
            importlib.import_module(f"pipeline.{stage}").main()
    return folder
