"""Every way a sentence ends, or does not, at a mark: settings → the candidates in that state.

Rows are the marks that could end a sentence. `tail` is the text up to the mark and its closing quotation marks
and brackets, `head` the text behind the white space, `opening` the piece since the mark before where it is short,
`abbreviation` the last word of the tail where it could be one, `is_title` and so on its kind, `text` the paragraph.
The first rule of `segment.boundaries` that fits decides: `continues` or `ends`. The practice is that of the Universal
Dependencies treebanks: a sentence ends at its mark also inside a quotation.

A thread of polars remembers 32 compiled patterns, and these rules have no more: what a comparison can tell, no pattern
does. A short text would else take more than twice as long.
"""

from itertools import product

import polars as pl

from pipeline.abbreviations import KINDS
from pipeline.lines import CLOSERS, CLOSING_MARKS
from pipeline.openings import OPENERS, SAYS

_OPENING_MARKS = """"'“”‘’„«‹(["""
_OPENS = "^[" + _OPENING_MARKS.replace("[", r"\[") + "]*"
_DIGITS = "0123456789"
_ARABIC = ["".join(digits) for n_digits in (1, 2) for digits in product(_DIGITS, repeat=n_digits)]
_ROMAN = ["".join(digits) for n_digits in range(1, 6) for digits in product("IVX", repeat=n_digits)]
_CAPITAL = r"^\p{Lu}"
_NO_SMALL = r"^[\p{Lu}\p{Lo}]"
_WITHOUT_CASE = r"^[\p{Hebrew}\p{Arabic}]"
_SMALL = r"^\(?\p{Ll}"
_OPENING_WORD = rf"{_OPENS}(\p{{L}}+)(?:[^\p{{L}}.]|$)"  # not an initial: J. A. Smith


def is_in_careless_text(n_letters_min: int) -> pl.Expr:
    """Who writes in lower case begins sentences so: then a mark behind a whole word ends one.

    Such a text begins in lower case, or has an "i" or "u" for a word; an ellipsis, a closed quotation or an abbreviation
    before lower case goes on there too.
    """
    begins_small = _head(_SMALL)
    word = _where(begins_small, "tail").str.extract(r"(?:^|\s)(\p{L}+)\s?(?:\.|[!?]+)$")
    n_letters = pl.when(pl.col("tail").str.ends_with(".")).then(n_letters_min).otherwise(2)
    return (word.str.len_chars() >= n_letters) & pl.col("is_careless") & ~_is_long_abbreviation(n_letters_min)


def is_before_small_letter_in_english(n_letters_min: int) -> pl.Expr:
    """English hardly abbreviates a long word in lower case: behind one, a full stop ends a sentence that is written so."""
    is_small = (pl.col("language") == "en") & _head(r"^\(?[a-z]+[\s,]")
    whole = "it|me|him|her|you|us|them|too|so|out|off|up|of|for|now|ago|day|way|bad|one|all|on|is|are|was|has|do|did"
    is_word = _matches(rf"(?:^|\s)(?:[a-z]{{{n_letters_min},}}|{whole})\.$", "tail", is_small)
    return is_word & ~_is_long_abbreviation(n_letters_min)


def is_followed_by_address() -> pl.Expr:
    """A web address behind the full stop of a whole word stands for itself, though it begins in lower case."""
    is_address = _starts_with("http://", "https://", "www.", text=pl.col("head"))
    return _matches(rf"(?:\p{{L}}[.!?]+|[.!?]{CLOSERS}+)$", "tail", is_address) & ~pl.col("is_connector")


def is_followed_by_symbol() -> pl.Expr:
    """Pictures behind a mark (of a face, a heart) belong to the sentence before them: they say how it is meant."""
    return _head(r"^[\p{So}--[№©®]]")


def is_followed_by_lower_case() -> pl.Expr:
    """The text goes on in lower case: a mark inside a sentence, an ellipsis, or a question quoted in passing.

    A trade name such as iPhone begins a sentence as it is, and so does an item (b) of a list.
    """
    begins = rf"{_OPENS}[ei]\p{{Lu}}\p{{Ll}}|^\((?:\p{{L}}|[ivx]{{2,4}})\)\s"
    return _head(rf"{_OPENS}(?:[–—-]+\s*)?\p{{Ll}}") & ~_head(begins)


def is_followed_by_punctuation() -> pl.Expr:
    """What follows begins with a mark that only continues, or closes: comma, semicolon, closing bracket.

    An ellipsis behind a full stop opens a sentence whose beginning was left out.
    """
    opens_cut = _head(r"^(?:…|\.{3})(?:\s*$|\p{Lu})") & ~pl.col("tail").str.tail(2).is_in(["..", ".…", "….", "……"])
    return _head(r"^[,;:.…!?)\]}»”%/&+=،؛]|^[-–—]+\s*(?:[,;]|$)") & ~opens_cut


