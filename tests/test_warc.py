"""Web archives: their pages are articles, each known by its address, and what is no page is counted once."""

import contextlib
import gzip
import hashlib
import importlib
import io
from pathlib import Path

import polars as pl
import pytest

from archive import answer, packed, page, record
from pipeline.sources import LIMITS, Limits, Record, Unreadable, page_reader, stream
from pipeline.sources.record import PageReader
from pipeline.sources.warc import N_KINDS_SHOWN, id_of
from pipeline.sources.warc import stream as stream_pages
from project import PROJECT

SHIPS = "The ships left the harbour in the night, and nobody saw them go out to the sea, for it was dark."
SUFFIXES = [".warc", ".warc.gz", ".warc.zst", "one member.warc.gz", "dictionary.warc.zst"]
CRAWL = [
    record("warcinfo", None, b"software: a crawler\r\n", "application/warc-fields"),
    record("request", "https://example.org/a", b"GET /a HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
    page("https://example.org/a", f"One. {SHIPS}"),
    record("metadata", "https://example.org/a", b"fetchTimeMs: 12\r\n", "application/warc-fields"),
    record("response", "https://example.org/b", answer(b"", status="301 Moved", Location="/c")),
    record("response", "https://example.org/c", answer(b"GIF89a", "image/gif")),
    record("response", "https://example.org/robots.txt", answer(b"User-agent: *\n", "text/plain")),
    record("response", "dns:example.org", b"20240102\r\nexample.org. 1 IN A 192.0.2.1\r\n", "text/dns"),
    record(
        "response",
        "https://example.org/d",
        answer(f"Zw\u00f6lf. {SHIPS}".encode("latin-1"), "text/plain;charset=latin1"),
    ),
    record("conversion", "https://example.org/e", f"Drei\n{SHIPS}\n".encode(), "text/plain"),
    record("resource", "file:///f.html", f"<p>Vier. {SHIPS}</p>".encode(), "text/html"),
    record("revisit", "https://example.org/a", b"HTTP/1.1 200 OK\r\n\r\n"),
]


def texts_only(content: bytes, url: str | None, charset: str | None) -> Record:
    """Read a page in no time: its bytes."""
    return Record(content.decode(charset or "utf-8"), url=url)


def known_by(address: str) -> str:
    """Return the id of a page of this address."""
    return f"example.org-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def read(archive: bytes, name: str = "a.warc", limits: Limits = LIMITS) -> list[tuple[str, ...]]:
    """Return (id, address, text) of every article, and (reason, where, detail) of what is none."""
    return [
        (one.reason, one.where, one.detail)
        if isinstance(one, Unreadable)
        else (str(one.record_id), str(one.url), one.text)
        for one in stream(name, io.BytesIO(archive), {}, limits)
    ]


def outcome(*records: bytes, read_page: PageReader = texts_only) -> list[str]:
    """Return the texts of the articles, and the reasons and details of what is none."""
    found = stream_pages(io.BytesIO(b"".join(records)), {}, read_page)
    return [f"{one.reason}: {one.detail}" if isinstance(one, Unreadable) else one.text for one in found]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_pages_are_articles_and_all_else_is_counted_once(suffix: str, tmp_path: Path) -> None:
    assert read(packed(suffix, CRAWL, tmp_path), f"crawl{suffix}") == [
        (known_by("example.org/a"), "https://example.org/a", f"One. {SHIPS}"),
        (known_by("example.org/d"), "https://example.org/d", f"Zwölf. {SHIPS}"),
        (known_by("example.org/e"), "https://example.org/e", f"Drei\n{SHIPS}\n"),
        ("00000000-0000-4000-8000-cfc325e24fa5", "None", f"Vier. {SHIPS}"),
        (
            "not_a_page",
            "records that are no pages",
            "1 metadata, 1 of type image/gif, 1 of type text/dns, 1 request, 1 revisit, 1 robots.txt, 1 warcinfo, "
            "1 with status 301",
        ),
    ]


def test_a_page_that_is_crawled_again_has_its_id() -> None:
    before = id_of("http://www.example.org/a?b=1", "<urn:uuid:1>")
    assert id_of("https://EXAMPLE.org:443/a?b=1#top", "<urn:uuid:2>") == before
    others = ("https://example.org/a?b=2", "https://example.org/A?b=1", "https://m.example.org/a?b=1")
    assert len({before, *(id_of(other, None) for other in others)}) == 4


def test_an_address_that_is_none_is_not_stated() -> None:
    archive = page("https://[", SHIPS) + page("https://example.org/a b", SHIPS) + page("urn:isbn:1", SHIPS)
    assert [(one[1], one[2]) for one in read(archive)] == [("None", SHIPS)] * 3


def test_many_kinds_are_told_in_few_words() -> None:
    kinds = [record("response", "https://example.org/", answer(b"", f"image/x{n}")) for n in range(N_KINDS_SHOWN + 3)]
    (told,) = outcome(*kinds, kinds[0])
    assert told.startswith("not_a_page: 2 of type image/x0, 1 of type image/x1, ")
    assert told.endswith(", 3 of other kinds")


@pytest.mark.parametrize(
    ("body", "media_type", "headers", "expected"),
    [
        (
            b"<p>Known by what the crawler found",
            "application/octet",
            {"WARC_Identified_Payload_Type": "text/html"},
            True,
        ),
        (b"<p>No page, as the crawler found", "text/html", {"WARC_Identified_Payload_Type": "image/gif"}, False),
        (b" <!-- a --><!DOCTYPE html><p>Known by its looks", "", {}, True),
        (b"\x89PNG", "", {}, False),
        (b"<p>XHTML", "application/xhtml+xml; charset=utf-8", {}, True),
    ],
)
def test_what_a_page_is(body: bytes, media_type: str, headers: dict[str, str], expected: bool) -> None:
    found = outcome(record("response", "https://example.org/", answer(body, media_type), **headers))
    assert found == ([body.decode()] if expected else [found[0]])
    assert expected != found[0].startswith("not_a_page: 1 of ")


def test_what_was_done_to_a_page_on_its_way_is_undone() -> None:
    zipped = gzip.compress(SHIPS.encode(), mtime=0)
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(zipped), zipped)
    sent = answer(body, "text/plain", Content_Encoding="gzip", Transfer_Encoding="chunked")
    assert outcome(record("response", "https://example.org/", sent)) == [SHIPS]


