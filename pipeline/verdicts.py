"""A list of rules in the recipe, of which the first that fits decides."""

from itertools import groupby
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
    for is_known, run in groupby(verdicts, key=lambda verdict: verdict[0] in known.columns):
        if is_known:
            rules = [*run]
            frame = _fill(frame, known.select(name for name, *_ in rules), rules, verdict_column, rule_column)
        else:
            for rule in run:
                frame = _fill(frame, frame.select(asked[rule[0]]), [rule], verdict_column, rule_column)
    return frame


def _fill(
    frame: pl.DataFrame, fits: pl.DataFrame, rules: Verdicts, verdict_column: str, rule_column: str
) -> pl.DataFrame:
    """Fill the two columns of undecided rows by the first rule that fits; `fits` has a column of truths for each."""
    numbered = (pl.when(name).then(pl.lit(number, pl.UInt32)) for number, name in enumerate(fits.columns))
    first = fits.select(pl.coalesce(*numbered)).to_series()
    if first.null_count() == frame.height:
        return frame
    rule, verdict = (pl.Series([one[place] for one in rules]).gather(first) for place in (0, 1))
    return frame.with_columns(
        pl.when(pl.col(rule_column).is_null() & rule.is_not_null())
        .then(verdict)
        .otherwise(verdict_column)
        .alias(verdict_column),
        pl.coalesce(rule_column, rule).alias(rule_column),
    )
