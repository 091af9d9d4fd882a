"""Lines that people decided about: judged and joined as they say, before any rule.

A corrected line stands for itself, so that the lines around it are judged without it.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from pipeline.corrected import MEND, RULE, LineDecision, fold, is_corrected, refuse, shown
from pipeline.lines import CONTINUED
from pipeline.roles.signs import is_invisible
from schemas.patterns import TEXT_ROLES

HYPHENS = ("-", "\u2010", "\u2011")


def with_corrections(lines: pl.DataFrame, decisions: Sequence[LineDecision]) -> pl.DataFrame:
    """Add `corrected_role, corrected_join` to lines (`article_id, line, text, mark`): null where nobody decided.

    A line that goes on with a corrected one has the mark of their block instead. Raises `PressmarkError` where a line
    is not there, or does not start with the words that its correction expects.
    """
    there = set(lines["article_id"]) if decisions else set()
    own = [decision for decision in decisions if decision.article_id in there]
    if not own:
        return lines.with_columns(corrected_role=pl.lit(None, pl.String), corrected_join=pl.lit(None, pl.String))
    _refuse_misfits(own, lines)
    schema = {"article_id": pl.String, "line": pl.Int32, "corrected_role": pl.String, "corrected_join": pl.String}
    rows = [(decision.article_id, decision.line, decision.role, decision.join) for decision in own]
    decided = pl.DataFrame(rows, schema=schema, orient="row")
    corrected = lines.join(decided, on=["article_id", "line"], how="left", maintain_order="left")
    block = pl.when(pl.col("mark") != CONTINUED).then("mark").forward_fill().over("article_id")
    goes_on = (pl.col("mark") == CONTINUED) & is_corrected("corrected_role").shift().over("article_id")
    return corrected.with_columns(mark=pl.when(goes_on).then(block).otherwise("mark"))


def refuse_roles_of_nothing(lines: pl.DataFrame, decisions: Sequence[LineDecision]) -> None:
    """Raise `PressmarkError` where a line (`article_id, line, plain, corrected_role`) that shows nothing is to be text.

    No paragraph, and no sentence, can be without a visible character.
    """
    wanted = {(decision.article_id, decision.line): decision for decision in decisions}
    wrong = lines.filter(pl.col("corrected_role") != "boilerplate").filter(is_invisible())
    refuse(
        f"{wanted[article_id, line].where}: line {line} of '{article_id}' holds no visible character and cannot be "
        f"'{role}': give it the role 'boilerplate', or remove this"
        for article_id, line, role in _rows(wrong, "corrected_role")
    )


def open_roles(units: pl.DataFrame) -> pl.DataFrame:
    """Add `role` and `rule` to units, null where nobody decided.

    What people decided about has no role before the body is found: it weighs there what it looks like, so that a
    correction leaves the lines around it as they were.
    """
    return units.with_columns(
        role=pl.lit(None, pl.String), rule=pl.when(is_corrected("corrected_role")).then(pl.lit(RULE))
    )


def close_roles(units: pl.DataFrame) -> pl.DataFrame:
    """Fill in the roles that `open_roles` left open."""
    return units.with_columns(role=pl.coalesce("role", "corrected_role"))


def refuse_joins_that_cannot_be(lines: pl.DataFrame, joined: pl.DataFrame, decisions: Sequence[LineDecision]) -> None:
    """Raise `PressmarkError` where a line could not be joined to the one before it as decided.

    Takes all lines (`article_id, line, role, corrected_join`), and those of text and notes as `join_lines` gives them.
    """
    wanted = {(decision.article_id, decision.line): decision for decision in decisions if decision.join}
    if not wanted:
        return
    own = joined.filter(is_corrected("corrected_join"))
    made = {(article_id, line): join or "separate" for article_id, line, join in _rows(own, "join")}
    left = {(article_id, line): text or "" for article_id, line, text in _rows(own, "left_plain")}
    complaints = []
    for article_id, line, role in _rows(lines.filter(is_corrected("corrected_join")), "role"):
        decision, place = wanted[article_id, line], (article_id, line)
        if decision.join == "join_without_hyphen" and not left.get(place, "").endswith(HYPHENS):
            complaints.append(f"{decision.where}: the line before line {line} of '{article_id}' ends in no hyphen")
        elif made.get(place) != decision.join:
            complaints.append(_complaint_of_join(decision, role))
    refuse(complaints)


def _refuse_misfits(decisions: Sequence[LineDecision], lines: pl.DataFrame) -> None:
    own = lines.filter(pl.col("article_id").is_in([decision.article_id for decision in decisions]))
    texts = {(article_id, line): fold(text) for article_id, line, text in _rows(own, "text")}
    refuse(
        _complaint_of_line(decision, texts)
        for decision in decisions
        if not texts.get((decision.article_id, decision.line), "").startswith(fold(decision.expects))
    )


def _complaint_of_line(decision: LineDecision, texts: dict[tuple[str, int], str]) -> str:
    found = texts.get((decision.article_id, decision.line))
    there = f"it starts with '{shown(found)}'" if found else "there is no such line, or it is empty"
    starts = [
        line
        for (article_id, line), text in texts.items()
        if article_id == decision.article_id and text.startswith(fold(decision.expects))
    ]
    remedy = (
        f"these words start line {', '.join(map(str, starts[:5]))}: mend 'line'" if starts else f"no line does: {MEND}"
    )
    return (
        f"{decision.where}: line {decision.line} of '{decision.article_id}' is expected to start with "
        f"'{shown(decision.expects)}', and {there}; {remedy}"
    )


def _complaint_of_join(decision: LineDecision, role: str) -> str:
    if role == "note" and decision.join == "separate":
        remedy = "a note ends where the next number opens one: give the line another role"
    elif role in (*TEXT_ROLES, "note"):
        remedy = f"it is a {role}, and so must be the line of text before it: give the two one role, or no join"
    else:
        remedy = f"it is '{role}', and only text is joined: give it the role 'paragraph' too, or no join"
    return f"{decision.where}: line {decision.line} of '{decision.article_id}' cannot be '{decision.join}': {remedy}"


def _rows(frame: pl.DataFrame, column: str) -> Iterable[tuple[str, int, str]]:
    return frame.select("article_id", "line", column).iter_rows()
