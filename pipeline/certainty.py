"""How certain the role of a line is: between 0 and 1, from what the rules weighed when they decided it.

Two things make a role doubtful. The line stands near the border of the body: few points more or less in the search for
it (`lines.weight_of`), and the line would be on the other side. And it does not look as it should: a line that was
kept is short and has no sentence's end, or one that was dropped is prose. A line that says itself what it is (by a
sign, by the mark-up of its file, because it returns in its source) is doubtful only as far as both are so.
"""

from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from pipeline.corrected import RULE
from pipeline.lines import weight_of
from schemas.patterns import TEXT_ROLES

N_POINTS_OF_DOUBT = 80
"""So many points from the border, about two long paragraphs, a line is half as doubtful as on the border itself."""
SPEAK_FOR_THEMSELVES = {"is_marked_text", "is_repeated_in_source"}


def with_certainty(units: pl.DataFrame, weights: Mapping[str, Any], signs: Collection[str]) -> pl.DataFrame:
    """Add `certainty` to judged units: 1 where people decided, 0 for the most doubtful.

    Takes units with their measures, `place`, `role` and `rule`; the weights of the body's search; and the names of the
    rules that decided before it. It is `1 - near * (1 + unlike) / 2`, or `1 - near * unlike / 2` for a line that says
    itself what it is: `near` is 1 on the border of the body and falls with the points to it, `unlike` is 1 for a line
    that looks in no way as its role says.
    """
    looks = _looks_like_text(units, weights)
    near = N_POINTS_OF_DOUBT / (points_to_border(_weighed(units, weights, signs)) + N_POINTS_OF_DOUBT)
    judged = units.with_columns(near=near, looks=looks)
    unlike = pl.when(pl.col("role").is_in(TEXT_ROLES)).then(1 - pl.col("looks")).otherwise("looks")
    says_itself = pl.col("rule").is_in([*signs, *SPEAK_FOR_THEMSELVES])
    doubt = pl.col("near") * (pl.when(says_itself).then(0.0).otherwise(1.0) + unlike) / 2
    certainty = pl.when(pl.col("rule") == RULE).then(1.0).otherwise(1 - doubt)
    return judged.with_columns(certainty=certainty).drop("near", "looks")


def points_to_border(weighed: pl.DataFrame) -> pl.Series:
    """Return how many points the best run of units loses if the unit has to be on the other side of its border.

    Takes units with `article_id, weight, place`. Outside the body it is compared with the best run that holds the unit;
    inside, with the best that lies before it or behind it, or with none at all.
    """
    total = pl.col("weight").cum_sum()
    before = total - pl.col("weight")
    ending = total - before.cum_min()
    opening = total.cum_max(reverse=True) - before
    holding = total.cum_max(reverse=True) - before.cum_min()
    above, below = ending.cum_max().shift(1, fill_value=0), opening.cum_max(reverse=True).shift(-1, fill_value=0)
    other = pl.when(pl.col("place") == "body").then(pl.max_horizontal(above, below, 0)).otherwise(holding)
    return weighed.select((ending.max() - other).clip(lower_bound=0).over("article_id")).to_series()


def _weighed(units: pl.DataFrame, weights: Mapping[str, Any], signs: Collection[str]) -> pl.DataFrame:
    """Add the `weight` that units had in the search for the body, when only signs had decided."""
    decided = pl.col("rule").is_in([*signs])
    as_then = units.with_columns(role=pl.when(decided).then("role"), rule=pl.when(decided).then("rule"))
    return as_then.with_columns(weight=weight_of(dict(weights)))


def _looks_like_text(units: pl.DataFrame, weights: Mapping[str, Any]) -> pl.Series:
    """Return how much a unit looks like text by itself: 0 for a label, 1 for a long line that ends like a sentence."""
    least, most = weights["short"], weights["n_words_counted_max"] + weights["prose"]
    alone = units.with_columns(
        role=pl.lit(None, pl.String), rule=pl.lit(None, pl.String), is_repeated=pl.lit(False)
    ).with_columns(weight=weight_of(dict(weights)))
    return alone.select(((pl.col("weight") - least) / (most - least)).clip(0, 1)).to_series()
