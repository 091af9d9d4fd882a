"""All texts of a batch at once have the probabilities that py3langid gives to each."""

from pathlib import Path

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline import language_model
from pipeline.language_model import classes, probabilities

TEXTS = [
    "The ministers met in the old palace on Sunday.",
    "Министры встретились в воскресенье в Баку.",
    "",
    "12 34",
    "IT IS OVER",
    "Nazirlər Bakıda görüşdülər. " * 40,
    "e\u0301te\u0301",
    "وزیران در باکو دیدار کردند",
    "両国の閣僚が会談した",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_probabilities_of_the_library(text: str) -> None:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    (found,) = probabilities([text])
    assert found.tolist() == pytest.approx(model._decide(text).tolist(), abs=1e-6)
    assert classes() == list(model.nb_classes)


def test_a_text_is_judged_alike_alone_and_in_a_batch() -> None:
    alone = [probabilities([text])[0].tolist() for text in TEXTS]
    assert [found.tolist() for found in probabilities(TEXTS * 100)] == alone * 100
    assert probabilities([]) == []


def test_unpacked_tables_are_those_of_the_package_and_damaged_ones_are_unpacked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {name: table.tolist() for name, table in language_model._tables().items() if table.size < 10**6}
    monkeypatch.setattr(language_model, "UNPACKED", tmp_path / "project" / "language_model")
    language_model._tables()
    assert not [*tmp_path.iterdir()], "outside of a project nothing is written"
    (tmp_path / "project").mkdir()
    for _ in range(2):
        found = language_model._tables()
        assert {name: found[name].tolist() for name in expected} == expected
    files = sorted(tmp_path.rglob("*.npy"))
    assert [file.stem for file in files] == sorted(language_model._TABLES)
    files[0].write_bytes(b"")
    assert language_model._tables()[files[0].stem].tolist() == expected[files[0].stem]
