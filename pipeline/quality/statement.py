"""The statement of quality: scores laid out in a table for each kind, for the card, the README and the terminal."""

from collections.abc import Mapping
from typing import Any, NamedTuple

KINDS = {
    "sentences": "Sentences of a paragraph",
    "languages": "Language of a sentence",
    "lines": "Lines of a plain-text page",
    "near": "Lines of a plain-text page, from eight above its text to eight below",
    "pages": "Text of an HTML page",
    "snippets": "Snippets of a page",
    "metadata": "What a page states of itself",
    "joins": "Lines cut by pages and furniture",
    "cuts": "Texts cut behind every 120th word",
    "prose_cuts": "The same, of texts of which two thirds of the lines end like a sentence",
    "notes": "Footnotes and endnotes",
}
MEASURES = {
    "boundary_f1": ("boundary F1", "ends of sentences inside a paragraph"),
    "reachable_f1": ("reachable F1", "the same, without missed ends that follow no . ! ? or …"),
    "sentence_f1": ("sentence F1", "whole sentences, right at both ends"),
    "whole": ("whole", "share of sentences whose language was told"),
    "five_words": ("five words", "the same, from their first five words"),
    "line_f1": ("line F1", "lines kept as text; titles and blank lines are left out"),
    "token_f1": ("token F1", "words kept, over all pages"),
    "aeb_f1": (
        "AEB F1",
        "of mean precision and mean recall of a page's shingles of four words (article-extraction-benchmark)",
    ),
    "snippet_f1": ("snippet F1", "snippets that the text must hold, and must not (trafilatura)"),
    "title_f1": ("title F1", "titles found, exactly but for case and white space"),
    "authors_f1": ("authors F1", "names of authors found"),
    "published_f1": ("day F1", "days of publication found"),
    "publisher_f1": ("publisher F1", "publishers found"),
    "language": ("language", "share of pages whose language was told"),
    "join_f1": ("join F1", "lines that go on with the one before"),
    "breaks_kept": ("breaks kept", "share of lines that go on with none and were left alone: 100 is no false join"),
    "call_f1": ("call F1", "calls of notes: the number, on its sentence"),
    "note_f1": ("note F1", "notes: the number and the whole text"),
}
"""By measure: what it is called, and what it counts."""
MAIN = {
    "sentences": "reachable_f1",
    "languages": "whole",
    "lines": "aeb_f1",
    "pages": "aeb_f1",
    "joins": "join_f1",
    "notes": "call_f1",
}
"""The measure of each kind that says most, for whoever reads but one."""
NO_SCORE = "–"


class Table(NamedTuple):
    """The scores of one kind: a row for each file of gold and language."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def tables_of(scores: Mapping[str, Any]) -> list[Table]:
    """Lay scores out: the gold, its language, its number of documents, and a column for each measure."""
    return [_table(kind, files) for kind, files in scores.items()]


def summary_of(scores: Mapping[str, Any]) -> Table:
    """Lay out the main measure of each kind over all languages; languages only of texts that are there for them."""
    rows = [
        [KINDS[kind], gold, MEASURES[measure][0], _cell(one), f"{one['n']:,}"]
        for kind, measure in MAIN.items()
        for gold, languages in scores.get(kind, {}).items()
        if kind == "sentences" or gold not in scores.get("sentences", {})
        for one in [next(iter(languages.values())).get(measure)]
        if one
    ]
    return Table("Summary", ["what", "gold", "measure", "score", "of"], rows)


def measures_of(scores: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what the measures that were taken are called, and what they count."""
    taken = {
        name for files in scores.values() for languages in files.values() for one in languages.values() for name in one
    }
    return {name: words for name, words in MEASURES.items() if name in taken}


def markdown_of(table: Table) -> str:
    """Write a table in Markdown."""
    ruler = ["---" if number < 2 else "---:" for number in range(len(table.columns))]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (table.columns, ruler, *table.rows))


def flatten(scores: Mapping[str, Any]) -> dict[str, float]:
    """Return each score by its name, such as `sentences.edited.en.boundary_f1`.

    >>> flatten({"joins": {"books": {"en": {"join_f1": {"score": 97.5, "low": 90.1}}}}})
    {'joins.books.en.join_f1': 97.5}
    """
    return {
        f"{kind}.{gold}.{language}.{measure}": one["score"]
        for kind, files in scores.items()
        for gold, languages in files.items()
        for language, measures in languages.items()
        for measure, one in measures.items()
    }


def _table(kind: str, files: Mapping[str, Any]) -> Table:
    scored = [measures for languages in files.values() for measures in languages.values()]
    shown = [name for name in MEASURES if any(name in measures for measures in scored)]
    rows = [
        [gold, language, f"{max(one['n_documents'] for one in measures.values()):,}"]
        + [_cell(measures.get(name)) for name in shown]
        for gold, languages in files.items()
        for language, measures in languages.items()
    ]
    return Table(KINDS[kind], ["gold", "language", "documents", *(MEASURES[name][0] for name in shown)], rows)


def _cell(one: Mapping[str, float] | None) -> str:
    """Write a score, with its interval where it has one."""
    if not one:
        return NO_SCORE
    between = f" [{one['low']:.1f}–{one['high']:.1f}]" if "low" in one else ""
    return f"{one['score']:.1f}{between}"
