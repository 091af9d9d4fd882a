"""Repetition across a source: a line that returns in several articles of one source is furniture of its pages.

A source is the host of an article's address, else its publisher. Ingest counts, bucket by bucket, in how many articles
of a source each short line stands; clean adds the counts up and gives each bucket the lines of its own that return. A
line is known by 64 bits of a SHA-256; the counts are added up in parts, so that memory holds a part of all lines.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from pipeline.lines import split_lines
from pipeline.params import Settings
from pipeline.store import Store
from pipeline.units import Entry, read_row_group, table_file

LINE_COUNTS = "line_counts"
COUNT_COLUMNS = pl.Schema({"key": pl.UInt64, "n_articles": pl.UInt32})
N_PARTS = 16
"""Row groups of a file of counts: each holds the keys that start with the same bits, and is added up alone."""
N_CHARS_COUNTED_MAX = 300
N_CHARS_OF_LONG = 80


class RepetitionSettings(Settings):
    """When a line counts as furniture of its source."""

    n_articles_min: int
    """In so many articles of the source it must stand."""
    share_of_long_lines_max: float
    """An article of whose long lines more return is a twin of others: none of its lines counts as furniture."""


def source_of() -> pl.Expr:
    """Return an expression over raw articles: the source of each, null where nothing tells it."""
    host = pl.col("url").str.to_lowercase().str.extract(r"^https?://(?:www\.)?([^/:?#]+)")
    return pl.coalesce(host, "publisher")


def with_keys(lines: pl.DataFrame, raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Add `key` to lines (`article_id, text`): null where the source is not known, or the line is long.

    Takes raw articles with `article_id, url, publisher`.
    """
    known = raw_articles.select("article_id", source=source_of()).drop_nulls()
    if known.is_empty():
        return lines.with_columns(key=pl.lit(None, pl.UInt64))
    is_short = pl.col("text").str.len_chars() <= N_CHARS_COUNTED_MAX
    name = pl.when(is_short).then(pl.concat_str("source", pl.lit("\n"), "text"))
    named = lines.join(known, on="article_id", how="left", maintain_order="left").select(name=name).to_series()
    keys = [None if text is None else _key_of(text) for text in named.cast(pl.Binary).to_list()]
    return lines.with_columns(key=pl.Series(keys, dtype=pl.UInt64))


def count_lines(raw_articles: pl.DataFrame) -> pl.DataFrame:
    """Count in how many articles each short line of a source stands (COUNT_COLUMNS); equal articles count once."""
    known = raw_articles.filter(source_of().is_not_null()).unique("text", keep="first", maintain_order=True)
    keys = with_keys(split_lines(known), known).drop_nulls("key").select("article_id", "key").unique()
    return add_counts([keys.group_by("key").agg(n_articles=pl.len())])


def add_counts(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Add up counts (COUNT_COLUMNS), sorted by key."""
    every = pl.concat([pl.DataFrame(schema=COUNT_COLUMNS), *(one.cast(COUNT_COLUMNS) for one in counts)])
    return every.group_by("key").agg(pl.col("n_articles").sum()).sort("key")


def parts_of(counts: pl.DataFrame) -> Iterator[dict[str, pl.DataFrame]]:
    """Cut counts into N_PARTS batches of a table, by the first bits of the key."""
    part = pl.col("key") // (2**64 // N_PARTS)
    for number in range(N_PARTS):
        yield {LINE_COUNTS: counts.filter(part == number)}


def find_repeated(store: Store, entries: Mapping[str, Entry], settings: RepetitionSettings) -> dict[str, list[int]]:
    """Return, by bucket, the keys of its lines that return in their source, sorted; takes the entries of ingest."""
    counted = {bucket: entry for bucket, entry in entries.items() if entry.result["n_counted_lines"]}
    repeated: dict[str, list[int]] = defaultdict(list)
    for part in range(N_PARTS) if counted else ():
        counts = {bucket: _read_part(store, entry, part) for bucket, entry in counted.items()}
        total = add_counts(list(counts.values())).filter(pl.col("n_articles") >= settings.n_articles_min)
        for bucket, own in counts.items():
            repeated[bucket] += own.join(total, on="key", how="semi", maintain_order="left")["key"].to_list()
    return {bucket: keys for bucket, keys in repeated.items() if keys}


def with_repetition(
    lines: pl.DataFrame, raw_articles: pl.DataFrame, repeated: Sequence[int], settings: RepetitionSettings
) -> pl.DataFrame:
    """Add `returns` to lines: whether the line stands in several articles of its source, as the keys say."""
    if not repeated:
        return lines.with_columns(returns=pl.lit(False))
    known = pl.Series(repeated, dtype=pl.UInt64).implode()
    returns = pl.col("key").is_in(known).fill_null(False)
    is_long = pl.col("text").str.len_chars() >= N_CHARS_OF_LONG
    n_long, n_returning = (is_line.sum().over("article_id") for is_line in (is_long, returns & is_long))
    is_twin = n_returning > settings.share_of_long_lines_max * n_long
    return with_keys(lines, raw_articles).with_columns(returns=returns & ~is_twin).drop("key")


def _key_of(name: bytes) -> int:
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big")


def _read_part(store: Store, entry: Entry, part: int) -> pl.DataFrame:
    name = table_file(LINE_COUNTS, entry.unit)
    return read_row_group(store, name, entry.outputs[name], part)
