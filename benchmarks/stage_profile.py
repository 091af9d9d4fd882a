"""Where the pipeline's time goes: each stage under Python's profiler, with one worker; writes `benchmarks/PROFILE.md`.

Times are CPU seconds of the stage's process, and a function's include those of the functions it calls. The profiler
makes Python's own calls slower, not the libraries' inner work, so the shares lean towards Python.
"""

import argparse
import pstats
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.accounting import ONE_THREAD
from benchmarks.contenders.pipeline_stages import STAGES, copy_project, environment_of
from benchmarks.corpus import make_corpus, write_corpus
from benchmarks.report import HERE, markdown

N_FUNCTIONS = 14
_PROFILED = """
import cProfile, runpy, sys, time
profile = cProfile.Profile(time.process_time)
try:
    profile.runcall(runpy.run_module, sys.argv[1], run_name="__main__", alter_sys=True)
finally:
    profile.dump_stats(sys.argv[2])
"""
Row = tuple[str, int, float, float]


def profile_stages(raw_folder: Path, project: Path) -> dict[str, pstats.Stats]:
    """Run the stages on a corpus, each under the profiler."""
    copy_project(raw_folder, project, n_workers=1)
    profiles = {}
    for stage in STAGES:
        output = project / f"{stage}.profile"
        command = [sys.executable, "-c", _PROFILED, f"pipeline.{stage}", str(output)]
        subprocess.run(command, cwd=project, env={**environment_of(project), **ONE_THREAD}, check=True)
        profiles[stage] = pstats.Stats(str(output))
    return profiles


def functions_of(profile: pstats.Stats, project: Path) -> list[Row]:
    """Return the project's functions that took longest: name, calls, seconds with what they call, and without."""
    rows = [
        (f"{Path(file).relative_to(project).with_suffix('')}.{name}".replace("/", "."), calls, cumulative, own)
        for (file, _, name), (_, calls, own, cumulative, _) in _entries(profile)
        if file.startswith(str(project)) and name not in ("<module>", "main")
    ]
    return sorted(rows, key=lambda row: -row[2])[:N_FUNCTIONS]


def outside_of(profile: pstats.Stats, project: Path) -> list[Row]:
    """Return the functions of libraries and of Python that took longest by themselves."""
    rows = [
        (f"{Path(file).name} {name}".removeprefix("~ "), calls, cumulative, own)
        for (file, _, name), (_, calls, own, cumulative, _) in _entries(profile)
        if not file.startswith(str(project))
    ]
    return sorted(rows, key=lambda row: -row[3])[: N_FUNCTIONS // 2]


def render(profiles: dict[str, pstats.Stats], project: Path, n_bytes: int) -> str:
    """Return the profile as Markdown."""
    parts = [
        "# Where the pipeline's time goes",
        " ".join((__doc__ or "").split()),
        f"Raw text: {n_bytes / 1e6:.1f} MB.",
    ]
    for stage, profile in profiles.items():
        parts.append(f"## {stage}: {_seconds(profile):.1f} s")
        for title, rows in (("function", functions_of(profile, project)), ("outside", outside_of(profile, project))):
            cells = [[f"`{name}`", f"{calls:,}", f"{total:.2f}", f"{own:.2f}"] for name, calls, total, own in rows]
            parts.append(markdown([title, "calls", "s", "s by itself"], cells))
    return "\n\n".join([*parts, ""])


def _entries(profile: pstats.Stats) -> list[tuple[tuple[str, int, str], tuple[int, int, float, float, object]]]:
    return list(profile.stats.items())  # type: ignore[attr-defined]


def _seconds(profile: pstats.Stats) -> float:
    return float(profile.total_tt)  # type: ignore[attr-defined]


def main() -> None:
    """Profile the stages on a clean corpus."""
    parser = argparse.ArgumentParser(description="Profile the pipeline's stages.")
    parser.add_argument("--n-articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damaged", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        n_bytes = write_corpus(folder / "corpus", make_corpus(given.n_articles, given.seed, given.damaged))
        profiles = profile_stages(folder / "corpus" / "data" / "raw", folder / "project")
        (HERE / "PROFILE.md").write_text(render(profiles, folder / "project", n_bytes), "utf-8")


if __name__ == "__main__":
    main()
