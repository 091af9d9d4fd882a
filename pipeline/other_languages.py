"""Which paragraphs, sentences and lines of an article are in another language than it.

Nearly none is. So all are asked only for a sign of their article's language, and the few that show none are looked at.
"""

import polars as pl

from pipeline.language_model import Floats, classes, probabilities
from pipeline.languages import ADDRESS, N_CHARS_READ, identify_all
from pipeline.scripts import count_words, scripts_of, shows_no_sign, shows_other_sign, with_script

N_WORDS_MIN = 4
PROBABILITY_MIN = 0.8
PROBABILITY_OF_OWN_MAX = 0.01


def with_language(texts: pl.DataFrame, wholes: pl.DataFrame, on: str, languages: tuple[str, ...]) -> pl.DataFrame:
    """Add `language` to texts (`text`): that of the whole (`language`) they are part of, if nothing else is clear.

    A name, a title or a quotation of a few words does not make another language; a text of so many words in another
    script does, and one that is in another language beyond doubt. It is null for a text that is none of the languages.
    `on` is the column that names the whole: the article's id, or the paragraph's.
    """
    known = wholes.select(on, "language")
    told = texts.select(on).join(known, on=on, how="left", maintain_order="left")
    rows = texts.select("text").with_columns(language=told["language"]).with_row_index("row")
    others = [pl.DataFrame(schema={"row": rows.schema["row"], "other": pl.String})]
    for own in sorted(known["language"].drop_nulls().unique()):
        doubtful = rows.filter((pl.col("language") == own) & shows_no_sign(own)).filter(_has_words())
        others.append(_others(doubtful.filter(shows_other_sign(own)), own, languages))
    other = pl.concat(others).with_columns(is_other=True)
    judged = rows.select("row", "language").join(other, on="row", how="left", maintain_order="left")
    language = judged.select(pl.when("is_other").then("other").otherwise("language")).to_series()
    return texts.with_columns(language=language)


def _has_words() -> pl.Expr:
    n_chars, n_bytes = pl.col("text").str.len_chars(), pl.col("text").str.len_bytes()
    has_spaces = pl.col("text").str.count_matches(" ", literal=True) >= N_WORDS_MIN - 1
    return has_spaces | (n_bytes >= 2 * n_chars + 2 * N_WORDS_MIN)  # syllables, without spaces, have three bytes


def _others(texts: pl.DataFrame, own: str, languages: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows (`row, other`) of texts that are clearly not in their article's own language."""
    if texts.is_empty():
        return texts.select("row", other=pl.lit(None, pl.String))
    prose = texts.with_columns(pl.col("text").str.replace_all(ADDRESS, ""))
    measured = with_script(prose, (*languages, own)).with_columns(
        n_own=pl.sum_horizontal(count_words(script) for script in sorted(scripts_of(own))),
        n_small=pl.col("text").str.count_matches(r"(?:^|[\s\p{P}])[\p{Ll}\p{Lo}]"),
    )
    n_foreign = pl.col("n_words").cast(pl.Int64) - pl.col("n_own")
    is_foreign = n_foreign >= pl.max_horizontal(pl.lit(N_WORDS_MIN), 2 * pl.col("n_own"))
    is_prose = (pl.col("n_words") > N_WORDS_MIN) & (pl.col("n_small") * 5 >= pl.col("n_words") * 2)
    foreign, alike = measured.filter(is_foreign), measured.filter(~is_foreign & is_prose)
    said = probabilities(alike["text"].str.head(N_CHARS_READ).to_list())
    by_model = alike.select("row", other=pl.Series([_beyond_doubt(one, own) for one in said], dtype=pl.String))
    by_script = foreign.select(
        "row", other=pl.Series(identify_all(foreign["text"].to_list(), languages), dtype=pl.String)
    )
    in_corpus = pl.when(pl.col("other").is_in(languages)).then("other")
    return pl.concat([by_script, by_model.drop_nulls().with_columns(other=in_corpus)])


def _beyond_doubt(said: Floats, own: str) -> str | None:
    """Name the language that a text is in beyond doubt, if that is not its article's own."""
    best = classes()[int(said.argmax())]
    of_own = said[classes().index(own)] if own in classes() else 0
    is_clear = said.max() >= PROBABILITY_MIN and of_own < PROBABILITY_OF_OWN_MAX
    return best if is_clear and scripts_of(best) & scripts_of(own) else None
