"""The root of a version: one hash over all rows, whatever files, order or Parquet settings hold them.

A leaf is the SHA-256 of a row's canonical JSON (RFC 8785: keys sorted, UTF-8; days as ISO 8601), in which a text stands
by its own SHA-256: so an edition that withholds a text, and gives its hash instead, has the same root. The leaves of a
config fall into 256 buckets by the first byte of the SHA-256 of the row's key, stand there in the order of that hash,
and are hashed to a tree as RFC 6962, section 2.1, has it; so are the 256 buckets, and then the configs by their names.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import polars as pl

N_BUCKETS = 256
N_BYTES_OF_HASH = 32
N_BYTES_OF_PAIR = 2 * N_BYTES_OF_HASH
HASH_SUFFIX = "_sha256"
Part = bytes | Path
"""Leaves, as `leaves_of` gives them, or the file that holds them."""
_sha256 = hashlib.sha256


class Step(NamedTuple):
    """A step of a proof: the hash beside the one proven, and whether it stands to the left."""

    beside: str
    is_left: bool


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(row: Mapping[str, Any], key: Iterable[str]) -> str:
    """Return a row's key: its values joined by `#`."""
    return "#".join(str(row[name]) for name in key)


def canonical(row: Mapping[str, Any], texts: Iterable[str]) -> bytes:
    """Return a row's canonical JSON: texts by their hash, which stands in a column of its own where one is withheld."""
    by_hash = {name: row[name] for name in row if not name.endswith(HASH_SUFFIX) or name == "source_sha256"}
    for name in texts:
        withheld = row.get(f"{name}{HASH_SUFFIX}")
        by_hash[name] = sha256_of(row[name]) if row[name] is not None else withheld
    return orjson.dumps(by_hash, option=orjson.OPT_SORT_KEYS)


def leaf_of(row: Mapping[str, Any], texts: Iterable[str]) -> bytes:
    """Return the leaf of a row."""
    return hashlib.sha256(b"\x00" + canonical(row, texts)).digest()


def leaves_of(frame: pl.DataFrame, key: Sequence[str], texts: Sequence[str]) -> bytes:
    """Return for each row of a config 64 bytes, the hash of its key and its leaf, sorted."""
    keys = pl.concat_str([pl.col(name).cast(pl.String) for name in key], separator="#")
    pairs = zip(_in_utf_8(frame.select(keys).to_series()), _canonical_rows(frame, texts), strict=True)
    return b"".join(sorted([_sha256(name).digest() + _sha256(row).digest() for name, row in pairs]))


def merge_leaves(parts: Sequence[bytes]) -> bytes:
    """Return the leaves of several parts as those of one."""
    if len(parts) == 1:
        return parts[0]
    starts = (range(0, len(part), N_BYTES_OF_PAIR) for part in parts)
    pairs = (part[start : start + N_BYTES_OF_PAIR] for part, own in zip(parts, starts, strict=True) for start in own)
    return b"".join(sorted(pairs))


def _canonical_rows(frame: pl.DataFrame, texts: Sequence[str]) -> list[bytes]:
    """Return what `canonical` gives for each row, made for all rows at once, behind the zero that opens a leaf."""
    hashed = []
    for name in texts:
        column = [None if text is None else _sha256(text).hexdigest() for text in _in_utf_8(frame[name])]
        withheld = f"{name}{HASH_SUFFIX}"
        series = pl.Series(name, column, dtype=pl.String)
        hashed.append(series.fill_null(frame[withheld]) if withheld in frame.columns else series)
    names = sorted(name for name in frame.columns if not name.endswith(HASH_SUFFIX) or name == "source_sha256")
    plain = frame.with_columns(hashed).select(_with_sorted_fields(name, frame.schema[name]) for name in names)
    rows = plain.select(pl.concat_str(pl.lit("\0"), pl.struct(names).struct.json_encode())).to_series()
    return _in_utf_8(rows)


def _in_utf_8(column: pl.Series) -> list[Any]:
    """Return a column of texts as bytes: twice as fast as encoding them one by one."""
    return column.cast(pl.Binary).to_list()


