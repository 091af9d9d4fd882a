"""What the lines around an article's text say of it: title, authors, publisher, day, captions, key words.

What the catalogue states wins; what neither states stays empty.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

_MONTHS = (
    "jan|янв|oca|yan|ינו|ينا|ژان",
    "feb|фев|şub|fev|פבר|فبر|فور",
    "mar|mär|мар|מרץ|مار",
    "apr|апр|nis|אפר|أبر|آور",
    "may|mai|мая|май|מאי|ماي|مه$",
    "jun|июн|haz|iyun|יונ|يون|ژوئن",
    "jul|июл|tem|iyul|יול|يول|ژوئی",
    "aug|авг|ağu|avq|אוג|أغس|اوت",
    "sep|сен|eyl|sen|ספט|سبت|سپت",
    "oct|okt|окт|eki|אוק|أكت|اکت",
    "nov|ноя|kas|noy|נוב|نوف|نوام",
    "dec|dez|дек|ara|dek|דצמ|ديس|دسا",
)
_DAY_MONTH_YEAR = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+|ב)?([^\W\d_][\w\u0307]+)\.?,?\s+(\d{4})")
_MONTH_DAY_YEAR = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_YEAR_MONTH_DAY = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")

_DOT_ABOVE = "\u0307"  # what is left of a Turkish İ in lower case

_BY = re.compile(
    r"^(?:(?:written|reported|posted|edited|story|report|analysis|opinion|commentary|updated)\s+)?(?:by|von|par)[:\s]+"
    r"|^(?:authors?|reporter|correspondent|автор|yazar|müəllif|מאת|الكاتب|بقلم|نویسنده)\s?[:\s]\s*",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?<=[.!?\"”’)])\s+(?:Writes|By|Reports|Asks|Argues|Says|writes|by|reports)\s+([^.!?]+)$")
_NOTE_MARKS = re.compile(r"(?<=\w)[⁰¹²³⁴-⁹ᵃ-ᶻⁱⁿʰʲˡʳˢʷˣʸ*†‡§](?:,?[⁰¹²³⁴-⁹ᵃ-ᶻⁱⁿʰʲˡʳˢʷˣʸ*†‡§])*")
_TITLE_MARK = re.compile(r"(?<=[^\W\d_]{3})(?:[⁰¹²³⁴-⁹]+|[*†‡]+)$")
_DIVIDED = re.compile(r"(?<=[^\W\d_]{2})[-‐]$")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&|]|\band\b|\bund\b|\bet\b|\bи\b|\bve\b|\bvə\b)\s*")
_COPYRIGHT_WORDS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|\b[0-9]{4}\b)(?:[\s,]+by\b)?|^\W*by\b|(?<=\w)\W*\ball rights reserved\b.*"
    r"|\ball rights reserved\b"
    r"|\balle rechte vorbehalten\b|\btous droits réservés\b|\btüm hakları saklıdır\b|\bbütün hüquqlar\S* qorunur\b"
    r"|все права защищены|כל הזכויות שמורות|جميع الحقوق محفوظة|تمامی حقوق محفوظ است",
    re.IGNORECASE,
)
_OF_ALL_ARTICLES = re.compile(r"\ball ((?:[A-Z][\w’'-]*\s)+)(?:articles|stories|posts|reports|pages|content)\b")


def collect(lines: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what the lines of each article say: `title, subtitle, authors, publisher, published, captions, keywords`.

    Takes `article_id, unit, role, rule, plain` in the order of the lines; articles with no such line are left out.
    """
    spoken = lines.filter(~pl.col("role").is_in(["paragraph", "heading", "note"]))
    said: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    before = None
    for article_id, unit, role, rule, plain in spoken.select("article_id", "unit", "role", "rule", "plain").iter_rows():
        own = said[article_id][role]
        if (article_id, unit) == before:
            own[-1] = (own[-1][0], _joined(own[-1][1], plain))
        else:
            own.append((rule, plain))
        before = article_id, unit
    return {article_id: _metadata(by_role) for article_id, by_role in said.items()}


