"""Files are there whole or not at all, wherever they lie, and are what was entered for them."""

import hashlib
from pathlib import Path

import fsspec
import pytest

from pipeline import store
from pipeline.errors import PressmarkError
from pipeline.store import Listed, Store


@pytest.fixture(autouse=True)
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    store.RAW.mkdir(parents=True)
    return tmp_path


@pytest.fixture(params=["local", "remote"])
def places(request: pytest.FixtureRequest) -> Store:
    """A store in the project, and one at an address that only fsspec can reach."""
    if request.param == "local":
        return Store()
    address = f"memory://{request.node.name}"
    return Store(f"{address}/raw", f"{address}/interim")


def put_raw(places: Store, path: str, content: bytes) -> None:
    files, root = fsspec.url_to_fs(places.raw)
    files.makedirs(f"{root}/{path}".rsplit("/", 1)[0], exist_ok=True)
    files.pipe_file(f"{root}/{path}", content)


def test_raw_files_are_listed_with_their_sizes_and_the_systems_own_left_out(places: Store) -> None:
    for path, content in {"b.txt": b"22", "a/c.txt": b"1", "a/.DS_Store": b"x", ".git/config": b"x"}.items():
        put_raw(places, path, content)
    listed = places.list_raw()
    assert [(file.path, file.n_bytes) for file in listed] == [("a/c.txt", 1), ("b.txt", 2)]
    assert places.read_raw("a/c.txt") == b"1"
    with places.open_raw("b.txt") as file:
        assert file.read() == b"22"


def test_no_folder_of_raw_files_lists_nothing() -> None:
    store.RAW.rmdir()
    assert Store().list_raw() == []


def test_a_file_written_again_has_another_stamp() -> None:
    path = store.RAW / "a.txt"
    path.write_text("1")
    (before,) = Store().list_raw()
    path.unlink()
    path.write_text("2")
    (after,) = Store().list_raw()
    assert (before.path, before.n_bytes) == (after.path, after.n_bytes)
    assert before.stamp != after.stamp


def test_a_bucket_follows_from_the_id_alone() -> None:
    found = [store.bucket_of(article_id, 1024) for article_id in ("a", "b", "שלום", "\udcff")]
    assert found == ["00458", "00330", "00314", "00208"]
    assert {store.bucket_of(str(number), 4) for number in range(50)} == {"00000", "00001", "00002", "00003"}


def test_what_is_written_is_read_if_it_is_still_the_same(places: Store) -> None:
    sha256 = places.write("lines/00001.parquet", b"rows")
    assert sha256 == hashlib.sha256(b"rows").hexdigest()
    assert places.read("lines/00001.parquet", sha256) == b"rows"
    assert places.read_range("lines/00001.parquet", 1, 3) == b"ow"
    assert places.holds("lines/00001.parquet", sha256)
    places.write("lines/00001.parquet", b"others")
    with pytest.raises(PressmarkError, match=r"lines/00001\.parquet is not as it was written: remove it and run"):
        places.read("lines/00001.parquet", sha256)
    assert not places.holds("lines/00001.parquet", sha256)


def test_a_missing_file_is_named(places: Store) -> None:
    assert not places.holds("lines/00001.parquet", "0" * 64)
    assert places.read_range("lines/00001.parquet", 0, 1) == b""
    with pytest.raises(PressmarkError, match=r"interim/lines/00001\.parquet is missing: run 'dvc repro"):
        places.read("lines/00001.parquet", "0" * 64)


def test_only_what_is_named_is_kept(places: Store) -> None:
    for name in ("00000.json", "00001.json"):
        places.write(f"units/clean/{name}", b"{}")
    places.keep_only("units/clean", {"00001.json"})
    assert places.read_small("units/clean") == {"00001.json": b"{}"}
    places.remove("units/clean/00001.json")
    places.remove("units/clean/00001.json")
    assert places.read_small("units/clean") == {}


def test_what_a_killed_worker_left_is_not_read_and_is_removed() -> None:
    left = store.INTERIM / "units/clean/.00000.json.0123.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b'{"half')
    assert Store().read_small("units/clean") == {}
    Store().keep_only("units/clean", set())
    assert not left.exists()


def test_a_file_is_fetched_as_a_link_or_a_copy(places: Store, tmp_path: Path) -> None:
    places.write("parts-lines/0.1.0-00000.parquet", b"rows")
    places.fetch("parts-lines/0.1.0-00000.parquet", tmp_path / "new" / "file")
    assert (tmp_path / "new" / "file").read_bytes() == b"rows"


def test_an_address_that_nothing_can_reach_is_told() -> None:
    with pytest.raises(PressmarkError, match=r"^params\.yaml: store: 'no-such://x' cannot be reached: "):
        Store("no-such://x").list_raw()


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


def test_two_writers_of_one_file_do_not_meet() -> None:
    path = store.DATA / "table"
    with store.whole_file(path) as first, store.whole_file(path) as second:
        first.write_text("same")
        second.write_text("same")
    assert path.read_text() == "same"
    assert sorted(found.name for found in store.DATA.iterdir()) == ["raw", "table"]


def test_a_text_keeps_its_line_ends() -> None:
    store.write_text(store.DATA / "new" / "text.txt", "a\r\nb\n")
    assert (store.DATA / "new" / "text.txt").read_bytes() == b"a\r\nb\n"


def test_the_places_are_those_of_the_recipe() -> None:
    Path("params.yaml").write_text("store: {raw: data/raw/, tables: 's3://corpus/interim/'}\n")
    assert store.read_store() == Store("data/raw", "s3://corpus/interim")
    assert store.read_store().absolute() == Store(str(Path.cwd() / "data/raw"), "s3://corpus/interim")


def test_a_raw_file_is_a_path_a_size_and_a_stamp() -> None:
    (store.RAW / "a.txt").write_text("1")
    about = (store.RAW / "a.txt").stat()
    assert Store().list_raw() == [Listed("a.txt", 1, f"{about.st_mtime_ns} {about.st_ino}")]


def test_what_killed_runs_left_of_a_document_goes_when_it_is_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    path = folder / "counts[1].json"
    (folder / ".counts[1].json.0123.part").write_text("half a docu")
    (folder / ".other.json.4567.part").write_text("of another")
    store.write_text(path, "whole")
    assert sorted(file.name for file in folder.iterdir()) == [".other.json.4567.part", "counts[1].json"]
    assert path.read_text() == "whole"
