"""The five articles of `data/raw` come out exactly as a careful reader says they must."""

import difflib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.clean import Cleaned
from pipeline.segment import Segmented

GOLD: dict[str, Any] = json.loads((Path(__file__).parent / "gold" / "seed_articles.json").read_text("utf-8"))
CHAPTER = "004_98872ea03133f5bc"
ARTICLES = sorted(GOLD)


def same(found: list[Any], wanted: list[Any]) -> None:
    """Compare two lists whole, and fail with the lines in which they differ."""
    before, after = ([json.dumps(item, ensure_ascii=False, default=str) for item in items] for items in (wanted, found))
    difference = list(difflib.unified_diff(before, after, "gold", "found", lineterm="", n=1))
    assert not difference, "\n" + "\n".join(difference)


@pytest.mark.parametrize("article", ARTICLES)
def test_every_line_has_its_role(article: str, cleaned: Cleaned) -> None:
    found = cleaned.lines.filter(article_id=article).select("line", "role", "text")
    roles = {line["line"]: line["role"] for line in GOLD[article]["lines"]}
    same(
        [list(row) for row in found.iter_rows()],
        [[line, roles.get(line), text] for line, _, text in found.iter_rows()],
    )
    assert found["line"].to_list() == sorted(roles)


@pytest.mark.parametrize("article", ARTICLES)
def test_every_sentence_is_exact(article: str, cleaned: Cleaned, segmented: Segmented) -> None:
    first_lines = cleaned.lines.group_by("paragraph_id").agg(pl.col("line").min())
    found = segmented.sentences.filter(article_id=article).join(first_lines, on="paragraph_id", maintain_order="left")
    wanted = [[entry["line"], text] for entry in GOLD[article]["sentences"] for text in entry["sentences"]]
    same([list(row) for row in found.select("line", "text").iter_rows()], wanted)


@pytest.mark.parametrize("article", ARTICLES)
def test_metadata_are_what_the_text_states(article: str, cleaned: Cleaned) -> None:
    row = cleaned.articles.filter(article_id=article).to_dicts()[0]
    found = {name: str(value) if name == "published" and value else value for name, value in row.items()}
    wanted = GOLD[article]["metadata"]
    same([[name, found[name]] for name in wanted], [[name, value] for name, value in wanted.items()])


def test_the_chapter_is_joined_over_its_pages(cleaned: Cleaned, segmented: Segmented) -> None:
    lines = cleaned.lines.filter(article_id=CHAPTER)
    blocks = lines.with_columns(block=pl.coalesce("paragraph_id", "note_id")).drop_nulls("block")
    joined = [
        [line_a, line_b]
        for (block_a, line_a), (block_b, line_b) in zip(
            blocks.select("block", "line").rows(), blocks.select("block", "line").rows()[1:], strict=False
        )
        if block_a == block_b
    ]
    same(joined, [[join["line_a"], join["line_b"]] for join in GOLD[CHAPTER]["joins"]])
    same(
        segmented.paragraphs.filter(article_id=CHAPTER, role="paragraph")["text"].to_list(),
        [paragraph["text_clean"] for paragraph in GOLD[CHAPTER]["paragraphs"]],
    )


def test_the_chapter_keeps_its_headings(segmented: Segmented) -> None:
    found = segmented.paragraphs.filter(article_id=CHAPTER, role="heading")["text"].to_list()
    same(found, [heading["text"] for heading in GOLD[CHAPTER]["headings"]])


def test_the_notes_have_their_text_and_addresses(segmented: Segmented) -> None:
    found = segmented.notes.filter(article_id=CHAPTER).select("number", "text", "urls")
    same(
        [list(row) for row in found.iter_rows()],
        [[n["n"], n["text_plain"], n["urls"]] for n in GOLD[CHAPTER]["notes"]],
    )


def test_every_footnote_mark_stands_on_its_sentence(cleaned: Cleaned, segmented: Segmented) -> None:
    sentences = segmented.sentences.filter(article_id=CHAPTER)
    lines = dict(cleaned.lines.filter(article_id=CHAPTER).select("line", "raw_start").iter_rows())
    wanted, found = [], []
    for mark in GOLD[CHAPTER]["footnote_marks"]:
        place = lines[mark["line"]] + mark["col"]
        on = sentences.filter((pl.col("raw_start") <= place) & (pl.col("raw_end") > place))
        wanted.append([mark["n"], on["sentence_id"].to_list()])
        found.append(
            [
                mark["n"],
                sentences.filter(pl.col("note_numbers").list.contains(mark["n"]))["sentence_id"].to_list(),
            ]
        )
    same(found, wanted)
    assert sum(len(numbers) for numbers in sentences["note_numbers"]) == len(wanted) == 26


def test_the_five_have_154_lines_and_334_sentences(cleaned: Cleaned, segmented: Segmented) -> None:
    assert (cleaned.lines.height, segmented.sentences.height) == (154, 334)
