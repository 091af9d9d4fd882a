"""Which language a text is in: script, letters and small words first (`scripts`); where they do not tell, a model.

The corpus's languages come from the recipe. A text that is none of them has no language, or the code of another where
it is long and that language beyond doubt.
"""

from collections.abc import Sequence

import polars as pl

from pipeline.language_model import Floats, classes, probabilities
from pipeline.scripts import SIGNS, is_strange, looks_azerbaijani, scripts_of, shows, with_script

N_CHARS_READ = 1000
PROBABILITY_MIN = 0.5
PROBABILITY_OF_OWN_MIN = 0.02
PROBABILITY_BESIDE_RIVAL_MIN = 0.05
PROBABILITY_OF_RIVAL_MIN = 0.7
N_WORDS_OF_RIVAL_MIN = 4
N_LETTERS_OF_FOREIGN_MIN = 200
PROBABILITY_OF_FOREIGN_MIN = 0.99
_NOTHING = pl.lit(None, pl.String)
ADDRESS = r"\S*(?:@|://|www\.)\S*"


def identify(text: str, languages: tuple[str, ...]) -> str | None:
    """Return the ISO 639 code of a text's language; none where too little tells, or where it is none of `languages`.

    The code of another is given only where a long text is that language beyond doubt.
    """
    return identify_all([text], languages)[0]


def identify_all(texts: Sequence[str], languages: tuple[str, ...]) -> list[str | None]:
    """Identify the language of each text, as `identify` does for one."""
    if not texts:
        return []
    heads = pl.DataFrame({"text": [text[:N_CHARS_READ] for text in texts]}, schema={"text": pl.String})
    heads = heads.select(pl.col("text").str.replace_all(ADDRESS, ""))
    told = _told(with_script(heads, languages), languages).with_row_index("row")
    asked = told.filter(pl.col("language").is_null() & pl.col("script").is_not_null())
    found: list[str | None] = told["language"].to_list()
    for (row, text, script, n_words), said in zip(
        asked.select("row", "text", "script", "n_words").iter_rows(),
        probabilities(asked["text"].to_list()),
        strict=True,
    ):
        found[row] = _foreign(said, text, languages) or _decided(said, text, script, n_words, languages)
    return found


def _told(measured: pl.DataFrame, languages: tuple[str, ...]) -> pl.DataFrame:
    """Add `language` where signs tell: the only one that a text shows, or of few words the only one of their script."""
    signed = [language for language in languages if language in SIGNS]
    shown = measured.select(shows(language).alias(language) for language in signed)
    is_one = shown.select(pl.sum_horizontal(pl.lit(0), *signed) == 1).to_series()
    by_sign = shown.select(pl.coalesce(_NOTHING, *(pl.when(name).then(pl.lit(name)) for name in signed))).to_series()
    scripts = sorted(set().union(*map(scripts_of, languages)))
    alone = {script: own[0] for script in scripts if len(own := _written_in(script, languages)) == 1}
    by_script = pl.when(pl.col("n_words") < N_WORDS_OF_RIVAL_MIN).then(
        pl.col("script").replace_strict(alone, default=None)
    )
    return measured.with_columns(
        language=pl.when(~is_strange(languages)).then(pl.coalesce(pl.when(is_one).then(by_sign), by_script))
    )


def _written_in(script: str, languages: tuple[str, ...]) -> list[str]:
    return [language for language in languages if script in scripts_of(language)]


def _foreign(said: Floats, text: str, languages: tuple[str, ...]) -> str | None:
    best = int(said.argmax())
    is_long = sum(map(str.isalpha, text)) >= N_LETTERS_OF_FOREIGN_MIN
    is_beyond_doubt = is_long and said[best] >= PROBABILITY_OF_FOREIGN_MIN
    return classes()[best] if is_beyond_doubt and classes()[best] not in languages else None


def _decided(said: Floats, text: str, script: str, n_words: int, languages: tuple[str, ...]) -> str | None:
    """Choose among the languages of a script; none where another is far more probable than all, or none is probable."""
    own = {name: float(said[classes().index(name)]) for name in _written_in(script, languages) if name in classes()}
    together = sum(own.values())
    has_rival = n_words >= N_WORDS_OF_RIVAL_MIN and said.max() >= PROBABILITY_OF_RIVAL_MIN
    best = max(own, key=own.__getitem__, default=None)
    if best is None or together < (PROBABILITY_BESIDE_RIVAL_MIN if has_rival else PROBABILITY_OF_OWN_MIN):
        return None
    is_clear = own[best] >= together * PROBABILITY_MIN
    if best == "tr" and "az" in own and looks_azerbaijani(text):
        return "az"
    return best if is_clear else None
