"""Plots: the numbers that `dvc plots` compares between revisions, and the page it shows them in, without a network."""

from collections.abc import Mapping
from importlib.metadata import version

import polars as pl
import vl_convert

from pipeline.page.facts import Growth, Numbers, lengths_of
from pipeline.store import REMEMBERED, write_text

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: 'self' file:;
 style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plots</title>
<style>body{margin:2rem;font-family:system-ui,sans-serif}</style>
<script>VEGA</script>
</head>
<body>
{plot_divs}
</body>
</html>
"""


def tables_of(numbers: Numbers, growth: list[Growth]) -> dict[str, pl.DataFrame]:
    """Return a table per plot: lengths of articles, what became of the characters, rules, growth by release."""
    bins = lengths_of(numbers.words_of_articles).bins
    lines = numbers.corpus.of("lines_by_rule")
    return {
        "lengths": pl.DataFrame(
            {"words": [f"{low:06}–{high - 1:06}" for low, high, _ in bins], "articles": [n for _, _, n in bins]},
            schema={"words": pl.String, "articles": pl.Int64},
        ),
        "roles": _counted(numbers.corpus.of("chars_by_role"), "role", "characters"),
        "rules": _counted({name.replace("/", " by "): n for name, n in lines.items()}, "rule", "lines"),
        "growth": pl.DataFrame([{"version": entry.version, **entry.n_rows} for entry in growth]),
    }


def page_of_plots() -> str:
    """Return the template in which `dvc plots show` puts its plots: with the charting library inside it."""
    return PAGE.replace("VEGA", _library().replace("</script", "<\\/script"))


def _library() -> str:
    """Return the charting library: to make one file of it takes longer than the rest of a report, so it is kept."""
    kept = REMEMBERED / f"charting-{version('vl-convert-python')}.js"
    if not kept.is_file():
        library: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # the stub says a snippet is needed
        write_text(kept, library)
    return kept.read_text("utf-8")


def _counted(counts: Mapping[str, int], name: str, what: str) -> pl.DataFrame:
    return pl.DataFrame({name: list(counts), what: list(counts.values())}, schema={name: pl.String, what: pl.Int64})
