"""The report: figures of `benchmarks/results.json` as `benchmarks/RESULTS.md`.

Ratios are taken within a round, where the machine was the same for all, and their median, least and largest are shown.
"""

import ast
import json
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

HERE = Path(__file__).parent
OURS, LIMIT = "pipeline_stages", "limit"
SHORTEST_S = 0.01
CONTENDERS = {
    OURS: "the pipeline",
    "dvc_repro": "the pipeline, by `dvc repro`",
    "datatrove_defaults": "datatrove, default English blocks",
    "datatrove_defaults_once": "the same, sentences split once",
    "datatrove_kernels": "datatrove, our kernels, per document",
    "datatrove_kernels_batched": "datatrove, our kernels, 500 documents",
    "datasets_rows": "`datasets.map`, a script per row",
    "datasets_kernels_batched": "`datasets.map`, our kernels, 500 rows",
    LIMIT: "the limit",
}
Run = dict[str, Any]


class Spread(NamedTuple):
    """The median of some figures, with the least and the largest."""

    median: float
    least: float
    largest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.largest:.2f})"


class Goal(NamedTuple):
    """A ratio of CPU times that is wanted, at least or at most: of one contender (above) to another (below)."""

    words: str
    above: str
    below: str
    wanted: float
    is_least: bool
    corpora: tuple[str, ...]


GOALS = (
    Goal("15 times datatrove's defaults", "datatrove_defaults", OURS, 15, True, ("clean", "damaged")),
    Goal("4 times datatrove with our kernels", "datatrove_kernels", OURS, 4, True, ("clean", "damaged")),
    Goal("the same with 500 documents", "datatrove_kernels_batched", OURS, 4, True, ("clean", "damaged")),
    Goal("at most 6 times the limit's CPU", OURS, LIMIT, 6, False, ("clean",)),
)


def spread_of(figures: list[float]) -> Spread:
    """Return the spread of figures.

    >>> print(spread_of([2.0, 8.0, 3.0]))
    3.00 (2.00–8.00)
    """
    return Spread(median(figures), min(figures), max(figures))


def ratios(runs: list[Run], corpus: str, above: str, below: str, has_start_up: bool = True) -> list[float]:
    """Return the ratio of two contenders' CPU time in each round of a corpus, with or without their start-up."""
    taken = {
        (run["round"], run["contender"]): run["cpu_s"] - (0 if has_start_up else run["start_cpu_s"])
        for run in runs
        if run["corpus"] == corpus
    }
    rounds = sorted(number for number, name in taken if name == above and (number, below) in taken)
    return [taken[number, above] / max(taken[number, below], SHORTEST_S) for number in rounds]


def is_met(goal: Goal, found: list[float]) -> bool:
    """Tell whether the median of a goal's ratios is what is wanted."""
    return median(found) >= goal.wanted if goal.is_least else median(found) <= goal.wanted


