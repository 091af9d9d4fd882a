"""What the end of a line divides: a name that the article writes in one piece elsewhere, a bracket, a quotation."""

import polars as pl

from pipeline.openings import OPENERS

_LAST_WORD = r"(?:^|\s)([\p{L}\p{N}][^\s.!?…:;,]*)$"
_FIRST_WORD = r"^((?:\p{Lu}|\p{N})[\p{L}\p{N}]*)"
_FIRST_THREE = r"^(\S+(?:\s+\S+){0,2})"
_CAPITALIZED = "|".join(sorted({word for word in OPENERS if word[0].isupper()} - {"I", "Sie"}))  # these stand anywhere
_OPENS_SENTENCE = rf"""^["'“‘«(\[]*(?:{_CAPITALIZED})(?:['’]\p{{Ll}}+)?(?:[\s,;:!?.…]|$)"""
_BRACKETS = (
    (r"[(\[][^\s()\[\]][^()\[\]]*$", r"^[^()\[\]]*[^\s()\[\]:;-][)\]]"),
    (r"“[^“”]*$", r"^[^“”]+”"),
    (r"«[^«»]*$", r"^[^«»]+»"),
    (r'^[^"]*(?:"[^"]*"[^"]*)*"[^"]*$', r'^[^"]*[\p{L}.,!?…]"(?:[\s.,;:!?)—-]|$)'),
)
"""How a text ends that leaves one open, and how one begins that closes it and opens none before."""


def with_divisions(units: pl.DataFrame) -> pl.DataFrame:
    """Add to units `breaks_phrase, breaks_bracket`: what is divided between one that breaks off and the next.

    Takes `article_id, unit, plain, role, is_item, ends_sentence`; the next unit is the next that nothing has decided.
    Adds `opens_sentence`, too: a unit opens with a word that has a capital only where a sentence starts.
    """
    units = units.with_columns(
        opens_sentence=pl.col("plain").str.contains(_OPENS_SENTENCE),
        is_text=pl.col("ends_sentence") | pl.col("has_inner_end"),
    )
    next_of = {name: pl.col(name).shift(-1) for name in ("article_id", "plain", "is_text", "opens_sentence")}
    pairs = (
        units.filter(pl.col("role").is_null())
        .with_columns(right.alias(f"next_{name}") for name, right in next_of.items())
        .filter(~pl.col("ends_sentence") & (pl.col("article_id") == pl.col("next_article_id")))
    )
    for found in (_broken_phrases(pairs, units), _broken_brackets(pairs)):
        units = units.join(found, on=["article_id", "unit"], how="left", maintain_order="left")
    return units.with_columns(pl.col("breaks_phrase", "breaks_bracket").fill_null(False))


def _broken_phrases(pairs: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Find the pairs of which the last and the first word stand side by side elsewhere in the article: Star | Trek.

    The next unit ends like a sentence. It opens with a capital or a digit, and not with a word that usually opens
    sentences. Where its next words follow, too, the place is a copy of the two without the break, and tells nothing.
    """
    could_be = ~pl.col("is_item") & pl.col("next_is_text") & ~pl.col("next_opens_sentence")
    divided = (
        pairs.filter(could_be)
        .select(
            "article_id",
            "unit",
            last=pl.col("plain").str.extract(_LAST_WORD),
            first=pl.col("next_plain").str.extract(_FIRST_WORD),
            three=pl.col("next_plain").str.extract(_FIRST_THREE),
        )
        .drop_nulls()
    )
    spaced = units.join(divided, on="article_id", how="semi").select("article_id", text=pl.lit(" ") + pl.col("plain"))
    texts = spaced.group_by("article_id").agg(pl.col("text").str.join("\n"))
    n_found, n_copies = (
        pl.col("text").str.count_matches(pl.format(" {} {}", "last", words), literal=True)
        for words in ("first", "three")
    )
    return divided.join(texts, on="article_id").select("article_id", "unit", breaks_phrase=n_found > n_copies)


def _broken_brackets(pairs: pl.DataFrame) -> pl.DataFrame:
    """Find the pairs of which the first leaves a bracket or a quotation open that the next closes."""
    opening = pairs.filter(pl.col("plain").str.contains(r'[(\["“«]'))
    is_broken = (
        pl.col("plain").str.contains(opens) & pl.col("next_plain").str.contains(closes) for opens, closes in _BRACKETS
    )
    return opening.select("article_id", "unit", breaks_bracket=pl.any_horizontal(is_broken))
