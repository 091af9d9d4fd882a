"""Which language a text is in, by its signs and by the model; and which texts of an article are in another."""

import polars as pl
import pytest

from pipeline.languages import identify, identify_all
from pipeline.other_languages import with_language
from pipeline.scripts import SIGNS, scripts_of

OURS = ("ar", "az", "en", "fa", "he", "ru", "tr")

FIVE_WORDS: dict[str, list[str]] = {
    "ar": ["التقى الوزيران في قصر باكو", "وقالت المصادر إن المحادثات ستستمر"],
    "az": ["Nazirlər köhnə sarayda görüşüb danışdılar", "O çox yaxşı oxuyub yazır", "İki ölkə arasında sərhəd açıldı"],
    "en": ["Ministers met in Baku yesterday", "We've got nothing to say", "Nobody knew why he left"],
    "fa": ["وزیران دو کشور در باکو", "هنوز هم دیر نشده است", "البته این پایان کار نیست"],
    "he": ["שני השרים נפגשו ביום ראשון", "איש לא ידע מדוע עזב"],
    "ru": ["Министры встретились в старом дворце", "Никто не знал почему", "Google купил завод в Баку"],
    "tr": ["Bakanlar eski sarayda bir araya", "Kimse neden gittiğini bilmiyordu", "Savaş bitti ve herkes döndü"],
}

SHORT = {  # two or three words, or one
    "Thank you very much": "en",
    "Он ушёл.": "ru",
    "Москва": "ru",
    "ראש הממשלה": "he",
    "لا أعرف": "ar",
    "چه گفت؟": "fa",
    "Çok güzel bir gün": "tr",
    "bu məsələ": "az",
}

NOTHING = [
    "",
    "12",
    "--- * ---",
    "😀 👍",
    "https://www.example.org/the/and/of",
    "Vali Kouzegar Kaleji",
    "Benjamin Netanyahu",
    "Die Minister trafen sich am Sonntag in Baku.",
    "Les ministres se sont rencontrés dimanche à Bakou.",
    "Ministrowie spotkali się w niedzielę w Baku.",
    "Міністри зустрілися в неділю в Баку.",
    "وزراء نے اتوار کو باکو میں ملاقات کی۔",
    "Οι υπουργοί συναντήθηκαν την Κυριακή.",
    "მინისტრები კვირას შეხვდნენ.",
    "两国部长星期天在巴库会面。",
]


@pytest.mark.parametrize("language", FIVE_WORDS)
def test_five_words_tell_a_language(language: str) -> None:
    assert identify_all(FIVE_WORDS[language], OURS) == [language] * len(FIVE_WORDS[language])


def test_few_words_tell_one_where_a_sign_stands_in_them() -> None:
    assert dict(zip(SHORT, identify_all(list(SHORT), OURS), strict=True)) == SHORT


def test_what_is_none_of_them_or_nothing_has_no_language() -> None:
    assert dict(zip(NOTHING, identify_all(NOTHING, OURS), strict=True)) == dict.fromkeys(NOTHING)


def test_a_long_text_is_another_language_beyond_doubt() -> None:
    german = "Die Minister trafen sich am Sonntag in Baku und einigten sich darauf, die Grenze zu öffnen. "
    ukrainian = "Міністри зустрілися в неділю в Баку і домовилися відкрити кордон до кінця року. "
    assert identify_all([german * 4, ukrainian * 4], OURS) == ["de", "uk"]


def test_only_languages_of_the_recipe_are_looked_for() -> None:
    assert identify("Он ушёл, и мы его больше не видели.", ("bg", "uk")) is None
    assert identify("Savaş bitti ve herkes döndü.", ("en", "az")) is None
    assert identify("Шеврони «СПАС» їде до Києва.", ("ru", "uk")) == "uk"
    assert identify("Der Krieg ist aus.", ("de", "en")) == "de"


def test_languages_know_their_scripts() -> None:
    assert [scripts_of(code) for code in ("en", "az", "ru", "he", "fa", "ka")] == [
        *[{"Latin"}] * 2,
        {"Cyrillic"},
        {"Hebrew"},
        {"Arabic"},
        {"Georgian"},
    ]
    assert scripts_of("sr") == {"Cyrillic", "Latin"}
    assert {code for code in SIGNS if len(scripts_of(code)) != 1} == set()


