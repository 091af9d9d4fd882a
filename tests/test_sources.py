"""Files of every format go the whole way: articles and rejects, ledger, links, and all laws kept."""

import contextlib
import importlib
import shutil
from pathlib import Path

import polars as pl
import pytest
from test_fuzz import zip_bomb
from test_html import REPORT as PAGE
from test_markdown import REPORT

from office import small_docx, small_epub
from project import PROJECT

FILES = {
    "storm.docx": small_docx(),
    "book.epub": small_epub(),
    "report.md": REPORT.encode(),
    "page.xhtml": PAGE.encode(),
    "note.txt": b"The ships left the harbour in the night. Nobody saw them go.",
    "bomb.epub": zip_bomb(),
    "cut.docx": small_docx()[:-300],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "data" / "raw").mkdir(parents=True)
    shutil.copy(PROJECT / "params.yaml", folder)
    for name, content in FILES.items():
        (folder / "data" / "raw" / name).write_bytes(content)
    with contextlib.chdir(folder):
        for stage in ("ingest", "clean", "segment", "validate"):
            importlib.import_module(f"pipeline.{stage}").main()
    return folder


def test_every_file_ends_as_an_article_or_as_a_reject(folder: Path) -> None:
    articles = pl.read_parquet(folder / "data/interim/articles").sort("article_id").select("article_id", "title")
    assert articles.rows() == [
        ("book", None),
        ("note", None),
        ("page", "Storm over the harbour"),
        ("report", "Storm over the harbour"),
        ("storm", "Storm over the harbour"),
    ]
    rejected = pl.read_parquet(folder / "data/interim/rejected_files").sort("source_path")
    assert rejected.select("source_path", "reason").rows() == [("bomb.epub", "too_costly"), ("cut.docx", "damaged")]


def test_what_they_say_keeps_all_laws(folder: Path) -> None:
    assert pl.read_parquet(folder / "data/interim/rejected_articles").height == 0
    notes = pl.read_parquet(folder / "data/interim/notes").sort("note_id").select("note_id", "text")
    assert notes.rows() == [
        ("book#n-1", "So."),
        ("page#n-1", "Lee, Water, p. 3."),
        ("report#n-1", "Lee, Water, p. 3."),
    ]
