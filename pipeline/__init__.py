"""Pressmark turns raw articles into a versioned, citable Hugging Face dataset.

How to read this package: the stages stand in the order of `dvc.yaml`, a module each: `ingest`, `clean`,
`segment`, `validate`, `publish`. In each the pure function stands in the middle, and `main` (read, call,
write) at the end. What they decide stands in rooms of rules, in which every public function is a rule:
`edits` (how a text is improved), `roles` (what a line is), `joins` (which lines are one), `boundaries`
(where a sentence ends), `promises` (laws between tables), `sources` (how a file is read). The other nouns
(`lines`, `sentences`, `footnotes`, ...) are what a stage needs; `store`, `engine` and `params` are the
only doors to files, workers and the recipe.
"""
