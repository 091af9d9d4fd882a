"""The only door to workers: `redo` does those units of a stage again that are not done, and nothing else.

Workers are processes of this machine, or of a Dask cluster, behind one protocol, `concurrent.futures.Executor`. Who
does the work never changes a byte of the outcome, so it stands in its own section of `params.yaml` (`engine`), on which
no stage depends. A worker that dies costs its unit a second try; a unit whose worker dies three times is named at the
end. What leaves no file behind, `spread` lets processes of this machine find out.
"""

import importlib
import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import Field, PositiveInt

from pipeline.errors import PressmarkError
from pipeline.held import find_held, remember_held
from pipeline.params import PARAMS, Settings, read_settings
from pipeline.processes import Processes, WorkerDied
from pipeline.progress import Told
from pipeline.store import Listed, Store
from pipeline.units import (
    Entry,
    Result,
    Stage,
    Unit,
    key_of,
    mirror_entries,
    names_in,
    read_entries,
    write_entry,
)

N_DEATHS_MAX = 3
SECONDS_TO_CONNECT = 30
N_NAMED = 5
Work = Callable[[Store, Unit], tuple[dict[str, str], Result]]
"""What a stage does to a unit: writes files, and returns their names with their SHA-256, and what it counted."""
T = TypeVar("T")
"""What a worker hands back of a unit."""


class ClusterSettings(Settings):
    """A Dask cluster to start: a class such as `dask_jobqueue.SLURMCluster`, and what it is called with."""

    kind: str = Field(alias="class", pattern=r"^[A-Za-z_][\w.]*\.[A-Za-z_]\w*$")
    options: dict[str, Any] = Field(default_factory=dict)


class EngineSettings(Settings):
    """Who does the work."""

    kind: Literal["local", "dask"] = "local"
    n_workers: PositiveInt | None = None
    """Processes at work, or workers that a cluster is asked for; none: as many as this machine has processors."""
    scheduler: str | None = None
    """The address of a Dask scheduler that runs already."""
    cluster: ClusterSettings | None = None
    """A Dask cluster to start and to end."""


class Outcome(NamedTuple, Generic[T]):
    """What became of a unit: what was handed back, or the fault that it ended with; and how many workers died of it."""

    unit: Unit
    value: T | None
    fault: BaseException | None
    n_deaths: int = 0


def redo(stage: Stage, work: Work, units: list[Unit], store: Store) -> list[Entry]:
    """Do the units that are not done; return the entries of all, in their order.

    Files and entries of units that are no longer there are removed. Raises `PressmarkError` that names the units that
    failed, with what is in them, after all others are done.
    """
    settings = read_settings(EngineSettings, "engine")
    entries, kept = _find_done(stage, units, store)
    undone = [unit for unit in units if unit.name not in entries]
    _clear(store, stage, entries)
    if undone:
        _tell(stage, len(undone), len(units))
        faults = []
        for outcome in _outcomes(stage.name, partial(_carry_out, work, store.absolute(), stage), undone, settings):
            if outcome.value:
                entries[outcome.unit.name] = outcome.value
            else:
                faults.append(outcome)
        _clear(store, stage, entries)
        _raise(stage, faults, store)
    remember_held(store, stage, entries.values(), kept)
    mirror_entries(store, stage)
    return [entries[unit.name] for unit in units]


def spread(name: str, find_out: Callable[[Unit], T], units: list[Unit]) -> list[T]:
    """Return what is found out of each unit, in their order, by processes of this machine, whoever does the stages.

    There are as many as the recipe wants for its stages, or, where a cluster does these, as there are processors; a
    single unit is done here. Raises what a unit ended with, `PressmarkError` if its process died thrice.
    """
    settings = read_settings(EngineSettings, "engine")
    settings = settings if settings.kind == "local" else EngineSettings()
    found: dict[str, T] = {}
    for outcome in _outcomes(name, find_out, units, settings):
        if isinstance(outcome.fault, WorkerDied):
            raise PressmarkError(
                f"{name}: a process died {outcome.n_deaths} times: give it more memory, or lower engine.n_workers"
            )
        if outcome.fault:
            raise outcome.fault
        if outcome.value is not None:
            found[outcome.unit.name] = outcome.value
    return [found[unit.name] for unit in units]


