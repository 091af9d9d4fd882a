"""The chapter of the five articles, printed again: read from its pages, it is what a careful reader says it is.

The same texts are set as a book, with heads, numbers, divided words and notes at the foot of pages, and in two columns
with endnotes; what comes out of the stages is compared with the same gold.
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import polars as pl
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas
from test_gold import CHAPTER, GOLD, same

from pipeline.catalogue import read_catalogue
from pipeline.clean import Recipe, clean
from pipeline.ingest import row_of_file, with_catalogue
from pipeline.promises import Tables
from pipeline.records import COLUMNS
from pipeline.segment import segment
from pipeline.sources import Record, read
from pipeline.validate import keep_promises
from pipeline.verdicts import Verdicts
from project import PROJECT
from typesetting import PLAIN_DIGITS, Face, Line, Press, broken

BOOK = (440.0, 666.0)
TITLE = GOLD[CHAPTER]["metadata"]["title"]
AUTHORS = " and ".join(GOLD[CHAPTER]["metadata"]["authors"])
NOTES = {note["n"]: note["text_plain"] for note in GOLD[CHAPTER]["notes"]}
FIRST_PAGE = 117


@cache
def texts() -> list[tuple[str, str]]:
    """Return the headings and paragraphs of the chapter, with their calls as raised numbers."""
    raw = (PROJECT / f"data/raw/{CHAPTER}.txt").read_text("utf-8").split("\n")
    found = {h["line"]: ("heading", h["text"]) for h in GOLD[CHAPTER]["headings"]}
    for paragraph in GOLD[CHAPTER]["paragraphs"]:
        text = " ".join(raw[line - 1].strip() for line in paragraph["lines"])
        found[paragraph["lines"][0]] = ("paragraph", text.replace("\\", ""))
    return [found[line] for line in sorted(found)]


def parts_of(body: Face, width: float) -> list[tuple[list[Line], float]]:
    """Return the chapter broken into lines, with the white above each part."""
    size = body.size
    title = Face("Times-Bold", size + 7, size + 10, is_justified=False, divides=False)
    head = Face("Times-Bold", size + 1.5, size + 4, is_justified=False, divides=False)
    italic = Face("Times-Italic", size + 1, size + 4, is_justified=False)
    parts = [(broken(TITLE, width, title), 0.0), (broken(AUTHORS, width, italic), 10.0)]
    after = "heading"
    for kind, text in texts():
        if kind == "heading":
            parts.append((broken(text, width, head), 10.0))
        else:
            parts.append(
                (broken(text, width, body, 0 if after == "heading" else 14), 8.0 if after == "heading" else 0.0)
            )
        after = kind
    return parts


def furnish_book(canvas: Canvas, page: int) -> None:
    number = FIRST_PAGE + page - 1
    canvas.setFont("Times-Roman", 8.5)
    if page == 1:
        canvas.drawCentredString(BOOK[0] / 2, 30, str(number))
    elif number % 2:
        canvas.drawString(55, 632, TITLE)
        canvas.drawRightString(385, 632, str(number))
    else:
        canvas.drawString(55, 632, str(number))
        canvas.drawRightString(385, 632, AUTHORS)


def furnish_report(canvas: Canvas, page: int) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(50, 810, "Caucasus Papers, No. 12")
    canvas.drawCentredString(297, 25, f"– {page} –")


def book() -> bytes:
    body = Face("Times-Roman", 10.5, 13)
    press = Press(BOOK, [55], 330, 610, 55, furnish_book, NOTES)
    return press.bytes_of(parts_of(body, 330), title="Chapter7_final.indd", author="typesetter2")


def report() -> bytes:
    """Return the chapter in two columns, its notes behind it."""
    body, width = Face("Times-Roman", 9.5, 11.5), 235
    heading = Face("Times-Bold", 11, 13.5, is_justified=False)
    small = Face("Times-Roman", 8, 9.6)
    notes = [(broken(f"{number}. {text}", width, small), 2.0) for number, text in NOTES.items()]
    parts = [*parts_of(body, width), (broken("Notes", width, heading), 12.0), *notes]
    press = Press((595, 842), [50, 310], width, 790, 50, furnish_report)
    return press.bytes_of(parts, title=TITLE)


class Made(NamedTuple):
    """A printed chapter: its file, what was read from it, what the stages made of that, and what the gold misses."""

    content: bytes
    record: Record
    tables: Tables
    heads: list[str]
    misses: dict[str, str]


def heads_of_book(n_pages: int) -> list[str]:
    numbers = range(FIRST_PAGE + 1, FIRST_PAGE + n_pages)
    return [str(FIRST_PAGE), *(f"{TITLE}\t{n}" if n % 2 else f"{n} {AUTHORS}" for n in numbers)]


def heads_of_report(n_pages: int) -> list[str]:
    return ["Notes", *(line for n in range(1, n_pages + 1) for line in ("Caucasus Papers, No. 12", f"– {n} –"))]


@pytest.fixture(scope="module", params=["book", "report"])
def made(request: pytest.FixtureRequest, recipe: Recipe, verdicts: Verdicts) -> Made:
    """Print, read, clean and segment the chapter.

    The gold misses a compound divided at its hyphen that the chapter has once: nothing tells that it is one.
    """
    content = book() if request.param == "book" else report()
    n_pages = len(pypdfium2.PdfDocument(content))
    row = row_of_file("chapter.pdf", "chapter", content)
    raw = with_catalogue(pl.DataFrame([row], schema=COLUMNS), read_catalogue(PROJECT / "no catalogue"))
    cleaned = clean(raw, recipe)
    segmented = segment(cleaned.articles, cleaned.lines, cleaned.edits, raw, verdicts)
    tables = Tables(raw, cleaned.lines, cleaned.edits, cleaned.articles, *segmented)
    heads = heads_of_book(n_pages) if request.param == "book" else heads_of_report(n_pages)
    misses = {} if request.param == "book" else {"high-precision": "highprecision"}
    return Made(content, read(".pdf", content)[0], tables, heads, misses)


def test_the_printed_chapter_comes_out_as_the_gold_says(made: Made) -> None:
    article, gold = made.tables.articles.to_dicts()[0], GOLD[CHAPTER]
    assert (article["title"], article["authors"]) == (TITLE, gold["metadata"]["authors"])
    paragraphs = made.tables.paragraphs
    same(paragraphs.filter(role="heading")["text"].to_list(), [heading["text"] for heading in gold["headings"]])
    wanted = [misprinted(paragraph["text_clean"], made.misses) for paragraph in gold["paragraphs"]]
    same(paragraphs.filter(role="paragraph")["text"].to_list(), wanted)
    sentences = [misprinted(text, made.misses) for entry in gold["sentences"] for text in entry["sentences"]]
    same(made.tables.sentences["text"].to_list(), sentences)
    notes = made.tables.notes.select("number", "text", "urls").rows()
    same([list(row) for row in notes], [[n["n"], n["text_plain"], n["urls"]] for n in gold["notes"]])
    calls = [number for numbers in made.tables.sentences["note_numbers"] for number in numbers]
    assert calls == list(range(1, 27))


def misprinted(text: str, misses: dict[str, str]) -> str:
    """Return a text of the gold as it comes out where nothing in the article tells."""
    for wanted, found in misses.items():
        text = text.replace(wanted, found)
    return text


def test_heads_and_numbers_of_pages_are_furniture_and_nothing_else_is(made: Made) -> None:
    found = made.tables.lines.filter(role="boilerplate")["text"].to_list()
    assert sorted(found) == sorted(made.heads)
    assert set(made.tables.lines["role"]) == {"title", "byline", "heading", "paragraph", "note", "boilerplate"}


def test_every_printed_character_is_in_the_raw_text(made: Made) -> None:
    """PDFium itself turns quotation marks beside Hebrew letters around, so they count as one."""
    marks = str.maketrans("‘“”", "’’’")
    shown = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.content))
    printed = Counter(re.sub(r"\s", "", shown.replace("\ufffe", "-").replace("\x02", "-")).translate(marks))
    kept = re.sub(r"\s|^# ", "", made.record.text, flags=re.MULTILINE).translate(PLAIN_DIGITS | marks)
    assert Counter(kept) == printed


def test_the_laws_hold_over_its_pages(made: Made) -> None:
    assert {law: rows.to_dicts() for law, rows in keep_promises(made.tables).items() if rows.height} == {}


def test_the_same_file_gives_the_same_record(made: Made) -> None:
    assert read(".pdf", made.content)[0] == made.record
