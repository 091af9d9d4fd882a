"""Every way a sentence ends, or does not, at a mark: settings → the candidates in that state.

Rows are the marks that could end a sentence. `tail` is the text up to the mark and its closing quotation marks
and brackets, `head` the text behind the white space, `opening` the piece since the mark before. The first rule of
`segment.boundaries` that fits decides: `continues` or `ends`. The practice is that of the Universal Dependencies
treebanks: a sentence ends at its mark also inside a quotation.
"""

import polars as pl

from pipeline.lines import CLOSERS

_OPENS = r"""^["'“”‘’„«‹(\[]*"""
_TITLES = (
    "mr|mrs|ms|mx|drs?|profs?|gens?|col|lt|sgt|capt|cpt|cmdr|cdr|adm|maj|brig|sens?|reps?|gov|cpl|pvt|pres|rev|fr|hon|st|ste|mt|ft|supt|amb|atty"
    "|messrs|mme|mlle|msgr|sr|sra|srta|dra|dott|ing|arch|av|sn|doç|yrd|акад|проф|доц|г-н|г-жа|им|ул|пр|гор|тов|ген|полк|кн"
)
_CONNECTORS = (
    r"vs|v|e\.g|i\.e|eg|ie|cf|viz|al|ca|approx|incl|esp|resp|ed|eds|trans|z\.\s?b|d\.\s?h|bzw|u\.\s?a|usw|sog|vgl|p\.\s?ex|vb|örn|bkz|yy"
    r"|т\.\s?е|т\.\s?к|т\.\s?н|напр|см|ср|б|жыл|м\.\s?ө|b\.\s?e\.\s?ə|və s"
)
_NUMBERED = (
    r"nos?|nr|n°|№|pp?|vols?|figs?|arts?|secs?|sect|chs?|chap|paras?|pts?|eqs?|tabs?|ex|app|op|ver|rev|items?|st|стр|ст|гл|рис|табл|п|пп"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez|madde|maddə"
)
_SOFT = (
    r"(?:\p{L}\.){2,}|\p{L}\.\p{L}|a\.m|p\.m|inc|ltd|llc|co|corp|bros|jr|sr|esq|ph\.d|m\.d|d\.c|etc|dept|univ|assn|est|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun|ave|blvd|rd|min|max|hrs?|mins?|secs?|lbs?|oz|km|cm|mm|kg|г|гг|в|вв|н\.\s?э|руб|млн|млрд|тыс|др|т\.\s?д|т\.\s?п"
)
_OPENERS = (
    "The|A|An|This|That|These|Those|It|Its|He|She|They|We|You|I|His|Her|Their|Our|My|Your|There|Here|In|On|At|By|For|From|With|To|As|If"
    "|But|And|Or|So|Yet|Nor|Then|Thus|When|While|Where|Who|What|Why|How|Which|After|Before|Since|Until|Although|Though|Because|However"
    "|Moreover|Meanwhile|Also|Once|Now|Today|Yesterday|Not|No|Some|Many|Most|Such|Both|Each|All|Another|Other|One|During|Despite|Under"
    "|В|На|Это|Он|Она|Они|Мы|Но|И|А|По|При|Как|Если|Bu|O|Onlar|Ve|Ama|Der|Die|Das|Ein|Eine|Er|Sie|Es|Und|Aber|Le|La|Les|Il|Elle|El|Los"
)
_OPENING_WORD = rf"(?:{_OPENERS})(?:[^\w.]|$)"  # not an initial: J. A. Smith
_SAYS = "said|says|asked|asks|replied|answered|added|told|wrote|writes|cried|shouted|whispered|explained|insisted|noted|warned|continued"


def is_in_careless_text(n_letters_min: int) -> pl.Expr:
    """Who writes in lower case begins sentences so: then a mark behind a whole word ends one.

    Such a text begins in lower case, or has an "i" or "u" for a word; an ellipsis, a closed quotation or an abbreviation
    before lower case goes on there too.
    """
    has_small_word = pl.col("piece").str.contains(r"(?:^|\s)(?:i|u|ur|im|ive|dont|didnt|cant)\s").any()
    is_careless = (has_small_word | pl.col("piece").first().str.contains(r"^\p{Ll}+\s")).over("paragraph_id")
    is_whole_word = _tail(rf"(?:^|\s)\p{{L}}{{{n_letters_min},}}(?:\.|[!?]+)$")
    known = "|".join((_TITLES, _CONNECTORS, _NUMBERED, _SOFT)).split("|")
    abbreviations = "|".join(word for word in known if len(word) >= n_letters_min and word.strip("?").isalpha())
    return is_careless & is_whole_word & _head(r"^\p{Ll}") & ~_abbreviated(abbreviations)


def is_followed_by_address() -> pl.Expr:
    """A web address behind the full stop of a whole word stands for itself, though it begins in lower case."""
    return _tail(r"\p{L}{3}[.!?]$") & _head(r"^(?:https?://|www\.)") & ~_abbreviated(_CONNECTORS)


def is_followed_by_symbol() -> pl.Expr:
    """Pictures behind a mark (of a face, a heart) belong to the sentence before them: they say how it is meant."""
    return _head(r"^[\p{So}--[№©®]]")


