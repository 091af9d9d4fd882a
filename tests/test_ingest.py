"""Files become raw articles or rejects: ids, buckets and reasons."""

import codecs
import hashlib
from pathlib import Path

import polars as pl
import pytest

from pipeline import ingest, store
from pipeline.catalogue import read_catalogue
from pipeline.ingest import RawFile, ingest_file, sort_out, with_catalogue, with_ids
from pipeline.sources import Unreadable, read
from schemas.quarantine import find_bad_rows
from schemas.raw_articles import RawArticles
from schemas.rejected_files import REASONS

HEADER = "article_id,source_path,title,subtitle,authors,publisher,published,language,url,rights\n"


def catalogue(tmp_path: Path, *rows: str) -> pl.DataFrame:
    path = tmp_path / "catalogue.csv"
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return read_catalogue(path)


def test_an_id_is_the_catalogues_or_the_files_stem(tmp_path: Path) -> None:
    known = catalogue(tmp_path, "war-of-2020,folder/b.txt,,,,,,,,")
    assert with_ids([("a.b.txt", 1), ("folder/b.txt", 2)], known) == [
        RawFile("a.b.txt", "a.b", 1),
        RawFile("folder/b.txt", "war-of-2020", 2),
    ]


def test_the_first_of_two_files_with_one_id_is_read_and_the_other_rejected(tmp_path: Path) -> None:
    files = with_ids([("a.txt", 1), ("b/a.txt", 2), ("c.txt", 3)], catalogue(tmp_path))
    readable, rejects = sort_out(files, catalogue(tmp_path))
    assert [file.source_path for file in readable] == ["a.txt", "c.txt"]
    detail = "'a' is the id of a.txt: rename one, or give it an id in the catalogue"
    assert rejects == [("b/a.txt", None, 2, "duplicate_id", detail)]


def test_a_catalogue_row_tells_two_files_of_one_stem_apart(tmp_path: Path) -> None:
    known = catalogue(tmp_path, "a-again,b/a.txt,,,,,,,,")
    readable, rejects = sort_out(with_ids([("a.txt", 1), ("b/a.txt", 2)], known), known)
    assert ([file.article_id for file in readable], rejects) == (["a", "a-again"], [])


@pytest.mark.parametrize("name", ["a#1.txt", "a\n.txt", "a\x85.txt", "a\udcff.txt"])
def test_a_name_that_gives_no_id_is_rejected(name: str, tmp_path: Path) -> None:
    _, (reject,) = sort_out(with_ids([(name, 1)], catalogue(tmp_path)), catalogue(tmp_path))
    assert reject.reason == "unusable_id"
    assert reject.source_path.encode()


def test_a_catalogue_row_for_no_file_is_told(tmp_path: Path) -> None:
    known = catalogue(tmp_path, "a,,,,,,,,,", "b,,,,,,,,,", "c,gone.txt,,,,,,,,")
    _, rejects = sort_out(with_ids([("a.txt", 1)], known), known)
    told = "which is not below data/raw: mend or remove the row"
    assert rejects == [
        (
            "catalogue.csv, line 3",
            None,
            0,
            "catalogue_row_without_file",
            f"'b' stands for a file with the stem b, {told}",
        ),
        ("catalogue.csv, line 4", None, 0, "catalogue_row_without_file", f"'c' stands for gone.txt, {told}"),
    ]


def test_a_file_becomes_a_row_with_the_hash_of_its_bytes() -> None:
    content = codecs.BOM_UTF8 + "a\r\nשלום\r".encode()
    assert ingest_file(RawFile("b/a.TXT", "a", len(content)), content) == {
        "article_id": "a",
        "source_path": "b/a.TXT",
        "source_sha256": hashlib.sha256(content).hexdigest(),
        "text": "a\r\nשלום\r",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_decoded_without_its_byte_order_mark(encoding: str) -> None:
    assert [record.text for record in read(".txt", "نمی\u200cرود".encode(encoding))] == ["نمی\u200cرود"]


@pytest.mark.parametrize(
    ("suffix", "content", "reason", "detail"),
    [
        (".txt", b"", "empty", "the file holds no text"),
        (".txt", " \r\n\u00a0\u2028".encode(), "empty", "the file holds no text"),
        (".txt", codecs.BOM_UTF16_LE, "empty", "the file holds no text"),
        (".txt", b"a\nb\0c", "not_text", "a NUL character in line 2: a binary file, or a damaged one"),
        (".txt", b"\x01\x02 word", "not_text", "more than one character in a hundred is a control character"),
        (".txt", "a\né".encode("latin-1"), "undecodable", "byte 2 (line 2) is not UTF-8: convert the file"),
        (".txt", codecs.BOM_UTF16_BE + b"a", "undecodable", "byte 2 (line 1) is not UTF-16: convert the file"),
        (".docx", b"PK", "no_reader", "no reader for '.docx'; known suffixes: .txt"),
        ("", b"text", "no_reader", "no reader for ''; known suffixes: .txt"),
    ],
)
def test_what_cannot_be_read_says_why(suffix: str, content: bytes, reason: str, detail: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(suffix, content)
    assert (raised.value.reason, raised.value.detail) == (reason, detail)
    assert reason in REASONS


def test_what_the_catalogue_states_is_joined(tmp_path: Path) -> None:
    known = catalogue(tmp_path, "b,,Title,,Ann Lee ;Bob Roe,,2012-04-28,,,own")
    rows = [
        {"article_id": name, "source_path": f"{name}.txt", "source_sha256": "0" * 64, "text": "Text."} for name in "ba"
    ]
    frame = with_catalogue(rows, known)
    assert frame.select("article_id", "title", "authors", "rights").rows() == [
        ("a", None, None, "unknown"),
        ("b", "Title", ["Ann Lee", "Bob Roe"], "own"),
    ]
    assert find_bad_rows(frame, RawArticles).height == 0
    assert find_bad_rows(with_catalogue([], known), RawArticles).height == 0


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("ingest: {mb_per_bucket: 0.00001}\nengine: {n_workers: 1}\n")
    store.RAW.mkdir(parents=True)
    return tmp_path


def test_every_file_ends_in_its_bucket_or_among_the_rejects(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abcdef":
        (store.RAW / f"{name}.txt").write_text(f"Article {name}.")
    (store.RAW / "empty.txt").touch()
    (store.RAW / "page.html").write_text("<p>")
    ingest.main()
    found = {
        article_id: bucket
        for bucket in store.buckets("raw_articles")
        for article_id in store.read_table("raw_articles", bucket)["article_id"]
    }
    n_buckets = len(store.buckets("raw_articles"))
    assert found == {name: store.bucket_of(name, n_buckets) for name in "abcdef"}
    rejects = store.read_whole_table("rejected_files").select("source_path", "n_bytes", "reason").rows()
    assert rejects == [("empty.txt", 0, "empty"), ("page.html", 3, "no_reader")]
    assert capsys.readouterr().out == (
        "rejected: empty.txt: empty: the file holds no text\n"
        "rejected: page.html: no_reader: no reader for '.html'; known suffixes: .txt\n"
    )
    assert store.read_json(store.METRICS / "ingest.json") == {
        "n_files": 8,
        "n_articles": 6,
        "n_chars": 60,
        "n_buckets": 8,
        "rejected": {"empty": 1, "no_reader": 1},
    }


def test_no_files_leave_one_empty_bucket(project: Path) -> None:
    ingest.main()
    assert store.read_table("raw_articles", "00000").height == 0
    assert store.read_whole_table("rejected_files").height == 0
