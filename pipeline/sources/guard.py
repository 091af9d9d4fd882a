"""Readers of formats that can explode or crash run in a process of their own, bounded in memory, time and output.

The process (`pipeline.sources.guarded`) lives on and reads one document after the other; one that dies is a reason to
reject its document, and the next document gets a fresh one. What becomes of a document depends on it alone: a process
that fails after it read others is no witness, so a fresh one tries again.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple, cast

from pipeline.sources.record import Record, Unreadable

PROCESS = "pipeline.sources.guarded"
N_BYTES_OF_LENGTH = 8
_REMEDY = "read it elsewhere and save its text"
_own = threading.local()
Stated = Mapping[str, str | None]
NOTHING: Stated = {}


class Limits(NamedTuple):
    """What a reader may take for one document: MB of memory above its libraries, CPU seconds, MB that it gives."""

    n_mb_max: int
    n_cpu_seconds_max: int
    n_mb_of_text_max: int = 128


LIMITS = Limits(1024, 60)
"""For whoever reads a document outside a run."""


class Died(Exception):
    """The process of a reader ended before it answered."""


class Guard:
    """A process that reads documents within limits. It ends with its owner, also when that is killed."""

    def __init__(self, limits: Limits) -> None:
        """Start the process; libraries are loaded when a document wants them."""
        paths = os.pathsep.join(path or str(os.getcwd()) for path in sys.path)  # noqa: PTH109 - no Path at this door
        self.limits = limits
        self.owner = os.getpid()
        self.n_read = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", PROCESS, *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
        self.end = weakref.finalize(self, _end, self._process)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def read(self, module: str, content: bytes, stated: Stated) -> list[Record] | Unreadable:
        """Read a document by a reader's module; raise `Died` if the process did not live to answer."""
        self.n_read += 1
        request = pickle.dumps((module, content, dict(stated)), pickle.HIGHEST_PROTOCOL)
        with contextlib.suppress(BrokenPipeError):
            write_message(cast("BinaryIO", self._process.stdin), request)
        answer = read_message(cast("BinaryIO", self._process.stdout), self.limits.n_mb_of_text_max * 2**20)
        if answer is None:
            raise Died
        found: list[Record] | Unreadable = pickle.loads(answer)
        return found

    def cause_of_death(self) -> Unreadable:
        """Say why the process ended, as the reason to reject its document."""
        code = self.end()
        if code == -signal.SIGXCPU:
            return too_costly(f"more than {self.limits.n_cpu_seconds_max:,} CPU seconds")
        how = signal.Signals(-code).name if code and code < 0 else f"exit code {code}"
        return Unreadable("reader_died", f"the reader's process ended at it ({how}): {_REMEDY}")


def read_guarded(module: str, content: bytes, limits: Limits, stated: Stated = NOTHING) -> list[Record]:
    """Read a document by a reader's module, in this thread's own process of that kind.

    `stated` is what its reader is told of it by name, such as the address of a page.
    Raises `Unreadable` where the reader does, with `too_costly` where a limit is reached (memory, time, output),
    `reader_died` where the process ended otherwise, and `reader_failed` for a fault of the reader.
    """
    found = _attempt(module, content, limits, stated)
    if isinstance(found, list):
        return found
    raise found


def too_costly(what: str) -> Unreadable:
    """Return the reason to reject a document that wants more than a limit allows."""
    return Unreadable("too_costly", f"to read it takes {what}: {_REMEDY}, or raise the limit")


def write_message(pipe: BinaryIO, message: bytes) -> None:
    """Write a message behind its length."""
    pipe.write(len(message).to_bytes(N_BYTES_OF_LENGTH, "big"))
    pipe.write(message)
    pipe.flush()


def read_message(pipe: BinaryIO, n_bytes_max: int | None = None) -> bytes | None:
    """Read a message; none where the pipe ends before it does, or where it claims to be longer than it may."""
    n_bytes = int.from_bytes(length := pipe.read(N_BYTES_OF_LENGTH), "big")
    if len(length) < N_BYTES_OF_LENGTH or (n_bytes_max is not None and n_bytes > n_bytes_max):
        return None
    message = pipe.read(n_bytes)
    return message if len(message) == n_bytes else None


def _attempt(module: str, content: bytes, limits: Limits, stated: Stated) -> list[Record] | Unreadable:
    while True:
        guard = _guard_of_this_thread(limits)
        try:
            found = guard.read(module, content, stated)
        except Died:
            found = guard.cause_of_death()
        if isinstance(found, list) or found.reason not in ("too_costly", "reader_died"):
            return found
        is_first = guard.n_read == 1
        guard.end()
        _own.guard = None
        if is_first:
            return found


def _guard_of_this_thread(limits: Limits) -> Guard:
    guard: Guard | None = getattr(_own, "guard", None)
    if guard is None or guard.limits != limits or guard.owner != os.getpid():
        guard = _own.guard = Guard(limits)
    return guard


def _end(process: subprocess.Popen[bytes]) -> int:
    """End a process and return its exit code; what already happened to it stands."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(BrokenPipeError):
            cast("BinaryIO", pipe).close()
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
