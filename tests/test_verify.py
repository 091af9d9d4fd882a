"""`verify` finds whatever was done to a dataset folder, and names it."""

import contextlib
import datetime
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from datasets import load_dataset

from conftest import STAGES, build
from pipeline.configs import CONFIGS, Config
from pipeline.errors import PressmarkError
from pipeline.release.ledger import Ledger, read_ledger
from pipeline.release.manifest import write_checksums
from pipeline.release.release import release
from pipeline.release.root import Step, check_proof, leaf_of
from pipeline.release.verify import config_of, prove_record, verify_dataset, verify_folder
from project import first_recipe

N_BIT_FLIPS = 100
N_EDITS_OF_ROWS = 25


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five articles in several files, released as 0.1.0."""
    folder = tmp_path_factory.mktemp("released")
    params = first_recipe().replace("mb_per_bucket: 64", "mb_per_bucket: 0.02")
    (folder / "params.yaml").write_text(params, "utf-8")
    build(folder, STAGES)
    (folder / "data/releases.json").unlink(missing_ok=True)
    with contextlib.chdir(folder):
        release("0.1.0", datetime.date(2026, 11, 21))
    return build(folder, STAGES)


@pytest.fixture(scope="module")
def ledger(project: Path) -> Ledger:
    return read_ledger(project / "data/releases.json")


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(project / "data/dataset", tmp_path / "dataset"))


def rewrite(path: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change the rows of a Parquet file and keep its schema."""
    table = pq.read_table(path)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    pq.write_table(change(frame).to_arrow().cast(table.schema), path)


def test_an_untouched_folder_is_the_version(project: Path, ledger: Ledger) -> None:
    manifest = json.loads((project / "data/dataset/manifest.json").read_text())
    found = verify_folder(project / "data/dataset", "0.1.0", manifest["root"], ledger)
    assert found == ("0.1.0", manifest["root"], [], [])


def test_an_untouched_copy_in_other_settings_is_the_version_and_remarked_on(copy: Path, ledger: Ledger) -> None:
    for path in copy.rglob("*.parquet"):
        pq.write_table(pq.read_table(path), path, compression="snappy", row_group_size=7)
    found = verify_folder(copy, "0.1.0", None, ledger)
    assert found.faults == []
    assert sorted(remark.split(":")[0] for remark in found.remarks) == sorted(
        path.relative_to(copy).as_posix() for path in copy.rglob("*.parquet")
    )


@pytest.mark.parametrize("writer", ["polars", "pyarrow"])
def test_the_root_is_the_same_whoever_writes(copy: Path, project: Path, writer: str) -> None:
    for path in copy.rglob("*.parquet"):
        frame = pl.read_parquet(path).sample(fraction=1, shuffle=True, seed=1)
        frame.write_parquet(path, row_group_size=5) if writer == "polars" else pq.write_table(frame.to_arrow(), path)
    manifest = json.loads((project / "data/dataset/manifest.json").read_text())
    assert verify_folder(copy).root == manifest["root"]


