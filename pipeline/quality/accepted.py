"""The accepted scores: what the rules reached when somebody last said that it was well so."""

from collections.abc import Mapping
from typing import NamedTuple

N_POINTS_OF_FALL = 0.5


class Changes(NamedTuple):
    """Scores that are worse than the accepted ones, and scores that are better or new, each in words."""

    worse: list[str]
    better: list[str]


def compare(accepted: Mapping[str, float], found: Mapping[str, float]) -> Changes:
    """Compare scores by name; worse is one that fell by half a point or more, or is not measured any longer."""
    both = [name for name in accepted if name in found]
    gone = [f"{name}: {accepted[name]:.2f}, and not measured any more" for name in accepted if name not in found]
    fell = [name for name in both if round(accepted[name] - found[name], 6) >= N_POINTS_OF_FALL]
    rose = [name for name in both if found[name] > accepted[name]]
    new = [f"{name}: {found[name]:.2f}, new" for name in found if name not in accepted]
    said = [[f"{name}: {accepted[name]:.2f} → {found[name]:.2f}" for name in names] for names in (fell, rose)]
    return Changes(said[0] + gone, said[1] + new)
