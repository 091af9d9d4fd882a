"""Lines are rows: a raw text split into its non-empty lines, and what can be measured of each.

White space is what Unicode's property White_Space says; a line ends where UAX #14 has a mandatory break. In a text that
was read in the wrong encoding, U+0085 is neither, but a byte of a letter or an ellipsis: where a text has other breaks,
or other control characters of its kind. The no-break space behind Â, Ã, Î or Ð is a byte of a letter as well.
Hard-wrapped text is unwrapped first: consecutive lines that were broken only because they were full are one
*unit*, measured and judged together. In all other text a unit is a line.
"""

import re
from typing import Any

import polars as pl

WHITE_SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
SPACES = "".join(char for char in map(chr, range(0x3001)) if re.match(f"[{WHITE_SPACE}]", char))
_BREAKS = "\r\x0b\x0c\u2028\u2029"
_NEXT_LINE = "\x85"
_OTHER_BREAK_OR_CONTROL = r"[\n\r\x{80}-\x{84}\x{86}-\x{9f}]"
_BYTE_OF_LETTER = r"[ÂÃÎÐ]\x{a0}"
_UP_TO_LAST = rf"(?s)^(.*(?:{_BYTE_OF_LETTER}|\S|{_NEXT_LINE}))"
TERMINAL_MARKS = ".!?…。！？؟۔।｡"
CLOSING_MARKS = """"'”’»›)]」』】"""
CLOSERS = "[" + CLOSING_MARKS.replace("]", r"\]") + "]"
NOTE_MARKS = r"(?:[¹²³⁰⁴-⁹]+|\[\^?\d{1,3}\])"
ENDS_SENTENCE = rf"[{TERMINAL_MARKS}]+(?:{CLOSERS}|{NOTE_MARKS})*$|\p{{L}}{{3}}[{TERMINAL_MARKS}]{CLOSERS}*\d{{1,2}}$"
ENDS_CUT = r"(?:(?:^|[^.])\.{3}|…)[\])]?$"
ENDS_OPEN = rf"[,;:،؛–—-](?:{CLOSERS}|{NOTE_MARKS})*$"
_IN_BRACKET = r"(?:\([^()]{2,60}\),?\s)?"
STARTS_LOWER = (  # iPads are none
    rf"""^{_IN_BRACKET}["'“‘«(\[]*\p{{Ll}}[\p{{Ll}}\p{{Lm}}\p{{M}}'’‐-]*(?:[\s,;!?)\]"”»…—–/\x{{AD}}‐-]|[.:](?:\s|$)|$)"""
)
INNER_END = rf"[{TERMINAL_MARKS}]{CLOSERS}*\s+[\"'“‘«(\[]*[\p{{Lu}}\p{{Lo}}]"
WORD = r"\S*[\p{L}\p{N}]\S*"
_IS_ODD = r"[^\S ]|(?:^| )[^\p{L}\p{N}]* |(?:^| )[^\p{L}\p{N}]*$"
ENDS_AMID = (
    r"(?i:^|\s)(?i:an?|the|of|and|or|nor|its|their|our|my|your|his|whose|into|than|between|from|during|against|among"
    r"|which|because|these|those|der|den|dem|des|und|oder|von|zum|zur|eine[rnms]?|le|les|du|des|et|une?|el|los|las|del|con|e|della"
    r"|и|в|на|с|к|по|от|из|у|о|об|за|для|что|как|но|или|не|və|ilə|üçün|ve|ile|için|של|את|על|עם|אל|או|כי|בין|في|من|إلى|على|أن|عن|أو|و|از|به|در|که|با|برای|را|یا)$"
)
"""Ends with a word that can end neither a sentence nor a heading."""
N_CHARS_OF_PHRASE_MAX = 400
_SYLLABLES = r"[\p{Han}\p{Hiragana}\p{Katakana}]"  # written without spaces: two of them count as a word
BULLETS = "*•·▪►‣◦»>"
"""What opens an item, beside dashes and numbers."""
_ITEM = rf"^(?:[{BULLETS}–-]|[0-9]{{1,2}}[.)])\s"
_BULLET = rf"^[{BULLETS}–-]\s+"
_N_WORDS_OF_REPEATED = (4, 20)
CONTINUED = "continued"
_WRAP_WIDTHS = (30, 120)
_SHARE_OF_FULL_LINES_MIN = 0.6
_N_FULL_LINES_MIN = 3


