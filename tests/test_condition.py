"""What the card says of the condition of the texts is counted from the published edits."""

from collections import Counter

import polars as pl

from pipeline.card.condition import DamageFacts, count_repairs, damage_facts
from pipeline.card.facts import Corpus
from schemas.edits import EDIT_FIELDS


def test_only_edits_that_mend_are_counted() -> None:
    rules = [["undo_entities", "collapse_spaces"], [], ["undo_entities", "fold_ligatures", "take_out_footnote_mark"]]
    edits = [[{"raw_start": 0, "raw_end": 1, "text": "", "rule": rule} for rule in own] for own in rules]
    owners = pl.DataFrame({"edits": edits}, schema={"edits": pl.List(pl.Struct(EDIT_FIELDS))})
    assert count_repairs(owners) == {("edits_by_repair", "undo_entities"): 2, ("edits_by_repair", "fold_ligatures"): 1}
    assert count_repairs(owners.clear()) == {}


def test_damage_is_told_with_its_places_the_most_frequent_first() -> None:
    counts = {("places_by_damage", "has_entities"): 1, ("articles_by_damage", "has_entities"): 1}
    counts |= {("places_by_damage", "has_soft_hyphens"): 5, ("articles_by_damage", "has_soft_hyphens"): 2}
    found = damage_facts(Corpus({}, Counter(counts), {"has_soft_hyphens": [("a", 3), ("b", 9)]}))
    assert [facts[:4] for facts in found] == [
        ("has_soft_hyphens", 5, 2, [("a", 3), ("b", 9)]),
        ("has_entities", 1, 1, []),
    ]
    assert all(isinstance(facts, DamageFacts) and len(facts.why) > 40 for facts in found)
