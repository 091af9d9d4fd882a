"""Releases on a loopback Hub: pushed whole or not at all, loaded by version, and never another one silently."""

import contextlib
import datetime
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hub_server import HubServer
from hub_store import Repository

from conftest import PROJECT, STAGES, build
from pipeline.configs import CONFIGS
from pipeline.release.release import release

REPO = "somebody/corpus"
NAMES = [config.name for config in CONFIGS]
LOAD = """
import json, sys
from pipeline import load
from pipeline.errors import PressmarkError
where, config, version, streaming, root = json.loads(sys.argv[1])
try:
    rows = load(where, config, version, streaming=streaming, root=root)
    print(json.dumps({"version": str(rows.info.version), "rows": list(rows)}, default=str))
except PressmarkError as error:
    print(json.dumps({"error": str(error)}))
"""
LOAD_ALL = """
import json, sys
from datasets import load_dataset
from pipeline import load
where, configs, version, streaming, is_plain = json.loads(sys.argv[1])
found = {}
for config in configs:
    if is_plain:
        rows = load_dataset(where, config, split="train", revision=f"v{version}", streaming=streaming)
    else:
        rows = load(where, config, version, streaming=streaming)
    found[config] = {"version": str(rows.info.version), "rows": list(rows)}
print(json.dumps(found, default=str))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two released versions of the five articles, the second with one article more; all rights are our own."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "data").mkdir()
    catalogue = (PROJECT / "data/catalogue.csv").read_text("utf-8").replace(",unknown\n", ",own\n")
    (folder / "data/catalogue.csv").write_text(catalogue, "utf-8")
    build(folder, STAGES)
    freeze(folder, "0.1.0")
    (folder / "data/dataset").rename(folder / "first")
    (folder / "data/catalogue.csv").write_text(catalogue + "strike,strike.txt,,,,,,,,own\n", "utf-8")
    (folder / "data/raw/strike.txt").write_text("Strike ends\n\nThe strike in the harbour ended on Monday at noon.\n")
    params = re.sub(r"version: [0-9.]+", "version: 0.2.0", (folder / "params.yaml").read_text("utf-8"))
    (folder / "params.yaml").write_text(params, "utf-8")
    build(folder, STAGES)
    freeze(folder, "0.2.0")
    (folder / "data/dataset").rename(folder / "second")
    return folder


def freeze(folder: Path, version: str) -> None:
    with contextlib.chdir(folder):
        release(version, datetime.date(2026, 11, 21))
    build(folder, STAGES)


@pytest.fixture(scope="module")
def first_pushed(project: Path) -> Repository:
    """What a Hub holds after the first version was pushed."""
    with HubServer() as hub:
        push(hub, project, "first")
        return hub.repository(REPO)


def push(hub: HubServer, project: Path, folder: str) -> None:
    code, _, error = pressmark(hub, project, "push", REPO, "--folder", folder)
    assert code == 0, error


@pytest.fixture(scope="module")
def shelf(project: Path, first_pushed: Repository) -> Iterator[HubServer]:
    """A Hub to which both versions were pushed; tests only read from it."""
    with HubServer() as hub:
        hub.repositories[REPO] = first_pushed.copy()
        push(hub, project, "second")
        yield hub


@pytest.fixture
def hub(first_pushed: Repository) -> Iterator[HubServer]:
    """A Hub of a test's own, to which the first version was pushed."""
    with HubServer() as server:
        server.repositories[REPO] = first_pushed.copy()
        yield server


def environment(hub: HubServer, home: Path) -> dict[str, str]:
    return {**os.environ, **hub.environment(home), "PYTHONPATH": str(PROJECT), "COLUMNS": "200", "NO_COLOR": "1"}


