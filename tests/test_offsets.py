"""On any text, every paragraph, sentence and note leads back to its raw characters, and none is unaccounted for."""

import html
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipeline.catalogue import read_catalogue
from pipeline.clean import Cleaned, Recipe, clean
from pipeline.ingest import row_of_file, with_catalogue
from pipeline.lines import WHITE_SPACE
from pipeline.promises import Tables
from pipeline.records import COLUMNS
from pipeline.rewrite import Edit, apply
from pipeline.segment import Segmented, segment
from pipeline.validate import keep_promises, set_aside
from pipeline.verdicts import Verdicts

ALPHABETS = {
    "Latin": "abcdeXYZ éß",
    "Hebrew, pointed": "שלום כָּרֵא־",
    "Arabic and Persian": "سلام علیکم ًّ\u200cمی",
    "joiners and marks of direction": "a\u200b\u200c\u200d\u200e\u200f\u202b\u202c\u2066\u2069\ufeff ",
    "combining": "e\u0301a\u0308\u0323 \u20dd",
    "astral": "😀👩\u200d👩\u200d👧𝒳𐤀 ",
    "spaces": "a \t\u00a0\u1680\u2003\u2009\u202f\u205f\u3000",
    "mark-up": r"a\*_#[]()<>$`~ -",
    "punctuation": ".!?…。؟।:;,-–—\"'“”«»()[] ",
    "footnotes": "a.¹²³⁰[1][^2](3) m5",
    "separators of information": "a\x1c\x1d\x1e\x1f ",
    "entities": [
        "a",
        "&nbsp;",
        "&amp;",
        "&lt;",
        "&gt;",
        "&amp;amp;",
        "&#91;",
        "1",
        "&#93;",
        "&#42;",
        "&shy;",
        "&#10;",
        "<",
    ],
    "mojibake": [
        "a",
        " ",
        "Â",
        "Ã",
        "\u00a0",
        "©",
        "â",
        "€",
        "™",
        "\x80",
        "\x85",
        "\x99",
        "Ù",
        "Ð",
        "²",
        "?",
        "\ufffd",
        ".",
    ],
    "ligatures and shapes": "aﬁﬀ ﺳﻼﻡﺍ\ufb2a\ufb35ＡＢ１！　𝗔𝗕𝗖\u200d.",
    "accents": "aeoIа\u0301\u0308\u0307\u0323\u212b\u1112\u1161\u11ab",
    "look-alikes": "aаeеoоpрRЖΑA hə",
    "controls": "ab. \x01\x08\x13\x14\x18\x19\x1b[0m\x7f\x81\x85\xad\ufeff\ufffc\u202e",
}
LINES = [
    "In the spring of 2020 the two countries signed an agreement on trade, and many others followed it.",
    "“We will not go,” the minister said. “Who would?” He left at 5 p.m. on Oct. 2, as the U.S. had asked.",
    "The   price was valued at \\$1.6 billion\\, said *Israel Hayom*, reprinted in **JNS** and _The Week_.",
    "See <https://www.example.org/a_b_(c)?d=e>. It was there in 2014.[1] And again² on 3 km², see [3].[2]",
    "that goes on in lower case, behind a page and its furniture, for more than a few words, and",
    "which is why the same word was di-",
    "vided over two lines, and goes on until the sentence ends here at last.",
    "הוא אמר: \u200f“לא נלך”. ואז הלך הביתה, ולא שב עוד אל העיר שממנה יצא לדרכו. למה?",
    "او گفت که نمی\u200cرود. «چرا؟» و سپس رفت، و دیگر هرگز به آن شهر بازنگشت؛ این پایان بود.",
    "Он сказал, что не пойдёт. «Почему?» — спросили его, и т. д. И всё же он пошёл туда снова.",
    "彼は行かないと言った。「なぜ？」そして彼は去った。",
    "## The war of 2020 ##",
    "A heading",
    "By Ann Lee and Bob Roe",
    "© 2020 The Example Company. All rights reserved.",
    "(Photo: Reuters)",
    "Published: April 28, 2012",
    "Keywords: war; peace; #trade",
    "Share on Facebook",
    "12",
    "...",
    "[1] [2]",
    "* * *",
    "a" * 500,
    "No end " * 90,
]
NOTES = [
    "Notes",
    "1. See Example, https://www.example.org/a/",
    "b?c=d. Accessed on 2 May.",
    "2) *Ibid*.",
    "³ Op. cit. [1]",
]
BREAKS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\n \t\n",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u2029",
    "\r\n\r",
    " \n ",
]

