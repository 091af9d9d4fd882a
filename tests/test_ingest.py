"""Files and records become raw articles or rejects: ids, buckets and reasons."""

import codecs
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow
import pytest

from pipeline import ingest, store
from pipeline.catalogue import read_catalogue
from pipeline.errors import PressmarkError
from pipeline.ingest import row_of_file, settle_ids, share_out, with_catalogue
from pipeline.inventory import Source
from pipeline.records import COLUMNS
from pipeline.sources import READERS, STREAMS, Unreadable, read
from pipeline.units import read_bucket, read_entries
from schemas.quarantine import find_bad_rows
from schemas.raw_articles import RawArticles
from schemas.rejected_files import REASONS, RejectedFiles

KNOWN = ", ".join([*READERS, *STREAMS])
HEADER = "article_id,source_path,title,subtitle,authors,publisher,published,language,url,rights\n"
RECIPE = """
ingest:
  mb_per_bucket: 0.00001
  n_mb_per_document_max: 512
  n_cpu_seconds_per_document_max: 10
  columns: {text: text, record_id: id, title: headline, authors: by, published: date}
store: {raw: data/raw, tables: data/interim}
engine: {n_workers: 1}
"""


def catalogue(tmp_path: Path, *rows: str) -> pl.DataFrame:
    path = tmp_path / "catalogue.csv"
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return read_catalogue(path)


def shared(files: list[str], known: pl.DataFrame) -> ingest.Share:
    """Share files out to one bucket."""
    return share_out([Source(path, 1, "0" * 64) for path in files], known, 1)["00000"]


def rows(*given: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(given), schema=COLUMNS)


def test_an_id_is_the_catalogues_or_the_files_stem(tmp_path: Path) -> None:
    known = catalogue(tmp_path, "war-of-2020,folder/b.txt,,,,,,,,")
    assert [file[:2] for file in shared(["a.b.txt", "folder/b.txt"], known).files] == [
        ("a.b.txt", "a.b"),
        ("folder/b.txt", "war-of-2020"),
    ]


def test_a_file_of_records_has_no_id_of_its_own(tmp_path: Path) -> None:
    assert shared(["a.jsonl.gz"], catalogue(tmp_path)) == ingest.Share([], [], [])


def test_the_first_of_two_with_one_id_is_read_and_the_other_rejected() -> None:
    given = rows(
        {"article_id": "a", "source_path": "a.txt", "text": "1"},
        {"article_id": "a", "source_path": "b/a.txt", "text": "2"},
        {"article_id": "c", "source_path": "c.txt", "text": "3"},
    )
    settled = settle_ids(given).select("source_path", "reason", "detail").rows()
    detail = "'a' is the id of a.txt: rename one, or give it an id in the catalogue"
    assert settled == [("a.txt", None, None), ("b/a.txt", "duplicate_id", detail), ("c.txt", None, None)]


def test_one_that_cannot_be_read_takes_no_id() -> None:
    given = rows(
        {"article_id": "a", "source_path": "a.txt", "reason": "empty", "detail": "there is no text in it"},
        {"article_id": "a", "source_path": "b/a.txt", "text": "2"},
    )
    assert settle_ids(given)["reason"].to_list() == ["empty", None]


def test_a_record_whose_id_is_unusable_is_rejected() -> None:
    given = rows({"article_id": "a#1", "source_path": "a.jsonl", "text": "1"})
    (reject,) = settle_ids(given).select("reason", "detail").rows()
    assert reject == ("unusable_id", "an id has no '#' and no control character: give the record another")


@pytest.mark.parametrize("name", ["a#1.txt", "a\n.txt", "a\x85.txt", "a\udcff.txt", "\udcff/a.txt"])
def test_a_name_that_gives_no_id_is_rejected(name: str, tmp_path: Path) -> None:
    (reject,) = shared([name], catalogue(tmp_path)).rejected
    assert reject["reason"] == "unusable_id"
    assert reject["source_path"].encode()


