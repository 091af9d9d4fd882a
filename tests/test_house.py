"""The house inspects itself: names, directions, and what each stage says it depends on."""

import importlib
import inspect
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from pipeline import boundaries, damages, edits, joins, promises, repairs, roles, store
from pipeline.code import OTHERWISE_CALLED, PACKAGES, SHAPES_NOTHING, closure_of, imports_of
from pipeline.params import rules_of
from project import PROJECT, copy_some_gold
from schemas import patterns
from schemas.lines import Lines

DVC = yaml.safe_load((PROJECT / "dvc.yaml").read_text("utf-8"))["stages"]
PARAMS = yaml.safe_load((PROJECT / "params.yaml").read_text("utf-8"))
STAGES = list(DVC)
ROOMS = {
    "repairs": repairs,
    "edits": edits,
    "damages": damages,
    "roles/signs": roles.signs,
    "roles/places": roles.places,
    "joins": joins,
    "boundaries": boundaries,
    "promises": promises,
}
MODULES = sorted(path for package in ("pipeline", "schemas") for path in (PROJECT / package).rglob("*.py"))
STATES = r"^(?:is|has|starts|ends|breaks|closes|stands|follows|opens)_"
IMPERATIVES = r"^(?:drop|collapse|fold|undo|repair|mark|join)_"
GRAMMAR = {
    "repairs": IMPERATIVES,
    "edits": IMPERATIVES,
    "damages": r"^has_",
    "roles/signs": STATES,
    "roles/places": STATES,
    "joins": STATES,
    "boundaries": STATES,
    "promises": r"^(?:every|no|the)_.*_",
}


def ours(path: Path) -> set[str]:
    """Return our own modules that a file imports."""
    return {name for name in imports_of(path) if name.split(".")[0] in ("pipeline", "schemas")}


