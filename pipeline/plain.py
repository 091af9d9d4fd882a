"""Plain values in and out: what the pipeline decides about lines, sentences and languages, without a project.

For whoever wants to try the rules, or to measure them: `pipeline.label_lines`, `join_lines`, `split_sentences` and
`identify_language`. The recipe is the `params.yaml` of the working directory; where there is none, the one that ships
with the package (`pipeline/params.yaml`, a link to the project's, so that there is one). It is read once for each
working directory.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline import languages, paragraphs, sentences
from pipeline.clean import CleanSettings, Recipe, recipe_of, with_roles
from pipeline.footnotes import number_notes
from pipeline.line_edits import with_plain
from pipeline.lines import split_lines, with_marks
from pipeline.mending import edit_lines
from pipeline.params import PARAMS, read_settings
from pipeline.segment import SegmentSettings, boundary_rules
from pipeline.verdicts import Verdicts
from schemas.patterns import TEXT_ROLES

SHIPPED = Path(__file__).with_name("params.yaml")
BLANK = "blank"
_ONE = "text"
_BREAKS = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\u2028\u2029", " "))


class Label(NamedTuple):
    """What a line is: whether it is kept as text of the article, its role, and the rule that decided it."""

    keep: bool
    role: str
    rule: str


def label_lines(lines: list[str]) -> list[Label]:
    """Label the lines of one page: one label each; a blank line has the role `blank`, and no rule.

    Headings and paragraphs are kept, as in the dataset. The standfirst is not, nor are title and captions: they are
    fields of the article there, and counted as lost text by nobody who marked the body of a page by hand.
    """
    decided = _decided(lines)
    found = {row[0]: Label(row[1] in TEXT_ROLES, *row[1:]) for row in decided.select("line", "role", "rule").rows()}
    return [found.get(number, Label(False, BLANK, "")) for number in range(1, len(lines) + 1)]


def join_lines(lines: list[str]) -> list[bool]:
    """Say of each line whether it goes on with the text or note of the kept line before it."""
    decided = _decided(lines)
    numbers = number_notes(decided.filter(pl.col("role") == "note"))
    numbered = decided.join(numbers, on=["article_id", "line"], how="left", maintain_order="left")
    kept = numbered.filter(pl.col("role").is_in([*TEXT_ROLES, "note"]))
    joined = paragraphs.join_lines(kept, _clean_recipe(Path.cwd()).joins)
    goes_on = set(joined.filter(pl.col("join").is_not_null())["line"])
    return [number in goes_on for number in range(1, len(lines) + 1)]


def split_sentences(text: str, language: str | None = None) -> list[str]:
    """Split a paragraph into its sentences: slices of it, without the white space between them.

    The rules know the abbreviations of all their languages at once; `language` is taken so that a caller need not
    ask whether it matters, and changes nothing so far.
    """
    del language
    stripped = text.strip()
    if not stripped:
        return []
    frame = pl.DataFrame({"paragraph_id": [_ONE], "text": [stripped]})
    return sentences.split_sentences(frame, _boundary_rules(Path.cwd()))["text"].to_list()


def identify_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or none where the text is too short to tell."""
    return languages.identify(text, _clean_recipe(Path.cwd()).languages)


def _decided(lines: list[str]) -> pl.DataFrame:
    """Give each line that is not blank its role and its rule; the lines keep their numbers, from 1."""
    recipe = _clean_recipe(Path.cwd())
    text = "".join(line.translate(_BREAKS) + "\n" for line in lines)
    page = pl.DataFrame({"article_id": [_ONE], "text": [text], "marks": [None]})
    found = with_marks(split_lines(page), page).with_columns(returns=pl.lit(False))
    edited = edit_lines(found, recipe.repairs, recipe.edits)
    return with_roles(with_plain(edited.lines, edited.edits), recipe)


@cache
def _clean_recipe(folder: Path) -> Recipe:
    return recipe_of(read_settings(CleanSettings, "clean", _recipe_in(folder)))


@cache
def _boundary_rules(folder: Path) -> Verdicts:
    return boundary_rules(read_settings(SegmentSettings, "segment", _recipe_in(folder)))


def _recipe_in(folder: Path) -> Path:
    return PARAMS if (folder / PARAMS).exists() else SHIPPED
