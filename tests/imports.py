"""Which of our own modules a module imports, itself and through others: read from the source, nothing is run."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PACKAGES = ("pipeline", "schemas")


def file_of(module: str) -> Path | None:
    base = PROJECT.joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def imports_of(path: Path) -> set[str]:
    """Return the names a file imports from our packages, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.split(".")[0] in PACKAGES}


def closure_of(module: str) -> set[str]:
    """Return the files, from the project's root, that run when a module is imported."""
    found: set[Path] = set()
    todo = [module]
    while todo:
        parts = todo.pop().split(".")
        for n_parts in range(1, len(parts) + 1):
            path = file_of(".".join(parts[:n_parts]))
            if path and path not in found:
                found.add(path)
                todo += imports_of(path)
    return {path.relative_to(PROJECT).as_posix() for path in found}