def is_inside_name() -> pl.Expr:
    """A capital glued to a mark begins a sentence only between whole words: Example.Com and Sys.Out.Write are names."""
    is_seam = pl.col("is_seam")
    left = _matches(r"(?:^|\s)[\"'“‘(]?[\p{L}'’-]+[.!?]+$", "tail", is_seam)
    word = _where(is_seam, "head").str.extract(r"^(\p{Lu}\p{Ll}*)(?:[\s,;:'’]|$)")
    is_word = word.is_not_null() & ~word.is_in(["Com", "Net", "Org", "Info", "Co", "Js"])
    return is_seam & ~(left & is_word)


def is_ellipsis_without_case() -> pl.Expr:
    """Where no capital tells a new sentence, in Hebrew and Arabic letters, an ellipsis goes on."""
    is_ellipsis = pl.col("tail").str.ends_with("...") | pl.col("tail").str.ends_with("…")
    return _opens(_WITHOUT_CASE, is_ellipsis)


def is_enumerator() -> pl.Expr:
    """The piece is nothing but the number or letter of an item, so what follows is the item.

    Behind an abbreviation that wants a number (on p. 5. The rest) it is that number, and behind another single letter
    (и т. д.) the rest of an abbreviation.
    """
    items = r"^[(\[“\"*]*(?:\p{Nd}{1,3}(?:\.\p{Nd}{1,3})*|\p{L}|[ivxIVX]{1,5}|§+)[)\]]?\.$"
    is_item = pl.col("opening").str.contains(items)
    is_number_of = pl.col("is_numbered").shift().fill_null(False)
    is_letter = (pl.col("opening").str.len_chars() == 2) & pl.col("opening").str.contains(_SMALL)
    is_rest = _is_small_letter().shift().fill_null(False) & is_letter & pl.col("opening").str.ends_with(".")
    return is_item & (pl.col("is_first") | ~(is_number_of | is_rest))


def is_opening_ellipsis() -> pl.Expr:
    """The piece is nothing but an ellipsis, which stands for the beginning of what follows."""
    return pl.col("opening").is_in(["…", "...", "“…", "“...", '"…', '"...'])


def is_initial() -> pl.Expr:
    """A single letter with a full stop abbreviates a name, unless a usual opening word follows."""
    letter = pl.col("abbreviation").str.contains(r"(?:^|[.-])(?:\p{Lu}|\p{Hebrew}|\p{Arabic})$")
    names = r"(?:\b(?:vitamin|plan|type|class|group|grade|hepatitis|world war)|סעיף|כיתה|פרק|ליגה|קבוצה) \p{L}\.$"
    return letter & ~_opens_sentence(letter) & ~_matches(names, "tail", letter)


def is_title_of_person() -> pl.Expr:
    """A title before a name is never the end of a sentence; one that is also a word may be, before a usual opening word."""
    is_word = pl.col("is_title_or_word")
    is_title = pl.col("is_title") | (is_word & ~_opens_sentence(is_word))
    return _opens(_NO_SMALL, is_title)


def is_connector() -> pl.Expr:
    """An abbreviation that leads to what follows is never the end: versus, for example, that is."""
    return pl.col("is_connector")


def is_before_number() -> pl.Expr:
    """An abbreviation that wants a number has one behind it: No. 1, p. 23, Oct. 2."""
    return _matches(r"^[(\[]?(?:\p{Nd}|[IVXLC]{2,}\b)", "head", pl.col("is_numbered"))


def is_ordinal() -> pl.Expr:
    """A number with a full stop is an ordinal, or part of a date, before a number or what is counted so.

    In Turkish and German also before any other name: II. Abdülhamid, 1. Lig.
    """
    is_arabic, is_roman = (pl.col("abbreviation").is_in(numbers) for numbers in (_ARABIC, _ROMAN))
    is_number = is_arabic | is_roman
    counted = r"^(?:Dünya|Cihan|Weltkrieg|Jahrhundert|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
    is_date = is_arabic & _where(is_arabic, "head").str.head(1).is_in([*_DIGITS])
    is_usual = is_number & pl.col("language").is_in(["tr", "de"])
    is_name = _matches(_CAPITAL, "head", is_usual) & ~_opens_sentence(is_usual)
    return is_date | _matches(counted, "head", is_number) | is_name


