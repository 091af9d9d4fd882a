"""Show scores, compare them with the accepted ones, and accept them."""

import re
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline import measure, store
from pipeline.errors import PressmarkError
from pipeline.quality.accepted import Changes, compare
from pipeline.quality.statement import flatten, markdown_of, summary_of, tables_of

ACCEPTED = Path("tests/accepted_scores.json")
README = Path("README.md")
_SHOWN = re.compile(r"(<!-- scores -->\n).*?(<!-- end of scores -->)", re.DOTALL)


def measure_own() -> dict[str, Any]:
    """Measure the rules on the project's gold, as the stage does; return the scores that it wrote."""
    measure.main()
    scores: dict[str, Any] = store.read_json(store.SCORES)
    return scores


def show(scores: dict[str, Any], console: Console) -> None:
    """Print the tables of scores."""
    for kind in tables_of(scores):
        table = Table(title=kind.title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for number, column in enumerate(kind.columns):
            table.add_column(column, justify="left" if number < 2 else "right", overflow="fold")
        for row in kind.rows:
            table.add_row(*row)
        console.print(table, "")


def tell_changes(scores: dict[str, Any]) -> None:
    """Print what is worse or better than the accepted scores."""
    changes = changes_of(scores)
    for word, names in changes._asdict().items():
        for name in names:
            print(f"{word}: {name}")
    if not any(changes):
        print("as accepted")


def changes_of(scores: dict[str, Any]) -> Changes:
    """Compare scores with the accepted ones."""
    if not ACCEPTED.exists():
        raise PressmarkError(f"{ACCEPTED} is missing: write it with 'make quality ACCEPT=1'")
    return compare(store.read_json(ACCEPTED), flatten(scores))


def accept(scores: dict[str, Any]) -> None:
    """Make scores the accepted ones, and put them into the README."""
    store.write_json(ACCEPTED, flatten(scores))
    store.write_text(README, with_summary(README.read_text("utf-8"), scores))


def with_summary(page: str, scores: dict[str, Any]) -> str:
    """Put the table of the main scores between the marks of a page that say where it stands."""
    if not _SHOWN.search(page):
        raise PressmarkError(f"{README}: no place for scores: put '<!-- scores -->' and '<!-- end of scores -->' there")
    return _SHOWN.sub(lambda shown: f"{shown[1]}{markdown_of(summary_of(scores))}{shown[2]}", page)
