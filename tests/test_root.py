"""The root depends on the rows alone."""

import hashlib
import tracemalloc
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.root import _tree, check_proof, config_root, dataset_root, leaf_of, leaves_of, prove

ROWS = st.lists(st.tuples(st.text(max_size=5), st.text(max_size=8)), unique_by=lambda row: row[0], max_size=40)


def frame(rows: list[tuple[str, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"key": pl.String, "text": pl.String}, orient="row")


def root(*parts: list[tuple[str, str]]) -> str:
    return config_root([leaves_of(frame(part), ["key"], ["text"]) for part in parts])


@given(rows=ROWS, order=st.randoms(use_true_random=False), cut=st.integers(0, 40))
def test_order_and_files_do_not_matter(rows: list[tuple[str, str]], order: object, cut: int) -> None:
    shuffled = rows.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert root(shuffled[:cut], shuffled[cut:]) == root(rows)


@given(rows=ROWS.filter(bool), change=st.text(min_size=1, max_size=3))
def test_every_change_of_a_row_matters(rows: list[tuple[str, str]], change: str) -> None:
    (key, text), *others = rows
    changed, doubled, dropped = [(key, text + change), *others], [*rows, rows[0]], others
    assert len({root(rows), root(changed), root(doubled), root(dropped)}) == 4


def test_column_order_does_not_matter_and_the_leaf_is_canonical_json() -> None:
    rows = pl.DataFrame({"b": ["é"], "a": [None], "n": [[1, 2]]})
    leaf = hashlib.sha256(b"\x00" + '{"a":null,"b":"é","n":[1,2]}'.encode()).digest()
    assert leaves_of(rows, ["b"], []) == hashlib.sha256("é".encode()).digest() + leaf
    assert leaves_of(rows.select("n", "a", "b"), ["b"], []) == leaves_of(rows, ["b"], [])


def test_a_withheld_text_stands_by_its_hash() -> None:
    whole = {"key": "a", "text": "word", "source_sha256": "0"}
    withheld = {"key": "a", "text": None, "text_sha256": hashlib.sha256(b"word").hexdigest(), "source_sha256": "0"}
    assert leaf_of(whole, ["text"]) == leaf_of(withheld, ["text"]) != leaf_of(whole, [])


@given(rows=ROWS.filter(bool), others=ROWS, cut=st.integers(0, 40))
def test_every_row_can_be_proven_and_no_other(
    rows: list[tuple[str, str]], others: list[tuple[str, str]], cut: int
) -> None:
    parts = [leaves_of(frame(part), ["key"], ["text"]) for part in (rows[:cut], rows[cut:])]
    other = config_root([leaves_of(frame(others), ["key"], ["text"])])
    roots = {"rows": config_root(parts), "others": other}
    for key, text in rows:
        proof = prove(parts, roots, "rows", key)
        assert check_proof(leaf_of({"key": key, "text": text}, ["text"]), proof, dataset_root(roots))
        assert not check_proof(leaf_of({"key": key, "text": text + "!"}, ["text"]), proof, dataset_root(roots))
    with pytest.raises(KeyError):
        prove(parts, roots, "rows", "a key that is longer than any")


def test_the_tree_is_that_of_rfc_6962() -> None:
    """The tree of seven leaves, computed by the standard's recursive definition."""
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(7)]

    def recursive(part: list[bytes]) -> bytes:
        if len(part) == 1:
            return part[0]
        split = 1 << ((len(part) - 1).bit_length() - 1)
        return hashlib.sha256(b"\x01" + recursive(part[:split]) + recursive(part[split:])).digest()

    assert [_tree(leaves[:n]) for n in range(1, 8)] == [recursive(leaves[:n]) for n in range(1, 8)]
    assert _tree([]) == hashlib.sha256(b"").digest()


def test_configs_stand_by_their_names() -> None:
    assert (
        dataset_root({"a": "1", "b": "2"}) == dataset_root({"b": "2", "a": "1"}) != dataset_root({"a": "2", "b": "1"})
    )


def test_memory_holds_one_bucket_of_the_leaves(tmp_path: Path) -> None:
    """A root over files needs far less memory than the leaves take, so it is bounded whatever the corpus."""
    n_rows, files = 200_000, [tmp_path / str(number) for number in range(2)]
    for number, file in enumerate(files):
        pairs = sorted(hashlib.sha512(b"%d %d" % (number, row)).digest() for row in range(n_rows // 2))
        file.write_bytes(b"".join(pairs))
    tracemalloc.start()
    found = config_root(files)
    _, n_bytes_peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_bytes_peak < sum(file.stat().st_size for file in files) / 20
    assert found == config_root([file.read_bytes() for file in files])
