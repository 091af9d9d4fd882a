"""Units are done once, on whatever workers, and again where one died; nothing is done twice and nothing is lost."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from distributed import LocalCluster
from distributed.scheduler import KilledWorker, WorkerState

from pipeline.engine import _outcome, redo, spread
from pipeline.errors import PressmarkError
from pipeline.processes import WorkerDied
from pipeline.store import Store
from pipeline.units import Entry, Result, Stage, Unit, read_entries

NAMES = [f"{number:05d}" for number in range(7)]
STAGE = Stage("double", ("doubled",), "recipe")
Work = tuple[dict[str, str], Result]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    set_engine("{n_workers: 1}")
    return tmp_path


@pytest.fixture(params=["{n_workers: 1}", "{n_workers: 2}"])
def any_number(request: pytest.FixtureRequest) -> str:
    set_engine(request.param)
    return str(request.param)


def set_engine(settings: str) -> None:
    Path("params.yaml").write_text(f"engine: {settings}\n")


def units(names: list[str] = NAMES, content: str = "a") -> list[Unit]:
    return [Unit(name, {f"single/{name}": content}, 1, 10) for name in names]


def double(store: Store, unit: Unit) -> Work:
    """Write the unit's name twice, and count the attempt."""
    with (Path(store.tables).parent / "attempts").open("a") as attempts:
        attempts.write(f"{unit.name} {os.getpid()}\n")
    name = f"doubled/{unit.name}"
    return {name: store.write(name, unit.name.encode() * 2)}, {"n_chars": 10}


