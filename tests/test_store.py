from pathlib import Path

import polars as pl
import pytest

from pipeline import store


@pytest.fixture(autouse=True)
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    store.RAW.mkdir(parents=True)
    return tmp_path


def frame(*ids: str) -> pl.DataFrame:
    return pl.DataFrame({"article_id": list(ids), "n": list(range(len(ids)))})


def test_raw_files_are_listed_with_their_sizes_and_the_systems_own_left_out() -> None:
    for path, content in {"b.txt": "22", "a/c.txt": "1", "a/.DS_Store": "x", ".git/config": "x"}.items():
        (store.RAW / path).parent.mkdir(parents=True, exist_ok=True)
        (store.RAW / path).write_text(content)
    assert store.list_raw_files() == [("a/c.txt", 1), ("b.txt", 2)]


def test_no_folder_of_raw_files_lists_nothing() -> None:
    store.RAW.rmdir()
    assert store.list_raw_files() == []


def test_a_bucket_follows_from_the_id_alone() -> None:
    found = [store.bucket_of(article_id, 1024) for article_id in ("a", "b", "שלום", "\udcff")]
    assert found == ["00458", "00330", "00314", "00208"]
    assert {store.bucket_of(str(number), 4) for number in range(50)} == {"00000", "00001", "00002", "00003"}


def test_what_is_written_is_read() -> None:
    store.start_table("lines")
    store.write_table("lines", "00001", frame("b"))
    store.write_table("lines", "00000", frame("a", "c"))
    assert store.buckets("lines") == ["00000", "00001"]
    assert store.read_table("lines", "00001").equals(frame("b"))
    assert store.read_whole_table("lines").equals(pl.concat([frame("a", "c"), frame("b")]))


def test_the_same_rows_give_the_same_bytes_however_they_are_chunked() -> None:
    store.start_table("lines")
    store.write_table("lines", "whole", frame("a", "b").with_columns(n=pl.Series([0, 0])))
    store.write_table("lines", "chunks", pl.concat([frame("a"), frame("b")], rechunk=False))
    folder = store.INTERIM / "lines"
    assert (folder / "whole.parquet").read_bytes() == (folder / "chunks.parquet").read_bytes()


def test_a_table_starts_without_what_an_earlier_run_left() -> None:
    store.start_table("lines")
    store.write_table("lines", "00007", frame("a"))
    store.start_table("lines")
    assert store.buckets("lines") == []


def test_a_file_is_written_whole_or_not_at_all() -> None:
    path = store.DATA / "report.json"
    store.write_json(path, {"what": "שלום"})

    class Interrupted(Exception):
        pass

    with pytest.raises(Interrupted), store.whole_file(path) as temporary:
        temporary.write_text("half a rep")
        raise Interrupted
    assert store.read_json(path) == {"what": "שלום"}
    assert sorted(found.name for found in store.DATA.iterdir()) == ["raw", "report.json"]


def test_a_text_keeps_its_line_ends() -> None:
    store.write_text(store.DATA / "new" / "text.txt", "a\r\nb\n")
    assert (store.DATA / "new" / "text.txt").read_bytes() == b"a\r\nb\n"
