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
    "is_followed_by_address": [
        ["The whole treaty is on the web.", "https://example.org/treaty"],
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
    ],
    "is_followed_by_punctuation": [
        ["The “war?” & the peace."],
        ["He asked (and who would not ? ) for a reason.", "None came."],
        ["کجا ؟ ، پرسید."],
    ],
    "is_enumerator": [
        ["1. The parties withdraw.", "2. The parties talk."],
        ["4.1. The mandate is renewed.", "It ends in May."],
        ["IV. The siege began."],
        ["1. Стороны отводят войска."],
        ["א. הצדדים ייסוגו.", "ב. הצדדים ידברו."],
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
    ],
    "is_connector": [
        ["Israel vs. Iran, e.g. Hezbollah, cf. Smith, is old.", "It lasts."],
        ["The case of Smith v. Jones ended.", "He lost."],
        ["Bkz. Ankara Anlaşması."],
        ["Об этом см. Конституцию."],
    ],
    "is_before_number": [
        ["See No. 5 and p. 23 of vol. II, and Fig. 3.", "They are there."],
        ["On Oct. 2 they met.", "In spring they left."],
        ["Закон, ст. 15, это говорит.", "Он старый."],
        ["Anayasa, madde. 5 budur."],
    ],
    "is_ordinal": [
        ["Am 3. 5. 2020 traf er sie.", "Es regnete."],
        ["Türkiye 2. Dünya Savaşı'na girmedi.", "Savaş bitti."],
        ["Türkiye II. Dünya Savaşı'na girmedi."],
    ],
    "is_soft_abbreviation": [
        ["The U.S. Navy sailed at 5 p.m. Tuesday.", "It came back."],
        ["He left Example Inc. Tuesday."],
        ["Он жил в 1990 г. Баку вырос."],
        ["O, 5 mln. manat verdi.", "Pul 3 kg. Qızıl idi."],
    ],
    "is_in_short_bracket": [
        ["The heir (b. 2013; see e.g. Table 2) is young.", "She is not."],
        ["The road (built 5 mi. North of the town) is old."],
    ],
    "is_quotation_with_speaker": [
        ["“Are you mad?” President Aliyev asked.", "He was not."],
        ["“Go away!” I said.", "She left."],
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
    "is_followed_by_address": [["The treaty (see www.example.org) is old.", "It lasts."]],
    "is_followed_by_symbol": [["It was over.", "© 2021 is the year."], ["Он ушёл.", "№ 5 пришёл."]],
    "is_followed_by_lower_case": [
        ["Phones were sold.", "iPhones were not."],
        ["The line went dead...", "Then he called."],
        ["Is it over?", "– That is the question."],
    ],
    "is_followed_by_punctuation": [
        ["He left.", "“No,” she said."],
        ["He left.", "(She stayed.)"],
        ["Он ушёл.", "— Нет."],
    ],
    "is_enumerator": [
        ["In 2020.", "The war began."],
        ["They met on Oct. 2.", "The next day they left."],
        ["It stands on p. 5.", "The rest of vol. II.", "It is lost."],
    ],
    "is_initial": [
        ["They took vitamin C.", "Nobody fell ill.", "It was plan B.", "Everyone knew."],
        ["It was Harry S.", "The train left."],
        ["World War I.", "Then the men went home."],
    ],
    "is_title_of_person": [["He is a doctor.", "Ann is a gen.", "7 people came."]],
    "is_connector": [["He is an ace.", "His rival is in the tvs.", "All lost."]],
    "is_before_number": [["He said no.", "The rest agreed."], ["It was in Oct.", "They left."]],
    "is_ordinal": [["It happened in 2012.", "34 people came."], ["It was the end of World War II.", "The men left."]],
    "is_soft_abbreviation": [
        ["Он купил хлеб, соль и т.д.", "Потом он ушёл."],
        ["He lives in the U.S.", "He works in Iran.", "They left the U.S.", "In Iran they stayed."],
        ["He joined Example Inc.", "The firm grew.", "They met at 5 p.m.", "Then they left."],
        ["He lives in Washington, D.C.", "She lives with cats, dogs, etc.", "The house is full."],
    ],
    "is_in_short_bracket": [["He left (in 2013).", "She (Ann) stayed."], ["(They left in May.", "She stayed.)"]],
    "is_quotation_with_speaker": [["“Are you mad?”", "President Aliyev sat down."], ["“We won!”", "I stayed."]],
    "closes_quotation": [["“We won”.", "The crowd cheered."], ["«Мы победили».", "Толпа ликовала."]],
    "has_terminal_mark": [["He came at 5 p.m. and left: nothing happened; nobody spoke."]],
}


def split(paragraph: str, verdicts: Verdicts) -> tuple[list[str], set[str]]:
    """Return a paragraph's sentences, and the rules that decided its marks."""
    paragraphs = pl.DataFrame({"paragraph_id": ["p"], "text": [paragraph]})
    undecided = split_pieces(paragraphs).with_columns(boundary=pl.lit(None, pl.String), rule=pl.lit(None, pl.String))
    decided = decide(undecided, verdicts, "boundary", "rule")
    return split_sentences(paragraphs, verdicts)["text"].to_list(), set(decided["rule"])


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
    found, rules = split(joined(sentences), verdicts)
    assert found == [sentence for whole in sentences for sentence in whole.split("\u00a0")]
    assert rule in rules


@pytest.mark.parametrize(("rule", "sentences"), rows(NEAR_MISSES))
def test_the_rule_leaves_alone(rule: str, sentences: list[str], verdicts: Verdicts) -> None:
    found, rules = split(joined(sentences), verdicts)
    assert (found, rule in rules) == (sentences, False)


def test_offsets_lead_back_to_the_paragraph(verdicts: Verdicts) -> None:
    text = "One.  Two?\u00a0 Three 👩‍🚀! שלום. Four"
    found = split_sentences(pl.DataFrame({"paragraph_id": ["p"], "text": [text]}), verdicts)
    assert [text[start:end] for start, end in found.select("start", "end").iter_rows()] == found["text"].to_list()
    assert found["text"].to_list() == ["One.", "Two?", "Three 👩‍🚀!", "שלום.", "Four"]


def test_paragraphs_do_not_touch_each_other(verdicts: Verdicts) -> None:
    paragraphs = pl.DataFrame({"paragraph_id": ["a", "b"], "text": ["He saw Mr.", "Smith left. 5 came."]})
    found = split_sentences(paragraphs, verdicts).select("paragraph_id", "text", "rule").rows()
    assert found == [
        ("a", "He saw Mr.", "closes_paragraph"),
        ("b", "Smith left.", "has_terminal_mark"),
        ("b", "5 came.", "closes_paragraph"),
    ]
