"""Days as texts write them."""

import datetime

import pytest

from pipeline.dates import day_in


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Mittwoch, 12. März 2019, 10:15 Uhr", None, "2019-03-12"),
        ("12 de marzo de 2019", None, "2019-03-12"),
        ("le 1er août 2019", None, "2019-08-01"),
        ("02 Ago 2017", None, "2017-08-02"),
        ("Nov 15, 20195:45 AM", None, "2019-11-15"),
        ("Nov. 20, 2019Updated: Nov. 21, 2019", None, "2019-11-20"),
        ("2 października 2018", None, "2018-10-02"),
        ("12-Mar-2019", None, "2019-03-12"),
        ("2019年11月20日", None, "2019-11-20"),
        ("الاثنين 3 مايو 2021", None, "2021-05-03"),
        ("28 آذار 2012", None, "2012-03-28"),
        ("03.05.21", None, "2021-05-03"),
        ("3. 5. 2021", None, "2021-05-03"),
        ("11/19/19 06:56 AM EST", None, "2019-11-19"),
        ("03/04/2012", "he", "2012-04-03"),
        ("3 May 2021 16:05 (UTC+04:00)", None, "2021-05-03"),
        ("تاریخ انتشار: ۲۴ اسفند ۱۴۰۱", None, "2023-03-15"),
        ("۱ فروردین ۱۴۰۰", None, "2021-03-21"),
        ("۳۰ اسفند ۱۳۹۹", None, "2021-03-20"),
        ("22 بهمن 1357", None, "1979-02-11"),
    ],
)
def test_a_day_is_read(text: str, language: str | None, day: str) -> None:
    assert day_in(text, language) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "language"),
    [("03/04/2012", None), ("03/04/2012", "en"), ("Marburg 12, 2012", None), ("31 مهر 1400", None), ("16:05:12", None)],
)
def test_a_doubtful_day_is_none(text: str, language: str | None) -> None:
    assert day_in(text, language) is None