def pressmark(hub: HubServer, folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=folder,
        env=environment(hub, folder / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def run(code: str, hub: HubServer, home: Path, *arguments: Any, **more: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        cwd=home.parent,
        env=environment(hub, home) | more,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def load(hub: HubServer, home: Path, config: str, version: str | None, **more: str) -> Any:
    return run(LOAD, hub, home, REPO, config, version, False, None, **more)


def published(folder: Path, config: str) -> Any:
    paths = sorted((folder / config).glob("*.parquet"))
    rows = pl.concat([pl.read_parquet(path) for path in paths]).to_dicts()
    return json.loads(json.dumps(rows, default=str))


def root_of(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_text())["root"])


@pytest.mark.parametrize("streaming", [False, True], ids=["map-style", "streaming"])
@pytest.mark.parametrize(("version", "folder"), [("0.1.0", "first"), ("0.2.0", "second")])
def test_each_release_loads_by_its_tag_with_an_empty_cache(
    shelf: HubServer, project: Path, tmp_path: Path, version: str, folder: str, streaming: bool
) -> None:
    plain = run(LOAD_ALL, shelf, tmp_path / "plain", REPO, NAMES, version, streaming, True)
    ours = run(LOAD_ALL, shelf, tmp_path / "ours", REPO, NAMES, version, streaming, False)
    wanted = {config: {"version": version, "rows": published(project / folder, config)} for config in NAMES}
    assert plain == ours == wanted


def test_without_a_network_the_version_in_the_cache_is_loaded_and_no_other(
    project: Path, hub: HubServer, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert load(hub, home, "notes", "0.1.0")["version"] == "0.1.0"
    for offline in ({"HF_HUB_OFFLINE": "1"}, {"HF_ENDPOINT": "http://127.0.0.1:9"}):
        assert load(hub, home, "notes", "0.1.0", **offline)["rows"] == published(project / "first", "notes")
        for absent in ("0.2.0", "0.0.1"):
            error = load(hub, home, "notes", absent, **offline)["error"]
            assert error.startswith(f"{REPO}@v{absent} is not to be had, here or from the Hub (")


def test_a_stale_cache_is_never_served_for_another_version(project: Path, hub: HubServer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    load(hub, home, "articles", "0.1.0")
    pressmark(hub, project, "push", REPO, "--folder", "second")
    assert load(hub, home, "articles", "0.2.0")["rows"] == published(project / "second", "articles")
    assert load(hub, home, "articles", "0.1.0")["rows"] == published(project / "first", "articles")


def test_a_moved_tag_is_found(project: Path, hub: HubServer, tmp_path: Path) -> None:
    pressmark(hub, project, "push", REPO, "--folder", "second")
    hub.move_tag(REPO, "v0.1.0", "v0.2.0")
    for streaming in (False, True):
        found = run(LOAD, hub, tmp_path / "home", REPO, "articles", "0.1.0", streaming, None)
        assert found == {"error": f"{found['error'].split(' is version')[0]} is version 0.2.0, and not 0.1.0"}


def test_other_rows_under_the_right_number_are_found_by_the_root_of_the_citation(
    project: Path, hub: HubServer, tmp_path: Path
) -> None:
    first, second = root_of(project / "first"), root_of(project / "second")
    assert run(LOAD, hub, tmp_path / "home", REPO, "notes", "0.1.0", False, first)["version"] == "0.1.0"
    error = run(LOAD, hub, tmp_path / "home", REPO, "notes", "0.1.0", False, second)["error"]
    assert error.endswith(f"calls itself 0.1.0, but its root is {first}, not {second}")


def test_a_file_that_was_tampered_with_on_the_hub_is_refused(hub: HubServer, tmp_path: Path) -> None:
    path = "sentences/0.1.0-00000.parquet"
    content = bytearray(hub.repository(REPO).read(path, "v0.1.0"))
    content[len(content) // 2] ^= 1
    hub.tamper(REPO, path, bytes(content))
    error = load(hub, tmp_path / "home", "sentences", "0.1.0")["error"]
    assert f"{path} is not the published file: see 'pressmark verify" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((REPO, "words", "0.1.0"), "no config 'words'; known: articles, paragraphs, sentences, notes, lines"),
        ((REPO, "notes", None), f"{REPO}: name the version, such as version='1.0.0': a branch of the Hub moves"),
        ((REPO, "notes", "v0.1.0"), "'v0.1.0' is not a version: name it as three numbers, such as 1.2.0"),
        (("no folder/here", "notes", None), "no folder/here is no dataset folder: it has no manifest.json"),
        (
            ("somebody/else", "notes", "0.1.0"),
            "somebody/else@v0.1.0 is not to be had: the Hub has no dataset somebody/else",
        ),
    ],
)
def test_wrong_questions_get_clear_answers(
    shelf: HubServer, tmp_path: Path, arguments: tuple[str, str, str | None], message: str
) -> None:
    assert run(LOAD, shelf, tmp_path / "home", *arguments, False, None)["error"].startswith(message)


def test_a_folder_is_loaded_and_checked_too(shelf: HubServer, project: Path, tmp_path: Path) -> None:
    folder = str(project / "first")
    loaded = run(LOAD, shelf, tmp_path / "home", folder, "lines", "0.1.0", False, root_of(project / "first"))
    assert loaded["rows"] == published(project / "first", "lines")
    error = run(LOAD, shelf, tmp_path / "home", folder, "lines", "0.2.0", False, None)["error"]
    assert error == f"{folder} is version 0.1.0, and not 0.2.0"


def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(project: Path, tmp_path: Path) -> None:
    with HubServer() as hub:
        code, out, _ = pressmark(hub, project, "push", REPO, "--folder", "first", "--dry-run")
        assert (code, hub.requests) == (0, [])
    assert "articles/0.1.0-00000.parquet" in out
    assert (
        out.splitlines()[-1]
        == f"Nothing was sent: this would be {REPO} at the tag v0.1.0, with the texts of 5 of 5 articles."
    )


def test_a_tag_that_exists_is_never_moved(project: Path, hub: HubServer) -> None:
    before = hub.repository(REPO).resolve("v0.1.0")
    code, _, error = pressmark(hub, project, "push", REPO, "--folder", "first")
    assert code == 1
    assert error.startswith(f"error: {REPO} has the tag v0.1.0 already (commit ")
    assert hub.repository(REPO).resolve("v0.1.0") == before


def test_an_unreleased_version_is_not_pushed(built: Path) -> None:
    with HubServer() as hub:
        code, _, error = pressmark(hub, built, "push", REPO)
        assert (code, error) == (1, "error: 0.1.0 is not released: give 'pressmark release' first\n")
        assert hub.requests == []


@pytest.mark.parametrize("pattern", ["POST .*/commit/", "POST .*/tag/", "GET .*/revision/"])
@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
def test_a_push_that_dies_can_be_repeated(project: Path, pattern: str, after_effect: bool) -> None:
    with HubServer() as hub:
        hub.fail_after(0, pattern, times=1, after_effect=after_effect)
        code, _, error = pressmark(hub, project, "push", REPO, "--folder", "first")
        assert (code, "repeat the command" in error) == (1, True)
        is_tagged = pattern == "POST .*/tag/" and after_effect
        code, _, error = pressmark(hub, project, "push", REPO, "--folder", "first")
        if is_tagged:
            assert "has the tag v0.1.0 already" in error
        else:
            assert code == 0, error
        repository = hub.repository(REPO)
        for path in sorted((project / "first").rglob("*")):
            if path.is_file():
                name = path.relative_to(project / "first").as_posix()
                assert repository.read(name, "v0.1.0") == path.read_bytes()


def test_verify_proves_a_repository_at_a_tag(shelf: HubServer, project: Path) -> None:
    code, out, error = pressmark(shelf, project, "verify", f"{REPO}@v0.1.0", "--version", "0.1.0")
    assert (code, error) == (0, "")
    assert out == f"{REPO}@v0.1.0: version 0.1.0, root {root_of(project / 'first')}: verified\n"


def test_rights_decide_what_leaves(built: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    project = build(tmp_path, STAGES)
    freeze(project, "0.1.0")
    with HubServer() as hub:
        code, out, error = pressmark(hub, project, "push", REPO)
        assert (code, error) == (0, "")
        assert out.splitlines()[-1].endswith(
            "with the texts of 0 of 5 articles; the others are withheld, for their rights are unclear."
        )
        sent = hub.repository(REPO).read("sentences/0.1.0-00000.parquet", "v0.1.0")
        assert b"Mossad" not in sent
        (tmp_path / "sent.parquet").write_bytes(sent)
        assert pl.read_parquet(tmp_path / "sent.parquet")["text"].null_count() == 334
        code, out, error = pressmark(hub, project, "verify", f"{REPO}@v0.1.0")
        assert (code, error) == (0, "")
    with HubServer() as hub:
        assert pressmark(hub, project, "push", REPO, "--full-text")[0] == 0
        assert b"chose to include them" in hub.repository(REPO).read("README.md", "v0.1.0")
