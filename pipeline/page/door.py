"""Where the page is."""

from pathlib import Path

from pipeline import store
from pipeline.errors import PressmarkError

PAGE = store.REPORTS / "index.html"


def find_page() -> Path:
    """Return the path of the page; raise `PressmarkError` if it is not built."""
    if not PAGE.exists():
        raise PressmarkError(f"{PAGE} is missing: build it first with 'dvc repro', or 'make dataset'")
    return PAGE.resolve()
