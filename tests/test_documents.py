"""The documents beside the data fit their standards, and Croissant loads every record from them."""

import datetime
import json
import logging
import shutil
import socket
from pathlib import Path
from typing import Any

import mlcroissant  # type: ignore[import-untyped]
import pandas as pd
import polars as pl
import pyarrow
import pytest
import yaml
from datacite import schema45  # type: ignore[import-untyped]
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]

from conftest import PROJECT
from pipeline.configs import CONFIGS, Config
from pipeline.errors import PressmarkError
from pipeline.release.citation import RIGHTS, Cited, Creator, cite, make_cited
from pipeline.release.documents import _field, documents_of, repack, to_croissant
from pipeline.release.manifest import read_manifest, sha256_of_file

CFF = json.loads((PROJECT / "tests/standards/cff-1.2.0.schema.json").read_text("utf-8"))
HOSTILE = 'A "title" {of}\n\\ & שלום \u202eevil <b>'
SETTINGS = {
    "pretty_name": "Five articles",
    "creators": [{"name": "Ada Lovelace", "given_names": "Ada", "family_names": "Lovelace"}, {"name": "Pressmark"}],
    "publisher": "Pressmark",
    "url": "https://example.org/five",
    "dois": {"0.1.0": "10.5281/zenodo.1"},
    "summary": "Five articles.",
    "tags": ["news"],
    "contact": "write to us.",
}


@pytest.fixture(scope="module")
def manifest(built: Path) -> dict[str, Any]:
    return read_manifest(built / "data/dataset")


@pytest.fixture(scope="module")
def cited(manifest: dict[str, Any]) -> Cited:
    return make_cited(SETTINGS, manifest, None, ["en"], ["CC-BY-4.0"])._replace(date="2026-11-21")


