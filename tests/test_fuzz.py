"""Readers on damaged files: each ends as articles or as a reason, in bounded time and memory, and the process lives.

Seeded: the same numbers damage the same bytes. `make fuzz` reads 10,000 files a format (`FUZZ=10000`), a test run few.
A format takes part by its suffix, with a file that `SEEDS` holds for it or, where it holds none, a text.
"""

import gzip
import io
import os
import random
import resource
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import orjson
import psutil
import pyarrow
import pyarrow.parquet as pq
import pytest
from reportlab.pdfgen.canvas import Canvas
from test_docx import report
from test_markdown import REPORT

from archive import answer, record
from office import epub_bytes, pack, small_docx, small_epub, unpack
from pipeline.sources import READERS, STREAMS, UNGUARDED, Limits, Record, Unreadable, read, stream
from schemas.rejected_files import REASONS

N_FILES = int(os.environ.get("FUZZ", "150"))
N_SHORT = 40
LIMITS = Limits(256, 5, 16)
CPU_SECONDS_MAX = LIMITS.n_cpu_seconds_max + 5
N_MB_GROWN_MAX = 512
COLUMNS = {"text": "text", "record_id": "id", "authors": "by"}
ROWS = [{"id": f"a{n}", "text": "The ships left the harbour. " * n, "by": ["Ann Lee"]} for n in range(1, 9)]
TEXT = "Storm over the harbour\n\nThe ships left the harbour in the night. Nobody saw them go.\n"
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Storm</title><script type="application/ld+json">{"@type": '
    '"NewsArticle", "headline": "Storm", "datePublished": "2021-10-12"}</script></head><body>'
    '<nav><a href="/">Home</a></nav><article>'
    f"<h1>Storm</h1><p>{'The ships left the harbour &amp; did not come back. ' * 9}</p></article></body></html>"
)


def pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in (1, 2):
        canvas.drawString(72, 700, "The ships left the harbour in the night.")
        canvas.drawString(300, 40, str(number))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def open_pdf() -> bytes:
    """Return a page of two columns with a heading, a note and its call, a rule and turned text, not compressed."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=0)
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(72, 780, "Storm over the harbour")
    for number in range(24):
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(
            72 if number < 12 else 310, 740 - 12 * (number % 12), "The ships left the harbour in the night."
        )
    canvas.setFont("Times-Roman", 6)
    canvas.drawString(244, 744, "1")
    canvas.line(72, 110, 150, 110)
    canvas.drawString(72, 98, "1. Nobody saw them go.")
    canvas.rotate(90)
    canvas.drawString(300, -20, "turned")
    canvas.save()
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pyarrow.Table.from_pylist(ROWS), buffer)
    return buffer.getvalue()


def warc() -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:6a9f3f5e-0000-4000-8000-000000000001>\r\n"
        "WARC-Date: 2021-10-12T08:00:00Z\r\nWARC-Target-URI: https://example.org/storm\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return (head.encode() + http + b"\r\n\r\n") * 3


def warc_of_packed_pages() -> bytes:
    zipped = gzip.compress(PAGE.encode(), mtime=0)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(zipped), zipped)
    sent = answer(chunked, Content_Encoding="gzip", Transfer_Encoding="chunked")
    return record("response", "https://example.org/a", sent) + record("conversion", None, TEXT.encode(), "text/plain")


def html() -> bytes:
    return PAGE.encode()


def json_lines() -> bytes:
    return b"\n".join(orjson.dumps(row) for row in ROWS)


def markdown() -> bytes:
    return REPORT.encode()


def text() -> bytes:
    return TEXT.encode()


SEEDS: dict[str, tuple[Callable[[], bytes], ...]] = {
    ".docx": (small_docx, report),
    ".epub": (small_epub,),
    ".md": (markdown,),
    ".html": (html,),
    ".pdf": (pdf, open_pdf),
    ".jsonl": (json_lines,),
    ".parquet": (parquet,),
    ".warc": (warc, warc_of_packed_pages),
}
FORMATS = sorted({module: suffix for suffix, module in reversed([*READERS.items(), *STREAMS.items()])}.values())
"""One suffix for each module that reads."""


def truncated(seed: bytes, chance: random.Random) -> bytes:
    return seed[: chance.randrange(len(seed) + 1)]


def flipped(seed: bytes, chance: random.Random) -> bytes:
    content = bytearray(seed)
    for _ in range(chance.choice((1, 2, 8, 64))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def spliced(seed: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(seed) + 1) for _ in range(2))
    place = chance.randrange(len(seed) + 1)
    piece = seed[start:end] * chance.choice((0, 1, 2, 50))
    return seed[:place] + piece + seed[place + chance.choice((0, len(piece))) :]


def overwritten(seed: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(seed))
    piece = chance.choice((b"\0" * 16, b"\xff" * 8, b"-1", b"99999999999999999999", b"<" * 99, b"(" * 99, b"&x;"))
    return seed[:place] + piece + seed[place + len(piece) :]


def nested(seed: bytes, chance: random.Random) -> bytes:
    opening = chance.choice((b"<div>", b"[", b"> ", b"<w:sdt>", b"{", b"<< /Kids [", b"- "))
    place = chance.randrange(len(seed) + 1)
    return seed[:place] + opening * chance.choice((100, 10_000)) + seed[place:]


def repacked(seed: bytes, chance: random.Random) -> bytes:
    """Damage one part inside a zip archive, and pack it again whole; other files are flipped."""
    if not zipfile.is_zipfile(io.BytesIO(seed)):
        return flipped(seed, chance)
    parts = unpack(seed)
    struck = chance.choice([name for name, part in parts.items() if part])
    hit = chance.choice((truncated, flipped, spliced, overwritten, nested))
    return pack(parts | {struck: hit(parts[struck], chance)})


MUTATIONS = (truncated, flipped, spliced, overwritten, nested, repacked, repacked, repacked)


def zip_bomb() -> bytes:
    """Return an archive of 300 megabytes of blanks."""
    return pack(dict.fromkeys(("META-INF/container.xml", "word/document.xml", "[Content_Types].xml"), b" " * 10**8))


def nested_zip() -> bytes:
    """Return fifty archives, one in the other."""
    content = small_epub()
    for depth in range(50):
        content = pack({f"{depth}.zip": content})
    return content


def entities(depth: int = 30) -> str:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth))
    return f'<!DOCTYPE html [<!ENTITY e0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">{grown}]>'


def laughs() -> bytes:
    return epub_bytes({"a.xhtml": "<p>Ha.&e29;&x;</p>"}, doctype=entities())


def quadratic() -> bytes:
    doctype = f'<!DOCTYPE html [<!ENTITY a "{"a" * 100_000}">]>'
    return epub_bytes({"a.xhtml": f"<p>{'&a;' * 20_000}</p>"}, doctype=doctype)


def many_links() -> bytes:
    links = "".join(f'<a id="c{n}" href="#n{n}">{n}</a>' for n in range(4_000))
    notes = "".join(f'<p id="n{n}"><a href="#c{n}">{n}</a> Note.</p>' for n in range(4_000))
    return epub_bytes({"a.xhtml": f"<p>Text {links}</p>{notes}"})


def pdf_bomb() -> bytes:
    objects = "".join(
        f"{n} 0 obj << /Type /Pages /Kids [{n + 1} 0 R {n + 1} 0 R] /Count 2 >> endobj\n" for n in range(2, 99)
    )
    return f"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n{objects}trailer << /Root 1 0 R >>".encode()


def compressed_nothing() -> bytes:
    return gzip.compress(b"\0" * 2**24, mtime=0)


def tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"), io.BytesIO())
    return buffer.getvalue()


@cache
def bombs() -> tuple[tuple[str, bytes], ...]:
    return tuple((bomb.__name__, bomb()) for bomb in BOMBS)


BOMBS = (zip_bomb, nested_zip, laughs, quadratic, many_links, pdf_bomb, compressed_nothing, tar)


def files(suffix: str, n_files: int) -> Iterator[tuple[str, bytes]]:
    """Yield damaged files of a format, with what was done to them; the bombs of all formats first."""
    yield from bombs()
    chance = random.Random(suffix)
    seeds = [seed() for seed in SEEDS.get(suffix, (text,))]
    for number in range(n_files):
        mutation = MUTATIONS[number % len(MUTATIONS)]
        yield f"{mutation.__name__} {number}", mutation(chance.choice(seeds), chance)


def outcomes(suffix: str, content: bytes) -> list[Record | Unreadable]:
    """Read a file as the pipeline does."""
    if suffix in READERS:
        try:
            return [*read(suffix, content, LIMITS)]
        except Unreadable as fault:
            return [fault]
    return list(stream(f"file{suffix}", io.BytesIO(content), COLUMNS, LIMITS))


def cpu_seconds() -> float:
    """Return what this process took so far, and those that it started."""
    alive = [process.cpu_times() for process in psutil.Process().children()]
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(times.user + times.system for times in alive) + sum(usage.ru_utime + usage.ru_stime for usage in own)


def check(suffix: str, name: str, content: bytes) -> list[str]:
    """Return what became of a file: `article`, or a reason; each must be whole."""
    found = outcomes(suffix, content)
    for one in found:
        if isinstance(one, Unreadable):
            assert one.reason in REASONS, f"{suffix} {name}: {one.reason}"
            assert one.detail, f"{suffix} {name}"
            assert one.reason != "reader_failed", f"{suffix} {name}: {one.detail}"
        else:
            assert one.text.strip(), f"{suffix} {name}"
            one.text.encode()
    return [one.reason if isinstance(one, Unreadable) else "article" for one in found]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_damaged_file_ends_as_articles_or_as_a_reason(suffix: str) -> None:
    counts: Counter[str] = Counter()
    slowest = (0.0, "", 0)
    n_bytes_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    started = time.process_time()
    is_slow = suffix in READERS and suffix not in UNGUARDED
    for name, content in files(suffix, N_FILES if "FUZZ" in os.environ or not is_slow else N_SHORT):
        before = cpu_seconds()
        counts.update(check(suffix, name, content))
        slowest = max(slowest, (cpu_seconds() - before, name, len(content)))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - n_bytes_before) / 2**20
    took = time.process_time() - started
    print(f"{suffix}: {dict(sorted(counts.items()))}; slowest {slowest}; {grown:.0f} MB grown; {took:.1f} s here")
    assert slowest[0] < CPU_SECONDS_MAX, slowest
    assert grown < N_MB_GROWN_MAX


def test_the_same_seed_damages_the_same_bytes() -> None:
    assert list(files(".docx", 20)) == list(files(".docx", 20))
