"""The digest of a module's code changes with what it runs, and with nothing else."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import code
from pipeline.code import closure_of, code_digest, libraries_of

STAGE = """\"\"\"A stage.\"\"\"

import polars

from pipeline import rules

TABLE = {".a": "pipeline.reader"}
"""
RULES = """\"\"\"Rules.\"\"\"


def is_short() -> int:
    \"\"\"Short.\"\"\"
    from pipeline import late

    return 1  # one
"""
MODULES = {
    "pipeline/__init__.py": "def load() -> None:\n    from pipeline import door\n",
    "pipeline/stage.py": STAGE,
    "pipeline/rules.py": RULES,
    "pipeline/late.py": "A = 1\n",
    "pipeline/reader.py": "import yaml\nimport an_extra\n",
    "pipeline/door.py": "import stage\n",
    "pipeline/other.py": "B = 1\n",
}


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(code, "ROOT", tmp_path)
    monkeypatch.setattr(code, "SOURCES", tmp_path / "code.json")
    (tmp_path / "pipeline").mkdir()
    for path, source in MODULES.items():
        (tmp_path / path).write_text(source)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    for cached in (closure_of, code_digest, code._source_of, code._sources):
        cached.cache_clear()


def test_a_module_runs_what_it_imports_and_what_a_table_names(package: Path) -> None:
    found = {path.relative_to(package).as_posix() for path in closure_of("pipeline.stage")}
    others = {"pipeline/door.py", "pipeline/other.py"}
    assert found == set(MODULES) - others


def test_libraries_are_named_with_their_versions() -> None:
    found = libraries_of("pipeline.stage")
    assert sorted(found) == ["an_extra", "polars", "python", "yaml"]
    assert found["an_extra"] == "not installed"
    assert found["python"] == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert found["polars"] == __import__("polars").__version__


@pytest.mark.parametrize(
    ("path", "before", "after", "changes"),
    [
        ("pipeline/rules.py", "return 1", "return 2", True),
        ("pipeline/late.py", "A = 1", "A = 2", True),
        ("pipeline/reader.py", "import yaml", "B = 2\nimport yaml", True),
        ("pipeline/rules.py", "# one", "# quite another comment", False),
        ("pipeline/rules.py", '"""Short."""', '"""As short as can be."""', False),
        ("pipeline/rules.py", "return 1", "return (\n        1\n    )", False),
        ("pipeline/other.py", "B = 1", "B = 2", False),
        ("pipeline/door.py", "import stage", "import rules", False),
    ],
)
def test_only_code_that_runs_counts(path: str, before: str, after: str, changes: bool, package: Path) -> None:
    digest = code_digest("pipeline.stage")
    source = (package / path).read_text()
    assert before in source
    (package / path).write_text(source.replace(before, after))
    forget()
    assert (code_digest("pipeline.stage") != digest) == changes


def test_a_file_is_read_anew_only_if_it_is_not_as_it_was(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_anew: list[str] = []

    def read(path: Path, read: Callable[[Path], Any] = code._read) -> Any:
        read_anew.append(path.name)
        return read(path)

    monkeypatch.setattr(code, "_read", read)
    digest = code_digest("pipeline.stage")
    assert sorted(read_anew) == ["__init__.py", "late.py", "reader.py", "rules.py", "stage.py"]
    for change, expected in (("A = 1\n", []), ("A = 2\n", ["late.py"])):
        (package / "pipeline" / "late.py").write_text(change)
        forget()
        read_anew.clear()
        assert (code_digest("pipeline.stage") == digest, read_anew) == (not expected, expected)


@pytest.mark.parametrize("damaged", [b"", b"[]", b'{"pipeline/stage.py": ["too short"]}', b"\xff"])
def test_a_damaged_memory_is_none(damaged: bytes) -> None:
    digest = code_digest("pipeline.stage")
    code.SOURCES.write_bytes(damaged)
    forget()
    assert code_digest("pipeline.stage") == digest
