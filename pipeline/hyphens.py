"""Words that are divided at the end of a line: whose hyphen is their own, by how the article writes them elsewhere."""

import polars as pl

HYPHENS = ["-", "‐"]
N_COMPOUNDS_MIN = 2
"""So many compounds divided at their own hyphen, and no word, show that an article divides no words."""
_WORD = r"[\p{L}\p{N}]+(?:[-‐'’][\p{L}\p{N}]+)*"
_LEFT = rf"(?:^|[^\p{{L}}\p{{N}}/_])({_WORD})[-‐]$"
_RIGHT = r"^[\p{Pi}\p{Ps}]?([\p{L}\p{N}]+)"
_ALWAYS_OWN = r"^(?:.*-)?(?:self|vice|quasi|well)$"
_PAIR = ["article_id", "left_plain", "plain"]


def with_hyphens(pairs: pl.DataFrame) -> pl.DataFrame:
    """Add `hyphen` to lines: whether the hyphen with which the line before ends is its word's `own`, or was `inserted`.

    Takes `article_id, plain, left_plain, left_last_char`. It is the word's own where a capital or a number follows, or
    where the article writes the compound with its hyphen more often than without; where it writes neither, behind a few
    first parts, such as self-, and in an article that divides compounds and no words. The typographic hyphen was
    inserted where an article has it at the ends of lines only. Null where nothing tells.
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
    texts = pairs.join(divided, on="article_id", how="semi").select("article_id", text=_folded(pl.col("plain")))
    judged = _with_verdict(_with_counts(divided, texts)).join(_inserters(pairs, divided), on="article_id", how="left")
    is_inserted = (pl.col("left_last_char") == "‐") & pl.col("inserts")
    hyphen = pl.when(is_inserted).then(pl.lit("inserted")).when("is_own").then(pl.lit("own"))
    return pairs.join(judged.select(*_PAIR, hyphen=hyphen), on=_PAIR, how="left", maintain_order="left")


def _with_counts(divided: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Add `n_compound` and `n_solid`: how often the article writes a divided word with and without its hyphen."""
    words = texts.select("article_id", word=pl.col("text").str.extract_all(_WORD)).explode("word")
    counts = words.group_by("article_id", "word").len()
    left, right = (_folded(pl.col(side)) for side in ("left", "right"))
    counted = divided.with_columns(compound=left + "-" + right, solid=left + right)
    for form in ("compound", "solid"):
        named = counts.rename({"word": form, "len": f"n_{form}"})
        counted = counted.join(named, on=["article_id", form], how="left", maintain_order="left")
    return counted.with_columns(pl.col("n_compound", "n_solid").fill_null(0))


def _with_verdict(counted: pl.DataFrame) -> pl.DataFrame:
    """Add `is_own`: whether the hyphen belongs to the word."""
    is_lower = pl.col("right").str.contains(r"^\p{Ll}")
    shown = counted.with_columns(
        is_shown=~is_lower | (pl.col("n_compound") > pl.col("n_solid")),
        is_solid=is_lower & (pl.col("n_solid") > pl.col("n_compound")),
    )
    n_shown, n_open = pl.col("is_shown").sum(), (~pl.col("is_shown") & ~pl.col("is_solid")).sum()
    divides_no_words = ~pl.col("is_solid").any() & (n_shown >= N_COMPOUNDS_MIN) & (n_open <= n_shown)
    by_default = pl.col("left").str.to_lowercase().str.contains(_ALWAYS_OWN) | divides_no_words.over("article_id")
    return shown.with_columns(is_own=pl.col("is_shown") | (~pl.col("is_solid") & by_default))


def _inserters(pairs: pl.DataFrame, divided: pl.DataFrame) -> pl.DataFrame:
    """Return, for each article that divides words, whether it `inserts` typographic hyphens: none stands inside a word."""
    has_inside = pl.col("plain").str.contains(r"[\p{L}\p{N}]‐[\p{L}\p{N}]").any()
    return pairs.join(divided, on="article_id", how="semi").group_by("article_id").agg(inserts=~has_inside)


def _folded(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all("‐", "-", literal=True)