def render(results: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    parts = ["# The pipeline beside its peers", _setting(results), _goals(results)]
    for corpus, facts in results["corpora"].items():
        title = f"## {corpus.capitalize()} corpus: {facts['n_articles']:,} articles, {facts['n_bytes'] / 1e6:.1f} MB"
        parts += [title, _table(results, corpus), _same_work(results, corpus)]
    return "\n\n".join([*parts, "## CPU seconds by stage", _stages(results), "## What each one does", _meanings(), ""])


def markdown(header: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown, its first column to the left, the others to the right."""
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_report(results: dict[str, Any]) -> None:
    """Write the report beside its figures."""
    (HERE / "RESULTS.md").write_text(render(results), encoding="utf-8")


def _setting(results: dict[str, Any]) -> str:
    machine = results["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    return _SETTING.format(**{**machine, "packages": packages, "n_articles": results["n_articles"]})


_SETTING = """\
Measured on {day}: {processor}, {n_processors} processors, {memory_gb} GB, {system}, Python {python}; {packages}.
`make bench ARTICLES={n_articles}` repeats it. All contenders have two worker processes and one thread in each.

CPU is user and system time of the whole tree of processes. MB are those of the raw texts. Ratios are taken within a
round: median (least–largest). *Start-up* is a run on four articles in the same round; *beyond start-up* is without it.
Memory is the largest sum of PSS. A goal is met when both ratios meet it: in a short run, start-up hides the work."""


def _goals(results: dict[str, Any]) -> str:
    runs, rows = results["runs"], []
    for goal in GOALS:
        for corpus in goal.corpora:
            found = ratios(runs, corpus, goal.above, goal.below)
            if found:
                beyond = ratios(runs, corpus, goal.above, goal.below, has_start_up=False)
                verdict = "met" if is_met(goal, found) and is_met(goal, beyond) else "**missed**"
                rows.append([goal.words, corpus, str(spread_of(found)), str(spread_of(beyond)), verdict])
    return markdown(["goal", "corpus", "CPU ratio", "beyond start-up", ""], rows)


def _table(results: dict[str, Any], corpus: str) -> str:
    found = {name: _runs_of(results, corpus, name) for name in CONTENDERS}
    return markdown(_COLUMNS, [_row(results, corpus, name, runs) for name, runs in found.items() if runs])


def _row(results: dict[str, Any], corpus: str, name: str, runs: list[Run]) -> list[str]:
    megabytes = results["corpora"][corpus]["n_bytes"] / 1e6
    cpu_s, start_s = (median(run[figure] for run in runs) for figure in ("cpu_s", "start_cpu_s"))
    return [
        CONTENDERS[name],
        f"{cpu_s:.1f}",
        f"{megabytes / cpu_s:.2f}",
        _times_ours(results, corpus, name, has_start_up=True),
        f"{start_s:.1f}",
        f"{megabytes / max(cpu_s - start_s, SHORTEST_S):.2f}",
        _times_ours(results, corpus, name, has_start_up=False),
        f"{median(run['wall_s'] for run in runs):.1f}",
        f"{max(run['peak_pss_mb'] for run in runs):,.0f}",
    ]


def _times_ours(results: dict[str, Any], corpus: str, name: str, has_start_up: bool) -> str:
    found = ratios(results["runs"], corpus, name, OURS, has_start_up)
    return "1" if name == OURS else str(spread_of(found)) if found else ""


def _runs_of(results: dict[str, Any], corpus: str, name: str) -> list[Run]:
    return [run for run in results["runs"] if run["corpus"] == corpus and run["contender"] == name]


_COLUMNS = [
    *("contender", "CPU s", "MB per CPU s", "CPU, times ours", "start-up CPU s"),
    *("MB per CPU s beyond start-up", "times ours beyond start-up", "wall s", "peak MB"),
]


def _same_work(results: dict[str, Any], corpus: str) -> str:
    found = {name: _runs_of(results, corpus, name) for name in CONTENDERS}
    rows = [[CONTENDERS[name], *_made(runs)] for name, runs in found.items() if runs]
    return markdown(["contender", "articles", "sentences", "characters", "hash of (id, text, sentences)"], rows)


def _made(runs: list[Run]) -> list[str]:
    if "hash" not in runs[0]:
        same = all(run["has_same_bytes"] for run in runs)
        return ["", "", "", "the published files, byte for byte" if same else "**other files**"]
    hashes = sorted({f"`{run['hash'][:16]}`" for run in runs})
    return [f"{runs[0][name]:,}" for name in ("n_articles", "n_sentences", "n_characters")] + [", ".join(hashes)]


def _stages(results: dict[str, Any]) -> str:
    by_corpus = {}
    for corpus in results["corpora"]:
        runs = [run["stages_cpu_s"] for run in _runs_of(results, corpus, OURS)]
        if runs:
            by_corpus[corpus] = {stage: median(run[stage] for run in runs) for stage in runs[0]}
    stages = list(next(iter(by_corpus.values()), {}))
    rows = [[stage, *(f"{taken[stage]:.1f}" for taken in by_corpus.values())] for stage in stages]
    return markdown(["stage", *by_corpus], rows)


def _meanings() -> str:
    return "\n\n".join(f"**{title}** (`{name}`). {_docstring(name)}" for name, title in CONTENDERS.items())


def _docstring(name: str) -> str:
    source = (HERE / "contenders" / f"{name}.py").read_text("utf-8")
    return " ".join((ast.get_docstring(ast.parse(source)) or "").split())


def main() -> None:
    """Write the report once more, from the figures that are there."""
    write_report(json.loads((HERE / "results.json").read_text("utf-8")))


if __name__ == "__main__":
    main()
