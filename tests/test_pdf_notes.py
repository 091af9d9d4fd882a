"""Notes at the foot of pages and behind the text: their numbers are one article's, whatever is printed."""

import re
from collections.abc import Callable, Mapping, Sequence

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from office import notes_of, outcome
from pipeline.clean import Recipe
from pipeline.sources.pdf import read
from pipeline.verdicts import Verdicts
from typesetting import pdf_of

PLACES = re.findall(r"\w+", "palace house church tower bridge market square harbour garden castle station school")
LINE = "They met in the old {} of the town on the third day of May."


def text(canvas: Canvas, calls: Mapping[int, str], n_lines: int = 8, y: float = 720) -> None:
    """Write lines, each a sentence, with the small raised calls of some."""
    for number in range(n_lines):
        line = LINE.format(PLACES[(number + 5 * canvas.getPageNumber()) % 12])
        canvas.setFont("Times-Roman", 10.5)
        canvas.drawString(72, y - 13 * number, line)
        canvas.setFont("Times-Roman", 6.5)
        canvas.drawString(
            72 + pdfmetrics.stringWidth(line, "Times-Roman", 10.5), y + 4 - 13 * number, calls.get(number, "")
        )


def foot(canvas: Canvas, notes: Sequence[tuple[str, str]], has_rule: bool = True, size: float = 8.5) -> None:
    """Write notes at the foot of a page: a small raised label, and the text."""
    if has_rule:
        canvas.line(72, 102, 140, 102)
    for number, (label, note) in enumerate(notes):
        canvas.setFont("Times-Roman", 5.5)
        canvas.drawString(72, 93 - 10 * number, label)
        canvas.setFont("Times-Roman", size)
        canvas.drawString(72 + 3.5 * len(label), 90 - 10 * number, note)


def pages(*drawn: Callable[[Canvas], None]) -> bytes:
    def draw(canvas: Canvas) -> None:
        for page in drawn:
            page(canvas)
            canvas.showPage()

    return pdf_of(draw)


def page(calls: Mapping[int, str], notes: Sequence[tuple[str, str]], has_rule: bool = True) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        text(canvas, calls)
        foot(canvas, notes, has_rule)

    return draw


def called(content: bytes, recipe: Recipe, verdicts: Verdicts) -> list[tuple[str, list[str]]]:
    """Return each note with the place that its calling sentences speak of."""
    _, segmented = outcome("notes.pdf", content, recipe, verdicts)
    assert segmented.notes["number"].is_unique().all()
    return [(note, [sentence.split()[5] for sentence in sentences]) for note, sentences in notes_of(segmented)]


@pytest.mark.parametrize("has_rule", [True, False])
@pytest.mark.parametrize(
    ("one", "two", "three"), [("1", "2", "3"), ("27", "28", "29"), ("*", "†", "*"), ("1", "2", "1")]
)
def test_notes_are_called_where_they_are_printed(
    one: str, two: str, three: str, has_rule: bool, recipe: Recipe, verdicts: Verdicts
) -> None:
    first = page({2: one, 5: two}, [(one, "See Lee, Water."), (two, "Ibid.")], has_rule)
    second = page({0: three}, [(three, "Ibid., p. 4, and")], has_rule)
    third = page({}, [("", "what is said there.")], has_rule)
    assert called(pages(first, second, third), recipe, verdicts) == [
        ("See Lee, Water.", ["harbour"]),
        ("Ibid.", ["station"]),
        ("Ibid., p. 4, and what is said there.", ["station"]),
    ]


def test_below_a_rule_a_note_goes_on_with_a_new_sentence(recipe: Recipe, verdicts: Verdicts) -> None:
    content = pages(page({2: "1"}, [("1", "See Lee.")]), page({}, [("", "It is in the library.")]))
    assert called(content, recipe, verdicts) == [("See Lee. It is in the library.", ["harbour"])]


