"""What shaped a version: settings, code of the rules, versions of the libraries; for `diff` to compare."""

import hashlib
import inspect
from importlib.metadata import version
from types import ModuleType
from typing import Any

import yaml

from pipeline import boundaries, edits, joins, repairs, roles
from pipeline.params import PARAMS

ROOMS: tuple[ModuleType, ...] = (repairs, edits, roles, joins, boundaries)
SECTIONS = ("ingest", "clean", "segment", "validate")
LIBRARIES = ("datasets", "ftfy", "pandera", "polars", "py3langid", "pyarrow")


def read_recipe() -> dict[str, Any]:
    """Return the settings that shape rows, a SHA-256 of each room of rules, and the versions of the libraries."""
    params = yaml.safe_load(PARAMS.read_text("utf-8"))
    return {
        "params": {section: params[section] for section in SECTIONS},
        "rules": {
            room.__name__.split(".")[-1]: hashlib.sha256(inspect.getsource(room).encode()).hexdigest() for room in ROOMS
        },
        "libraries": {name: version(name) for name in LIBRARIES},
    }
