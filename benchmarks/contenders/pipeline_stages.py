"""The pipeline: its five stages, one after another, in a copy of the project with the corpus in `data/raw`.

It makes all that the project publishes: articles, paragraphs, sentences, notes and the ledger of lines, with ids,
offsets that lead back to the raw characters, metadata and languages; checks every table and every law; and writes card,
citation, manifest, root and checksums. Broken text is mended where that is certain. DVC and the
page to look at are left out here, and stand in a line of their own (`dvc_repro`).
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from benchmarks.contenders.places import N_WORKERS, read_places

PROJECT = Path(__file__).parent.parent.parent
STAGES = ("ingest", "clean", "segment", "validate", "publish")
STAGE_TIMES = "stages.json"


def copy_project(raw_folder: Path, folder: Path, has_linked_raw: bool = True, n_workers: int = N_WORKERS) -> None:
    """Copy the project's files and gold, but no article; the raw folder is the corpus's, linked or as hard links."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=PROJECT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        is_needed = not name.startswith(("data/", "tests/", "benchmarks/")) or name.startswith("tests/gold/")
        if (PROJECT / name).is_file() and is_needed and name != "dvc.lock":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)
    (folder / "data").mkdir()
    header = (PROJECT / "data" / "catalogue.csv").read_text("utf-8").splitlines(keepends=True)[0]
    (folder / "data" / "catalogue.csv").write_text(header, "utf-8")
    (folder / "data" / "corrections.yaml").write_text("[]\n", "utf-8")
    (folder / "data" / "releases.json").write_text('{"releases": []}', "utf-8")
    _set_params(folder / "params.yaml", n_workers)
    if has_linked_raw:
        (folder / "data" / "raw").symlink_to(raw_folder)
    else:
        shutil.copytree(raw_folder, folder / "data" / "raw", copy_function=os.link)


def environment_of(folder: Path) -> dict[str, str]:
    """Return an environment in which the copy's own code is used, with no cache outside of it."""
    own = {
        "PYTHONPATH": str(folder),
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(folder / ".dvc" / "site"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    return {**os.environ, **own}


def _set_params(path: Path, n_workers: int) -> None:
    params = yaml.safe_load(path.read_text("utf-8"))
    params["engine"] = {**(params.get("engine") or {}), "n_workers": n_workers}
    if "MB_PER_BUCKET" in os.environ:
        params["ingest"]["mb_per_bucket"] = float(os.environ["MB_PER_BUCKET"])
    path.write_text(yaml.safe_dump(params, sort_keys=False, allow_unicode=True), "utf-8")


def _cpu_s_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Copy the project and run the five stages; note what each of them took."""
    raw_folder, out_folder = read_places(__doc__)
    copy_project(raw_folder, out_folder)
    times = {}
    for stage in STAGES:
        before = _cpu_s_of_children()
        command = [sys.executable, "-m", f"pipeline.{stage}"]
        subprocess.run(command, cwd=out_folder, env=environment_of(out_folder), check=True)
        times[stage] = round(_cpu_s_of_children() - before, 3)
    (out_folder / STAGE_TIMES).write_text(json.dumps(times))


if __name__ == "__main__":
    main()
