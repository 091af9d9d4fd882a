"""Articles as the page shows them: raw lines beside what became of them, in rows that a reader can follow."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from pipeline.footnotes import MARK_RULE

N_CHARS_OF_TITLE = 300
N_CHARS_OF_NAME = 120
N_PIECES_OF_STRIP = 48
DROPPED = "boilerplate"
STRIP_KINDS = {"paragraph": 0, "heading": 0, "note": 2, DROPPED: 3}
Row = dict[str, Any]
Tables = Mapping[str, pl.DataFrame]
Kinds = dict[tuple[str, str], int]


def show_articles(tables: Tables, kinds: Kinds) -> Iterator[Row]:
    """Yield every article of the tables as the page's script reads it, in the order of their ids.

    Texts and offsets are those of the dataset; an offset that is not here follows from the length of a text. `kinds`
    numbers each role and rule that decided a line.
    """
    own = {name: _by_article(frame) for name, frame in tables.items()}
    for article in tables["articles"].sort("article_id").iter_rows(named=True):
        rows = {name: found.get(article["article_id"], []) for name, found in own.items() if name != "articles"}
        yield {**_about(article), "rows": _rows(rows, kinds), "strip": _strip(rows["lines"])}


def describe(article: Row, kinds: Kinds, block: int) -> Row:
    """Return what the list of articles shows of one that `show_articles` gave: long titles cut, lines counted."""
    lines = [line for lines, _ in article["rows"] for line in lines]
    counted = {kind: sum(1 for line in lines if line[1] == kind) for kind in {line[1] for line in lines}}
    joined = sum(1 for line in lines if line[4])
    return {
        "id": article["id"],
        "title": _cut(article["title"] or "", N_CHARS_OF_TITLE),
        "authors": [_cut(name, N_CHARS_OF_NAME) for name in article["authors"][:3]],
        "publisher": _cut(article["publisher"] or "", N_CHARS_OF_NAME),
        "language": article["language"],
        "published": article["published"],
        "n_words": article["n_words"],
        "strip": article["strip"],
        "kinds": sorted(counted.items()),
        "n_joined": joined,
        "n_dropped": sum(counted.get(kind, 0) for (role, _), kind in kinds.items() if role == DROPPED),
        "block": block,
    }


def number_kinds(lines: pl.DataFrame) -> Kinds:
    """Number each pair of role and rule that stands on a line."""
    return {pair: n for n, pair in enumerate(lines.select("role", "rule").unique().sort("role", "rule").iter_rows())}


def _by_article(frame: pl.DataFrame) -> dict[str, list[Row]]:
    by = [name for name in ("position", "line", "number") if name in frame.columns]
    parts = frame.sort("article_id", *by).partition_by("article_id", as_dict=True, maintain_order=True)
    return {str(key[0]): part.to_dicts() for key, part in parts.items()}


def _about(article: Row) -> Row:
    same = ("title", "subtitle", "authors", "publisher", "language", "url", "rights", "captions", "keywords", "n_words")
    return {
        "id": article["article_id"],
        **{name: article[name] for name in same},
        "published": str(article["published"]) if article["published"] else None,
        "path": article["source_path"],
        "sha256": article["source_sha256"],
        "added_in": article["added_in"],
    }


def _rows(own: dict[str, list[Row]], kinds: Kinds) -> list[list[Any]]:
    """Return rows of [raw lines, what they became]: a row ends where no paragraph or note goes on."""
    shaped = _shapes(own)
    joins = {
        (row.get("paragraph_id") or row["note_id"], edit["raw_end"]): edit["rule"]
        for row in own["paragraphs"] + own["notes"]
        for edit in row["edits"]
    }
    rows, seen = [], set()
    for lines in _runs(own["lines"]):
        shown, became = [], []
        for line in lines:
            owner = line["paragraph_id"] or line["note_id"]
            join = (joins.get((owner, line["raw_start"]), "") or "continues") if owner in seen else ""
            shown.append([line["line"], kinds[line["role"], line["rule"]], line["raw_start"], line["text"], join])
            if owner and owner not in seen:
                seen.add(owner)
                became.append(shaped[owner])
        rows.append([shown, became])
    return rows


def _runs(lines: list[Row]) -> Iterator[list[Row]]:
    """Yield lines in runs, so that all lines of a paragraph or note stand in one."""
    last = {owner: n for n, line in enumerate(lines) if (owner := line["paragraph_id"] or line["note_id"])}
    run: list[Row] = []
    end = -1
    for n, line in enumerate(lines):
        if run and n > end:
            yield run
            run = []
        run.append(line)
        end = max(end, last.get(line["paragraph_id"] or line["note_id"] or "", n))
    if run:
        yield run


def _shapes(own: dict[str, list[Row]]) -> dict[str, Row]:
    sentences: dict[str, list[Row]] = {}
    for sentence in own["sentences"]:
        sentences.setdefault(sentence["paragraph_id"], []).append(sentence)
    paragraphs = {row["paragraph_id"]: _paragraph(row, sentences) for row in own["paragraphs"]}
    return paragraphs | {row["note_id"]: _note(row) for row in own["notes"]}


def _paragraph(row: Row, sentences: dict[str, list[Row]]) -> Row:
    place = {"id": _last(row["paragraph_id"]), "start": row["start"], "raw": [row["raw_start"], row["raw_end"]]}
    if row["role"] == "heading":
        return {**place, "heading": row["text"]}
    marks = _marks(row, [number for own in sentences[row["paragraph_id"]] for number in own["note_numbers"]])
    return {**place, "sentences": [_sentence(own, marks) for own in sentences[row["paragraph_id"]]]}


def _sentence(row: Row, marks: list[tuple[int, int]]) -> list[Any]:
    """Return [id, position, text, start, raw_start, raw_end, rule, marks]; a mark is [place in the text, number]."""
    numbers = list(row["note_numbers"])
    own = [[place - row["start"], number] for place, number in marks if row["start"] < place <= row["end"]]
    if [number for _, number in own] != numbers:
        own = [[row["end"] - row["start"], number] for number in numbers]
    name = _last(row["sentence_id"])
    return [name, row["position"], row["text"], row["start"], row["raw_start"], row["raw_end"], row["rule"], own]


def _marks(paragraph: Row, numbers: list[int]) -> list[tuple[int, int]]:
    """Return (place in the article's text, number) of the footnote marks of a paragraph; none if they do not pair."""
    gain = paragraph["start"] - paragraph["raw_start"]
    places = []
    for edit in paragraph["edits"]:
        if edit["rule"] == MARK_RULE:
            places.append(edit["raw_start"] + gain)
        gain += len(edit["text"]) - (edit["raw_end"] - edit["raw_start"])
    return list(zip(places, numbers, strict=True)) if len(places) == len(numbers) else []


def _note(row: Row) -> Row:
    callers = [_last(sentence_id) for sentence_id in row["sentence_ids"]]
    place = [row["raw_start"], row["raw_end"]]
    return {"note": row["number"], "text": row["text"], "urls": row["urls"], "called_by": callers, "raw": place}


def _strip(lines: list[Row]) -> list[list[int]]:
    """Return the article as a strip of [kind, share in thousandths]: text, other kept lines, notes, dropped lines."""
    total = sum(len(line["text"]) for line in lines)
    pieces: list[list[int]] = []
    for line in lines:
        kind = STRIP_KINDS.get(line["role"], 1)
        if pieces and (pieces[-1][0] == kind or len(pieces) == N_PIECES_OF_STRIP):
            pieces[-1][1] += len(line["text"])
        else:
            pieces.append([kind, len(line["text"])])
    return [[kind, max(4, round(1000 * n / total))] for kind, n in pieces]


def _last(record_id: str) -> str:
    """Return an id without that of its article.

    >>> _last("a#s-0123456789")
    's-0123456789'
    """
    return record_id.rpartition("#")[2]


def _cut(text: str, n_chars: int) -> str:
    return text if len(text) <= n_chars else f"{text[:n_chars]}…"
