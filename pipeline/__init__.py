"""Pressmark turns raw articles into a versioned, citable Hugging Face dataset.

How to read this package: the stages stand in the order of `dvc.yaml`, a module each: `ingest`, `clean`,
`segment`, `validate`, `publish`, `report`. In each the pure function stands in the middle, and `main` (read, call,
write) at the end. What they decide stands in rooms of rules, in which every public function is a rule:
`repairs` (how broken text is mended), `edits` (how a text is improved), `roles` (what a line is), `joins` (which
lines are one), `boundaries` (where a sentence ends), `promises` (laws between tables), `damages` (what looks broken
still), `sources` (how a file is read). The other nouns (`lines`, `sentences`, `footnotes`, ...) are what a stage
needs; `store`, `engine` and `params` are the only doors to files, workers and the recipe. `release` holds what makes a
version citable, and `load` below is for whoever reads one. `plain` holds what the rules decide as plain values:
`pipeline.label_lines`, `join_lines`, `split_sentences`, `identify_language`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

_PLAIN = ("label_lines", "join_lines", "split_sentences", "identify_language")


def load(
    where: str, config: str = "articles", version: str | None = None, **options: Any
) -> "Dataset | IterableDataset":
    """Load one config of a version, or raise where plain `load_dataset` would silently give other rows.

    `where` is a dataset folder or a Hub repository; options are `root` (the one that a citation gives) and `streaming`.
    Raises `pipeline.errors.PressmarkError`. See `pipeline.release.load`.
    """
    from pipeline.release.load import load as load_version  # noqa: PLC0415 - stages do not load datasets

    return load_version(where, config, version, **options)


def __getattr__(name: str) -> Any:
    """Offer the functions of `pipeline.plain` here; that module is named, not imported: no stage depends on it."""
    if name not in _PLAIN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("pipeline.plain"), name)
