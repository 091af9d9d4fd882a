"""The page with hundreds and thousands of articles: to open it costs no more than with a few, and it stays of use."""

import contextlib
import random
import string
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import expect

from browser import look_at, start_browser
from pipeline import report, store
from pipeline.page.content import make_facts, make_page, show_sample
from pipeline.page.facts import Numbers, growth_of, measure
from pipeline.page.sample import read_files
from pipeline.params import read_settings
from pipeline.release.citation import make_cited
from pipeline.release.ledger import Ledger
from pipeline.release.manifest import read_manifest

N_UNPACKED_AT_FIRST = 2  # the list of articles, and the quotations
N_ELEMENTS_MAX = 6_000
N_BYTES_OF_ARTICLE = 12_000
Tables = dict[str, pl.DataFrame]


COUNT_UNPACKED = """(() => {
    window.nUnpacked = 0;
    const Plain = DecompressionStream;
    window.DecompressionStream = class extends Plain {
        constructor(...given) { super(...given); window.nUnpacked += 1; }
    };
})()"""


@pytest.mark.parametrize("n_articles", [5, 500])
def test_to_open_it_costs_the_same_however_many_articles_it_holds(built: Path, tmp_path: Path, n_articles: int) -> None:
    with contextlib.chdir(built):
        page = make_page_of(n_articles)
    path = tmp_path / "index.html"
    path.write_text(page, "utf-8")
    assert len(page) < 200_000 + N_BYTES_OF_ARTICLE * n_articles
    with start_browser() as browser, look_at(browser, path, before=COUNT_UNPACKED) as seen:
        assert seen.page.evaluate("nUnpacked") == N_UNPACKED_AT_FIRST
        assert seen.page.evaluate("document.querySelectorAll('*').length") < N_ELEMENTS_MAX
        seen.page.evaluate("location.hash = document.querySelector('#results li:last-child a').hash")
        expect(seen.page.locator(".line").first).to_be_visible()
        assert seen.page.evaluate("nUnpacked") == N_UNPACKED_AT_FIRST + 1


def make_page_of(n_articles: int) -> str:
    """Return the page of copies of the five articles, each in an alphabet of its own, so that none is like another."""
    five = next(read_files(read_manifest(store.DATASET)))
    copies = [copy_of(five, number) for number in range(n_articles // 5)]
    return page_of({name: pl.concat([copy[name] for copy in copies]) for name in five})


def page_of(tables: Tables) -> str:
    """Return the page of the rows of all configs, in a folder in which a dataset was built."""
    manifest = read_manifest(store.DATASET)
    numbers: Numbers = measure(tables["articles"], tables["lines"], tables["sentences"])
    cited = make_cited(read_settings(report.Described, "publish").model_dump(), manifest, None, ["en"], ["unknown"])
    growth = growth_of(Ledger(releases=[]), manifest, [])
    facts = make_facts(cited, numbers, manifest, store.read_json(store.REPORTS / "validation.json"), growth)
    return make_page(facts, cited, numbers, show_sample(tables, 300))


def copy_of(tables: Tables, number: int) -> Tables:
    """Return articles of the same lengths, offsets and rules, with other ids and in other letters."""
    chance = random.Random(number)
    letters, digits = list(string.ascii_lowercase), list("0123456789abcdef")
    chance.shuffle(letters)
    chance.shuffle(digits)
    alphabet = str.maketrans(string.ascii_lowercase, "".join(letters))
    hexes = str.maketrans("0123456789abcdef", "".join(digits))

    def rename(record_id: str | None) -> str | None:
        if record_id is None:
            return None
        article_id, _, last = record_id.partition("#")
        own = last if last.startswith("n") else last[:2] + last[2:].translate(hexes)
        return f"{article_id}-{number:05}" + (f"#{own}" if last else "")

    def change(name: str, column: pl.Series) -> pl.Series:
        if name.endswith("_id"):
            return pl.Series(name, [rename(value) for value in column], dtype=pl.String)
        if name == "sentence_ids":
            return pl.Series(name, [[rename(value) for value in values] for values in column], dtype=column.dtype)
        if name in ("text", "title"):
            return pl.Series(name, [value and value.translate(alphabet) for value in column], dtype=pl.String)
        return column

    return {key: pl.DataFrame([change(name, frame[name]) for name in frame.columns]) for key, frame in tables.items()}
