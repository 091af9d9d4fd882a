"""How far a stage is: a bar on a terminal, a plain line every few seconds elsewhere."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SECONDS_BETWEEN_LINES = 5
MB = 10**6


class Told:
    """Tells how many articles and megabytes of raw text a stage has done, and how long the rest will take."""

    def __init__(self, stage: str, n_articles: int, n_bytes: int) -> None:
        self.stage, self.n_articles, self.n_bytes = stage, n_articles, n_bytes
        self.done_articles = self.done_bytes = 0
        self.started = self.told = time.monotonic()
        self.bar: Progress | None = None
        self.task: TaskID

    def __enter__(self) -> "Told":
        if sys.stderr.isatty():
            self.bar = _make_bar()
            self.bar.start()
            self.task = self.bar.add_task(self.stage, total=self.n_bytes or 1, far=self._far())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()

    def add(self, n_articles: int, n_bytes: int) -> None:
        """Count what is done; tell it if it is time."""
        self.done_articles += n_articles
        self.done_bytes += n_bytes
        if self.bar:
            self.bar.update(self.task, completed=self.done_bytes, far=self._far())
        elif time.monotonic() - self.told > SECONDS_BETWEEN_LINES:
            self.told = time.monotonic()
            print(f"{self.stage}: {self._far()}{self._left()}", file=sys.stderr, flush=True)

    def _far(self) -> str:
        articles = f"{self.done_articles:,} of {self.n_articles:,} articles, " if self.n_articles else ""
        return f"{articles}{self.done_bytes / MB:,.0f} of {self.n_bytes / MB:,.0f} MB"

    def _left(self) -> str:
        if not self.done_bytes:
            return ""
        seconds = (time.monotonic() - self.started) * (self.n_bytes - self.done_bytes) / self.done_bytes
        return f", {seconds:,.0f} s left" if seconds < 120 else f", {seconds / 60:,.0f} min left"


def _make_bar() -> "Progress":
    from rich.console import Console  # noqa: PLC0415 - only a terminal has a bar
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[far]}"), TimeRemainingColumn())
    return Progress(*columns, transient=True, console=Console(stderr=True))
