"""What the lines around a text say of it: days, names, publishers, captions, key words."""

import datetime
from typing import Any

import polars as pl
import pytest

from pipeline.dates import day_in
from pipeline.metadata import collect, names_beside_day, names_in, publisher_in

NOTHING: dict[str, Any] = {
    "title": None,
    "subtitle": None,
    "authors": [],
    "publisher": None,
    "published": None,
    "captions": [],
    "keywords": [],
}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Saturday, April 28, 2012", "2012-04-28"),
        ("Apr. 28th 2012", "2012-04-28"),
        ("28 April 2012, 14:30", "2012-04-28"),
        ("the 3rd of May, 2021", "2021-05-03"),
        ("2021-05-03T10:15", "2021-05-03"),
        ("2021/5/3", "2021-05-03"),
        ("28.4.2012", "2012-04-28"),
        ("04/28/2012", "2012-04-28"),
        ("05/05/2012", "2012-05-05"),
        ("3. Oktober 2021", "2021-10-03"),
        ("3 октября 2021", "2021-10-03"),
        ("12 Ağustos 2021", "2021-08-12"),
        ("12 İyul 2021", "2021-07-12"),
        ("1 dekabr 2020", "2020-12-01"),
        ("3 במאי 2021", "2021-05-03"),
        ("28 أبريل 2012", "2012-04-28"),
        ("۲۸ آوریل ۲۰۱۲", "2012-04-28"),
        ("۳ مه ۲۰۲۱", "2021-05-03"),
    ],
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert day_in(text) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["", "March 2012", "03/04/2012", "2012", "31 April 2012", "45.13.2012", "12 مهر 2012", "Room 12, 2012"]
)
def test_a_doubtful_day_is_none(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("By Ann Lee", ["Ann Lee"]),
        ("BY: ANN LEE", ["ANN LEE"]),
        ("Written by Ann Lee, Jan de Boer & Li Wei", ["Ann Lee", "Jan de Boer", "Li Wei"]),
        ("Author: Ann Lee; John Smith", ["Ann Lee", "John Smith"]),
        ("Von Hans Müller und Eva Alexander", ["Hans Müller", "Eva Alexander"]),
        ("Par Anne Roy et Luc Petit", ["Anne Roy", "Luc Petit"]),
        ("Автор: Иван Петров и Анна Ким", ["Иван Петров", "Анна Ким"]),
        ("Yazar: Ayşe Kaya ve Ali Can", ["Ayşe Kaya", "Ali Can"]),
        ("Müəllif: Leyla Əliyeva və Rauf Həsənov", ["Leyla Əliyeva", "Rauf Həsənov"]),
        ("מאת: דנה כהן", ["דנה כהן"]),
        ("نویسنده: رضا احمدی", ["رضا احمدی"]),
        ("Byron Anders", ["Byron Anders"]),
        ("Prof. Dr. Leyla Aksu", ["Leyla Aksu"]),
        ("Interview by Joan Firth", ["Joan Firth"]),
        ("By Ann Lee - 11/19/19 06:56 AM EST", ["Ann Lee"]),
        ("By Ann Lee, Wednesday, 20 November 2019 08:05 GMT", ["Ann Lee"]),
        ("By Ann Lee, News Staff", ["Ann Lee"]),
        ("Posted by Ann Lee on May 3, 2021 in Winter", ["Ann Lee"]),
        ("", []),
    ],
)
def test_names_are_read(byline: str, names: list[str]) -> None:
    assert names_in(byline) == names


@pytest.mark.parametrize(
    ("dateline", "names"),
    [
        ("30/07/2015 | Gulnara Said", ["Gulnara Said"]),
        ("Claire Osei in London JUNE 5, 2018", ["Claire Osei"]),
        ("Chris Davies - Nov 19, 2019, 10:31 pm CST", ["Chris Davies"]),
        ("דן אלוני | 03.05.21 | 16:05", ["דן אלוני"]),
        ("Associated Press November 19, 2019, 9:02 AM", []),
        ("Published: May 3, 2021", []),
        ("November 18, 2019", []),
        ("Print this page", []),
    ],
)
def test_a_name_beside_the_day_is_read(dateline: str, names: list[str]) -> None:
    assert names_beside_day(dateline) == names


@pytest.mark.parametrize(
    ("rule", "line", "publisher"),
    [
        ("is_copyright_line", "(c) 2023, Haaretz", "Haaretz"),
        ("is_copyright_line", "© 2019-2023 The Example Company. All rights reserved.", "The Example Company"),
        ("is_copyright_line", "Copyright © 2020 by Example News Ltd.", "Example News Ltd"),
        ("is_copyright_line", "All Rights Reserved © 2019 Example", "Example"),
        ("is_copyright_line", "Example News © 2023", "Example News"),
        ("is_copyright_line", "© 2020 Example | Privacy | Terms", "Example"),
        ("is_copyright_line", "© 2020 Пример. Все права защищены.", "Пример"),
        ("is_copyright_line", "Все права защищены. © 2020", None),
        ("is_copyright_line", "Bütün hüquqlar qorunur.", None),
        ("is_copyright_line", "© 2020", None),
        ("is_site_notice", "(The hour stands on all Example Post articles.)", "Example Post"),
        ("is_site_notice", "(This story was updated on Monday.)", None),
        ("is_navigation", "© 2020 Example", None),
    ],
)
def test_the_publisher_is_read(rule: str, line: str, publisher: str | None) -> None:
    assert publisher_in(rule, line) == publisher


