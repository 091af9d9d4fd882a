"""Runs every contender on the same two corpora, in interleaved rounds, and writes `benchmarks/results.json`.

In each round every contender runs once on four articles, one in each file of JSON Lines, which shows what it takes to
start with all its workers, and once on the corpus. Each round begins with another contender, so that a machine that
slows down slows down all of them. Every run is a process tree of its own, with two workers at most and one thread in
each, and begins with an empty folder. One run of the pipeline before the first round warms the page cache and makes the
limit's tables.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet as pq

from benchmarks.accounting import ONE_THREAD, PROJECT, account
from benchmarks.contenders.pipeline_stages import STAGE_TIMES
from benchmarks.content import Content, content_of, read_dataset, read_peer
from benchmarks.corpus import make_corpus, write_corpus
from benchmarks.report import CONTENDERS, write_report

RESULTS = PROJECT / "benchmarks" / "results.json"
CORPORA = {"clean": False, "damaged": True}
N_JSON_LINES_FILES = 4
PUBLISHED = Path("data") / "dataset"
AS_INSTALLED = {"PYTHONDONTWRITEBYTECODE": ""}  # else each process compiles every module that has no cache
PACKAGES = ("polars", "pyarrow", "datasets", "datatrove", "spacy", "ftfy", "dvc")


def measure(folder: Path, n_articles: int, n_rounds: int, seed: int, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Run the contenders; yield, after each run, everything that was measured so far."""
    corpora = {corpus: _prepare(folder / corpus, n_articles, seed, damaged) for corpus, damaged in CORPORA.items()}
    _prepare(folder / "tiny", N_JSON_LINES_FILES, seed, False)
    runs: list[dict[str, Any]] = []
    for corpus in corpora:
        for run in _rounds(folder, corpus, n_rounds, names):
            runs.append(run)
            yield {"machine": machine(), "n_articles": n_articles, "seed": seed, "corpora": corpora, "runs": runs}


def machine(packages: Sequence[str] = PACKAGES) -> dict[str, Any]:
    """Say what the figures were measured on, with the versions of packages."""
    return {
        "processor": _processor(),
        "n_processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "day": datetime.now(UTC).date().isoformat(),
        "packages": {name: version(name) for name in packages},
    }


def run_once(corpus_folder: Path, name: str) -> dict[str, Any]:
    """Run one contender in an empty folder; return its account and what it made. Raises `RuntimeError` if it failed."""
    out = corpus_folder / "out" / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    log = corpus_folder / "out" / f"{name}.log"
    log.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"benchmarks.contenders.{name}", str(corpus_folder / "data" / "raw"), str(out)]
    accounted = account(command, PROJECT, {**ONE_THREAD, **AS_INSTALLED, "PYTHONPATH": str(PROJECT)}, log)
    if accounted.exit_code:
        raise RuntimeError(f"{name} failed:\n{log.read_text(errors='replace')[-3000:]}")
    result = {**accounted._asdict(), **_made(corpus_folder, out, name)}
    if (out / STAGE_TIMES).exists():
        result["stages_cpu_s"] = json.loads((out / STAGE_TIMES).read_text())
    return result


def keep_tables(dataset: Path, tables: Path) -> None:
    """Keep every Parquet file of a dataset as uncompressed Arrow, a batch for each of its row groups."""
    for path in sorted(dataset.rglob("*.parquet")):
        kept = (tables / path.relative_to(dataset)).with_suffix(".arrow")
        kept.parent.mkdir(parents=True, exist_ok=True)
        read = pq.ParquetFile(path)
        empty = _as_written(read.schema_arrow.empty_table())
        with pyarrow.OSFile(str(kept), "wb") as file, pyarrow.ipc.new_file(file, empty.schema) as writer:
            for number in range(read.num_row_groups):
                writer.write_table(_as_written(read.read_row_group(number)))


def _as_written(table: pyarrow.Table) -> pyarrow.Table:
    """Name the items of lists as Arrow does: Parquet's name for them came back with the file."""
    fields = [
        field.with_type(pyarrow.list_(field.type.value_type)) if pyarrow.types.is_list(field.type) else field
        for field in table.schema
    ]
    return table.cast(pyarrow.schema(fields, table.schema.metadata)).combine_chunks()


def _prepare(folder: Path, n_articles: int, seed: int, is_damaged: bool) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    n_bytes = write_corpus(folder, make_corpus(n_articles, seed, is_damaged), n_json_lines_files=N_JSON_LINES_FILES)
    run_once(folder, "pipeline_stages")
    dataset = folder / "out" / "pipeline_stages" / PUBLISHED
    keep_tables(dataset, folder / "tables")
    shutil.copytree(dataset, folder / "published")
    return {"n_bytes": n_bytes, "n_articles": n_articles}


def _rounds(folder: Path, corpus: str, n_rounds: int, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number in range(n_rounds):
        first = number * max(1, len(names) // n_rounds)
        for name in [*names[first:], *names[:first]]:
            start = run_once(folder / "tiny", name)
            found = run_once(folder / corpus, name)
            shutil.rmtree(folder / corpus / "out" / name)
            print(f"{corpus} {number + 1}: {name}: {found['cpu_s']:.1f} CPU-s, {found['wall_s']:.1f} s", flush=True)
            start_up = {"start_cpu_s": start["cpu_s"], "start_wall_s": start["wall_s"]}
            yield {"corpus": corpus, "round": number + 1, "contender": name, **found, **start_up}


def _made(corpus_folder: Path, out: Path, name: str) -> dict[str, Any]:
    if name == "limit":
        return {"has_same_bytes": _same_files(out, corpus_folder / "published")}
    made = content_of(read_dataset(out / PUBLISHED) if (out / PUBLISHED).exists() else read_peer(out / "parquet"))
    return Content._asdict(made)


def _same_files(one: Path, other: Path) -> bool:
    def contents(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}

    return contents(one) == contents(other)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    """Measure as the command line says, and write the figures and the report."""
    parser = argparse.ArgumentParser(description="Measure the pipeline beside its peers.")
    parser.add_argument("--n-articles", type=int, default=2000)
    parser.add_argument("--n-rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), default=list(CONTENDERS))
    parser.add_argument("--folder", type=Path, help="keep corpora and logs here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        for results in measure(folder, given.n_articles, given.n_rounds, given.seed, given.only):
            RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")
            write_report(results)


if __name__ == "__main__":
    main()
