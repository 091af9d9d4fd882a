import hashlib

import polars as pl

from pipeline.identity import with_text_ids


def ids(*rows: tuple[str, str]) -> list[str]:
    frame = pl.DataFrame(list(rows), schema=["article_id", "text"], orient="row")
    return with_text_ids(frame, "sentence_id", "s")["sentence_id"].to_list()


def test_an_id_is_the_article_and_ten_digits_of_the_text() -> None:
    digits = hashlib.sha256("שלום.".encode()).hexdigest()[:10]
    assert ids(("a", "שלום.")) == [f"a#s-{digits}"]


def test_an_id_is_the_same_for_ever() -> None:
    assert ids(("a", "He left.")) == ["a#s-7ce6575d63"]


def test_equal_texts_of_an_article_are_counted_from_two() -> None:
    first, other, second, third = ids(("a", "Yes."), ("a", "No."), ("a", "Yes."), ("a", "Yes."))
    assert [second, third] == [f"{first}-2", f"{first}-3"]
    assert other not in (first, second, third)


def test_equal_texts_of_two_articles_have_equal_digits() -> None:
    one, two = ids(("a", "Yes."), ("b", "Yes."))
    assert (one.removeprefix("a"), two) == (two.removeprefix("b"), f"b{one[1:]}")


def test_nothing_else_in_the_table_changes() -> None:
    frame = pl.DataFrame({"article_id": ["a", "b"], "text": ["Yes.", "No."], "position": [1, 2]})
    assert with_text_ids(frame, "sentence_id", "s").drop("sentence_id").equals(frame)


def test_braces_in_an_article_id_are_only_characters() -> None:
    (found,) = ids(("{} a", "Yes."))
    assert found.startswith("{} a#s-")


def test_an_empty_table_stays_empty() -> None:
    frame = pl.DataFrame(schema={"article_id": pl.String, "text": pl.String})
    assert with_text_ids(frame, "note_id", "n").schema == {**frame.schema, "note_id": pl.String}