def said(*lines: tuple[str, str, str], language: str | None = None) -> dict[str, dict[str, Any]]:
    names = ["role", "rule", "plain"]
    frame = pl.DataFrame(lines, schema=names, orient="row").with_row_index("unit")
    return collect(frame.with_columns(article_id=pl.lit("a")), {"a": language})


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("The border opens¹", "The border opens"),
        ("The border opens*", "The border opens"),
        ("Of E² and m²", "Of E² and m²"),
    ],
)
def test_the_call_of_a_note_is_no_part_of_the_title(line: str, title: str) -> None:
    assert said(("title", "is_title", line))["a"]["title"] == title


@pytest.mark.parametrize(
    ("language", "day"),
    [("pt", datetime.date(2018, 10, 5)), ("en", None), (None, None)],
    ids=["day first", "either", "?"],
)
def test_the_language_of_the_article_tells_the_day_from_the_month(language: str, day: datetime.date | None) -> None:
    found = said(("dateline", "is_dated_line", "05/10/2018 - Publicado por: Ana Lima"), language=language)
    assert found["a"]["published"] == day


def test_a_caption_of_several_lines_is_one() -> None:
    lines = {"unit": [0, 0, 1], "role": "caption", "rule": "is_marked_caption"}
    plain = ["Figure 1. The har-", "bour by night.", "Table 2."]
    found = collect(pl.DataFrame(lines | {"plain": plain}).with_columns(article_id=pl.lit("a")), {})
    assert found["a"]["captions"] == ["Figure 1. The harbour by night.", "Table 2."]


def test_the_lines_say_what_they_are() -> None:
    found = said(
        ("title", "is_title", "The border opens"),
        ("subtitle", "is_standfirst", "After thirty years"),
        ("byline", "is_author_formula", "By Ann Lee"),
        ("byline", "is_affiliation", "Fellow of the Institute, London"),
        ("dateline", "is_date_line", "03/04/2012"),
        ("dateline", "is_date_line", "May 3, 2012"),
        ("dateline", "is_date_line", "Updated May 4, 2012"),
        ("caption", "is_photo_credit", "Photo: Reuters"),
        ("paragraph", "is_prose", "Copyright 1999 Nobody."),
        ("boilerplate", "is_copyright_line", "© 2020"),
        ("boilerplate", "is_copyright_line", "© 2020 Example"),
        ("byline", "is_author_line", "Weather Desk"),
        ("keywords", "is_keyword_list", "Tags: Iran, #gas; water."),
    )
    assert found == {
        "a": {
            "title": "The border opens",
            "subtitle": "After thirty years",
            "authors": ["Ann Lee"],
            "publisher": "Example",
            "published": datetime.date(2012, 5, 3),
            "captions": ["Photo: Reuters"],
            "keywords": ["Iran", "gas", "water"],
        }
    }


def test_a_teaser_gives_its_author() -> None:
    found = said(("subtitle", "is_signed_standfirst", "Two states make peace. Writes Ann Lee"))
    assert found == {"a": NOTHING | {"subtitle": "Two states make peace.", "authors": ["Ann Lee"]}}


def test_the_day_between_title_and_text_counts_and_updates_count_last() -> None:
    header = ("dateline", "is_date_line", "Wednesday, May 5, 2021")
    title, text = ("title", "is_title", "The border opens"), ("paragraph", "is_prose", "It opened.")
    updated, posted = ("dateline", "is_date_line", "Updated May 4, 2021"), ("dateline", "is_date_line", "May 3, 2021")
    comment = ("dateline", "is_date_line", "May 6, 2021")
    assert said(header, title, updated, posted, text, comment)["a"]["published"] == datetime.date(2021, 5, 3)
    assert said(header, title, text, comment)["a"]["published"] == datetime.date(2021, 5, 5)
    assert said(title, text, comment)["a"]["published"] == datetime.date(2021, 5, 6)


def test_names_beside_a_day_count_where_no_byline_names_any() -> None:
    title, day = ("title", "is_title", "The border opens"), ("dateline", "is_dated_line", "Ann Lee - May 3, 2021")
    assert said(title, day)["a"]["authors"] == ["Ann Lee"]
    assert said(title, ("byline", "is_author_formula", "By Li Wei"), day)["a"]["authors"] == ["Li Wei"]


def test_text_says_nothing() -> None:
    text = ("paragraph", "is_prose", "By Ann Lee, May 3, 2012.")
    assert said(text, ("heading", "is_heading", "May 3, 2012"), ("note", "is_note", "© 2020 Example")) == {}


def test_nothing_is_invented() -> None:
    assert said(("boilerplate", "is_navigation", "Home")) == {"a": NOTHING}
