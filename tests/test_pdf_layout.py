"""Where lines stand on pages says what they are: columns, tables, captions, heads, paragraphs over pages, headings."""

import random
import re
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.sources import Record
from pipeline.sources.pdf import read
from pipeline.sources.pdf.furniture import Row, furniture_of
from typesetting import Face, Press, broken, draw_line, pdf_of

WORDS = re.findall(
    r"\w+",
    "the of and to in that for it as with be by on not he his but at are this have from or had they which one you "
    "were her all she there would their we him been has when who will more no if out so said what up its about "
    "into than them can only other new some could time these two may then do first any my now such like our over "
    "man even most ",
)
BODY = Face("Times-Roman", 9.5, 11.5)
HEAD = Face("Times-Bold", 11, 14, is_justified=False, divides=False)
WIDE_HEAD = Face("Times-Bold", 18, 22, is_justified=False, divides=False)
SMALL = Face("Times-Roman", 8, 9.6, is_justified=False)


def prose(seed: int, n_words: int = 90) -> str:
    """Return sentences of small words: the same ones for a seed."""
    chance = random.Random(seed)
    words: list[str] = []
    while len(words) < n_words:
        sentence = [chance.choice(WORDS) for _ in range(chance.randint(8, 18))]
        words += [sentence[0].capitalize(), *sentence[1:-1], f"{sentence[-1]}."]
    return " ".join(words)


def blocks_of(record: Record) -> list[tuple[str, str]]:
    """Return the role and the text of each block: its lines, joined by spaces."""
    roles = {mark.line: mark.role for mark in record.marks}
    blocks: list[tuple[str, str]] = []
    for number, line in enumerate(record.text.split("\n"), 1):
        if line and roles.get(number) == "continued":
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {line}")
        elif line:
            blocks.append((roles.get(number, ""), line))
    return blocks


def printed(columns: Sequence[float], width: float, texts: Sequence[tuple[Face, str]]) -> Record:
    """Return what is read from texts set in columns, paragraphs indented, with white above headings."""
    parts = [
        (broken(text, width, face, 12 if face is BODY else 0), 0.0 if face is BODY else 8.0) for face, text in texts
    ]
    (record,) = read(Press((595, 842), columns, width, 790, 50, lambda *_: None).bytes_of(parts))
    return record


def whole(text: str) -> str:
    """Return a text without what the division of words adds or takes."""
    return "".join(char for char in text if char.isalnum())


def put(canvas: Canvas, text: str, face: Face, x: float, y: float, width: float, indent: float = 0) -> float:
    """Draw a text in lines, and return where the next one goes."""
    for line in broken(text, width, face, indent):
        draw_line(canvas, line, x, y, width)
        y -= face.leading
    return y


@pytest.mark.parametrize(("columns", "width"), [([60], 460), ([50, 310], 235), ([40, 220, 400], 155)])
def test_columns_are_read_one_after_the_other_over_pages(columns: list[float], width: float) -> None:
    texts = [prose(seed) for seed in range(26)]
    found = blocks_of(printed(columns, width, [(BODY, text) for text in texts]))
    assert [role for role, _ in found] == ["paragraph"] * 26
    assert [whole(text) for _, text in found] == [whole(text) for text in texts]


def test_paragraphs_without_an_indent_end_where_the_next_word_would_have_fitted() -> None:
    made = [prose(seed, 60) for seed in range(40)]
    texts = [text for text in made if sum(map(BODY.width, broken(text, 300, BODY)[-1].words)) < 200][:5]

    def draw(canvas: Canvas) -> None:
        y = 780.0
        for text in texts:
            y = put(canvas, text, BODY, 60, y, 300)

    assert [whole(text) for _, text in blocks_of(read(pdf_of(draw))[0])] == [whole(text) for text in texts]


def test_headings_have_levels_by_size_and_number() -> None:
    heads = [
        (WIDE_HEAD, "The harbour and the town"),
        (HEAD, "1. The harbour"),
        (HEAD, "1.1 By night"),
        (HEAD, "2. The town"),
    ]
    texts = [one for number, head in enumerate(heads) for one in (head, (BODY, prose(number, 40)))]
    found = blocks_of(printed([60], 460, texts))
    assert [text for role, text in found if role in ("title", "heading")] == [
        "The harbour and the town",
        "# 1. The harbour",
        "## 1.1 By night",
        "# 2. The town",
    ]


def test_wide_parts_and_columns_pictures_and_tables_stand_in_their_order() -> None:
    title, abstract, caption = "A wide title over two columns of text", prose(99, 60), f"Figure 1. {prose(5, 20)}"
    above, below = [prose(n, 130) for n in (1, 2)], [prose(n, 90) for n in (3, 4)]
    table = (("Country", "Ships", "Boats"), ("Azerbaijan", "12", "7"), ("Iran", "40", "19"), ("Israel", "9", "3"))

    def draw(canvas: Canvas) -> None:
        y = put(canvas, title, WIDE_HEAD, 50, 780, 500)
        top = put(canvas, abstract, BODY, 50, y, 500) - 12
        foot = min(put(canvas, text, BODY, x, top, 235, 12) for x, text in zip((50, 310), above, strict=True))
        y = put(canvas, caption, SMALL, 50, foot - 10, 500) - 14
        for row in table:
            for x, cell in zip((60, 200, 300), row, strict=True):
                canvas.setFont("Times-Roman", 8.5)
                canvas.drawString(x, y, cell)
            y -= 11
        for x, text in zip((50, 310), below, strict=True):
            put(canvas, text, BODY, x, y - 20, 235, 12)

    found = blocks_of(read(pdf_of(draw))[0])
    rows = [("paragraph", "\t".join(row)) for row in table]
    wanted = [("title", title), *(("paragraph", text) for text in (abstract, *above)), ("caption", caption), *rows]
    wanted += [("paragraph", text) for text in below]
    assert [(role, whole(text)) for role, text in found] == [(role, whole(text)) for role, text in wanted]


