"""Plain values in and out: what the pipeline decides about pages, lines, sentences and languages, without a project.

For whoever wants to try the rules, or to measure them: `pipeline.extract`, `label_lines`, `join_lines`,
`split_sentences` and `identify_language`. The recipe is the `params.yaml` of the working directory; where there is
none, the one that ships with the package (`pipeline/params.yaml`, a link to the project's, so that there is one). It is
read once for each working directory.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline import languages, paragraphs, sentences
from pipeline.clean import CleanSettings, Recipe, clean, recipe_of, with_roles
from pipeline.corrected_lines import with_corrections
from pipeline.footnotes import number_notes
from pipeline.line_edits import with_plain
from pipeline.lines import split_lines, with_marks
from pipeline.mending import edit_lines
from pipeline.params import PARAMS, read_settings
from pipeline.records import COLUMNS
from pipeline.segment import SegmentSettings, boundary_rules
from pipeline.sources import Record, Unreadable
from pipeline.sources.html import read_page
from pipeline.verdicts import Verdicts
from schemas.patterns import TEXT_ROLES

SHIPPED = Path(__file__).with_name("params.yaml")
BLANK = "blank"
_ONE = "text"
_PARAGRAPH = {"paragraph_id": pl.String, "language": pl.String, "text": pl.String}
_RAW = {name: kind for name, kind in COLUMNS.items() if name not in ("n_bytes", "reason", "detail")}
_BREAKS = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\u2028\u2029", " "))


class Label(NamedTuple):
    """What a line is: whether it is kept as text of the article, its role, and the rule that decided it."""

    keep: bool
    role: str
    rule: str


class Extract(NamedTuple):
    """The article of a web page: its text, and what is known of it; `published` is a day as YYYY-MM-DD."""

    text: str
    title: str | None
    authors: list[str]
    published: str | None
    publisher: str | None
    language: str | None


def label_lines(lines: list[str]) -> list[Label]:
    """Label the lines of one page: one label each; a blank line has the role `blank`, and no rule.

    Headings and paragraphs are kept, as in the dataset. The standfirst is not, nor are title and captions: they are
    fields of the article there, and counted as lost text by nobody who marked the body of a page by hand.
    """
    decided = _decided(lines)
    found = {row[0]: Label(row[1] in TEXT_ROLES, *row[1:]) for row in decided.select("line", "role", "rule").rows()}
    return [found.get(number, Label(False, BLANK, "")) for number in range(1, len(lines) + 1)]


def join_lines(lines: list[str]) -> list[bool]:
    """Say of each line whether it goes on with the text or note of the kept line before it."""
    decided = _decided(lines)
    numbers = number_notes(decided.filter(pl.col("role") == "note"))
    numbered = decided.join(numbers, on=["article_id", "line"], how="left", maintain_order="left")
    kept = numbered.filter(pl.col("role").is_in([*TEXT_ROLES, "note"]))
    joined = paragraphs.join_lines(kept, _clean_recipe(Path.cwd()).joins)
    goes_on = set(joined.filter(pl.col("join").is_not_null())["line"])
    return [number in goes_on for number in range(1, len(lines) + 1)]


def split_sentences(text: str, language: str | None = None) -> list[str]:
    """Split a paragraph into its sentences: slices of it, without the white space between them.

    Some abbreviations are words of another language, so `language` (ISO 639 code) matters; it is identified where none
    is given.
    """
    stripped = text.strip()
    if not stripped:
        return []
    known = language or identify_language(stripped)
    frame = pl.DataFrame({"paragraph_id": [_ONE], "language": [known], "text": [stripped]}, schema=_PARAGRAPH)
    return sentences.split_sentences(frame, _boundary_rules(Path.cwd()))["text"].to_list()


def identify_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or none where the text is too short to tell."""
    return languages.identify(text, _clean_recipe(Path.cwd()).languages)


def extract(html: str | bytes, url: str | None = None) -> Extract:
    """Return the article of a web page, as the pipeline would publish it: headings and paragraphs, blank lines between.

    `url` is where the page came from, if that is known. A page that shows no text gives an empty one; bytes that are no
    text raise `pipeline.sources.Unreadable`. The page is read in this process, without limits. Of many pages
    `extract_all` makes shorter work.
    """
    return extract_all([(html, url)])[0]


def extract_all(pages: Iterable[tuple[str | bytes, str | None]]) -> list[Extract]:
    """Extract the articles of many pages, each with where it came from: as one by one, several times as fast."""
    records = [_record_of(html, url) for html, url in pages]
    rows = [_row_of(f"{number:09d}", record) for number, record in enumerate(records) if record.text]
    cleaned = clean(pl.DataFrame(rows, schema=_RAW), _clean_recipe(Path.cwd())).articles if rows else pl.DataFrame()
    found = [Extract("", None, [], None, None, None)] * len(records)
    for row in cleaned.iter_rows(named=True):
        published = row["published"].isoformat() if row["published"] else None
        found[int(row["article_id"])] = Extract(
            row["text"], row["title"], row["authors"], published, row["publisher"], row["language"]
        )
    return found


def text_of(lines: Iterable[str]) -> str:
    """Return the raw text of a page that is given in lines; breaks inside them are none."""
    return "".join(line.translate(_BREAKS) + "\n" for line in lines)


def _record_of(html: str | bytes, url: str | None) -> Record:
    content, charset = (html.encode("utf-8", "replace"), "utf-8") if isinstance(html, str) else (html, None)
    try:
        return read_page(content, url, charset)
    except Unreadable as fault:
        if fault.reason != "empty":
            raise
        return Record("")


def _row_of(article_id: str, record: Record) -> dict[str, Any]:
    """Return a raw article as ingest would have it, of a file without a name."""
    stated = {
        name: getattr(record, name) for name in ("title", "subtitle", "publisher", "published", "language", "url")
    }
    unnamed = dict.fromkeys(("source_path", "source_sha256", "rights"), "")
    marks = [mark._asdict() for mark in record.marks]
    authors = list(record.authors) or None
    return {**stated, **unnamed, "article_id": article_id, "text": record.text, "authors": authors, "marks": marks}


def _decided(lines: list[str]) -> pl.DataFrame:
    """Give each line that is not blank its role and its rule; the lines keep their numbers, from 1."""
    recipe = _clean_recipe(Path.cwd())
    page = pl.DataFrame({"article_id": [_ONE], "text": [text_of(lines)], "marks": [None]})
    found = with_corrections(with_marks(split_lines(page), page).with_columns(returns=pl.lit(False)), ())
    edited = edit_lines(found, recipe.repairs, recipe.edits)
    return with_roles(with_plain(edited.lines, edited.edits), recipe)


@cache
def _clean_recipe(folder: Path) -> Recipe:
    return recipe_of(read_settings(CleanSettings, "clean", _recipe_in(folder)))


@cache
def _boundary_rules(folder: Path) -> Verdicts:
    return boundary_rules(read_settings(SegmentSettings, "segment", _recipe_in(folder)))


def _recipe_in(folder: Path) -> Path:
    return PARAMS if (folder / PARAMS).exists() else SHIPPED