@pytest.mark.parametrize("seed", range(N_BIT_FLIPS))
def test_a_flipped_bit_is_found_and_its_file_named(copy: Path, ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(sorted(path for path in copy.rglob("*") if path.is_file()))
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    faults = verify_folder(copy, "0.1.0", None, ledger).faults
    name = path.relative_to(copy).as_posix()
    assert faults
    assert any(name in fault for fault in faults) or name == "checksums.sha256", faults


@pytest.mark.parametrize("seed", range(N_EDITS_OF_ROWS))
@pytest.mark.parametrize("how", ["edit", "double", "delete", "swap"])
def test_a_changed_row_is_found_and_its_file_and_article_named(copy: Path, ledger: Ledger, seed: int, how: str) -> None:
    """The tamperer knows the checksums and writes them anew."""
    chance = random.Random(seed)
    path = chance.choice(sorted(path for path in copy.rglob("*.parquet") if pq.read_metadata(path).num_rows > 1))
    article_id = ""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        nonlocal article_id
        row = chance.randrange(frame.height)
        other = (row + 1) % frame.height
        article_id = frame["article_id"][row]
        columns = [name for name, dtype in frame.schema.items() if dtype == pl.String and frame[name][row]]
        name = chance.choice(columns)
        number = pl.int_range(pl.len())
        if how == "edit":
            return frame.with_columns(pl.when(number == row).then(pl.col(name) + "x").otherwise(name).alias(name))
        if how == "double":
            return pl.concat([frame, frame[row]])
        if how == "delete":
            return frame.filter(number != row)
        texts = frame[name].to_list()
        if texts[row] == texts[other]:
            texts[row] = texts[row] + "x"
        texts[row], texts[other] = texts[other], texts[row]
        return frame.with_columns(pl.Series(name, texts))

    rewrite(path, change)
    write_checksums(copy)
    faults = verify_folder(copy, "0.1.0", None, ledger).faults
    assert any(path.relative_to(copy).as_posix() in fault for fault in faults), faults
    assert any(article_id in fault for fault in faults), faults


def test_a_changed_text_is_named_by_its_id(copy: Path) -> None:
    path = sorted((copy / "sentences").glob("*.parquet"))[0]
    changed = pl.read_parquet(path)["sentence_id"][3]
    rewrite(
        path,
        lambda frame: frame.with_columns(
            pl.when(pl.int_range(pl.len()) == 3).then(pl.lit("No.")).otherwise("text").alias("text")
        ),
    )
    faults = verify_folder(copy).faults
    assert f"sentences/{path.name}: row '{changed}' has a text that is not its id's" in faults


def test_exchanged_files_are_named(copy: Path) -> None:
    first, second = sorted((copy / "sentences").glob("*.parquet"))[:2]
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    write_checksums(copy)
    faults = verify_folder(copy).faults
    assert f"sentences/{first.name}: has the rows of sentences/{second.name}" in faults
    assert f"sentences/{second.name}: has the rows of sentences/{first.name}" in faults


@pytest.mark.parametrize("name", ["README.md", "manifest.json", "checksums.sha256", "notes/0.1.0-00000.parquet"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert any(name in fault and "missing" in fault for fault in verify_folder(copy).faults)


def test_a_file_too_many_is_named(copy: Path) -> None:
    (copy / "extra.txt").write_text("hello")
    assert verify_folder(copy).faults == ["extra.txt: is not named in checksums.sha256"]


def test_another_version_under_the_right_name_is_found(copy: Path, ledger: Ledger) -> None:
    """All files fit each other, but the rows are not those that the ledger has for this version."""
    other = Ledger(releases=[ledger.releases[0].model_copy(update={"root": "0" * 64})])
    manifest = json.loads((copy / "manifest.json").read_text())
    assert verify_folder(copy, "0.1.0", None, other).faults == [
        f"manifest.json: version 0.1.0 has the root {'0' * 64}, and this has {manifest['root']}"
    ]
    assert verify_folder(copy, "0.2.0", None, ledger).faults == [
        "manifest.json: this is version 0.1.0, and not 0.2.0",
        "version 0.2.0 is in no ledger here: give the root that its citation names",
    ]


def test_a_loaded_config_proves_itself_or_not(project: Path, tmp_path: Path) -> None:
    roots = {
        name: config["root"]
        for name, config in json.loads((project / "data/dataset/manifest.json").read_text())["configs"].items()
    }
    for config in CONFIGS:
        loaded = load_dataset(str(project / "data/dataset"), config.name, split="train", cache_dir=str(tmp_path))
        verify_dataset(loaded, config.name, roots[config.name])
        assert roots[config.name] in loaded.info.description
    with pytest.raises(PressmarkError, match="the rows of 'lines' have the root"):
        verify_dataset(loaded.select(range(1, loaded.num_rows)), "lines", roots["lines"])


@pytest.mark.parametrize("config", CONFIGS[:4], ids=lambda config: config.name)
def test_a_record_is_proven_by_its_proof_alone(project: Path, ledger: Ledger, config: Config) -> None:
    frames = [pl.read_parquet(path) for path in sorted((project / "data/dataset" / config.name).glob("*.parquet"))]
    record_id = pl.concat(frames)[config.key[0]][0]
    found = prove_record(project / "data/dataset", record_id)
    steps = [Step(**step) for step in found["proof"]]
    assert config_of(record_id).name == config.name
    assert check_proof(leaf_of(found["record"], config.texts), steps, ledger.releases[0].root)
    changed = found["record"] | {"article_id": "another"}
    assert not check_proof(leaf_of(changed, config.texts), steps, ledger.releases[0].root)


def test_a_record_that_is_not_there_is_refused(project: Path) -> None:
    with pytest.raises(PressmarkError, match="has no record '000#s-0000000000' in 'sentences'"):
        prove_record(project / "data/dataset", "000#s-0000000000")