def test_a_paragraph_goes_on_behind_a_picture_and_stands_whole() -> None:
    text, caption = prose(1, 160), f"Figure 2: {prose(2, 16)}"
    lines = broken(text, 235, BODY)

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            draw_line(
                canvas, line, 50 if number < 11 else 310, (780 if number < 11 else 740) - 11.5 * (number % 11), 235
            )
        put(canvas, caption, SMALL, 310, 780, 235)

    found = blocks_of(read(pdf_of(draw))[0])
    assert [(role, whole(text)) for role, text in found] == [("paragraph", whole(text)), ("caption", whole(caption))]


def test_a_column_beside_the_text_comes_behind_it() -> None:
    text, aside = prose(1, 300), prose(2, 60)

    def draw(canvas: Canvas) -> None:
        put(canvas, text, BODY, 50, 780, 340)
        put(canvas, aside, SMALL, 430, 700, 110)

    found = blocks_of(read(pdf_of(draw))[0])
    assert [whole(text) for _, text in found] == [whole(text), whole(aside)]


def test_items_and_wrapped_items_are_paragraphs() -> None:
    items = [f"{mark} {prose(n, 24)}" for n, mark in enumerate(("1.", "2.", "•", "•"))]

    def draw(canvas: Canvas) -> None:
        y = put(canvas, prose(9, 40), BODY, 60, 780, 300)
        for item in items:
            mark, text = item.split(" ", 1)
            canvas.setFont("Times-Roman", 9.5)
            canvas.drawString(66, y, mark)
            y = put(canvas, text, BODY, 80, y, 280)

    found = blocks_of(read(pdf_of(draw))[0])
    assert [whole(text) for _, text in found[1:]] == [whole(item) for item in items]
    assert [text.split()[0] for _, text in found[1:]] == ["1.", "2.", "•", "•"]


def test_a_table_of_contents_is_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        put(canvas, "Contents", HEAD, 60, 780, 300)
        for n in range(1, 6):
            put(canvas, f"{n} The harbour{' .' * 30} {n * 7}", BODY, 60, 760 - 14 * n, 400)
        put(canvas, prose(1, 60), BODY, 60, 600, 400)

    found = blocks_of(read(pdf_of(draw))[0])
    assert [role for role, _ in found] == ["boilerplate"] * 6 + ["paragraph"]


def page(*rows: tuple[float, str]) -> list[Row]:
    body = [Row(f"{prose(len(rows) * 7 + int(rows[0][0]) + n, 9)}", 700 - 12 * n, 10.0) for n in range(30)]
    return sorted([*body, *(Row(text, y, 8.0) for y, text in rows)], key=lambda row: -row.baseline)


@pytest.mark.parametrize(
    ("heads", "n_furniture"),
    [
        ([[(750 + n % 2, f"{7 + n} The harbour" if n % 2 else f"By night {7 + n}")] for n in range(6)], 6),
        ([[(750, f"Part {n // 3}, where it is told"), (40, f"– {n + 1} –")] for n in range(6)], 12),
        ([[(40, roman)] for roman in ("i", "ii", "iii", "iv", "v")], 5),
        ([[(40, str(n + 100))] for n in range(2)], 2),
        ([[(750, "Only here")], [(750, "And there")]], 0),
        ([[(40, f"{n * 3} Ibid.")] for n in range(6)], 0),
    ],
)
def test_heads_and_feet_of_pages(heads: list[list[tuple[float, str]]], n_furniture: int) -> None:
    found = furniture_of([page(*own) for own in heads], 10.0)
    assert sum(map(len, found)) == n_furniture


def drawn_right_to_left(text: str) -> Callable[[Canvas], None]:
    """Return what draws two columns of Hebrew words, each line seen from left to right; the right one is the first."""
    from typesetting import foreign_font

    words = text.split()

    def draw(canvas: Canvas) -> None:
        canvas.setFont(foreign_font(), 9)
        for number in range(24):
            line = " ".join(words[4 * number : 4 * number + 4])[::-1]
            canvas.drawRightString(540 if number < 12 else 280, 760 - 12 * (number % 12), line)

    return draw


def test_columns_that_run_to_the_left_begin_on_the_right() -> None:
    chance = random.Random(3)
    words = ["".join(chance.choice("אבגדהוזחטיכלמנסעפצקרשת") for _ in range(8)) for _ in range(96)]
    (record,) = read(pdf_of(drawn_right_to_left(" ".join(words))))
    assert record.text.split() == words
