"""Where a sentence ends, or does not: each rule with examples it decides, and near misses it must leave alone.

Every row is one paragraph, as the list of the sentences it must be split into.
"""

import polars as pl
import pytest

from pipeline import boundaries
from pipeline.params import rules_of
from pipeline.sentences import split_pieces, split_sentences
from pipeline.verdicts import Verdicts, decide

EXAMPLES: dict[str, list[list[str]]] = {
    "closes_paragraph": [
        ["No mark stands at the end"],
        ["وصل الوفد إلى باكو"],
    ],
    "is_in_careless_text": [
        ["the staff were nice.", "they fixed my phone in an hour!", "would go again"],
        ["Well i went there twice.", "it was great."],
        ["he came vs. them, approx. five of us ... saw them.", "he left."],
    ],
    "is_before_small_letter_in_english": [
        ["He bought the map of it.", "the rest was free.", "(nobody paid for it)"],
    ],
    "is_followed_by_address": [
        ["The whole treaty is on the web.", "https://example.org/treaty"],
        ["He said “It is over.”", "www.example.org"],
    ],
    "is_followed_by_symbol": [
        ["Как красиво! 😍😍 Мы едем домой."],
        ["It is over! ❤️"],
    ],
    "is_followed_by_lower_case": [
        ["“Where is the border?” he asked.", "Nobody knew."],
        ["From here, from there, to where? - that's what's being planned.", "He left."],
        ["The Israelis ... would like access.", "They asked."],
        ["«Мы победили!» — сказал он.", "Толпа ликовала."],
        ["Bakı ş. mərkəzdir.", "Gəncə ikincidir."],
        ["19. yüzyılda oldu."],
        ["He asked (and who would not ? ) for a reason.", "None came."],
    ],
    "is_followed_by_punctuation": [
        ["The “war?” & the peace."],
        ["کجا ؟ ، پرسید."],
    ],
    "is_inside_name": [
        ["Read it on Example.Com and in System.Out.Write today.", "It is free."],
    ],
    "is_ellipsis_without_case": [
        ["הוא חיכה... ואז הלך.", "היא נשארה."],
        ["ما تقوله… في الواقع لا يصدق.", "هذا كل شيء."],
    ],
    "is_enumerator": [
        ["1. The parties withdraw.", "2. The parties talk."],
        ["4.1. The mandate is renewed.", "It ends in May."],
        ["IV. The siege began."],
        ["1. Стороны отводят войска."],
        ["א. הצדדים ייסוגו.", "ב. הצדדים ידברו."],
        ["۱. طرف‌ها عقب می‌نشینند.", "۲. گفت‌وگو آغاز می‌شود."],
        ["*1. The first of the two.*"],
    ],
    "is_opening_ellipsis": [
        ["The war went on.", "... Two years later it ended."],
    ],
    "closes_hour": [
        ["They met at 9 a.m.", "Officials left at 5 p.m.", "Baku was quiet."],
        ["They met at 10:30p.m.", "The hall was dark."],
    ],
    "is_initial": [
        ["President George W. Bush met J. K. Rowling in Baku.", "They spoke."],
        ["The book by J. A. Smith and E. I. Jones is old."],
        ["Poet A. B. Yehoshua spoke."],
        ["Поэт Л. В. Иванов и А. С. Пушкин писали."],
        ["המשורר ח. נ. ביאליק כתב שיר.", "הוא נולד ברוסיה."],
        ["Lider M. Kemal Atatürk 1881'de doğdu.", "Prezident H. Əliyev danışdı."],
    ],
    "is_title_of_person": [
        ["Mr. Smith met Dr. Jones and Gen. Lee.", "They flew to St. Petersburg."],
        ["Lt. Col. Lee fell.", "Sens. Lee and Cohen voted."],
        ["Prof. Dr. Ayşe Kaya geldi.", "Prof. Əliyev də gəldi."],
        ["Это сказал проф. Иванов.", "Ему ответил г-н. Петров."],
        ["Театр им. Низами стоит на пл. Фонтанов."],
        ["Adm. Lee met Adm. Jones."],
    ],
    "is_connector": [
        ["Israel vs. Iran, e.g. Hezbollah, cf. Smith, is old.", "It lasts."],
        ["The case of Smith v. Jones ended.", "He lost."],
        ["Bkz. Ankara Anlaşması."],
        ["Напр. Баку стоит у моря."],
    ],
    "is_before_number": [
        ["See No. 5 and p. 23 of vol. II, and Fig. 3.", "They are there."],
        ["On Oct. 2 they met.", "In spring they left."],
        ["Закон, ст. 15, это говорит.", "Он старый."],
        ["См. рис. 2 и табл. 3 на с. 15."],
        ["Anayasa, madde. 5 budur."],
    ],
    "is_ordinal": [
        ["Am 3. 5. 2020 traf er sie.", "Es regnete."],
        ["Türkiye 2. Dünya Savaşı'na girmedi.", "Savaş bitti."],
        ["Türkiye II. Dünya Savaşı'na girmedi."],
    ],
    "closes_list": [
        ["Он купил хлеб, соль и т. д.", "Потом он ушёл."],
        ["He has apples, pears, etc.", "Mary has none."],
        ["Alma, armud və s.", "Bazar bağlandı."],
    ],
    "is_soft_abbreviation": [
        ["The U.S. Navy sailed at 5 p.m. Tuesday.", "It came back."],
        ["He left Example Inc. Tuesday."],
        ["Он жил в 1990 г. Баку вырос.", "Об этом см. Конституцию."],
        ["O, 5 mln. manat verdi.", "Pul 3 kg. Qızıl idi."],
        ["The U.S.A. Navy sailed on Sat. Oct. 5 from Portland, Ore. Territory."],
    ],
    "is_in_short_bracket": [
        ["The name (lit. House of Fire) is old.", "It is hers."],
        ["The road (built 5 mi. North of the town) is old."],
    ],
    "is_quotation_with_speaker": [
        ["“Are you mad?” President Aliyev asked.", "He was not."],
        ["“Go away!” I said.", "She left."],
        ['"מה קרה?" שאל השוטר.', "איש לא ענה."],
        ["«من أنت؟» سأل الحارس.", "لم يجب أحد."],
    ],
    "closes_quotation": [
        ["He said: “We won.”", "“They lost.”", "The crowd cheered."],
        ["(It was over.)", "The crowd left."],
        ["It was over, nobody opened this quotation.”", "He left."],
        ['הוא אמר: "לא."', "דנה הלכה."],
        ["او گفت: «نه.»", "رفت."],
        ["قال: «لا أعرف.»", "ثم ذهب."],
        ["Он сказал: «Нет!»", "Все ушли."],
        ["「是。」", "他说。"],
        ["He knew why.[12]", "She did not.¹³", "Nobody else did."],
        ["He asked for it (as one does. )", "She left."],
    ],
    "has_terminal_mark": [
        ["This is the end.", "That is the start!", "Is it?", "Yes…", "Well."],
        ["They had the same perceptions...", "Iran has its own."],
        ["It cost $1.6 billion.", "That is 3.5 percent.", "Then came version 2.0.", "It worked."],
        ["Really?!", "Yes!!!", "Well."],
        ["A no-break space stands here.\u00a0Sentences end before it."],
        ["וכך היה.", "הוא הלך."],
        ["این پایان است.", "آیا او آمد؟", "بله!", "او رفت."],
        ["هل انتهت الحرب؟", "نعم.", "انتهت."],
        ["Война кончилась.", "Он родился в 1990 г.", "В 2010 г. он уехал."],
        ["Savaş bitti.", "Ankara'da saat 15.30 idi.", "İzmir sustu."],
        ["Müharibə bitdi.", "Əsgərlər evə qayıtdı."],
        ["中国很大。", "日本很小。"],
    ],
}

