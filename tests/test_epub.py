"""A book becomes raw text with marks: whole books, made here, and what the stages make of them."""

import datetime

import pytest

from office import epub_bytes, notes_of, outcome, pack, roles_of, small_epub, unpack
from pipeline.clean import Recipe
from pipeline.sources import Unreadable
from pipeline.sources.epub import read
from pipeline.verdicts import Verdicts

METADATA = (
    '<dc:title>Storm over the harbour</dc:title><dc:creator id="a">Ann Lee</dc:creator><dc:creator id="b">Ben Roe'
    '</dc:creator><meta refines="#b" property="role">edt</meta><dc:publisher>Harbour Press</dc:publisher>'
    "<dc:date>2021-10-12</dc:date><dc:language>en-GB</dc:language><dc:rights>CC-BY-4.0</dc:rights>"
    "<dc:identifier>urn:isbn:9780000000000</dc:identifier><dc:source>https://example.org/storm</dc:source>"
)
PAGES = {
    "contents.xhtml": '<nav epub:type="toc"><h2>Contents</h2><ol><li><a href="one.xhtml">One</a></li></ol></nav>',
    "one.xhtml": (
        "<h1>Storm over the harbour</h1><h2>The night</h2>"
        '<p>The ships left the&nbsp;harbour.<a epub:type="noteref" href="#n1">*</a> <i>Nobody</i> saw\nthem<br/>go.'
        '<a id="r1" href="notes.xhtml#e1"><sup>1</sup></a></p>'
        '<aside epub:type="footnote" id="n1"><p>* See Lee.</p><p>And more.</p></aside>'
        '<figure><img src="a.png"/><figcaption>The harbour</figcaption></figure>'
        "<blockquote><p>All of them.</p></blockquote><ul><li>nine <b>ships</b></li></ul>"
    ),
    "two%20.xhtml": (
        '<h2>The morning</h2><p>They came<span epub:type="pagebreak">12</span> back.'
        '<sup id="r2"><a href="notes.xhtml#e2">1</a></sup> <a href="one.xhtml">See there.</a></p>loose <hr>text'
    ),
    "notes.xhtml": (
        '<h2>Notes</h2><h3>The night</h3><p><a id="e1" href="one.xhtml#r1">1</a>. Ibid., p. 3.</p>'
        '<h3>The morning</h3><ol><li id="e2"><p>2014 was bad. <a href="two%20.xhtml#r2">↩</a></p></li></ol>'
    ),
}


def book() -> bytes:
    """Return the book, with the second chapter in the archive under its name without escapes."""
    return pack({name.replace("%20", " "): part for name, part in unpack(epub_bytes(PAGES, METADATA)).items()})


def test_a_book_comes_out_whole(recipe: Recipe, verdicts: Verdicts) -> None:
    cleaned, segmented = outcome("book.epub", book(), recipe, verdicts)
    assert roles_of(cleaned) == [
        ("boilerplate", "is_marked_furniture", "Contents"),
        ("boilerplate", "is_marked_furniture", "One"),
        ("title", "is_marked_title", "Storm over the harbour"),
        ("heading", "is_marked_heading", "## The night"),
        ("paragraph", "is_marked_text", "The ships left the\u00a0harbour.¹ Nobody saw them go.²"),
        ("caption", "is_marked_caption", "The harbour"),
        ("paragraph", "is_marked_text", "All of them."),
        ("paragraph", "is_marked_text", "nine ships"),
        ("heading", "is_marked_heading", "## The morning"),
        ("paragraph", "is_marked_text", "They came back.³ See there."),
        ("paragraph", "is_marked_text", "loose"),
        ("paragraph", "is_marked_text", "text"),
        ("boilerplate", "is_marked_furniture", "## Notes"),
        ("boilerplate", "is_marked_furniture", "### The night"),
        ("boilerplate", "is_marked_furniture", "### The morning"),
        ("note", "is_marked_note", "1. See Lee. And more."),
        ("note", "is_marked_note", "2. Ibid., p. 3."),
        ("note", "is_marked_note", "3. 2014 was bad."),
    ]
    assert notes_of(segmented) == [
        ("See Lee. And more.", ["The ships left the harbour."]),
        ("Ibid., p. 3.", ["Nobody saw them go."]),
        ("2014 was bad.", ["They came back."]),
    ]
    stated = cleaned.articles.select("title", "authors", "publisher", "published", "language", "url", "rights").row(0)
    assert stated == (
        "Storm over the harbour",
        ["Ann Lee"],
        "Harbour Press",
        datetime.date(2021, 10, 12),
        "en",
        "https://example.org/storm",
        "CC-BY-4.0",
    )


def test_entities_of_a_document_are_neither_grown_nor_fetched() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (record,) = read(epub_bytes({"a.xhtml": "<p>They left.&b;&f; Nobody stayed.</p>"}, doctype=bomb))
    assert record.text == "They left. Nobody stayed."


def packed(**parts: bytes) -> bytes:
    """Return the small book with parts of it replaced, or taken out where they are empty."""
    names = {"container": "META-INF/container.xml", "package": "OPS/book.opf", "rights": "META-INF/encryption.xml"}
    given = {names[part]: content for part, content in parts.items()}
    return pack({name: part for name, part in (unpack(small_epub()) | given).items() if part})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged"),
        (small_epub()[:-100], "damaged"),
        (packed(container=b""), "damaged"),
        (packed(container=b"<container/>"), "damaged"),
        (packed(package=b"<package"), "damaged"),
        (packed(package=b"<package/>"), "empty"),
        (packed(rights=b'<e><CipherReference URI="OPS/one.xhtml"/></e>'), "encrypted"),
        (epub_bytes({"a.xhtml": "<p> </p><script>text</script>"}), "empty"),
        (epub_bytes({"a.xhtml": "a" * (2**28 + 1)}), "too_costly"),
    ],
    ids=["nothing", "cut", "no container", "no root", "no package", "no spine", "locked", "no text", "bomb"],
)
def test_what_is_no_book_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.reason == reason


def test_deep_nesting_is_read_or_refused_in_no_time() -> None:
    body = "<div>" * 100_000 + "They left." + "</div>" * 100_000
    with pytest.raises(Unreadable) as raised:
        read(epub_bytes({"a.xhtml": body}))
    assert raised.value.reason in ("damaged", "empty")
