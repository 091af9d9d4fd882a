"""The only door to workers: a stage is `map_buckets(stage, unit, buckets)`, whatever does the work.

The number of workers never changes a byte of the outcome, so it stands in its own section of `params.yaml`
(`engine`), on which no stage depends: changing it runs nothing again.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from pydantic import PositiveInt
from rich.progress import Progress

from pipeline.params import Settings, read_settings

Result = TypeVar("Result")
SECONDS_BETWEEN_LINES = 5


class EngineSettings(Settings):
    """Who does the work."""

    n_workers: PositiveInt | None = None
    """Processes at work; none: as many as this machine has processors."""


def map_buckets(stage: str, unit: Callable[[str], Result], buckets: list[str]) -> list[Result]:
    """Do a stage's unit of work on every bucket; return the results in the order of the buckets."""
    wanted = read_settings(EngineSettings, "engine").n_workers or os.cpu_count() or 1
    n_workers = min(wanted, len(buckets))
    if n_workers <= 1:
        return list(_told(stage, map(unit, buckets), len(buckets)))
    with _processes(n_workers) as executor:
        return list(_told(stage, executor.map(unit, buckets), len(buckets)))


@contextmanager
def _processes(n_workers: int) -> Iterator[Executor]:
    """Start fresh processes: a forked one could inherit a lock that a library's thread holds."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with ProcessPoolExecutor(n_workers, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def _told(stage: str, results: Iterable[Result], n_buckets: int) -> Iterator[Result]:
    """Pass results on and tell how far the work is: a bar on a terminal, plain lines elsewhere."""
    if sys.stderr.isatty():
        with Progress(transient=True) as progress:
            yield from progress.track(results, total=n_buckets, description=stage)
        return
    told = time.monotonic()
    for n_done, result in enumerate(results, start=1):
        yield result
        if time.monotonic() - told > SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            print(f"{stage}: {n_done} of {n_buckets} buckets", file=sys.stderr, flush=True)
