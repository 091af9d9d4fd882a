"""A PDF becomes raw text with marks: characters, directions, what files state, and files that hold no text."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.sources import Record, Unreadable
from pipeline.sources.pdf import read
from typesetting import foreign_font, pdf_of

PROSE = "The ministers met in the old palace on the third day of May and agreed on most things."
SHORT = "They left the town at once, and nobody saw them go."
TITLE = "The palace and the town"


def write(canvas: Canvas, *lines: str, y: float = 720, font: str = "Times-Roman", size: float = 10.5) -> None:
    canvas.setFont(font, size)
    for number, line in enumerate(lines):
        canvas.drawString(72, y - 13 * number, line)


def record_of(draw: Callable[[Canvas], None], title: str = "", author: str = "") -> Record:
    (record,) = read(pdf_of(draw, title=title, author=author))
    return record


def lines_of(draw: Callable[[Canvas], None]) -> list[str]:
    return [line for line in record_of(draw).text.split("\n") if line]


def seen(*lines: str) -> Callable[[Canvas], None]:
    """Return what draws lines in foreign letters at the right margin, as they are seen: from left to right."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(foreign_font(), 11)
        for number, line in enumerate(lines):
            canvas.drawRightString(520, 700 - 14 * number, line)

    return draw


def test_a_paragraph_is_a_printed_line_a_line() -> None:
    record = record_of(lambda canvas: write(canvas, PROSE, SHORT))
    assert record.text == f"{PROSE}\n{SHORT}"
    assert [tuple(mark) for mark in record.marks] == [(1, "paragraph"), (2, "continued")]


@pytest.mark.parametrize(
    ("visual", "logical"),
    [
        ("םולש", "שלום"),
        (".תומדקתמ תוחישה יכ רמא רשה", "השר אמר כי השיחות מתקדמות."),
        ("2021 רבוטקואב 12-ב ודרפנ םה", "הם נפרדו ב-12 באוקטובר 2021"),
        ("$1,600 ריחמב 747 Boeing סוטמ", "מטוס Boeing 747 במחיר $1,600"),
        (".דרפנו (תחא םעפ) רמא אוה", "הוא אמר (פעם אחת) ונפרד."),
        ("”?ןאל“ :לאש אוהו", "והוא שאל: “לאן?”"),
        ("جارخلا ىلا وبهذ", "ذهبو الى الخراج"),
        ("٢٠٢١ ماع يف", "في عام ٢٠٢١"),
    ],
)
def test_a_line_that_runs_to_the_left_is_read_so(visual: str, logical: str) -> None:
    assert lines_of(seen(visual)) == [logical]


def test_brackets_are_turned_as_the_fonts_of_the_document_want_it() -> None:
    """Some files name a bracket after its shape, others after what it means; the text shows which."""
    by_meaning = ".דרפנו )תחא םעפ( רמא אוה"
    assert lines_of(seen(by_meaning)) == ["הוא אמר (פעם אחת) ונפרד."]


def test_foreign_words_in_a_line_that_runs_to_the_right() -> None:
    line = "He said “ןימינב תייב” (Ynet, 2021), as Ann Lee and Ben Roe remember it to this day."
    assert lines_of(seen(line)) == [line.replace("ןימינב תייב", "ביית בנימין")]


def test_letters_in_their_joined_forms_are_plain_letters() -> None:
    assert lines_of(seen("ﻡﻼﺳ")) == ["سلام"]


def test_marks_that_a_file_sets_by_themselves_stand_on_their_letters() -> None:
    def draw(canvas: Canvas) -> None:
        seen("ادج اريثك راس", "وهبذ راس")(canvas)
        x = 520 - canvas.stringWidth("ريثك راس", foreign_font(), 11)
        canvas.drawString(x - canvas.stringWidth("ا", foreign_font(), 11), 701.5, "ً")

    assert lines_of(draw) == ["سار كثيراً جدا", "سار ذبهو"]


