"""The chapter of the five articles, printed again: read from its pages, it is what a careful reader says it is.

The same texts are set as a book, with heads, numbers, divided words and notes at the foot of pages, and in two columns
with endnotes; what comes out of the stages is compared with the same gold.
"""

from functools import cache

import polars as pl
import pytest
from reportlab.pdfgen.canvas import Canvas
from test_gold import CHAPTER, GOLD, same

from office import notes_of, outcome
from pipeline.clean import Recipe
from pipeline.verdicts import Verdicts
from project import PROJECT
from typesetting import Face, Line, Press, broken

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
            parts.append((broken(text, width, body, 0 if after == "heading" else 14), 8.0 if after == "heading" else 0.0))
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


@cache
def book() -> bytes:
    body = Face("Times-Roman", 10.5, 13)
    press = Press(BOOK, [55], 330, 610, 55, furnish_book, NOTES)
    return press.bytes_of(parts_of(body, 330), title="Chapter7_final.indd", author="typesetter2")


@cache
def report() -> bytes:
    """Return the chapter in two columns, its notes behind it."""
    body, width = Face("Times-Roman", 9.5, 11.5), 235
    heading = Face("Times-Bold", 11, 13.5, is_justified=False)
    small = Face("Times-Roman", 8, 9.6)
    notes = [(broken(f"{number}. {text}", width, small), 2.0) for number, text in NOTES.items()]
    parts = [*parts_of(body, width), (broken("Notes", width, heading), 12.0), *notes]
    press = Press((595, 842), [50, 310], width, 790, 50, furnish_report)
    return press.bytes_of(parts, title=TITLE)


@pytest.mark.parametrize("printed", [book, report])
def test_the_printed_chapter_comes_out_as_the_gold_says(printed, recipe: Recipe, verdicts: Verdicts) -> None:  # type: ignore[no-untyped-def]
    cleaned, segmented = outcome("chapter.pdf", printed(), recipe, verdicts)
    paragraphs = segmented.paragraphs
    headings = paragraphs.filter(role="heading")["text"].to_list()
    same(headings, [heading["text"] for heading in GOLD[CHAPTER]["headings"]])
    wanted = [paragraph["text_clean"] for paragraph in GOLD[CHAPTER]["paragraphs"]]
    same(paragraphs.filter(role="paragraph")["text"].to_list(), wanted)
    sentences = [text for entry in GOLD[CHAPTER]["sentences"] for text in entry["sentences"]]
    same(segmented.sentences["text"].to_list(), sentences)
    notes = segmented.notes.select("number", "text", "urls").rows()
    same([list(row) for row in notes], [[n["n"], n["text_plain"], n["urls"]] for n in GOLD[CHAPTER]["notes"]])
