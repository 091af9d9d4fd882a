"""Verify: prove a folder, or what was loaded from one, to be a version; or name what is not."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import polars as pl
import pyarrow
from datasets import Dataset

from pipeline.configs import CONFIGS, Config, read_parquet
from pipeline.errors import PressmarkError
from pipeline.release.ledger import Ledger, marks_of
from pipeline.release.manifest import CHECKSUMS, MANIFEST, files_of, read_manifest, sha256_of_file
from pipeline.release.root import Part, config_root, dataset_root, leaves_of, prove, sha256_of

N_NAMED = 5
_CHECKSUM_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


class Verified(NamedTuple):
    """What was found: faults as sentences that name the place, and remarks that are no faults."""

    version: str
    root: str
    faults: list[str]
    remarks: list[str]


def verify_folder(
    folder: Path, version: str | None = None, root: str | None = None, ledger: Ledger | None = None
) -> Verified:
    """Verify a dataset folder: checksums, page CRCs, counts, roots; and that it is the version wanted.

    `root` is the one that a citation gives; where there is none, the ledger's for this version is used. A Parquet file
    that was written anew with the same rows is remarked on and no fault.
    """
    try:
        manifest = read_manifest(folder)
    except PressmarkError as error:
        return Verified(version or "", "", [str(error)], [])
    changed = _changed_files(folder)
    if MANIFEST in changed:
        return Verified(str(manifest.get("version")), "", [f"{name}: {what}" for name, what in changed.items()], [])
    faults = [f"{name}: {what}" for name, what in changed.items() if not name.endswith(".parquet")]
    with TemporaryDirectory() as scratch:
        found = {config.name: _read_config(folder, config, manifest, Path(scratch)) for config in CONFIGS}
        roots = {name: config.root() for name, config in found.items()}
    faults += [fault for config in found.values() for fault in config.faults]
    faults += _faults_of_roots(manifest, roots)
    faults += _faults_of_version(manifest, version, root, ledger)
    repacked, damaged = _sort_out_parquet(folder, changed, found, manifest)
    faults += damaged
    if faults and ledger:
        faults += _name_articles(folder, manifest["version"], ledger)
    return Verified(str(manifest["version"]), dataset_root(roots), list(dict.fromkeys(faults)), repacked)


def verify_dataset(dataset: Dataset, config_name: str, root: str) -> None:
    """Verify a loaded config: its rows have this root (the config's: manifest.json, ledger and front matter name it).

    Raises `PressmarkError` with both roots if not.
    """
    config = next(config for config in CONFIGS if config.name == config_name)
    frame = pl.from_arrow(dataset.with_format("arrow")[:])
    assert isinstance(frame, pl.DataFrame)
    found = config_root([leaves_of(frame.select(config.column_names), config.key, config.texts)])
    if found != root:
        raise PressmarkError(
            f"the rows of '{config_name}' have the root {found}, and not {root}: this is another version"
        )


def refuse_damaged(folder: Path) -> None:
    """Raise `PressmarkError` with the faults if a dataset folder is not whole."""
    faults = verify_folder(folder).faults
    if faults:
        remedy = "remove .pressmark, which remembers what was whole, and run 'dvc repro --force publish'"
        raise PressmarkError("\n  ".join([f"{folder} is damaged: {remedy}", *faults]))


def prove_record(folder: Path, record_id: str) -> dict[str, Any]:
    """Return a record of a folder with its proof: the way from its leaf to the root; check it with `root.check_proof`.

    Raises `PressmarkError` if no config has the record.
    """
    config = config_of(record_id)
    frames = (read_parquet(path) for path in sorted((folder / config.name).glob("*.parquet")))
    rows = [row for frame in frames for row in frame.filter(pl.col(config.key[0]) == record_id).to_dicts()]
    if not rows:
        raise PressmarkError(f"{folder} has no record '{record_id}' in '{config.name}'")
    with TemporaryDirectory() as scratch:
        parts = {other.name: _leaf_parts(folder, other, Path(scratch)) for other in CONFIGS}
        roots = {name: config_root(found) for name, found in parts.items()}
        proof = prove(parts[config.name], roots, config.name, record_id)
    return {
        "config": config.name,
        "record": rows[0],
        "proof": [step._asdict() for step in proof],
        "root": dataset_root(roots),
    }


def config_of(record_id: str) -> Config:
    """Return the config that a record's id belongs to, by its form."""
    names = {"p": "paragraphs", "s": "sentences", "n": "notes"}
    match = re.search(r"#([psn])-", record_id)
    name = names[match[1]] if match else "articles"
    return next(config for config in CONFIGS if config.name == name)


class _Found(NamedTuple):
    parts: list[Part]
    roots: dict[str, str]
    faults: list[str]

    def root(self) -> str:
        """Return the root of the config: of one that has one file it is the file's."""
        return config_root(self.parts) if len(self.roots) != 1 else next(iter(self.roots.values()))


def _read_config(folder: Path, config: Config, manifest: dict[str, Any], scratch: Path) -> _Found:
    """Read the files of a config one by one; their leaves, which grow with the corpus, go to files, too."""
    parts: list[Part] = []
    roots: dict[str, str] = {}
    faults: list[str] = []
    entries = {file["path"]: file for file in manifest["configs"][config.name]["files"]}
    for path in sorted((folder / config.name).glob("*.parquet")):
        name = path.relative_to(folder).as_posix()
        try:
            frame = read_parquet(path)
            leaves = leaves_of(frame, config.key, config.texts)
        except (OSError, pyarrow.ArrowException, pl.exceptions.PolarsError, KeyError, ValueError, TypeError) as error:
            faults.append(f"{name}: cannot be read: {str(error).splitlines()[0][:200]}")
            continue
        roots[name] = config_root([leaves])
        parts.append(_write_leaves(leaves, scratch, config, path))
        faults += [f"{name}: {fault}" for fault in _faults_of_rows(frame, config, entries.get(name))]
        if name in entries and entries[name]["root"] != roots[name]:
            twin = next((other for other, entry in entries.items() if entry["root"] == roots[name] != ""), None)
            faults.append(
                f"{name}: {'has the rows of ' + twin if twin else 'its rows are not those that were published'}"
            )
    return _Found(parts, roots, faults)


def _leaf_parts(folder: Path, config: Config, scratch: Path) -> list[Part]:
    paths = sorted((folder / config.name).glob("*.parquet"))
    leaves = ((path, leaves_of(read_parquet(path), config.key, config.texts)) for path in paths)
    return [_write_leaves(own, scratch, config, path) for path, own in leaves]


def _write_leaves(leaves: bytes, scratch: Path, config: Config, of: Path) -> Path:
    path = scratch / f"{config.name}-{of.stem}"
    path.write_bytes(leaves)
    return path


def _faults_of_rows(frame: pl.DataFrame, config: Config, entry: dict[str, Any] | None) -> list[str]:
    """Name the rows that are wrong by themselves: doubled keys, gaps in positions, texts that are not their ids'."""
    faults = []
    if entry and frame.height != entry["n_rows"]:
        faults.append(f"{frame.height} rows, and the manifest says {entry['n_rows']}")
    keys = frame.select(key=pl.concat_str([pl.col(name).cast(pl.String) for name in config.key], separator="#"))["key"]
    doubled = keys.filter(keys.is_duplicated()).unique(maintain_order=True)
    faults += [f"row '{key}' stands there twice" for key in doubled.head(N_NAMED)]
    if "position" in frame.columns:
        jumps = frame.sort("article_id", "position").filter(
            pl.col("position") != pl.int_range(pl.len()).over("article_id")
        )
        faults += [
            f"row '{key}' has a wrong position, or one before it is missing" for key in jumps[config.key[0]].head(1)
        ]
    if config.name in ("paragraphs", "sentences"):
        faults += _faults_of_ids(frame, config.key[0])
    return faults


def _faults_of_ids(frame: pl.DataFrame, key: str) -> list[str]:
    wrong = [
        record_id
        for record_id, text in frame.select(key, "text").iter_rows()
        if text is not None and f"-{sha256_of(text)[:10]}" not in record_id
    ]
    return [f"row '{record_id}' has a text that is not its id's" for record_id in wrong[:N_NAMED]]


def _changed_files(folder: Path) -> dict[str, str]:
    """Return for each file that is not as the checksums say what is wrong with it."""
    path = folder / CHECKSUMS
    if not path.exists():
        return {CHECKSUMS: "is missing"}
    named: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        match = _CHECKSUM_LINE.fullmatch(line)
        if match:
            named[match[2]] = match[1]
        else:
            wrong[CHECKSUMS] = f"has a damaged line: {line[:80]!r}"
    there = files_of(folder)
    wrong |= {name: "is missing" for name in named if name not in there}
    wrong |= {name: f"is not named in {CHECKSUMS}" for name in there if name not in named}
    wrong |= {
        name: "its bytes are not those that were published"
        for name in there
        if name in named and sha256_of_file(folder / name) != named[name]
    }
    return wrong


def _sort_out_parquet(
    folder: Path, changed: dict[str, str], found: dict[str, _Found], manifest: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """Part changed Parquet files into those written anew with the same rows, and damaged ones.

    Damage keeps a file's size as a rule, and writing anew does not; either way the rows must be the published ones.
    """
    remarks, faults = [], []
    for name, what in changed.items():
        config = name.split("/", 1)[0]
        if not name.endswith(".parquet") or config not in found:
            continue
        entry = next((file for file in manifest["configs"][config]["files"] if file["path"] == name), None)
        same_rows = entry and found[config].roots.get(name) == entry["root"]
        if entry and same_rows and (folder / name).stat().st_size != entry["n_bytes"]:
            remarks.append(f"{name}: written anew with other settings; its rows are the published ones")
        else:
            faults.append(f"{name}: {what}")
    return remarks, faults


def _faults_of_roots(manifest: dict[str, Any], roots: dict[str, str]) -> list[str]:
    faults = [
        f"{name}: its root is {root}, and {MANIFEST} says {manifest['configs'][name]['root']}"
        for name, root in roots.items()
        if manifest["configs"][name]["root"] != root
    ]
    if manifest["root"] != dataset_root({name: config["root"] for name, config in manifest["configs"].items()}):
        faults.append(f"{MANIFEST}: the root of the whole does not follow from the roots of the configs")
    return faults


def _faults_of_version(
    manifest: dict[str, Any], version: str | None, root: str | None, ledger: Ledger | None
) -> list[str]:
    faults = []
    if version and manifest["version"] != version:
        faults.append(f"{MANIFEST}: this is version {manifest['version']}, and not {version}")
    released = ledger.find(version or str(manifest["version"])) if ledger else None
    is_ours = released is not None and released.name == manifest["name"]
    wanted = root or (released.root if released and is_ours else None)
    if wanted and manifest["root"] != wanted:
        faults.append(
            f"{MANIFEST}: version {manifest['version']} has the root {wanted}, and this has {manifest['root']}"
        )
    if version and not wanted:
        faults.append(f"version {version} is in no ledger here: give the root that its citation names")
    return faults


def _name_articles(folder: Path, version: str, ledger: Ledger) -> list[str]:
    """Name the articles whose rows are not those of the ledger, as far as the files can be read."""
    released = ledger.find(version)
    if released is None:
        return []
    try:
        marks = marks_of(folder, released.columns)
    except (OSError, pyarrow.ArrowException, KeyError, ValueError, TypeError):
        return []
    wanted = ledger.marks(version)
    lines = []
    for article_id in sorted(set(marks) | set(wanted)):
        if marks.get(article_id) == wanted.get(article_id):
            continue
        pairs = zip(CONFIGS, marks.get(article_id, "").split(" "), wanted.get(article_id, "").split(" "), strict=False)
        configs = [config.name for config, found, released_mark in pairs if found != released_mark]
        lines.append(
            f"article '{article_id}': its rows in {', '.join(configs) or 'all configs'} are not the released ones"
        )
    return lines[:N_NAMED]
