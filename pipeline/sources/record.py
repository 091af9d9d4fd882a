"""What every reader gives: an article as its file holds it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """One article of a file: its raw text, and its own id where the format has one."""

    text: str
    record_id: str | None = None


class Unreadable(Exception):
    """A file that is no article: why, as a word to count by, and as a sentence that says what to do."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