INTRUDERS = [
    "\u00a0",
    "  ",
    "\u2009",
    "\u200c",
    "\u200f",
    "\u0301",
    "*",
    "\\*",
    "_",
    "[1]",
    " [2]",
    "¹",
    "³ ",
    "<",
    ">",
    ". ",
    "\x1c",
    "Â\u00a0",
    "â€™",
    "Â²",
    "&nbsp;",
    "&#91;2&#93;",
    "ﬁ",
    "\xad",
    "а",
    "\x19",
]


MISREADINGS = ("latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "macroman", "cp437")


def misread(text: str, encodings: list[str]) -> str:
    """Read a text's UTF-8 in another encoding, once for each; in Windows-1252, a reader may lose what that lacks."""
    for encoding in encodings:
        text = text.encode().decode(encoding)
    return text


def spoil(line: str, intruders: list[tuple[int, str]]) -> str:
    """Set intruders into a line, each at its place, counted round and round."""
    for place, intruder in intruders:
        line = line[: place % len(line)] + intruder + line[place % len(line) :]
    return line


lines = (
    st.sampled_from(LINES)
    | st.builds(
        spoil,
        st.sampled_from(LINES),
        st.lists(st.tuples(st.integers(0, 200), st.sampled_from(INTRUDERS)), min_size=1, max_size=6),
    )
    | st.sampled_from(list(ALPHABETS.values())).flatmap(
        lambda alphabet: st.lists(st.sampled_from(alphabet), max_size=40).map("".join)
    )
    | st.builds(misread, st.sampled_from(LINES), st.lists(st.sampled_from(MISREADINGS), min_size=1, max_size=2))
    | st.builds(html.escape, st.sampled_from(LINES))
    | st.lists(st.sampled_from(LINES) | st.text(max_size=10), min_size=2, max_size=3).map(" ".join)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw an article: lines, often with notes below, and any break between any two of them."""
    drawn = draw(st.lists(lines, min_size=1, max_size=10))
    drawn += draw(st.sampled_from([[], [], NOTES, NOTES[:2], ["Notes"]]))
    breaks = draw(st.lists(st.sampled_from(BREAKS), min_size=len(drawn), max_size=len(drawn)))
    return "".join(piece for pair in zip(drawn, breaks, strict=True) for piece in pair)


def ingested(articles: dict[str, str]) -> pl.DataFrame:
    """Ingest texts by their article's id; those that ingest rejects are left out."""
    rows = [row_of_file(f"{article_id}.txt", article_id, text.encode()) for article_id, text in articles.items()]
    read = pl.DataFrame(rows, schema=COLUMNS).filter(pl.col("reason").is_null())
    return with_catalogue(read, read_catalogue(Path("no catalogue")))


def the_way(raw_articles: pl.DataFrame, recipe: Recipe, verdicts: Verdicts) -> Tables:
    cleaned = clean(raw_articles, recipe)
    segmented = segment(cleaned.articles, cleaned.lines, cleaned.edits, raw_articles, verdicts)
    return Tables(raw_articles, cleaned.lines, cleaned.edits, cleaned.articles, *segmented)


def check_all(tables: Tables) -> None:
    """Hold every schema, every law, and what the design says of offsets and ledger, against the tables."""
    _, rejected = set_aside(tables)
    reasons = {(reason["table"], reason["column"]) for reason in rejected["reasons"].explode().drop_nulls()}
    assert reasons <= {("articles", "text"), ("articles", "n_paragraphs")}
    assert rejected["article_id"].to_list() == tables.articles.filter(text="")["article_id"].to_list()
    broken = {law: rows.to_dicts() for law, rows in keep_promises(tables).items() if rows.height}
    assert broken == {}
    check_slices(tables)
    check_ledger(tables)


def check_slices(tables: Tables) -> None:
    raw = dict(tables.raw_articles.select("article_id", "text").iter_rows())
    clean_text = dict(tables.articles.select("article_id", "text").iter_rows())
    edits: dict[str, list[Edit]] = {}
    for owner, *edit in tables.edits.select("owner_id", "raw_start", "raw_end", "text").iter_rows():
        edits.setdefault(owner, []).append(Edit(*edit))
    for table, owner in ((tables.paragraphs, "paragraph_id"), (tables.sentences, "paragraph_id")):
        for row in table.iter_rows(named=True):
            assert clean_text[row["article_id"]][row["start"] : row["end"]] == row["text"] != ""
            inside = [
                Edit(edit.start - row["raw_start"], edit.end - row["raw_start"], edit.text)
                for edit in edits.get(row[owner], [])
                if row["raw_start"] <= edit.start and edit.end <= row["raw_end"]
            ]
            assert apply(inside, raw[row["article_id"]][row["raw_start"] : row["raw_end"]]) == row["text"]


def check_ledger(tables: Tables) -> None:
    for article_id, text in tables.raw_articles.select("article_id", "text").iter_rows():
        in_lines = tables.lines.filter(article_id=article_id).sort("raw_start")["text"].to_list()
        assert without_white_space("".join(in_lines)) == without_white_space(text)


def white_space() -> str:
    return "".join(char for char in map(chr, range(0x3001)) if is_white_space(char))


def is_white_space(char: str) -> bool:
    return char in WHITE_SPACE.replace("-", "") or "\t" <= char <= "\r" or "\u2000" <= char <= "\u200a"


def without_white_space(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, white_space())))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(texts(), min_size=1, max_size=4))
@example([f"[1][2] {LINES[0]}\n\nNotes\n1. See this.\n2. See that.\n"])
@example([f"He went to the town.[1] [2] He came back again at once. {LINES[0]}\n\nNotes\n1. a\n2. b\n"])
@example(["*The agreement was signed by all of the coun-*\ntries in the spring of the year, and all was well."])
@example(["The agreement was signed by all of the coun-[1]\ntries in the spring, and all was well.\n\nNotes\n1. a\n"])
@example([f"{LINES[0]}[1]\n\nNotes\n1.\u00a0See\u00a0*x*\n\u00a0more of it\n1. once more\n\nNotes\n1. c\n"])
@example(["## \n**\n# #\n" + LINES[0], "\x1c\n" + LINES[0] + "\n\x1f\x1f\n", "\u200b"])
@example(["the war of the spring was long and hard for all who had\r\n" * 12 + "to fight in it."])
@example(["*<http://a.b/*c*>* <http://a.b/\\_c> <http://a.b/[1]> [1] " + LINES[0] + "\n\nNotes\n1. a\n"])
def test_every_slice_leads_back_and_every_law_holds(recipe: Recipe, verdicts: Verdicts, articles: list[str]) -> None:
    raw_articles = ingested({f"article {number}": text for number, text in enumerate(articles)})
    assume(raw_articles.height)
    check_all(the_way(raw_articles, recipe, verdicts))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(texts(), min_size=2, max_size=3))
