"""What the lines around an article's text say of it: title, authors, publisher, day, captions, key words.

What the catalogue states wins; what neither states stays empty.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from pipeline.dates import day_in, find_day

_BY = re.compile(
    r"^(?:(?:written|reported|posted|edited|story|report|analysis|opinion|commentary|updated|interview)\s+)?(?:by|von|par|por)[:\s]+"
    r"|^(?:authors?|reporter|correspondent|автор|yazar|müəllif|מאת|الكاتب|بقلم|نویسنده)\s?[:\s]\s*",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"(?<=[.!?\"”’)])\s+(?:Writes|By|Reports|Asks|Argues|Says|writes|by|reports)\s+([^.!?]+)$")
_NOTE_MARKS = re.compile(r"(?<=\w)[⁰¹²³⁴-⁹ᵃ-ᶻⁱⁿʰʲˡʳˢʷˣʸ*†‡§](?:,?[⁰¹²³⁴-⁹ᵃ-ᶻⁱⁿʰʲˡʳˢʷˣʸ*†‡§])*")
_TITLE_MARK = re.compile(r"(?<=[^\W\d_]{3})(?:[⁰¹²³⁴-⁹]+|[*†‡]+)$")
_DIVIDED = re.compile(r"(?<=[^\W\d_]{2})[-‐]$")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&|]|\band\b|\bund\b|\bet\b|\bи\b|\bve\b|\bvə\b)\s*")
_HOUR = re.compile(r"\d{1,2}[:.h]\d{2}.*")
_UPDATED = re.compile(r"^(?:last )?(?:updated|modified|aktualisiert|обновлено|güncelleme)", re.IGNORECASE)
_DEGREE = re.compile(r"^(?:(?:Prof|Dr|Doç|Mr|Mrs|Ms|PhD|Проф|Д-р)\.?\s+)+")
_BEHIND_NAME = re.compile(
    r"\s*(?:@|\(|\S+@|\b(?:Updated|Posted|Published|View)\b|\b(?:on|in)(?:\s+[A-Z0-9]|$)|\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b).*$"
)
_PLACE = r"(?:\s+in\s+[A-Z]\w+)?"
_NAME = re.compile(rf"(?:[^\W\d_a-z][\w.'’-]*\s+(?:[^\W\d_]{{2,3}}\s+)?){{1,3}}[^\W\d_a-z][\w'’-]+{_PLACE}")
_NO_NAME = re.compile(
    r"\b(?:staff|writers?|correspondents?|editors?|reporters?|press|reuters|afp|cnn|news|edition|issue|updated|posted|published"
    r"|comments?|read|report|press|agency|team|desk|est|gmt|pst|uhr)\b|\.com\b|\d",
    re.IGNORECASE,
)
_COPYRIGHT_WORDS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|\b[0-9]{4}\b)(?:[\s,]+by\b)?|^\W*by\b|(?<=\w)\W*\ball rights reserved\b.*"
    r"|\ball rights reserved\b"
    r"|\balle rechte vorbehalten\b|\btous droits réservés\b|\btüm hakları saklıdır\b|\bbütün hüquqlar\S* qorunur\b"
    r"|все права защищены|כל הזכויות שמורות|جميع الحقوق محفوظة|تمامی حقوق محفوظ است",
    re.IGNORECASE,
)
_OF_ALL_ARTICLES = re.compile(r"\ball ((?:[A-Z][\w’'-]*\s)+)(?:articles|stories|posts|reports|pages|content)\b")


def collect(lines: pl.DataFrame, languages: Mapping[str, str | None]) -> dict[str, dict[str, Any]]:
    """Return what the lines of each article say: `title, subtitle, authors, publisher, published, captions, keywords`.

    Takes `article_id, unit, role, rule, plain` in the order of the lines, and the language of each article, which tells
    how it writes a day in numbers; articles with no such line are left out.
    """
    behind = (pl.col("role") == "paragraph").cum_sum().over("article_id") > 0
    below = (pl.col("role") == "title").cum_sum().over("article_id") > 0
    placed = lines.with_columns(part=pl.when(behind).then(2).when(below).then(0).otherwise(1))
    spoken = placed.filter(~pl.col("role").is_in(["paragraph", "heading", "note"]))
    said: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for article_id, role, rule, part, plain in _units(spoken):
        said[article_id][role].append((rule, plain))
        if role in {"dateline", "byline"}:
            said[article_id][f"dated {part}"].append((rule, plain))
        if role == "byline":
            said[article_id][f"signed {part}"].append((rule, plain))
    return {article_id: _metadata(by_role, languages.get(article_id)) for article_id, by_role in said.items()}


def names_in(byline: str) -> list[str]:
    """Return the names of a byline.

    >>> names_in("By Avinoam Idan¹,², Ann Leeᵃ,* and Brenda Shaffer")
    ['Avinoam Idan', 'Ann Lee', 'Brenda Shaffer']
    """
    undated = _without_day(_NOTE_MARKS.sub("", _BY.sub("", byline.strip())))
    names = [_DEGREE.sub("", _BEHIND_NAME.sub("", part)).strip(" -–—,.|") for part in _BETWEEN_NAMES.split(undated)]
    return [name for name in names if name and not (_NO_NAME.search(name) and len(names) > 1)]


def names_beside_day(dateline: str) -> list[str]:
    """Return the names that stand beside a day, parted from it or with a place.

    >>> names_beside_day("30/07/2015 | Gulnara Said"), names_beside_day("Claire Osei in London JUNE 5, 2018")
    (['Gulnara Said'], ['Claire Osei'])
    """
    match = find_day(dateline)
    if match is None or len(dateline) != len(dateline.lower()):
        return []
    around = [dateline[: match.start()], _HOUR.sub("", dateline[match.end() :])]
    parts = [part.strip(" ,;:") for text in around for part in re.split(r"[|•·]|\s[-–—]", text)]
    names = [name for part in parts if _NAME.fullmatch(part) and not _NO_NAME.search(part) for name in names_in(part)]
    return names[:1]


def _without_day(text: str) -> str:
    match = find_day(text)
    return text[: match.start()].strip() if match and match.start() > 0 and len(text) == len(text.lower()) else text


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


def _metadata(by_role: dict[str, list[tuple[str, str]]], language: str | None) -> dict[str, Any]:
    subtitle = " ".join(line for _, line in by_role["subtitle"])
    signed = _SIGNED.search(subtitle)
    stated = next((by_role[f"signed {part}"] for part in range(3) if by_role[f"signed {part}"]), [])
    bylines = _bylines(stated) + ([signed[1]] if signed else [])
    names = [name for byline in bylines for name in names_in(byline)]
    near = [line for _, line in [*by_role["dated 0"], *by_role["dated 1"][::-1]]] if not names else []
    beside = [name for line in near for name in names_beside_day(line)]
    return {
        "title": _TITLE_MARK.sub("", " ".join(line for _, line in by_role["title"])) or None,
        "subtitle": subtitle[: signed.start() if signed else None] or None,
        "authors": list(dict.fromkeys(names or beside[:1])),
        "publisher": _first(publisher_in(rule, line) for rule, line in by_role["boilerplate"]),
        "published": _published(by_role, language),
        "captions": [line for _, line in by_role["caption"]],
        "keywords": [word for _, line in by_role["keywords"] for word in _keywords(line)],
    }


def _bylines(lines: list[tuple[str, str]]) -> list[str]:
    """Where a formula says who wrote, names that stand alone say nothing more; of these the first line counts."""
    alone = [line for rule, line in lines if rule == "is_author_line"]
    stated = [line for rule, line in lines if rule not in {"is_affiliation", "is_author_line"}]
    return stated or alone[:1]


def _published(by_role: dict[str, list[tuple[str, str]]], language: str | None) -> datetime.date | None:
    """Between title and text the first day counts, else the nearest above, else the first below; updates count last."""
    near = [line for _, line in [*by_role["dated 0"], *by_role["dated 1"][::-1], *by_role["dated 2"]]]
    days = (day_in(line, language) for line in sorted(near, key=lambda line: bool(_UPDATED.match(line))))
    return next((day for day in days if day is not None), None)


def _units(lines: pl.DataFrame) -> Iterator[tuple[str, str, str, int, str]]:
    """Yield article, role, rule, part and text of each unit; what its first line is, all its lines are."""
    rows = lines.select("article_id", "unit", "role", "rule", "part", "plain").iter_rows()
    for (article_id, _), own in groupby(rows, key=itemgetter(0, 1)):
        (_, _, role, rule, part, plain), *others = own
        yield article_id, role, rule, part, reduce(_joined, (row[-1] for row in others), plain)


def _joined(left: str, right: str) -> str:
    """Join two lines of one unit; a word that is divided between them is whole."""
    whole = _DIVIDED.sub("", left) if right[:1].islower() else left
    return whole + right if whole != left else f"{left} {right}"


def _keywords(line: str) -> list[str]:
    listed = re.split(r"[:：]", line, maxsplit=1)[-1]
    return [word.strip(" .#") for word in re.split(r"[,;،؛|•·]", listed) if word.strip(" .#")]


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)