def test_printed_numbers_stay_where_they_are_one_count(recipe: Recipe, verdicts: Verdicts) -> None:
    content = pages(page({1: "27", 2: "29"}, [("27", "Lee."), ("29", "Roe.")]))
    assert "²⁷ Lee.\n\n²⁹ Roe." in read(content)[0].text
    _, segmented = outcome("notes.pdf", content, recipe, verdicts)
    assert segmented.notes["number"].to_list() == [27, 29]


def test_the_note_of_thanks_is_number_nought() -> None:
    def first(canvas: Canvas) -> None:
        canvas.setFont("Times-Bold", 18)
        canvas.drawString(72, 780, "The town")
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(72 + pdfmetrics.stringWidth("The town", "Times-Bold", 18), 787, "*")
        page({1: "1"}, [("*", "I thank everyone."), ("1", "Lee.")])(canvas)

    record = read(pages(first, page({3: "2"}, [("2", "Roe.")])))[0]
    assert record.text.startswith("The town⁰\n")
    assert record.text.endswith("0. I thank everyone.\n\n1. Lee.\n\n2. Roe.")


def test_small_text_at_a_foot_that_is_no_note_has_no_number(recipe: Recipe, verdicts: Verdicts) -> None:
    content = pages(
        page({}, [("", "Received on the third of May."), ("", "The Harbour Press")]), page({1: "1"}, [("1", "Lee.")])
    )
    cleaned, segmented = outcome("notes.pdf", content, recipe, verdicts)
    assert cleaned.lines.filter(role="note").select("note_id", "text").rows() == [
        (None, "Received on the third of May."),
        (None, "The Harbour Press"),
        ("notes#n-1", "¹Lee."),
    ]
    assert segmented.notes["text"].to_list() == ["Lee."]


def test_below_a_rule_a_note_may_be_as_large_as_the_text(recipe: Recipe, verdicts: Verdicts) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, {2: "1"})
        foot(canvas, [("", "1. See Lee."), ("", "It is in the library.")], size=10.5)

    assert called(pages(draw), recipe, verdicts) == [("See Lee. It is in the library.", ["harbour"])]


def test_notes_of_chapters_behind_the_book_are_numbered_through(recipe: Recipe, verdicts: Verdicts) -> None:
    def chapter(title: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.setFont("Times-Bold", 16)
            canvas.drawString(72, 760, title)
            text(canvas, {2: "1", 5: "2", 7: "9"})

        return draw

    def notes(canvas: Canvas) -> None:
        y = 740
        for title, count in (("Notes", 0), ("The harbour", 2), ("The mountain", 2)):
            canvas.setFont("Times-Bold", 16 if not count else 11)
            canvas.drawString(72, y, title)
            y -= 20
            for number in range(1, count + 1):
                canvas.setFont("Times-Roman", 8.5)
                canvas.drawString(72, y, f"{number}. Note {number} on {title.lower()}.")
                y -= 11
        canvas.setFont("Times-Bold", 16)
        canvas.drawString(72, y - 20, "Index")
        text(canvas, {}, 3, y - 40)

    content = pages(chapter("The harbour"), chapter("The mountain"), notes)
    assert called(content, recipe, verdicts) == [
        ("Note 1 on the harbour.", ["harbour"]),
        ("Note 2 on the harbour.", ["station"]),
        ("Note 1 on the mountain.", ["palace"]),
        ("Note 2 on the mountain.", ["tower"]),
    ]
    raw = read(content)[0].text
    assert "May.9" in raw
    assert [line for line in raw.split("\n") if line in ("Notes", "The mountain", "# Index", "Index")].count(
        "Notes"
    ) == 1


def test_several_calls_on_one_word_are_each_called(recipe: Recipe, verdicts: Verdicts) -> None:
    content = pages(page({3: "1,2"}, [("1", "Lee."), ("2", "Roe.")]))
    assert called(content, recipe, verdicts) == [("Lee.", ["garden"]), ("Roe.", ["garden"])]
    _, segmented = outcome("notes.pdf", content, recipe, verdicts)
    assert segmented.sentences["text"][3] == LINE.format("garden")
