"""What this machine found out once: a value in a file whose SHA-256 tells whether every byte of it is as written."""

import hashlib
from pathlib import Path
from typing import Any

import orjson

from pipeline.store import whole_document


def recall(path: Path) -> Any:
    """Return the value that was remembered; none where there is none, or a byte of it is another than was written."""
    try:
        sha256, content = path.read_bytes().split(b"\n", 1)
    except (FileNotFoundError, ValueError):
        return None
    return orjson.loads(content) if hashlib.sha256(content).hexdigest().encode() == sha256 else None


def remember(path: Path, value: Any) -> None:
    """Remember a value that JSON can hold, instead of the one before."""
    content = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    with whole_document(path) as temporary:
        temporary.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
