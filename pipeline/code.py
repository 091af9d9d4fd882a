"""What code a module runs, read from its source: a unit of work is done again when that changes, and not else.

Counted are the module itself and all of our own modules that it imports, straight or through others, or names in full
in a table of modules to load. Comments, docstrings and layout run nothing, and what a package's `__init__` imports only
inside its functions is a door for others. To read the source takes a tenth of a second, and every stage asks: what was
found is remembered for as long as a file has the same bytes.
"""

import ast
import hashlib
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import NamedTuple

import orjson

from pipeline.store import REMEMBERED, whole_file

ROOT = Path(__file__).parent.parent
SOURCES = REMEMBERED / "code.json"
PACKAGES = ("pipeline", "schemas")
_MODULE = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.[a-z_]+)+")
SHAPES_NOTHING = {"dask", "distributed", "fsspec", "pydantic", "rich", "typer"}
"""Libraries at work around a unit, never in what it writes."""

OTHERWISE_CALLED = {
    "docx": "python-docx",
    "markdown_it": "markdown-it-py",
    "vl_convert": "vl-convert-python",
    "yaml": "PyYAML",
}
"""Packages by their module: to find them out takes a third of a second."""


class Source(NamedTuple):
    """What a file of ours says: the names that it imports, in full, and a digest of what it runs."""

    content: str
    """The SHA-256 of its bytes, of this module's, and of Python's version: what was found holds for these alone."""
    imports: list[str]
    digest: str


def file_of(module: str) -> Path | None:
    """Return the file of one of our modules; none for a name that is not a module."""
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def imports_of(path: Path) -> frozenset[str]:
    """Return the names that a file imports, in full, also inside functions, but not for type checkers."""
    return frozenset(_source_of(path).imports)


@cache
def closure_of(module: str) -> frozenset[Path]:
    """Return the files of ours that a module runs."""
    found: set[Path] = set()
    seen: set[str] = set()
    todo = [module]
    while todo:
        parts = todo.pop().split(".")
        names = {".".join(parts[:n_parts]) for n_parts in range(1, len(parts) + 1)} - seen
        seen |= names
        for path in filter(None, map(file_of, names)):
            found.add(path)
            todo += [name for name in imports_of(path) if name.split(".")[0] in PACKAGES]
    return frozenset(found)


@cache
def code_digest(module: str) -> str:
    """Return a SHA-256 of the code that a module runs: of the syntax trees of its files, without docstrings."""
    digest = hashlib.sha256()
    for path in sorted(closure_of(module)):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{_source_of(path).digest}\0".encode())
    _remember()
    return digest.hexdigest()


def libraries_of(module: str) -> dict[str, str]:
    """Return name and version of Python and of every library that the code of a module imports."""
    roots = {name.split(".")[0] for path in closure_of(module) for name in imports_of(path)}
    foreign = roots - set(PACKAGES) - set(sys.stdlib_module_names) - SHAPES_NOTHING
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python, **{name: _version_of(name) for name in sorted(foreign)}}


def _version_of(module: str) -> str:
    """Return the version of the package that a module comes from, or that it is not installed."""
    try:
        return version(OTHERWISE_CALLED.get(module, module))
    except PackageNotFoundError:
        packages = packages_distributions().get(module)
        return version(packages[0]) if packages else "not installed"


@cache
def _source_of(path: Path) -> Source:
    """Return what a file says: it is read anew only if it is not as it was."""
    name, shaping = path.relative_to(ROOT).as_posix(), (Path(__file__), path)
    content = hashlib.sha256(b"\0".join([sys.version.encode(), *(file.read_bytes() for file in shaping)])).hexdigest()
    known = _sources().get(name)
    if known is None or known.content != content:
        known = _sources()[name] = Source(content, *_read(path))
    return known


def _read(path: Path) -> tuple[list[str], str]:
    """Return the names that a file imports, and the digest of what it runs."""
    written: list[str] = []
    imports: set[str] = set()
    _write(ast.parse(path.read_bytes()), written, imports, path.name == "__init__.py")
    return sorted(imports), hashlib.sha256("\0".join(written).encode("utf-8", "surrogatepass")).hexdigest()


def _write(node: ast.AST, written: list[str], imports: set[str] | None, is_door: bool) -> None:
    """Write down a syntax tree without docstrings, and what it imports; `imports` is none in what does not run."""
    if imports is not None:
        is_for_types = isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        if is_for_types or (is_door and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            imports = None
        else:
            imports.update(_names_in(node))
    _drop_docstring(node)
    written.append(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        values = value if isinstance(value, list) else [value]
        written.append(str(len(values)) if isinstance(value, list) else "")
        for one in values:
            if isinstance(one, ast.AST):
                _write(one, written, imports, is_door)
            else:
                written.append(repr(one))


def _names_in(node: ast.AST) -> list[str]:
    """Return what a node imports, or names in full."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _MODULE.fullmatch(node.value):
        return [node.value]
    return []


def _drop_docstring(node: ast.AST) -> None:
    if (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node, clean=False) is not None
    ):
        node.body = node.body[1:] or [ast.Pass()]


@cache
def _sources() -> dict[str, Source]:
    """Return what was found of each file, by its path below ROOT: first what is remembered."""
    try:
        return {name: Source(*said) for name, said in orjson.loads(SOURCES.read_bytes()).items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _remember() -> None:
    found = orjson.dumps(_sources(), option=orjson.OPT_SORT_KEYS, default=list)
    if not SOURCES.is_file() or SOURCES.read_bytes() != found:
        with whole_file(SOURCES) as path:
            path.write_bytes(found)
