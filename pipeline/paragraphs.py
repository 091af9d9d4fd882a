"""Lines that are one paragraph, heading or note, joined over page breaks and furniture to its text.

Such a whole is a *block*. Blocks of running text and of notes are two streams: a page's footnotes do not part
the paragraph that goes on behind them.
"""

import polars as pl

from pipeline.corrected import RULE, is_corrected
from pipeline.hyphens import with_hyphens
from pipeline.verdicts import Verdicts, decide

UNWRAP_RULE = "unwrap_full_line"
NOTE_RULE = "continue_note"
BLOCK = ["article_id", "is_note", "block"]


def join_lines(lines: pl.DataFrame, verdicts: Verdicts) -> pl.DataFrame:
    """Number the blocks, and say how each line is joined to the one before it in its block.

    Takes lines of text and notes with the measures of their units, `corrected_join`, what people decided, and
    `note_number, n_chars_of_number`. Adds `is_note, block, join, join_rule`; the last two are null on the first line of
    a block.
    """
    streams = lines.with_columns(is_note=pl.col("role") == "note").sort("article_id", "is_note", "line")
    within_unit = pl.col("unit") == pl.col("left_unit")
    is_decided = is_corrected("corrected_join")
    pairs = with_hyphens(_with_left(streams)).with_columns(
        is_forced=(within_unit | pl.col("is_note")).fill_null(False),
        opens=pl.col("left_plain").is_null()
        | ((pl.col("role") != pl.col("left_role")) | (pl.col("role") == "heading") & ~within_unit & ~is_decided)
        | (pl.col("is_note") & ((pl.col("n_chars_of_number") > 0) | pl.col("note_number").is_null())),
        join="corrected_join",
        join_rule=pl.when(is_decided).then(pl.lit(RULE)),
    )
    free, forced = pairs.filter(~pl.col("is_forced")), pairs.filter("is_forced")
    judged = pl.concat([decide(part, verdicts, "join", "join_rule") for part in (free, forced)])
    return (
        _settle_forced(judged)
        .sort("article_id", "is_note", "line")
        .with_columns(block=pl.col("join").is_null().cum_sum())
    )


def assemble(joined: pl.DataFrame) -> pl.DataFrame:
    """Join the lines' `plain` texts to blocks.

    Returns a row per block in its order: BLOCK, `role, note_number, raw_start, raw_end, text`.
    """
    drops_hyphen = (pl.col("join").shift(-1) == "join_without_hyphen").fill_null(False)
    piece = pl.when(drops_hyphen).then(pl.col("plain").str.head(-1)).otherwise("plain")
    space = pl.when(pl.col("join") == "join").then(pl.lit(" ")).otherwise(pl.lit(""))
    return (
        joined.with_columns(piece=pl.concat_str(space, piece))
        .group_by(BLOCK, maintain_order=True)
        .agg(
            pl.col("role").first(),
            pl.col("note_number").first(),
            pl.col("raw_start").first(),
            pl.col("raw_end").last(),
            text="piece",
        )
        .with_columns(pl.col("text").list.join(""))
    )


def join_edits(joined: pl.DataFrame) -> pl.DataFrame:
    """Return the edits between the lines of a block: what stood there is replaced by a space, or by nothing."""
    return (
        joined.with_columns(
            left_end=pl.col("raw_end").shift() - (pl.col("join") == "join_without_hyphen").cast(pl.Int64)
        )
        .filter(pl.col("join").is_not_null())
        .select(
            "article_id",
            "line",
            raw_start="left_end",
            raw_end="raw_start",
            text=pl.when(pl.col("join") == "join").then(pl.lit(" ")).otherwise(pl.lit("")),
            rule="join_rule",
            note_number=pl.lit(None, pl.Int32),
        )
    )


def _with_left(streams: pl.DataFrame) -> pl.DataFrame:
    texts = ["plain", "last_char", "role", "rule", "unit"]
    measures = [*texts, "n_words", "ends_sentence", "ends_amid", "starts_lower", "breaks_phrase", "breaks_bracket"]
    last_char = pl.col("raw").str.tail(1)
    has_left = (pl.col("article_id") == pl.col("article_id").shift()) & (pl.col("is_note") == pl.col("is_note").shift())
    return streams.with_columns(last_char=last_char, has_left=has_left).with_columns(
        pl.when("has_left").then(pl.col(name).shift()).alias(f"left_{name}") for name in measures
    )


def _settle_forced(judged: pl.DataFrame) -> pl.DataFrame:
    """Lines of one unit, and of one note, are joined even where no rule says so."""
    is_separate = pl.col("join") == "separate"
    forced_rule = pl.when("is_note").then(pl.lit(NOTE_RULE)).otherwise(pl.lit(UNWRAP_RULE))
    opens = pl.col("opens") | (is_separate & ~pl.col("is_forced"))
    return judged.with_columns(
        join_rule=pl.when(opens).then(None).when(is_separate).then(forced_rule).otherwise("join_rule"),
        join=pl.when(opens).then(None).when(is_separate).then(pl.lit("join")).otherwise("join"),
    )