@pytest.mark.parametrize("room", ROOMS)
def test_the_grammar_of_a_name_tells_its_room(room: str) -> None:
    assert [name for name in rules_of(ROOMS[room]) if not re.match(GRAMMAR[room], name)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_rule_says_why(room: str) -> None:
    short = [name for name, rule in rules_of(ROOMS[room]).items() if len(inspect.getdoc(rule) or "") < 40]
    assert short == []


@pytest.mark.parametrize(
    ("module", "sections"),
    [
        (repairs, [PARAMS["clean"]["repairs"]]),
        (edits, [PARAMS["clean"]["edits"]]),
        (roles.signs, [PARAMS["clean"]["signs"]]),
        (roles.places, [PARAMS["clean"]["places"]]),
        (joins, [PARAMS["clean"]["joins"]]),
        (boundaries, [PARAMS["segment"]["boundaries"]]),
    ],
)
def test_the_recipe_has_every_rule_once(module: ModuleType, sections: list[dict[str, object]]) -> None:
    assert sorted(name for section in sections for name in section) == sorted(rules_of(module))


def test_no_room_is_called_after_nothing() -> None:
    vague = {"utils", "helpers", "common", "base", "manager", "misc", "core"}
    assert [path.name for path in MODULES if vague & set(path.stem.split("_"))] == []


def test_a_stage_never_imports_a_stage() -> None:
    stages = {f"pipeline.{stage}" for stage in STAGES}
    found = {stage: sorted(ours(PROJECT / f"pipeline/{stage}.py") & stages) for stage in STAGES}
    assert found == {stage: [] for stage in STAGES}


NOUNS = (
    *("roles/conditions", "rewrite", "lines", "sentences", "paragraphs", "footnotes", "provenance", "certainty"),
    *("quality/measures", "quality/counts"),
    *("corrected", "corrected_lines", "corrected_boundaries"),
    *("mending", "mojibake", "entities", "letters", "lookalikes", "inspection"),
)


@pytest.mark.parametrize("room", [*ROOMS, *NOUNS])
def test_rules_and_nouns_never_touch_files(room: str) -> None:
    source = (PROJECT / f"pipeline/{room}.py").read_text("utf-8")
    assert not re.search(r"pathlib|\bopen\(|import store|import engine|read_parquet|write_", source)


@pytest.mark.parametrize("package", ["schemas", "pipeline/sources"])
def test_imports_go_one_way(package: str) -> None:
    for path in sorted((PROJECT / package).rglob("*.py")):
        own = package.replace("/", ".")
        assert [name for name in ours(path) if not name.startswith(own)] == [], path


def test_nobody_imports_the_front_door() -> None:
    assert [path.name for path in MODULES if any("__main__" in name for name in ours(path))] == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_deps_of_a_stage_are_what_it_imports(stage: str) -> None:
    deps = DVC[stage]["deps"]
    code = [path for dep in deps for path in modules_of(dep)]
    assert DVC[stage]["cmd"] == f"python -m pipeline.{stage}"
    imported = {path.relative_to(PROJECT).as_posix() for path in closure_of(f"pipeline.{stage}")}
    assert sorted(code) == sorted(imported)
    whole = {str(Path(path).parent) for path in code if imported >= {*modules_of(str(Path(path).parent))}}
    assert sorted(path for path in whole if not any(path == dep or path.startswith(f"{dep}/") for dep in deps)) == []
    assert "requirements.lock" in deps


def modules_of(dep: str) -> list[str]:
    """Return the modules that a file or a folder of code stands for."""
    if not (PROJECT / dep).is_dir():
        return [dep] * dep.endswith(".py")
    return [path.relative_to(PROJECT).as_posix() for path in (PROJECT / dep).rglob("*.py")]


def test_the_package_of_every_library_is_known_without_a_search() -> None:
    roots = {name.split(".")[0] for path in MODULES for name in imports_of(path)}
    foreign = roots - set(PACKAGES) - set(sys.stdlib_module_names) - SHAPES_NOTHING
    installed = {distribution.name.lower().replace("_", "-") for distribution in distributions()}
    packages = {OTHERWISE_CALLED.get(name, name).lower().replace("_", "-") for name in foreign}
    assert sorted(packages - installed) == []


def test_a_stage_reads_and_writes_the_tables_it_declares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("params.yaml", "data/catalogue.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / name, tmp_path / name)
    shutil.copytree(PROJECT / "data" / "raw", tmp_path / "data" / "raw")
    copy_some_gold(tmp_path)
    monkeypatch.chdir(tmp_path)
    read, written = watched(monkeypatch, "read"), watched(monkeypatch, "write")
    watched_small = watched(monkeypatch, "read_small")
    not_tables = {"raw_files.parquet", "units/records", "records"}
    found = {}
    for stage in STAGES:
        for seen in (read, written, watched_small):
            seen.clear()
        importlib.import_module(f"pipeline.{stage}").main()
        own = {f"units/{stage}", *not_tables}
        found[stage] = ({*read, *watched_small} - own, written - not_tables)
    for stage in STAGES:
        deps = tables_in(DVC[stage]["deps"])
        outs = tables_in(next(iter(out)) for out in DVC[stage].get("outs", []) if isinstance(out, dict))
        assert found[stage] == (deps - not_tables, outs - not_tables), stage


def watched(monkeypatch: pytest.MonkeyPatch, name: str) -> set[str]:
    """Return the set in which the folders will be that the store reads or writes."""
    folders: set[str] = set()
    function = getattr(store.Store, name)

    def watch(self: store.Store, path: str, *rest: Any) -> Any:
        folders.add(path if name == "read_small" else path.rsplit("/", 1)[0])
        return function(self, path, *rest)

    monkeypatch.setattr(store.Store, name, watch)
    return folders


def tables_in(paths: Iterable[str]) -> set[str]:
    return {path.removeprefix("data/interim/") for path in paths if path.startswith("data/interim/")}


@pytest.mark.parametrize("stage", STAGES)
def test_outs_stay_when_a_stage_runs_again(stage: str) -> None:
    """DVC would remove what units need not do again; only counts and the page are written anew."""
    outs = DVC[stage].get("outs", [])
    assert [out for out in outs if isinstance(out, dict) and list(out.values()) != [{"persist": True}]] == []
    anew = {
        "publish": ["data/reports/counts.json"],
        "report": ["data/reports/index.html", "data/reports/plots.html"],
    }
    assert [out for out in outs if not isinstance(out, dict)] == anew.get(stage, [])


def test_every_stage_has_its_section_and_no_other_section_stands_in_the_recipe() -> None:
    assert list(PARAMS) == [*STAGES, "store", "engine"]
    own = {stage: [stage, "store"] for stage in STAGES}
    named_in_the_manifest = ["ingest", "clean", "segment", "validate"]
    assert {stage: spec["params"] for stage, spec in DVC.items()} == own | {
        "measure": ["measure", "clean", "segment"],
        "publish": ["publish", "store", *named_in_the_manifest],
        "report": ["report", "publish"],
    }


def test_functions_fit_on_a_screen() -> None:
    def length(function: object) -> int:
        source = inspect.getsource(function)  # type: ignore[arg-type]
        return len(re.sub(r'""".*?"""', "", source, flags=re.DOTALL).splitlines())

    rules = [rule for room in ROOMS.values() for rule in rules_of(room).values()]
    assert [rule.__name__ for rule in rules if length(rule) > 30] == []


def test_roles_have_one_name_everywhere() -> None:
    given = [rule["role"] for section in ("signs", "places") for rule in PARAMS["clean"][section].values()]
    assert set(given) == set(patterns.ROLES)
    assert Lines.to_schema().columns["role"].checks[0].statistics["allowed_values"] == patterns.ROLES


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9][a-z0-9._-]*==)", lock, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pinned) > 100
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_package_is_packaged() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    packages = {path.parent.relative_to(PROJECT).as_posix().replace("/", ".") for path in MODULES}
    assert sorted(project["tool"]["setuptools"]["packages"]) == sorted(packages)