@pytest.fixture(scope="module")
def folder(built: Path, cited: Cited, manifest: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the dataset, with its documents."""
    folder = Path(shutil.copytree(built / "data/dataset", tmp_path_factory.mktemp("documents") / "dataset"))
    for name, text in documents_of(cited, manifest).items():
        (folder / name).write_text(text, "utf-8")
    return folder


def opened(folder: Path, caplog: pytest.LogCaptureFixture) -> tuple[mlcroissant.Dataset, list[str]]:
    """Open a folder's Croissant, and return all warnings that this gives."""
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(jsonld=folder / "croissant.json")
    return dataset, [*caplog.messages, *dataset.metadata.ctx.issues.warnings]


def plain(value: Any) -> Any:
    """Return what mlcroissant gives as Python's own values, under the last names of the fields."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, dict):
        return {key.rpartition("/")[2]: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value


def test_croissant_gives_no_warning(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert opened(folder, caplog)[1] == []


def test_an_unreleased_version_lacks_its_day_and_nothing_else(
    folder: Path, cited: Cited, manifest: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    documents = documents_of(cited._replace(date=None), manifest)
    (tmp_path / "croissant.json").write_text(documents["croissant.json"], "utf-8")
    warnings = opened(tmp_path, caplog)[1]
    assert ["date_published" in warning or "datePublished" in warning for warning in warnings] == [True] * len(warnings)
    assert len(warnings) > 0
    full = json.loads((folder / "croissant.json").read_text("utf-8"))
    assert set(full) - set(json.loads(documents["croissant.json"])) == {"datePublished"}
    assert "2026-" not in "".join(documents.values())


@pytest.mark.parametrize("config", CONFIGS, ids=[config.name for config in CONFIGS])
def test_croissant_loads_every_record_without_a_network(
    config: Config,
    folder: Path,
    manifest: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*rest: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    records = [plain(record) for record in opened(folder, caplog)[0].records(config.name)]
    assert len(records) == manifest["configs"][config.name]["n_rows"] > 0
    rows = pl.read_parquet(folder / config.name / "*.parquet").to_dicts()
    assert sorted(records, key=lambda record: keyed(record, config)) == sorted(rows, key=lambda row: keyed(row, config))


def keyed(row: dict[str, Any], config: Config) -> tuple[Any, ...]:
    return tuple(row[name] for name in config.key)


def test_croissant_names_every_file_with_its_size_and_checksum(folder: Path) -> None:
    croissant = json.loads((folder / "croissant.json").read_text("utf-8"))
    files = [part for part in croissant["distribution"] if part["@type"] == "cr:FileObject"]
    found = {file["contentUrl"]: (file["contentSize"], file["sha256"]) for file in files}
    paths = sorted(folder.rglob("*.parquet"))
    assert found == {
        path.relative_to(folder).as_posix(): (f"{path.stat().st_size} B", sha256_of_file(path)) for path in paths
    }
    sets = [part for part in croissant["distribution"] if part["@type"] == "cr:FileSet"]
    assert [(part["includes"], "containedIn" in part) for part in sets] == [
        (f"{config.name}/*.parquet", False) for config in CONFIGS
    ]


def test_croissant_says_what_is_known(folder: Path, cited: Cited) -> None:
    croissant = json.loads((folder / "croissant.json").read_text("utf-8"))
    assert (croissant["version"], croissant["datePublished"], croissant["isLiveDataset"]) == (
        cited.version,
        "2026-11-21",
        False,
    )
    assert croissant["citeAs"] == cite(cited, "bibtex")
    assert croissant["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    assert croissant["creator"] == [
        {"@type": "sc:Person", "name": "Ada Lovelace"},
        {"@type": "sc:Organization", "name": "Pressmark"},
    ]
    assert croissant["sameAs"] == "https://doi.org/10.5281/zenodo.1"
    keys = {one["@id"]: one["key"] for one in croissant["recordSet"]}
    assert keys["sentences"] == {"@id": "sentences/sentence_id"}
    assert keys["lines"] == [{"@id": "lines/article_id"}, {"@id": "lines/line"}]
    said = [name for name in croissant if name.startswith("rai:")]
    assert {"rai:dataCollection", "rai:dataLimitations", "rai:personalSensitiveInformation"} <= set(said)
    assert "is_copyright_line" in croissant["rai:dataPreprocessingProtocol"][1]


def test_every_column_has_a_field_with_its_description(folder: Path) -> None:
    croissant = json.loads((folder / "croissant.json").read_text("utf-8"))
    for config, record_set in zip(CONFIGS, croissant["recordSet"], strict=True):
        found = [(field["name"], field["description"]) for field in record_set["field"]]
        assert found == [(column.name, column.description) for column in config.columns]
    leads = {
        field["@id"]: field["references"]["field"]["@id"] for field in fields_of(croissant) if "references" in field
    }
    assert leads == {
        **{f"{name}/article_id": "articles/article_id" for name in ("paragraphs", "sentences", "notes", "lines")},
        "sentences/paragraph_id": "paragraphs/paragraph_id",
        "lines/paragraph_id": "paragraphs/paragraph_id",
        "lines/note_id": "notes/note_id",
    }


def fields_of(croissant: dict[str, Any]) -> list[dict[str, Any]]:
    return [field for record_set in croissant["recordSet"] for field in record_set["field"]]


def test_cff_and_datacite_fit_their_schemas_and_are_what_cite_prints(
    folder: Path, cited: Cited, manifest: dict[str, Any]
) -> None:
    Draft7Validator(CFF, format_checker=FormatChecker()).validate(yaml.safe_load((folder / "CITATION.cff").read_text()))
    schema45.validator.validate(json.loads((folder / "datacite.json").read_text("utf-8")))
    assert (folder / "CITATION.cff").read_text("utf-8") == cite(cited, "cff")
    assert (folder / "datacite.json").read_text("utf-8") == cite(cited, "datacite")


def test_without_licence_address_and_languages_the_documents_still_fit(
    folder: Path, manifest: dict[str, Any], cited: Cited, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bare = cited._replace(licence=None, url=None, doi=None, languages=(), tags=(), pretty_name=HOSTILE, summary=HOSTILE)
    bare = bare._replace(creators=(Creator(name=HOSTILE),), publisher=HOSTILE)
    documents = documents_of(bare, manifest)
    (tmp_path / "croissant.json").write_text(documents["croissant.json"], "utf-8")
    dataset, warnings = opened(tmp_path, caplog)
    assert warnings == []
    (work,) = dataset.metadata.license or []
    assert (work.name, work.description) == ("Rights of each article", RIGHTS)
    assert dataset.metadata.description == HOSTILE
    assert dataset.metadata.creators[0].name == HOSTILE
    Draft7Validator(CFF, format_checker=FormatChecker()).validate(yaml.safe_load(documents["CITATION.cff"]))
    schema45.validator.validate(json.loads(documents["datacite.json"]))


def test_the_same_facts_give_the_same_bytes(cited: Cited, manifest: dict[str, Any]) -> None:
    again = json.loads(json.dumps(manifest))
    assert documents_of(cited, manifest) == documents_of(cited, again)
    assert str(datetime.date.today().year + 1) not in documents_of(cited._replace(date=None), manifest)["CITATION.cff"]


def test_another_edition_has_its_own_files_and_columns(cited: Cited, manifest: dict[str, Any]) -> None:
    changed = json.loads(json.dumps(manifest))
    changed["configs"]["articles"]["files"][0] |= {"sha256": "0" * 64, "n_bytes": 7}
    repacked = repack(to_croissant(cited, manifest), changed, is_withheld=True)
    assert repacked == to_croissant(cited, changed, is_withheld=True)
    assert (repacked["distribution"][0]["sha256"], repacked["distribution"][0]["contentSize"]) == ("0" * 64, "7 B")
    names = [field["name"] for field in repacked["recordSet"][1]["field"]]
    assert names[-2:] == ["text_sha256", "heading_sha256"]


def test_nested_columns_become_arrays_and_subfields() -> None:
    deep = pyarrow.struct([("b", pyarrow.list_(pyarrow.string()))])
    inner = pyarrow.struct([("a", pyarrow.int64()), ("deep", deep)])
    field = _field(CONFIGS[0], "x/c", pyarrow.list_(pyarrow.list_(inner)), "c", ())
    assert (field["isArray"], field["arrayShape"], "dataType" in field) == (True, "-1,-1", False)
    first, second = field["subField"]
    assert (first["dataType"], first["source"]["transform"]) == ("cr:Int64", {"jsonPath": "a"})
    assert second["subField"][0]["source"]["transform"] == {"jsonPath": "deep.b"}
    assert second["subField"][0]["arrayShape"] == "-1"


def test_a_column_that_croissant_has_no_type_for_is_named() -> None:
    with pytest.raises(PressmarkError, match=r"x/c: no type of Croissant is known for duration\[us\]"):
        _field(CONFIGS[0], "x/c", pyarrow.duration("us"), "c", ())
