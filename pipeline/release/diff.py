"""Diff: what is different between two versions, record by record, each change with its cause.

Files that have the same bytes in both are left out. In the others every article has a mark, a hash of its rows; only
the rows of articles whose marks differ are compared one by one, the files of a few articles at a time.
"""

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import polars as pl
import pyarrow
import pyarrow.parquet as pq
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline import store
from pipeline.configs import CONFIGS, Config
from pipeline.errors import PressmarkError
from pipeline.release.ledger import columns_in
from pipeline.release.locate import locate
from pipeline.release.manifest import read_manifest, sha256_of_file
from pipeline.release.root import HASH_SUFFIX, leaf_of, sha256_of
from schemas.changes import CAUSES, CHANGED_CONFIGS, CHANGES, Changes

ALIGNED = ("paragraphs", "sentences")
PLACE = {"position", "start", "end", "raw_start", "raw_end", "paragraph_id", "heading"}
OFFSETS = {"raw_start", "raw_end"}
RECIPE = ("params", "rules", "libraries")
N_CHARS_OF_TEXT = 200
N_SHOWN = 5
_PICTURES = {code: 0x2400 + code for code in range(0x20)} | dict.fromkeys(range(0x80, 0xA0), "�") | {0x7F: "␡"}

Row = dict[str, Any]
Rows = dict[str, Row]
Paths = tuple[Path, ...]


class Version(NamedTuple):
    """One of the two that are compared."""

    name: str
    version: str
    root: str


class ColumnChange(NamedTuple):
    """A column that was added, removed or retyped; its type is empty where it is not there."""

    config: str
    column: str
    change: str
    old_type: str
    new_type: str


class Setting(NamedTuple):
    """A part of the recipe that differs, by its dotted path; null where it is not there."""

    path: str
    old: Any
    new: Any


class Difference(NamedTuple):
    """What is different: rows (schema Changes), columns, recipe, and configs that differ and are not listed by row."""

    old: Version
    new: Version
    rows: pl.DataFrame
    columns: list[ColumnChange]
    recipe: list[Setting]
    unlisted: list[str]

    @property
    def is_empty(self) -> bool:
        """Tell whether both have the same records and columns, whatever recipe made them."""
        return not (self.rows.height or self.columns or self.unlisted)


class _Subject(NamedTuple):
    """A config, with the columns that both versions have of it."""

    config: Config
    columns: list[str]

    @property
    def key(self) -> str:
        return self.config.key[0]

    @property
    def texts(self) -> list[str]:
        return [name for name in self.config.texts if name in self.columns]

    def read(self, path: Path) -> pl.DataFrame:
        """Read a file's rows, in the columns that are compared, with the hashes of withheld texts."""
        hashes = {f"{name}{HASH_SUFFIX}" for name in self.texts}
        try:
            frame = pl.from_arrow(pq.read_table(path, page_checksum_verification=True))
            assert isinstance(frame, pl.DataFrame)
            return frame.select(*self.columns, *(name for name in frame.columns if name in hashes))
        except (OSError, ValueError, pyarrow.ArrowException, pl.exceptions.PolarsError) as error:
            reason = str(error).splitlines()[0]
            raise PressmarkError(f"{path} cannot be read ({reason}): see 'pressmark verify'") from error


class _Causes(NamedTuple):
    """What may have caused the change of an article's record."""

    sources: set[str]
    configs: set[str]
    corrected: set[str]
    recipe: list[str]

    def of(self, config: str, article_id: str) -> list[str]:
        of_source = ["source"] if article_id in self.sources else []
        of_schema = ["schema"] if config in self.configs else []
        of_people = ["corrections"] if article_id in self.corrected else []
        return [*of_source, *of_schema, *of_people, *([] if of_source else self.recipe)] or ["code"]


def compare_folders(old: Path, new: Path) -> Difference:
    """Compare two dataset folders: which records of articles, paragraphs, sentences and notes differ, how, and why.

    Rows are compared over the columns that both have, a withheld text by its hash. A record is moved if only its place
    is another. A paragraph or sentence whose text changed has another id, so one that went and one that came in its
    place are one change. Raises `PressmarkError` if a folder is damaged.
    """
    before, after = read_manifest(old), read_manifest(new)
    columns = compare_columns(before, after)
    recipe = compare_recipes(before, after)
    subjects = [_subject(config, before, after) for config in CONFIGS if config.name in CHANGED_CONFIGS]
    kinds = {setting.path.split(".")[0] for setting in recipe}
    causes = _Causes(
        _changed_sources(subjects[0], old, new),
        {change.config for change in columns},
        {article_id for article_id, _ in _corrections_in(before) ^ _corrections_in(after)},
        [kind for kind in RECIPE if kind in kinds],
    )
    rows = [row for subject in subjects for row in _changes_of(subject, old, new, causes)]
    schema = {name: column.dtype.type for name, column in Changes.to_schema().columns.items()}
    frame = Changes.validate(pl.DataFrame(rows, schema=schema, orient="row"))
    return Difference(_version(before), _version(after), frame, columns, recipe, _unlisted(before, after))


