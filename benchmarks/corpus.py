"""A varied corpus of any size from the five articles: a pure function of a seed.

    python -m benchmarks.corpus FOLDER --n-articles 20000 --seed 1 --damaged

writes `FOLDER/data/raw/NNNNNNN.txt`, one file per article, and with `--n-json-lines-files 4` the same texts once more
in four files below `FOLDER/json_lines`. Article n depends on the seed and on n alone, so a longer corpus starts with
the shorter one.

An article has a title, mostly an author and a date, headings, paragraphs, and lines of page furniture; three in ten are
hard-wrapped, one in twenty has footnotes. Lengths are log-normal with a mean of 7.5 KB. Its sentences are made from the
frames of `benchmarks.sentences`.

The damaged corpus is the clean one, in which 3 % of the articles are mojibake, 3 % have HTML entities, 10 % ligatures
and no-break spaces, 2 % are a copy of an earlier article, 3 % nearly so, and 4 % are not in English. Every article has
one kind of damage at most.

What bias remains: all sentences descend from some 290 of one subject and style, so the vocabulary is small (that of
five articles, and the lists), and a sentence seldom means anything. It compresses about as real documentation does (to
0.22 with zstd at level 3, against 0.24), better than a crawl does. Languages other than English have five sentences
each. Nothing is very long, empty or unreadable. The shares of damage were chosen, not measured, and they decide what
repair costs.
"""

import argparse
import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.sentences import Frames, fill, pick, read_frames
from benchmarks.words import BOILERPLATE, FOREIGN, FURNITURE

N_BYTES_MEAN = 6850  # of the body; with its head and furniture an article has 7.5 KB
SIGMA = 0.8
N_BYTES_MIN, N_BYTES_MAX = 300, 400_000
SHARES = {
    "mojibake": 0.03,
    "entities": 0.03,
    "typesetting": 0.10,
    "copy": 0.02,
    "near_copy": 0.03,
    "foreign": 0.04,
}
SHARE_WRAPPED, SHARE_WITH_NOTES, SHARE_WITH_HEADINGS = 0.3, 0.05, 0.4
_LINE_OF_72 = re.compile(r"(.{1,72})(?: |$)")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ENTITIES = str.maketrans(
    {"&": "&amp;", '"': "&quot;", "'": "&#39;", "“": "&ldquo;", "”": "&rdquo;", "’": "&rsquo;", "—": "&mdash;"}
)


class Article(NamedTuple):
    """One article of the corpus, with the damage done to it: a key of `SHARES`, or an empty text."""

    number: int
    text: str
    damage: str

    @property
    def article_id(self) -> str:
        """The stem of its file."""
        return f"{self.number:07d}"


def make_corpus(n_articles: int, seed: int, is_damaged: bool = False) -> Iterator[Article]:
    """Yield the articles of a corpus in order; the same arguments always give the same texts."""
    frames = read_frames()
    for number in range(n_articles):
        yield make_article(frames, seed, number, is_damaged)


def make_article(frames: Frames, seed: int, number: int, is_damaged: bool) -> Article:
    """Make one article: its clean text, to which the damaged corpus does what the article's chance says."""
    damage = _damage_of(seed, number) if is_damaged else ""
    rng = Random(f"damage {seed} {number}")
    if damage == "foreign":
        return Article(number, _foreign_text(rng), damage)
    if damage in ("copy", "near_copy"):
        original = _clean_text(frames, seed, int(rng.random() * number))
        return Article(number, original if damage == "copy" else _nearly(original, frames, rng), damage)
    text = _clean_text(frames, seed, number)
    return Article(number, _DAMAGES[damage](text, rng) if damage else text, damage)


def write_corpus(folder: Path, articles: Iterator[Article], n_json_lines_files: int = 0) -> int:
    """Write articles below a folder, also as files of JSON Lines; return how many bytes their texts have."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    lines: list[list[str]] = [[] for _ in range(n_json_lines_files)]
    n_bytes = 0
    for article in articles:
        content = article.text.encode()
        (raw / f"{article.article_id}.txt").write_bytes(content)
        n_bytes += len(content)
        if lines:
            row = {"id": article.article_id, "text": article.text}
            lines[article.number % n_json_lines_files].append(json.dumps(row, ensure_ascii=False) + "\n")
    _write_json_lines(folder / "json_lines", lines)
    return n_bytes


def _write_json_lines(folder: Path, lines: list[list[str]]) -> None:
    for number, part in enumerate(lines):
        if part:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:05d}.jsonl").write_text("".join(part), encoding="utf-8")


def _clean_text(frames: Frames, seed: int, number: int) -> str:
    rng = Random(f"article {seed} {number}")
    n_bytes = _n_bytes(rng)
    paragraphs = list(_paragraphs(frames, rng, n_bytes))
    notes: list[str] = []
    if rng.random() < SHARE_WITH_NOTES:
        paragraphs, notes = _with_notes(frames, rng, paragraphs)
    if rng.random() < SHARE_WRAPPED:
        paragraphs = [_LINE_OF_72.sub(r"\1\n", paragraph).rstrip("\n") for paragraph in paragraphs]
    blocks = [*_head(frames, rng), *paragraphs, *_furniture(rng, n_bytes), *notes]
    return "\n\n".join(blocks) + "\n"


def _n_bytes(rng: Random) -> int:
    """Draw a log-normal length by Box and Muller's way, which needs `random()` alone: no Python changes that."""
    normal = math.sqrt(-2 * math.log(1 - rng.random())) * math.cos(2 * math.pi * rng.random())
    length = math.exp(math.log(N_BYTES_MEAN) - SIGMA**2 / 2 + SIGMA * normal)
    return int(min(max(length, N_BYTES_MIN), N_BYTES_MAX))


