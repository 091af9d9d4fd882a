"""What the page shows of the articles is made once, and again where it would come out otherwise."""

import copy
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.page.content import Shown, Tables, show_sample
from pipeline.page.sample import SHOWN, ReportSettings, show_once
from pipeline.release.manifest import read_manifest
from pipeline.store import DATASET

ALL = ReportSettings(n_articles_max=100, n_million_chars_max=1, n_quotations_max=3)
TWO = ReportSettings(n_articles_max=2, n_million_chars_max=1, n_quotations_max=3)
Manifest = dict[str, Any]


class Shower:
    """Shows a sample, and counts how often."""

    def __init__(self) -> None:
        self.n_times = 0

    def __call__(self, sample: Tables, n_quotations_max: int) -> Shown:
        self.n_times += 1
        return show_sample(sample, n_quotations_max)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Shower:
    shower = Shower()
    monkeypatch.setattr("pipeline.page.sample.show_sample", shower)
    return shower


@pytest.fixture
def manifest(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(built / DATASET, DATASET)
    return read_manifest(DATASET)


def with_another_checksum(manifest: Manifest) -> Manifest:
    changed = copy.deepcopy(manifest)
    changed["configs"]["notes"]["files"][0]["sha256"] = "0" * 64
    return changed


def with_a_file_more(manifest: Manifest) -> Manifest:
    changed = copy.deepcopy(manifest)
    for config, entry in changed["configs"].items():
        first = entry["files"][0]
        more = {**first, "path": f"{config}/9.0.0-00000.parquet"}
        shutil.copyfile(DATASET / first["path"], DATASET / more["path"])
        entry["files"].append(more)
    return changed


@pytest.mark.parametrize("settings", [ALL, TWO])
def test_what_was_shown_is_shown_again(manifest: Manifest, show: Shower, settings: ReportSettings) -> None:
    first = show_once(manifest, settings)
    again = show_once(manifest, settings)
    assert show.n_times == 1
    assert (again.n_shown, again.packed) == (first.n_shown, first.packed)
    assert [tuple(kind) for kind in again.kinds] == first.kinds
    assert again._replace(kinds=first.kinds) == first


@pytest.mark.parametrize(
    ("settings", "change", "n_times"),
    [
        (ALL, lambda manifest: manifest, 1),
        (ALL, with_another_checksum, 2),
        (ALL, with_a_file_more, 2),
        (TWO, with_a_file_more, 1),
    ],
)
def test_it_is_made_again_where_its_files_are_others(
    manifest: Manifest, show: Shower, settings: ReportSettings, change: Callable[[Manifest], Manifest], n_times: int
) -> None:
    show_once(manifest, settings)
    show_once(change(manifest), settings)
    assert show.n_times == n_times


def test_it_is_made_again_where_the_settings_are_others_or_the_memory_is_gone(manifest: Manifest, show: Shower) -> None:
    assert [show_once(manifest, settings).n_shown for settings in (ALL, TWO, TWO)] == [5, 2, 2]
    assert show.n_times == 2
    SHOWN.write_bytes(SHOWN.read_bytes()[:-1])
    assert show_once(manifest, TWO).n_shown == 2
    assert show.n_times == 3