def compare_columns(before: dict[str, Any], after: dict[str, Any]) -> list[ColumnChange]:
    """Compare the columns of every config of two manifests."""
    old, new = columns_in(before), columns_in(after)
    return [
        ColumnChange(config, name, _change_of_type(types), *types)
        for config in {**old, **new}
        for name in {**old.get(config, {}), **new.get(config, {})}
        if len(set(types := (old.get(config, {}).get(name, ""), new.get(config, {}).get(name, "")))) > 1
    ]


def compare_recipes(before: dict[str, Any], after: dict[str, Any]) -> list[Setting]:
    """Compare settings, rules and libraries of two manifests; the order of settings counts, for rules stand in it."""
    old, new = before.get("recipe", {}), after.get("recipe", {})
    return [setting for kind in RECIPE for setting in _differing(old.get(kind, {}), new.get(kind, {}), kind)]


def to_json(difference: Difference) -> dict[str, Any]:
    """Return a difference as plain values, always with these keys.

    `old`, `new`: name, version, root. `differs`: whether anything does. `counts`: by config and change the number of
    records. `causes`: by config and cause the same; a record may have several. `columns`: config, column, change,
    old_type, new_type. `recipe`: path, old, new. `unlisted`: configs whose rows differ and are not listed. `changes`:
    the rows, with the columns of the schema Changes.
    """
    return {
        "old": difference.old._asdict(),
        "new": difference.new._asdict(),
        "differs": not difference.is_empty,
        "counts": _counts(difference.rows, "change", CHANGES),
        "causes": _counts(difference.rows.explode("causes"), "causes", CAUSES),
        "columns": [change._asdict() for change in difference.columns],
        "recipe": [setting._asdict() for setting in difference.recipe],
        "unlisted": difference.unlisted,
        "changes": difference.rows.to_dicts(),
    }


def write_parquet(difference: Difference, path: Path) -> None:
    """Write the rows of a difference as Parquet, whole or not at all."""
    with store.whole_file(path) as temporary:
        pq.write_table(difference.rows.to_arrow(), temporary, compression="zstd")


def render(difference: Difference) -> RenderableType:
    """Render a difference: how many records by change and cause, columns, recipe, and the first of each change."""
    old, new = difference.old, difference.new
    title = Text(f"{old.name} {old.version} ({old.root[:16]}) -> {new.name} {new.version} ({new.root[:16]})", "bold")
    if difference.is_empty:
        return Group(title, *_recipe_lines(difference.recipe), Text("Nothing differs: the same records and columns."))
    parts: list[RenderableType] = [title]
    if difference.rows.height:
        parts.append(_summary(difference.rows))
    parts += [_line("column", f"{change.config}.{change.column}", change) for change in difference.columns]
    parts += _recipe_lines(difference.recipe)
    parts += [Text(f"rows of {config} differ too; they are not listed") for config in difference.unlisted]
    return Group(*parts, *_examples(difference.rows))