NEAR_MISSES: dict[str, list[list[str]]] = {
    "closes_paragraph": [],
    "is_in_careless_text": [
        ["“Is it over?” he asked and left! the crowd."],
        ["and they met at approx. five on the bridge."],
    ],
    "is_before_small_letter_in_english": [
        ["It is approx. five miles, and avg. speed is low."],
        ["He asked what it was... and left."],
    ],
    "is_followed_by_address": [["The treaty (see www.example.org) is old.", "It lasts."]],
    "is_followed_by_symbol": [["It was over.", "© 2021 is the year."], ["Он ушёл.", "№ 5 пришёл."]],
    "is_followed_by_lower_case": [
        ["Phones were sold.", "iPhones were not."],
        ["The line went dead...", "Then he called."],
        ["Is it over?", "– That is the question."],
        ["(a) The first point.", "(b) The second point."],
    ],
    "is_followed_by_punctuation": [
        ["He left.", "“No,” she said."],
        ["He left.", "(She stayed.)"],
        ["Он ушёл.", "— Нет."],
    ],
    "is_inside_name": [["He asked for the Example.", "It was gone."]],
    "is_ellipsis_without_case": [["They had it all...", "Iran has its own."], ["הוא הלך.", "היא נשארה."]],
    "is_enumerator": [
        ["In 2020.", "The war began."],
        ["They met on Oct. 2.", "The next day they left."],
        ["It stands on p. 5.", "The rest of vol. II.", "It is lost."],
    ],
    "is_opening_ellipsis": [["They left...", "Nobody knew."]],
    "closes_hour": [
        ["He left at 5 p.m. Tuesday, or 6 p.m. EST, or 7 p.m. Moscow time."],
        ["It is the p.m.", "The rest is not."],
    ],
    "is_initial": [
        ["They took vitamin C.", "Nobody fell ill.", "It was plan B.", "Everyone knew."],
        ["It was Harry S.", "The train left."],
        ["World War I.", "Then the men went home."],
        ["סעיף א.", "הצדדים ייסוגו."],
    ],
    "is_title_of_person": [
        ["He is a doctor.", "Ann is a gen.", "7 people came."],
        ["She lives on Main St.", "The house is old.", "Она сказала им.", "Они ушли."],
    ],
    "is_connector": [["He is an ace.", "His rival is in the tvs.", "All lost."]],
    "is_before_number": [["He said no.", "The rest agreed."], ["It was in Oct.", "They left."]],
    "is_ordinal": [["It happened in 2012.", "34 people came."], ["It was the end of World War II.", "The men left."]],
    "closes_list": [["He took bread, salt, etc. with him."], ["Elma vb. meyveler."]],
    "is_soft_abbreviation": [
        ["He looked at the sun.", "Mary did not.", "He sat.", "Mary left."],
        ["He lives in the U.S.", "He works in Iran.", "They left the U.S.", "In Iran they stayed."],
        ["He joined Example Inc.", "The firm grew.", "They met at 5 p.m.", "Then they left."],
        ["He lives in Washington, D.C.", "She lives with cats, dogs, etc.", "The house is full."],
    ],
    "is_in_short_bracket": [
        ["He left (in 2013).", "She (Ann) stayed."],
        ["(They left in May.", "She stayed.)"],
        ["علی) ع (را یاد می‌کنم.", "معاویه گفت: علی) ع (رفت."],
    ],
    "is_quotation_with_speaker": [
        ["“Are you mad?”", "President Aliyev sat down."],
        ["“We won!”", "I stayed."],
        ["“We won.”", "Aliyev said in a second letter that he would resign."],
    ],
    "closes_quotation": [["“We won”.", "The crowd cheered."], ["«Мы победили».", "Толпа ликовала."]],
    "has_terminal_mark": [["He came at 5 p.m. and left: nothing happened; nobody spoke."]],
}


