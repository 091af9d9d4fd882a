"""A catalogue that does not fit is refused with its line, its column, its value and the remedy."""

import datetime
from pathlib import Path

import pytest

from pipeline.catalogue import add_rows, read_catalogue
from pipeline.errors import PressmarkError

COLUMNS = "article_id,source_path,title,subtitle,authors,publisher,published,language,url,rights"
NOTHING = dict.fromkeys(COLUMNS.split(","), None)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("catalogue.csv")


def test_a_row_is_read_with_its_line(path: Path) -> None:
    row = 'a, a.txt ,"One\ntitle, two lines",,Ann Lee; Bob Roe,,2012-04-28,en,https://a.org/b,CC0-1.0'
    path.write_text(f"{COLUMNS}\n{row}\n\nb,,,,,,,,,\n", encoding="utf-8")
    assert read_catalogue(path).to_dicts() == [
        {
            "line": 2,
            "article_id": "a",
            "source_path": "a.txt",
            "title": "One\ntitle, two lines",
            "subtitle": None,
            "authors": "Ann Lee; Bob Roe",
            "publisher": None,
            "published": datetime.date(2012, 4, 28),
            "language": "en",
            "url": "https://a.org/b",
            "rights": "CC0-1.0",
        },
        {**NOTHING, "line": 5, "article_id": "b", "rights": "unknown"},
    ]


def test_no_catalogue_is_an_empty_one(path: Path) -> None:
    without = read_catalogue(path)
    path.write_text(COLUMNS + "\n")
    assert without.height == 0
    assert without.equals(read_catalogue(path))


def test_a_byte_order_mark_and_other_line_ends_change_nothing(path: Path) -> None:
    path.write_bytes(f"\ufeff{COLUMNS}\r\na,,,,,,,,,\r\n".encode())
    assert read_catalogue(path).rows() == [(2, "a", *[None] * 8, "unknown")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,a.txt", "line 2: 2 cells where 10 belong: put quotes round a cell with a comma"),
        ("a,,One, two,,,,,,,", "line 2: 11 cells where 10 belong: put quotes round a cell with a comma"),
        ('a,,,,,,,,,\nb,,"One,,,,,,,\nc', "the row from line 3: not CSV: unexpected end of data: mend its quotes"),
        ('a,,"One"s,,,,,,,', "the row from line 2: not CSV: ',' expected after '\"': mend its quotes"),
        (",a.txt,,,,,,,,", "line 2, column article_id: '' does not fit: it may not be empty"),
        (
            "a,,,,,,,,,\nb,,,,,,,,,\na,,,,,,,,,",
            "line 2, column article_id: 'a' does not fit: each id may stand in one row only\n"
            "catalogue.csv, line 4, column article_id: 'a' does not fit: each id may stand in one row only",
        ),
        (
            "a,x.txt,,,,,,,,\nb,x.txt,,,,,,,,",
            "line 3, column source_path: 'x.txt' stands in a row above: one row for each file",
        ),
        ("a,,,,,,28.4.2012,,,", "line 2, column published: '28.4.2012' is not a day as YYYY-MM-DD"),
        ("a,,,,,,2012-02-30,,,", "line 2, column published: '2012-02-30' is not a day as YYYY-MM-DD"),
        (
            "a,,,,,,,English,,",
            "line 2, column language: 'English' does not fit: ISO 639 code, in the form ^[a-z]{2,3}$",
        ),
        (
            "a,,,,,,,,a.org,",
            "line 2, column url: 'a.org' does not fit: Where the article stands on the web, in the form ^https?://\\S+$",
        ),
        (
            "a#1,,,,,,,,,",
            "line 2, column article_id: 'a#1' does not fit: The article's id; no '#', "
            "in the form ^[^#\\x00-\\x1f\\x7f-\\x9f]+$",
        ),
    ],
)
def test_a_broken_row_is_named(rows: str, message: str, path: Path) -> None:
    path.write_text(f"{COLUMNS}\n{rows}\n", encoding="utf-8")
    with pytest.raises(PressmarkError) as raised:
        read_catalogue(path)
    assert str(raised.value) == f"catalogue.csv, {message}"


@pytest.mark.parametrize("header", ["", "id,title", COLUMNS.replace(",", ";"), COLUMNS + ",notes"])
def test_other_columns_are_refused(header: str, path: Path) -> None:
    path.write_text(header + "\n" if header else "")
    with pytest.raises(PressmarkError) as raised:
        read_catalogue(path)
    assert str(raised.value) == f"catalogue.csv, line 1: the columns must be {COLUMNS}; they are {header}"


def test_another_encoding_is_refused(path: Path) -> None:
    path.write_bytes(f"{COLUMNS}\na,,Grün,,,,,,,\n".encode("latin-1"))
    with pytest.raises(PressmarkError) as raised:
        read_catalogue(path)
    assert str(raised.value) == "catalogue.csv, line 2: byte 91 is not UTF-8: save the file as UTF-8"


def test_rows_are_opened_for_files(path: Path) -> None:
    add_rows(["a.txt", "folder/b, c.txt"], path)
    assert path.read_text() == f'{COLUMNS}\na,a.txt,,,,,,,,unknown\n"b, c","folder/b, c.txt",,,,,,,,unknown\n'
    assert read_catalogue(path)["article_id"].to_list() == ["a", "b, c"]


@pytest.mark.parametrize("written", [f"{COLUMNS}\na,,,,,,,,,", f"\ufeff{COLUMNS}\r\na,,,,,,,,,\r\n"])
def test_rows_are_opened_below_those_that_are_there(written: str, path: Path) -> None:
    path.write_bytes(written.encode())
    add_rows(["b.txt"], path)
    added = path.read_bytes().decode().removeprefix(written)
    assert added.lstrip("\n") == "b,b.txt,,,,,,,,unknown\n"
    assert read_catalogue(path)["article_id"].to_list() == ["a", "b"]
