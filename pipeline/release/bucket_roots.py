"""The roots of configs, from the leaves that workers wrote: a bucket is hashed to its tree only where a leaf changed.

A root is made over all rows of a corpus, however little of it changed. But the leaves of an article lie in a few of the
256 buckets of a config, so what each bucket came to is remembered by the hash of its leaves, which is a small part of
the work. Buckets are spread over processes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

import orjson

from pipeline import engine
from pipeline.code import code_digest
from pipeline.release.root import N_BUCKETS, bucket_root, root_of_buckets, slice_of
from pipeline.store import REMEMBERED, whole_document
from pipeline.units import Result, Unit

ROOTS = REMEMBERED / "bucket_roots.json"
N_BYTES_AT_ONCE = 2**26
"""Leaves that a process is given at once: it takes longer to hash them than to start it."""
Files = Mapping[str, Sequence[Path]]
Remembered = dict[str, str]


class Buckets(NamedTuple):
    """What a process is given: the buckets wanted, the files of leaves by config, and what is remembered."""

    wanted: list[tuple[str, int]]
    files: Files
    remembered: Remembered
    code: str


def config_roots(files: Files) -> dict[str, str]:
    """Return the root of each config, as hex digits, from the files of its leaves."""
    remembered, code = _read_remembered(), code_digest("pipeline.release.root")
    units = [
        Unit(str(number), {}, n_bytes=n_bytes, given=Buckets(wanted, files, remembered, code))
        for number, (wanted, n_bytes) in enumerate(_divide(files))
    ]
    found = [pair for result in engine.spread("root", hash_buckets, units) for pair in result["roots"]]
    _remember(remembered, dict(found))
    roots = [bytes.fromhex(root) for _, root in found]
    return {config: root_of_buckets(roots[n * N_BUCKETS :][:N_BUCKETS]) for n, config in enumerate(files)}


def hash_buckets(unit: Unit) -> Result:
    """Return for each bucket wanted the hash by which it is remembered, and its root."""
    wanted, files, remembered, code = unit.given
    parts = {config: _mapped(files[config]) for config in dict.fromkeys(config for config, _ in wanted)}
    roots = []
    for config, number in wanted:
        digest = hashlib.sha256(code.encode())
        for content in filter(None, (slice_of(part, number) for part in parts[config])):
            digest.update(b"%d:" % len(content) + content)
        known = digest.hexdigest()
        roots.append((known, remembered.get(known) or bucket_root(parts[config], number).hex()))
    return {"roots": roots}


def _divide(files: Files) -> Iterator[tuple[list[tuple[str, int]], int]]:
    """Yield the buckets of all configs in their order, as many as have so many bytes, and how many these are."""
    wanted, n_bytes = list[tuple[str, int]](), 0.0
    for config, paths in files.items():
        n_bytes_each = sum(path.stat().st_size for path in paths) / N_BUCKETS
        for number in range(N_BUCKETS):
            if wanted and n_bytes + n_bytes_each > N_BYTES_AT_ONCE:
                yield wanted, round(n_bytes)
                wanted, n_bytes = [], 0.0
            wanted.append((config, number))
            n_bytes += n_bytes_each
    if wanted:
        yield wanted, round(n_bytes)


def _mapped(paths: Sequence[Path]) -> list[mmap]:
    """Map files, so that memory holds one bucket of them."""
    mapped = []
    for path in paths:
        if path.stat().st_size:
            with path.open("rb") as file:
                mapped.append(mmap(file.fileno(), 0, access=ACCESS_READ))
    return mapped


def _read_remembered() -> Remembered:
    with suppress(FileNotFoundError, ValueError, AttributeError, TypeError):
        return {known: bytes.fromhex(root).hex() for known, root in orjson.loads(ROOTS.read_bytes()).items()}
    return {}


def _remember(before: Remembered, roots: Remembered) -> None:
    if roots != before:
        with whole_document(ROOTS) as path:
            path.write_bytes(orjson.dumps(roots, option=orjson.OPT_SORT_KEYS))
