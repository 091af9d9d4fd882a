"""Abbreviations by what may stand behind them, and by language; under `any` those that are no word of another one.

Words stand without white space and their last full stop. One in lower case is meant in any case; one with a capital
only so: "Sun." is a day, and the sun is not.
"""

from functools import cache

import polars as pl

Words = dict[str, str]

TITLES: Words = {
    "any": "mr mrs ms mx dr drs prof profs doç gen gens sgt capt cpt cmdr cdr maj brig gov cpl pvt pfc supt insp amb"
    " atty messrs mme mmes mlle msgr sra srta dra dott yrd akad dos"
    " акад проф доц г-н г-жа ул пр просп пер наб пл пос обл тов ген полк лейт серж адм чл корр ред англ нем фр лат греч"
    " исп араб оз",
}
"""Before a name: never the end where one follows."""

TITLES_OR_WORDS: Words = {
    "any": "им св кн гор дер кап о р с",
    "en": "col lt adm sen sens rep reps pres rev fr hon st ste mt ft sr det adj asst assoc",
    "de": "hr fr hl st ing frhr",
    "fr": "st ste mgr av",
    "tr": "av sn op gör st hz cad sok mah uzm öğr arş müh org korg tümg alb",
    "az": "ş küç k müəl",
}
"""Before a name too, but a word, or the end of an address, where a usual opening word follows."""

CONNECTORS: Words = {
    "any": "e.g i.e eg cf viz approx resp z.b d.h bzw u.a sog vgl p.ex örn bkz krş məs т.е т.к т.н т.о напр ср б жыл",
    "en": "vs v ie ca incl esp",
    "tr": "ör çev haz",
    "az": "bax red tərt",
}
"""Leads to what follows: never the end."""

NUMBERED: Words = {
    "any": "no nos nr n° № pp vol vols fig figs sect ch chs chap para paras eq eqs tab tabs app ver okt dez madde"
    " maddə səh стр ст гл рис табл т п пп с ч д кв корп тел род ум ок св",
    "en": "p art arts sec secs pt pts ex op rev item items st c b d r fl"
    " jan feb mar apr jun jul aug sep sept oct nov dec",
    "tr": "s ss c sy",
    "az": "s c küç",
    "de": "s bd art jan feb apr aug sept nov",
}
"""Wants a number behind it: no end where one stands there."""

SOFT: Words = {
    "any": "a.m p.m inc ltd llc corp bros jr esq ph.d al dept univ assn blvd hr hrs mins lb lbs oz km cm mm kg"
    " şti mln mlrd г гг в вв н.э руб коп долл млн млрд тыс см",
    "en": "co sr est ed eds trans ave rd min max sec secs"
    " Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun"
    " Calif Fla Ga Ill Ind Kan Ky Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo"
    " Ariz Ark Colo Conn Del Ala Ont Que",
    "tr": "tl dk sa yy lt gr",
    "az": "dəq m yy",
}
"""Ends a sentence only before a usual opening word."""

LIST_ENDS: Words = {
    "any": "etc usw т.д т.п др vəs vəb v.s v.b إلخ الخ",
    "tr": "vb vs vd",
}
"""Closes a list, as "and so on" does: an end before any capital."""

OTHERS: Words = {"en": "assoc cont misc illus govt temp avg"}
"""In lower case before any word."""

KINDS = {
    "is_title": TITLES,
    "is_title_or_word": TITLES_OR_WORDS,
    "is_connector": CONNECTORS,
    "is_numbered": NUMBERED,
    "is_soft": SOFT,
    "is_list_end": LIST_ENDS,
    "is_other": OTHERS,
}
LAST_WORD = r"[\s\p{Ps}\p{Pi}\"'/–—](və\s\p{L}|(?:\p{L}\.\s?)*[^\s\p{Ps}\p{Pi}\"'/–—]{1,8})\.$"
"""What could be an abbreviation, at the end of a text behind a tab."""


def with_abbreviations(pieces: pl.DataFrame) -> pl.DataFrame:
    """Add to pieces (`language, tail`) the `abbreviation` that their tail may end in, and the kinds of it: KINDS.

    It is empty where the last word is long. In a text of unknown language all lists count.
    """
    found = pl.concat_str(pl.lit("\t"), "tail").str.extract(LAST_WORD).fill_null("")
    joined = found.str.replace_all(" ", "", literal=True).str.replace_all("\u00a0", "", literal=True)
    code = pl.when(pl.col("language").is_in(_codes())).then("language").otherwise(pl.lit("any"))
    known = pl.concat_str(pl.when(pl.col("language").is_null()).then(pl.lit("")).otherwise(code), "abbreviation")
    return (
        pieces.with_columns(abbreviation=joined)
        .with_columns(key=known)
        .join(_table(), on="key", how="left", maintain_order="left")
        .with_columns(pl.col(*KINDS).fill_null(False))
        .drop("key")
    )


@cache
def _table() -> pl.DataFrame:
    """Return a row per language and word, as it may be written, and whether it is of each kind."""
    found: dict[str, set[str]] = {}
    for kind, words in KINDS.items():
        for code in ("", "any", *_codes()):
            listed = words.values() if not code else [words.get("any", ""), words.get(code, "")]
            for word in " ".join(listed).split():
                for written in (word, word.upper(), word.title(), word.capitalize()) if word.islower() else (word,):
                    found.setdefault(code + written, set()).add(kind)
    rows = [(key, *(kind in kinds for kind in KINDS)) for key, kinds in sorted(found.items())]
    return pl.DataFrame(rows, schema={"key": pl.String, **dict.fromkeys(KINDS, pl.Boolean)}, orient="row")


@cache
def _codes() -> list[str]:
    return sorted({code for words in KINDS.values() for code in words} - {"any"})
