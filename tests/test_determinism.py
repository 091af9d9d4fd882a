"""Bytes are facts: neither hash seed, number of threads or workers, engine, folder nor place of tables changes one."""

import os
from collections.abc import Callable, Iterator

import boto3
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

from conftest import ALL_STAGES, STAGES
from project import Project

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
N_WORKERS = "n_workers: null"
DASK = """kind: dask
  cluster:
    class: distributed.LocalCluster
    options: {n_workers: 2, threads_per_worker: 1, dashboard_address: ':0', host: 127.0.0.1}"""
Build = Callable[..., Project]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Build the dataset in a copy of the project, its articles in several buckets."""

    def build(name: str, *changes: tuple[str, str], by_dvc: bool = True, **environment: str) -> Project:
        project = Project(tmp_path_factory.mktemp(name))
        recipe = (project.folder / "params.yaml").read_text("utf-8")
        for before, after in (("mb_per_bucket: 64", "mb_per_bucket: 0.02"), *changes):
            assert recipe.count(before) == 1
            recipe = recipe.replace(before, after)
        project.write("params.yaml", recipe)
        commands = [("dvc", "repro", "--force")] if by_dvc else [(f"pipeline.{stage}",) for stage in ALL_STAGES]
        for command in commands:
            done = project.run(*command, **environment)
            assert done.returncode == 0, done.stderr
        return project

    return build


@pytest.fixture(scope="module")
def one(build: Build) -> Project:
    return build("one", (N_WORKERS, "n_workers: 1"), PYTHONHASHSEED="1", POLARS_MAX_THREADS="3")


@pytest.fixture(scope="module")
def eight(build: Build) -> Project:
    return build("eight", (N_WORKERS, "n_workers: 8"), by_dvc=False, PYTHONHASHSEED="2")


@pytest.fixture(scope="module")
def on_dask(build: Build) -> Project:
    return build("dask", ("kind: local", DASK), by_dvc=False, PYTHONHASHSEED="3")


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    """A place behind the S3 protocol, and the environment in which it is reached."""
    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    environment = {**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="corpus")
        yield environment
    server.stop()


@pytest.fixture(scope="module")
def far_away(build: Build, bucket: dict[str, str], one: Project) -> Project:
    for path in (one.folder / "data" / "raw").iterdir():
        boto3.client("s3").upload_file(str(path), "corpus", f"raw/{path.name}")
    changes = ("raw: data/raw", "raw: s3://corpus/raw"), ("tables: data/interim", "tables: s3://corpus/interim")
    return build("far-away", *changes, (N_WORKERS, "n_workers: 2"), by_dvc=False, **bucket)


def files_of(project: Project, *folders: str) -> dict[str, bytes]:
    paths = sorted(path for name in folders for path in (project.folder / "data" / name).rglob("*") if path.is_file())
    return {path.relative_to(project.folder).as_posix(): path.read_bytes() for path in paths}


ALL = ("raw", "interim", "dataset", "metrics", "reports")


def test_there_was_work_for_several_workers(one: Project) -> None:
    buckets = sorted((one.folder / "data/interim/articles").glob("*.parquet"))
    assert sum(pl.read_parquet(bucket).height > 0 for bucket in buckets) > 1


@pytest.mark.parametrize("other", ["eight", "on_dask"])
def test_every_file_is_the_same(one: Project, other: str, request: pytest.FixtureRequest) -> None:
    project: Project = request.getfixturevalue(other)
    files, others = files_of(one, *ALL), files_of(project, *ALL)
    assert sorted(files) == sorted(others)
    assert [path for path, content in files.items() if others[path] != content] == []


def test_the_lock_is_the_same_for_one_worker_and_for_eight(one: Project, eight: Project) -> None:
    done = eight.run("dvc", "commit", "--force", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (one.folder / "dvc.lock").read_text("utf-8") == (eight.folder / "dvc.lock").read_text("utf-8")


def test_tables_may_lie_elsewhere(one: Project, far_away: Project, bucket: dict[str, str]) -> None:
    """The tables are there and not here; what the project keeps of them is which units are done."""
    made = ("dataset", "metrics", "reports")
    assert files_of(far_away, *made) == files_of(one, *made)
    here = files_of(far_away, "interim")
    assert {path.split("/")[2] for path in here} == {"raw_files.parquet", "units"}
    listed = boto3.client("s3").list_objects_v2(Bucket="corpus", Prefix="interim/")["Contents"]
    there = {f"data/{found['Key']}" for found in listed} | {"data/interim/raw_files.parquet"}
    assert there == set(files_of(one, "interim"))


def test_elsewhere_too_only_what_changed_is_done_again(far_away: Project, bucket: dict[str, str]) -> None:
    client = boto3.client("s3")
    client.put_object(Bucket="corpus", Key="raw/added.txt", Body=b"The harbour was closed on Monday.\n")
    environment = {**os.environ, **bucket}
    assert "ingest: 1 of 4 units to do" in far_away.run("pipeline.ingest", **environment).stderr
    assert "units to do" not in far_away.run("pipeline.ingest", **environment).stderr


def test_a_second_repro_runs_nothing(one: Project) -> None:
    again = one.run("dvc", "repro")
    assert again.returncode == 0, again.stderr
    assert [stage for stage in STAGES if f"Stage '{stage}' didn't change, skipping" not in again.stdout] == []
    assert "Running stage" not in again.stdout
