"""What stands on the page: the facts that the template says, and the articles that the script shows."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import polars as pl

from pipeline import boundaries, joins, roles
from pipeline.page import charts
from pipeline.page.articles import Kinds, describe, number_kinds, show_articles
from pipeline.page.facts import Growth, Numbers, explain_rules, laws_of, lengths_of, rules_by_fate, shares_of
from pipeline.page.page import Packed, blocks_of, pack, pack_bytes, render
from pipeline.page.quotations import find_quotations
from pipeline.paragraphs import NOTE_RULE
from pipeline.release.citation import Cited, cite

WORDS_OF_NOTE_RULE = "A line among the notes that opens none of its own goes on with the one above it."
N_ARTICLES_AT_ONCE = 200
Tables = dict[str, pl.DataFrame]


class Shown(NamedTuple):
    """Articles as the page shows them, the roles and rules that decided their lines, and the rules of all else."""

    n_shown: int
    n_quotations: int
    kinds: Sequence[Sequence[str]]
    rules: list[str]
    packed: Packed


def make_facts(
    cited: Cited, numbers: Numbers, manifest: dict[str, Any], report: dict[str, Any], growth: list[Growth]
) -> dict[str, Any]:
    """Return what the template says."""
    dropped, kept = rules_by_fate(numbers)
    of = numbers.corpus.of
    return {
        "cited": cited,
        "manifest": manifest,
        "report": report,
        "bibtex": cite(cited, "bibtex"),
        "apa": cite(cited, "apa").strip(),
        "n_words": of("words").get("all", 0),
        "n_chars": sum(of("chars_by_role").values()),
        "roles": shares_of(of("chars_by_role")),
        "publishers": shares_of(of("articles_by_publisher"), 12),
        "languages": shares_of(of("articles_by_language"), 12),
        "rights": shares_of(of("articles_by_rights"), 6),
        "figures": _figures(numbers, growth),
        "dropped": dropped,
        "kept": kept,
        "laws": laws_of(report),
        "growth": growth[::-1],
        "is_released": bool(growth[-1].date),
    }


def show_sample(sample: Tables, n_quotations_max: int) -> Shown:
    """Return the articles of a sample, all rows of them, as the page shows them."""
    kinds = number_kinds(sample["lines"])
    n_quotations, quotations = find_quotations(sample["sentences"], n_quotations_max)
    index, blocks = _pack_articles(sample, kinds)
    edits = sample["paragraphs"]["edits"].explode().struct.field("rule").drop_nulls().unique().to_list()
    rules = sorted({rule for _, rule in kinds} | {*sample["sentences"]["rule"].unique()} | {*edits})
    return Shown(len(index), n_quotations, list(kinds), rules, Packed(pack(index), blocks, pack(quotations)))


def make_page(facts: dict[str, Any], cited: Cited, numbers: Numbers, shown: Shown) -> str:
    """Return the page: what the template says, and the articles that are shown."""
    counted = {"n_shown": shown.n_shown, "n_all": numbers.n_articles, "n_quotations": shown.n_quotations}
    data = {
        "name": cited.name,
        "version": cited.version,
        "apa": cite(cited, "apa").strip(),
        "kinds": shown.kinds,
        "rules": {NOTE_RULE: WORDS_OF_NOTE_RULE}
        | explain_rules(shown.rules, roles.signs, roles.places, joins, boundaries),
    }
    return render({**facts, **counted}, {**data, **counted}, shown.packed)


def _pack_articles(sample: Tables, kinds: Kinds) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the list of articles, and the articles themselves in packed blocks."""
    index: list[dict[str, Any]] = []
    blocks: list[str] = []

    def noted() -> Iterator[dict[str, Any]]:
        for article in _shown_articles(sample, kinds):
            index.append(describe(article, kinds, len(blocks)))
            yield article

    for block in blocks_of(noted()):
        blocks.append(pack_bytes(b"[" + b",".join(block) + b"]"))
    return index, blocks


def _shown_articles(sample: Tables, kinds: Kinds) -> Iterator[dict[str, Any]]:
    """Show the articles a few at a time: rows of Python objects are large."""
    ids = iter(sorted(sample["articles"]["article_id"]))
    while some := list(islice(ids, N_ARTICLES_AT_ONCE)):
        is_one = pl.col("article_id").is_in(some)
        yield from show_articles({name: frame.filter(is_one) for name, frame in sample.items()}, kinds)


def _figures(numbers: Numbers, growth: list[Growth]) -> list[dict[str, Any]]:
    """Return the charts, each with its numbers as a table."""
    years = dict(sorted((year, n) for year, n in numbers.corpus.of("articles_by_year").items() if year != "unknown"))
    of_articles, of_sentences = lengths_of(numbers.words_of_articles), lengths_of(numbers.words_of_sentences)
    found = [
        {
            "title": f"Length of {what}",
            "note": f"half have {lengths.median:,} words or more; the longest has {lengths.longest:,}",
            "svg": charts.draw_histogram(lengths.bins, "words", what),
            "columns": ("words", what),
            "rows": [(f"{low:,}–{high - 1:,}", n) for low, high, n in lengths.bins],
        }
        for what, lengths in (("articles", of_articles), ("sentences", of_sentences))
    ]
    n_known = sum(years.values())
    by_version = {entry.version: entry.n_rows["articles"] for entry in growth}
    for title, note, counts, what in (
        ("Year of publication", f"known of {n_known:,} of {numbers.n_articles:,} articles", years, "year"),
        ("Growth", "articles in each version", by_version, "version"),
    ):
        svg = charts.draw_columns(counts, what, "articles") if counts else ""
        rows = list(counts.items())
        found.append({"title": title, "note": note, "svg": svg, "columns": (what, "articles"), "rows": rows})
    return found