def _head(frames: Frames, rng: Random) -> Iterator[str]:
    yield _title(frames, rng)
    if rng.random() < 0.7:
        yield fill(rng, "By {person}" if rng.random() < 0.7 else "{person} and {person}")
    if rng.random() < 0.5:
        yield fill(rng, "{month} {day}, {year}")


def _title(frames: Frames, rng: Random) -> str:
    words = frames.sentence(rng).rstrip(".?!”\"'").split()
    return " ".join(words[: 6 + int(rng.random() * 6)]).rstrip(",;:—-").strip("“”\"'")


def _paragraphs(frames: Frames, rng: Random, n_bytes: int) -> Iterator[str]:
    has_headings = rng.random() < SHARE_WITH_HEADINGS
    while n_bytes > 0:
        if has_headings and rng.random() < 0.1:
            yield _title(frames, rng)
        paragraph = " ".join(frames.sentence(rng) for _ in range(1 + int(rng.random() * 6)))
        n_bytes -= len(paragraph) + 2
        yield paragraph


def _with_notes(frames: Frames, rng: Random, paragraphs: list[str]) -> tuple[list[str], list[str]]:
    marked: list[str] = []
    notes: list[str] = []
    for paragraph in paragraphs:
        if paragraph.endswith((".", "”")) and rng.random() < 0.6:
            notes.append(f"{len(notes) + 1} " + fill(rng, _NOTE).replace("TITLE", _title(frames, rng)))
            marked.append(paragraph + str(len(notes)).translate(_SUPERSCRIPTS))
        else:
            marked.append(paragraph)
    return marked, notes


_NOTE = (
    "{person}, “TITLE,” *{place} Review*, {month} {day}, {year}. Accessed at: <https://www.example.org/{number}/{year}>"
)


def _furniture(rng: Random, n_bytes: int) -> Iterator[str]:
    for _ in range(int(rng.random() * (2 + n_bytes / 2500))):
        yield fill(rng, pick(rng, BOILERPLATE))
    if rng.random() < 0.3:
        yield from FURNITURE


def _damage_of(seed: int, number: int) -> str:
    chance = Random(f"kind {seed} {number}").random()
    for damage, share in SHARES.items():
        chance -= share
        if chance < 0:
            return "" if damage.endswith("copy") and number == 0 else damage
    return ""


def _nearly(text: str, frames: Frames, rng: Random) -> str:
    """Change a text as a second paper does that prints it: another title, one paragraph less, one sentence more."""
    blocks = text.rstrip("\n").split("\n\n")
    if len(blocks) > 4:
        del blocks[3 + int(rng.random() * (len(blocks) - 4))]
    return "\n\n".join([_title(frames, rng), *blocks[1:], frames.sentence(rng)]) + "\n"


def _foreign_text(rng: Random) -> str:
    sentences = FOREIGN[pick(rng, tuple(FOREIGN))]
    n_bytes, blocks = _n_bytes(rng), [fill(rng, sentences[0]).rstrip(".")]
    while n_bytes > 0:
        blocks.append(" ".join(fill(rng, pick(rng, sentences)) for _ in range(1 + int(rng.random() * 5))))
        n_bytes -= len(blocks[-1].encode())
    return "\n\n".join(blocks) + "\n"


def _mojibake(text: str, rng: Random) -> str:
    """Read the text's UTF-8 as Windows-1252, once or, seldom, twice."""
    for _ in range(2 if rng.random() < 0.1 else 1):
        text = _NOT_ASCII.sub(lambda match: _misread(match[0]), text.replace("'", "’"))
    return text


@lru_cache
def _misread(character: str) -> str:
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in _NOT_IN_1252 else "latin-1") for byte in character.encode()
    )


_NOT_IN_1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _entities(text: str, rng: Random) -> str:
    return text.translate(_ENTITIES).replace(" the ", " the&nbsp;" if rng.random() < 0.3 else " the ")


def _typesetting(text: str, rng: Random) -> str:
    text = text.replace("fi", "ﬁ").replace("fl", "ﬂ") if rng.random() < 0.6 else text
    return text.replace(" of ", " of\u00a0")


_DAMAGES = {"mojibake": _mojibake, "entities": _entities, "typesetting": _typesetting}


def main() -> None:
    """Write a corpus as the command line says."""
    parser = argparse.ArgumentParser(description="Make a corpus from the five articles.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--n-articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damaged", action="store_true")
    parser.add_argument("--n-json-lines-files", type=int, default=0)
    given = parser.parse_args()
    n_bytes = write_corpus(
        given.folder, make_corpus(given.n_articles, given.seed, given.damaged), given.n_json_lines_files
    )
    print(f"{given.n_articles} articles, {n_bytes / 1e6:.1f} MB in {given.folder}")


if __name__ == "__main__":
    main()
