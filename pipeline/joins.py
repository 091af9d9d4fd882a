"""Every way a line shows whether it continues the one before it: settings → the lines in that state.

Rows are consecutive units of running text (page furniture between them left out); `left_*` are the measures
of the unit before, `hyphen` is what `hyphens` says of its last one. The first rule of `clean.joins` that fits decides:
`separate`, `join` (a space between), `join_without_space`, or `join_without_hyphen`.
"""

import polars as pl

from pipeline.hyphens import HYPHENS

_OPEN_WORDS = (
    "a|an|the|of|to|in|on|at|by|for|from|with|and|or|nor|but|as|than|that|which|who|whose|whom|into|onto|over|under"
    "|between|among|during|through|against|about|its|their|his|her|our|my|your|this|these|those|such|is|are|was|were"
    "|be|been|being|has|have|had|will|would|could|should|may|might|can|not|if|when|while|because|including|also"
    "|der|die|das|den|dem|des|ein|eine|und|oder|von|mit|zu|für|auf|le|la|les|un|une|et|ou|de|du|à|en|dans|pour|par|sur|avec|que|qui"
    "|el|los|las|y|o|del|al|con|por|para|и|в|во|на|с|со|к|по|от|до|из|у|о|об|за|для|что|как|но|или|не|ve|ile|için|bir|bu|və|ilə|üçün|bu|ki"
)
_ADDRESS = r"(?:(?:https?|ftp)://|www\.|[a-zA-Z0-9-]+\.[a-z]{2,4}/)[^\s<>]*"
_WHOLE_ADDRESS = rf"{_ADDRESS}[^\s<>.,;:!?)\]\"'”’»‐]$|https?:/{{0,2}}$|(?:^|\s)(?:\w+-){{3,}}\w+/$"
_OPEN_ADDRESS = rf"{_ADDRESS}[-?=&_%#]$|(?:^|\s)(?:[^\s<>]*/[^\s<>]*|(?:[^\s<>-]+-){{3,}}[^\s<>-]+)-$"
_SUSPENDED = r"^(?:and|or|und|oder|bis|et|ou|и|или|ve|veya|və)\s"


def starts_item() -> pl.Expr:
    """A bullet or an item's number opens something of its own."""
    return pl.col("plain").str.contains(r"^(?:[*•·▪►»–—-]\s|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]+)[.)]\s)")


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


def ends_like_sentence() -> pl.Expr:
    """The line before ends with the mark of a sentence, or of a quotation or list to come."""
    return pl.col("left_ends_sentence") | pl.col("left_plain").str.contains(r"[:;][\"'”’»)\]]*$")


def starts_in_lower_case(n_words_min: int) -> pl.Expr:
    """The line goes on in lower case, and one of the two is long enough to be running text."""
    return pl.col("starts_lower") & _either_has(n_words_min)


def ends_with_open_word(n_words_min: int, n_continuations_min: int) -> pl.Expr:
    """In a text cut by pages, the line before ends with a word or comma that cannot end anything."""
    ends_open = pl.col("left_plain").str.contains(rf"(?i)(?:^|\s)(?:{_OPEN_WORDS})$|[,،–—-]$")
    return ends_open & _either_has(n_words_min) & _is_paginated(n_continuations_min)


def is_long_and_unfinished(n_words_min: int, n_continuations_min: int) -> pl.Expr:
    """In a text cut by pages, the line before is far too long for a heading, and does not end like a sentence."""
    return (pl.col("left_n_words") >= n_words_min) & _is_paginated(n_continuations_min)


def stands_apart() -> pl.Expr:
    """Nothing says that the line continues the one before."""
    return pl.lit(True)


def _either_has(n_words_min: int) -> pl.Expr:
    return (pl.col("left_n_words") >= n_words_min) | (pl.col("n_words") >= n_words_min)


def _is_paginated(n_continuations_min: int) -> pl.Expr:
    """The article has lines that go on in lower case after an unfinished long one: it was cut by pages."""
    goes_on = pl.col("starts_lower") & ~pl.col("left_ends_sentence") & (pl.col("left_n_words") >= 8)
    return goes_on.fill_null(False).sum().over("article_id") >= n_continuations_min
