"""Words that are divided at the end of a line: whose hyphen is their own, by how the article writes them elsewhere."""

import polars as pl

HYPHENS = ["-", "‐"]
N_COMPOUNDS_MIN = 2
"""So many compounds divided at their own hyphen, and no word, show that an article divides no words."""
_WORD = r"[\p{L}\p{N}]+(?:[-‐'’][\p{L}\p{N}]+)*"
_LEFT = rf"(?:^|[^\p{{L}}\p{{N}}/_])({_WORD})[-‐]$"
_RIGHT = r"^[\p{Pi}\p{Ps}]?([\p{L}\p{N}]+)"
_ALWAYS_OWN = r"^(?:.*-)?(?:self|vice|quasi|well)$"
_NEVER_OWN = (
    "after any back be by down ever every fore for here how in inter mean not off on other out over some super that the"
    " there through to under up what when where which who with"
)
_N_LETTERS_MIN = (3, 4)
_PAIR = ["article_id", "left_plain", "plain"]


def with_hyphens(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add `hyphen` to lines: whether the hyphen with which the line before ends is its word's `own`, or was `inserted`.

    Takes `article_id, plain, left_plain, left_last_char`. It is the word's own behind a number, before one or before a
    capital, and where the article writes the compound with its hyphen more often than without. Where it writes neither,
    it is so between two parts that are words of the article, behind a few first parts, such as self-, that keep theirs,
    and in an article that divides compounds and no words. The typographic hyphen was inserted where an article has it
    at the ends of lines only. Null where nothing tells.
    """
    divided = (
        pairs.filter(pl.col("left_last_char").is_in(HYPHENS))
        .select(*_PAIR, "left_last_char", left=pl.col("left_plain").str.extract(_LEFT))
        .with_columns(right=pl.col("plain").str.extract(_RIGHT))
        .drop_nulls()
        .unique(_PAIR, keep="first", maintain_order=True)
    )
    if divided.is_empty():
        return pairs.with_columns(hyphen=pl.lit(None, pl.String))
    judged = _with_verdict(_with_counts(divided, _whole_words(pairs, divided))).join(
        _inserters(pairs, divided), on="article_id", how="left"
    )
    is_inserted = (pl.col("left_last_char") == "‐") & pl.col("inserts")
    hyphen = pl.when(is_inserted).then(pl.lit("inserted")).when("is_own").then(pl.lit("own"))
    return pairs.join(judged.select(*_PAIR, hyphen=hyphen), on=_PAIR, how="left", maintain_order="left")


def _whole_words(pairs: pl.DataFrame, divided: pl.DataFrame) -> pl.DataFrame:
    """Return the words (`article_id, word`) of articles that divide some, without the parts at the ends of lines."""
    is_behind = pl.col("left_last_char").is_in(HYPHENS).fill_null(False)
    text = pl.col("plain").str.replace(rf"{_WORD}[-‐]$", "")
    text = pl.when(is_behind).then(text.str.replace(rf"^\W*{_WORD}", "")).otherwise(text)
    words = pairs.join(divided, on="article_id", how="semi").select(
        "article_id", word=_folded(text).str.extract_all(_WORD)
    )
    return words.explode("word")


def _with_counts(divided: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Add how often the article writes a divided word with and without its hyphen, and each part of it by itself.

    Adds `n_compound, n_solid, n_first, n_second`; the parts next to the hyphen are `first` and `second`.
    """
    counts = words.group_by("article_id", "word").len()
    left, right = (_folded(pl.col(side)) for side in ("left", "right"))
    first = left.str.extract(r"([^-]+)$")
    counted = divided.with_columns(compound=left + "-" + right, solid=left + right, first=first, second=right)
    for form in ("compound", "solid", "first", "second"):
        named = counts.rename({"word": form, "len": f"n_{form}"})
        counted = counted.join(named, on=["article_id", form], how="left", maintain_order="left")
    return counted.with_columns(pl.col("^n_.*$").fill_null(0))


def _with_verdict(counted: pl.DataFrame) -> pl.DataFrame:
    """Add `is_own`: whether the hyphen belongs to the word."""
    is_divided = pl.col("right").str.contains(r"^\p{Ll}") & ~pl.col("left").str.contains(r"\p{N}$")
    shown = counted.with_columns(
        is_shown=~is_divided | (pl.col("n_compound") > pl.col("n_solid")),
        is_solid=is_divided & (pl.col("n_solid") > pl.col("n_compound")),
    )
    n_shown, n_open = pl.col("is_shown").sum(), (~pl.col("is_shown") & ~pl.col("is_solid")).sum()
    divides_no_words = ~pl.col("is_solid").any() & (n_shown >= N_COMPOUNDS_MIN) & (n_open <= n_shown)
    n_letters = [pl.col(part).str.len_chars() >= n for part, n in zip(("first", "second"), _N_LETTERS_MIN, strict=True)]
    are_words = pl.all_horizontal(
        *n_letters, pl.col("n_first", "n_second") > 0, ~pl.col("first").is_in(_NEVER_OWN.split())
    )
    by_default = (
        are_words | pl.col("left").str.to_lowercase().str.contains(_ALWAYS_OWN) | divides_no_words.over("article_id")
    )
    return shown.with_columns(is_own=pl.col("is_shown") | (~pl.col("is_solid") & by_default))


def _inserters(pairs: pl.DataFrame, divided: pl.DataFrame) -> pl.DataFrame:
    """Return whether each article that divides words `inserts` typographic hyphens: none stands inside a word."""
    has_inside = pl.col("plain").str.contains(r"[\p{L}\p{N}]‐[\p{L}\p{N}]").any()
    return pairs.join(divided, on="article_id", how="semi").group_by("article_id").agg(inserts=~has_inside)


def _folded(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all("‐", "-", literal=True)
