"""Report: the finished dataset becomes a page to look at, and plots to compare; nothing here changes the dataset."""

from typing import Any

from pydantic import ConfigDict

from pipeline import store
from pipeline.errors import tell
from pipeline.page.content import make_facts, make_page
from pipeline.page.door import PAGE
from pipeline.page.facts import Growth, Numbers, growth_of, numbers_of
from pipeline.page.plots import page_of_plots, tables_of
from pipeline.page.sample import ReportSettings, show_once
from pipeline.params import Settings, read_settings
from pipeline.release.citation import Cited, make_cited
from pipeline.release.ledger import Ledger, columns_in, marks_of, read_ledger
from pipeline.release.manifest import read_manifest
from pipeline.release.semver import compare

PLOTS = store.REPORTS / "plots"
PAGE_OF_PLOTS = store.REPORTS / "plots.html"


class Described(Settings):
    """How the dataset is called and described: the section `publish`, which publish has read before, and checked."""

    model_config = ConfigDict(extra="allow")


def _changes(ledger: Ledger, manifest: dict[str, Any], n_articles_max: int) -> list[str]:
    """Tell what is different from the last release, in the ledger's words; of a large corpus `pressmark diff` does."""
    if ledger.last is None or ledger.find(manifest["version"]):
        return []
    if manifest["configs"]["articles"]["n_rows"] > n_articles_max:
        return [f"what is different from {ledger.last.version} is told by pressmark diff"]
    change = compare(ledger.last, ledger.marks(), marks_of(store.DATASET), columns_in(manifest))
    return change.reasons or ["the same rows"]


def _write_plots(numbers: Numbers, growth: list[Growth]) -> None:
    for name, table in tables_of(numbers, growth).items():
        store.write_text(PLOTS / f"{name}.csv", table.write_csv())
    store.write_text(PAGE_OF_PLOTS, page_of_plots())


def _cite(manifest: dict[str, Any], ledger: Ledger, numbers: Numbers) -> Cited:
    settings = read_settings(Described, "publish").model_dump()
    languages, rights = (numbers.corpus.of(f"articles_by_{what}") for what in ("language", "rights"))
    return make_cited(settings, manifest, ledger.find(manifest["version"]), languages, rights)


def main() -> None:
    """Read the dataset, the report of validate and the ledger; write the page and the plots."""
    settings = read_settings(ReportSettings, "report")
    manifest, ledger = read_manifest(store.DATASET), read_ledger()
    report = store.read_json(store.REPORTS / "validation.json")
    numbers = numbers_of(store.read_json(store.COUNTS))
    growth = growth_of(ledger, manifest, _changes(ledger, manifest, settings.n_articles_max))
    cited = _cite(manifest, ledger, numbers)
    shown = show_once(manifest, settings)
    facts = make_facts(cited, numbers, manifest, report, growth)
    store.write_text(PAGE, make_page(facts, cited, numbers, shown))
    _write_plots(numbers, growth)
    print(f"{PAGE}: {shown.n_shown} of {numbers.n_articles} articles, {PAGE.stat().st_size / 10**6:.1f} MB")


if __name__ == "__main__":
    tell(main)
