"""The pipeline as its users run it: `dvc repro`.

It also scores the rules on the project's gold, hashes every file, and copies what it made to its cache.
"""

import subprocess
import sys

from benchmarks.contenders.pipeline_stages import copy_project, environment_of
from benchmarks.contenders.places import read_places


def main() -> None:
    """Copy the project, make it a repository, and run `dvc repro`."""
    raw_folder, out_folder = read_places(__doc__)
    copy_project(raw_folder, out_folder, has_linked_raw=False)
    subprocess.run(["git", "init", "--quiet"], cwd=out_folder, check=True)
    command = [sys.executable, "-m", "dvc", "repro", "--quiet"]
    subprocess.run(command, cwd=out_folder, env=environment_of(out_folder), check=True)


if __name__ == "__main__":
    main()