def test_a_file_becomes_a_row_with_the_hash_of_its_bytes() -> None:
    content = codecs.BOM_UTF8 + "a\r\nשלום\r".encode()
    row = row_of_file("b/a.TXT", "a", content)
    assert {name: value for name, value in row.items() if value is not None} == {
        "article_id": "a",
        "source_path": "b/a.TXT",
        "source_sha256": hashlib.sha256(content).hexdigest(),
        "n_bytes": len(content),
        "text": "a\r\nשלום\r",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_decoded_without_its_byte_order_mark(encoding: str) -> None:
    assert [record.text for record in read(".txt", "نمی\u200cرود".encode(encoding))] == ["نمی\u200cرود"]


@pytest.mark.parametrize(
    ("suffix", "content", "reason", "detail"),
    [
        (".txt", b"", "empty", "there is no text in it"),
        (".txt", " \r\n\u00a0\u2028".encode(), "empty", "there is no text in it"),
        (".txt", codecs.BOM_UTF16_LE, "empty", "there is no text in it"),
        (".txt", b"a\nb\0c", "not_text", "a NUL character in line 2: binary, or damaged"),
        (".txt", b"\x01\x02 word", "not_text", "more than one character in a hundred is a control character"),
        (".txt", "a\né".encode("latin-1"), "undecodable", "byte 2 (line 2) is not UTF-8: convert the file"),
        (".txt", codecs.BOM_UTF16_BE + b"a", "undecodable", "byte 2 (line 1) is not UTF-16: convert the file"),
        (".xyz", b"PK", "no_reader", "no reader for '.xyz'; known suffixes: " + KNOWN),
        ("", b"text", "no_reader", "no reader for ''; known suffixes: " + KNOWN),
    ],
)
def test_what_cannot_be_read_says_why(suffix: str, content: bytes, reason: str, detail: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(suffix, content)
    assert (raised.value.reason, raised.value.detail) == (reason, detail)
    assert reason in REASONS


def test_the_catalogue_goes_before_what_a_file_states(tmp_path: Path) -> None:
    known = catalogue(tmp_path, "b,,Title,,Ann Lee ;Bob Roe,,2012-04-28,,,own", "c,,,,,,,,,")
    given = rows(
        {"article_id": "b", "source_path": "b.txt", "source_sha256": "0" * 64, "text": "Text.", "title": "Another"},
        {"article_id": "a", "source_path": "a.txt", "source_sha256": "0" * 64, "text": "Text."},
        {"article_id": "c", "source_path": "c.txt", "source_sha256": "0" * 64, "text": "Text.", "rights": "CC0-1.0"},
    )
    frame = with_catalogue(given, known)
    assert frame.select("article_id", "title", "authors", "rights").rows() == [
        ("a", None, None, "unknown"),
        ("b", "Title", ["Ann Lee", "Bob Roe"], "own"),
        ("c", None, None, "CC0-1.0"),
    ]
    assert find_bad_rows(frame, RawArticles).height == 0
    assert find_bad_rows(with_catalogue(rows(), known), RawArticles).height == 0


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text(RECIPE)
    store.RAW.mkdir(parents=True)
    return tmp_path


def table(name: str) -> pl.DataFrame:
    places = store.read_store()
    return pl.concat([read_bucket(places, "ingest", name, bucket) for bucket in read_entries(places, "ingest")])


def test_every_file_ends_in_its_bucket_or_among_the_rejects(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "abcdef":
        (store.RAW / f"{name}.txt").write_text(f"Article {name}.")
    (store.RAW / "empty.txt").touch()
    (store.RAW / "page.xyz").write_text("<p>")
    ingest.main()
    places = store.read_store()
    found = {
        article_id: bucket
        for bucket in read_entries(places, "ingest")
        for article_id in read_bucket(places, "ingest", "raw_articles", bucket)["article_id"]
    }
    assert found == {name: store.bucket_of(name, 8) for name in "abcdef"}
    rejects = table("rejected_files")
    assert sorted(rejects.select("source_path", "n_bytes", "reason").rows()) == [
        ("empty.txt", 0, "empty"),
        ("page.xyz", 3, "no_reader"),
    ]
    assert find_bad_rows(rejects, RejectedFiles).height == 0
    assert sorted(capsys.readouterr().out.splitlines()) == [
        "rejected: empty.txt: empty: there is no text in it",
        "rejected: page.xyz: no_reader: no reader for '.xyz'; known suffixes: " + KNOWN,
    ]
    assert store.read_json(store.METRICS / "ingest.json") == {
        "n_files": 8,
        "n_articles": 6,
        "n_chars": 60,
        "n_buckets": 8,
        "rejected": {"empty": 1, "no_reader": 1},
    }


def test_a_catalogue_row_for_no_file_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (store.RAW / "a.txt").write_text("Article a.")
    store.CATALOGUE.write_text(HEADER + "a,,,,,,,,,\nb,,,,,,,,,\nc,gone.txt,,,,,,,,\n")
    ingest.main()
    told = "which is not below data/raw: mend or remove the row"
    assert sorted(capsys.readouterr().out.splitlines()) == [
        f"rejected: catalogue.csv, line 3: catalogue_row_without_file: 'b' stands for a file with the stem b, {told}",
        f"rejected: catalogue.csv, line 4: catalogue_row_without_file: 'c' stands for gone.txt, {told}",
    ]
    assert table("rejected_files")["reason"].to_list() == ["catalogue_row_without_file"] * 2


def test_a_catalogue_row_tells_two_files_of_one_stem_apart(project: Path) -> None:
    for path in ("a.txt", "b/a.txt"):
        (store.RAW / path).parent.mkdir(exist_ok=True)
        (store.RAW / path).write_text("Text.")
    store.CATALOGUE.write_text(HEADER + "a-again,b/a.txt,,,,,,,,\n")
    ingest.main()
    assert sorted(table("raw_articles")["article_id"]) == ["a", "a-again"]
    assert table("rejected_files").height == 0


def test_no_files_leave_one_empty_bucket(project: Path) -> None:
    ingest.main()
    assert table("raw_articles").height == 0
    assert table("rejected_files").height == 0


LINES = [
    {"id": 7, "text": "Seven.", "headline": "The seventh", "by": ["Ann Lee", " "], "date": "2012-04-28T10:00:00Z"},
    {"id": "eight", "text": "שמונה.", "by": "Bob Roe; Ann Lee", "url": "not mapped"},
    {"text": "Without an id."},
    {"id": "seven", "text": 7},
    {"id": "nine", "text": "Nine.", "date": "yesterday"},
    {"id": "7", "text": "A second seventh."},
]
JSON_LINES = "\n".join(json.dumps(line) for line in LINES) + "\n\n[1]\n{broken\n"
READ = [
    ("7", "The seventh", ["Ann Lee"], "2012-04-28", "Seven."),
    ("eight", None, ["Bob Roe", "Ann Lee"], None, "שמונה."),
    ("part-3", None, None, None, "Without an id."),
]
REFUSED = [
    ("bad_value", "record 5: 'date' holds 'yesterday', which is no day as YYYY-MM-DD: mend it, or map another column"),
    ("duplicate_id", "'7' is the id of crawl/part.NAME: rename one, or give it an id in the catalogue"),
    ("no_text", "record 4: 'text' holds int: name the column of the text in ingest.columns"),
    ("not_json", "record 7: a line must hold an object with names and values, not list"),
    ("not_json", "record 8: not JSON: unexpected character, expected a string key: line 1 column 2 (char 1)"),
]


def compressed(suffix: str, content: bytes) -> bytes:
    if suffix == ".gz":
        half = len(content) // 2
        return gzip.compress(content[:half], mtime=0) + gzip.compress(content[half:], mtime=0)
    if suffix == ".zst":
        packed: bytes = pyarrow.compress(content, codec="zstd", asbytes=True)
        return packed
    return content


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_every_line_of_json_lines_is_an_article_or_a_reject(suffix: str, project: Path) -> None:
    (store.RAW / "crawl").mkdir()
    (store.RAW / f"crawl/part.jsonl{suffix}").write_bytes(compressed(suffix, JSON_LINES.encode()))
    ingest.main()
    found = table("raw_articles").with_columns(pl.col("published").dt.to_string()).sort("article_id")
    assert found.select("article_id", "title", "authors", "published", "text").rows() == READ
    assert found["source_sha256"][0] == hashlib.sha256(b"Seven.").hexdigest()
    assert set(found["source_path"]) == {f"crawl/part.jsonl{suffix}"}
    refused = sorted(table("rejected_files").select("reason", "detail").rows())
    assert refused == [(reason, detail.replace("NAME", f"jsonl{suffix}")) for reason, detail in REFUSED]
    assert find_bad_rows(table("rejected_files"), RejectedFiles).height == 0
    assert find_bad_rows(found.with_columns(pl.col("published").str.to_date()), RawArticles).height == 0


def test_every_row_of_parquet_is_an_article_or_a_reject(project: Path) -> None:
    (project / "params.yaml").write_text(RECIPE.replace("0.00001", "1"))
    frame = pl.DataFrame({"id": [1, 2, 3], "text": ["One.", None, "Three."], "more": [1, 2, 3]})
    frame.with_columns(date=pl.Series(["2012-04-28"] * 3).str.to_date()).write_parquet(store.RAW / "part.parquet")
    ingest.main()
    assert sorted(table("raw_articles").select("article_id", "text").rows()) == [("1", "One."), ("3", "Three.")]
    assert table("rejected_files").select("reason", "detail").rows() == [
        ("no_text", "record 2: 'text' is missing: name the column of the text in ingest.columns")
    ]


@pytest.mark.parametrize(
    ("name", "content", "n_read", "reason"),
    [
        ("cut.jsonl.gz", compressed(".gz", b'{"text": "Read."}\n' * 9)[:-9], 0, "damaged"),
        ("cut.jsonl.zst", b"no zstd at all", 0, "damaged"),
        ("cut.parquet", b"PAR1 and nothing", 0, "damaged"),
        ("empty.jsonl", b"\n\n", 0, "empty"),
        ("half.jsonl", b'{"text": "Read."}\n{"text": "Cut', 1, "not_json"),
    ],
)
def test_a_damaged_file_of_records_is_a_reject(
    name: str, content: bytes, n_read: int, reason: str, project: Path
) -> None:
    (store.RAW / name).write_bytes(content)
    ingest.main()
    assert (table("raw_articles").height, table("rejected_files")["reason"].to_list()) == (n_read, [reason])


@pytest.mark.parametrize("columns", ["{record_id: id}", "{text: text, heading: title}"])
def test_columns_that_are_none_are_refused(columns: str, project: Path) -> None:
    recipe = RECIPE.replace(RECIPE.split("columns: ")[1].split("}", maxsplit=1)[0] + "}", columns)
    (project / "params.yaml").write_text(recipe)
    with pytest.raises(PressmarkError, match=r"^params\.yaml: ingest\.columns: each must be one of text, "):
        ingest.main()
