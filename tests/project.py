"""A temporary copy of the project, in which stages run as they do for a user."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent
SOME_GOLD = "joins.jsonl"


def first_recipe() -> str:
    """Return the project's recipe, for a first version: tests do not care which one the project is at."""
    return re.sub(r"(?m)^  version: .*$", "  version: 0.1.0", (PROJECT / "params.yaml").read_text("utf-8"))


def copy_some_gold(folder: Path, *more: str) -> None:
    """Copy a small file of gold to where the recipe looks: to measure by all of it takes longer than to build."""
    (folder / "tests" / "gold").mkdir(parents=True, exist_ok=True)
    for name in (SOME_GOLD, *more):
        shutil.copy(PROJECT / "tests" / "gold" / name, folder / "tests" / "gold" / name)


class Project:
    """A folder with the project's files, tracked and not yet tracked, and a git repository of its own.

    With releases it has all gold too; else one small file.
    """

    def __init__(self, folder: Path, with_releases: bool = False) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.split("\0")
        for name in filter(None, names):
            is_wanted = with_releases or not name.startswith("tests/gold/")
            if (PROJECT / name).is_file() and is_wanted:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, folder / name)
        if not with_releases:
            self.write("data/releases.json", '{"releases": []}')
            copy_some_gold(folder)
        self._remember()
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)

    def _remember(self) -> None:
        """Let the copy have what the project has found out of its libraries and its code, if it has."""
        own, known = self.folder / ".pressmark", PROJECT / ".pressmark"
        own.mkdir()
        for path in (known / "language_model", *known.glob("charting-*.js")):
            if path.exists():
                (own / path.name).symlink_to(path)
        if (known / "code.json").exists():
            shutil.copy2(known / "code.json", own)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m` with arguments in the copy, with its own code and no shared cache."""
        own = {
            "PYTHONPATH": str(self.folder),
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(self.folder / ".dvc" / "site"),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        }
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, **own, **environment},
            check=False,
            capture_output=True,
            text=True,
        )

    def stage(self, name: str) -> subprocess.CompletedProcess[str]:
        """Run one stage."""
        return self.run(f"pipeline.{name}")

    def write(self, path: str, content: bytes | str) -> None:
        """Write a file of the copy."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
