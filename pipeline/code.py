"""What code a module runs, read from its source: a unit of work is done again when that changes, and not else.

Counted are the module itself and all of our own modules that it imports, straight or through others, or names in full
in a table of modules to load. Comments, docstrings and layout run nothing, and what a package's `__init__` imports only
inside its functions is a door for others.
"""

import ast
import hashlib
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("pipeline", "schemas")
_MODULE = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.[a-z_]+)+")
SHAPES_NOTHING = {"dask", "distributed", "fsspec", "pydantic", "rich", "typer"}
"""Libraries at work around a unit, never in what it writes."""

OTHERWISE_CALLED = {"yaml": "PyYAML"}
"""Packages by their module: to find them out takes a third of a second."""


def file_of(module: str) -> Path | None:
    """Return the file of one of our modules; none for a name that is not a module."""
    base = ROOT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Return the names that a file imports, in full, also inside functions, but not for type checkers."""
    names: set[str] = set()
    for node in _nodes_that_run(ast.parse(path.read_bytes()), path.name == "__init__.py"):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _MODULE.fullmatch(node.value):
            names.add(node.value)
    return frozenset(names)


@cache
def closure_of(module: str) -> frozenset[Path]:
    """Return the files of ours that a module runs."""
    found: set[Path] = set()
    todo = [module]
    while todo:
        parts = todo.pop().split(".")
        for n_parts in range(1, len(parts) + 1):
            path = file_of(".".join(parts[:n_parts]))
            if path and path not in found:
                found.add(path)
                todo += [name for name in imports_of(path) if name.split(".")[0] in PACKAGES]
    return frozenset(found)


@cache
def code_digest(module: str) -> str:
    """Return a SHA-256 of the code that a module runs: of the syntax trees of its files, without docstrings."""
    digest = hashlib.sha256()
    for path in sorted(closure_of(module)):
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            _drop_docstring(node)
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{ast.dump(tree)}\0".encode())
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


def _nodes_that_run(tree: ast.AST, is_door: bool) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    todo = [tree]
    while todo:
        node = todo.pop()
        is_for_types = isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        if is_for_types or (is_door and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            continue
        nodes.append(node)
        todo += ast.iter_child_nodes(node)
    return nodes


def _drop_docstring(node: ast.AST) -> None:
    if (
        isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node, clean=False) is not None
    ):
        node.body = node.body[1:] or [ast.Pass()]