def test_an_article_comes_out_the_same_in_any_company(recipe: Recipe, verdicts: Verdicts, articles: list[str]) -> None:
    named = {f"article {number}": text for number, text in enumerate(articles)}
    raw_articles = ingested(named)
    assume(raw_articles.height)
    together = the_way(raw_articles, recipe, verdicts)
    turned = the_way(raw_articles.reverse(), recipe, verdicts)
    for article_id in raw_articles["article_id"]:
        alone = the_way(raw_articles.filter(article_id=article_id), recipe, verdicts)
        for table, frame in alone._asdict().items():
            assert getattr(together, table).filter(article_id=article_id).equals(frame), table
            assert getattr(turned, table).filter(article_id=article_id).equals(frame), table


def test_the_five_lead_back(raw_articles: pl.DataFrame, cleaned: Cleaned, segmented: Segmented) -> None:
    check_all(Tables(raw_articles, cleaned.lines, cleaned.edits, cleaned.articles, *segmented))
    assert [text for text in segmented.sentences["text"] if text != text.strip(white_space())] == []


@pytest.mark.parametrize(
    "marks",
    ["[1] ", "¹ ", "[1][2] ", "[1] [2] "],
)
def test_marks_that_open_a_paragraph_leave_no_white_space(marks: str, recipe: Recipe, verdicts: Verdicts) -> None:
    text = f"{marks}{LINES[0]}\n\nNotes\n1. See this.\n2. See that.\n"
    tables = the_way(ingested({"a": text}), recipe, verdicts)
    assert tables.sentences["text"].to_list() == [LINES[0]]
