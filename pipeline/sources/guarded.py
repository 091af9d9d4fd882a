"""The process in which `guard` has documents read: takes a request, answers it, and ends when there are no more.

Memory is bounded as address space, on systems that bound it (Linux); CPU time is bounded on all of them.
"""

import importlib
import os
import pickle
import resource
import signal
import sys
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from pipeline.sources.guard import Limits, Stated, read_message, too_costly, write_message
from pipeline.sources.record import Record, Unreadable


def read(module: str, content: bytes, limits: Limits, stated: Stated) -> bytes:
    """Return the answer for a document, pickled: its records, or why there are none."""
    try:
        found = _bounded(module, content, limits, stated)
        answer = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        answer = pickle.dumps(too_costly(f"more than {limits.n_mb_max:,} MB of memory"))
    if len(answer) > limits.n_mb_of_text_max * 2**20:
        return pickle.dumps(too_costly(f"more than {limits.n_mb_of_text_max:,} MB for what it says"))
    return answer


def _bounded(module: str, content: bytes, limits: Limits, stated: Stated) -> list[Record] | Unreadable:
    try:
        reader = _load(module, limits)
        _bound_time(limits)
        records: list[Record] = reader.read(content, **stated)
    except Unreadable as fault:
        return fault
    except MemoryError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:200]
        return Unreadable("reader_failed", f"the reader raised {said}: report it, and save the text by other means")
    return records


def _load(module: str, limits: Limits) -> ModuleType:
    """Load a reader once; documents share what memory there is above its libraries, so that a leak is noticed."""
    if module in sys.modules:
        return sys.modules[module]
    ceiling = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    reader = importlib.import_module(module)
    sizes = Path("/proc/self/statm")
    if sizes.exists():
        n_bytes = int(sizes.read_bytes().split()[0]) * resource.getpagesize() + limits.n_mb_max * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (n_bytes if ceiling < 0 else min(n_bytes, ceiling), ceiling))
    return reader


def _bound_time(limits: Limits) -> None:
    """Allow a document so much more time than was used so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    n_seconds = int(usage.ru_utime + usage.ru_stime) + 1 + limits.n_cpu_seconds_max
    resource.setrlimit(resource.RLIMIT_CPU, (n_seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _open_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes to the owner; what a library prints goes where errors go."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def main() -> None:
    """Answer requests until the owner has no more, or is gone."""
    limits = Limits(*map(int, sys.argv[1:]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    requests, answers = _open_pipes()
    while (request := read_message(requests)) is not None:
        module, content, stated = pickle.loads(request)
        write_message(answers, read(module, content, limits, stated))


if __name__ == "__main__":
    main()
