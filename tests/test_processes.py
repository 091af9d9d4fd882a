"""A pool whose processes may die: what is lost is known, and nobody waits for the dead."""

import gc
import os
import signal
import struct
import time
from collections.abc import Iterator
from concurrent.futures import wait
from multiprocessing.connection import Connection

import psutil
import pytest

from pipeline.processes import Processes, WorkerDied


@pytest.fixture
def pool() -> Iterator[Processes]:
    with Processes(2) as started:
        yield started


def own_process(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


class Particular(Exception):
    """A fault that pickle cannot make again from its message alone."""

    def __init__(self, part: str, whole: str) -> None:
        super().__init__(f"{part} of {whole} is missing")


def raise_particular() -> None:
    raise Particular("three", "four")


def die(code: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL) if code < 0 else os._exit(code)


def die_amid_reply() -> None:
    pipe = next(thing for thing in gc.get_objects() if isinstance(thing, Connection))
    os.write(pipe.fileno(), struct.pack("!i", 1000) + b"the beginning of a thousand bytes")
    os._exit(4)


def test_work_is_done_in_other_processes(pool: Processes) -> None:
    found = {future.result() for future in [pool.submit(own_process, number) for number in range(8)]}
    assert (len(found), os.getpid() in found) == (2, False)


def test_a_fault_comes_back_with_the_place_where_it_was_raised(pool: Processes) -> None:
    with pytest.raises(ValueError, match=r"invalid literal") as raised:
        pool.submit(int, "three").result()
    assert "pipeline/processes.py" in str(raised.value.__cause__)
    with pytest.raises(ConnectionError):
        pool.submit(exec, "raise ConnectionError('a fault of the work, and not of the pipe')").result()
    with pytest.raises(RuntimeError, match="cannot be sent"):
        pool.submit(eval, "lambda: 1").result()
    with pytest.raises(RuntimeError, match=r"three of four is missing.*cannot be sent"):
        pool.submit(raise_particular).result()
    assert pool.submit(int, "3").result() == 3


@pytest.mark.parametrize(("code", "told"), [(-1, "exit code -9"), (3, "exit code 3")])
def test_a_death_costs_the_work_of_the_dead_alone(code: int, told: str, pool: Processes) -> None:
    others = [pool.submit(own_process, number) for number in range(3)]
    with pytest.raises(WorkerDied, match=told):
        pool.submit(die, code).result()
    assert [other.result() > 0 for other in [*others, pool.submit(own_process, 4)]] == [True] * 4


def test_a_death_amid_a_reply_is_a_death_too(pool: Processes) -> None:
    with pytest.raises(WorkerDied, match="exit code 4"):
        pool.submit(die_amid_reply).result()
    assert pool.submit(int, "3").result() == 3


def test_killed_at_any_moment_of_its_life_a_process_is_replaced(pool: Processes) -> None:
    """Also while it starts, waits or sends a large result: a pool that shares queues then waits for ever."""
    ends = []
    for number in range(24):
        future = pool.submit(bytes, 10**6)
        time.sleep(0.02 * number)
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()
        done, _ = wait([future], timeout=30)
        ends.append(len(done))
        assert future.exception() is None or isinstance(future.exception(), WorkerDied)
    assert ends == [1] * 24


def test_what_is_at_work_can_be_killed() -> None:
    with Processes(2) as pool:
        futures = [pool.submit(time.sleep, 60) for _ in range(2)]
        time.sleep(0.5)
        pool.kill()
        wait(futures, timeout=20)
    assert [type(future.exception()) for future in futures] == [WorkerDied, WorkerDied]
