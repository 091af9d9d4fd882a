"""A citation says which version, which root, which record; and no name or title can break its form."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from datacite import schema45  # type: ignore[import-untyped]
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]
from pydantic import ValidationError

from conftest import PROJECT
from pipeline.configs import CONFIGS
from pipeline.errors import PressmarkError
from pipeline.release.citation import (
    STYLES,
    Cited,
    Creator,
    Record,
    cite,
    key_of,
    make_cited,
    read_languages_and_rights,
    read_record,
)
from pipeline.release.ledger import Release
from pipeline.release.manifest import read_manifest
from pipeline.release.verify import config_of

CFF = json.loads((PROJECT / "tests/standards/cff-1.2.0.schema.json").read_text("utf-8"))
ROOT = "ab" * 32
ADA = Creator(name="Ada Lovelace", given_names="Ada King", family_names="Lovelace", orcid="0000-0002-1825-0097")
VERSION = Cited(
    name="corpus",
    pretty_name="A corpus",
    version="1.2.0",
    date="2026-11-05",
    root=ROOT,
    creators=(ADA, Creator(name="Pressmark")),
    publisher="Press & Mark",
    url="https://example.org/corpus",
    doi="10.5281/zenodo.12_3",
    licence="CC-BY-4.0",
    languages=("en", "he"),
    summary="Some texts.",
    tags=("news",),
    contact="write to us.",
    n_rows={"articles": 5, "sentences": 334},
)
ARTICLE = {
    "article_id": "a1",
    "title": "On {Baku}",
    "authors": ["Vali Kaleji", "Reuters, staff"],
    "publisher": "Haaretz",
    "published": date(2012, 4, 28),
    "url": "https://example.org/a1",
    "text": "Long text.",
    "source_path": "a1.txt",
    "source_sha256": "cd" * 32,
}
SENTENCE = {
    "sentence_id": "a1#s-0123456789",
    "article_id": "a1",
    "paragraph_id": "a1#p-0123456789",
    "text": "It rained.",
    "raw_start": 120,
    "raw_end": 130,
}
RECORD = Record(SENTENCE, ARTICLE)
HOSTILE = [
    "{ one brace",
    "} the other",
    "50% of A & B, #1_x $9 ~ ^",
    'He said "no", and left',
    "two\r\nER  - \nTY  - BOOK\u2028lines\x85and \x00\x1b[31m control",
    "שלום \u202eevil\u202c world",
    "\\input{x} \\",
    "*bold* and _more_: - [x] # y",
    "- : 'yes' ! &a *b",
]


def bibtex(text: str) -> tuple[str, dict[str, str]]:
    """Read one entry as biber does: braces are counted, whatever stands before them."""
    head = re.match(r"@misc\{([^,{}\s]+),\n", text)
    assert head
    fields, at = {}, head.end()
    while found := re.compile(r"  (\w+) += \{").match(text, at):
        depth, end = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        fields[found[1]] = text[found.end() : end - 1]
        assert text[end : end + 2] == ",\n"
        at = end + 2
    assert text[at:] == "}\n"
    return head[1], fields


def unescaped(latex: str) -> str:
    commands = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    commands |= {"textasciitilde": "~", "textasciicircum": "^"}
    plain = re.sub(r"(?<!\\)[{}](?!\})", "", re.sub(r"\\(\w+)\{\}", lambda found: chr(1) + found[1] + chr(2), latex))
    plain = re.sub("\x01(\\w+)\x02", lambda found: commands[found[1]], plain.replace("}", ""))
    return re.sub(r"\\([%&#_$])", r"\1", plain)


def ris(text: str) -> dict[str, list[str]]:
    assert "\r" not in text
    assert text.endswith("ER  - \n")
    lines = text[: -len("ER  - \n")].split("\n")[:-1]
    assert lines[0] == "TY  - DATA"
    found: dict[str, list[str]] = {}
    for line in lines:
        assert re.fullmatch(r"[A-Z][A-Z0-9]  - \S.*", line), line
        found.setdefault(line[:2], []).append(line[6:])
    assert "ER" not in found
    return found


def cff(text: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(text)
    Draft7Validator(CFF, format_checker=FormatChecker()).validate(document)
    return document


def datacite(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    schema45.validator.validate(document)
    return document


def test_bibtex_has_version_date_root_and_doi() -> None:
    key, fields = bibtex(cite(VERSION, "bibtex"))
    assert key == "corpus-1.2.0"
    assert fields == {
        "author": "Lovelace, Ada King and {Pressmark}",
        "title": "{A corpus}",
        "version": "1.2.0",
        "date": "2026-11-05",
        "year": "2026",
        "publisher": r"Press \& Mark",
        "howpublished": "Data set",
        "doi": "10.5281/zenodo.12_3",
        "url": "https://example.org/corpus",
        "note": f"Data set, root sha256:{ROOT}",
    }


def test_apa_is_the_form_for_data_sets() -> None:
    assert cite(VERSION, "apa") == (
        f"Lovelace, A. K., & Pressmark. (2026, November 5). *A corpus* (Version 1.2.0; root sha256:{ROOT}) [Data set]. "
        "Press & Mark. https://doi.org/10.5281/zenodo.12_3\n"
    )


def test_apa_does_not_name_a_publisher_twice_and_has_no_doi_where_there_is_none() -> None:
    alone = VERSION._replace(creators=(Creator(name="Press Inc."),), publisher="Press Inc.", doi=None)
    assert cite(alone, "apa") == (
        f"Press Inc. (2026, November 5). *A corpus* (Version 1.2.0; root sha256:{ROOT}) [Data set]. "
        "https://example.org/corpus\n"
    )


def test_apa_names_nineteen_of_many_authors_and_the_last() -> None:
    many = tuple(Creator(name=f"N{i}", given_names="Jean-Luc", family_names=f"F{i}") for i in range(21))
    first, last = cite(VERSION._replace(creators=many), "apa").split(", . . . ")
    assert (first.count("J.-L."), last.startswith("F20, J.-L. (2026")) == (19, True)
    assert ". . ." not in cite(VERSION._replace(creators=many[:20]), "apa")


def test_ris_has_version_date_root_and_doi() -> None:
    assert ris(cite(VERSION, "ris")) == {
        "TY": ["DATA"],
        "AU": ["Lovelace, Ada King", "Pressmark"],
        "TI": ["A corpus"],
        "ET": ["1.2.0"],
        "PY": ["2026"],
        "DA": ["2026/11/05/"],
        "PB": ["Press & Mark"],
        "DO": ["10.5281/zenodo.12_3"],
        "UR": ["https://example.org/corpus"],
        "LA": ["en", "he"],
        "N1": [f"Data set, root sha256:{ROOT}"],
        "ID": ["corpus-1.2.0"],
    }


def test_cff_has_version_date_root_and_doi() -> None:
    found = cff(cite(VERSION, "cff"))
    assert found["type"] == "dataset"
    assert (found["version"], found["date-released"], found["doi"]) == ("1.2.0", "2026-11-05", "10.5281/zenodo.12_3")
    assert (found["identifiers"][0]["value"], found["license"]) == (f"sha256:{ROOT}", "CC-BY-4.0")
    orcid = "https://orcid.org/0000-0002-1825-0097"
    person = {"family-names": "Lovelace", "given-names": "Ada King", "orcid": orcid}
    assert found["authors"] == [person, {"name": "Pressmark"}]


def test_datacite_has_version_date_root_and_doi() -> None:
    found = datacite(cite(VERSION, "datacite"))
    assert (found["version"], found["publicationYear"], found["doi"]) == ("1.2.0", "2026", "10.5281/zenodo.12_3")
    assert found["dates"] == [{"date": "2026-11-05", "dateType": "Issued"}]
    assert found["alternateIdentifiers"][0]["alternateIdentifier"] == f"sha256:{ROOT}"
    assert found["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert [creator["name"] for creator in found["creators"]] == ["Lovelace, Ada King", "Pressmark"]


@pytest.mark.parametrize("style", STYLES)
def test_an_unreleased_version_says_so_and_has_no_date(style: str) -> None:
    text = cite(VERSION._replace(date=None), style)
    assert "unreleased" in text.lower()
    assert "2026" not in text
    assert "1.2.0" in text
    assert ROOT in text
    assert "unreleased" not in cite(VERSION, style).lower()
    if style in ("cff", "datacite"):
        {"cff": cff, "datacite": datacite}[style](text)


@pytest.mark.parametrize("style", STYLES)
def test_a_record_is_named_with_its_article_and_its_raw_characters(style: str) -> None:
    text = cite(VERSION, style, RECORD)
    readers: dict[str, Callable[[], str]] = {
        "bibtex": lambda: unescaped(bibtex(text)[1]["note"]),
        "apa": lambda: text,
        "ris": lambda: ris(text)["N1"][1],
        "cff": lambda: str(cff(text)["references"][0]["notes"]),
        "datacite": lambda: str(datacite(text)["descriptions"][-1]["description"]),
    }
    plain = readers[style]()
    assert (
        "Sentence a1#s-0123456789; Vali Kaleji, Reuters, staff, “On {Baku}”, Haaretz, 2012-04-28; "
        f"raw characters [120:130] of a1.txt (sha256:{'cd' * 32}); “It rained.”"
    ) in plain
    for fact in ("1.2.0", "2026", ROOT):
        assert fact in text


def test_a_record_of_which_nothing_is_known_is_cited_too() -> None:
    unknown = ARTICLE | {"title": None, "authors": [], "publisher": None, "published": None, "url": None}
    record = Record(SENTENCE, unknown)
    assert cff(cite(VERSION, "cff", record))["references"][0]["authors"] == [{"name": ":unkn"}]
    assert datacite(cite(VERSION, "datacite", record))["relatedItems"][0]["titles"] == [{"title": "a1#s-0123456789"}]
    assert "[Sentence a1#s-0123456789; raw characters [120:130] of a1.txt" in cite(VERSION, "apa", record)


def test_long_withheld_and_whole_texts_are_not_quoted() -> None:
    for text in ("word " * 100, None):
        assert "“It rained" not in (found := cite(VERSION, "apa", Record(SENTENCE | {"text": text}, ARTICLE)))
        assert found.endswith(f"(sha256:{'cd' * 32})]\n")
    whole = cite(VERSION, "apa", Record(ARTICLE, ARTICLE))
    assert "[Article a1; " in whole
    assert f"; raw file a1.txt (sha256:{'cd' * 32})]" in whole


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_break_the_form_of_a_citation(text: str) -> None:
    person = Creator(name=text, given_names=text, family_names=text, affiliation=text)
    article = ARTICLE | {"title": text, "authors": [text, text], "publisher": text}
    record = Record(SENTENCE | {"text": text}, article)
    names = (person, Creator(name=text))
    version = VERSION._replace(pretty_name=text, creators=names, publisher=text, summary=text, tags=(text, text))
    fields = bibtex(cite(version, "bibtex", record))[1]
    title = unescaped(fields["title"])
    assert title == ris(cite(version, "ris", record))["TI"][0] == cff(cite(version, "cff", record))["title"]
    assert title == datacite(cite(version, "datacite", record))["titles"][0]["title"]
    assert re.sub(r"[\s\x00-\x1f\x85\u2028\u202a-\u202e]", "", text) == title.replace(" ", "")
    assert not re.search(r"(?<!\\)[%&#_$]", fields["title"] + fields["author"] + fields["note"])
    assert len(re.split(r"\band\b(?![^{]*\})", fields["author"])) == 2
    in_italics = re.search(r" \*((?:[^*\\]|\\.)*)\* \(Version", cite(version, "apa", record))
    assert in_italics
    assert re.sub(r"\\(.)", r"\1", in_italics[1]) == title
    assert cite(version, "apa", record).count("\n") == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x85\u2028\u202a-\u202e]", "".join(cite(version, s) for s in STYLES))


def test_a_web_address_cannot_end_its_field() -> None:
    fields = bibtex(cite(VERSION._replace(url="https://example.org/a}b%20c\\é?x={1}", doi=None), "bibtex"))[1]
    assert fields["url"] == "https://example.org/a%7Db%20c%5C%C3%A9?x=%7B1%7D"


@pytest.mark.parametrize("licence", [None, "MIT OR Apache-2.0", "MIT AND Apache-2.0", "LicenseRef-Mine"])
def test_any_licence_is_said_as_the_standards_have_it(licence: str | None) -> None:
    expected = ["MIT", "Apache-2.0"] if licence == "MIT OR Apache-2.0" else None
    assert cff(cite(VERSION._replace(licence=licence), "cff")).get("license") == expected
    assert (
        datacite(cite(VERSION._replace(licence=licence), "datacite"))["rightsList"][0].get("rightsIdentifier")
        == licence
    )


def test_keys_are_stable_plain_and_differ_where_ids_do() -> None:
    ids = ["a1#s-0123456789", "a b", "a-b", "a,b", "a{b", "ä", "a:b", "a#b"]
    keys = [key_of(VERSION, Record({"article_id": name}, ARTICLE)) for name in ids]
    assert keys[0] == "corpus-1.2.0:a1:s-0123456789"
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[A-Za-z0-9._:-]+", key) for key in keys)


def test_a_mistyped_orcid_is_refused() -> None:
    with pytest.raises(ValidationError, match="its last digit does not fit"):
        Creator(name="Ada", orcid="0000-0002-1825-0098")
    assert Creator(name="Ada", orcid="0000-0002-1694-233X").is_person


SETTINGS = {
    "pretty_name": "Five articles",
    "creators": [{"name": "Pressmark"}],
    "publisher": "Pressmark",
    "url": None,
    "dois": {"0.1.0": "10.5281/zenodo.1", "0.2.0": "10.5281/zenodo.2"},
    "summary": "Five.",
    "tags": [],
    "contact": "write.",
}


def released(manifest: dict[str, Any], root: str) -> Release:
    entry = {"name": manifest["name"], "version": manifest["version"], "date": "2026-11-21", "root": root}
    return Release.model_validate(entry | {"n_buckets": 1, "configs": {}, "changes": [], "articles": {}})


def test_what_is_cited_comes_from_settings_manifest_and_ledger(built: Path) -> None:
    folder = built / "data/dataset"
    manifest = read_manifest(folder)
    facts = read_languages_and_rights(folder)
    assert facts == (["en"], ["unknown"])
    cited = make_cited(SETTINGS, manifest, released(manifest, manifest["root"]), *facts)
    assert (cited.version, cited.date, cited.root, cited.doi) == (
        manifest["version"],
        "2026-11-21",
        manifest["root"],
        "10.5281/zenodo.1",
    )
    assert (cited.languages, cited.licence, cited.n_rows["articles"]) == (("en",), None, 5)
    assert make_cited(SETTINGS, manifest, None, *facts).date is None
    assert make_cited(SETTINGS, manifest | {"version": "0.3.0"}, None, *facts).doi is None


def test_another_dataset_is_not_cited_as_a_release(built: Path) -> None:
    manifest = read_manifest(built / "data/dataset")
    with pytest.raises(PressmarkError, match=f"released with the root {ROOT}, and this dataset has"):
        make_cited(SETTINGS, manifest, released(manifest, ROOT), [], [])


@pytest.mark.parametrize("config", CONFIGS[:4], ids=[config.name for config in CONFIGS[:4]])
def test_every_kind_of_record_is_found_and_cited(built: Path, config: Any) -> None:
    folder = built / "data/dataset"
    row = config_rows(folder, config)[-1]
    record_id = row[config.key[0]]
    record = read_record(folder, config_of(record_id), record_id)
    assert record.row == row
    assert record.article["article_id"] == row["article_id"]
    for style in STYLES:
        assert record_id.rpartition("-")[2] in cite(VERSION, style, record)


def config_rows(folder: Path, config: Any) -> list[dict[str, Any]]:
    import polars as pl

    rows: list[dict[str, Any]] = pl.read_parquet(folder / config.name / "*.parquet").to_dicts()
    return rows


def test_a_record_that_is_not_there_is_named(built: Path) -> None:
    with pytest.raises(PressmarkError, match=r"has no record 'x#n-1' in 'notes': copy its id from the column note_id"):
        read_record(built / "data/dataset", config_of("x#n-1"), "x#n-1")


def test_a_style_that_there_is_not_is_named() -> None:
    with pytest.raises(
        PressmarkError, match="no style 'mla' to cite in: choose one of bibtex, apa, ris, cff, datacite"
    ):
        cite(VERSION, "mla")
