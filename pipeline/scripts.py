"""What script, letters and small words say of a text's language, before any model is asked.

A *sign* of a language is what no other language of its script has, or a small word that hardly any text of it can do
without. Words are runs of letters of one script.
"""

from typing import NamedTuple

import polars as pl

LATIN = "Latin"
OTHER = "other"
_SCRIPTS = {
    "Arabic": "ar ary arz fa ku ps sd sdh ug ur uzs",
    "Armenian": "hy",
    "Bengali": "as bn",
    "Cyrillic": "ba be bg kk ky mk mn ru sr tg tt uk",
    "Devanagari": "gom hi mr ne sa",
    "Ethiopic": "am ti",
    "Georgian": "ka",
    "Greek": "el grc",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Han": "ja wuu yue zh",
    "Hangul": "ko",
    "Hebrew": "hbo he yi",
    "Hiragana": "ja",
    "Kannada": "kn",
    "Katakana": "ja",
    "Khmer": "km",
    "Lao": "lo",
    "Malayalam": "ml",
    "Myanmar": "my",
    "Oriya": "or",
    "Sinhala": "si",
    "Tamil": "ta",
    "Telugu": "te",
    "Thai": "th",
    "Tibetan": "bo dz",
}
_ALSO_LATIN = ("ku", "sr", "uz")
_LETTERS = {  # of one or some languages, that no other here has
    "be": "ў",
    "ba kk ky mn tt": "қңғұүһәө",
    "mk sr": "јљњћђџѓќѕ",
    "uk": "їєґ",
    "ku": "ڕڵۆێە",
    "ps": "ټډړږښځڅېۍ",
    "ug": "ڭۇۈۋ",
    "ur": "ٹڈڑںےہھ",
}
_NOT_TURKISH = "[əƏqQxXwW]"
_SYLLABIC = ("Han", "Hiragana", "Katakana")  # written without spaces
_EDGE = r"[\s\p{P}--['’]]"  # not the apostrophe: we've


class Sign(NamedTuple):
    """A pattern that shows a language, how many of a text's words match it at least, as a share, and what denies it."""

    pattern: str
    share: float
    denied_by: str = ""


def _small_words(words: str) -> str:
    return rf"(?i:(?:^|{_EDGE})(?:{words})(?:$|{_EDGE}))"


SIGNS = {
    "ar": Sign(rf"(?:^|{_EDGE})[وفبكل]{{0,2}}ال\p{{Arabic}}{{2}}|[ةىإأ]", 0.1),
    "az": Sign(r"\p{Latin}*[əƏ]\p{Latin}*", 0.2),
    "de": Sign(_small_words("der|und|das|ist|nicht|von|auf|eine|dem|sich|auch|wird"), 0.05),
    "en": Sign(_small_words("the|of|and|that|with|from|this|have|has|had|were|which|their|they|been|would|are"), 0.05),
    "es": Sign(_small_words("el|los|las|una|por|del|con|pero|como|más"), 0.05),
    "fa": Sign(r"\p{Arabic}*[پچژگکی]\p{Arabic}*", 0.2),
    "fr": Sign(_small_words("les|des|une|est|dans|pour|qui|par|sur|au|pas"), 0.05),
    "he": Sign(r"\p{Hebrew}{2,}", 0.5),
    "it": Sign(_small_words("il|che|di|una|per|sono|della|nel|gli|più"), 0.05),
    "nl": Sign(_small_words("het|een|van|niet|dat|zijn|voor|aan|ook|werd"), 0.05),
    "pl": Sign(_small_words("się|nie|jest|na|że|przez|oraz|który|jak"), 0.05),
    "pt": Sign(_small_words("não|uma|os|em|da|do|para|ao|pelo|são"), 0.05),
    "ru": Sign(rf"[ыэё]|{_small_words('и|что|как|или|для|после|при|из|это')}", 0.05),
    "tr": Sign(_small_words("ve|için|ile|olarak|değil|gibi|kadar|olduğu|göre|ancak"), 0.05, _NOT_TURKISH),
    "uk": Sign("[їєґ]", 0.1),
}


def scripts_of(language: str) -> set[str]:
    """Return the scripts that a language is written in, by their Unicode names."""
    found = {script for script, languages in _SCRIPTS.items() if language in languages.split()}
    return found | ({LATIN} if not found or language in _ALSO_LATIN else set())