BY_LANGUAGE: dict[str, list[list[str]]] = {
    "he": [
        ['ד"ר כהן נפגש עם פרופ\' לוי בארה"ב.', 'הם דיברו על צה"ל ועל מנכ"ל החברה.'],
        ['"לא נסכים לכך," אמר ח"כ אברהם לוי.', "הוא יצא מהאולם."],
        ["הוא למד בכיתה ג'.", "אחר כך עבר לתל אביב."],
        ["בשנת 1967, לפי עמ' 23 בספר, נפתח הגבול.", "ראו גם מס' 5."],
        ["א. ב. יהושע כתב רומן.", "הוא תורגם לאנגלית."],
        ["המחיר עלה ל-3.5 שקלים ב-5.3.2020.", "הציבור מחה."],
        ['"הם ניצחו."', '"אנחנו הפסדנו."', "כך נגמר היום."],
        ['רה"מ אמר כי "המלחמה נגמרה".', "השרים הסכימו."],
        ["הוא קנה לחם, חלב וכו'.", "אחר כך הלך הביתה."],
    ],
    "fa": [
        ["دکتر محمد مصدق در سال ۱۳۳۰ نخست‌وزیر شد.", "او نفت را ملی کرد."],
        ["قیمت به ۳.۵ درصد رسید.", "بازار آرام شد."],
        ["در سال ۱۹۷۹ م. انقلاب شد.", "شاه رفت."],
        ["(نگاه کنید به ص. ۲۳.)", "فصل بعد از این می‌گوید."],
    ],
    "ar": [
        ["قال د. محمد علي إن الحرب انتهت.", "لم يصدقه أحد."],
        ["اشترى خبزًا وحليبًا إلخ.", "ثم عاد إلى البيت."],
        ["انظر ص. 23 من الكتاب.", "الفصل التالي يشرح ذلك."],
    ],
    "ru": [
        ["Он родился в 1950 г. в Баку.", "В 1970 г. он уехал в Москву.", "Там он учился."],
        ["В 1990–1994 гг. шла война.", "Погибли тысячи, т. е. каждый десятый."],
        ["А. С. Пушкин, Л. Н. Толстой и др. писали об этом.", "Их читают и сегодня."],
        ["Он живёт на ул. Ленина, д. 5, кв. 3.", "Дом стоит у реки."],
        ["Его рост — 180 см.", "Он играл в баскетбол."],
        ["Это стоит 5 млн руб. в год.", "Кто заплатит?"],
        ["В III в. до н. э. здесь жили албаны.", "Их столица лежала у моря."],
        ["Перевод с англ. Иванова.", "Издание второе."],
    ],
    "tr": [
        ["Prof. Dr. Ayşe Kaya, Doç. Dr. Ali Can ve Av. Mehmet Öz geldi.", "Toplantı başladı."],
        ["Kalem, defter vs. aldı.", "Elma, armut vb.", "Pazar kapandı."],
        ["Bkz. s. 23 ve krş. Ankara Anlaşması.", "Orada yazıyor."],
        ["Savaş M.Ö. 5. yüzyılda başladı.", "Uzun sürdü."],
        ["II. Abdülhamid 1876'da tahta çıktı.", "1. Lig bitti."],
        ["T.C. Dışişleri Bakanlığı açıkladı.", "Kimse şaşırmadı."],
        ["Sıcaklık 5 lt.", "Bu yeterli."],
    ],
    "az": [
        ["Prof. Əliyev və akad. Həsənov gəldilər.", "İclas başladı."],
        ["Neft, qaz və s. ixrac olunur.", "Gəlir artır."],
        ["Bakı ş. Nizami küç. 5-də yaşayır.", "Ev köhnədir."],
        ["Bax. s. 23, c. 2.", "Orada yazılıb."],
        ["B.e.ə. III əsrdə burada albanlar yaşayırdı.", "Paytaxtları Qəbələ idi."],
        ["M.Ə.Rəsulzadə 1918-ci ildə danışdı.", "Xalq dinlədi."],
    ],
    "en": [
        ["Smith et al. (2010) disagree (see Fig. 2, and pp. 5–10).", "Their data, i.e. the table, differ."],
        ["BAKU, Azerbaijan (AP) — The minister left.", "He did not return."],
        ["WASHINGTON, D.C. — The minister left.", "He did not return."],
        ["The firm (est. 1990) failed.", "Its head (b. 1950) left."],
        ["Gen. Lee, Lt. Col. Smith and Sens. Booker and Warren met Rep. Omar (D-Minn.) there.", "They talked."],
        ["He earned a Ph.D. in physics.", "She earned an M.D. from Yale."],
        ["The paper vs. Iran.", "Which is better?"],
    ],
}
GLUED = "The war ended.The men went home. Nobody asked them why?It was over."


