"""What looks broken is found, counted by kind, and told."""

import polars as pl
import pytest
from test_repairs import FINE, FIVE

from pipeline import damages
from pipeline.inspection import DAMAGE_COLUMNS, count_damages, find_damages, first_places, with_places
from pipeline.params import rules_of

BROKEN = {
    "has_replacement_characters": ("caf\ufffd and na\ufffdve", 2, 3),
    "has_mojibake": ("so â€™ it is", 1, 3),
    "has_accents_in_a_row": ("then Ïðèâåò, said he", 1, 5),
    "has_question_mark_in_word": ("It was Azerbaijan?s, and don?t ask?", 2, 6),
    "has_private_characters": ("a \uf0b7 b", 1, 2),
    "has_control_characters": ("😀 a\x02b", 1, 3),
    "has_direction_overrides": ("a \u202egpj.exe", 1, 2),
    "has_word_of_two_alphabets": ("a SMSка", 1, 4),
    "has_letter_shapes": ("a ﺎَﻣ", 2, 2),
    "has_soft_hyphens": ("1990\u00ad1991", 1, 4),
    "has_entities": ("<b> &amp; &#1;", 2, 4),
}


@pytest.mark.parametrize("kind", rules_of(damages))
def test_each_kind_is_found_where_it_is(kind: str) -> None:
    text, n_places, start = BROKEN[kind]
    found = find_damages(pl.DataFrame({"article_id": ["a", "b"], "text": [text, "nothing"]}))
    assert found.rows() == [("a", kind, n_places, start)]
    assert found.schema == DAMAGE_COLUMNS


def test_what_is_fine_does_not_look_broken() -> None:
    fine = [*FIVE, *(line for line in FINE if not any(word in line for word in ("SMSка", "&amp;")))]
    frame = pl.DataFrame({"article_id": [f"{number}" for number in range(len(fine))], "text": fine})
    assert find_damages(frame).rows() == []


def test_places_and_articles_are_counted_by_kind() -> None:
    texts = {"a": "\ufffd, \ufffd", "b": "x \ufffd", "c": "", "d": "\ufffd", "e": "\ufffd don?t"}
    found = find_damages(pl.DataFrame({"article_id": texts.keys(), "text": texts.values()}))
    assert dict(count_damages(found)) == {
        ("places_by_damage", "has_replacement_characters"): 5,
        ("articles_by_damage", "has_replacement_characters"): 4,
        ("places_by_damage", "has_question_mark_in_word"): 1,
        ("articles_by_damage", "has_question_mark_in_word"): 1,
    }
    first = {"has_replacement_characters": [("a", 0), ("b", 2), ("d", 0)], "has_question_mark_in_word": [("e", 1)]}
    assert first_places(found) == first
    assert with_places({"has_question_mark_in_word": [("0", 7)]}, first) == {
        "has_replacement_characters": [("a", 0), ("b", 2), ("d", 0)],
        "has_question_mark_in_word": [("0", 7), ("e", 1)],
    }
