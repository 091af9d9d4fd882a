"""From a place in the clean text back to the raw text: by counting what the edits before it took and gave.

Where an edit took characters out and gave nothing, one clean place stands for a stretch of raw text. The end of a
sentence is then the end of that stretch, and a start its start, so that a footnote's mark belongs to the sentence
it closes, and the asterisk of an emphasis to the word it opens.
"""

import polars as pl


def place_edits(edits: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Add `clean_start, clean_end` to edits: where their text stands in the article's clean text.

    Takes edits (`owner_id, raw_start, raw_end, text`, sorted by `raw_start`) and owners (`owner_id, start, raw_start`).
    """
    n_given = pl.col("text").str.len_chars().cast(pl.Int64)
    gain = n_given - (pl.col("raw_end") - pl.col("raw_start"))
    origins = owners.select("owner_id", origin=pl.col("start") - pl.col("raw_start"))
    return (
        edits.join(origins, on="owner_id", maintain_order="left")
        .with_columns(clean_end=pl.col("origin") + pl.col("raw_end") + gain.cum_sum().over("owner_id"))
        .with_columns(clean_start=pl.col("clean_end") - n_given)
        .drop("origin")
    )


def with_raw_offsets(spans: pl.DataFrame, placed: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Add `raw_start, raw_end` to spans (`owner_id, start, end`) of the clean text, in their order.

    Takes the edits as `place_edits` gives them, and the owners as it takes them.
    """
    is_deletion = (pl.col("clean_start") == pl.col("clean_end")).cast(pl.Int64)
    offsets = placed.select(
        "owner_id", "clean_end", offset=pl.col("raw_end") - pl.col("clean_end"), is_deletion=is_deletion
    )
    ends = offsets.select("owner_id", "offset", key="clean_end").sort("key", maintain_order=True)
    starts = offsets.select("owner_id", "offset", key=2 * pl.col("clean_end") + pl.col("is_deletion")).sort(
        "key", maintain_order=True
    )
    origins = owners.select("owner_id", origin=pl.col("raw_start") - pl.col("start"))
    numbered = spans.with_row_index("span").join(origins, on="owner_id", maintain_order="left")
    raw_end = _lookup(numbered, pl.col("end"), ends)
    raw_start = _lookup(numbered, 2 * pl.col("start"), starts)
    found = numbered.with_columns(raw_start=pl.col("start") + raw_start, raw_end=pl.col("end") + raw_end)
    no_overlap = pl.max_horizontal("raw_start", pl.col("raw_end").shift().over("owner_id"))
    return found.with_columns(raw_start=no_overlap).drop("span", "origin")


def _lookup(spans: pl.DataFrame, key: pl.Expr, offsets: pl.DataFrame) -> pl.Series:
    """For every span the offset of the last edit whose key is not greater, or the owner's own."""
    keyed = spans.select("span", "owner_id", "origin", key=key).sort("key", maintain_order=True)
    found = keyed.join_asof(offsets, on="key", by="owner_id", strategy="backward", check_sortedness=False)
    return found.sort("span").select(pl.coalesce("offset", "origin")).to_series()
