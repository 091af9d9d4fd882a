"""Which line before the body is the headline, where no mark-up tells: each candidate is weighed by signs with names.

Words of a headline return in the first paragraphs; it stands shortly above them, over the byline and the date; paths,
share bars and the title of the page repeat it. A menu item, a slogan or a section's name does hardly any of this.
"""

import polars as pl

from pipeline.dates import DATE
from pipeline.lines import BULLETS, beside
from pipeline.params import Settings

_N_LINES_TO_STANDFIRST_MAX = 2
_N_CHARS_OF_TOLD_MIN = 12
_BULLETED = rf"^(?:[{BULLETS}]|\d{{1,2}}\.)\s"
_WORD = r"[\p{L}\p{M}\p{N}]{4,}"
_IS_LABEL = r"[|»›>@]| / .* / |^(?:home|startseite|you are here|главная)\b|://|www\.|^(?:by|von|par|por|share|follow|print|listen|photo)\b|^\P{L}*$|[:;,]$"
_IS_PEOPLE = (
    r"^(?:by|von|par|por|prof|dr|doç|автор|yazar|müəllif|מאת|بقلم|الكاتب|نویسنده)\b"
    r"|\b(?:staff|correspondent|editor|reporter)\b"
)


class HeadlineSettings(Settings):
    """What each sign of a headline weighs; the line above the body with the largest sum is the title."""

    n_from_body_max: int
    n_lines_of_opening: int
    n_shared_words_max: int
    usual_length: float
    unusual_length: float
    odd_length: float
    shared_word: float
    all_words_shared: float
    over_date: float
    each_line_nearer_date: float
    told_again: float
    stands_apart: float
    dated_or_path: float
    label: float
    sentence: float
    numbers: float
    each_line_from_body: float
    standfirst_below_min: float
    standfirst_lead_max: float


def with_headline_weights(units: pl.DataFrame, weights: HeadlineSettings) -> pl.DataFrame:
    """Add `headline`: what a unit weighs as the headline of its article; null where it cannot be one.

    Takes units with the measures, `role, rule, place, n_from_body`. Articles that have a title already are left alone.
    """
    candidates = _candidates(units, weights.n_from_body_max)
    told = candidates.join(_context(units, weights.n_lines_of_opening), on="article_id", maintain_order="left")
    n_told = pl.col("head").str.count_matches(pl.col("phrase"), literal=True)
    words = pl.col("phrase").str.extract_all(_WORD).list.eval(pl.element().str.slice(0, 6)).list.unique()
    shared = words.list.set_intersection("opening_words").list.len()
    weighed = told.with_columns(
        n_told=pl.when(pl.col("n_chars") >= _N_CHARS_OF_TOLD_MIN).then(n_told).otherwise(1),
        n_shared=shared,
        share=shared / pl.max_horizontal(words.list.len(), 1),
        is_path=pl.col("phrase").str.ends_with(beside(pl.col("phrase"), -1)).fill_null(False),
    ).with_columns(headline=_weight(weights))
    weighed = _below_others(weighed, weights).select("article_id", "position", "headline")
    return units.join(weighed, on=["article_id", "position"], how="left", maintain_order="left")


def _below_others(weighed: pl.DataFrame, weights: HeadlineSettings) -> pl.DataFrame:
    """Take from a line what makes it better than one right above it that does well too: that is its standfirst."""
    above = [
        pl.when(pl.col("position") - beside(pl.col("position"), n) <= _N_LINES_TO_STANDFIRST_MAX)
        .then(beside(pl.col("headline"), n))
        .fill_null(0.0)
        for n in (1, 2)
    ]
    best = pl.max_horizontal(above)
    lead_max = weights.standfirst_lead_max
    is_standfirst = (best >= weights.standfirst_below_min) & (best >= pl.col("headline") - lead_max)
    return weighed.with_columns(headline=pl.col("headline") - 2 * lead_max * is_standfirst)


def _candidates(units: pl.DataFrame, n_from_body_max: int) -> pl.DataFrame:
    has_title = (pl.col("role") == "title").any().over("article_id").fill_null(False)
    is_above = (pl.col("place") == "before") & (pl.col("n_from_body") <= n_from_body_max)
    is_item = pl.col("plain").str.contains(_BULLETED)
    could = pl.col("role").is_null() & is_above & ~is_item & (pl.col("phrase") != "") & (pl.col("n_words") > 0)
    is_dated = (
        pl.col("role").is_in(["dateline", "byline"]) | pl.col("phrase").str.contains(rf"{DATE}|{_IS_PEOPLE}")
    ).fill_null(False)
    nearby = [beside(pl.col("is_dated"), -n).fill_null(False) * (4 - n) for n in (1, 2, 3)]
    lines = units.filter(~has_title & is_above)
    return lines.with_columns(is_dated=is_dated).with_columns(over_date=pl.max_horizontal(nearby)).filter(could)


def _context(units: pl.DataFrame, n_lines_of_opening: int) -> pl.DataFrame:
    """Per article, the words of its first lines of text, and the lines up to these, one below the other."""
    is_text = (pl.col("place") == "body") & pl.col("role").is_null() & pl.col("ends_sentence")
    opening = (
        pl.col("plain").filter(is_text).head(n_lines_of_opening).str.slice(0, 800).str.join(" ").str.to_lowercase()
    )
    return (
        units.group_by("article_id", maintain_order=True)
        .agg(opening=opening, head=pl.col("phrase").filter(pl.col("place") == "before").str.join("\n"))
        .select(
            "article_id",
            "head",
            opening_words=pl.col("opening")
            .str.extract_all(_WORD)
            .list.eval(pl.element().str.slice(0, 6))
            .list.unique(),
        )
    )


def _weight(weights: HeadlineSettings) -> pl.Expr:
    n_words, phrase = pl.col("n_words"), pl.col("phrase")
    length = (
        pl.when(n_words.is_between(4, 20))
        .then(weights.usual_length)
        .when((n_words == 3) | n_words.is_between(21, 28))
        .then(weights.unusual_length)
        .when(n_words != 2)
        .then(weights.odd_length)
        .otherwise(0.0)
    )
    over_date = (pl.col("over_date") > 0) * (weights.over_date + weights.each_line_nearer_date * pl.col("over_date"))
    return (
        length
        + pl.min_horizontal(pl.col("n_shared"), weights.n_shared_words_max) * weights.shared_word
        + pl.col("share") * weights.all_words_shared
        + over_date
        + (pl.col("n_told") > 1) * weights.told_again
        + (pl.col("n_blank_before") > 0) * weights.stands_apart
        + (pl.col("is_dated") | pl.col("is_path")) * weights.dated_or_path
        + phrase.str.contains(_IS_LABEL) * weights.label
        + phrase.str.contains(r"[.…。]$") * weights.sentence
        + (phrase.str.count_matches(r"\b[\p{N}.,%-]*\p{N}") > 2) * weights.numbers
        + pl.col("n_from_body") * weights.each_line_from_body
    )