def _find_done(stage: Stage, units: list[Unit], store: Store) -> tuple[dict[str, Entry], dict[str, Listed]]:
    """Return the entries of units that were done just so, and whose files are still there; and how these look."""
    before = read_entries(store, stage.name)
    keys = {unit.name: key_of(stage, unit) for unit in units}
    just_so = {name: before[name] for name, key in keys.items() if name in before and before[name].key == key}
    held = find_held(store, stage, just_so.values())
    entries = {name: entry for name, entry in just_so.items() if held.keys() >= set(entry.outputs)}
    return entries, {name: held[name] for entry in entries.values() for name in entry.outputs}


def _outcomes(
    name: str, carry_out: Callable[[Unit], T], units: list[Unit], settings: EngineSettings
) -> Iterator[Outcome[T]]:
    n_workers = min(settings.n_workers or os.cpu_count() or 1, len(units))
    with Told(name, sum(unit.n_articles for unit in units), sum(unit.n_bytes for unit in units)) as told:
        outcomes: Iterator[Outcome[T]]
        if settings.kind == "local" and n_workers <= 1:
            outcomes = iter(_outcome(unit, partial(carry_out, unit)) for unit in units)
        else:
            outcomes = _by_workers(settings, carry_out, units, n_workers)
        for outcome in outcomes:
            told.add(outcome.unit.n_articles, outcome.unit.n_bytes)
            yield outcome


def _by_workers(
    settings: EngineSettings, carry_out: Callable[[Unit], T], units: list[Unit], n_workers: int
) -> Iterator[Outcome[T]]:
    """Let processes or a Dask cluster do the units; a scheduler has them all, and counts deaths itself."""
    if settings.kind == "dask":
        with _start_dask(settings) as executor:
            yield from _hand_out_all(executor, carry_out, units)
    else:
        with _start_processes(n_workers) as executor:
            yield from _hand_out(executor, carry_out, units, n_workers, N_DEATHS_MAX)


def _carry_out(work: Work, store: Store, stage: Stage, unit: Unit) -> Entry:
    """Do a unit, in whatever process: its old entry goes first, the new one comes last."""
    store.remove(f"{stage.entries}/{unit.name}.json")
    outputs, result = work(store, unit)
    n_articles = result.get("n_articles", unit.n_articles)
    entry = Entry(unit.name, key_of(stage, unit), outputs, n_articles, result.get("n_bytes", unit.n_bytes), result)
    return write_entry(store, stage, entry)


def _hand_out(
    executor: Executor, carry_out: Callable[[Unit], T], units: list[Unit], n_at_once: int, n_deaths_max: int
) -> Iterator[Outcome[T]]:
    """Hand units to workers, a few at a time; one whose worker died is handed out again, so many times at most."""
    waiting, running = deque(units), dict[Future[T], Unit]()
    n_deaths = Counter[str]()
    while waiting or running:
        while waiting and len(running) < n_at_once:
            unit = waiting.popleft()
            running[executor.submit(carry_out, unit)] = unit
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            unit = running.pop(future)
            outcome = _outcome(unit, future.result)
            n_deaths[unit.name] += outcome.n_deaths
            if isinstance(outcome.fault, WorkerDied) and n_deaths[unit.name] < n_deaths_max:
                waiting.append(unit)
            else:
                yield outcome._replace(n_deaths=n_deaths[unit.name])


def _hand_out_all(executor: Executor, carry_out: Callable[[Unit], T], units: list[Unit]) -> Iterator[Outcome[T]]:
    """Hand all units to a scheduler, which tells a worker's death of every unit that lay with it.

    So those whose workers died are handed out once more in the end, one by one, and each answers for itself alone.
    """
    suspects = []
    for outcome in _hand_out(executor, carry_out, units, len(units), n_deaths_max=1):
        if isinstance(outcome.fault, WorkerDied):
            suspects.append(outcome.unit)
        else:
            yield outcome
    yield from _hand_out(executor, carry_out, suspects, 1, n_deaths_max=1)


