"""Pandera as the schemas use it, `pa`: for polars, and in a stage without pandas.

Pandera loads pandas and hypothesis wherever they are installed, which takes a stage longer than all else that it
imports, and it asks nothing of them for a polars frame. So in the process of a stage, and of its workers, they are as
good as not installed. In all other processes, such as a notebook that imports the package, Pandera is loaded as it
comes.
"""

import sys
from pathlib import Path
from typing import Any

UNUSED = ("pandas", "hypothesis")


class _Hidden:
    """Finds none of the libraries that no stage uses, and says so in the words of Python."""

    @staticmethod
    def find_spec(name: str, *_: Any) -> None:
        if name in UNUSED:
            raise ModuleNotFoundError(f"No module named '{name}' in a stage: see {__name__}", name=name)


def _is_stage() -> bool:
    """Tell whether the program that runs here is a module of `pipeline`: a worker has the name of its parent.

    The front door is none: its commands load what they use, pandas with `datasets`.
    """
    program = Path(sys.argv[0])
    return program.parent == Path(__file__).parent.parent / "pipeline" and program.name != "__main__.py"


if _is_stage():
    sys.meta_path.insert(0, _Hidden)

import pandera.polars as pa  # noqa: E402

__all__ = ["pa"]