def _with_sorted_fields(name: str, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        fields = sorted(field.name for field in kind.inner.fields)
        return pl.col(name).list.eval(pl.struct(pl.element().struct.field(field) for field in fields))
    return pl.col(name)


def config_root(parts: Sequence[Part]) -> str:
    """Return the root of a config, as hex digits, from the `leaves_of` its parts, in any order.

    Of parts that are files one bucket is in memory at a time, and one file is open, however many there are.
    """
    return root_of_buckets([bucket_root(parts, bucket) for bucket in range(N_BUCKETS)])


def bucket_root(parts: Sequence[Part], bucket: int) -> bytes:
    """Return the root of a bucket of a config."""
    return _tree(_leaves(parts, bucket))


def root_of_buckets(bucket_roots: list[bytes]) -> str:
    """Return the root of a config, as hex digits, from the roots of its buckets."""
    return _tree(bucket_roots).hex()


def slice_of(part: Part, bucket: int) -> bytes:
    """Return what a part holds of a bucket: it stands in one piece there."""
    if isinstance(part, bytes):
        return _slice(part, bucket)
    if not part.stat().st_size:
        return b""
    with part.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
        return _slice(mapped, bucket)


def _slice(part: bytes | mmap, bucket: int) -> bytes:
    places = range(len(part) // N_BYTES_OF_PAIR)
    first = bisect_left(places, bucket, key=lambda number: part[number * N_BYTES_OF_PAIR])
    behind = bisect_left(places, bucket + 1, first, key=lambda number: part[number * N_BYTES_OF_PAIR])
    return part[first * N_BYTES_OF_PAIR : behind * N_BYTES_OF_PAIR]


def dataset_root(config_roots: Mapping[str, str]) -> str:
    """Return the root of a version, as hex digits, from the roots of its configs by name."""
    return _tree(_config_leaves(config_roots)).hex()


def prove(parts: Sequence[Part], config_roots: Mapping[str, str], config: str, key: str) -> list[Step]:
    """Return the way from a row's leaf to the root of the version; raise `KeyError` if the config has no such row."""
    place = hashlib.sha256(key.encode()).digest()
    pairs = sorted(pair for part in parts for pair in _pairs(part, place[0]))
    index = next((n for n, pair in enumerate(pairs) if pair[:N_BYTES_OF_HASH] == place), None)
    if index is None:
        raise KeyError(key)
    bucket_roots = [bucket_root(parts, bucket) for bucket in range(N_BUCKETS)]
    return [
        *_path([pair[N_BYTES_OF_HASH:] for pair in pairs], index),
        *_path(bucket_roots, place[0]),
        Step(f"{config}:", True),
        *_path(_config_leaves(config_roots), sorted(config_roots).index(config)),
    ]


def check_proof(leaf: bytes, proof: Iterable[Step], root: str) -> bool:
    """Tell whether a proof leads from a leaf to a root: whoever holds these three needs nothing else."""
    current = leaf
    for step in proof:
        if step.beside.endswith(":"):
            current = _config_leaf(step.beside.removesuffix(":"), current.hex())
        elif step.is_left:
            current = _node(bytes.fromhex(step.beside), current)
        else:
            current = _node(current, bytes.fromhex(step.beside))
    return current.hex() == root


def _config_leaves(config_roots: Mapping[str, str]) -> list[bytes]:
    return [_config_leaf(name, root) for name, root in sorted(config_roots.items())]


def _config_leaf(name: str, root: str) -> bytes:
    return hashlib.sha256(b"\x00" + f"{name}:{root}".encode()).digest()


def _pairs(part: Part, bucket: int) -> list[bytes]:
    content = slice_of(part, bucket)
    return [content[start : start + N_BYTES_OF_PAIR] for start in range(0, len(content), N_BYTES_OF_PAIR)]


def _leaves(parts: Sequence[Part], bucket: int) -> list[bytes]:
    pairs = [pair for part in parts for pair in _pairs(part, bucket)]
    return [pair[N_BYTES_OF_HASH:] for pair in (sorted(pairs) if len(parts) > 1 else pairs)]


def _tree(hashes: list[bytes]) -> bytes:
    """Hash to a tree (RFC 6962, section 2.1): pairs level by level, an odd one is carried up as it is."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = hashes
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def _path(hashes: list[bytes], index: int) -> list[Step]:
    steps = []
    level = hashes
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            steps.append(Step(level[beside].hex(), beside < index))
        level, index = _next_level(level), index // 2
    return steps


def _next_level(level: list[bytes]) -> list[bytes]:
    pairs = [_sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[len(pairs) * 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
