"""Days as texts write them: the names of months in many languages, patterns that find a day, and what it is.

Numbers alone are read by evidence only: parted by dots the day stands first everywhere; where day and month could be
each other, the language of the text says which comes first, or the day stays unknown.
"""

import datetime
import re

_NAMES = (
    "jan january januar janvier enero ene gennaio gen janeiro januari "
    "jänner ocak oca yanvar stycznia января янв ינואר يناير كانون_الثاني ژانویه",
    "feb february februar février févr fév febrero febbraio fevereiro februari "
    "feber şubat şub fevral lutego февраля фев פברואר فبراير شباط فوریه",
    "mar march märz mär maerz mars marzo março maart maret mart marca марта мар מרץ מרס مارس آذار",
    "apr april avril avr abril abr aprile nisan nis aprel kwietnia апреля апр אפריל أبريل ابريل إبريل نيسان آوریل",
    "may mai mayo maggio mag maio mei maj mayıs maja мая май מאי مايو أيار مه",
    "jun june juni juin junio giugno giu junho haziran haz iyun czerwca июня июн יוני يونيو حزيران ژوئن",
    "jul july juli juillet juil julio luglio lug julho temmuz tem iyul lipca июля июл יולי يوليو تموز ژوئیه",
    "aug august août agosto ago augusto augustus agustus augusti "
    "ağustos ağu avqust sierpnia августа авг אוגוסט أغسطس آب اوت",
    "sep sept september septembre septiembre setiembre settembre setembro eylül "
    "eyl sentyabr września сентября сен сент ספטמבר سبتمبر أيلول سپتامبر",
    "oct october oktober okt octobre octubre ottobre ott outubro out "
    "ekim eki oktyabr października октября окт אוקטובר أكتوبر اكتوبر تشرين_الأول اکتبر",
    "nov november novembre noviembre novembro kasım kas noyabr listopada ноября ноя נובמבר نوفمبر تشرين_الثاني نوامبر",
    "dec december dezember dez décembre déc diciembre dic dicembre dezembro "
    "desember aralık ara dekabr grudnia декабря дек דצמבר ديسمبر كانون_الأول دسامبر",
)
_SOLAR_NAMES = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_MONTHS = {name.replace("_", " "): month for month, names in enumerate(_NAMES, start=1) for name in names.split()}
_SOLAR_MONTHS = {name: month for month, name in enumerate(_SOLAR_NAMES.split(), start=1)}

_DOT_ABOVE = "\u0307"  # what is left of a Turkish İ in lower case
_LONGEST_FIRST = sorted((_MONTHS | _SOLAR_MONTHS), key=lambda name: (-len(name), name))
MONTH = (
    "(?:"
    + "|".join(name.replace("i", rf"i{_DOT_ABOVE}?", 1) if name[0] == "i" else name for name in _LONGEST_FIRST)
    + ")"
)
_SEPARATED = r"(?:\d{1,2}-\d{1,2}-|\d{1,2}/\d{1,2}/|\d{1,2}\. ?\d{1,2}\. ?)(?:\d{4}|\d{2})\b"
DATE = (
    rf"(?:\b{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of\s+|de\s+|ב)?|-){MONTH}\.?,?(?:\s+(?:de\s+|del\s+)?|-)\d{{4}}"
    rf"|\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\b{_SEPARATED}|\b\d{{4}}年\d{{1,2}}月\d{{1,2}}日)"
)
"""A day, in lower case: the same in the regular expressions of Python and of polars."""

_YEAR = r"(\d{4})(?!\d(?!\d?:\d\d))"  # pages often set the hour, or the next word, right behind it
_MONTH_DAY_YEAR = re.compile(rf"\b({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}")
_DAY = re.compile(DATE)
_DIGIT = re.compile(r"\d")
_DAY_MONTH_YEAR = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:of\s+|de\s+|ב)?|-)({MONTH})\.?,?(?:\s+(?:de\s+|del\s+)?|-){_YEAR}"
)
_YEAR_MONTH_DAY = re.compile(r"\b(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"\b(\d{1,2})([-/]|\. ?)(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_FIRST = frozenset(
    [
        "ar",
        "az",
        "cs",
        "da",
        "de",
        "es",
        "fa",
        "fi",
        "fr",
        "he",
        "hu",
        "id",
        "it",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sv",
        "tr",
        "uk",
    ]
)
_SOLAR_YEARS = range(1250, 1500)
_SOLAR_EPOCH = datetime.date(622, 3, 21).toordinal()


def find_day(text: str) -> re.Match[str] | None:
    """Find the first day of a text, by its place in the text in lower case."""
    return _DAY.search(text.lower()) if _DIGIT.search(text) else None


def day_in(text: str, language: str | None = None) -> datetime.date | None:
    """Read the first day of a text; none where there is none, or where day and month could be each other.

    `language` is that of the text, and tells which of two numbers is the day. Persian months are of the solar calendar.

    >>> day_in("Saturday, April 28, 2012"), day_in("3 октября 2021, 14:30"), day_in("03/04/2012"), day_in("13.4.2012")
    (datetime.date(2012, 4, 28), datetime.date(2021, 10, 3), None, datetime.date(2012, 4, 13))
    >>> day_in("03/04/2012", "he"), day_in("۲۴ اسفند ۱۴۰۱")
    (datetime.date(2012, 4, 3), datetime.date(2023, 3, 15))
    """
    if not _DIGIT.search(text):
        return None
    folded = text.lower()
    if match := _DAY_MONTH_YEAR.search(folded):
        return _day(match[3], match[2], match[1])
    if match := _MONTH_DAY_YEAR.search(folded):
        return _day(match[3], match[1], match[2])
    if match := _YEAR_MONTH_DAY.search(folded):
        return _gregorian(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.search(folded):
        return _of_numbers(
            int(match[1]), int(match[3]), match[4], is_day_first=match[2][0] == "." or language in _DAY_FIRST
        )
    return None


def _of_numbers(first: int, second: int, year: str, *, is_day_first: bool) -> datetime.date | None:
    whole = int(year) + (2000 if len(year) == 2 else 0)
    if first > 12 or first == second or (is_day_first and second <= 12):
        return _gregorian(whole, second, first)
    return _gregorian(whole, first, second) if second > 12 else None


def _day(year: str, month: str, day: str) -> datetime.date | None:
    name = month.replace(_DOT_ABOVE, "")
    if name in _SOLAR_MONTHS and int(year) in _SOLAR_YEARS:
        return _of_solar(int(year), _SOLAR_MONTHS[name], int(day))
    return _gregorian(int(year), _MONTHS.get(name, 0), int(day))


def _of_solar(year: int, month: int, day: int) -> datetime.date | None:
    """Convert a day of the Persian solar calendar, by its cycle of 33 years with 8 leap years (1799 to 2256)."""
    length = 31 if month <= 6 else 30
    if not 1 <= day <= length:
        return None
    n_before = 365 * (year - 1) + (8 * year + 21) // 33 + 30 * (month - 1) + min(month - 1, 6) + day - 1
    return datetime.date.fromordinal(_SOLAR_EPOCH + n_before)


def _gregorian(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