def day_in(text: str) -> datetime.date | None:
    """Read a day; none where there is none, or where day and month could be each other.

    >>> day_in("Saturday, April 28, 2012"), day_in("3 октября 2021, 14:30"), day_in("03/04/2012"), day_in("13.4.2012")
    (datetime.date(2012, 4, 28), datetime.date(2021, 10, 3), None, datetime.date(2012, 4, 13))
    """
    if match := _DAY_MONTH_YEAR.search(text):
        return _day(match[3], _month(match[2]), match[1])
    if match := _MONTH_DAY_YEAR.search(text):
        return _day(match[3], _month(match[1]), match[2])
    if match := _YEAR_MONTH_DAY.search(text):
        return _day(match[1], int(match[2]), match[3])
    if match := _NUMBERS.search(text):
        first, second = int(match[1]), int(match[2])
        if first > 12 or first == second:
            return _day(match[3], second, match[1])
        return _day(match[3], first, match[2]) if second > 12 else None
    return None


def names_in(byline: str) -> list[str]:
    """Return the names of a byline.

    >>> names_in("By Avinoam Idan¹,², Ann Leeᵃ,* and Brenda Shaffer")
    ['Avinoam Idan', 'Ann Lee', 'Brenda Shaffer']
    """
    plain = _NOTE_MARKS.sub("", _BY.sub("", byline.strip()))
    return [name for name in _BETWEEN_NAMES.split(plain) if name]


def publisher_in(rule: str, line: str) -> str | None:
    """Return the publisher that a copyright line or a site's notice names.

    >>> publisher_in("is_copyright_line", "© 2019-2023 The Example Company. All rights reserved.")
    'The Example Company'
    """
    if rule == "is_copyright_line":
        parts = (part.strip(" -–,.;:()") for part in re.split(r"[|·•]", _COPYRIGHT_WORDS.sub(" ", line)))
        holder = next(filter(None, parts), "")
        return holder if holder[:1].isupper() else None
    match = _OF_ALL_ARTICLES.search(line) if rule == "is_site_notice" else None
    return match[1].strip() if match else None


def _metadata(by_role: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    subtitle = " ".join(line for _, line in by_role["subtitle"])
    signed = _SIGNED.search(subtitle)
    bylines = [line for rule, line in by_role["byline"] if rule != "is_affiliation"] + ([signed[1]] if signed else [])
    return {
        "title": _TITLE_MARK.sub("", " ".join(line for _, line in by_role["title"])) or None,
        "subtitle": subtitle[: signed.start() if signed else None] or None,
        "authors": list(dict.fromkeys(name for byline in bylines for name in names_in(byline))),
        "publisher": _first(publisher_in(rule, line) for rule, line in by_role["boilerplate"]),
        "published": _first(day_in(line) for _, line in by_role["dateline"]),
        "captions": [line for _, line in by_role["caption"]],
        "keywords": [word for _, line in by_role["keywords"] for word in _keywords(line)],
    }


def _joined(left: str, right: str) -> str:
    """Join two lines of one unit; a word that is divided between them is whole."""
    whole = _DIVIDED.sub("", left) if right[:1].islower() else left
    return whole + right if whole != left else f"{left} {right}"


def _keywords(line: str) -> list[str]:
    listed = re.split(r"[:：]", line, maxsplit=1)[-1]
    return [word.strip(" .#") for word in re.split(r"[,;،؛|•·]", listed) if word.strip(" .#")]


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _month(name: str) -> int | None:
    folded = name.lower().replace(_DOT_ABOVE, "")
    return next((number for number, stems in enumerate(_MONTHS, start=1) if re.match(stems, folded)), None)


def _day(year: str, month: int | None, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), month or 0, int(day))
    except ValueError:
        return None
