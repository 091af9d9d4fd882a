"""Every way a line shows whether it continues the one before it: settings → the lines in that state.

Rows are consecutive units of running text (page furniture between them left out); `left_*` are the measures
of the unit before, `hyphen` is what `hyphens` says of its last one. The first rule of `clean.joins` that fits decides:
`separate`, `join` (a space between), `join_without_space`, or `join_without_hyphen`.
"""

import polars as pl

from pipeline.hyphens import HYPHENS
from pipeline.lines import BULLETS, is_of_prose

_OPEN_WORDS = (
    "a|an|the|of|to|in|on|at|by|for|from|with|and|or|nor|but|as|than|that|which|who|whose|whom|into|onto|over|under"
    "|between|among|during|through|against|about|its|their|his|her|our|my|your|this|these|those|such|is|are|was|were"
    "|be|been|being|has|have|had|will|would|could|should|may|might|can|not|if|when|while|because|including|also|some|any|every|each|before|after|until|without|within|it['’]s|whether|although|though|since|both|per|via|toward|towards|upon|across|behind"
    "|der|die|das|den|dem|des|ein|eine|und|oder|von|mit|zu|für|auf|le|la|les|un|une|et|ou|de|du|à|en|dans|pour|par|sur|avec|que|qui"
    "|el|los|las|y|o|del|al|con|por|para|и|в|во|на|с|со|к|по|от|до|из|у|о|об|за|для|что|как|но|или|не|ve|ile|için|bir|bu|və|ilə|üçün|bu|ki"
)
_ADDRESS = r"(?:(?:https?|ftp)://|www\.|[a-zA-Z0-9-]+\.[a-z]{2,4}/)[^\s<>]*"
_WHOLE_ADDRESS = rf"{_ADDRESS}[^\s<>.,;:!?)\]\"'”’»‐]$|https?:/{{0,2}}$|(?:^|\s)(?:\w+-){{3,}}\w+/$"
_OPEN_ADDRESS = rf"{_ADDRESS}[-?=&_%#]$|(?:^|\s)(?:[^\s<>]*/[^\s<>]*|(?:[^\s<>-]+-){{3,}}[^\s<>-]+)-$"
_ITEM = rf"^(?:[{BULLETS}–—-]\s|\(?(?:[0-9]{{1,3}}|[a-zA-Z]|[ivxIVX]+)[.)]\s)"
_FIRST_WORDS = r"^(\S+\s+\S+)"
_MAY_STAND_AMID = r"^(?:The|A)\s\p{Lu}|^[\"'“‘«„]"
_SUSPENDED = r"^(?:and|or|und|oder|bis|et|ou|и|или|ve|veya|və)\s"


def starts_item() -> pl.Expr:
    """A bullet, an item's number or the name of who speaks opens something of its own; a dash may go on."""
    speaker = pl.col("plain").str.extract(r"^(\p{Lu}[\p{Lu}\s.'’-]+):\s").str.len_chars().is_between(3, 31)
    goes_on = pl.col("plain").str.contains(r"^[–—]\s\p{Ll}") & (pl.col("left_n_words") >= 15) & _breaks_off()
    is_item = pl.col("plain").str.contains(rf"{_ITEM}|^\[[0-9]{{1,3}}\]\s")
    return (is_item | speaker.fill_null(False)) & ~goes_on


def breaks_address() -> pl.Expr:
    """A web address runs to the end of the line, and the next line goes on with it: no space was ever there."""
    left, end = pl.col("left_plain"), r"(?:\s|[.,;>)]|$)"
    rest = rf"^(?:www\.|[a-z0-9_%~#?&=.-]*[/=&?%_-])[^\s<>]*{end}"
    is_rest = pl.col("plain").str.contains(rest) & left.str.contains(_WHOLE_ADDRESS)
    is_last = pl.col("plain").str.contains(rf"^[0-9]+{end}|^[a-z]+[0-9]\w*{end}") & left.str.contains(rf"{_ADDRESS}/$")
    is_open = left.str.contains(_OPEN_ADDRESS) & pl.col("plain").str.contains(r"^[\w%~]")
    return (is_rest | is_last | is_open) & ~pl.col("plain").str.contains(r"^(?:https?:|ftp:)")


