"""Broken text is mended where it is certain what stood there, and else left alone."""

import unicodedata
from itertools import pairwise

import ftfy
import polars as pl
import pytest
from ftfy.badness import is_bad
from ftfy.chardata import CHARMAP_ENCODINGS
from hypothesis import given, settings
from hypothesis import strategies as st
from test_offsets import LINES

from conftest import RAW
from pipeline import mojibake, repairs
from pipeline.clean import Recipe
from pipeline.line_edits import find_signed
from pipeline.mending import find_repairs
from pipeline.params import rules_of
from pipeline.rewrite import Edit, apply

FIVE = [line for path in sorted(RAW.glob("*.txt")) for line in path.read_text("utf-8").splitlines() if line.strip()]
FINE = [
    *LINES,
    "Il a été évoqué à l’Élysée que « l’œuvre » était déjà créée… À 5 °C, 3 × 2 m², ½ £, 7 €, §3, n° 4, ¿qué?",
    "Größe, Straße, Übermaß – „Ärger“ ‚leise‘; smörgåsbord, Ångström, œuvre, Kőszeg, Łódź, żółć, naïve, Noël",
    "Azərbaycan Respublikasının Prezidenti İlham Əliyev çıxış etdi; Ağdam, Şuşa, Çoğrafiya, ünvan, IŞIĞI",
    "Türkiye’nin İstanbul’daki başkonsolosu ılık göğü övdü: ŞİMDİ ÇÖZÜM",
    "שָׁלוֹם עֲלֵיכֶם: ב־1948 אמר „כן”; ד״ר, צה״ל",
    "مُحَمَّدٌ قال: «نعم»، ثم ذهبَ؛ لماذا؟ می\u200cخواهم، کتابخانه\u200cای، ﷺ ﷲ ﷼",
    "В 1990–1994 гг. «Ё-моё», за\u0301мок, PR-щик, VIPы, SMSка, IPадрес, 20 °C, № 5, т. е. объём",
    "Το κοινοβούλιο ψήφισε· ΝΑΤΟ, μm, kΩ, TGFβ, NFκB, Δt, α-helix",
    "東京ＴＶは「なぜ？」と言った。ﾃﾚﾋﾞ、한국어、中文，全角１２３",
    "ภาษา\u200bไทย ភាសា\u200bខ្មែរ हिन्दी क्\u200dष 👩\u200d👩\u200d👧 ©™® ¼ µg a\u0324",
    "AT&T; R&D, a&b; ?x=1&copy=2&lt=3 &c. x < y &amp; z, Q&A &unknown; \\x19 &#0; &#xFFFF;",
    "𝑥 = 𝜋𝑟², ℝ, 𝔸, x² + y³ ≤ 10⁻⁹, →, ∑, ≈",
]
DAMAGED = {
    "undo_entities": [
        ("&ldquo;It&#x2019;s over&rdquo; &mdash; he said &amp;quot;no&amp;quot;", '“It’s over” — he said "no"'),
        ("a&nbsp;b&nbsp c&#160;d&#10;e &#8217 f &Eacute;", "a b  c d e ’ f É"),
        ("<b>a &amp; b</b>", "<b>a &amp; b</b>"),
        ("?a=1&amp;b=2&lt=3&quot=4", "?a=1&b=2&lt=3&quot=4"),
    ],
    "repair_mojibake": [
        ("â€œItâ€™s overâ€\x9d, heÂ\xa0said.Â² SÃ£o, Ä°lham Æliyev", "“It’s over”, he\xa0said.² São, İlham Æliyev"),
        ("Ã¢â‚¬Å“GÃƒÂ¶kÃƒÂ§eÃ¢â‚¬Â\x9d", "“Gökçe”"),
        ("\x93Yes\x94 he said\x85", "“Yes” he said…"),
        ("Ã‰lan, voilÃ le travail", "Élan, voilà le travail"),
    ],
    "repair_cut_marks": [
        ("\x1cDon\x19t,\x1d he said \x13 \x18no\x19", "“Don’t,” he said – ‘no’"),
        ("a\x1cb, \x1d c\x19 \x14d", "a\x1cb, \x1d c\x19 \x14d"),
    ],
    "drop_controls": [
        ("\x07\x07a\x02b \x02\x03 c\x08\x7f.", "a\x02b  c."),
        ("a\ufeffb \ufffcc\u206a", "ab c"),
        ("a\x01\x02b", "a\x01\x02b"),
    ],
    "drop_zero_widths": [
        ("\u200bfr\u200bee\u2060, ca\u200csi\u200dno\u200b", "free, casino"),
        (
            "می\u200cرود می\u200bرود ไทย\u200bไทย a\u200bไ 👩\u200d👧",
            "می\u200cرود می\u200bرود ไทย\u200bไทย a\u200bไ 👩\u200d👧",
        ),
    ],
    "drop_soft_hyphens": [
        ("Aser\xadbai\xaddschan НА\xadТО", "Aserbaidschan НАТО"),
        ("Israel\xadIran 1\xad2 di\xad -\xada", "Israel\xadIran 1\xad2 di\xad -\xada"),
    ],
    "join_accents": [
        ("Viê\u0323t e\u0302\u0301 и\u0306 \u212b ガ ハ\u309a \u1112\u1161\u11ab", "Việt ế й Å ガ パ 한"),
        ("а\u0301 q\u0303 בָּ دّ", "а\u0301 q\u0303 בָּ دّ"),
    ],
    "fold_ligatures": [("ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ æ œ ĳ", "ff fi fl ffi ffl ſt st æ œ ĳ")],
    "fold_letter_shapes": [
        ("ﻭ ﮔﻔﺖ ﻣَﺎ", "و گفت مَا"),
        ("ﺎَﻣ ﻰَﺴَﻋ", "ﺎَﻣ ﻰَﺴَﻋ"),
        ("\ufb2b\ufb4b", "שׂוֹ"),
    ],
    "fold_wide_letters": [("ＡＢＣ－１！　ok ！", "ABC-1!　ok ！"), ("漢字ＡＢ", "漢字ＡＢ")],
    "fold_styled_letters": [("𝐁𝐫𝐞𝐚𝐤 𝟮𝟬𝟮𝟰 𝑎𝑏 𝛼𝛽𝛾𝛿", "Break 2024 𝑎𝑏 𝛼𝛽𝛾𝛿")],
    "undo_lookalikes": [
        ("Тhe Кremlin, Саsino, Νew Yоrk: Azәrbaycan", "The Kremlin, Casino, New York: Azərbaycan"),
        ("Pоссия и Mосква, пpезидент", "Россия и Москва, президент"),
        ("Hе said: Tо, العربيةespрусdef", "Hе said: Tо, العربيةespрусdef"),
        ("в SMSе, DVDе, IPадрес, XXLы, CMSка", "в SMSе, DVDе, IPадрес, XXLы, CMSка"),
    ],
}
MISREADINGS = st.sampled_from(CHARMAP_ENCODINGS)
words = st.text("aeiou éüßñçœ’“”…—–Işğəкошкаאבגدرس²°.,?", min_size=1, max_size=30)


