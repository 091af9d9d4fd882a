"""A line that returns in many articles of one source is furniture: learned over the corpus, bucket by bucket."""

import contextlib
import hashlib
import importlib
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repetition import (
    COUNT_COLUMNS,
    N_PARTS,
    RepetitionSettings,
    add_counts,
    count_lines,
    parts_of,
    source_of,
    with_keys,
    with_repetition,
)
from pipeline.store import read_store
from pipeline.units import read_bucket, read_entries
from project import PROJECT

SETTINGS = RepetitionSettings(n_articles_min=3, share_of_long_lines_max=0.5)
LONG = "The harbour of the town was closed on Monday, and all the ships had left it the same night, number {}."


def articles(*rows: tuple[str | None, str | None, str]) -> pl.DataFrame:
    """Make raw articles of addresses, publishers and texts."""
    names = {"article_id": [str(number) for number in range(len(rows))]}
    columns = dict(zip(("url", "publisher", "text"), zip(*rows, strict=True), strict=True))
    return pl.DataFrame({**names, **columns}, schema_overrides={"url": pl.String, "publisher": pl.String})


def lines_of(raw_articles: pl.DataFrame) -> pl.DataFrame:
    return raw_articles.select("article_id", pl.col("text").str.split("\n")).explode("text")


def test_a_source_is_the_host_of_the_address_or_the_publisher() -> None:
    found = articles(
        ("https://www.Example.org/a?b", "Example News", ""),
        ("http://example.org:80/c", None, ""),
        (None, "Example News", ""),
        (None, None, ""),
    )
    assert found.select(source_of()).to_series().to_list() == ["example.org", "example.org", "Example News", None]


def test_a_line_is_counted_once_in_an_article_and_a_copy_of_an_article_not_at_all() -> None:
    found = count_lines(
        articles(
            (None, "A", "Share\nShare\none"),
            (None, "A", "Share\ntwo"),
            (None, "A", "Share\ntwo"),
            (None, "B", "Share"),
            (None, None, "Share"),
        )
    )
    assert sorted(found["n_articles"].to_list()) == [1, 1, 1, 2]


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=20), max_size=4))
def test_counts_add_up_however_they_are_cut(keys: list[list[int]]) -> None:
    counts = [pl.DataFrame({"key": own, "n_articles": [1] * len(own)}, schema=COUNT_COLUMNS) for own in keys]
    whole = add_counts(counts)
    parts = [part["line_counts"] for part in parts_of(whole)]
    assert (len(parts), pl.concat(parts).rows()) == (N_PARTS, whole.rows())
    assert int(whole["n_articles"].sum()) == sum(map(len, keys))


def test_what_returns_is_said_but_not_of_a_twin() -> None:
    share = "Share this"
    raw = articles(
        *((None, "A", f"{share}\n{LONG.format(number)}") for number in range(3)),
        (None, "A", f"{share}\n{LONG.format(0)}"),
        (None, "B", share),
    )
    known = lines_of(articles((None, "A", f"{share}\n{LONG.format(0)}")))
    keys = with_keys(known, articles((None, "A", "")))["key"].to_list()
    found = with_repetition(lines_of(raw), raw, keys, SETTINGS)
    assert found["returns"].to_list() == [False, False, True, False, True, False, False, False, False]
    assert with_repetition(lines_of(raw), raw, [], SETTINGS)["returns"].any() is False


def build(folder: Path, n_articles: int, odd: str = "") -> dict[str, str]:
    """Run ingest and clean on articles of one source in several buckets; return the rule of each `Sailors first`."""
    recipe = (PROJECT / "params.yaml").read_text("utf-8").replace("mb_per_bucket: 64", "mb_per_bucket: 0.0005")
    folder.mkdir(exist_ok=True)
    (folder / "params.yaml").write_text(recipe.replace("n_workers: null", "n_workers: 1"))
    rows = [
        {
            "id": f"a-{n}",
            "url": f"https://example.org/{n}",
            "text": f"{LONG.format(n)}\n\nSailors first\n\n{LONG.format(-n)}",
        }
        for n in range(1, n_articles + 1)
    ]
    rows.append({"id": "odd", "url": "https://example.org/odd", "text": odd or LONG})
    (folder / "data/raw").mkdir(parents=True, exist_ok=True)
    (folder / "data/raw/crawl.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with contextlib.chdir(folder):
        for stage in ("ingest", "clean"):
            importlib.import_module(f"pipeline.{stage}").main()
        buckets = read_entries(read_store(), "clean")
        lines = pl.concat([read_bucket(read_store(), "clean", "lines", bucket) for bucket in buckets])
    assert len(buckets) > 1
    return dict(lines.filter(text="Sailors first").select("article_id", "rule").iter_rows())


def test_it_is_learned_over_all_buckets(tmp_path: Path) -> None:
    assert set(build(tmp_path / "two", 2).values()) == {"is_heading"}
    assert set(build(tmp_path / "four", 4).values()) == {"is_repeated_in_source"}


def test_an_article_that_changes_nothing_learned_costs_its_own_bucket(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build(tmp_path, 6)
    capsys.readouterr()
    build(tmp_path, 6, odd="Another text, with no line that stands elsewhere.")
    assert [line.split(" of ")[0] for line in capsys.readouterr().err.splitlines()] == [
        "records: 1",
        "ingest: 1",
        "clean: 1",
    ]


def test_keys_are_the_same_everywhere() -> None:
    raw = articles((None, "A", "Share"))
    wanted = int.from_bytes(hashlib.sha256(b"A\nShare").digest()[:8], "big")
    assert with_keys(lines_of(raw), raw)["key"].to_list() == [wanted]
