"""What `publish` writes loads in every config, is what its schemas say, and is never mistaken for another build."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow
import pyarrow.parquet as pq
import pytest
from datasets import Features, Value

from conftest import build
from pipeline.catalogue import COLUMNS
from pipeline.configs import CONFIGS, Config, to_arrow
from pipeline.release.root import config_root, dataset_root, leaves_of
from schemas.arrow import arrow_schema

NAMES = [config.name for config in CONFIGS]
CONTRACT = {
    "articles": "article_id title subtitle authors publisher published language url rights text captions keywords "
    "n_paragraphs n_sentences n_words source_path source_sha256 added_in",
    "paragraphs": "paragraph_id article_id position role heading text start end raw_start raw_end",
    "sentences": "sentence_id article_id paragraph_id position text start end raw_start raw_end note_numbers",
    "notes": "note_id article_id number text urls sentence_ids",
    "lines": "article_id line raw_start raw_end role rule paragraph_id text",
}
CATALOGUE_HEADER = ",".join(COLUMNS)
LOAD = """
import json, sys
from datasets import load_dataset
folder, names, streaming = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3] == "streaming"
loaded = {name: load_dataset(folder, name, split="train", streaming=streaming) for name in names}
print(json.dumps({name: {"version": str(rows.info.version), "rows": list(rows), "features": rows.features.to_dict()}
                  for name, rows in loaded.items()}, default=str))
"""


def load(folder: Path, home: Path, how: str, names: list[str] = NAMES) -> Any:
    """Load configs in a new interpreter, without a network."""
    environment = {**os.environ, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", LOAD, str(folder), json.dumps(names), how]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def plain(rows: list[dict[str, Any]]) -> Any:
    return json.loads(json.dumps(rows, default=str))


@pytest.mark.parametrize("how", ["map-style", "streaming"])
def test_every_config_loads_as_it_was_written(built: Path, tmp_path: Path, how: str) -> None:
    loaded = load(built / "data" / "dataset", tmp_path, how)
    for config in CONFIGS:
        written = pl.read_parquet(built / f"data/dataset/{config.name}/*.parquet").to_dicts()
        assert loaded[config.name]["rows"] == plain(written)
        assert loaded[config.name]["version"] == "0.1.0"
        assert Features.from_dict(loaded[config.name]["features"]) == config.features


@pytest.mark.parametrize("config", CONFIGS, ids=NAMES)
def test_features_columns_and_nulls_are_those_of_the_schema(built: Path, config: Config) -> None:
    (path,) = (built / "data" / "dataset" / config.name).glob("*.parquet")
    file = pq.ParquetFile(path)
    described = config.model.to_schema().columns
    assert file.schema_arrow.remove_metadata() == arrow_schema(config.model, config.column_names)
    assert {field.name: field.nullable for field in file.schema_arrow} == {
        name: column.nullable for name, column in described.items()
    }
    info = json.loads(file.schema_arrow.metadata[b"huggingface"])["info"]
    assert Features.from_dict(info["features"]) == config.features
    assert config.features == Features.from_arrow_schema(file.schema_arrow)
    assert set(CONTRACT[config.name].split()) <= set(config.features)


def test_types_are_plain_ones() -> None:
    articles = CONFIGS[0].features
    assert [articles[name] for name in ("text", "published", "n_words")] == [
        Value("string"),
        Value("date32"),
        Value("int32"),
    ]


def test_a_null_where_none_may_be_is_refused(built: Path) -> None:
    frame = pl.read_parquet(built / "data/dataset/sentences/*.parquet")
    broken = frame.with_columns(text=pl.when(pl.col("position") > 0).then("text"))
    with pytest.raises((pyarrow.ArrowInvalid, ValueError), match="null"):
        to_arrow(next(config for config in CONFIGS if config.name == "sentences"), broken)


def test_files_are_written_for_the_hub(built: Path) -> None:
    for path in (built / "data" / "dataset").rglob("*.parquet"):
        metadata = pq.ParquetFile(path).metadata
        column = metadata.row_group(0).column(0)
        assert (column.compression, column.has_offset_index, column.has_column_index) == ("ZSTD", True, True)
        assert b"content_defined_chunking" in metadata.metadata


def test_checksums_name_every_file_and_fit(built: Path) -> None:
    folder = built / "data" / "dataset"
    lines = (folder / "checksums.sha256").read_text().splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del files["checksums.sha256"]
    assert named == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def test_the_manifest_counts_what_is_there(built: Path) -> None:
    folder = built / "data" / "dataset"
    manifest = json.loads((folder / "manifest.json").read_text())
    roots = {}
    for config in CONFIGS:
        entry = manifest["configs"][config.name]
        frame = pl.concat([pl.read_parquet(folder / file["path"]) for file in entry["files"]])
        roots[config.name] = config_root([leaves_of(frame, config.key, config.texts)])
        assert (entry["n_rows"], entry["root"]) == (frame.height, roots[config.name])
        assert [file["n_bytes"] for file in entry["files"]] == [
            (folder / file["path"]).stat().st_size for file in entry["files"]
        ]
    assert manifest["root"] == dataset_root(roots)


def test_a_new_build_under_the_old_path_is_never_answered_from_the_cache(tmp_path: Path) -> None:
    project = build(tmp_path / "project")
    before = load(project / "data" / "dataset", tmp_path / "home", "map-style", ["sentences"])
    raw = project / "data" / "raw" / "003_5f353c223f06560c.txt"
    raw.write_text(raw.read_text("utf-8").replace("smuggled it to Israel", "brought it to Israel"), "utf-8")
    build(project)
    after = load(project / "data" / "dataset", tmp_path / "home", "map-style", ["sentences"])
    changed = [
        (old["text"], new["text"])
        for old, new in zip(before["sentences"]["rows"], after["sentences"]["rows"], strict=True)
        if old["text"] != new["text"]
    ]
    assert [(old.count("smuggled"), new.count("brought")) for old, new in changed] == [(1, 1)]


def test_a_corpus_without_notes_loads_and_says_that_it_has_none(tmp_path: Path) -> None:
    (tmp_path / "project/data/raw").mkdir(parents=True)
    (tmp_path / "project/data/raw/a.txt").write_text("The strike ended on Monday, and ships left the same night.\n")
    (tmp_path / "project/data/catalogue.csv").write_text(f"{CATALOGUE_HEADER}\n")
    folder = build(tmp_path / "project") / "data" / "dataset"
    assert len(load(folder, tmp_path / "home", "map-style", ["sentences"])["sentences"]["rows"]) == 1
    with pytest.raises(AssertionError, match="BuilderConfig 'notes' not found"):
        load(folder, tmp_path / "home", "map-style", ["notes"])
    (path,) = (folder / "notes").iterdir()
    assert pq.read_schema(path).names == CONFIGS[3].column_names
    assert "This version has no rows here." in (folder / "README.md").read_text("utf-8")