def diff(old: str, new: str, json_file: Path | None = None, parquet_file: Path | None = None) -> int:
    """Compare two places, show and write what differs; return 0 if nothing does, 1 if something does, 2 on an error."""
    try:
        with locate(old) as before, locate(new) as after:
            difference = compare_folders(before, after)
        if json_file:
            store.write_json(json_file, to_json(difference))
        if parquet_file:
            write_parquet(difference, parquet_file)
    except (PressmarkError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    Console().print(render(difference))
    return 0 if difference.is_empty else 1


def _corrections_in(manifest: dict[str, Any]) -> set[tuple[str, str]]:
    return set(manifest.get("recipe", {}).get("corrections", {}).items())


def _version(manifest: dict[str, Any]) -> Version:
    return Version(manifest["name"], manifest["version"], manifest["root"])


def _unlisted(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    old, new = before["configs"], after["configs"]
    others = [name for name in {**old, **new} if name not in CHANGED_CONFIGS]
    return [name for name in others if old.get(name, {}).get("root") != new.get(name, {}).get("root")]


def _change_of_type(types: tuple[str, str]) -> str:
    old, new = types
    return "retyped" if old and new else "removed" if old else "added"


def _differing(old: Any, new: Any, path: str) -> Iterator[Setting]:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        if old != new:
            yield Setting(path, old, new)
        return
    orders = [name for name in old if name in new], [name for name in new if name in old]
    if orders[0] != orders[1]:
        yield Setting(path, *orders)
    for name in {**old, **new}:
        yield from _differing(old.get(name), new.get(name), f"{path}.{name}")


def _subject(config: Config, before: dict[str, Any], after: dict[str, Any]) -> _Subject:
    old, new = (columns_in(manifest).get(config.name, {}) for manifest in (before, after))
    shared = [name for name in old if name in new] if old and new else [*old, *new]
    for name in ("article_id", *config.key):
        if name not in shared:
            raise PressmarkError(f"{config.name}: not both have the column {name}: they cannot be compared")
    return _Subject(config, shared)


def _paths(subject: _Subject, old: Path, new: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of both folders, without those that both have."""
    sides = [sorted((folder / subject.config.name).glob("*.parquet")) for folder in (old, new)]
    shared = {path.name for path in sides[0]} & {path.name for path in sides[1]}
    digests = [{path.name: sha256_of_file(path) for path in side if path.name in shared} for side in sides]
    same = {name for name in shared if digests[0][name] == digests[1][name]}
    kept_old, kept_new = ([path for path in side if path.name not in same] for side in sides)
    return kept_old, kept_new


def _changed_sources(articles: _Subject, old: Path, new: Path) -> set[str]:
    """Return the articles that came, went, or were read from other bytes."""
    before, after = (_sources(articles, paths) for paths in _paths(articles, old, new))
    return {article_id for article_id in {**before, **after} if before.get(article_id) != after.get(article_id)}


def _sources(articles: _Subject, paths: Iterable[Path]) -> dict[str, str]:
    source = pl.col("source_sha256") if "source_sha256" in articles.columns else pl.lit("")
    return dict(row for path in paths for row in articles.read(path).select("article_id", source).iter_rows())


def _marks(subject: _Subject, paths: Iterable[Path]) -> dict[str, list[tuple[bytes, Path]]]:
    """Return for every article the hash of its rows in each file that has some."""
    marks: dict[str, list[tuple[bytes, Path]]] = defaultdict(list)
    for path in paths:
        leaves: dict[str, list[bytes]] = defaultdict(list)
        for row in subject.read(path).iter_rows(named=True):
            leaves[row["article_id"]].append(leaf_of(row, subject.texts))
        for article_id, own in leaves.items():
            marks[article_id].append((hashlib.sha256(b"".join(sorted(own))).digest(), path))
    return marks


def _differing_articles(subject: _Subject, old: Path, new: Path) -> dict[tuple[Paths, Paths], list[str]]:
    """Return the articles whose rows differ, by the files that hold them."""
    before, after = (_marks(subject, paths) for paths in _paths(subject, old, new))
    articles: dict[tuple[Paths, Paths], list[str]] = defaultdict(list)
    for article_id in sorted({**before, **after}):
        own = before.get(article_id, []), after.get(article_id, [])
        if sorted(mark for mark, _ in own[0]) != sorted(mark for mark, _ in own[1]):
            articles[tuple(path for _, path in own[0]), tuple(path for _, path in own[1])].append(article_id)
    return articles


def _changes_of(subject: _Subject, old: Path, new: Path, causes: _Causes) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for (old_paths, new_paths), article_ids in _differing_articles(subject, old, new).items():
        before = _rows_by_article(subject, old_paths, article_ids)
        after = _rows_by_article(subject, new_paths, article_ids)
        for article_id in article_ids:
            found += _changes_of_article(subject, article_id, before[article_id], after[article_id], causes)
    return sorted(found, key=lambda row: str(row[4]))


def _rows_by_article(subject: _Subject, paths: Paths, article_ids: list[str]) -> dict[str, Rows]:
    """Return the rows of articles by their ids, in the order of the text."""
    rows: dict[str, Rows] = defaultdict(dict)
    for path in paths:
        frame = subject.read(path).filter(pl.col("article_id").is_in(article_ids))
        ordered = frame.sort("position", maintain_order=True) if "position" in frame.columns else frame
        for row in ordered.iter_rows(named=True):
            own = rows[row["article_id"]]
            if row[subject.key] in own:
                raise PressmarkError(f"{path}: row '{row[subject.key]}' stands there twice: see 'pressmark verify'")
            own[row[subject.key]] = row
    return rows


def _changes_of_article(
    subject: _Subject, article_id: str, before: Rows, after: Rows, causes: _Causes
) -> Iterator[tuple[Any, ...]]:
    align = _aligned if subject.config.name in ALIGNED else _same
    for old_id, new_id in align(list(before), list(after)):
        old, new = before.get(old_id or ""), after.get(new_id or "")
        change, columns = _judge(subject, old, new)
        if change:
            texts = _start_of_text(old), _start_of_text(new)
            why = causes.of(subject.config.name, article_id)
            yield subject.config.name, change, old_id, new_id, article_id, columns, why, *texts


def _same(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair ids with themselves."""
    before, after = set(old), set(new)
    for record_id in dict.fromkeys([*old, *new]):
        yield record_id if record_id in before else None, record_id if record_id in after else None


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair ids with themselves, and those that went with those that came in their place, in order.

    >>> list(_aligned(["a", "b", "c", "d"], ["a", "x", "y", "d", "c"]))
    [('a', 'a'), ('b', 'x'), (None, 'y'), ('d', 'd'), ('c', 'c')]
    """
    before, after = set(old), set(new)
    for _, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went = [record_id for record_id in old[old_start:old_end] if record_id not in after]
        came = [record_id for record_id in new[new_start:new_end] if record_id not in before]
        yield from zip_longest(went, came)
        yield from ((record_id, record_id) for record_id in new[new_start:new_end] if record_id in before)


def _judge(subject: _Subject, old: Row | None, new: Row | None) -> tuple[str, list[str]]:
    """Return what became of a record, or nothing, and its columns that differ."""
    if old is None or new is None:
        return ("added" if old is None else "removed"), []
    compared = [name for name in subject.columns if name != subject.key]
    columns = [name for name in compared if _differs(old, new, name, name in subject.texts)]
    is_moved = old[subject.key] == new[subject.key] and all(_is_of_place(old, new, name) for name in columns)
    return ("" if not columns else "moved" if is_moved else "changed"), columns


def _differs(old: Row, new: Row, name: str, is_text: bool) -> bool:
    if is_text:
        return _hash_of(old, name) != _hash_of(new, name)
    return bool(old[name] != new[name]) and orjson.dumps(old[name]) != orjson.dumps(new[name])


def _hash_of(row: Row, name: str) -> str | None:
    return sha256_of(row[name]) if row[name] is not None else row.get(f"{name}{HASH_SUFFIX}")


def _is_of_place(old: Row, new: Row, name: str) -> bool:
    if name != "edits":
        return name in PLACE
    before, after = (
        [{key: edit[key] for key in edit if key not in OFFSETS} for edit in row[name]] for row in (old, new)
    )
    return before == after


def _start_of_text(row: Row | None) -> str | None:
    text: str | None = (row or {}).get("text")
    return text and text[:N_CHARS_OF_TEXT]


def _counts(rows: pl.DataFrame, column: str, known: Sequence[str]) -> dict[str, dict[str, int]]:
    counted = Counter(rows.select("config", column).iter_rows())
    return {config: {name: counted[config, name] for name in known} for config in CHANGED_CONFIGS}


def _summary(rows: pl.DataFrame) -> Table:
    there = [cause for cause in CAUSES if cause in set(rows["causes"].explode())]
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("config", "change"):
        table.add_column(name, no_wrap=True)
    for name in ("records", *there):
        table.add_column(name, justify="right", no_wrap=True)
    for config, change in _kinds(rows):
        own = rows.filter(config=config, change=change)
        counted = Counter(own["causes"].explode())
        table.add_row(config, change, str(own.height), *(str(counted[cause]) for cause in there))
    return table


def _kinds(rows: pl.DataFrame) -> list[tuple[str, str]]:
    there = set(rows.select("config", "change").iter_rows())
    return [(config, change) for config in CHANGED_CONFIGS for change in CHANGES if (config, change) in there]


def _recipe_lines(recipe: list[Setting]) -> list[RenderableType]:
    return [_line("recipe", setting.path, setting) for setting in recipe]


def _line(what: str, name: str, values: ColumnChange | Setting) -> Text:
    old, new = values[-2:]
    shown = [value if isinstance(value, str) else orjson.dumps(value).decode() for value in (old, new)]
    return Text(_visible(f"{what} {name}: {shown[0][:N_CHARS_OF_TEXT] or '-'} -> {shown[1][:N_CHARS_OF_TEXT] or '-'}"))


def _examples(rows: pl.DataFrame) -> Iterator[Text]:
    for config, change in _kinds(rows):
        own = rows.filter(config=config, change=change)
        rest = f", the first {N_SHOWN} of {own.height}" if own.height > N_SHOWN else ""
        yield Text(f"\n{config} {change}{rest}", "bold")
        for row in own.head(N_SHOWN).iter_rows(named=True):
            yield from _example(row)


def _example(row: Mapping[str, Any]) -> Iterator[Text]:
    ids = dict.fromkeys(record_id for record_id in (row["record_id"], row["new_record_id"]) if record_id)
    columns = f" ({', '.join(row['columns'])})" if row["columns"] else ""
    yield Text(_visible(f"  {' -> '.join(ids)}{columns}: {', '.join(row['causes'])}"), "dim")
    for mark, text, style in (("-", row["old_text"], "red"), ("+", row["new_text"], "green")):
        if text is not None and row["old_text"] != row["new_text"]:
            yield Text(_visible(f"  {mark} {text}"), style)


def _visible(text: str) -> str:
    """Replace control characters, which a terminal would obey, by their pictures."""
    return text.translate(_PICTURES)
