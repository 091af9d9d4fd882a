"""What is remembered of a root never changes it, and only what changed is hashed to its tree again."""

import resource
from collections.abc import Callable
from pathlib import Path

import polars as pl
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.release import bucket_roots
from pipeline.release.bucket_roots import ROOTS, config_roots
from pipeline.release.root import N_BUCKETS, bucket_root, config_root, leaves_of

Rows = dict[str, str]
Corpus = dict[str, list[Rows]]
ROWS = st.dictionaries(st.text("abcde", min_size=1, max_size=3), st.text(max_size=3), max_size=30)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text("engine: {n_workers: 2}\n")
    return tmp_path


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The buckets that were hashed to their tree, as they come."""
    numbers: list[int] = []

    def counted(parts: list[bytes], number: int) -> bytes:
        numbers.append(number)
        return bucket_root(parts, number)

    monkeypatch.setattr(bucket_roots, "bucket_root", counted)
    return numbers


def leaves(rows: Rows) -> bytes:
    frame = pl.DataFrame({"key": list(rows), "text": list(rows.values())}, schema={"key": pl.String, "text": pl.String})
    return leaves_of(frame, ["key"], ["text"])


def write(corpus: Corpus) -> dict[str, list[Path]]:
    files = {}
    for config, parts in corpus.items():
        files[config] = [Path(f"{config}-{number}") for number in range(len(parts))]
        for path, rows in zip(files[config], parts, strict=True):
            path.write_bytes(leaves(rows))
    return files


def straight(corpus: Corpus) -> dict[str, str]:
    return {config: config_root([leaves(rows) for rows in parts]) for config, parts in corpus.items()}


MANY = {"lines": [{f"a{n}": "x" for n in range(1500)}, {f"b{n}": "x" for n in range(1500)}], "notes": [{"n": "x"}, {}]}


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(corpora=st.lists(st.fixed_dictionaries({"a": st.lists(ROWS, max_size=3), "b": st.tuples(ROWS).map(list)})))
def test_the_roots_are_those_of_all_rows_whatever_was_there_before(corpora: list[Corpus]) -> None:
    for corpus in corpora:
        assert config_roots(write(corpus)) == straight(corpus)


def test_only_the_buckets_of_a_changed_row_are_hashed_again(hashed: list[int]) -> None:
    first = config_roots(write(MANY))
    assert len(hashed) == 2 * N_BUCKETS
    hashed.clear()
    assert config_roots(write(MANY)) == first
    assert hashed == []
    changed = {**MANY, "lines": [{**MANY["lines"][0], "a7": "y"}, MANY["lines"][1]]}
    assert config_roots(write(changed)) == straight(changed) != first
    assert hashed == [leaves({"a7": "y"})[0]]


def test_rows_that_change_files_are_hashed_again_to_the_same_root(hashed: list[int]) -> None:
    """Two rows of a bucket, one in each file, or both in the first: side by side they are the same bytes."""
    one, two = {"a7": "x"}, {"a20": "x"}
    assert leaves(one)[0] == leaves(two)[0]
    apart, together = {"lines": [one, two]}, {"lines": [one | two, {}]}
    assert config_roots(write(apart)) == config_roots(write(together)) == straight(apart)
    assert hashed[N_BUCKETS:] == [leaves(one)[0]]


def test_processes_find_the_same_roots(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bucket_roots, "N_BYTES_AT_ONCE", 20_000)
    assert config_roots(write(MANY)) == straight(MANY)
    assert config_roots(write(MANY)) == straight(MANY)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda content: content[:1000],
        lambda content: content.split(b"\n")[1],
        lambda content: content[:-9] + (b"0" if content[-9:-8] != b"0" else b"1") + content[-8:],
    ],
)
def test_a_damaged_memory_is_forgotten(spoil: Callable[[bytes], bytes], hashed: list[int]) -> None:
    """Each hexadecimal digit of it would make another root: the last is one of a root of a bucket."""
    config_roots(write(MANY))
    hashed.clear()
    ROOTS.write_bytes(spoil(ROOTS.read_bytes()))
    assert config_roots(write(MANY)) == straight(MANY)
    assert len(hashed) == 2 * N_BUCKETS


def test_however_many_files_hold_the_leaves_few_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred million articles have more files of leaves than a process may open."""
    rows = {f"a{n}": "x" for n in range(90)}
    files = write({"lines": [{key: text} for key, text in rows.items()]})
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (psutil.Process().num_fds() + 30, before[1]))
    try:
        found = config_roots(files)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert found == straight({"lines": [rows]})


def test_other_code_of_the_root_forgets_what_was_remembered(hashed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    config_roots(write(MANY))
    hashed.clear()
    monkeypatch.setattr(bucket_roots, "code_digest", lambda module: f"another {module}")
    config_roots(write(MANY))
    assert len(hashed) == 2 * N_BUCKETS
