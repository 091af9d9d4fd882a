"""Which language a text is in, by py3langid's model, which ships in its package."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

N_CHARS_READ = 2000
N_LETTERS_MIN = 20
N_LETTERS_OF_FOREIGN_MIN = 200
PROBABILITY_OF_FOREIGN_MIN = 0.99


def identify(text: str, languages: tuple[str, ...]) -> str | None:
    """Return the ISO 639-1 code of a text's language, or none where the text is too short to tell.

    The answer is one of `languages`; another only where a long text is another beyond doubt.
    """
    head = text[:N_CHARS_READ]
    n_letters = sum(map(str.isalpha, head))
    if n_letters < N_LETTERS_MIN:
        return None
    any_language, probability = _identifier(()).classify(head)
    is_foreign = n_letters >= N_LETTERS_OF_FOREIGN_MIN and probability >= PROBABILITY_OF_FOREIGN_MIN
    if any_language in languages or is_foreign:
        return str(any_language)
    return str(_identifier(languages).classify(head)[0])


@cache
def _identifier(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(languages or None)
    return identifier
