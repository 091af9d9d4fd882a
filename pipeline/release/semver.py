"""What a version number says, and the smallest that says enough.

Major: a published row changed or went, or a column went or changed its type. Minor: rows or columns were added. Patch:
the same rows, in other packaging or with other documents (what Croissant 1.1 makes of Semantic Versioning 2.0). Below
1.0.0 anything may change, and a minor number is enough for it (Semantic Versioning, clause 4).
"""

from typing import NamedTuple

from pipeline.release.ledger import Columns, Release, number_of

N_NAMED = 5


class Change(NamedTuple):
    """What is different from the last release: its weight, and what makes it so."""

    weight: str
    reasons: list[str]


def compare(last: Release, last_marks: dict[str, str], marks: dict[str, str], columns: Columns) -> Change:
    """Compare articles and columns with the last release.

    `marks` are over the columns of the last release as far as they are still there.
    """
    went = sorted(set(last_marks) - set(marks))
    came = sorted(set(marks) - set(last_marks))
    changed = sorted(
        article_id for article_id in set(marks) & set(last_marks) if marks[article_id] != last_marks[article_id]
    )
    old, new = _named(last.columns), _named(columns)
    lost = sorted(name for name in old if name not in new)
    retyped = sorted(name for name in old if new.get(name, old[name]) != old[name])
    added = sorted(name for name in new if name not in old)
    major = [
        *_reason("articles removed", went),
        *_reason("articles changed", changed),
        *_reason("columns removed", lost),
        *_reason("columns retyped", retyped),
    ]
    minor = [*_reason("articles added", came), *_reason("columns added", added)]
    weight = "major" if major else "minor" if minor else "patch"
    return Change(weight, major + minor)


def smallest_after(version: str, weight: str) -> str:
    """Return the smallest version that says enough.

    >>> [smallest_after("1.4.2", weight) for weight in ("major", "minor", "patch")]
    ['2.0.0', '1.5.0', '1.4.3']
    >>> [smallest_after("0.4.2", weight) for weight in ("major", "minor", "patch")]
    ['0.5.0', '0.5.0', '0.4.3']
    """
    major, minor, patch = number_of(version)
    if weight == "patch":
        return f"{major}.{minor}.{patch + 1}"
    return f"{major + 1}.0.0" if weight == "major" and major else f"{major}.{minor + 1}.0"


def _named(columns: Columns) -> dict[str, str]:
    return {f"{config}.{name}": dtype for config, types in columns.items() for name, dtype in types.items()}


def _reason(what: str, names: list[str]) -> list[str]:
    shown = ", ".join(names[:N_NAMED]) + (", ..." if len(names) > N_NAMED else "")
    return [f"{what}: {len(names)} ({shown})"] if names else []
