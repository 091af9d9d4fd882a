"""Broken text goes the whole way: mended before lines are judged, and every character leads back to the raw text."""

from typing import NamedTuple

import polars as pl
import pytest
from test_offsets import LINES, check_all, ingested, the_way

from benchmarks.corpus import make_article
from benchmarks.sentences import read_frames
from pipeline.clean import Recipe, clean
from pipeline.verdicts import Verdicts

SENTENCE = "The ministers of the two states met in the old palace of Baku on the third day of May, and they agreed."
PERSIAN = "او گفت که نمی\u200cرود. «چرا؟» و سپس رفت، و دیگر هرگز به آن شهر بازنگشت؛ این پایان بود سلام"
RUSSIAN = "Он сказал, что не пойдёт. «Почему?» — спросили его, и всё же он пошёл туда, обратно в СССР"
NOTES = "\n\nNotes\n1. See “this”.\n2. See that.\n"


class Way(NamedTuple):
    text: str
    edits: list[tuple[str, str, str]]
    notes: list[tuple[int, str, int]]


def go(text: str, recipe: Recipe, verdicts: Verdicts) -> Way:
    """Return an article's text, its edits as (raw characters, text, rule), and how often each note is called."""
    tables = the_way(ingested({"a": text}), recipe, verdicts)
    check_all(tables)
    edits = tables.edits.select("raw_start", "raw_end", "text", "rule").iter_rows()
    notes = tables.notes.select("number", "text", pl.col("sentence_ids").list.len()).rows()
    return Way(tables.articles["text"].item(), [(text[start:end], new, rule) for start, end, new, rule in edits], notes)


@pytest.mark.parametrize("encoding", ["latin-1", "sloppy-windows-1252", "macroman"])
def test_a_misread_article_comes_out_as_it_was_written(encoding: str, recipe: Recipe, verdicts: Verdicts) -> None:
    written = [*LINES[:2], f"{PERSIAN}.", f"{RUSSIAN}.", LINES[7], LINES[10]]
    article = "".join(f"{line}\n\n{line}\n \n" for line in written)
    misread = article.encode().decode(encoding)
    found = go(misread, recipe, verdicts).text
    assert found == go(article, recipe, verdicts).text
    assert all(line in found for line in written)


@pytest.mark.parametrize("end", ["سلام", "СССР", "così è la realtà"])
def test_the_last_letter_of_a_line_is_no_white_space(end: str, recipe: Recipe, verdicts: Verdicts) -> None:
    """Read as Latin-1, the bytes of م and Р end with U+0085 and U+00A0: a line break and a space, elsewhere."""
    article = f"{RUSSIAN}.\n\n{PERSIAN} {end}\n\n{RUSSIAN}. {RUSSIAN}.\n"
    found = go(article.encode().decode("latin-1"), recipe, verdicts).text
    assert f"{end}\n\n" in found
    assert found == go(article, recipe, verdicts).text


def test_a_mended_mark_calls_its_note(recipe: Recipe, verdicts: Verdicts) -> None:
    article = f"It was all over by then.¹ {SENTENCE}² {SENTENCE}{NOTES}"
    whole = go(article, recipe, verdicts)
    assert whole.notes == [(1, "See “this”.", 1), (2, "See that.", 1)]
    for broken in (
        article.encode().decode("latin-1"),
        article.replace("¹", "&sup1;").replace("²", "&#91;2&#93;"),
        article.replace("1. See", "1.Â\u00a0See").replace("²", "Â\u00a0[2]"),
    ):
        mended = go(broken, recipe, verdicts)
        assert (mended.text, mended.notes) == (whole.text, whole.notes)


def test_an_edit_has_the_name_of_what_mended_it(recipe: Recipe, verdicts: Verdicts) -> None:
    text = f"Itâ€™s  over&nbsp; said *ﬁve* of \\&#42;them. {SENTENCE}"
    found = go(text, recipe, verdicts)
    assert found.text == f"It’s over said five of *them. {SENTENCE}"
    assert found.edits == [
        ("â€™", "’", "repair_mojibake"),
        ("  ", " ", "collapse_spaces"),
        ("&nbsp; ", " ", "undo_entities"),
        ("*", "", "drop_emphasis"),
        ("ﬁ", "fi", "fold_ligatures"),
        ("*", "", "drop_emphasis"),
        ("\\", "", "drop_escapes"),
        ("&#42;", "*", "undo_entities"),
    ]


def test_repairs_look_at_each_others_outcome(recipe: Recipe, verdicts: Verdicts) -> None:
    text = f"The oï¬\x81cer of Azer&shy;bai&#173;jan cafe&#769; &Acirc;&nbsp;&euro;5 {SENTENCE}"
    assert go(text, recipe, verdicts).text.startswith("The oficer of Azerbaijan café")


def test_a_line_of_nothing_but_broken_white_space_is_invisible(recipe: Recipe, verdicts: Verdicts) -> None:
    article = f"{SENTENCE}\nÂ\u00a0\n&nbsp;\n\ufeff\nÂ\u00a0 &nbsp;{SENTENCE} Â\u00a0\n"
    tables = the_way(ingested({"a": article}), recipe, verdicts)
    check_all(tables)
    assert tables.lines.filter(role="boilerplate").select("line", "rule", "text").rows() == [
        (2, "is_invisible", "Â\u00a0"),
        (3, "is_invisible", "&nbsp;"),
        (4, "is_invisible", "\ufeff"),
    ]
    assert tables.articles["text"].item() == f"{SENTENCE}\n\n{SENTENCE}"


def test_a_soft_hyphen_divides_a_word_at_the_end_of_a_line(recipe: Recipe, verdicts: Verdicts) -> None:
    text = f"{SENTENCE} Then the presi\u00addent of the old state of Azer\u00ad\nbaijan went home at last."
    assert go(text, recipe, verdicts).text.endswith(
        "Then the president of the old state of Azerbaijan went home at last."
    )


def test_what_stood_for_a_lost_hyphen_is_not_cut_by_a_join(recipe: Recipe, verdicts: Verdicts) -> None:
    text = f"{SENTENCE} Then the president of the old state of Azerâ€\x90\nbaijan went home at last."
    assert "Azer‐ baijan" in go(text, recipe, verdicts).text


def test_the_damaged_corpus_comes_out_as_the_one_it_was_made_of(recipe: Recipe) -> None:
    frames, mendable = read_frames(), {"mojibake", "entities", "typesetting"}
    damaged = [make_article(frames, 1, number, True) for number in range(80)]
    broken = {article.article_id: article for article in damaged if article.damage in mendable}
    whole = {name: make_article(frames, 1, article.number, False).text for name, article in broken.items()}
    curled = {
        name: text.replace("'", "’") if broken[name].damage == "mojibake" else text for name, text in whole.items()
    }
    mended, wanted = (
        dict(clean(ingested(texts), recipe).articles.select("article_id", "text").iter_rows())
        for texts in ({name: article.text for name, article in broken.items()}, curled)
    )
    assert {article.damage for article in broken.values()} == mendable
    assert [name for name in broken if mended[name] != wanted[name]] == []
