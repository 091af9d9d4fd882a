"""A wrong recipe stops before data is read, and its message names the key and what is known."""

from pathlib import Path
from typing import Any

import pytest

from pipeline import edits, roles
from pipeline.clean import CleanSettings, recipe_of
from pipeline.engine import EngineSettings
from pipeline.errors import PressmarkError
from pipeline.ingest import IngestSettings
from pipeline.params import Settings, call_rule, read_settings
from pipeline.segment import SegmentSettings, boundary_rules
from pipeline.validate import ValidateSettings
from pipeline.verdicts import read_verdicts


class NestSettings(Settings):
    n_eggs: int
    colour: str = "brown"


@pytest.fixture(autouse=True)
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if "shipped" not in request.node.name:
        monkeypatch.chdir(tmp_path)
    return tmp_path


def nest(recipe: str) -> NestSettings:
    Path("params.yaml").write_text(recipe, encoding="utf-8")
    return read_settings(NestSettings, "nest")


def complaint(recipe: str) -> str:
    with pytest.raises(PressmarkError) as raised:
        nest(recipe)
    return str(raised.value)


def test_settings_are_read_and_frozen() -> None:
    settings = nest("nest: {n_eggs: 5}")
    assert settings.model_dump() == {"n_eggs": 5, "colour": "brown"}
    with pytest.raises(ValueError, match="frozen"):
        settings.n_eggs = 6


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        ("nest: {n_egs: 5, n_eggs: 5}", "params.yaml: nest.n_egs: unknown key; did you mean 'n_eggs'?"),
        ("nest: {owner: me, n_eggs: 5}", "params.yaml: nest.owner: unknown key; known: n_eggs, colour"),
        ("nest: {n_eggs: '5'}", "params.yaml: nest.n_eggs: Input should be a valid integer, not '5'"),
        ("nest: {n_eggs: 5.5}", "params.yaml: nest.n_eggs: Input should be a valid integer, not 5.5"),
        ("nest: {n_eggs: true}", "params.yaml: nest.n_eggs: Input should be a valid integer, not True"),
        ("nest:", "params.yaml: nest.n_eggs: this key is missing"),
        ("nest: [5]", "params.yaml: nest: keys with their values belong here, not [5]"),
        ("tree: {}", "params.yaml: the section 'nest' is missing"),
        ("- nest", "params.yaml must hold a section for each stage"),
        ("", "params.yaml must hold a section for each stage"),
        (
            "nest: {n_eggs: five, color: red}",
            "params.yaml: nest.n_eggs: Input should be a valid integer, not 'five'\n"
            "params.yaml: nest.color: unknown key; did you mean 'colour'?",
        ),
        (
            "nest:\n  n_eggs: 5\n  n_eggs: 6",
            "params.yaml is not YAML: 'n_eggs' stands twice\n  in \"<unicode string>\", line 2, column 3:\n"
            "      n_eggs: 5\n      ^",
        ),
    ],
)
def test_a_wrong_section_is_refused_with_all_its_faults(recipe: str, message: str) -> None:
    assert complaint(recipe) == message


def test_what_is_not_yaml_is_refused_with_its_place() -> None:
    assert complaint("nest: [").startswith("params.yaml is not YAML: ")
    assert "line 1, column 8" in complaint("nest: [")


def test_another_encoding_is_refused() -> None:
    Path("params.yaml").write_bytes("nest: {colour: grün}".encode("latin-1"))
    with pytest.raises(PressmarkError, match=r"^params\.yaml: byte 17 is not UTF-8: save the file as UTF-8$"):
        read_settings(NestSettings, "nest")


def test_a_folder_without_a_recipe_is_no_project(folder: Path) -> None:
    with pytest.raises(PressmarkError) as raised:
        read_settings(NestSettings, "nest")
    assert str(raised.value) == f"no params.yaml in {folder}: run this in the folder of a Pressmark project"


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        (
            "is_share_barr",
            {},
            "clean.signs: no rule 'is_share_barr' in pipeline.roles.signs; did you mean 'is_share_bar'?",
        ),
        ("is_share_bar", {}, "clean.signs.is_share_bar.n_words_max: this key is missing"),
        (
            "is_share_bar",
            {"n_words_max": "12"},
            "clean.signs.is_share_bar.n_words_max: Input should be a valid integer, not '12'",
        ),
        (
            "is_share_bar",
            {"n_words_max": 12, "n_words": 3},
            "clean.signs.is_share_bar.n_words: unknown key; did you mean 'n_words_max'?",
        ),
        ("is_note", None, "clean.signs.is_note: keys with their values belong here, not None"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(name: str, settings: Any, message: str) -> None:
    with pytest.raises(PressmarkError) as raised:
        call_rule(roles.signs, "clean.signs", name, settings)
    assert str(raised.value) == f"params.yaml: {message}"


def test_an_unlike_name_is_answered_with_all_that_are_known() -> None:
    with pytest.raises(PressmarkError) as raised:
        call_rule(edits, "clean.edits", "translate", {})
    assert str(raised.value) == (
        "params.yaml: clean.edits: no rule 'translate' in pipeline.edits; known: drop_escapes, drop_autolink_brackets, "
        "drop_link_marks, drop_code_marks, drop_quote_marks, drop_emphasis, drop_heading_marks, collapse_spaces"
    )


@pytest.mark.parametrize("settings", [{}, {"role": "editor"}, {"role": None}, None, "caption"])
def test_a_rule_without_a_known_verdict_is_refused(settings: Any) -> None:
    with pytest.raises(PressmarkError) as raised:
        read_verdicts(roles.signs, "clean.signs", "role", ("caption", "note"), {"is_note": settings})
    assert str(raised.value) == "params.yaml: clean.signs.is_note: 'role' must be one of caption, note"


@pytest.mark.parametrize("model", [IngestSettings, CleanSettings, SegmentSettings, ValidateSettings, EngineSettings])
def test_the_shipped_recipe_is_read(model: type[Settings]) -> None:
    assert read_settings(model, model.__name__.removesuffix("Settings").lower())


def test_the_shipped_rules_are_called() -> None:
    assert recipe_of(read_settings(CleanSettings, "clean")).signs
    assert boundary_rules(read_settings(SegmentSettings, "segment"))