def attempts() -> list[str]:
    path = Path("data/attempts")
    found = [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []
    path.unlink(missing_ok=True)
    return sorted(found)


def entries(names: list[str] = NAMES) -> list[tuple[str, dict[str, int]]]:
    return [(name, {"n_chars": 10}) for name in names]


def shown(found: list[Entry]) -> list[tuple[str, Result]]:
    return [(entry.unit, entry.result) for entry in found]


@pytest.fixture(autouse=True)
def data(project: Path) -> None:
    (project / "data").mkdir()


def test_every_unit_is_done_once_and_entries_come_in_order(any_number: str) -> None:
    assert shown(redo(STAGE, double, units(), Store())) == entries()
    assert attempts() == NAMES
    assert {path.name: path.read_bytes() for path in Path("data/interim/doubled").iterdir()} == {
        name: name.encode() * 2 for name in NAMES
    }


def test_no_units_give_no_entries(any_number: str) -> None:
    assert redo(STAGE, double, [], Store()) == []


def test_one_worker_is_this_process_and_two_are_others(any_number: str) -> None:
    redo(STAGE, double, units(), Store())
    found = {int(line.split()[1]) for line in Path("data/attempts").read_text().splitlines()}
    assert (os.getpid() in found) == (any_number == "{n_workers: 1}")


def test_what_is_done_is_not_done_again(any_number: str) -> None:
    redo(STAGE, double, units(), Store())
    attempts()
    assert shown(redo(STAGE, double, units(), Store())) == entries()
    assert attempts() == []


@pytest.mark.parametrize(
    "what", ["input", "recipe", "given", "file gone", "file damaged", "entry gone", "entry damaged"]
)
def test_only_what_changed_is_done_again(what: str) -> None:
    redo(STAGE, double, units(), Store())
    attempts()
    file, entry = Path("data/interim/doubled/00003"), Path("data/interim/units/double/00003.json")
    changed, stage, expected = units(), STAGE, ["00003"]
    if what == "input":
        changed[3] = changed[3]._replace(inputs={"single/00003": "b"})
    elif what == "given":
        changed[3] = changed[3]._replace(given=["more"])
    elif what == "recipe":
        stage, expected = STAGE._replace(recipe="another"), NAMES
    elif what == "file gone":
        file.unlink()
    elif what == "file damaged":
        file.write_bytes(b"0000300004")
    elif what == "entry gone":
        entry.unlink()
    else:
        entry.write_bytes(entry.read_bytes()[:40])
    assert shown(redo(stage, double, changed, Store())) == entries()
    assert attempts() == expected
    assert file.read_bytes() == b"0000300003"


def find_length(unit: Unit) -> Result:
    """Count the attempt; say how long the name is, and in which process."""
    with Path("data/attempts").open("a") as attempts:
        attempts.write(f"{unit.name} {os.getpid()}\n")
    return {"n": len(unit.name), "process": os.getpid()}


def find_length_or_die(unit: Unit, n_deaths: int) -> Result:
    found = find_length(unit)
    if unit.name == "00003" and Path("data/attempts").read_text().count("00003 ") <= n_deaths:
        os.kill(os.getpid(), signal.SIGKILL)
    return found


@pytest.mark.parametrize("engine", ["{n_workers: 1}", "{n_workers: 2}", "{kind: dask, n_workers: 2}"])
def test_what_leaves_no_file_is_found_out_by_processes_of_this_machine(engine: str) -> None:
    set_engine(engine)
    varied = [Unit(name * n, {}) for n, name in enumerate(NAMES, 1)]
    found = spread("lengths", find_length, varied)
    assert [result["n"] for result in found] == [5 * n for n in range(1, len(NAMES) + 1)]
    assert ({result["process"] for result in found} == {os.getpid()}) == (engine == "{n_workers: 1}")
    assert not Path("data/interim").exists()


def test_nothing_to_find_out_finds_nothing(any_number: str) -> None:
    assert spread("lengths", find_length, []) == []


def test_a_death_costs_what_is_found_out_another_try_and_three_end_it() -> None:
    set_engine("{n_workers: 2}")
    found = spread("lengths", partial(find_length_or_die, n_deaths=2), units())
    assert [result["n"] for result in found] == [5] * len(NAMES)
    assert attempts() == sorted([*NAMES, "00003", "00003"])
    with pytest.raises(PressmarkError, match=r"^lengths: a process died 3 times: give it more memory, or lower "):
        spread("lengths", partial(find_length_or_die, n_deaths=3), units())


def test_where_a_unit_lies_changes_nothing() -> None:
    redo(STAGE, double, units(), Store())
    attempts()
    redo(STAGE, double, [unit._replace(places=["elsewhere"]) for unit in units()], Store())
    assert attempts() == []


def test_what_units_that_went_had_written_is_removed() -> None:
    redo(STAGE, double, units(), Store())
    redo(STAGE, double, units(NAMES[:2]), Store())
    assert sorted(path.name for path in Path("data/interim/doubled").iterdir()) == NAMES[:2]
    assert list(read_entries(Store(), "double")) == NAMES[:2]


def fail_at_three(store: Store, unit: Unit, fault: type[Exception] = PressmarkError) -> Work:
    if unit.name == "00003":
        raise fault("unit 00003 is broken: mend it")
    return double(store, unit)


def test_a_fault_in_a_unit_is_raised_when_the_rest_is_done(any_number: str) -> None:
    with pytest.raises(PressmarkError, match=r"^unit 00003 is broken: mend it$"):
        redo(STAGE, fail_at_three, units(), Store())
    rest = [name for name in NAMES if name != "00003"]
    assert attempts() == rest
    assert shown(redo(STAGE, double, units(), Store())) == entries()
    assert attempts() == ["00003"]


def test_an_unforeseen_fault_says_where_it_was(any_number: str) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        redo(STAGE, partial(fail_at_three, fault=ZeroDivisionError), units(), Store())
    assert raised.value.__notes__ == ["in unit 00003 of double"]


def die(store: Store, unit: Unit, names: tuple[str, ...] = ("00003",), times: int = 99) -> Work:
    """Kill the own process at some units, the first so many times."""
    died = Path(store.tables).parent / f"died-{unit.name}"
    n_deaths = len(died.read_text()) if died.exists() else 0
    if unit.name in names and n_deaths < times:
        died.write_text("x" * (n_deaths + 1))
        os.kill(os.getpid(), signal.SIGKILL)
    return double(store, unit)


def test_a_unit_whose_worker_dies_is_done_again() -> None:
    set_engine("{n_workers: 2}")
    assert shown(redo(STAGE, partial(die, times=2), units(), Store())) == entries()
    assert set(attempts()) == set(NAMES)


def test_a_unit_that_kills_three_workers_is_named_and_the_rest_is_done() -> None:
    set_engine("{n_workers: 2}")
    with pytest.raises(PressmarkError) as raised:
        redo(STAGE, partial(die, names=("00003", "00005")), raw_units(), Store())
    assert [line.split(":")[:3] for line in sorted(str(raised.value).splitlines())] == [
        ["double", " the worker of unit 00003 died 3 times; in it", " 00003.txt"],
        ["double", " the worker of unit 00005 died 3 times; in it", " 00005.txt"],
    ]
    assert [len(Path(f"data/died-{name}").read_text()) for name in ("00003", "00005")] == [3, 3]
    assert list(read_entries(Store(), "double")) == [name for name in NAMES if name not in ("00003", "00005")]


def raw_units() -> list[Unit]:
    return [unit._replace(inputs={f"raw:{unit.name}.txt": "a"}) for unit in units()]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "host": "127.0.0.1"}
    with LocalCluster(**options) as started:
        yield started


