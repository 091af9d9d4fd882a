import os
from pathlib import Path

import pytest

from pipeline.engine import map_buckets
from pipeline.errors import PressmarkError

BUCKETS = [f"{number:05d}" for number in range(7)]


@pytest.fixture(params=[1, 2])
def n_workers(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(f"engine: {{n_workers: {request.param}}}\n")
    return int(request.param)


def double(bucket: str) -> str:
    return bucket * 2


def worker(bucket: str) -> int:
    return os.getpid()


def fail_at_three(bucket: str) -> str:
    if bucket == "00003":
        raise PressmarkError(f"bucket {bucket} is broken: mend it")
    return bucket


def test_results_come_in_the_order_of_the_buckets(n_workers: int) -> None:
    assert map_buckets("double", double, BUCKETS) == [bucket * 2 for bucket in BUCKETS]


def test_no_buckets_give_no_results(n_workers: int) -> None:
    assert map_buckets("double", double, []) == []


def test_one_worker_is_this_process_and_two_are_others(n_workers: int) -> None:
    found = set(map_buckets("worker", worker, BUCKETS))
    assert (os.getpid() in found) == (n_workers == 1)
    assert len(found) <= n_workers


def test_a_fault_in_a_unit_reaches_the_caller(n_workers: int) -> None:
    with pytest.raises(PressmarkError, match=r"^bucket 00003 is broken: mend it$"):
        map_buckets("fail", fail_at_three, BUCKETS)


@pytest.mark.parametrize("wrong", ["'2'", "two", "1.5", "0", "-1"])
def test_a_number_of_workers_that_is_none_is_refused(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(f"engine: {{n_workers: {wrong}}}\n")
    with pytest.raises(PressmarkError, match=r"^params\.yaml: engine\.n_workers: Input should be "):
        map_buckets("double", double, BUCKETS)
