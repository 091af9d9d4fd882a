"""Measure: how good the rules are, by gold that people wrote; nothing here is on the way of an article."""

from pathlib import Path
from typing import Any

from pydantic import PositiveInt

from pipeline import store
from pipeline.errors import tell
from pipeline.params import Settings, read_settings
from pipeline.quality.answers import read_rules
from pipeline.quality.gold import read_gold
from pipeline.quality.scores import score_gold


class MeasureSettings(Settings):
    """What the rules are measured by."""

    gold: str
    """The folder of gold."""
    n_resamples: PositiveInt
    """Samples of documents from which the intervals are made."""


def measure(folder: Path | None = None) -> dict[str, Any]:
    """Score the rules of the recipe on the gold of a folder, of the one that the recipe names if none is given."""
    settings = read_settings(MeasureSettings, "measure")
    return score_gold(read_gold(folder or Path(settings.gold)), read_rules(), settings.n_resamples)


def main() -> None:
    """Read the gold that the recipe names; write scores."""
    scores = measure()
    store.write_json(store.SCORES, scores)
    n_scores = sum(len(measures) for files in scores.values() for one in files.values() for measures in one.values())
    print(f"{store.SCORES}: {n_scores} scores")


if __name__ == "__main__":
    tell(main)