def breaks_compound() -> pl.Expr:
    """A compound is divided at its own hyphen, or at a dash: the hyphen stays, and no space was ever there."""
    left, right = pl.col("left_plain"), pl.col("plain")
    goes_on = (pl.col("unit") == pl.col("left_unit")).fill_null(False)
    is_own = (pl.col("hyphen") == "own").fill_null(False) & (goes_on | right.str.contains(r"^\p{Ll}"))
    behind = left.str.contains(r"[^\s–—][–—]$") & right.str.contains(r"^[\p{L}\p{N}\p{Pi}\p{Ps}]")
    before = left.str.contains(r"[\p{L}\p{N}\p{Pf}\p{Pe}]$") & right.str.contains(r"^—[^\s—]")
    return (is_own & ~right.str.contains(_SUSPENDED)) | (goes_on & (behind | before))


def breaks_word() -> pl.Expr:
    """A word is divided by a hyphen at the end of the line, and goes on in lower case, or by a soft hyphen."""
    is_divided = pl.col("left_plain").str.contains(r"\p{L}{2}[-‐]$") & pl.col("left_last_char").is_in(HYPHENS)
    goes_on = pl.col("plain").str.contains(r"^\p{Ll}{2}") & ~pl.col("plain").str.contains(_SUSPENDED)
    is_soft = pl.col("left_plain").str.ends_with("\u00ad") & (pl.col("left_last_char") == "\u00ad")
    return (is_divided & goes_on) | is_soft | (pl.col("hyphen") == "inserted").fill_null(False)


def breaks_bracket() -> pl.Expr:
    """The line before opens a bracket or a quotation that only this line closes: what stands in it is one text."""
    return pl.col("left_breaks_bracket") & _is_other_unit()


def ends_like_sentence() -> pl.Expr:
    """The line before ends with the mark of a sentence, its source behind it or not, of a list to come, or an emoji."""
    emoji = r"[\x{2600}-\x{27bf}\x{1f300}-\x{1faff}]\x{fe0f}?$"
    source = r"[\"'”’»*]*(?:\s?[\[(][^()\[\]]{1,40}[\])]|\s[\"'”’»])?$"
    return pl.col("left_ends_sentence") | pl.col("left_plain").str.contains(
        rf"[:;][\"'”’»)\]]*$|[.!?…]{source}|{emoji}"
    )


def is_parallel(n_words_max: int) -> pl.Expr:
    """Two lines that open with the same two words, the first of them short or in lower case, are items of a list."""
    left, right = (pl.col(name).str.extract(_FIRST_WORDS).str.to_lowercase() for name in ("left_plain", "plain"))
    is_item = (pl.col("left_n_words") <= n_words_max) | pl.col("left_starts_lower")
    return (left == right) & is_item


def starts_in_lower_case(n_words_min: int, n_words_of_lone_min: int) -> pl.Expr:
    """The line goes on in lower case, and one of the two is long enough to be running text, or is left open.

    Both together need as many words where this one ends a sentence. In an article of prose they need fewer, if neither
    the line before nor the next is in lower case, as they are in lists.
    """
    goes_on = pl.col("starts_lower") | pl.col("plain").str.contains(r"^[–—]\s\p{Ll}")
    is_listed = pl.col("left_starts_lower") | pl.col("starts_lower").shift(-1).over("article_id").fill_null(False)
    is_lone = ~is_listed & is_of_prose() & _both_have(n_words_of_lone_min)
    is_sentence = pl.col("ends_sentence") & _both_have(n_words_min)
    return goes_on & (_either_has(n_words_min) | is_sentence | is_lone | pl.col("left_ends_amid"))


