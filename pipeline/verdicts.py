"""A list of rules in the recipe, of which the first that fits decides."""

from types import ModuleType
from typing import Any

import polars as pl

from pipeline.errors import PressmarkError
from pipeline.params import PARAMS, call_rule

N_RULES_AT_ONCE = 200
Verdicts = list[tuple[str, str, pl.Expr]]


def read_verdicts(module: ModuleType, place: str, key: str, known: tuple[str, ...], rules: dict[str, Any]) -> Verdicts:
    """Read `rule: {key: verdict, setting: value}` into (rule, verdict, expression), in the order of the recipe.

    Raises `PressmarkError` for an unknown rule, verdict or setting.
    """
    verdicts = []
    for name, settings in rules.items():
        if not isinstance(settings, dict) or settings.get(key) not in known:
            raise PressmarkError(f"{PARAMS}: {place}.{name}: '{key}' must be one of {', '.join(known)}")
        others = {setting: value for setting, value in settings.items() if setting != key}
        verdicts.append((name, settings[key], call_rule(module, place, name, others)))
    return verdicts


def decide(frame: pl.DataFrame, verdicts: Verdicts, verdict_column: str, rule_column: str) -> pl.DataFrame:
    """Let each rule in turn decide the rows that are undecided and fit: fills the two columns, null at first.

    Rules that do not ask what was decided before them are looked at together.
    """
    for run in _runs(verdicts, {verdict_column, rule_column}):
        names, given = (pl.Series([verdict[place] for verdict in run], dtype=pl.String) for place in (0, 1))
        fits = (pl.when(expression).then(pl.lit(number, pl.UInt8)) for number, (_, _, expression) in enumerate(run))
        frame = frame.with_columns(first=pl.when(pl.col(rule_column).is_null()).then(pl.coalesce(*fits)))
        frame = frame.with_columns(
            pl.coalesce(verdict_column, pl.lit(given).gather("first")).alias(verdict_column),
            pl.coalesce(rule_column, pl.lit(names).gather("first")).alias(rule_column),
        )
    return frame.drop("first", strict=False)


def _runs(verdicts: Verdicts, decided: set[str]) -> list[Verdicts]:
    """Part rules into runs: one that asks what was decided opens a run, so that it sees all decisions before it."""
    runs: list[Verdicts] = []
    for verdict in verdicts:
        if not runs or decided & set(verdict[2].meta.root_names()) or len(runs[-1]) > N_RULES_AT_ONCE:
            runs.append([])
        runs[-1].append(verdict)
    return runs
