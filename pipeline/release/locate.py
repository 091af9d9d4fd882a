"""Locate: the dataset folder that a person means: a folder, a version, a git revision, or a tag on the Hub."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline import store
from pipeline.errors import PressmarkError
from pipeline.release.hub import fetch
from pipeline.release.ledger import read_ledger
from pipeline.release.manifest import MANIFEST, read_manifest

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_TAG = re.compile(rf"v({_VERSION.pattern})")
_ON_THE_HUB = re.compile(r"([\w.-]+/[\w.-]+)@(.*)")


@contextmanager
def locate(where: str) -> Iterator[Path]:
    """Give the dataset folder that `where` names; what was fetched for it is there until the block ends.

    `where` is a folder with a manifest; a version as `1.2.0`: the one that is built, or else what git has at the tag
    `v1.2.0`; a git revision of the project in the current folder; or a tag of a Hub repository,
    `organisation/name@v1.2.0`. Raises `PressmarkError` if it is not to be had, is not whole, or is another version.
    """
    with tempfile.TemporaryDirectory() as temporary:
        yield _find(where, Path(temporary) / store.DATASET.name)


def _find(where: str, target: Path) -> Path:
    path = Path(where)
    if (path / MANIFEST).is_file():
        return path
    if path.exists():
        raise PressmarkError(f"{where} is no dataset folder: it has no {MANIFEST}")
    if on_the_hub := _ON_THE_HUB.fullmatch(where):
        return _fetch_from_hub(where, *on_the_hub.groups())
    if not _VERSION.fullmatch(where):
        return _fetch_from_git(where, where, target)
    return store.DATASET if _is_built(where) else _fetch_from_git(where, f"v{where}", target)


def _is_built(version: str) -> bool:
    """Tell whether the built dataset is this version; where the version is released, it must be what was released."""
    if not (store.DATASET / MANIFEST).is_file():
        return False
    built, released = read_manifest(store.DATASET), read_ledger().find(version)
    is_other = released is not None and (released.name, released.root) != (built["name"], built["root"])
    return bool(built["version"] == version) and not is_other


def _fetch_from_git(where: str, revision: str, target: Path) -> Path:
    from dvc.api import DVCFileSystem  # noqa: PLC0415 - only a revision needs it, and it loads slowly
    from dvc.exceptions import DvcException  # noqa: PLC0415

    path = store.DATASET.as_posix()
    try:
        files = DVCFileSystem(".", rev=revision)
        files.info(path)
    except DvcException as error:
        raise PressmarkError(_unknown(where, revision, error)) from error
    except FileNotFoundError as error:
        raise PressmarkError(
            f"{where}: the git revision {revision} has no {path}: name one in which it was built"
        ) from error
    try:
        files.get(path, str(target), recursive=True)
    except Exception as error:  # a remote may be of any kind, and raises what its client raises
        raise PressmarkError(
            f"{where}: the files of {path} are neither in the DVC cache nor to be had from a DVC remote "
            f"({_first_line(error)}): check {revision} out and run 'dvc pull', or 'dvc repro' where no remote has them"
        ) from error
    return _proven(where, revision, target)


def _unknown(where: str, revision: str, error: Exception) -> str:
    if where != revision:
        return (
            f"version {where} is neither the one in {store.DATASET} nor to be had from git ({_first_line(error)}): "
            "run 'git fetch --tags', or name a folder"
        )
    return (
        f"{where} is no dataset folder, and no git revision ({_first_line(error)}); "
        "name a version as 1.2.0, and a Hub repository with its tag as organisation/name@v1.2.0"
    )


def _fetch_from_hub(where: str, repo: str, tag: str) -> Path:
    if not _TAG.fullmatch(tag):
        raise PressmarkError(f"{where}: name the tag of a version, such as {repo}@v1.2.0: anything else moves")
    return _proven(where, tag, fetch(repo, tag))


def _proven(where: str, tag: str, folder: Path) -> Path:
    """Return a fetched folder if all files that its manifest names are there, and its version is the tag's."""
    if not (folder / MANIFEST).is_file():
        raise PressmarkError(f"{where} is no dataset of Pressmark: it has no {MANIFEST}")
    manifest = read_manifest(folder)
    named = _TAG.fullmatch(tag)
    if named and manifest["version"] != named[1]:
        raise PressmarkError(f"{where} is version {manifest['version']}, and not {named[1]}: its tag is wrong")
    paths = [file["path"] for config in manifest["configs"].values() for file in config["files"]]
    missing = [path for path in paths if not (folder / path).is_file()]
    if missing:
        raise PressmarkError(f"{where} is not whole: {missing[0]} is missing: have it published anew")
    return folder


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
