"""All texts of a batch at once have the probabilities that py3langid gives to each."""

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

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
