"""Bytes are facts: neither the hash seed, nor the number of workers, nor the folder, changes one."""

from pathlib import Path

import polars as pl
import pytest

from project import Project

STAGES = ["ingest", "clean", "segment", "validate", "publish"]


def built(folder: Path, n_workers: int, hash_seed: str) -> Project:
    """Build the dataset in a copy of the project, its articles in several buckets."""
    project = Project(folder)
    recipe = (folder / "params.yaml").read_text("utf-8")
    recipe = recipe.replace("mb_per_bucket: 64", "mb_per_bucket: 0.02")
    project.write("params.yaml", recipe.replace("n_workers: null", f"n_workers: {n_workers}"))
    done = project.run("dvc", "repro", "--force", PYTHONHASHSEED=hash_seed)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return built(tmp_path_factory.mktemp("one"), n_workers=1, hash_seed="1")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return built(tmp_path_factory.mktemp("two"), n_workers=2, hash_seed="2")


def test_the_lock_is_the_same_for_any_seed_and_any_number_of_workers(one: Project, two: Project) -> None:
    locks = [(project.folder / "dvc.lock").read_text("utf-8") for project in (one, two)]
    assert locks[0] == locks[1]


def test_there_was_work_for_several_workers(one: Project) -> None:
    buckets = sorted((one.folder / "data/interim/articles").glob("*.parquet"))
    assert sum(pl.read_parquet(bucket).height > 0 for bucket in buckets) > 1


def test_every_file_is_the_same(one: Project, two: Project) -> None:
    found = [
        {path.relative_to(project.folder).as_posix(): path.read_bytes() for path in files_of(project)}
        for project in (one, two)
    ]
    assert sorted(found[0]) == sorted(found[1])
    assert [path for path, content in found[0].items() if found[1][path] != content] == []


def files_of(project: Project) -> list[Path]:
    return sorted(path for path in (project.folder / "data").rglob("*") if path.is_file())


def test_a_second_repro_runs_nothing(one: Project) -> None:
    again = one.run("dvc", "repro")
    assert again.returncode == 0, again.stderr
    assert [stage for stage in STAGES if f"Stage '{stage}' didn't change, skipping" not in again.stdout] == []
    assert "Running stage" not in again.stdout
