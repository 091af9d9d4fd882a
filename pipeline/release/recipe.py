"""What shaped a version: settings, code of the rules, versions of the libraries; for `diff` to compare."""

import hashlib
import inspect
from importlib.metadata import version
from types import ModuleType
from typing import Any

from pipeline import boundaries, edits, joins, repairs, roles
from pipeline.corrections import digests, read_corrections
from pipeline.params import read_params

ROOMS: tuple[ModuleType, ...] = (repairs, edits, roles.signs, roles.places, joins, boundaries)
SECTIONS = ("ingest", "clean", "segment", "validate")
LIBRARIES = ("datasets", "ftfy", "pandera", "polars", "py3langid", "pyarrow")


def read_recipe() -> dict[str, Any]:
    """Return the settings that shape rows, a SHA-256 of each room of rules, and the versions of the libraries.

    Also, of each article that people corrected, a SHA-256 of what they decided.
    """
    params = read_params()
    return {
        "params": {section: params[section] for section in SECTIONS},
        "rules": {
            room.__name__.split(".")[-1]: hashlib.sha256(inspect.getsource(room).encode()).hexdigest() for room in ROOMS
        },
        "libraries": {name: version(name) for name in LIBRARIES},
        "corrections": digests(read_corrections()),
    }
