"""A reader in a process of its own: bounded in memory, time and output, and never the end of who asks it."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest

from pipeline.sources import LIMITS, guard, read
from pipeline.sources.guard import Guard, Limits, read_guarded
from pipeline.sources.record import Record, Unreadable

READER = '''
"""A reader that does what its document says."""
import ctypes, os, time
from pipeline.sources.record import Record, Unreadable

kept = []

def read(content):
    match content.split():
        case [b"say", word]: return [Record(word.decode())]
        case [b"refuse"]: raise Unreadable("empty", "there is no text in it")
        case [b"fail"]: raise KeyError("a key")
        case [b"print"]: print("noise on the pipe", flush=True); os.system("echo more"); return [Record("quiet")]
        case [b"crash"]: ctypes.string_at(0)
        case [b"leave"]: os._exit(3)
        case [b"spin"]:
            while True: pass
        case [b"eat", n]: return [Record(str(len(bytearray(int(n) * 2**20))))]
        case [b"keep", n]: kept.append(bytearray(int(n) * 2**20)); return [Record("kept")]
        case [b"swell", n]: return [Record("a" * (int(n) * 2**20))]
        case [b"sleep", n]: time.sleep(float(n)); return [Record("awake")]
        case [b"work", n]:
            until = time.process_time() + float(n)
            while time.process_time() < until: pass
            return [Record("done")]
        case [b"pid"]: return [Record(str(os.getpid()))]
'''
TIGHT = Limits(64, 1, 4)
SECONDS_TO_END = 5


@pytest.fixture(scope="module", autouse=True)
def reader(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("readers")
    (folder / "obedient.py").write_text(READER, "utf-8")
    sys.path.append(str(folder))
    return str(folder)


def ask(content: bytes, limits: Limits = TIGHT) -> str:
    """Return what a document says, or the reason and detail with which it is rejected."""
    try:
        (record,) = read_guarded("obedient", content, limits)
    except Unreadable as fault:
        return f"{fault.reason}: {fault.detail}"
    return record.text


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"say yes", "yes"),
        (b"refuse", "empty: there is no text in it"),
        (b"print", "quiet"),
        (
            b"fail",
            "reader_failed: the reader raised KeyError: 'a key': report it, and save the text by other means",
        ),
        (b"crash", "reader_died: the reader's process ended at it (SIGSEGV): read it elsewhere and save its text"),
        (b"leave", "reader_died: the reader's process ended at it (exit code 3): read it elsewhere and save its text"),
        (
            b"spin",
            "too_costly: to read it takes more than 1 CPU seconds: read it elsewhere and save its text, or raise the "
            "limit",
        ),
        (
            b"eat 80",
            "too_costly: to read it takes more than 64 MB of memory: read it elsewhere and save its text, or raise the "
            "limit",
        ),
        (
            b"swell 5",
            "too_costly: to read it takes more than 4 MB for what it says: read it elsewhere and save its text, or "
            "raise the limit",
        ),
    ],
)
def test_a_document_ends_as_articles_or_as_a_reason(content: bytes, answer: str) -> None:
    assert (ask(content), ask(b"say next")) == (answer, "next")


def test_a_process_reads_one_document_after_the_other() -> None:
    assert len({ask(b"pid") for _ in range(5)}) == 1


def test_after_a_death_there_is_a_fresh_process() -> None:
    before = ask(b"pid")
    ask(b"crash")
    assert ask(b"pid") != before


def test_what_was_read_before_decides_nothing() -> None:
    """What earlier documents left in memory, or took of the time, is not held against a document."""
    assert [ask(b"keep 40") for _ in range(3)] == ["kept"] * 3
    assert [ask(b"work 0.8") for _ in range(4)] == ["done"] * 4
    assert ask(b"eat 50") == str(50 * 2**20)


def test_waiting_costs_nothing() -> None:
    assert ask(b"sleep 1.5") == "awake"


def test_each_thread_has_a_process_of_its_own() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(ask(b"pid"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({*found, ask(b"pid")}) == 3


def test_it_works_in_the_workers_of_a_pool(reader: str) -> None:
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=sys.path.append, initargs=(reader,)
    ) as pool:
        assert pool.submit(ask, b"say pooled").result() == "pooled"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_process_ends_with_its_owner(reader: str, number: signal.Signals) -> None:
    script = f"""
        import sys, time
        sys.path.append({reader!r})
        from pipeline.sources.guard import Limits, read_guarded
        print(read_guarded("obedient", b"pid", Limits(64, 1))[0].text, flush=True)
        time.sleep(60)
    """
    owner = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.send_signal(number)
    owner.wait()
    owner.stdout.close()
    until = time.monotonic() + SECONDS_TO_END
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" and time.monotonic() < until:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"


def test_a_process_that_is_done_leaves_nothing_behind() -> None:
    own = Guard(TIGHT)
    assert own.read("obedient", b"say yes", {}) == [Record("yes")]
    own.end()
    assert not psutil.pid_exists(own.pid)


@pytest.mark.parametrize("pipe", [b"", b"\0\0", b"\0" * 7 + b"\x05four", b"\0" * 7 + b"\x09too much."])
def test_an_answer_that_is_cut_or_claims_to_be_too_long_is_none(pipe: bytes) -> None:
    assert guard.read_message(io.BytesIO(pipe), 8) is None


def test_plain_text_starts_no_process() -> None:
    children = psutil.Process(os.getpid()).children()
    assert read(".txt", b"A line.", LIMITS) == [Record("A line.")]
    assert psutil.Process(os.getpid()).children() == children


def test_the_limits_of_the_recipe_shape_the_key_of_a_unit(tmp_path: Path) -> None:
    from pipeline.units import Unit, key_of, make_stage

    keys = {key_of(make_stage("ingest", (), limits), Unit("00000", {})) for limits in (LIMITS, LIMITS, TIGHT)}
    assert len(keys) == 2