@pytest.mark.parametrize(
    ("hurt", "reason"),
    [
        (
            record("response", "https://example.org/", answer(b"<p>Cut"), WARC_Truncated="length"),
            "truncated: the crawler cut",
        ),
        (record("response", "https://example.org/", answer(b" ", "text/plain")), "empty: there is no text in it"),
        (record("response", "https://example.org/", answer(b"\0\1\2\3" * 9, "text/plain")), "not_text: "),
        (record("response", "https://example.org/", b"no answer at all"), "not_a_page: 1 without a status"),
        (
            record("response", "https://example.org/", answer(b"<p>A"), WARC_Segment_Number="1"),
            "not_a_page: 1 in segments",
        ),
    ],
)
def test_a_page_that_is_not_there_as_a_whole_is_a_reject(hurt: bytes, reason: str) -> None:
    good = record("conversion", "https://example.org/", SHIPS.encode(), "text/plain")
    found = outcome(hurt, good)
    assert [one for one in found if not one.startswith(reason)] == [SHIPS]
    assert len(found) == 2


def test_a_page_that_is_too_large_is_not_read() -> None:
    large = record("response", "https://example.org/l", answer(b" " * (2**26), "text/plain"))
    good = record("conversion", "https://example.org/", SHIPS.encode(), "text/plain")
    assert read(large + good)[0][:2] == ("too_large", "https://example.org/l")
    assert outcome(large, good)[1] == SHIPS


@pytest.mark.parametrize(
    ("archive", "n_articles", "fault"),
    [
        (b"".join(CRAWL)[:-200], 4, "the file ends inside a record"),
        (b"".join(CRAWL[:3])[:-30], 0, "the file ends inside a record"),
        (b"".join(CRAWL[:3]) + b"WARC/1.0\r\nWARC-Type: resp", 1, "the file ends inside a record"),
        (b"".join(CRAWL[:3]) + b"noise" + b"".join(CRAWL), 1, "Invalid WARC header"),
        (b"no archive", 0, "Invalid WARC header"),
    ],
)
def test_what_follows_a_damaged_place_is_told_to_be_lost(archive: bytes, n_articles: int, fault: str) -> None:
    *found, last = stream("a.warc", io.BytesIO(archive), {})
    assert isinstance(last, Unreadable)
    assert (last.reason, last.detail) == ("damaged", f"the file cannot be read on from here: {fault}")
    assert sum(isinstance(one, Record) for one in found) == n_articles