def ends_amid(n_words_min: int) -> pl.Expr:
    """The line before ends with a word that can end nothing, such as an article, and the two are running text."""
    return pl.col("left_ends_amid") & _both_have(n_words_min)


def opens_sentence() -> pl.Expr:
    """The line opens with a word that has a capital where a sentence starts, such as However, and hardly elsewhere."""
    return pl.col("opens_sentence") & ~(_ends_open() & pl.col("plain").str.contains(_MAY_STAND_AMID))


def ends_with_open_word(n_words_min: int, n_continuations_min: int) -> pl.Expr:
    """In a text cut by pages, the line before ends with a word or comma that hardly ever ends anything."""
    return _ends_open() & _both_have(n_words_min) & _is_paginated(n_continuations_min)


def breaks_phrase() -> pl.Expr:
    """A name is divided that the article writes in one piece elsewhere, and this line ends like a sentence."""
    return pl.col("left_breaks_phrase") & _is_other_unit() & _is_finished()


def is_long_and_unfinished(n_words_min: int, n_continuations_min: int) -> pl.Expr:
    """In a text cut by pages, the line before breaks off, a stub or too long for a heading, and this one has an end."""
    left = pl.col("left_plain")
    is_stub = pl.col("left_rule").eq_missing("is_stub")
    is_text = ((pl.col("left_n_words") >= n_words_min) | is_stub) & ~left.str.contains(_ITEM)
    return is_text & _is_finished() & _is_paginated(n_continuations_min)


def stands_apart() -> pl.Expr:
    """Nothing says that the line continues the one before."""
    return pl.lit(True)


def _is_other_unit() -> pl.Expr:
    return pl.col("unit") != pl.col("left_unit")


def _either_has(n_words_min: int) -> pl.Expr:
    return (pl.col("left_n_words") >= n_words_min) | (pl.col("n_words") >= n_words_min)


def _both_have(n_words_min: int) -> pl.Expr:
    return pl.col("left_n_words") + pl.col("n_words") >= n_words_min


def _ends_open() -> pl.Expr:
    return pl.col("left_plain").str.contains(rf"(?i)(?:^|\s)(?:{_OPEN_WORDS})$|[,،][\"'”’»]*$|[–—-]$")


def _breaks_off() -> pl.Expr:
    left = pl.col("left_plain")
    return ~left.str.contains(_ITEM) & ~left.str.contains(r"[.!?…:;][^\s\p{L}\p{N}]*$")


def _is_finished() -> pl.Expr:
    is_text = pl.col("ends_sentence") | pl.col("has_inner_end") | pl.col("plain").str.ends_with(":")
    return is_text & ~pl.col("plain").str.contains(r"^(?:…|\.\.)|(?:…|\.\.)$")


def _is_paginated(n_continuations_min: int) -> pl.Expr:
    """Tell an article that was cut by pages: lines break off and are gone on with, and more than are not.

    A line goes on with the one before in lower case, or behind an open word. Where there are none of these, lines far
    too long for headings count, which break off before one that has an end: in a script without lower case two of them.
    """
    is_open = pl.col("left_ends_amid") | (_ends_open() & (pl.col("left_n_words") >= 20))
    goes_on = pl.col("starts_lower") | is_open
    is_text = _breaks_off() & _either_has(8)
    is_broken = is_text & ~goes_on & (pl.col("left_n_words") >= 20) & _is_finished()
    is_of_list = is_text & ~goes_on & ~pl.col("ends_sentence") & pl.col("rule").ne_missing("is_cut_line")
    n_broken_min = pl.when(pl.col("plain").str.contains(r"^\P{L}*\p{Lo}").any().over("article_id")).then(2).otherwise(3)
    n_continued, n_broken, n_of_list = (
        rows.fill_null(False).sum().over("article_id") for rows in (is_text & goes_on, is_broken, is_of_list)
    )
    is_cut = (n_continued >= n_continuations_min) | (n_broken >= n_broken_min)
    return is_cut & (n_continued + n_broken > n_of_list)