def test_a_line_may_run_against_its_document() -> None:
    hebrew = ["השר אמר כי השיחות מתקדמות מאוד בעיר", "הוא נפרד מן המארחים אחרי הצהריים", "והכול ראו את זה ואמרו כך"]
    english = [
        "Ann Lee wrote of שלום and of the old town in her book",
        "The ministers met in the old palace of the town",
    ]
    in_hebrew = [hebrew[0][::-1], english[0].replace("שלום", "םולש"), hebrew[1][::-1], hebrew[2][::-1]]
    assert lines_of(seen(*in_hebrew)) == [hebrew[0], english[0], hebrew[1], hebrew[2]]
    in_english = [english[1], hebrew[0][::-1], english[1].upper(), english[0].replace("שלום", "םולש")]
    assert lines_of(seen(*in_english)) == [english[1], hebrew[0], english[1].upper(), english[0]]


def test_characters_are_those_that_are_seen() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "The oﬃce, the ﬂow, co\u00adop, \uf731\uf739 \uf761\uf762 \uf0b7 and ‐ all.", font=foreign_font())
        canvas.setFont("Times-Roman", 10.5)
        canvas.drawString(72, 600, "Heavy")
        canvas.drawString(72.2, 600, "Heavy")
        for x, text in ((72, "M"), (82, "¨"), (82, "uller")):
            canvas.drawString(x, 570, text)

    assert lines_of(draw) == ["The office, the flow, co-op, 19 AB • and ‐ all.", "Heavy", "Müller"]


def test_letters_set_apart_are_words() -> None:
    def draw(canvas: Canvas) -> None:
        for n, letter in enumerate("THEOLD"):
            canvas.drawString(72 + 18 * n + (14 if n > 2 else 0), 720, letter)

    assert lines_of(draw) == ["THE OLD"]


def test_turned_text_is_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE, SHORT)
        for angle, text in ((90, "arXiv:2101.00001v1 [cs.CL] 1 Jan 2021"), (45, "DRAFT")):
            canvas.saveState()
            canvas.translate(30, 300)
            canvas.rotate(angle)
            canvas.drawString(0, 0, text)
            canvas.restoreState()

    record = record_of(draw)
    assert record.text.split("\n\n") == [f"{PROSE}\n{SHORT}", "DRAFT", "arXiv:2101.00001v1 [cs.CL] 1 Jan 2021"]
    assert [mark.role for mark in record.marks] == ["paragraph", "continued", "boilerplate", "boilerplate"]


@pytest.mark.parametrize(("angle", "x", "y"), [(90, 400, 100), (180, 500, 500), (270, 100, 700)])
def test_a_page_whose_text_runs_sideways_is_turned(angle: int, x: float, y: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.translate(-72, -720)
        write(canvas, PROSE, SHORT)

    record = record_of(draw)
    assert (record.text, [mark.role for mark in record.marks]) == (f"{PROSE}\n{SHORT}", ["paragraph", "continued"])


def test_what_stands_off_the_page_is_not_seen() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)
        canvas.drawString(-300, 400, "A slug of the printer")

    assert lines_of(draw) == [PROSE]