def test_an_archive_is_read_only_as_far_as_it_is_asked_for() -> None:
    """So memory holds a record, whatever the size of the archive."""
    file = io.BytesIO(packed(".warc", [page(f"https://example.org/{n}", "Word. " * 50_000) for n in range(9)], Path()))
    found = stream_pages(file, {}, texts_only)
    next(found)
    assert file.tell() < 2**20


def test_a_page_that_explodes_costs_itself() -> None:
    deep = record("response", "https://example.org/deep", answer(b"<html><body>" + b"<p>The ships left." * 300_000))
    found = read(deep + page("https://example.org/a", SHIPS), limits=Limits(1024, 1))
    assert [one[:2] for one in found] == [
        ("too_costly", "https://example.org/deep"),
        (known_by("example.org/a"), "https://example.org/a"),
    ]


def test_a_page_is_read_with_its_address_and_its_encoding() -> None:
    html = "<html><head><title>Zw\u00f6lf</title></head><body><p>Zw\u00f6lf Schiffe.</p></body></html>".encode("cp1252")
    article = page_reader(LIMITS)(html, "https://example.org/a", "windows-1252")
    assert ("Zwölf Schiffe." in article.text, article.url) == (True, "https://example.org/a")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data/raw/crawl").mkdir(parents=True)
    recipe = (PROJECT / "params.yaml").read_text("utf-8")
    (tmp_path / "params.yaml").write_text(recipe.replace("n_workers: null", "n_workers: 1"))
    return tmp_path


def run(folder: Path, *stages: str) -> None:
    with contextlib.chdir(folder):
        for stage in stages:
            importlib.import_module(f"pipeline.{stage}").main()


def test_an_archive_goes_the_whole_way(folder: Path, tmp_path: Path) -> None:
    html = f"<html><body><nav><a href='/'>Home page</a></nav><h1>Ships</h1>{f'<p>{SHIPS}</p>' * 3}</body></html>"
    crawl = [*CRAWL, record("response", "https://example.org/x", answer(html.encode()))]
    (folder / "data/raw/crawl/1.warc.gz").write_bytes(packed(".warc.gz", crawl, tmp_path))
    (folder / "data/raw/crawl/2.warc").write_bytes(packed(".warc", CRAWL[2:3], tmp_path))
    run(folder, "ingest", "clean", "segment", "validate")
    rejected = pl.read_parquet(folder / "data/interim/rejected_files").sort("source_path")
    assert rejected.select("source_path", "reason", pl.col("detail").str.head(42)).rows() == [
        ("crawl/1.warc.gz", "not_a_page", "records that are no pages: 1 metadata, 1 o"),
        ("crawl/2.warc", "duplicate_id", f"'{known_by('example.org/a')}' is the id o"),
    ]
    article = pl.read_parquet(folder / "data/interim/articles").filter(article_id=known_by("example.org/x"))
    assert article.select("url", "source_path").rows() == [("https://example.org/x", "crawl/1.warc.gz")]
    lines = pl.read_parquet(folder / "data/interim/lines").filter(text="Home page")
    assert lines.select("role", "rule").rows() == [("boilerplate", "is_marked_furniture")]


def test_a_column_of_pages_is_read_where_there_is_no_text(folder: Path) -> None:
    recipe = (folder / "params.yaml").read_text().replace("    text: text\n", "    text: text\n    html: page\n")
    (folder / "params.yaml").write_text(recipe)
    rows = [
        {"id": "a", "page": f"<h1>Ships</h1><p>{SHIPS}</p>", "title": "Stated"},
        {"id": "b", "text": SHIPS, "page": "x"},
    ]
    pl.DataFrame(rows).write_ndjson(folder / "data/raw/a.jsonl")
    run(folder, "ingest")
    found = pl.read_parquet(folder / "data/interim/raw_articles").sort("article_id")
    assert found.select("article_id", "title", "text").rows() == [
        ("a", "Stated", f"# Ships\n\n{SHIPS}"),
        ("b", None, SHIPS),
    ]
