"""Sentence boundaries that people decided about: found in the paragraphs by the words around them."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import polars as pl

from pipeline.corrected import MEND, RULE, BoundaryDecision, is_corrected, refuse, shown

COLUMNS = {"paragraph_id": pl.String, "place": pl.Int64, "corrected_boundary": pl.String}
NOTHING = pl.DataFrame(schema=COLUMNS)


def place_boundaries(
    paragraphs: pl.DataFrame, decisions: Sequence[BoundaryDecision], placed: pl.DataFrame
) -> pl.DataFrame:
    """Find the places that were decided in paragraphs (`article_id, paragraph_id, text, start`).

    Takes the edits as `place_edits` gives them. Returns `paragraph_id, place, corrected_boundary`: how many code points
    of the paragraph stand left of the place, with the white space there, and `ends` or `continues`. Raises
    `PressmarkError` for words that do not stand just once in their article, and for an end amid what was mended as one.
    """
    there = set(paragraphs["article_id"]) if decisions else set()
    own = [decision for decision in decisions if decision.article_id in there]
    texts = paragraphs.filter(pl.col("article_id").is_in([decision.article_id for decision in own]))
    rows: dict[tuple[str, int], BoundaryDecision] = {}
    complaints = []
    for decision in own:
        found = list(_places(decision, texts.filter(article_id=decision.article_id)))
        if len(found) != 1:
            complaints.append(_complaint_of_boundary(decision, len(found)))
        elif rows.setdefault(found[0], decision) is not decision:
            complaints.append(f"{decision.where}: this place is decided at {rows[found[0]].where} too: remove one")
        elif decision.ends and _is_amid_edit(*found[0], texts, placed):
            complaints.append(_complaint_of_edit(decision))
    refuse(complaints)
    decided = [(*place, "ends" if decision.ends else "continues") for place, decision in rows.items()]
    return pl.DataFrame(decided, schema=COLUMNS, orient="row")


def cut(paragraphs: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """Cut paragraphs (`paragraph_id, text`) where people let a sentence end: a row per part, in their order.

    A sentence then ends there also where no mark could end one.
    """
    ends = corrected.filter(corrected_boundary="ends").group_by("paragraph_id").agg(pl.col("place").sort())
    if ends.is_empty():
        return paragraphs
    places = paragraphs.join(ends, on="paragraph_id", how="left", maintain_order="left")["place"].to_list()
    parts = [
        [text[start:end] for start, end in pairwise([0, *(own or []), len(text)])]
        for text, own in zip(paragraphs["text"].to_list(), places, strict=True)
    ]
    return paragraphs.with_columns(text=pl.Series(parts, dtype=pl.List(pl.String))).explode("text")


def open_boundaries(pieces: pl.DataFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """Add `boundary` and `rule` to pieces (`paragraph_id, piece, piece_start`): null where nobody decided."""
    if corrected.is_empty():
        return pieces.with_columns(boundary=pl.lit(None, pl.String), rule=pl.lit(None, pl.String))
    placed = pieces.with_columns(place=pl.col("piece_start") + pl.col("piece").str.len_chars().cast(pl.Int64))
    decided = placed.join(corrected, on=["paragraph_id", "place"], how="left", maintain_order="left").drop("place")
    rule = pl.when(is_corrected("corrected_boundary")).then(pl.lit(RULE))
    return decided.with_columns(rule=rule).rename({"corrected_boundary": "boundary"})


def _complaint_of_boundary(decision: BoundaryDecision, n_found: int) -> str:
    words = f"'{shown(decision.after)}' and then '{shown(decision.before)}'"
    place = f"of the paragraphs of '{decision.article_id}'"
    if n_found:
        return f"{decision.where}: {words} stand at {n_found} places {place}: give more of the words around yours"
    return f"{decision.where}: {words} stand at no place {place}: {MEND}"


def _complaint_of_edit(decision: BoundaryDecision) -> str:
    words = f"'{shown(decision.after)}' and '{shown(decision.before)}'"
    return f"{decision.where}: no sentence can end between {words}: what stands there was mended as one: {MEND}"


def _is_amid_edit(paragraph_id: str, place: int, paragraphs: pl.DataFrame, placed: pl.DataFrame) -> bool:
    """Tell whether the sentence that ends at a place, or the next, would own a part of what an edit put there."""
    text, start = paragraphs.filter(paragraph_id=paragraph_id).select("text", "start").row(0)
    ends = [start + len(text[:place].rstrip()), start + place]
    own = placed.filter(owner_id=paragraph_id)
    is_amid = [(pl.col("clean_start") < end) & (end < pl.col("clean_end")) for end in ends]
    return bool(own.select(pl.any_horizontal(is_amid).any()).item())


def _places(decision: BoundaryDecision, paragraphs: pl.DataFrame) -> Iterable[tuple[str, int]]:
    after, before = (r"\s+".join(map(re.escape, words.split())) for words in (decision.after, decision.before))
    pattern = re.compile(rf"{after}\s*(?={before})")
    for paragraph_id, text in paragraphs.select("paragraph_id", "text").iter_rows():
        yield from ((paragraph_id, match.end()) for match in pattern.finditer(text))