@pytest.mark.parametrize("rule", rules_of(repairs))
def test_what_is_certain_is_mended_and_nothing_else(rule: str) -> None:
    repair = rules_of(repairs)[rule]()
    assert [repair(text) for text, _ in DAMAGED[rule]] == [wanted for _, wanted in DAMAGED[rule]]


@pytest.mark.parametrize("rule", rules_of(repairs))
def test_all_that_a_rule_mends_shows_its_sign(rule: str) -> None:
    repair = rules_of(repairs)[rule]()
    texts = [text for examples in DAMAGED.values() for text, _ in examples] + [*FINE, *FIVE]
    changed = [text for text in texts if repair(text) != text]
    assert changed
    assert find_signed(pl.DataFrame({"text": changed}), [repair]).height == len(changed)


@pytest.mark.parametrize("lines", [FIVE, FINE], ids=["the five articles", "many languages"])
def test_text_that_is_not_broken_stays(lines: list[str], recipe: Recipe) -> None:
    frame = pl.DataFrame({"article_id": "a", "line": range(len(lines)), "raw_start": 0, "text": lines})
    found = find_repairs(frame, recipe.repairs).select("line", "raw_start", "text", "rule").rows()
    assert [(lines[line], *edit) for line, *edit in found] == []


def as_ftfy(line: str) -> bool:
    """Tell whether the repair gives what ftfy gives, in edits that do not overlap, and shows its sign."""
    edits = list(mojibake.find_repairs(line))
    wanted = ftfy.fix_encoding(line)
    assert apply(edits, line) == wanted
    assert all(left.end <= right.start for left, right in pairwise(edits))
    assert all(edit.start < edit.end for edit in edits)
    if is_bad(line):
        assert pl.Series([line]).str.contains(mojibake.sign()).item()
    return wanted != line


@pytest.mark.parametrize("encoding", CHARMAP_ENCODINGS)
def test_what_was_misread_is_mended_as_ftfy_does(encoding: str) -> None:
    misread = [line.encode().decode(encoding) for line in FIVE[::3] + FINE]
    twice = [line.encode().decode("sloppy-windows-1252") for line in misread[::7]]
    lossy = [line.encode().decode("cp1252", "replace") for line in FINE]
    n_mended = sum(as_ftfy(line) for line in misread + twice + lossy)
    assert n_mended > 40


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(words, st.lists(MISREADINGS, max_size=2)), min_size=1, max_size=4))
def test_whatever_is_misread_is_mended_as_ftfy_does(pieces: list[tuple[str, list[str]]]) -> None:
    line = ""
    for piece, encodings in pieces:
        for encoding in encodings:
            piece = piece.encode().decode(encoding)  # noqa: PLW2901
        line += piece
    as_ftfy(line)


@settings(max_examples=150, deadline=None)
@given(st.text("ÂÃâ€™œ\x80\x85\x99\xa0©²Ðа°ÙØ§… ?.a\ufffd\x1a", max_size=30))
def test_whatever_looks_misread_is_mended_as_ftfy_does(line: str) -> None:
    as_ftfy(line)


@settings(max_examples=100, deadline=None)
@given(st.text("aeéüкошאבدرس’“”…—", min_size=8, max_size=40), st.sampled_from(["latin-1", "sloppy-windows-1252"]))
def test_utf_8_read_as_western_european_comes_back_wherever_ftfy_sees_it(text: str, encoding: str) -> None:
    misread = text.encode().decode(encoding)
    assert apply(mojibake.find_repairs(misread), misread) in (text, ftfy.fix_encoding(misread))


def test_an_edit_leaves_out_what_stays() -> None:
    found = list(mojibake.find_repairs("SÃƒO, now.Â² â€™Ð‘Ð°ÐºÑƒâ€™"))
    assert found == [
        Edit(2, 3, ""),
        Edit(10, 11, ""),
        Edit(13, 16, "’"),
        Edit(16, 24, "Баку"),
        Edit(24, 27, "’"),
    ]


def test_no_sentence_can_end_inside_an_edit() -> None:
    lines = [line.encode().decode(encoding) for line in FINE for encoding in ("latin-1", "macroman", "cp437")]
    texts = [edit.text for line in lines for edit in mojibake.find_repairs(line)]
    assert [
        text for text in texts if len(text) > 1 and {unicodedata.category(char)[0] for char in text} - {*"LM"}
    ] == []
