"""The root of a version: one hash over all rows, whatever files, order or Parquet settings hold them.

A leaf is the SHA-256 of a row's canonical JSON (RFC 8785: keys sorted, UTF-8; days as ISO 8601). The leaves of a
config fall into 256 buckets by the first byte of the SHA-256 of the row's key, stand there in the order of that
hash, and are hashed to a tree as RFC 6962, section 2.1, has it; so are the 256 buckets, and then the configs.
"""

import hashlib
from collections.abc import Iterable, Mapping

import orjson
import polars as pl

N_BUCKETS = 256
N_BYTES_OF_HASH = 32


def leaves_of(frame: pl.DataFrame, key: Iterable[str]) -> bytes:
    """Return for each row of a config 64 bytes: the hash of its key (the values joined by `#`), and its leaf."""
    columns = list(key)
    out = bytearray()
    for row in frame.iter_rows(named=True):
        out += hashlib.sha256("#".join(str(row[name]) for name in columns).encode()).digest()
        out += hashlib.sha256(b"\x00" + orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).digest()
    return bytes(out)


def config_root(leaves: Iterable[bytes]) -> str:
    """Return the root of a config, as hex digits, from the `leaves_of` its parts, in any order."""
    width = 2 * N_BYTES_OF_HASH
    buckets: list[list[bytes]] = [[] for _ in range(N_BUCKETS)]
    for part in leaves:
        for start in range(0, len(part), width):
            buckets[part[start]].append(part[start : start + width])
    roots = [_tree([pair[N_BYTES_OF_HASH:] for pair in sorted(bucket)]) for bucket in buckets]
    return _tree(roots).hex()


def dataset_root(config_roots: Mapping[str, str]) -> str:
    """Return the root of a version, as hex digits, from the roots of its configs by name."""
    named = sorted(config_roots.items())
    return _tree([hashlib.sha256(b"\x00" + f"{name}:{root}".encode()).digest() for name, root in named]).hex()


def _tree(hashes: list[bytes]) -> bytes:
    """Hash to a tree (RFC 6962, section 2.1): pairs level by level, an odd one is carried up as it is."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = hashes
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]
