"""A pool of processes in which a death costs the work of the one that died, and nothing else.

Each thread of the pool drives a process of its own through a pipe of its own, so it is always known whose work killed
its process. The standard library's `ProcessPoolExecutor` gives up the work of all its processes when one dies, and
waits for ever if one is killed while another is being started (seen in Python 3.11).
"""

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple

_SPAWN = multiprocessing.get_context("spawn")
"""Fresh processes: a forked one could inherit a lock that a library's thread holds."""


class WorkerDied(Exception):
    """The process that did a piece of work is dead."""


class _RaisedThere(Exception):
    """What stands for the traceback of a fault in another process."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class _Reply(NamedTuple):
    value: Any = None
    fault: BaseException | None = None
    traceback: str = ""


class _Child(NamedTuple):
    process: SpawnProcess
    connection: Connection

    def end(self) -> None:
        """Close the pipe, at which the process ends, and wait for that."""
        self.connection.close()
        self.process.join()


class Processes(ThreadPoolExecutor):
    """An executor over so many processes; a future whose process dies raises `WorkerDied`, and a new one is started."""

    def __init__(self, n_workers: int) -> None:
        super().__init__(n_workers)
        self._own = threading.local()
        self._children: list[_Child] = []

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Let a process do some work, which must be a function that can be pickled."""
        return super().submit(self._hand_over, partial(work, *args, **kwargs))

    def kill(self) -> None:
        """Kill all processes; what they did is lost."""
        for child in list(self._children):
            child.process.kill()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for the work at hand, and let the processes end."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        for child in self._children:
            child.end()

    def _hand_over(self, task: Callable[[], Any]) -> Any:
        child: _Child = getattr(self._own, "child", None) or self._start()
        order = pickle.dumps(task)
        try:
            child.connection.send_bytes(order)
            answer = child.connection.recv_bytes()
        except (EOFError, OSError):
            del self._own.child
            self._children.remove(child)
            child.end()
            raise WorkerDied(f"exit code {child.process.exitcode}") from None
        reply: _Reply = pickle.loads(answer)
        if reply.fault:
            raise reply.fault from _RaisedThere(reply.traceback)
        return reply.value

    def _start(self) -> _Child:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        child = self._own.child = _Child(process, ours)
        self._children.append(child)
        return child


def _serve(connection: Connection) -> None:
    """Do what comes through the pipe, until it is closed."""
    _end_with_parent()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            connection.send_bytes(_packed(_carry_out(connection.recv_bytes())))


def _carry_out(task: bytes) -> _Reply:
    try:
        return _Reply(pickle.loads(task)())
    except Exception as fault:
        return _Reply(fault=fault, traceback="".join(traceback.format_exception(fault)))


def _packed(reply: _Reply) -> bytes:
    """A reply that the other side can open: a fault whose class cannot be made again there is told in words."""
    try:
        packed = pickle.dumps(reply)
        if reply.fault:
            pickle.loads(packed)
    except Exception as unpicklable:
        fault = RuntimeError(f"{reply.fault or reply.value!r} cannot be sent: {unpicklable}")
        return pickle.dumps(_Reply(fault=fault, traceback=reply.traceback))
    return packed


def _end_with_parent() -> None:
    """Let a process die when the one that hands it work is killed, also in the middle of its work.

    Ctrl-C goes to all processes of a terminal; what to do then is the parent's to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: Any) -> None:
    parent.join()
    os._exit(1)