def is_followed_by_lower_case() -> pl.Expr:
    """The text goes on in lower case: a mark inside a sentence, an ellipsis, or a question quoted in passing.

    A trade name such as iPhone begins a sentence as it is.
    """
    return _head(rf"{_OPENS}(?:[–—-]+\s*)?\p{{Ll}}") & ~_head(rf"{_OPENS}[ei]\p{{Lu}}\p{{Ll}}")


def is_followed_by_punctuation() -> pl.Expr:
    """What follows begins with a mark that only continues, or closes: comma, semicolon, closing bracket."""
    return _head(r"^[,;:.…!?)\]}»”%/&+=،؛]|^[-–—]+\s*(?:[,;]|$)")


def is_enumerator() -> pl.Expr:
    """The piece is nothing but the number or letter of an item, so what follows is the item.

    Behind an abbreviation that wants a number (on p. 5. The rest) it is that number.
    """
    is_in_paragraph = pl.col("paragraph_id") == pl.col("paragraph_id").shift()
    before = pl.when(is_in_paragraph).then(pl.col("tail").shift())
    is_number_of = before.str.contains(_abbreviation(_NUMBERED)).fill_null(False)
    return ~is_number_of & pl.col("opening").str.contains(
        r"^[(\[“\"]*(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|\p{L}|[ivxIVX]{1,5}|§+)[)\]]?\.$"
    )


def is_initial() -> pl.Expr:
    """A single letter with a full stop abbreviates a name, unless a usual opening word follows."""
    letter = _tail(r"(?:^|[\s\p{Ps}\p{Pi}\"'.-])(?:\p{Lu}|\p{Hebrew}|\p{Arabic})\.$")
    return (
        letter
        & ~_head(rf"^{_OPENING_WORD}")
        & ~_tail(r"\b(?:vitamin|plan|type|class|group|grade|hepatitis|world war) \p{L}\.$")
    )


def is_title_of_person() -> pl.Expr:
    """A title before a name is never the end of a sentence."""
    return _abbreviated(_TITLES) & _head(rf"{_OPENS}[\p{{Lu}}\p{{Lo}}]")


def is_connector() -> pl.Expr:
    """An abbreviation that leads to what follows is never the end: versus, for example, that is."""
    return _abbreviated(_CONNECTORS)


def is_before_number() -> pl.Expr:
    """An abbreviation that wants a number has one behind it: No. 1, p. 23, Oct. 2."""
    return _abbreviated(_NUMBERED) & _head(r"^[(\[]?(?:[0-9]|[IVXLC]{2,}\b)")


def is_ordinal() -> pl.Expr:
    """A number with a full stop is an ordinal, or part of a date, before a number or what is counted so."""
    is_counted = _head(
        r"^(?:Dünya|Cihan|Weltkrieg|Jahrhundert|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
    )
    return (_tail(r"(?:^|\s)[0-9]{1,2}\.$") & _head(r"^[0-9]")) | (
        _tail(r"(?:^|\s)(?:[0-9]{1,2}|[IVX]{1,5})\.$") & is_counted
    )


def is_soft_abbreviation() -> pl.Expr:
    """An abbreviation that can also end a sentence (U.S., Inc., p.m.) ends it only before a usual opening word.

    The Russian ones for "and so on" end it before any capital: they stand behind a list.
    """
    ends_list = _tail(r"(?i)(?:^|\s)и\s(?:т\.\s?[дп]|др|пр)\.$")
    return _abbreviated(_SOFT) & ~_head(rf"{_OPENS}{_OPENING_WORD}") & ~ends_list


def is_in_short_bracket(n_chars_max: int) -> pl.Expr:
    """A bracket that just opened, in lower case, and has not closed: (b. 2013), (see e.g. Table 2)."""
    return _tail(rf"\([^)\p{{Lu}}]{{1,{n_chars_max}}}\.$") & _head(r"^[^(]*(?:\)|\s$)")


def is_quotation_with_speaker() -> pl.Expr:
    """A quotation that closes with its mark goes on with who said it."""
    return _tail(rf"[!?.,]{CLOSERS}+$") & _head(
        rf"^(?:\p{{Lu}}[\p{{L}}.’'-]*\s){{1,3}}(?:{_SAYS})\b|^(?:{_SAYS})\b|^I (?:{_SAYS})\b"
    )


def closes_paragraph() -> pl.Expr:
    """The last sentence ends with its paragraph, with or without a mark."""
    return pl.col("head").is_null()


def closes_quotation() -> pl.Expr:
    """The mark stands inside a quotation or bracket that closes with it, and a sentence follows."""
    return _tail(rf"{CLOSERS}$")


def has_terminal_mark() -> pl.Expr:
    """A full stop, question mark, exclamation mark or ellipsis, and then a sentence that begins."""
    return pl.lit(True)


def _tail(pattern: str) -> pl.Expr:
    return pl.col("tail").str.contains(pattern)


def _head(pattern: str) -> pl.Expr:
    return pl.col("head").str.contains(pattern)


def _abbreviated(words: str) -> pl.Expr:
    return _tail(_abbreviation(words))


def _abbreviation(words: str) -> str:
    return rf"(?i)(?:^|[\s\p{{Ps}}\p{{Pi}}\"'/–—])(?:{words})\.$"
