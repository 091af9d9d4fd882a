"""A Word document becomes raw text with marks: whole documents, made here, and what the stages make of them."""

import datetime
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from office import NOTES_PART, docx_bytes, notes_of, outcome, pack, roles_of, small_docx, unpack
from pipeline.clean import Recipe
from pipeline.sources import Unreadable
from pipeline.sources.docx import read
from pipeline.sources.record import Mark
from pipeline.verdicts import Verdicts

PROSE = "The ministers met in the old palace on the third day of May and agreed on most things."


def with_notes(document: Any, kind: str, notes: dict[str, str]) -> None:
    """Give a document the part that holds its footnotes or endnotes."""
    items = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        for number, text in notes.items()
    )
    name = PackURI(f"/word/{kind}s.xml")
    content = NOTES_PART.format(kind=kind, notes=items).encode()
    part = Part(name, f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml", content)
    relationship = RELATIONSHIP_TYPE.FOOTNOTES if kind == "footnote" else RELATIONSHIP_TYPE.ENDNOTES
    document.part.relate_to(part, relationship)


def add(document: Any, inner: str) -> None:
    """Add a paragraph with inner XML."""
    document.element.body.insert(-1, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def call(kind: str, number: str) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def report() -> bytes:
    document = Document()
    document.core_properties.title = "Microsoft Word - report.doc"
    document.core_properties.author = "Ann Lee; Ben Roe"
    document.core_properties.language = "en-GB"
    document.sections[0].header.paragraphs[0].text = "A running head"
    document.add_paragraph("Storm over the harbour", style="Title")
    document.add_paragraph("What the night has left", style="Subtitle")
    document.add_paragraph("Ann Lee and Ben Roe")
    document.add_paragraph("12 October 2021")
    document.add_heading("The night", 1)
    add(document, run(PROSE) + call("footnote", "7") + run(" They left at once.") + call("endnote", "2"))
    document.add_heading("The morning", 2)
    add(document, run("He stayed") + call("footnote", "9") + run(" in the town, as he had said he would do."))
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ships", "Nine"
    document.add_paragraph("The harbour from above", style="Caption")
    with_notes(document, "footnote", {"9": "See above.", "7": "Lee, Water, p. 3."})
    with_notes(document, "endnote", {"2": "At https://example.org/a", "3": "Never called."})
    return docx_bytes(document)


def test_a_report_comes_out_whole(recipe: Recipe, verdicts: Verdicts) -> None:
    cleaned, segmented = outcome("report.docx", report(), recipe, verdicts)
    assert roles_of(cleaned) == [
        ("title", "is_marked_title", "Storm over the harbour"),
        ("subtitle", "is_marked_subtitle", "What the night has left"),
        ("byline", "is_author_line", "Ann Lee and Ben Roe"),
        ("dateline", "is_date_line", "12 October 2021"),
        ("heading", "is_marked_heading", "# The night"),
        ("paragraph", "is_marked_text", f"{PROSE}¹ They left at once.²"),
        ("heading", "is_marked_heading", "## The morning"),
        ("paragraph", "is_marked_text", "He stayed³ in the town, as he had said he would do."),
        ("paragraph", "is_marked_text", "Ships"),
        ("paragraph", "is_marked_text", "Nine"),
        ("caption", "is_marked_caption", "The harbour from above"),
        ("note", "is_marked_note", "1. Lee, Water, p. 3."),
        ("note", "is_marked_note", "2. At https://example.org/a"),
        ("note", "is_marked_note", "3. See above."),
        ("note", "is_marked_note", "4. Never called."),
    ]
    assert notes_of(segmented) == [
        ("Lee, Water, p. 3.", [PROSE]),
        ("At https://example.org/a", ["They left at once."]),
        ("See above.", ["He stayed in the town, as he had said he would do."]),
        ("Never called.", []),
    ]
    stated = cleaned.articles.select("title", "subtitle", "authors", "published", "language", "captions").row(0)
    assert stated == (
        "Storm over the harbour",
        "What the night has left",
        ["Ann Lee", "Ben Roe"],
        datetime.date(2021, 10, 12),
        "en",
        ["The harbour from above"],
    )


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f'<w:ins w:id="1" w:author="a">{run("new ")}</w:ins>{run("text")}', "new text"),
        (f'<w:del w:id="1" w:author="a"><w:r><w:delText>old</w:delText></w:r></w:del>{run("text")}', "text"),
        (f'<w:moveFrom w:id="1">{run("moved ")}</w:moveFrom>{run("text")}', "text"),
        (f'<w:hyperlink w:anchor="x">{run("a link")}</w:hyperlink>{run(" here")}', "a link here"),
        (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>{run('text')}", "text"),
        (f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run('a')}<w:r><w:br/><w:t>b</w:t><w:tab/></w:r>", "a b"),
        (f"<w:sdt><w:sdtContent>{run('in a control')}</w:sdtContent></w:sdt>", "in a control"),
        ("<w:r><w:t>two\u2028lines</w:t></w:r>", "two lines"),
    ],
    ids=["inserted", "deleted", "moved", "link", "hidden", "field and breaks", "control", "separator"],
)  # fmt: skip
def test_the_visible_text_of_a_paragraph(inner: str, text: str) -> None:
    document = Document()
    add(document, inner)
    assert read(docx_bytes(document))[0].text == text


def test_a_style_of_ones_own_is_what_it_is_based_on() -> None:
    document = Document()
    own = document.styles.add_style("Own", 1)
    own.base_style = document.styles["Heading 3"]
    own.font.size = Pt(9)
    document.add_paragraph("Roads", style="Own")
    document.add_paragraph("Ships")
    (record,) = read(docx_bytes(document))
    assert (record.text, record.marks) == ("### Roads\n\nShips", (Mark(1, "heading"), Mark(3, "paragraph")))


def damaged(**parts: bytes) -> bytes:
    """Return the small document with its text replaced, or taken out where it is empty, and with empty parts more."""
    names = {"text": "word/document.xml"}
    given = {names.get(part, part): content for part, content in parts.items()}
    whole = unpack(small_docx()) | given
    return pack({name: part for name, part in whole.items() if part or name not in names.values()})


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&c;&f;</w:t></w:r></w:p></w:body></w:document>"
).encode()
DEEP = f"<w:document {nsdecls('w')}><w:body>{'<w:sdt>' * 100_000}".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (small_docx()[:-200], "damaged"),
        (damaged(text=unpack(small_docx())["word/document.xml"][:300]), "damaged"),
        (damaged(text=b""), "damaged"),
        (damaged(text=DEEP), "damaged"),
        (damaged(text=BOMB), "empty"),
        (damaged(**{f"{number}.xml": b"" for number in range(20_001)}), "too_costly"),
        (docx_bytes(Document()), "empty"),
    ],
    ids=["nothing", "magic only", "cut archive", "cut", "gone", "deep", "entities", "crowd", "empty"],
)
def test_what_is_no_document_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.reason == reason
