"""`manifest.json`: what a dataset folder holds: version, roots, recipe; of every file rows, bytes and checksum."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.errors import PressmarkError

MANIFEST = "manifest.json"
CHECKSUMS = "checksums.sha256"


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a dataset folder's manifest; raise `PressmarkError` where there is none, or it is damaged."""
    path = folder / MANIFEST
    if not path.exists():
        raise PressmarkError(f"{path} is missing: build the dataset first with 'make dataset', or name another folder")
    try:
        manifest: dict[str, Any] = store.read_json(path)
    except ValueError as error:
        raise PressmarkError(f"{path} is damaged: it is not JSON ({error})") from None
    return manifest


def write_checksums(folder: Path, known: Mapping[str, str] | None = None) -> None:
    """Name the SHA-256 of every file of a folder, as `sha256sum --check` reads it; one that is known is not read."""
    sha256s = known or {}
    lines = [f"{sha256s.get(name) or sha256_of_file(folder / name)}  {name}\n" for name in files_of(folder)]
    store.write_text(folder / CHECKSUMS, "".join(lines))


def files_of(folder: Path) -> list[str]:
    """Return the paths of a folder's files below it, sorted, without the checksums and what the system hides."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in paths
        if path.as_posix() != CHECKSUMS and not any(part.startswith(".") for part in path.parts)
    )


def sha256_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
