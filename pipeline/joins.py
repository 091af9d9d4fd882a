"""Every way a line shows whether it continues the one before it: settings → the lines in that state.

Rows are consecutive units of running text (page furniture between them left out); `left_*` are the measures
of the unit before. The first rule of `clean.joins` that fits decides: `separate`, `join` (a space between),
`join_without_space`, or `join_without_hyphen`.
"""

import polars as pl

_OPEN_WORDS = (
    "a|an|the|of|to|in|on|at|by|for|from|with|and|or|nor|but|as|than|that|which|who|whose|whom|into|onto|over|under"
    "|between|among|during|through|against|about|its|their|his|her|our|my|your|this|these|those|such|is|are|was|were"
    "|be|been|being|has|have|had|will|would|could|should|may|might|can|not|if|when|while|because|including|also"
    "|der|die|das|den|dem|des|ein|eine|und|oder|von|mit|zu|für|auf|le|la|les|un|une|et|ou|de|du|à|en|dans|pour|par|sur|avec|que|qui"
    "|el|los|las|y|o|del|al|con|por|para|и|в|во|на|с|со|к|по|от|до|из|у|о|об|за|для|что|как|но|или|не|ve|ile|için|bir|bu|və|ilə|üçün|bu|ki"
)
_ADDRESS = r"(?:https?://|ftp://|www\.)[^\s<>]*[^\s<>.,;:!?)\]\"'”’»]$"


def starts_item() -> pl.Expr:
    """A bullet or an item's number opens something of its own."""
    return pl.col("plain").str.contains(r"^(?:[*•·▪►»–—-]\s|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]+)[.)]\s)")


def breaks_address() -> pl.Expr:
    """A web address runs to the end of the line, and the next line goes on with it: no space was ever there."""
    left = pl.col("left_plain").str.contains(_ADDRESS)
    goes_on = pl.col("plain").str.contains(r"^[a-z0-9_%~#?&=.-]*[/=&?%_-][^\s<>]*(?:\s|[.,;>)]|$)")
    return left & goes_on & ~pl.col("plain").str.contains(r"^(?:https?:|ftp:|www\.)")


def breaks_word() -> pl.Expr:
    """A word is divided by a hyphen, soft or not, at the end of the line, and goes on in lower case."""
    has_hyphen = pl.col("left_plain").str.contains(r"\p{L}{2}[-‐\x{ad}]$")
    is_divided = has_hyphen & pl.col("left_last_char").is_in(["-", "‐", "\xad"])
    return is_divided & pl.col("plain").str.contains(r"^\p{Ll}{2}")


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