def split(paragraph: str, verdicts: Verdicts, language: str | None = None) -> tuple[list[str], set[str]]:
    """Return a paragraph's sentences, and the rules that decided its marks."""
    paragraphs = paragraphs_of([paragraph], language)
    undecided = split_pieces(paragraphs).with_columns(boundary=pl.lit(None, pl.String), rule=pl.lit(None, pl.String))
    decided = decide(undecided, verdicts, "boundary", "rule")
    return split_sentences(paragraphs, verdicts)["text"].to_list(), set(decided["rule"])


def paragraphs_of(texts: list[str], language: str | None = None) -> pl.DataFrame:
    names = [chr(ord("a") + number) for number in range(len(texts))]
    return pl.DataFrame({"paragraph_id": names, "text": texts}).with_columns(language=pl.lit(language, pl.String))


def joined(sentences: list[str]) -> str:
    """Return the paragraph of these sentences; Chinese has no space between them."""
    return "".join(sentences) if sentences[0].endswith(("。", "」")) else " ".join(sentences)


def rows(table: dict[str, list[list[str]]]) -> list[tuple[str, list[str]]]:
    return [(rule, sentences) for rule, examples in table.items() for sentences in examples]


def test_every_rule_has_examples() -> None:
    assert list(EXAMPLES) == [rule for rule in EXAMPLES if EXAMPLES[rule]]
    assert sorted(EXAMPLES) == sorted(NEAR_MISSES) == sorted(rules_of(boundaries))