MARKED: dict[str, dict[str, str | None]] = {
    "en": {
        "The two ministers met in Baku on Sunday.": "en",
        "Bad roads, good ships, no trains.": "en",
        "1. 2. 3. 4. 5.": "en",
        "“Azərbaycan-İsrail iqtisadi əməkdaşlığı”": "en",
        "As the Russians say, «тише едешь — дальше будешь», and so they did.": "en",
        "Vali Kouzegar Kaleji, Recep Tayyip Erdoğan, Hugo Chávez Frías": "en",
        "Süddeutsche Zeitung, Frankfurter Allgemeine": "en",
        "ידיעות אחרונות": "en",
        "“אזרבייג’אן סיכלה פיגוע נגד ישראלים” Haaretz,": "he",
        "طراحی و توسعه آگاهسیستم": "fa",
        "İki nazir bazar günü Bakıda görüşdü və sərhədi açdı.": "az",
        "İki bakan pazar günü Bakü'de buluştu ve sınırı açtı.": "tr",
        "Министры встретились в воскресенье.": "ru",
        "Die Minister trafen sich am Sonntag in Baku und öffneten die Grenze.": None,
        "Οι υπουργοί συναντήθηκαν την Κυριακή στο Μπακού.": None,
        "两国部长星期天在巴库会面并同意开放边界。": None,
    },
    "az": {
        "İki nazir bazar günü Bakıda görüşdü və sərhədi açdı.": "az",
        "Prezident İlham Əliyev": "az",
        "İki bakan pazar günü Bakü'de buluştu ve sınırı açtı.": "tr",
        "Two of the ministers met on Sunday and signed the treaty.": "en",
    },
    "fa": {
        "دو وزیر روز یکشنبه در باکو دیدار کردند.": "fa",
        "التقى الوزيران يوم الأحد في باكو واتفقا على فتح الحدود.": "ar",
        "Two of the ministers met on Sunday.": "en",
        "BBC Persian News Service": "en",
    },
    "ru": {"Он сказал: «Да».": "ru", "Міністри зустрілися в неділю в Баку і домовилися.": None, "iPhone 12 Pro": "ru"},
    "de": {"Der Krieg ist aus, sagte er.": "de", "The war is over, and nobody won.": "en"},
    "ka": {"მინისტრები კვირას ბაქოში შეხვდნენ ერთმანეთს.": "ka", "Министры встретились в воскресенье.": "ru"},
}


@pytest.mark.parametrize("own", MARKED)
def test_only_what_is_clearly_in_another_language_is_marked(own: str) -> None:
    texts = pl.DataFrame({"article_id": "a", "text": list(MARKED[own])})
    articles = pl.DataFrame({"article_id": ["a"], "language": [own]})
    found = with_language(texts, articles, "article_id", OURS)
    assert dict(found.select("text", "language").iter_rows()) == MARKED[own]


def test_texts_keep_their_order_and_columns_and_articles_do_not_touch() -> None:
    russian, english = "Министры встретились в воскресенье.", "Two of the ministers met on Sunday."
    texts = pl.DataFrame(
        {"article_id": ["b", "a", "b", "c", "d"], "n": range(5), "text": [russian, russian, english, english, english]}
    )
    articles = pl.DataFrame({"article_id": ["a", "b", "c"], "language": ["en", "ru", None]})
    assert with_language(texts, articles, "article_id", OURS).rows() == [
        ("b", 0, russian, "ru"),
        ("a", 1, russian, "ru"),
        ("b", 2, english, "en"),
        ("c", 3, english, None),
        ("d", 4, english, None),
    ]
    assert with_language(texts.clear(), articles, "article_id", OURS).columns == ["article_id", "n", "text", "language"]


def test_without_languages_every_text_has_its_articles() -> None:
    texts = pl.DataFrame({"article_id": ["a", "a"], "text": ["Two of them met.", "Они встретились в Баку."]})
    articles = pl.DataFrame({"article_id": ["a"], "language": ["en"]})
    assert with_language(texts, articles, "article_id", ())["language"].to_list() == ["en", None]