def beside(measure: pl.Expr, n_rows: int) -> pl.Expr:
    """Return a measure of the row so many before in the same article, behind where negative; null where there is none.

    The rows of an article must stand together: so to look there costs a tenth of a window over the article.
    """
    return pl.when(pl.col("article_id") == pl.col("article_id").shift(n_rows)).then(measure.shift(n_rows))


def is_of_prose() -> pl.Expr:
    """Tell an article of which more rows end like a sentence than start in lower case: no list of words or names."""
    return (pl.col("ends_sentence").sum() > pl.col("starts_lower").sum()).over("article_id")


def count_visible(text: pl.Expr) -> pl.Expr:
    r"""Count the characters that are not white space, by what is: of that there is less, and `\S` costs thrice."""
    spaces = text.str.count_matches(" ") + text.str.count_matches(r"[^\S ]")
    return text.str.len_chars() - spaces


def count_words(text: pl.Expr) -> pl.Expr:
    """Count the words with a letter or digit; where nothing but single spaces and such words stand, the spaces tell."""
    odd = pl.when(text.str.contains(_IS_ODD)).then(text)
    return pl.coalesce(odd.str.count_matches(WORD), text.str.count_matches(" ") + 1)


def split_lines(raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Split raw texts into lines.

    Takes `article_id, text`. Returns one row per line that is not only white space: `article_id, line` (number
    from 1), `raw_start, raw_end` (code points) and `text`, the raw slice between them, without white space at
    its ends.
    """
    n_chars = pl.col("text").str.len_chars().cast(pl.Int64)
    articles = _with_one_break(raw_articles)
    if articles["article_id"].is_sorted():  # polars then finds an article's rows without hashing, in all that follows
        articles = articles.set_sorted("article_id")
    from_first, bare = _without_spaces(has_bytes=bool(articles["has_bytes"].any()))
    return (
        articles.with_columns(pl.col("text").str.split("\n"))
        .explode("text")
        .with_columns(
            line=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("article_id"),
            raw_start=(n_chars + 1).cum_sum().over("article_id") - n_chars - 1,
        )
        .with_columns(raw_start=pl.col("raw_start") + n_chars - from_first.str.len_chars(), text=bare)
        .filter(pl.col("text") != "")
        .select("article_id", "line", "raw_start", raw_end=pl.col("raw_start") + n_chars, text="text")
    )


def _with_one_break(raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Make every break a line feed, character for character; `has_bytes`: some white space is a byte of something."""
    text = pl.col("text")
    is_byte = text.str.contains(_NEXT_LINE, literal=True) & text.str.contains(_OTHER_BREAK_OR_CONTROL)
    one_at_crlf = text.str.replace_all("\r\n", " \n", literal=True)
    with_next_line, without = (
        one_at_crlf.str.replace_all(f"[{breaks}]", "\n") for breaks in (_BREAKS + _NEXT_LINE, _BREAKS)
    )
    return raw_articles.select(
        "article_id",
        text=pl.when(is_byte).then(without).otherwise(with_next_line),
        has_bytes=is_byte | text.str.contains(_BYTE_OF_LETTER),
    )


def _without_spaces(has_bytes: bool) -> tuple[pl.Expr, pl.Expr]:
    """Return lines without white space before the first character, and at both ends."""
    text = pl.col("text")
    from_first = text.str.strip_chars_start()
    bare = text.str.strip_chars()
    if has_bytes:
        from_letter = text.str.strip_chars_start(SPACES.replace(_NEXT_LINE, ""))
        from_first = pl.when("has_bytes").then(from_letter).otherwise(from_first)
        bare = pl.when(pl.col("has_bytes") & (bare != "")).then(from_letter.str.extract(_UP_TO_LAST)).otherwise(bare)
    return from_first, bare


def with_marks(lines: pl.DataFrame, raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Add `mark` to lines: the role that the file's mark-up gives them; null where it says nothing.

    Takes lines that have `article_id, line`, and raw articles with `article_id, marks`.
    """
    marked = raw_articles.select("article_id", "marks").drop_nulls("marks")
    if marked.is_empty():
        return lines.with_columns(mark=pl.lit(None, pl.String))
    marks = marked.explode("marks").unnest("marks").rename({"role": "mark"})
    return lines.join(marks, on=["article_id", "line"], how="left", maintain_order="left")


def unwrap(lines: pl.DataFrame) -> pl.DataFrame:
    """Number the units of each article from 0: adds `unit` to lines.

    Takes `article_id, line, plain, mark`, and `corrected_role, corrected_join`, what people decided of them.

    An article is hard-wrapped if most of its lines that a line follows at once were full: the next line's first
    word would not have fitted. A full line and the one that follows it at once are one unit; a
    line that mark-up speaks of opens one for itself, or goes on with that of the line before. A line whose role people
    decided is one for itself.
    """
    seen = _see_full_lines(lines)
    is_wrapped = (
        pl.col("width").is_between(*_WRAP_WIDTHS)
        & (pl.col("n_full") >= _N_FULL_LINES_MIN)
        & (pl.col("n_full") >= _SHARE_OF_FULL_LINES_MIN * pl.col("n_followed"))
    )
    is_item = pl.col("plain").str.contains(rf"^(?:[{BULLETS}-]|[0-9]{{1,3}}[.)])\s")
    starts = ~(is_wrapped & pl.col("follows") & pl.col("is_full").shift()).fill_null(False) | is_item
    starts = (starts | pl.col("mark").is_not_null()) & pl.col("mark").ne_missing(CONTINUED)
    is_corrected = pl.col("corrected_role").is_not_null()
    is_behind = beside(is_corrected, 1).fill_null(False)
    starts = starts | is_corrected | is_behind | pl.col("corrected_join").eq_missing("separate")
    return lines.with_columns(seen.select(unit=starts.cast(pl.Int32).cum_sum().over("article_id") - 1).to_series())


def _see_full_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Add `follows, is_full`, and `width, n_followed, n_full` of each article: what tells whether it is wrapped."""
    n_chars = pl.col("plain").str.len_chars().cast(pl.Int64)
    next_word = pl.col("plain").str.extract(r"^(\S+)").str.len_chars().shift(-1)
    follows = pl.col("line") - beside(pl.col("line"), 1) == 1
    return (
        lines.with_columns(n_chars=n_chars, follows=follows.fill_null(False))
        .with_columns(is_followed=pl.col("follows").shift(-1, fill_value=False))
        .with_columns(width=pl.when("is_followed").then("n_chars").max().over("article_id"))
        .with_columns(
            is_full=(pl.col("is_followed") & (pl.col("n_chars") + 1 + next_word > pl.col("width"))).fill_null(False)
        )
        .with_columns(
            pl.sum("is_followed").over("article_id").alias("n_followed"),
            pl.sum("is_full").over("article_id").alias("n_full"),
        )
    )


def units_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Return one row per unit.

    Columns: `article_id, unit, n_blank_before, has_heading_mark, mark, returns, corrected_role`, and `plain`, its lines
    joined by a space.
    """
    line_before = beside(pl.col("line"), 1).fill_null(0)
    opens = beside(pl.col("unit"), 1).ne_missing(pl.col("unit"))
    lines = lines.with_columns(
        n_blank_before=(pl.col("line") - line_before - 1).cast(pl.Int32),
        has_heading_mark=pl.col("text").str.contains(r"^#{1,6}\s"),
        is_whole=opens & opens.shift(-1, fill_value=True),
    )
    measures = ["n_blank_before", "has_heading_mark", "mark", "returns", "corrected_role"]
    joined = (
        lines.filter(~pl.col("is_whole"))
        .group_by("article_id", "unit", maintain_order=True)
        .agg(pl.col(measures).exclude("returns").first(), pl.col("returns").all(), "plain")
        .with_columns(pl.col("plain").list.join(" "))
    )
    columns = ["article_id", "unit", *measures, "plain"]
    return pl.concat([lines.filter("is_whole").select(columns), joined.select(columns)]).sort("article_id", "unit")


def measure(units: pl.DataFrame) -> pl.DataFrame:
    """Measure units once, for every rule: adds the columns that the expressions of `roles` and `joins` speak of.

    `phrase` is the text in lower case and without a bullet, empty for a long unit: what only a short line can be is
    looked for there, so that a long paragraph costs nothing. `is_repeated` marks headlines that stand twice: over the
    article and in a menu, or in two lists of other articles.
    """
    plain = pl.col("plain")
    n_chars = plain.str.len_chars().cast(pl.Int64)
    short = pl.when(n_chars <= N_CHARS_OF_PHRASE_MAX).then(plain).otherwise(pl.lit(""))
    unfinished = pl.when(plain.str.contains(ENDS_SENTENCE)).then(pl.lit("")).otherwise(plain)
    measured = units.with_columns(
        n_chars=n_chars,
        n_words=(count_words(plain) + plain.str.count_matches(_SYLLABLES) // 2).cast(pl.Int32),
        ends_sentence=plain.str.contains(ENDS_SENTENCE),
        ends_cut=plain.str.contains(ENDS_CUT),
        ends_open=plain.str.contains(ENDS_OPEN),
        is_item=plain.str.contains(_ITEM),
        introduces=plain.str.ends_with(":"),
        has_inner_end=unfinished.str.contains(INNER_END),
        ends_amid=unfinished.str.contains(ENDS_AMID),
        starts_lower=plain.str.contains(STARTS_LOWER),
        phrase=short.str.to_lowercase().str.replace(_BULLET, ""),
        position=pl.int_range(pl.len(), dtype=pl.Int32).over("article_id"),
    )
    cased = pl.when(pl.col("phrase") != "").then(plain).otherwise(pl.lit(""))
    is_repeated = (
        ((pl.col("phrase") != "") & pl.col("phrase").is_duplicated()).over("article_id")
        & pl.col("n_words").is_between(*_N_WORDS_OF_REPEATED)
        & ~pl.col("ends_sentence")
    )
    return measured.with_columns(
        next_starts_lower=beside(pl.col("starts_lower"), -1).fill_null(False),
        cased=cased,
        is_repeated=is_repeated,
        n_capitalized=cased.str.count_matches(r"""(?:^|\s)["'“‘«(\[]*\p{Lu}""").cast(pl.Int32),
        n_lower_words=cased.str.count_matches(r"""(?:^|\s)["'“‘«(\[]*\p{Ll}""").cast(pl.Int32),
    )


def weight_of(weights: dict[str, Any]) -> pl.Expr:
    """Say what a unit weighs in the search for the body: prose speaks for it, furniture and short lines against it.

    A heading between two paragraphs weighs less than one short line among others; one of which nothing is seen weighs
    nothing. Readers write prose too: behind the head of their comments, where enough prose stands above it, it counts
    half.
    """
    n_words, ends = pl.col("n_words"), pl.col("ends_sentence") & ~pl.col("ends_cut")
    is_prose = ends & (n_words >= weights["n_words_of_prose_min"])
    is_between = (beside(is_prose, 1) & beside(is_prose, -1)).fill_null(False)
    whole = pl.min_horizontal(n_words, weights["n_words_counted_max"]) + weights["prose"]
    prose = pl.when(_is_comment(is_prose, weights["n_words_above_comments_min"])).then(whole // 2).otherwise(whole)
    return (
        pl.when(pl.col("rule").is_in(weights["bars"]))
        .then(weights["bar"])
        .when(pl.col("rule") == "is_invisible")
        .then(0)
        .when("is_repeated")
        .then(weights["repeated"])
        .when(pl.col("role").is_not_null())
        .then(weights["decided"])
        .when(is_prose | (pl.col("has_inner_end") & (n_words >= weights["n_words_of_several_sentences_min"])))
        .then(prose)
        .when(ends & (n_words >= weights["n_words_of_short_prose_min"]))
        .then(weights["short_prose"])
        .when(_is_listed() & (n_words >= weights["n_words_of_short_prose_min"]))
        .then(weights["listed"])
        .when(n_words >= weights["n_words_of_unfinished_min"])
        .then(weights["unfinished"])
        .when(is_between)
        .then(weights["short_between_prose"])
        .otherwise(weights["short"])
    ).cast(pl.Int64)


def _is_listed() -> pl.Expr:
    """A list whose head ends with a colon and was not decided: the head, and the items up to the next other line."""
    is_head = pl.col("introduces") & pl.col("role").is_null() & ~pl.col("is_item")
    is_followed = beside(pl.col("is_item"), -1).fill_null(False)
    has_head = pl.when(~pl.col("is_item")).then(is_head).forward_fill().over("article_id").fill_null(False)
    return (pl.col("is_item") & has_head) | (is_head & is_followed)


def _is_comment(is_prose: pl.Expr, n_words_above_min: int) -> pl.Expr:
    n_words_above = pl.when(is_prose).then("n_words").otherwise(0).cum_sum().over("article_id")
    opens = (pl.col("rule") == "is_comment_form").fill_null(False) & (n_words_above >= n_words_above_min)
    return opens.cum_max().over("article_id")


def with_body(units: pl.DataFrame, weights: dict[str, Any]) -> pl.DataFrame:
    """Find each article's body: the run of units with the largest sum of weights (maximum subarray, Kadane).

    Takes units with `role` (null where no sign decided) and the measures. Adds `place`: `before`, `body` or
    `after`, and `n_from_body`, the units up to there; all of an article without any prose is `body`.
    """
    summed = units.with_columns(weight=weight_of(weights)).with_columns(
        total=pl.col("weight").cum_sum().over("article_id")
    )
    before = pl.col("total") - pl.col("weight")
    gain = (pl.col("total") - before.cum_min()).over("article_id")
    last = pl.col("position").filter(pl.col("gain") == pl.col("gain").max()).first().over("article_id")
    found = summed.with_columns(gain=gain).with_columns(last=last)
    first = (
        pl.col("position")
        .filter(
            (before == before.filter(pl.col("position") <= pl.col("last")).min())
            & (pl.col("position") <= pl.col("last"))
        )
        .last()
        .over("article_id")
    )
    has_prose = (pl.col("gain").max() > 0).over("article_id")
    place = (
        pl.when(~has_prose | pl.col("position").is_between(pl.col("first"), pl.col("last")))
        .then(pl.lit("body"))
        .when(pl.col("position") < pl.col("first"))
        .then(pl.lit("before"))
        .otherwise(pl.lit("after"))
    )
    n_from_body = pl.when(has_prose).then(
        pl.max_horizontal(pl.col("first") - pl.col("position"), pl.col("position") - pl.col("last"), 0)
    )
    placed = found.with_columns(first=first).with_columns(place=place, n_from_body=n_from_body.fill_null(0))
    return placed.drop("weight", "total", "gain", "first", "last")
