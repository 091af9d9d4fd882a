"""What a stage costs before it works: it imports no library that it does not use."""

import subprocess
import sys

import pytest

from project import PROJECT

STAGES = ("ingest", "clean", "segment", "validate", "publish", "report")
UNUSED = {"asyncio", "datasets", "fsspec", "pandas", "pyarrow.dataset", "rich", "typer"}
AS_A_STAGE = f"import sys; sys.argv[0] = {str(PROJECT / 'pipeline' / 'a_stage.py')!r}; "


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", AS_A_STAGE + code], cwd=PROJECT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_nothing_that_it_does_not_use(stage: str) -> None:
    found = run(f"import pipeline.{stage}; print(*sorted({UNUSED} & set(sys.modules)))")
    assert (found.returncode, found.stdout.split()) == (0, [])


def test_pandera_finds_the_same_bad_rows_without_pandas() -> None:
    tests = ["-n0", "tests/test_quarantine.py", "tests/test_catalogue.py"]
    found = run(
        "from schemas.pandera_for_polars import pa; assert 'pandas' not in sys.modules; "
        f"import pytest; sys.exit(pytest.main({tests}))"
    )
    assert found.returncode == 0, found.stdout[-2000:]
