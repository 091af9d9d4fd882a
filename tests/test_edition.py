"""What may not be passed on is withheld, and whoever holds the raw files gets it back byte for byte."""

import csv
import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from datasets import load_dataset

from conftest import PROJECT, STAGES, build
from pipeline.configs import CONFIGS
from pipeline.errors import PressmarkError
from pipeline.release.edition import Edition, make_public_edition
from pipeline.release.hydrate import hydrate
from pipeline.release.verify import verify_folder

FREE = "001_21928f1a2792a99b"
CHAPTER = "004_98872ea03133f5bc"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five articles, of which one is free to pass on."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "data").mkdir()
    with (PROJECT / "data/catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "data/catalogue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | {"rights": "CC-BY-4.0" if row["article_id"] == FREE else "unknown"} for row in rows)
    return build(folder, STAGES)


@pytest.fixture
def public(project: Path, tmp_path: Path) -> Path:
    assert make_public_edition(project / "data/dataset", tmp_path / "public", full_text=False) == Edition(4, 5)
    return tmp_path / "public"


def root_of(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text())["root"])


def test_no_withheld_text_is_in_any_file(project: Path, public: Path) -> None:
    for config in CONFIGS:
        whole = pl.read_parquet(project / f"data/dataset/{config.name}/*.parquet")
        left = pl.read_parquet(public / f"{config.name}/*.parquet")
        is_free = pl.col("article_id") == FREE
        assert left.filter(is_free).select(config.column_names).equals(whole.filter(is_free))
        for name in config.texts:
            assert left.filter(~is_free)[name].null_count() == left.filter(~is_free).height
        others = [name for name in config.column_names if name not in config.texts]
        assert left.select(others).equals(whole.select(others))
    quotation = "This is a wonderfully porous country"
    chapter_only = "Strategic cooperation between Azerbaijan and Israel commenced"
    for path in public.rglob("*"):
        assert path.is_dir() or chapter_only.encode() not in path.read_bytes()
    assert any(quotation in text for text in pl.read_parquet(public / "sentences/*.parquet")["text"].drop_nulls())


def test_the_root_is_that_of_the_full_edition_and_the_folder_verifies(project: Path, public: Path) -> None:
    assert root_of(public) == root_of(project / "data/dataset")
    assert verify_folder(public) == ("0.1.0", root_of(public), [], [])


def test_the_stand_off_edition_loads_and_says_what_it_is(public: Path, tmp_path: Path) -> None:
    for config in CONFIGS:
        loaded = load_dataset(str(public), config.name, split="train", cache_dir=str(tmp_path))
        assert {f"{name}_sha256" for name in config.texts} <= set(loaded.features)
    card = (public / "README.md").read_text("utf-8")
    assert "> **Stand-off edition.** The texts of 4 of 5 articles are withheld" in card


def test_full_text_is_said_aloud_on_the_card(project: Path, tmp_path: Path) -> None:
    assert make_public_edition(project / "data/dataset", tmp_path / "public", full_text=True) == Edition(0, 5)
    card = (tmp_path / "public/README.md").read_text("utf-8")
    assert "> **Full text.** The rights of 4 of 5 articles do not say" in card
    assert verify_folder(tmp_path / "public").faults == []


def test_hydrate_gives_back_every_byte(project: Path, public: Path, tmp_path: Path) -> None:
    assert hydrate(public, project / "data/raw", tmp_path / "whole") == (4, [])
    for path in sorted((project / "data/dataset").rglob("*")):
        name = path.relative_to(project / "data/dataset")
        if path.is_file():
            assert (tmp_path / "whole" / name).read_bytes() == path.read_bytes(), name


def test_hydrate_says_what_it_cannot_give_back(project: Path, public: Path, tmp_path: Path) -> None:
    raw = Path(shutil.copytree(project / "data/raw", tmp_path / "raw"))
    (raw / f"{CHAPTER}.txt").unlink()
    other = raw / "002_b4127cb231004d1c.txt"
    other.write_text(other.read_text("utf-8") + " ", "utf-8")
    found = hydrate(public, raw, tmp_path / "part")
    assert found.n_articles == 2
    assert found.failures == [
        f"002_b4127cb231004d1c: {other} is another file: its SHA-256 is not the published one",
        f"{CHAPTER}: {raw}/{CHAPTER}.txt is missing",
    ]
    articles = pl.read_parquet(tmp_path / "part/articles/*.parquet")
    assert articles.filter(pl.col("text").is_null())["article_id"].to_list() == ["002_b4127cb231004d1c", CHAPTER]
    assert verify_folder(tmp_path / "part").faults == []
    assert hydrate(tmp_path / "part", project / "data/raw", tmp_path / "whole") == (2, [])
    assert verify_folder(tmp_path / "whole").root == root_of(public)


def test_hydrate_refuses_what_is_whole_and_what_is_there(project: Path, public: Path, tmp_path: Path) -> None:
    with pytest.raises(PressmarkError, match="withholds nothing"):
        hydrate(project / "data/dataset", project / "data/raw", tmp_path / "out")
    with pytest.raises(PressmarkError, match="exists: name a folder that does not"):
        hydrate(public, project / "data/raw", public)
