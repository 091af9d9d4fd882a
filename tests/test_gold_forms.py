"""Gold is known by its fields, and what is wrong with it is said with its file and line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PressmarkError
from pipeline.quality.forms import (
    Joins,
    Languages,
    Lines,
    Notes,
    Pages,
    Record,
    Sentences,
    TextPages,
    read_record,
)
from pipeline.quality.gold import read_gold

SENTENCES = {"text": "One.  Two.", "sentences": ["One.", "Two."], "language": "en"}
JOINS = {"lines": ["It is", "over."], "joined": [False, True]}
PAGE = {"lines": ["Share", "It is over."], "labels": ["drop", "keep"]}


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        (SENTENCES, Sentences),
        ({"text": "One.", "language": "en"}, Languages),
        (PAGE | {"id": "a", "site": "a.org", "url": "https://a.org/b", "body": "It is over."}, Lines),
        (PAGE | {"title": None, "authors": []}, Lines),
        ({"lines": ["Share"], "published": "2019-11-20T10:00"}, TextPages),
        ({"html": "<p>It is over.", "url": None, "body": "It is over."}, Pages),
        ({"html": "<p>It is over.", "with": ["over"], "without": ["Share"]}, Pages),
        (JOINS, Joins),
        ({"lines": ["One.¹"], "notes": [{"number": 1, "text": "Ibid."}], "calls": []}, Notes),
    ],
)
def test_a_record_is_known_by_its_fields(fields: dict[str, Any], form: type[Record]) -> None:
    assert type(read_record(fields, "here")) is form


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ([1], "here: a record is an object"),
        (
            {"txt": "One."},
            "here: no form of gold has the fields txt: a form has lines, labels; lines, joined; lines, n",
        ),
        (
            SENTENCES | {"sentences": ["One."]},
            "here: Value error, the sentences are not the text, white space left out",
        ),
        (SENTENCES | {"sentences": []}, "here: sentences: List should have at least 1 item"),
        (SENTENCES | {"langauge": "en"}, "here: unknown field 'langauge'; did you mean 'language'?"),
        (PAGE | {"labels": ["drop"]}, "here: Value error, there are 2 lines and 1 labels"),
        (PAGE | {"labels": ["drop", "text"]}, "here: labels.1: Input should be 'keep', 'drop', 'title' or 'blank'"),
        (PAGE | {"author": ["Ann Lee"]}, "here: unknown field 'author'; did you mean 'authors'?"),
        (JOINS | {"joined": [False]}, "here: Value error, there are 2 lines and 1 values of joined"),
        ({"html": "<p>"}, "here: Value error, nothing is said of the page: give body, with, without, or one of title"),
        ({"html": "<p>", "published": "May 3"}, "here: published: String should match pattern"),
        ({"lines": ["a"], "notes": [{"number": 0, "text": "b"}], "calls": []}, "here: notes.0.number: Input should be"),
    ],
)
def test_a_broken_record_is_refused(fields: Any, complaint: str) -> None:
    with pytest.raises(PressmarkError) as error:
        read_record(fields, "here")
    assert str(error.value).startswith(complaint)


def test_what_a_page_states_is_what_is_there() -> None:
    page = read_record(PAGE | {"title": None, "authors": ["Ann Lee"], "language": "en"}, "here")
    assert isinstance(page, Lines)
    assert page.stated == {"title": None, "authors": ["Ann Lee"]}


def write(folder: Path, name: str, *records: Any) -> Path:
    content = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records).encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return folder


def test_a_folder_is_read_by_file(tmp_path: Path) -> None:
    write(tmp_path, "b.jsonl.gz", SENTENCES, "", SENTENCES)
    write(tmp_path, "a.jsonl", JOINS)
    write(tmp_path, "README.md", "Gold")
    articles = {"x": {"metadata": {"language": "en"}, "sentences": [{"line": 1, "sentences": ["One.", "Two."]}]}}
    write(tmp_path, "c.json", articles)
    found = read_gold(tmp_path)
    assert {name: [type(record) for record in records] for name, records in found.items()} == {
        "a": [Joins],
        "b": [Sentences, Sentences],
        "c": [Sentences],
    }
    assert found["c"] == [Sentences(text="One. Two.", sentences=["One.", "Two."], language="en")]


@pytest.mark.parametrize(
    ("name", "records", "complaint"),
    [
        (
            "a.jsonl",
            [SENTENCES, JOINS],
            "a.jsonl, line 2: a record with lines, joined in a file of records with text, s",
        ),
        ("a.jsonl", [SENTENCES, "", "{"], "a.jsonl, line 3: not JSON: "),
        ("a.jsonl", ["", SENTENCES | {"text": 3}], "a.jsonl, line 2: text: Input should be a valid string"),
        ("a.jsonl", ["\n"], "a.jsonl: the file holds no record"),
        ("a.json", [{"x": {"metadata": {}}}], "a.json: x.metadata.language: Field required"),
        ("a.txt", ["One."], ": no gold there: name a folder with files that end in .jsonl, .jsonl.gz, .json"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, name: str, records: list[Any], complaint: str) -> None:
    with pytest.raises(PressmarkError) as error:
        read_gold(write(tmp_path, name, *records))
    assert complaint in str(error.value)


def test_a_file_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl.gz", SENTENCES) / "a.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(PressmarkError, match=r"a\.jsonl\.gz: not whole as gzip"):
        read_gold(tmp_path)