@pytest.mark.parametrize("size", [0.1, 0.001])
def test_type_too_small_to_be_seen_is_read_with_its_spaces(size: float) -> None:
    """A damaged file may set its text in such type; 0.001 points are none when they are rounded."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", size)
        canvas.drawString(72, 720, PROSE)

    assert lines_of(draw) == [PROSE]


def test_recognised_text_of_a_scan_is_text() -> None:
    def draw(canvas: Canvas) -> None:
        picture(canvas)
        text = canvas.beginText(72, 720)
        text.setTextRenderMode(3)
        text.setFont("Times-Roman", 10.5)
        text.textLine(PROSE)
        canvas.drawText(text)

    assert lines_of(draw) == [PROSE]


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (50, 70), 200)), 0, 0, 595, 842)


def locked(user: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(user, "owner", canCopy=0), invariant=1)
    write(canvas, PROSE)
    canvas.save()
    return buffer.getvalue()


def pages(*drawn: Callable[[Canvas], None]) -> bytes:
    def draw(canvas: Canvas) -> None:
        for page in drawn:
            page(canvas)
            canvas.showPage()

    return pdf_of(draw)


def unmapped(canvas: Canvas) -> None:
    write(canvas, "\ue001\ue002\ue003 \ue004\ue005\ue006", font=foreign_font())


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"", "damaged", "no whole PDF"),
        (b"%PDF-1.7 and nothing else", "damaged", "get the file anew"),
        (locked("secret"), "encrypted", "save a copy without one"),
        (pages(lambda _: None), "empty", "no text in it, perhaps scanned: run OCR (for instance ocrmypdf) first"),
        (pages(picture), "empty", "run OCR"),
        (pages(lambda canvas: write(canvas, PROSE), picture, picture), "empty", "2 of its 3 pages are pictures"),
        (pages(unmapped), "not_text", "do not say which characters they show"),
    ],
)
def test_a_file_without_text_says_why(content: bytes, reason: str, words: str) -> None:
    with pytest.raises(Unreadable, match=r".") as caught:
        read(content)
    assert (caught.value.reason, words in caught.value.detail) == (reason, True), caught.value.detail


def test_a_lock_on_copying_only_is_none() -> None:
    assert read(locked(""))[0].text == PROSE


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">
<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li>The stated title</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li><rdf:li>Ben Roe</rdf:li></rdf:Seq></dc:creator>
<dc:publisher><rdf:Bag><rdf:li>The Harbour Press</rdf:li></rdf:Bag></dc:publisher><dc:language>en-GB</dc:language>
<prism:publicationDate>2021-10-12</prism:publicationDate><prism:url>https://example.org/a</prism:url>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_what_the_file_states_is_read() -> None:
    (record,) = read(pdf_of(lambda canvas: write(canvas, PROSE), title="Old title") + XMP.encode())
    assert (record.title, record.authors, record.publisher) == (
        "The stated title",
        ("Ann Lee", "Ben Roe"),
        "The Harbour Press",
    )
    assert (str(record.published), record.language, record.url) == ("2021-10-12", "en", "https://example.org/a")


@pytest.mark.parametrize(
    ("stated", "title", "authors"),
    [
        ({"title": "A title", "author": "Ann Lee; Ben Roe"}, "A title", ("Ann Lee", "Ben Roe")),
        ({"title": "Microsoft Word - final.doc", "author": "Administrator"}, None, ()),
        ({"title": "chapter_07.indd", "author": "alee"}, None, ()),
        ({"title": "untitled", "author": "user2 Lee"}, None, ()),
    ],
)
def test_what_a_program_set_is_not_stated(stated: dict[str, str], title: str | None, authors: tuple[str, ...]) -> None:
    record = record_of(lambda canvas: write(canvas, PROSE), **stated)
    assert (record.title, record.authors) == (title, authors)


@pytest.mark.parametrize("stated", ["", TITLE.upper(), "Something else"])
def test_the_title_that_is_seen_goes_before_the_stated_one(stated: str) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, TITLE, y=780, size=18)
        write(canvas, "Ann Lee and Ben Roe", y=755)
        write(canvas, PROSE, SHORT)

    record = record_of(draw, stated, "Somebody Else")
    assert [mark.role for mark in record.marks] == ["title", "byline", "paragraph", "continued"]
    assert (record.title, record.authors) == (None, ())


def test_the_stated_title_is_found_below_larger_type() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "HARBOUR LETTERS", y=800, size=24)
        write(canvas, TITLE, y=760, size=14)
        write(canvas, PROSE, SHORT)

    roles = {text: [mark.role for mark in record_of(draw, text).marks] for text in ("", TITLE)}
    assert roles == {"": ["title", "heading", "paragraph", "continued"], TITLE: ["title", "paragraph", "continued"]}
