"""The account of a command: time, and the processor time and memory of the whole tree of processes that it starts.

`account(command)` starts this module as a process of its own, which makes itself the one to whom orphaned descendants
fall (Linux: PR_SET_CHILD_SUBREAPER), runs the command, and waits for everything that came of it. So the CPU time of
workers that a pool, a fork server or a manager started is counted, reaped or orphaned, which plain `time` misses.

Memory is the largest sum of the proportional set sizes (PSS) of all living descendants, looked at ten times a second: a
page that two processes share counts once. A peak shorter than that is missed. The time of a process whose parent
ignores its end (SIGCHLD) is lost, as it is to any tool that asks the kernel afterwards; no contender does that.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parent.parent
SECONDS_BETWEEN_SAMPLES = 0.1
SECONDS_FOR_ORPHANS = 10.0
SET_PARENT_DEATH_SIGNAL, SET_CHILD_SUBREAPER = 1, 36  # of prctl, see its manual
THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_IO_THREADS")
ONE_THREAD = {**dict.fromkeys(THREADS, "1"), "RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


class Account(NamedTuple):
    """What a command took, with all its descendants."""

    wall_s: float
    cpu_s: float
    peak_pss_mb: float
    exit_code: int
    n_processes_max: int


def account(
    command: Sequence[str],
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Account:
    """Run a command and return its account; what it prints goes to `log`, or nowhere."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result, (log or Path(os.devnull)).open("ab") as output:
        measure = [sys.executable, "-m", "benchmarks.accounting", result.name, str(folder or Path.cwd()), *command]
        subprocess.run(
            measure,
            cwd=PROJECT,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=output,
            check=True,
        )
        return Account(**json.loads(Path(result.name).read_text()))


def descendants_of(ancestor: int) -> list[int]:
    """Return the processes below one, at this moment."""
    children: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            children[_parent_of(folder)].append(int(folder.name))
    found, open_ends = [], [ancestor]
    while open_ends:
        below = children.pop(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


def summed_pss_mb(processes: Sequence[int]) -> float:
    """Return the proportional set size of processes together; one that has ended has none."""
    return sum(map(_pss_kb, processes)) * 1024 / 1e6


def _parent_of(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def _pss_kb(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


class _Sampler(threading.Thread):
    """Looks at all descendants of this process until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak_pss_mb = 0.0
        self.n_processes_max = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        """Sample, and keep the largest."""
        while not self.is_over.wait(SECONDS_BETWEEN_SAMPLES):
            processes = descendants_of(os.getpid())
            self.n_processes_max = max(self.n_processes_max, len(processes))
            self.peak_pss_mb = max(self.peak_pss_mb, summed_pss_mb(processes))


def _run(command: Sequence[str], folder: str) -> Account:
    _adopt_orphans()
    sampler = _Sampler()
    sampler.start()
    started = time.monotonic()
    exit_code = subprocess.run(command, cwd=folder, check=False).returncode
    wall_s = time.monotonic() - started
    _reap_orphans()
    sampler.is_over.set()
    sampler.join()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Account(wall_s, used.ru_utime + used.ru_stime, sampler.peak_pss_mb, exit_code, sampler.n_processes_max)


def _adopt_orphans() -> None:
    """Let orphaned descendants fall to this process, and let all of them end when it, or its own parent, is ended."""
    prctl = ctypes.CDLL(None).prctl
    prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def _end_descendants() -> None:
    for process in descendants_of(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _reap_orphans() -> None:
    """Wait for what the command left behind, so that its time counts; end it if it does not end by itself."""
    deadline = time.monotonic() + SECONDS_FOR_ORPHANS
    while True:
        try:
            reaped, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not reaped:
            if time.monotonic() > deadline:
                _end_descendants()
            time.sleep(0.02)


def main() -> None:
    """Run a command given on the command line in a folder; write its account as JSON."""
    result, folder, *command = sys.argv[1:]
    try:
        Path(result).write_text(json.dumps(_run(command, folder)._asdict()))
    finally:
        _end_descendants()


if __name__ == "__main__":
    main()