def test_a_dask_scheduler_does_the_same(cluster: LocalCluster) -> None:
    set_engine(f"{{kind: dask, scheduler: '{cluster.scheduler_address}'}}")
    assert shown(redo(STAGE, double, units(), Store())) == entries()
    assert attempts() == NAMES
    assert shown(redo(STAGE, double, units(), Store())) == entries()
    assert attempts() == []


def test_on_dask_too_a_dead_workers_unit_is_done_elsewhere(cluster: LocalCluster) -> None:
    set_engine(f"{{kind: dask, scheduler: '{cluster.scheduler_address}'}}")
    assert shown(redo(STAGE, partial(die, times=1), units(), Store())) == entries()


CLUSTER = (
    "{kind: dask, n_workers: 2, cluster: {class: distributed.LocalCluster, "
    "options: {n_workers: 1, threads_per_worker: 1, dashboard_address: ':0', host: 127.0.0.1}}}"
)


def test_a_cluster_is_started_as_the_recipe_describes_it_and_a_poisonous_unit_is_named() -> None:
    set_engine(CLUSTER)
    with pytest.raises(PressmarkError, match=r"^double: the worker of unit 00003 died 3 times; in it: 00003\.txt: "):
        redo(STAGE, die, raw_units(), Store())
    assert list(read_entries(Store(), "double")) == [name for name in NAMES if name != "00003"]


def test_deaths_are_as_many_as_the_scheduler_has_allowed_and_one_more() -> None:
    def killed() -> Entry:
        raise KilledWorker("double", cast("WorkerState", None), allowed_failures=4)

    outcome = _outcome(units()[0], killed)
    assert (type(outcome.fault), outcome.n_deaths) == (WorkerDied, 5)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ("{n_workers: '2'}", r"engine\.n_workers: Input should be a valid integer, not '2'"),
        ("{n_workers: 0}", r"engine\.n_workers: Input should be greater than 0, not 0"),
        ("{kind: spark}", r"engine\.kind: Input should be 'local' or 'dask', not 'spark'"),
        ("{kind: dask}", r"engine: 'dask' wants either the address of a scheduler or a cluster"),
        ("{kind: dask, scheduler: 'tcp://127.0.0.1:9'}", r"engine\.scheduler: tcp://127\.0\.0\.1:9: "),
        ("{kind: dask, cluster: {class: no.Cluster}}", r"engine\.cluster: no\.Cluster: No module named 'no'"),
        ("{kind: dask, cluster: {class: os.Cluster}}", r"engine\.cluster: os\.Cluster: module 'os' has no attribute"),
        ("{kind: dask, cluster: {class: Cluster}}", r"engine\.cluster\.class: String should match pattern"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(settings: str, complaint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.engine.SECONDS_TO_CONNECT", 1)
    set_engine(settings)
    with pytest.raises(PressmarkError, match=rf"^params\.yaml: {complaint}"):
        redo(STAGE, double, units(), Store())
