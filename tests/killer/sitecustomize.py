"""Loaded by Python at its start when this folder is on its path: kills the whole process group at the n-th rename.

`KILL_AT` is that number, counted over all processes by the size of the file `KILL_COUNT`; an odd one kills before the
rename it has come to, an even one behind it, so that every rename has both.
"""

import os
import signal
from collections.abc import Callable
from typing import Any


def _counted(rename: Callable[..., Any]) -> Callable[..., Any]:
    def counting(*arguments: Any, **options: Any) -> Any:
        _count()
        outcome = rename(*arguments, **options)
        _count()
        return outcome

    return counting


def _count() -> None:
    file = os.open(os.environ["KILL_COUNT"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, b"x")
    number = os.fstat(file).st_size
    os.close(file)
    if number == int(os.environ["KILL_AT"]):
        os.killpg(os.getpgid(0), signal.SIGKILL)


if "KILL_AT" in os.environ:
    os.replace, os.rename = _counted(os.replace), _counted(os.rename)
