"""py3langid's model of languages, which ships in its package, for many texts at once.

The model walks a text byte by byte through a table of states, which Python does slowly. Here all texts of a batch walk
side by side: the same steps and the same scores, several times as fast (tests compare the two).
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

from pipeline.store import REMEMBERED, whole_file

N_TEXTS_AT_ONCE = 512
UNPACKED = REMEMBERED / "language_model"
_TABLES = ("weights", "prior", "classes", "next_state", "row", "feature")
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def classes() -> list[str]:
    """Return the codes of the languages that the model knows; one may stand twice, and then the first counts."""
    return _model().classes


def probabilities(texts: Sequence[str]) -> list[Floats]:
    """Return for each text the probability of each class."""
    found: list[Floats] = []
    for first in range(0, len(texts), N_TEXTS_AT_ONCE):
        found += _probabilities(texts[first : first + N_TEXTS_AT_ONCE])
    return found


class _Model:
    """The tables of py3langid's model: for each state and byte the next state, for each state the feature it ends."""

    def __init__(self) -> None:
        tables = _tables()
        self.next_state = tables["next_state"]
        self.row = tables["row"].astype(np.int64) << 8
        self.feature = tables["feature"].astype(np.int64)
        self.weights: NDArray[np.float16] = tables["weights"]
        self.prior: Floats = tables["prior"]
        self.classes: list[str] = tables["classes"].tolist()
        first = {name: number for number, name in reversed([*enumerate(self.classes)])}
        self.aliases = [(first[name], number) for number, name in enumerate(self.classes) if first[name] != number]


@cache
def _model() -> _Model:
    return _Model()


def _tables() -> dict[str, NDArray[Any]]:
    """Return the model's tables; in a project they are unpacked once, for that takes half a second."""
    packed = MODEL_DIR / MODEL_FILE
    unpacked = UNPACKED / hashlib.sha256(packed.read_bytes()).hexdigest()
    try:
        return {name: np.asarray(np.load(unpacked / f"{name}.npy", mmap_mode="r")) for name in _TABLES}
    except (FileNotFoundError, ValueError, EOFError):
        tables = dict(zip(_TABLES, map(np.asarray, load_model(packed)), strict=True))
    if UNPACKED.parent.is_dir():
        for name, table in tables.items():
            with whole_file(unpacked / f"{name}.npy") as path, path.open("wb") as file:
                np.save(file, table)
    return tables


def _probabilities(texts: Sequence[str]) -> list[Floats]:
    model = _model()
    contents = [LanguageIdentifier._encode(text) for text in texts]
    seen = _features(model, contents)
    is_met = np.bincount(np.concatenate(seen)) > 0
    weights, row = model.weights[: len(is_met)][is_met].astype(np.float32), np.cumsum(is_met) - 1
    return [_scores(model, weights, content, row[own]) for content, own in zip(contents, seen, strict=True)]


def _scores(model: _Model, weights: Floats, content: bytes, seen: Ints) -> Floats:
    """Score the classes by naive Bayes, as py3langid does, and make probabilities of it.

    `weights` has a row for each feature that some text has, `seen` the rows of those that this one has met.
    """
    features, counts = np.unique(seen, return_counts=True)
    scores = np.log1p(counts.astype(np.float32)) @ weights[features] + model.prior
    scores = scores * np.float32(len(content) ** -0.5) if len(seen) else np.zeros_like(scores)
    scores = np.exp(scores - scores.max())
    probabilities: Floats = scores / scores.sum()
    for first, alias in model.aliases:
        probabilities[first] += probabilities[alias]
        probabilities[alias] = 0
    return probabilities


def _features(model: _Model, contents: Sequence[bytes]) -> list[Ints]:
    """Walk all texts through the states side by side; return the features that each has met, in their order."""
    lengths = np.array([len(content) for content in contents])
    order = np.argsort(-lengths, kind="stable")
    width = int(lengths.max(initial=0))
    padded = b"".join(contents[number].ljust(width, b"\0") for number in order)
    columns = np.frombuffer(padded, dtype=np.uint8).reshape(len(contents), width).T.astype(np.int64)
    n_active = np.searchsorted(-lengths[order], -np.arange(width), side="left")
    met = np.full((width, len(contents)), -1, dtype=np.int64)
    state = np.zeros(len(contents), dtype=np.int64)
    for place in range(width):
        active = slice(0, n_active[place])
        state[active] = model.next_state[model.row[state[active]] + columns[place, active]]
        met[place, active] = model.feature[state[active]]
    found: list[Ints] = [np.empty(0, dtype=np.int64)] * len(contents)
    for rank, number in enumerate(order):
        own = met[:, rank]
        found[number] = own[own >= 0]
    return found
