"""A unit's key holds all that shapes its outcome; what is entered for it can be read back."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.store import Store
from pipeline.units import (
    Entry,
    Stage,
    Unit,
    add_up,
    key_of,
    make_stage,
    names_in,
    nest,
    read_batches,
    read_bucket,
    read_entries,
    table_file,
    units_behind,
    write_entry,
    write_tables,
)

STAGE = Stage("clean", ("lines", "edits"), "recipe")
UNIT = Unit("00001", {"raw_articles/00001.parquet": "a" * 64}, 2, 10)


@pytest.fixture
def places(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "raw"), str(tmp_path / "tables"))


def frame(*ids: str) -> pl.DataFrame:
    return pl.DataFrame({"article_id": list(ids), "edits": [[{"start": 1}]] * len(ids)}, schema_overrides=SCHEMA)


SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "article_id": pl.String,
    "edits": pl.List(pl.Struct({"start": pl.Int64})),
}


def test_a_key_changes_with_all_that_shapes_the_outcome_and_with_nothing_else() -> None:
    other_input = {"raw_articles/00001.parquet": "b" * 64}
    keys = [
        key_of(STAGE, UNIT),
        key_of(STAGE._replace(recipe="other"), UNIT),
        key_of(STAGE, UNIT._replace(name="00002")),
        key_of(STAGE, UNIT._replace(inputs=other_input)),
        key_of(STAGE, UNIT._replace(given=[1])),
    ]
    assert len(set(keys)) == len(keys)
    same = UNIT._replace(n_articles=3, n_bytes=11, places=["elsewhere"])
    assert key_of(STAGE._replace(tables=()), same) == keys[0]


def test_a_recipe_changes_with_settings_and_with_code() -> None:
    stage = make_stage("clean", ("lines",), {"a": 1})
    assert stage == make_stage("clean", ("lines",), {"a": 1})
    others = [make_stage("clean", ("lines",), {"a": 2}), make_stage("clean", ("lines",), {"a": 1}, "pipeline.segment")]
    assert len({stage.recipe, *(other.recipe for other in others)}) == 3


def test_batches_are_read_as_they_were_written(places: Store) -> None:
    written = [frame("a", "b"), frame(), frame("c")]
    outputs = write_tables(places, "00000", iter({"lines": one, "edits": one.clear()} for one in written))
    assert list(outputs) == ["lines/00000.parquet", "edits/00000.parquet"]
    read = list(read_batches(places, Unit("00000", outputs)))
    assert [rows.to_dicts() for rows, _ in read] == [one.to_dicts() for one in written]
    assert all(empty.schema == written[0].schema and empty.height == 0 for _, empty in read)


def test_the_same_batches_give_the_same_bytes_however_they_are_chunked(places: Store) -> None:
    whole = write_tables(places, "0", iter([{"lines": frame("a", "b")}]))
    chunks = pl.concat([frame("a"), frame("b")], rechunk=False)
    assert list(write_tables(places, "1", iter([{"lines": chunks}])).values()) == list(whole.values())


def test_an_entry_is_read_as_it_was_written(places: Store) -> None:
    entry = write_entry(places, STAGE, Entry("00001", "key", {"lines/00001.parquet": "a"}, 2, 10, {"n": {"x": 1}}))
    assert read_entries(places, "clean") == {"00001": entry}
    places.write("units/clean/00000.json", b'{"half')
    places.write("units/clean/00002.json", (Path(places.tables) / "units/clean/00001.json").read_bytes())
    assert read_entries(places, "clean") == {"00001": entry}


def test_the_next_stage_reads_what_is_entered(places: Store) -> None:
    outputs = write_tables(places, "00001", iter([{"lines": frame("a"), "edits": frame()}]))
    write_entry(places, STAGE, Entry("00001", "key", outputs, 1, 10, {}))
    write_tables(places, "00002", iter([{"lines": frame("b"), "edits": frame()}]))
    file = table_file("lines", "00001")
    assert units_behind(places, {"lines": "clean"}) == [Unit("00001", {file: outputs[file]}, 1, 10)]
    assert read_bucket(places, "clean", "lines", "00001")["article_id"].to_list() == ["a"]


def test_a_unit_names_the_articles_or_the_raw_files_that_it_reads(places: Store) -> None:
    outputs = write_tables(places, "00001", iter([{"lines": frame("a", "b")}]))
    assert names_in(places, Unit("00001", outputs)) == ["a", "b"]
    assert names_in(places, Unit("00001", {"raw:x.txt": "", "raw:y.parquet": ""})) == ["x.txt", "y.parquet"]
    assert names_in(places, Unit("00001", {})) == []


@given(st.lists(st.dictionaries(st.tuples(st.sampled_from("ab"), st.text(max_size=2)), st.integers(1, 9))))
def test_nested_counts_add_up(counts: list[dict[tuple[str, str], int]]) -> None:
    total = add_up(nest(one) for one in counts)
    for what, name in {key for one in counts for key in one}:
        assert total[what][name] == sum(one.get((what, name), 0) for one in counts)
