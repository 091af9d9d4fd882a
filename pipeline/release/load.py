"""Load: what `datasets.load_dataset` gives, or an error where it would silently give other rows.

Plain `load_dataset` serves the newest version it has in its cache where the Hub is out of reach, whatever revision was
asked for; follows a tag that was moved; and reads a file with a flipped bit. Here each of these raises.
"""

import re
from pathlib import Path
from typing import Any

from datasets import Dataset, IterableDataset, load_dataset

from pipeline.configs import CONFIGS
from pipeline.errors import PressmarkError
from pipeline.release.hub import fetch
from pipeline.release.ledger import read_ledger
from pipeline.release.manifest import read_manifest, sha256_of_file

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def load(
    where: str | Path,
    config: str = "articles",
    version: str | None = None,
    root: str | None = None,
    streaming: bool = False,
) -> Dataset | IterableDataset:
    """Load one config of a version.

    `where` is a dataset folder, or a Hub repository as `organisation/name`, of which a version must be named. `root` is
    the one that a citation gives; where there is none, the ledger `data/releases.json` is asked, if it is here. Raises
    `PressmarkError` if the version is not to be had, or if what is there is not that version.
    """
    if config not in [known.name for known in CONFIGS]:
        raise PressmarkError(f"no config '{config}'; known: {', '.join(known.name for known in CONFIGS)}")
    if version is not None and not _VERSION.fullmatch(version):
        raise PressmarkError(f"'{version}' is not a version: name it as three numbers, such as 1.2.0")
    path = Path(where)
    if (path / "manifest.json").is_file():
        return _load_folder(path, config, version, root, streaming)
    if path.exists() or not _REPOSITORY.fullmatch(str(where)):
        raise PressmarkError(f"{where} is no dataset folder: it has no manifest.json")
    if version is None:
        raise PressmarkError(f"{where}: name the version, such as version='1.0.0': a branch of the Hub moves")
    if streaming:
        return _stream(str(where), config, version, root)
    return _load_folder(_fetch(str(where), version, config), config, version, root, streaming=False)


def _load_folder(folder: Path, config: str, version: str | None, root: str | None, streaming: bool) -> Any:
    manifest = read_manifest(folder)
    _refuse_other_version(str(folder), manifest, version, root)
    for file in manifest["configs"][config]["files"]:
        if not (folder / file["path"]).exists():
            raise PressmarkError(f"{folder / file['path']} is missing: the version is not to be had here as a whole")
        if sha256_of_file(folder / file["path"]) != file["sha256"]:
            raise PressmarkError(f"{folder / file['path']} is not the published file: see 'pressmark verify {folder}'")
    if not manifest["configs"][config]["n_rows"]:
        return _empty(config, streaming)
    loaded = load_dataset(str(folder), config, split="train", streaming=streaming)
    _refuse_other_rows(str(folder), loaded, config, manifest)
    return loaded


def _stream(repo: str, config: str, version: str, root: str | None) -> Any:
    manifest = read_manifest(_fetch(repo, version, None))
    _refuse_other_version(repo, manifest, version, root)
    if not manifest["configs"][config]["n_rows"]:
        return _empty(config, streaming=True)
    loaded = load_dataset(repo, config, split="train", revision=f"v{version}", streaming=True)
    _refuse_other_rows(repo, loaded, config, manifest)
    return loaded


def _fetch(repo: str, version: str, config: str | None) -> Path:
    # Beside the config's own files those of the first one: load_dataset tells the format of all configs by them.
    files = [f"{CONFIGS[0].name}/*", f"{config}/*"] if config else []
    return fetch(repo, f"v{version}", ["manifest.json", "README.md", *files])


def _refuse_other_version(place: str, manifest: dict[str, Any], version: str | None, root: str | None) -> None:
    if version is not None and manifest["version"] != version:
        raise PressmarkError(f"{place} is version {manifest['version']}, and not {version}")
    released = read_ledger().find(manifest["version"]) if root is None else None
    wanted = released.root if released and released.name == manifest["name"] else root
    if wanted is not None and manifest["root"] != wanted:
        raise PressmarkError(
            f"{place} calls itself {manifest['version']}, but its root is {manifest['root']}, not {wanted}"
        )


def _refuse_other_rows(place: str, loaded: Dataset | IterableDataset, config: str, manifest: dict[str, Any]) -> None:
    """Compare what the loaded rows say of themselves with the manifest: a stale copy has another version or root."""
    found = (str(loaded.info.version), str(loaded.info.description).split("sha256:")[-1])
    wanted = (manifest["version"], manifest["configs"][config]["root"])
    if found != wanted:
        raise PressmarkError(f"{place}: a copy of version {found[0]} (root {found[1]}) was loaded, and not {wanted[0]}")
    n_rows = manifest["configs"][config]["n_rows"]
    if isinstance(loaded, Dataset) and loaded.num_rows != n_rows:
        raise PressmarkError(f"{place}: {loaded.num_rows} rows were loaded, and version {wanted[0]} has {n_rows}")


def _empty(config: str, streaming: bool) -> Any:
    features = next(known.features for known in CONFIGS if known.name == config)
    rows = Dataset.from_dict({name: [] for name in features}, features=features)
    return rows.to_iterable_dataset() if streaming else rows
