"""A run that is killed, at whatever moment, and started again ends with the bytes of one that never was.

`make test` kills a few times; `make soak` at two hundred random moments, and before and behind every single rename.
"""

import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from conftest import STAGES
from pipeline.release.verify import verify_folder
from pipeline.store import Store
from pipeline.units import read_entries
from project import PROJECT

SOAK = "SOAK" in os.environ
N_KILLS = 200 if SOAK else 1
N_RENAMES_TRIED = 10**9 if SOAK else 2
KILLER = Path(__file__).parent / "killer"
ALL_STAGES = f"""
import importlib, sys
sys.argv[0] = {str(PROJECT / "pipeline" / "ingest.py")!r}
for stage in {STAGES}:
    importlib.import_module(f"pipeline.{{stage}}").main()
"""
"""All in one process, which has the name of a stage, as its workers have by it: so they load what a stage loads."""
MADE = ("interim", "dataset", "metrics", "reports")
ENTERED = ("records", *STAGES)


class Corpus:
    """A project's folder in which all stages run in one process group."""

    def __init__(self, folder: Path, n_workers: int) -> None:
        self.folder = folder
        recipe = (PROJECT / "params.yaml").read_text("utf-8").replace("mb_per_bucket: 64", "mb_per_bucket: 0.01")
        (folder / "params.yaml").write_text(recipe.replace("n_workers: null", f"n_workers: {n_workers}"))
        raw = folder / "data" / "raw"
        shutil.copytree(PROJECT / "data" / "raw", raw)
        (folder / "data" / "catalogue.csv").write_text((PROJECT / "data" / "catalogue.csv").read_text().split("\n")[0])
        texts = [path.read_text("utf-8") for path in sorted(raw.glob("*.txt"))]
        lines = [json.dumps({"id": f"record-{n}", "text": text[: 600 + 50 * n]}) for n, text in enumerate(texts)]
        (raw / "more.jsonl").write_text("\n".join(lines))

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        path = os.pathsep.join([str(KILLER), str(PROJECT)])
        return subprocess.Popen(
            [sys.executable, "-c", ALL_STAGES],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": path, **environment},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def finish(self) -> None:
        assert self.start().wait(timeout=300) == 0

    def unmake(self) -> None:
        """Remove what was made."""
        for name in MADE:
            shutil.rmtree(self.folder / "data" / name, ignore_errors=True)

    def forget(self) -> None:
        """Remove also what is remembered of the code: then a run has the same renames as the first."""
        self.unmake()
        shutil.rmtree(self.folder / ".pressmark", ignore_errors=True)

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of every file that was made; what remembers the clock is left out."""
        data = self.folder / "data"
        return {
            path.relative_to(data).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for name in MADE
            for path in sorted((data / name).rglob("*"))
            if path.is_file()
        }

    def assert_nothing_partial_is_readable(self) -> None:
        """What is entered is there as it was entered, and a dataset folder is whole."""
        store = Store(tables=str(self.folder / "data" / "interim"))
        for stage in ENTERED:
            for entry in read_entries(store, stage).values():
                assert [name for name, sha256 in entry.outputs.items() if not store.holds(name, sha256)] == []
        dataset = self.folder / "data" / "dataset"
        assert not dataset.exists() or verify_folder(dataset).faults == []


class Whole(NamedTuple):
    """What a run makes that nobody interrupts, and how long it takes."""

    files: dict[str, str]
    seconds: float


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    corpus = Corpus(tmp_path_factory.mktemp("uninterrupted"), n_workers=2)
    started = time.monotonic()
    corpus.finish()
    assert len(read_entries(Store(tables=str(corpus.folder / "data" / "interim")), "clean")) > 4
    return Whole(corpus.files(), time.monotonic() - started)


def test_the_group_is_killed_at_random_moments(whole: Whole, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, n_workers=2)
    chance = random.Random("group")
    n_kills = 0
    while n_kills < N_KILLS:
        process = corpus.start()
        time.sleep(chance.uniform(0.5, 3.5))
        if process.poll() is not None:
            assert process.returncode == 0
            assert corpus.files() == whole.files
            corpus.forget()
            continue
        n_kills += 1
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        corpus.assert_nothing_partial_is_readable()
    corpus.finish()
    assert corpus.files() == whole.files


def test_a_worker_is_killed_at_random_moments(whole: Whole, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, n_workers=2)
    chance = random.Random("worker")
    n_kills = 0
    while n_kills < N_KILLS:
        corpus.unmake()
        process = corpus.start()
        time.sleep(chance.uniform(0, whole.seconds))
        n_kills += kill_a_worker(process, chance)
        assert process.wait(timeout=300) == 0
        assert corpus.files() == whole.files


def kill_a_worker(process: subprocess.Popen[bytes], chance: random.Random) -> bool:
    """Kill the first worker that is there; there is none between two stages, and at the end."""
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            children = psutil.Process(process.pid).children()
            if workers := [child for child in children if "spawn_main" in " ".join(child.cmdline())]:
                chance.choice(workers).kill()
                return True
        time.sleep(0.01)
    return False


def test_killed_before_and_behind_renames(whole: Whole, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, n_workers=1)
    count = tmp_path / "count"
    assert corpus.start(KILL_AT="0", KILL_COUNT=str(count)).wait() == 0
    n_moments = count.stat().st_size
    assert n_moments > 100
    moments = range(1, n_moments + 1)
    for moment in moments if SOAK else random.Random(1).sample(moments, N_RENAMES_TRIED):
        corpus.forget()
        count.unlink()
        assert corpus.start(KILL_AT=str(moment), KILL_COUNT=str(count)).wait() == -signal.SIGKILL
        corpus.assert_nothing_partial_is_readable()
        corpus.finish()
        assert corpus.files() == whole.files, moment


def test_a_worker_ends_with_the_process_that_hands_it_work(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, n_workers=2)
    process = corpus.start()
    workers: list[psutil.Process] = []
    while not workers and process.poll() is None:
        children = psutil.Process(process.pid).children()
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    process.kill()
    process.wait()
    gone, alive = psutil.wait_procs(workers, timeout=20)
    assert (len(gone) > 0, alive) == (True, [])