def with_script(texts: pl.DataFrame, languages: tuple[str, ...]) -> pl.DataFrame:
    """Add to texts (`text`) `n_words` and `script`: the one that most words are written in; null without words.

    Scripts that none of the languages is written in are `other`.
    """
    scripts = sorted(set().union(*map(scripts_of, languages)))
    counted = texts.with_columns(n_words=count_words("L"), **{script: count_words(script) for script in scripts})
    counted = counted.with_columns(
        (pl.col("n_words").cast(pl.Int64) - pl.sum_horizontal(pl.lit(0), *scripts)).alias(OTHER)
    )
    most = pl.max_horizontal(*scripts, OTHER)
    named = pl.coalesce(pl.when(pl.col(name) == most).then(pl.lit(name)) for name in (*scripts, OTHER))
    return counted.with_columns(script=pl.when(pl.col("n_words") > 0).then(named)).drop(*scripts, OTHER)


def count_words(script: str) -> pl.Expr:
    """Count the words of a text that are written in a script; `L` stands for all. Of syllables two count as a word."""
    if script in _SYLLABIC:
        return pl.col("text").str.count_matches(rf"\p{{{script}}}{{1,2}}")
    if script == "L":
        syllable = "".join(rf"\p{{{syllabic}}}" for syllabic in _SYLLABIC)
        return pl.col("text").str.count_matches(rf"[{syllable}]{{1,2}}|[\p{{L}}\p{{M}}--[{syllable}]]+")
    return pl.col("text").str.count_matches(rf"[\p{{{script}}}\p{{M}}]+")


def shows(language: str) -> pl.Expr:
    """Tell which texts (`text, script, n_words`) show the sign of a language often enough."""
    sign = SIGNS[language]
    n_signs = pl.col("text").str.count_matches(sign.pattern)
    is_often = n_signs >= pl.max_horizontal(sign.share * pl.col("n_words"), 1)
    is_denied = pl.col("text").str.contains(sign.denied_by) if sign.denied_by else pl.lit(False)
    return is_often & ~is_denied & pl.col("script").is_in(sorted(scripts_of(language)))


def is_strange(languages: tuple[str, ...]) -> pl.Expr:
    """Tell which texts have letters that none of the languages has."""
    letters = "".join(own for codes, own in _LETTERS.items() if not set(codes.split()) & set(languages))
    return pl.col("text").str.contains(rf"(?i)[{letters}]") if letters else pl.lit(False)


def shows_no_sign(language: str) -> pl.Expr:
    """Tell which texts (`text`) have no sign of a language, or are mostly in a script of others.

    Bytes tell the script without a look at the letters: nearly all Latin ones have one byte, all others two or more.
    """
    scripts = scripts_of(language)
    n_chars = pl.col("text").str.len_chars()
    n_more_bytes = pl.col("text").str.len_bytes() - n_chars
    is_other_script = n_more_bytes * 10 >= n_chars * 3 if LATIN in scripts else n_more_bytes * 10 <= n_chars * 4
    letters = "".join(rf"\p{{{script}}}" for script in sorted(scripts))
    pattern = SIGNS[language].pattern if language in SIGNS else f"[{letters}]"
    return is_other_script | ~pl.col("text").str.contains(pattern)


def shows_other_sign(language: str) -> pl.Expr:
    """Tell which texts (`text`) have a sign of another language of the script, or letters that English does without.

    Only where a text of the language may well have no sign of it: a short one in Latin letters, but Azerbaijani.
    """
    if LATIN not in scripts_of(language) or language == "az":
        return pl.lit(True)
    others = [sign.pattern for other, sign in SIGNS.items() if other != language and LATIN in scripts_of(other)]
    others.append(r"[\p{L}--A-Za-z]" if language == "en" else r"[\p{L}--\p{Latin}]")
    return pl.col("text").str.contains("|".join(others))


def looks_azerbaijani(text: str) -> bool:
    """Tell a text that could be Turkish by letters that Turkish has only in names: a word in ten has one."""
    words = text.split()
    n_words = sum("ə" in word.lower() or (word[:1].islower() and ("q" in word or "x" in word)) for word in words)
    return n_words * 10 >= len(words)
