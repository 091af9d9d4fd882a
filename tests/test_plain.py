"""Plain values in and out, for whoever measures the rules: with the folder's recipe or the shipped one."""

from pathlib import Path
from typing import Any

import pytest
from polars.expr.string import ExprStringNameSpace as StringNamespace
from test_roles import NEWS

import pipeline
from conftest import PROJECT
from pipeline.errors import PressmarkError
from pipeline.plain import SHIPPED, _boundary_rules

CUT = "The ministers of the two states met in the old palace of Baku on the third day of May and agreed on"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_line_has_a_label() -> None:
    lines = [line for _, _, text in NEWS for line in (text, "", " \t")]
    labels = pipeline.label_lines(lines)
    assert [tuple(label) for label in labels[::3]] == [
        (role in ("heading", "paragraph"), role, rule) for role, rule, _ in NEWS
    ]
    assert {tuple(label) for label in labels[1::3] + labels[2::3]} == {(False, "blank", "")}


@pytest.mark.parametrize("lines", [[], [""], ["\u2028", "\r"], ["one\ntwo", "three\u2029"]])
def test_there_are_as_many_labels_as_lines(lines: list[str]) -> None:
    assert len(pipeline.label_lines(lines)) == len(pipeline.join_lines(lines)) == len(lines)


def test_a_line_goes_on_with_the_one_before_it() -> None:
    lines = ["A border opens", f"{CUT} it.", CUT, "12", "", "most of what had kept them apart for years.", f"{CUT} it."]
    assert pipeline.join_lines(lines) == [False] * 5 + [True, False]


def test_notes_go_on_too() -> None:
    lines = [f"{CUT} it.", "Notes", "1. Ann Lee, Water (London", "2019).", "2. Ibid."]
    assert pipeline.join_lines(lines) == [False, False, False, True, False]


def test_a_text_is_split_into_slices_of_it() -> None:
    assert pipeline.split_sentences("  “It is over,” he said. Mr. Lee left.\n") == [
        "“It is over,” he said.",
        "Mr. Lee left.",
    ]
    assert pipeline.split_sentences("Он ушёл. Она осталась.", "ru") == ["Он ушёл.", "Она осталась."]
    assert pipeline.split_sentences(" \n") == []


def listening(method: Any, asked: set[str]) -> Any:
    """Return a method that looks for patterns, and remembers which."""

    def ask(namespace: Any, pattern: Any, *rest: Any, **more: Any) -> Any:
        asked.update([pattern] if isinstance(pattern, str) and not more.get("literal") else [])
        return method(namespace, pattern, *rest, **more)

    return ask


def test_a_short_text_asks_for_no_more_patterns_than_polars_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread of polars remembers 32 compiled patterns: with one more, a short paragraph takes twice as long."""
    asked: set[str] = set()
    for name in ("contains", "extract", "extract_all", "replace", "replace_all", "count_matches", "find"):
        monkeypatch.setattr(StringNamespace, name, listening(getattr(StringNamespace, name), asked))
    _boundary_rules.cache_clear()
    assert len(pipeline.split_sentences("Mr. Lee left at 5 p.m. (see e.g. Table 2). “Why?” asked Ann.", "en")) == 2
    assert 20 < len(asked) <= 32


def test_a_language_is_identified() -> None:
    assert pipeline.identify_language("The ministers met in the old palace on Sunday.") == "en"
    assert pipeline.identify_language("12") is None


def test_the_recipe_of_the_folder_goes_before_the_shipped_one(folder: Path) -> None:
    assert SHIPPED.read_bytes() == (PROJECT / "params.yaml").read_bytes()
    (folder / "params.yaml").write_text("clean: {}", encoding="utf-8")
    with pytest.raises(PressmarkError, match=r"clean\.languages: this key is missing"):
        pipeline.label_lines(["Hello"])


def test_other_names_are_unknown() -> None:
    with pytest.raises(AttributeError, match="no attribute 'label_line'"):
        getattr(pipeline, "label" + "_line")