def _outcome(unit: Unit, result: Callable[[], T]) -> Outcome[T]:
    try:
        return Outcome(unit, result(), None)
    except WorkerDied as fault:
        return Outcome(unit, None, fault, n_deaths=1)
    except Exception as fault:
        if type(fault).__name__ == "KilledWorker":  # of Dask, which tells how many deaths its scheduler has allowed
            return Outcome(unit, None, WorkerDied(), n_deaths=getattr(fault, "allowed_failures", 0) + 1)
        return Outcome(unit, None, fault)


@contextmanager
def _start_processes(n_workers: int) -> Iterator[Executor]:
    """Start processes, one thread of polars in each; what goes wrong beside their work, such as Ctrl-C, kills them."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with Processes(n_workers) as executor:
        try:
            yield executor
        except BaseException:
            executor.kill()
            raise


@contextmanager
def _start_dask(settings: EngineSettings) -> Iterator[Executor]:
    """Join the scheduler that the recipe names, or start the cluster that it describes, and end it at the end."""
    if (settings.scheduler is None) == (settings.cluster is None):
        raise PressmarkError(f"{PARAMS}: engine: 'dask' wants either the address of a scheduler or a cluster")
    try:
        import distributed  # noqa: PLC0415 - only who uses Dask has it
    except ImportError:
        raise PressmarkError("engine.kind is 'dask': install Pressmark with its extra 'dask'") from None
    import dask  # noqa: PLC0415

    dask.config.set({"distributed.scheduler.allowed-failures": N_DEATHS_MAX - 1})
    with _cluster(settings) as cluster:
        try:
            client = distributed.Client(
                cluster if cluster is not None else settings.scheduler, timeout=SECONDS_TO_CONNECT
            )
        except (OSError, ValueError) as error:
            raise PressmarkError(f"{PARAMS}: engine.scheduler: {settings.scheduler}: {error}") from None
        with client:
            yield client.get_executor(pure=False)


def _cluster(settings: EngineSettings) -> AbstractContextManager[Any]:
    if settings.cluster is None:
        return nullcontext()
    module, name = settings.cluster.kind.rsplit(".", 1)
    try:
        cluster = getattr(importlib.import_module(module), name)(**settings.cluster.options)
    except (ImportError, AttributeError, TypeError) as error:
        raise PressmarkError(f"{PARAMS}: engine.cluster: {settings.cluster.kind}: {error}") from None
    if settings.n_workers:
        cluster.scale(settings.n_workers)
    started: AbstractContextManager[Any] = cluster
    return started


def _clear(store: Store, stage: Stage, entries: dict[str, Entry]) -> None:
    """Remove what no entry names: of units that went, and what killed workers left."""
    files = {name for entry in entries.values() for name in entry.outputs}
    for table in stage.tables:
        store.keep_only(table, {name.removeprefix(f"{table}/") for name in files if name.startswith(f"{table}/")})
    store.keep_only(stage.entries, {f"{name}.json" for name in entries})


def _tell(stage: Stage, n_undone: int, n_units: int) -> None:
    print(f"{stage.name}: {n_undone} of {n_units} units to do", file=sys.stderr, flush=True)


def _raise(stage: Stage, faults: list[Outcome[Entry]], store: Store) -> None:
    """Raise what the units ended with: faults of input or recipe as one message, an unforeseen one as it is."""
    for outcome in faults:
        if outcome.fault and not isinstance(outcome.fault, PressmarkError | WorkerDied):
            outcome.fault.add_note(f"in unit {outcome.unit.name} of {stage.name}")
            raise outcome.fault
    if faults:
        complaints = list(dict.fromkeys(_complaint(stage, outcome, store) for outcome in faults))
        more = [f"and {len(complaints) - N_NAMED} more like these"] if len(complaints) > N_NAMED else []
        raise PressmarkError("\n".join(complaints[:N_NAMED] + more))


def _complaint(stage: Stage, outcome: Outcome[Entry], store: Store) -> str:
    if not isinstance(outcome.fault, WorkerDied):
        return str(outcome.fault)
    names = names_in(store, outcome.unit)
    shown = ", ".join(names[:N_NAMED]) + (f" and {len(names) - N_NAMED} more" if len(names) > N_NAMED else "")
    return (
        f"{stage.name}: the worker of unit {outcome.unit.name} died {outcome.n_deaths} times; in it: {shown}: "
        "give a worker more memory, lower ingest.mb_per_bucket, or take out the article that does it; "
        "all other units are done"
    )