def closes_hour() -> pl.Expr:
    """An hour (5 p.m.) ends a sentence before any capital, but for the day, the month or the clock that it goes by."""
    days = "Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    clocks = r"[A-Z]{2,4}T\b|GMT|UTC|Eastern|Central|Mountain|Pacific|Greenwich|\p{Lu}\S+\s(?:\S+\s)?[Tt]ime"
    is_clock = pl.col("abbreviation").str.ends_with(".m") | pl.col("abbreviation").str.ends_with(".M")
    is_hour = _matches(r"[0-9]\s?[apAP]\.\s?[mM]\.$", "tail", is_clock)
    return _opens(_CAPITAL, is_hour) & ~_matches(rf"^(?:{days}|{clocks})", "head", is_hour)


def closes_list() -> pl.Expr:
    """An "and so on" stands at the end of a list, and hardly anything but a new sentence begins with a capital there."""
    return _opens(_NO_SMALL, pl.col("is_list_end"))


def is_soft_abbreviation() -> pl.Expr:
    """An abbreviation that can also end a sentence (U.S., Inc., p.m.) ends it only before a usual opening word."""
    is_soft = pl.col("is_soft") | pl.col("abbreviation").str.contains(r"^(?:\p{L}\.)+\p{L}$")
    return is_soft & ~_opens_sentence(is_soft)


def is_in_short_bracket(n_chars_max: int) -> pl.Expr:
    """A bracket that just opened, in lower case, and has not closed: (b. 2013), (see e.g. Table 2)."""
    has_bracket = pl.col("tail").str.contains("(", literal=True)
    end = _where(has_bracket, "tail").str.tail(n_chars_max + 2)
    is_open = end.str.contains(r"\([^)\p{Lu}]+\.$")
    is_turned = _matches(r"\)\s?\p{L}+\s?\(", "tail", is_open)  # as some texts from right to left have them
    return _matches(r"^[^(]*(?:\)|\s$)", "head", is_open) & ~is_turned


def is_quotation_with_speaker() -> pl.Expr:
    """A quotation that closes with a question or a shout goes on with who said it; behind a full stop another begins."""
    said = _where(_closes(), "tail").str.strip_chars_end(CLOSING_MARKS)
    is_quoted = said.str.tail(1).is_in(["!", "?", "؟"])
    speaker = rf"^(?:\p{{Lu}}\S*\s){{0,3}}(?:{'|'.join(SAYS)})[\s.,:]"
    return _matches(speaker, "head", is_quoted)


def closes_paragraph() -> pl.Expr:
    """The last sentence ends with its paragraph, with or without a mark."""
    return pl.col("head").is_null()


def closes_quotation() -> pl.Expr:
    """The mark stands inside a quotation or bracket that closes with it, and a sentence follows."""
    return _closes()


def has_terminal_mark() -> pl.Expr:
    """A full stop, question mark, exclamation mark or ellipsis, and then a sentence that begins."""
    return pl.lit(True)


def _is_long_abbreviation(n_letters_min: int) -> pl.Expr:
    return pl.any_horizontal(*KINDS) & (pl.col("abbreviation").str.len_chars() >= n_letters_min)


def _is_small_letter() -> pl.Expr:
    word = pl.col("abbreviation")
    return (word.str.len_chars() == 1) & (word != word.str.to_uppercase())


def _closes() -> pl.Expr:
    return pl.col("tail").str.tail(1).is_in([*CLOSING_MARKS])


def _starts_with(*prefixes: str, text: pl.Expr) -> pl.Expr:
    return pl.any_horizontal(text.str.starts_with(prefix) for prefix in prefixes)


def _opens(pattern: str, where: pl.Expr) -> pl.Expr:
    """Look, in rows of some state, behind the quotation marks and brackets that the head opens with."""
    return _where(where, "head").str.strip_chars_start(_OPENING_MARKS).str.contains(pattern)


def _where(where: pl.Expr, column: str) -> pl.Expr:
    """Return a column in rows of some state, which are few, and nothing elsewhere."""
    return pl.when(where).then(column).otherwise(pl.lit(""))


def _head(pattern: str) -> pl.Expr:
    return pl.col("head").str.contains(pattern)


def _matches(pattern: str, column: str, where: pl.Expr) -> pl.Expr:
    """Look for a pattern only in rows of some state, which are few: elsewhere it costs nothing, and does not fit."""
    return _where(where, column).str.contains(pattern) & where


def _opens_sentence(where: pl.Expr) -> pl.Expr:
    """Tell, in rows of some state, whether a usual opening word follows."""
    word = _where(where, "head").str.extract(_OPENING_WORD)
    return word.is_in(OPENERS).fill_null(False)
