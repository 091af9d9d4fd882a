"""A list of rules in the recipe, of which the first that fits decides."""

from types import ModuleType
from typing import Any

import polars as pl

from pipeline.errors import PressmarkError
from pipeline.params import PARAMS, call_rule

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

    Rules that do not look at what was decided are asked all at once: what several of them ask is then found once.
    """
    decided = {verdict_column, rule_column}
    asked = {name: expression.fill_null(False).alias(name) for name, _, expression in verdicts}
    alone = [expression for expression in asked.values() if decided.isdisjoint(expression.meta.root_names())]
    known = frame.lazy().select(alone).collect()
    for name, verdict, _ in verdicts:
        fits = known[name] if name in known.columns else frame.select(asked[name]).to_series()
        fits &= frame[rule_column].is_null()
        if fits.any():
            frame = frame.with_columns(
                pl.when(fits).then(pl.lit(verdict)).otherwise(verdict_column).alias(verdict_column),
                pl.when(fits).then(pl.lit(name)).otherwise(rule_column).alias(rule_column),
            )
    return frame
