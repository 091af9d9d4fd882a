"""The roots of configs, from the leaves that workers wrote: a bucket is hashed to its tree only where a leaf changed.

A root is made over all rows of a corpus, however little of it changed. But the leaves of an article lie in a few of the
256 buckets of a config, so what each bucket came to is remembered by the hash of its leaves, which is a small part of
the work. Buckets are spread over processes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline import engine
from pipeline.code import code_digest
from pipeline.memory import recall, remember
from pipeline.release.root import N_BUCKETS, bucket_root, root_of_buckets, slice_of
from pipeline.store import REMEMBERED
from pipeline.units import Unit

ROOTS = REMEMBERED / "bucket_roots"
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
    remembered: Remembered = recall(ROOTS) or {}
    code = code_digest("pipeline.release.root")
    units = [
        Unit(str(number), {}, n_bytes=n_bytes, given=Buckets(wanted, files, remembered, code))
        for number, (wanted, n_bytes) in enumerate(_divide(files))
    ]
    found = [pair for own in engine.spread("root", hash_buckets, units) for pair in own]
    if dict(found) != remembered:
        remember(ROOTS, dict(found))
    roots = [bytes.fromhex(root) for _, root in found]
    starts = range(0, len(roots), N_BUCKETS)
    return {
        config: root_of_buckets(roots[start : start + N_BUCKETS]) for config, start in zip(files, starts, strict=True)
    }


def hash_buckets(unit: Unit) -> list[tuple[str, str]]:
    """Return for each bucket wanted the hash by which it is remembered, and its root."""
    wanted, files, remembered, code = unit.given
    roots = []
    for config, number in wanted:
        parts = [leaves for leaves in (slice_of(path, number) for path in files[config]) if leaves]
        known = _digest(parts, code)
        roots.append((known, remembered.get(known) or bucket_root(parts, number).hex()))
    return roots


def _digest(parts: Sequence[bytes], code: str) -> str:
    """Return the hash by which a bucket is remembered: of its leaves, file by file, and of the code of the root."""
    digest = hashlib.sha256(code.encode())
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


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
