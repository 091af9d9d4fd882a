"""Versions also live where there is no Hub: in git, and in a DVC remote behind the S3 protocol."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pipeline.release.verify import verify_folder
from project import Project

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
ENDPOINT = "endpointurl"


class Shelf:
    """A project of which two versions are tagged in git and pushed to a store."""

    def __init__(self, folder: Path, store: str) -> None:
        self.folder = folder
        self.project = Project(folder / "project")
        self.environment = {
            **os.environ,
            **KEYS,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONPATH": str(folder / "project"),
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(folder / "site"),
            "DVC_GLOBAL_CONFIG_DIR": str(folder / "global"),
            "AWS_ENDPOINT_URL": store,
        }

    def sh(self, command: str, place: str = "project") -> str:
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder / place,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def root(self, place: str) -> str:
        found = verify_folder(self.folder / place)
        assert found.faults == []
        return found.root


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with contextlib.ExitStack() as stack:
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        stack.callback(server.stop)
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        boto3.client(
            "s3", endpoint_url=url, aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1"
        ).create_bucket(Bucket="dvc-store")
        yield url


@pytest.fixture(scope="module")
def shelf(store: str, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), store)
    shelf.sh("git config user.email a@b.c && git config user.name A")
    shelf.sh(f"dvc remote add --default store s3://dvc-store/corpus && dvc remote modify store {ENDPOINT} {store}")
    shelf.sh("dvc repro --quiet && dvc push --quiet && git add --all && git commit --quiet -m First && git tag v0.1.0")
    params = shelf.folder / "project/params.yaml"
    params.write_text(re.sub(r"version: [0-9.]+", "version: 0.2.0", params.read_text("utf-8")), "utf-8")
    shelf.project.write("data/raw/strike.txt", "Strike ends\n\nThe strike in the harbour ended on Monday at noon.\n")
    shelf.sh("dvc repro --quiet && dvc push --quiet && git add --all && git commit --quiet -m Second && git tag v0.2.0")
    shutil.rmtree(shelf.folder / "project/.dvc/cache")
    return shelf


def wanted(shelf: Shelf, tag: str) -> str:
    """The root that the metrics in git name for a tag."""
    return str(json.loads(shelf.sh(f"git show {tag}:data/metrics/publish.json"))["root"])


@pytest.mark.parametrize("tag", ["v0.1.0", "v0.2.0"])
def test_dvc_get_fetches_exactly_the_version_of_a_tag(shelf: Shelf, tag: str) -> None:
    shelf.sh(f"dvc get --quiet {shelf.folder}/project data/dataset --rev {tag} --out got-{tag}", ".")
    assert shelf.root(f"got-{tag}") == wanted(shelf, tag)


def test_a_second_clone_pulls_what_the_first_pushed(shelf: Shelf) -> None:
    shelf.sh("git clone --quiet project clone", ".")
    assert not (shelf.folder / "clone/data/dataset").exists()
    shelf.sh("dvc pull --quiet", "clone")
    assert shelf.root("clone/data/dataset") == wanted(shelf, "v0.2.0")
    assert shelf.sh("dvc status --quiet && echo clean", "clone") == "clean\n"


def test_another_project_imports_a_version_and_updates_it(shelf: Shelf) -> None:
    (shelf.folder / "reader").mkdir()
    shelf.sh("git init --quiet && dvc init --quiet", "reader")
    shelf.sh("dvc import --quiet ../project data/dataset --rev v0.1.0 --out corpus", "reader")
    assert shelf.root("reader/corpus") == wanted(shelf, "v0.1.0")
    shelf.sh("dvc update --quiet corpus.dvc --rev v0.2.0", "reader")
    assert shelf.root("reader/corpus") == wanted(shelf, "v0.2.0")


def test_the_file_system_of_dvc_reads_a_tag(shelf: Shelf) -> None:
    code = (
        "from dvc.api import DVCFileSystem\n"
        "DVCFileSystem('../project', rev='v0.1.0').get('data/dataset', '../read', recursive=True)\n"
    )
    (shelf.folder / "script.py").write_text(code)
    shelf.sh(f"{sys.executable} ../script.py")
    assert shelf.root("read") == wanted(shelf, "v0.1.0")


def test_the_dataset_is_listed_as_an_artifact(shelf: Shelf) -> None:
    code = (
        "import dvc.api; print(dvc.api.artifacts_show('pressmark-seeds', repo='../project', version='v0.1.0')['path'])"
    )
    shelf.sh("git tag --annotate --message first pressmark-seeds@v0.1.0 v0.1.0")
    assert shelf.sh(f'{sys.executable} -c "{code}"') == "data/dataset\n"
