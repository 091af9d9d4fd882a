"""A newcomer's own texts: copied into `data/raw`, with rows opened for them in the catalogue."""

import re
from pathlib import Path

from pipeline import sources, store
from pipeline.catalogue import add_rows, read_catalogue
from pipeline.errors import PressmarkError
from pipeline.ingest import is_usable_id
from pipeline.params import PARAMS
from pipeline.release.ledger import read_ledger
from pipeline.release.semver import smallest_after

_VERSION = re.compile(r"^(publish:\n(?:(?:[ #].*)?\n)*?  version: *)([0-9]+\.[0-9]+\.[0-9]+)", re.MULTILINE)


def add_files(files: list[Path]) -> list[str]:
    """Copy files into `data/raw` and open a catalogue row for each; return their paths below `data/raw`.

    All are looked at before one is copied. Raises `PressmarkError` if one cannot be read as an article, or has the name
    of an article that is there; then nothing was changed.
    """
    contents = {file: _readable(file) for file in files}
    _refuse_taken_ids(files)
    for file, content in contents.items():
        with store.whole_file(store.RAW / file.name) as path:
            path.write_bytes(content)
    add_rows([file.name for file in files])
    return [file.name for file in files]


def open_next_version() -> tuple[str, str] | None:
    """Set `publish.version` to the next minor number where the present one is released.

    Returns the two versions, or none where nothing had to be done. The rest of `params.yaml`, comments too, stays.
    """
    text = PARAMS.read_text("utf-8")
    match = _VERSION.search(text)
    if match is None or read_ledger().find(match[2]) is None:
        return None
    following = smallest_after(match[2], "minor")
    store.write_text(PARAMS, text[: match.start(2)] + following + text[match.end(2) :])
    return match[2], following


def _readable(file: Path) -> bytes:
    try:
        content = file.read_bytes()
        sources.read(file.suffix, content)
    except sources.Unreadable as fault:
        raise PressmarkError(f"{file}: {fault.reason}: {fault.detail}") from None
    except OSError as fault:
        raise PressmarkError(f"{file}: {fault.strerror}: nothing was added") from None
    return content


def _refuse_taken_ids(files: list[Path]) -> None:
    taken = {Path(file.path).stem: f"{store.RAW}/{file.path}" for file in store.Store().list_raw()}
    taken |= dict.fromkeys(read_catalogue()["article_id"], f"a row of {store.CATALOGUE}")
    for file in files:
        if not is_usable_id(file.stem):
            raise PressmarkError(f"{file}: an id has no '#', no control character: rename the file; nothing was added")
        if file.stem in taken:
            remedy = "rename the file; nothing was added"
            raise PressmarkError(f"{file}: '{file.stem}' is the id of {taken[file.stem]}: {remedy}")
        taken[file.stem] = str(file)