@pytest.mark.parametrize(("rule", "sentences"), rows(EXAMPLES))
def test_the_rule_decides(rule: str, sentences: list[str], verdicts: Verdicts) -> None:
    found, rules = split(joined(sentences), verdicts, "en" if rule.endswith("in_english") else None)
    assert found == [sentence for whole in sentences for sentence in whole.split("\u00a0")]
    assert rule in rules


@pytest.mark.parametrize(("rule", "sentences"), rows(NEAR_MISSES))
def test_the_rule_leaves_alone(rule: str, sentences: list[str], verdicts: Verdicts) -> None:
    found, rules = split(joined(sentences), verdicts, "en" if rule.endswith("in_english") else None)
    assert (found, rule in rules) == (sentences, False)


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_a_language_has_its_abbreviations(language: str, verdicts: Verdicts) -> None:
    paragraphs = paragraphs_of([joined(sentences) for sentences in BY_LANGUAGE[language]], language)
    found = split_sentences(paragraphs, verdicts).group_by("paragraph_id", maintain_order=True).agg("text")
    assert found["text"].to_list() == BY_LANGUAGE[language]


def test_a_sentence_that_is_glued_to_the_next_ends_too(verdicts: Verdicts) -> None:
    wanted = ["The war ended.", "The men went home.", "Nobody asked them why?", "It was over."]
    found = split_sentences(paragraphs_of([GLUED]), verdicts)
    assert found["text"].to_list() == [GLUED[start:end] for start, end in found.select("start", "end").rows()] == wanted
    with_seam = GLUED.replace("men", "\x1e")
    assert split_sentences(paragraphs_of([with_seam]), verdicts)["text"].str.join(" ").item() == with_seam


def test_offsets_lead_back_to_the_paragraph(verdicts: Verdicts) -> None:
    text = "One.  Two?\u00a0 Three 👩‍🚀! שלום. Four"
    found = split_sentences(paragraphs_of([text]), verdicts)
    assert [text[start:end] for start, end in found.select("start", "end").iter_rows()] == found["text"].to_list()
    assert found["text"].to_list() == ["One.", "Two?", "Three 👩‍🚀!", "שלום.", "Four"]


def test_paragraphs_do_not_touch_each_other(verdicts: Verdicts) -> None:
    found = (
        split_sentences(paragraphs_of(["He saw Mr.", "Smith left. 5 came."]), verdicts)
        .select("paragraph_id", "text", "rule")
        .rows()
    )
    assert found == [
        ("a", "He saw Mr.", "closes_paragraph"),
        ("b", "Smith left.", "has_terminal_mark"),
        ("b", "5 came.", "closes_paragraph"),
    ]
