"""A place is the dataset folder that it names, whole, or an error that says what is missing and what to do."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_server import HubServer
from hub_store import TAG

from conftest import PROJECT, STAGES, build
from pipeline.catalogue import COLUMNS
from pipeline.errors import PressmarkError
from pipeline.release.locate import locate
from pipeline.release.verify import verify_folder
from project import Project

REPO = "press/corpus"
LOCATE = """
import json, sys
from pipeline.errors import PressmarkError
from pipeline.release.locate import locate
told = []
for where in sys.argv[1:]:
    try:
        with locate(where) as folder:
            told.append(json.loads((folder / "manifest.json").read_text())["version"])
    except PressmarkError as error:
        told.append(str(error))
print(json.dumps(told))
"""
FETCH_IN_PART = """
from huggingface_hub import snapshot_download
snapshot_download("press/corpus", repo_type="dataset", revision="v0.1.0", allow_patterns=["manifest.json"])
"""


def root_of(where: str) -> str:
    """The root of a place, if it verifies."""
    with locate(where) as folder:
        found = verify_folder(folder)
        assert found.faults == []
        return found.root


def fault_of(where: str) -> str:
    with pytest.raises(PressmarkError) as raised, locate(where):
        pass
    return str(raised.value)


class Shelf:
    """A project in git with two versions of a small corpus; the first is tagged, and the second is built."""

    def __init__(self, folder: Path) -> None:
        self.project = Project(folder)
        shutil.rmtree(folder / "data/raw")
        self.project.write("data/catalogue.csv", ",".join(COLUMNS) + "\n")
        self.git("config", "user.email", "a@b.c")
        self.git("config", "user.name", "A")
        self.git("add", "params.yaml")
        self.git("commit", "--quiet", "--message", "Before the first build")
        self.git("tag", "unbuilt")
        self.roots: dict[str, str] = {}
        self.project.write("data/raw/strike.txt", "The strike ended on Monday, and ships left the same night.\n")
        self.publish("0.1.0")
        self.publish("0.2.0")
        self.git("tag", "v9.9.9", "v0.1.0")
        self.git("tag", "--delete", "v0.2.0")

    def publish(self, version: str) -> None:
        params = (self.project.folder / "params.yaml").read_text("utf-8")
        self.project.write("params.yaml", re.sub(r"version: [0-9.]+", f"version: {version}", params))
        done = self.project.run("dvc", "repro", "--quiet", "publish")
        assert done.returncode == 0, done.stderr
        self.roots[version] = verify_folder(self.project.folder / "data/dataset").root
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", version)
        self.git("tag", f"v{version}")

    def git(self, *arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=self.project.folder, check=True, capture_output=True, text=True
        ).stdout.strip()


@pytest.fixture(scope="module")
def built_shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf") / "project")


@pytest.fixture
def shelf(built_shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shelf:
    monkeypatch.setenv("DVC_SITE_CACHE_DIR", str(tmp_path / "site"))
    monkeypatch.setenv("DVC_NO_ANALYTICS", "1")
    monkeypatch.chdir(built_shelf.project.folder)
    return built_shelf


def test_a_folder_is_itself(shelf: Shelf) -> None:
    for where in ("data/dataset", str(Path("data/dataset").absolute())):
        with locate(where) as folder:
            assert folder == Path(where)


def test_a_version_is_the_built_one_or_the_tagged_one(shelf: Shelf) -> None:
    with locate("0.2.0") as folder:
        assert folder == Path("data/dataset")
    assert {version: root_of(version) for version in shelf.roots} == shelf.roots


def test_a_version_that_was_built_otherwise_than_released_is_not_taken(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    released = {"name": "pressmark-seeds", "version": "0.2.0", "date": "2026-11-21", "root": "0" * 64}
    entry = released | {"n_buckets": 1, "configs": {}, "changes": [], "articles": {}}
    (tmp_path / "data").mkdir()
    (tmp_path / "data/releases.json").write_text(json.dumps({"releases": [entry]}))
    shutil.copytree("data/dataset", tmp_path / "data/dataset")
    monkeypatch.chdir(tmp_path)
    assert fault_of("0.2.0").startswith("version 0.2.0 is neither the one in data/dataset nor to be had from git (")


@pytest.mark.parametrize("kind", ["tag", "branch", "commit", "short", "before"])
def test_a_git_revision_is_what_was_built_in_it(shelf: Shelf, kind: str) -> None:
    branch = shelf.git("rev-parse", "--abbrev-ref", "HEAD")
    commit = shelf.git("rev-parse", "v0.1.0")
    places = {"tag": "v0.1.0", "branch": branch, "commit": commit, "short": commit[:8], "before": "HEAD~1"}
    assert root_of(places[kind]) == shelf.roots["0.2.0" if kind == "branch" else "0.1.0"]


def test_what_was_fetched_is_gone_afterwards(shelf: Shelf) -> None:
    with locate("v0.1.0") as folder:
        assert (folder / "README.md").exists()
    assert not folder.exists()


def test_what_is_not_in_git_is_named(shelf: Shelf) -> None:
    assert fault_of("7.7.7") == (
        "version 7.7.7 is neither the one in data/dataset nor to be had from git (unknown Git revision 'v7.7.7'): "
        "run 'git fetch --tags', or name a folder"
    )
    assert fault_of("nonsense") == (
        "nonsense is no dataset folder, and no git revision (unknown Git revision 'nonsense'); "
        "name a version as 1.2.0, and a Hub repository with its tag as organisation/name@v1.2.0"
    )
    assert fault_of(REPO).startswith(f"{REPO} is no dataset folder, and no git revision (")
    assert fault_of("unbuilt") == (
        "unbuilt: the git revision unbuilt has no data/dataset: name one in which it was built"
    )
    for where in ("v9.9.9", "9.9.9"):
        assert fault_of(where) == f"{where} is version 0.1.0, and not 9.9.9: its tag is wrong"
    assert fault_of("data") == "data is no dataset folder: it has no manifest.json"


def test_without_cache_and_remote_the_remedy_is_named(shelf: Shelf, tmp_path: Path) -> None:
    cache = shelf.project.folder / ".dvc/cache"
    cache.rename(tmp_path / "cache")
    try:
        fault = fault_of("0.1.0")
    finally:
        (tmp_path / "cache").rename(cache)
    assert fault.startswith("0.1.0: the files of data/dataset are neither in the DVC cache nor to be had from a DVC")
    assert fault.endswith("check v0.1.0 out and run 'dvc pull', or 'dvc repro' where no remote has them")


def test_without_git_the_message_says_so(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "is not a git repository" in fault_of("v0.1.0")
    assert "is not a git repository" in fault_of("0.1.0")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "data/raw").mkdir(parents=True)
    (folder / "data/catalogue.csv").write_text(",".join(COLUMNS) + "\n")
    (folder / "data/raw/strike.txt").write_text("The strike ended on Monday, and ships left the same night.\n")
    return build(folder, STAGES) / "data/dataset"


@pytest.fixture
def hub(corpus: Path) -> Iterator[HubServer]:
    """A Hub with the versions 0.1.0 and 0.2.0, and with tags that hold something else."""
    files = {path.relative_to(corpus).as_posix(): path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    later = files["manifest.json"].replace(b'"version": "0.1.0"', b'"version": "0.2.0"')
    with HubServer() as server:
        commits = {
            "v0.1.0": server.commit(REPO, files),
            "v0.2.0": server.commit(REPO, {"manifest.json": later}),
            "v1.0.0": server.commit("press/other", {"data.txt": b"0"}),
            "v1.0.1": server.commit("press/other", {"manifest.json": later.replace(b'"0.2.0"', b'"1.0.1"')}),
        }
        for tag in ("v0.1.0", "v0.2.0"):
            server.repository(REPO).references[TAG + tag] = commits[tag]
        server.repository(REPO).references[f"{TAG}v0.3.0"] = commits["v0.2.0"]
        for tag in ("v1.0.0", "v1.0.1"):
            server.repository("press/other").references[TAG + tag] = commits[tag]
        yield server


def client(hub: HubServer, home: Path, code: str, *places: str, **more: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code, *places],
        cwd=home,
        env={**os.environ, **hub.environment(home), "PYTHONPATH": str(PROJECT), **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout or "null")


def test_a_tag_of_the_hub_is_that_version(hub: HubServer, tmp_path: Path) -> None:
    places = [f"{REPO}@v0.1.0", f"{REPO}@v0.2.0", f"{REPO}@v0.3.0", f"{REPO}@v0.4.0", "press/nothing@v0.1.0"]
    places += [f"{REPO}@main", f"{REPO}@", "press/other@v1.0.0", "press/other@v1.0.1", "-a/b@v1.0.0"]
    assert client(hub, tmp_path, LOCATE, *places) == [
        "0.1.0",
        "0.2.0",
        f"{REPO}@v0.3.0 is version 0.2.0, and not 0.3.0: its tag is wrong",
        f"{REPO}@v0.4.0 is not to be had: the Hub has {REPO}, and no tag v0.4.0 of it: see which tags it has",
        "press/nothing@v0.1.0 is not to be had: the Hub has no dataset press/nothing, or shows it to its owners only: "
        "run 'hf auth login'",
        f"{REPO}@main: name the tag of a version, such as {REPO}@v1.2.0: anything else moves",
        f"{REPO}@: name the tag of a version, such as {REPO}@v1.2.0: anything else moves",
        "press/other@v1.0.0 is no dataset of Pressmark: it has no manifest.json",
        "press/other@v1.0.1 is not whole: articles/0.1.0-00000.parquet is missing: have it published anew",
        "-a/b@v1.0.0 is not to be had, here or from the Hub (Repo id must use alphanumeric chars, '-', '_' or '.'. The "
        "name cannot start or end with '-' or '.' and the maximum length is 96: '-a/b'.): try again when it can be "
        "reached",
    ]


@pytest.mark.parametrize("how", ["offline", "dead"])
def test_without_the_hub_a_version_is_the_one_fetched_before_or_none(hub: HubServer, tmp_path: Path, how: str) -> None:
    assert client(hub, tmp_path, LOCATE, f"{REPO}@v0.2.0") == ["0.2.0"]
    away = {"HF_HUB_OFFLINE": "1"} if how == "offline" else {"HF_ENDPOINT": "http://127.0.0.1:9"}
    found = client(hub, tmp_path, LOCATE, f"{REPO}@v0.2.0", f"{REPO}@v0.1.0", **away)
    assert found[0] == "0.2.0"
    assert re.fullmatch(
        rf"{REPO}@v0\.1\.0 is not to be had, here or from the Hub \(.*\): try again when it can be reached", found[1]
    )


def test_a_version_that_was_fetched_in_part_is_not_whole(hub: HubServer, tmp_path: Path) -> None:
    client(hub, tmp_path, FETCH_IN_PART)
    (found,) = client(hub, tmp_path, LOCATE, f"{REPO}@v0.1.0", HF_HUB_OFFLINE="1")
    assert found.startswith(f"{REPO}@v0.1.0 is not ")
    assert client(hub, tmp_path, LOCATE, f"{REPO}@v0.1.0") == ["0.1.0"]
