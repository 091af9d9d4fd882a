"""`data/corrections.yaml`: what people decided about single lines and sentence boundaries, read and checked.

A list, so that a correction is added at its end. Each names its article, the words that it expects to find there, what
is decided, and why. Of the two stages that read it a correction costs only the one that makes what it corrects, and
there only the bucket of its article.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import orjson
from pydantic import PositiveInt, ValidationError, field_validator

from pipeline import store
from pipeline.corrected import BoundaryDecision, LineDecision
from pipeline.errors import PressmarkError
from pipeline.items import read_items
from pipeline.params import Settings, complaint_of
from schemas.patterns import JOINS, ROLES

_OF_BOUNDARIES = {"after", "before", "ends"}


class Correction(Settings):
    """What every correction says."""

    article: str
    why: str

    @field_validator("article", "why", "expects", "after", "before", check_fields=False)
    @classmethod
    def _is_said(cls, words: str) -> str:
        if not words.strip():
            raise ValueError("words belong here")
        return words


class LineCorrection(Correction):
    """A line, found by its number and its first words: what it is, how it is joined to the line of text before it."""

    line: PositiveInt
    expects: str
    role: str | None = None
    join: str | None = None

    @field_validator("role", "join")
    @classmethod
    def _is_known(cls, value: str | None, info: Any) -> str | None:
        known = ROLES if info.field_name == "role" else JOINS
        if value not in known:
            raise ValueError(f"one of {', '.join(known)} belongs here")
        return value


class BoundaryCorrection(Correction):
    """A place between two words of a paragraph, found by the words around it: whether a sentence ends there."""

    after: str
    before: str
    ends: bool


class Corrections(NamedTuple):
    """What people decided, sorted by article and place, and why, by the place of the correction."""

    lines: list[LineDecision]
    boundaries: list[BoundaryDecision]
    reasons: dict[str, str]

    def of(self, article_id: str) -> "Corrections":
        """Return what is decided about one article."""
        lines = [decision for decision in self.lines if decision.article_id == article_id]
        boundaries = [decision for decision in self.boundaries if decision.article_id == article_id]
        return Corrections(lines, boundaries, self.reasons)


NO_CORRECTIONS = Corrections([], [], {})
AnyDecision = TypeVar("AnyDecision", bound=LineDecision | BoundaryDecision)


def read_corrections(path: Path = store.CORRECTIONS) -> Corrections:
    """Read the corrections; a missing file has none.

    Raises `PressmarkError` that names the line of the file for whatever does not fit its form.
    """
    found = Corrections([], [], {})
    complaints: list[str] = []
    for where, item in read_items(path, "a correction", "article"):
        model: type[LineCorrection | BoundaryCorrection]
        model = BoundaryCorrection if _OF_BOUNDARIES & set(item) else LineCorrection
        try:
            correction = model.model_validate(item, strict=False)
        except ValidationError as error:
            complaints += [f"{where}: {_complaint(model, fault)}" for fault in error.errors(include_url=False)]
            continue
        found.reasons[where] = correction.why
        if isinstance(correction, LineCorrection):
            place = (correction.article, correction.line, correction.expects)
            found.lines.append(LineDecision(*place, correction.role, correction.join, where))
        else:
            found.boundaries.append(_boundary(correction, where))
    complaints += [*_undecided(found.lines), *_decided_twice(found.lines)]
    if complaints:
        raise PressmarkError("\n".join(complaints))
    return Corrections(
        sorted(found.lines, key=lambda decision: (decision.article_id, decision.line)),
        sorted(found.boundaries, key=lambda decision: (decision.article_id, decision.after, decision.before)),
        found.reasons,
    )


def digests(corrections: Corrections) -> dict[str, str]:
    """Return a SHA-256 of what is decided about each article, whatever the reasons."""
    decided: dict[str, list[list[Any]]] = defaultdict(list)
    for line in corrections.lines:
        decided[line.article_id] += without_places([line])
    for boundary in corrections.boundaries:
        decided[boundary.article_id] += without_places([boundary])
    return {article_id: hashlib.sha256(orjson.dumps(own)).hexdigest() for article_id, own in sorted(decided.items())}


def by_bucket(decisions: Sequence[AnyDecision], n_buckets: int) -> dict[str, list[AnyDecision]]:
    """Return decisions by the bucket that holds their article."""
    found: dict[str, list[AnyDecision]] = defaultdict(list)
    for decision in decisions:
        found[store.bucket_of(decision.article_id, n_buckets)].append(decision)
    return found


def without_places(decisions: Iterable[AnyDecision]) -> list[list[Any]]:
    """Return decisions as a unit of work is given them: where they stand in the file is not part of its key."""
    return [list(decision[:-1]) for decision in decisions]


def with_places(kind: type[AnyDecision], given: Iterable[list[Any]], places: Iterable[str]) -> list[AnyDecision]:
    """Return the decisions that a unit was given, with their places."""
    decisions = [kind._make([*values, where]) for values, where in zip(given, places, strict=True)]
    return cast("list[AnyDecision]", decisions)


def _undecided(lines: Sequence[LineDecision]) -> Iterator[str]:
    for decision in lines:
        if decision.role is None and decision.join is None:
            yield f"{decision.where}: nothing is decided: give it a 'role', a 'join', or both"


def _decided_twice(lines: Sequence[LineDecision]) -> Iterator[str]:
    first: dict[tuple[str, int], str] = {}
    for decision in lines:
        where = first.setdefault((decision.article_id, decision.line), decision.where)
        if where != decision.where:
            place = f"line {decision.line} of '{decision.article_id}'"
            yield f"{decision.where}: {place} is decided in {where.rsplit(', ')[-1]} of this file too: make them one"


def _boundary(correction: BoundaryCorrection, where: str) -> BoundaryDecision:
    return BoundaryDecision(correction.article, correction.after, correction.before, correction.ends, where)


def _complaint(model: type[Settings], fault: Any) -> str:
    return f"{'.'.join(map(str, fault['loc']))}: {complaint_of(model, fault)}"
