"""What was found out once is known again, and a damaged memory is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.memory import recall, remember


def test_what_was_remembered_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "memory"
    assert recall(path) is None
    remember(path, {"roots": ["é"]})
    assert recall(path) == {"roots": ["é"]}
    remember(path, 2)
    assert recall(path) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda content: content[:-1],
        lambda content: content.split(b"\n")[1],
        lambda content: content.replace(b"abc", b"abd"),
    ],
)
def test_a_damaged_memory_is_none(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "memory"
    remember(path, "abc")
    path.write_bytes(spoil(path.read_bytes()))
    assert recall(path) is None
