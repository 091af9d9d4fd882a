"""The language of a page: what it states, unless its text is in another beyond doubt.

What a page states is often what its template came with, so a long text goes before it. A short one cannot be told; and
of a language that is close to others the statement knows more than a guess.
"""

from collections.abc import Iterable
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.sources.blocks import plausible_language

N_CHARS_READ = 500
N_LETTERS_MIN = 200
PROBABILITY_MIN = 0.99


def language_of(stated: Iterable[str | None], text: str) -> str | None:
    """Return the first plausible statement; none where there is none, or where the text is in another language."""
    language = next(filter(None, map(plausible_language, stated)), None)
    head = text[:N_CHARS_READ]
    if language is None or sum(map(str.isalpha, head)) < N_LETTERS_MIN:
        return language
    found, probability = _identifier().classify(head)
    return language if found == language or probability < PROBABILITY_MIN else None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
