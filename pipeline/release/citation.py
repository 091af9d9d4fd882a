"""Cite: a version of the dataset, or one record of it, in five styles.

Version, date, root and, where there is one, DOI stand in each. Whoever follows a citation can so prove with
`pressmark verify --root` that what they hold is what was cited. The cited work is always the version; a record is a
place in it, named with its id, its article and the raw characters it came from.
"""

import datetime
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import polars as pl
import yaml
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from pydantic import Field, field_validator

from pipeline.configs import CONFIGS, Config
from pipeline.errors import PressmarkError
from pipeline.params import Settings
from pipeline.release.ledger import Release

DOI = r"^10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;.()\[\]-]+$"
ORCID = r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"
SPDX_ADDRESS = "https://spdx.org/licenses/"
RIGHTS = "The texts belong to their authors and publishers; the column rights of articles says for each what is known."
NO_YEAR = "9999"
N_CHARS_QUOTED = 300
N_AUTHORS_OF_APA = 20
KEYS = {"sentence": "sentence_id", "note": "note_id", "paragraph": "paragraph_id", "article": "article_id"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_REORDERING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_LATEX = {character: f"\\{character}" for character in "%&#_$"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
Row = Mapping[str, Any]


class Creator(Settings):
    """Who made the dataset: a person with given and family names; a name alone may be an organisation's."""

    name: str = Field(min_length=1)
    given_names: str | None = Field(default=None, min_length=1)
    family_names: str | None = Field(default=None, min_length=1)
    orcid: str | None = Field(default=None, pattern=ORCID)
    affiliation: str | None = Field(default=None, min_length=1)

    @field_validator("orcid")
    @classmethod
    def _has_its_check_digit(cls, orcid: str | None) -> str | None:
        """Refuse a mistyped ORCID by its check digit, ISO 7064 11-2, for it could be another person's."""
        if orcid is not None:
            total = 0
            for digit in orcid.replace("-", "")[:-1]:
                total = (total + int(digit)) * 2
            if "0123456789X"[(12 - total % 11) % 11] != orcid[-1]:
                raise ValueError("this is no ORCID: its last digit does not fit the others")
        return orcid

    @property
    def is_person(self) -> bool:
        """Tell whether this is known to be a person: organisations have no two names, and no ORCID."""
        return bool(self.given_names or self.family_names or self.orcid)

    @property
    def inverted(self) -> str:
        """The name with the family names first, as lists of authors are sorted."""
        return ", ".join(part for part in (self.family_names, self.given_names) if part) or self.name


class Cited(NamedTuple):
    """The version of the dataset that is cited, and what its documents say of it; no date: it is not released.

    `licence` is the SPDX licence that all texts have, or none where they have several or an unknown one.
    """

    name: str
    pretty_name: str
    version: str
    date: str | None
    root: str
    creators: tuple[Creator, ...]
    publisher: str
    url: str | None
    doi: str | None
    licence: str | None
    languages: tuple[str, ...]
    summary: str
    tags: tuple[str, ...]
    contact: str
    n_rows: dict[str, int]

    @property
    def address(self) -> str | None:
        """Where it is found: the DOI's address, or else the dataset's own."""
        return f"https://doi.org/{self.doi}" if self.doi else _address(self.url)

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return "Data set" if self.date else "Unreleased data set"


class Record(NamedTuple):
    """An article, paragraph, sentence or note of the dataset: its row, and the row of its article."""

    row: Row
    article: Row


def make_cited(
    settings: Mapping[str, Any],
    manifest: Mapping[str, Any],
    release: Release | None,
    languages: Iterable[str | None],
    rights: Iterable[str],
) -> Cited:
    """Gather what is cited: settings of publish, manifest, the ledger's release, languages and rights of the articles.

    A DOI belongs to one version: `settings["dois"]` names it by the version's number. Raises `PressmarkError` if the
    manifest is not that of the release.
    """
    if release is not None and release.root != manifest["root"]:
        raise PressmarkError(
            f"version {release.version} is released with the root {release.root}, and this dataset has "
            f"{manifest['root']}: build it again with 'dvc repro', or cite the one that was released"
        )
    return Cited(
        name=manifest["name"],
        pretty_name=_line(settings["pretty_name"]),
        version=manifest["version"],
        date=release.date if release else None,
        root=manifest["root"],
        creators=tuple(Creator.model_validate(creator) for creator in settings["creators"]),
        publisher=_line(settings["publisher"]),
        url=settings["url"],
        doi=settings["dois"].get(manifest["version"]),
        licence=licence_of(rights),
        languages=tuple(sorted({code for code in languages if code and code != "unknown"})),
        summary=_line(settings["summary"]),
        tags=tuple(settings["tags"]),
        contact=_line(settings["contact"]),
        n_rows={name: config["n_rows"] for name, config in manifest["configs"].items()},
    )


def licence_of(rights: Iterable[str]) -> str | None:
    """Return the SPDX licence that all articles have, or none where they have several or an unknown one.

    >>> licence_of(["cc-by-4.0", "CC-BY-4.0"]), licence_of(["CC-BY-4.0", "MIT"]), licence_of(["own"]), licence_of([])
    ('CC-BY-4.0', None, None, None)
    """
    try:
        found = {str(canonicalize_license_expression(words)) for words in set(rights)}
    except InvalidLicenseExpression:
        return None
    return found.pop() if len(found) == 1 else None


def cite(cited: Cited, style: str, record: Record | None = None) -> str:
    """Cite a version, or a record of it, in a style; raise `PressmarkError` for a style that there is not.

    >>> cite(None, "mla")
    Traceback (most recent call last):
    pipeline.errors.PressmarkError: no style 'mla' to cite in: choose one of bibtex, apa, ris, cff, datacite
    """
    if style not in STYLES:
        raise PressmarkError(f"no style '{style}' to cite in: choose one of {', '.join(STYLES)}")
    written: str = STYLES[style](cited, record)
    return written


def to_bibtex(cited: Cited, record: Record | None = None) -> str:
    """Write a BibTeX entry, for BibTeX and biber (biblatex manual, 2.1.1 and 2.2.2).

    Braces are commands: both programs count them even behind a backslash, so that a single one would end the field.
    `url` and `doi` are verbatim fields. BibTeX knows no `date`, so that `year` stands beside it.
    """
    note = [f"{cited.kind}, root sha256:{cited.root}", *([_place(record)] if record else [])]
    fields = {
        "author": " and ".join(_bibtex_name(creator) for creator in cited.creators),
        "title": f"{{{_latex(cited.pretty_name)}}}",
        "version": cited.version,
        "date": cited.date,
        "year": cited.date and cited.date[:4],
        "publisher": _latex(cited.publisher),
        "howpublished": "Data set",
        "doi": cited.doi,
        "url": _address(cited.url),
        "note": _latex(". ".join(note)),
    }
    lines = [f"  {name:<12} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{key_of(cited, record)},\n{''.join(lines)}}}\n"


def to_apa(cited: Cited, record: Record | None = None) -> str:
    """Write a reference in the form for data sets (APA, Publication Manual, 7th edition, 10.9), in one line.

    Asterisks stand around what is in italics; the day of release stands beside the year, as 9.13 allows.
    """
    authors = _apa_authors([_apa_name(creator) for creator in cited.creators])
    title = _line(cited.pretty_name).replace("\\", "\\\\").replace("*", "\\*")
    version = f"Version {cited.version}{'' if cited.date else ', unreleased'}; root sha256:{cited.root}"
    same = [_line(creator.name) for creator in cited.creators] == [_line(cited.publisher)]
    parts = [
        _ended(authors),
        f"({_apa_date(cited.date)}).",
        f"*{title}* ({version}) [Data set].",
        *([] if same else [_ended(_line(cited.publisher))]),
        *([cited.address] if cited.address else []),
        *([f"[{_place(record)}]"] if record else []),
    ]
    return " ".join(parts) + "\n"


def to_ris(cited: Cited, record: Record | None = None) -> str:
    """Write a RIS record (Research Information Systems, format specification of 2011): a tag and a value on a line."""
    day = cited.date and cited.date.replace("-", "/") + "/"
    tags = [
        *(("AU", creator.inverted) for creator in cited.creators),
        *(("TI", cited.pretty_name), ("ET", cited.version), ("PY", day and day[:4]), ("DA", day)),
        *(("PB", cited.publisher), ("DO", cited.doi), ("UR", _address(cited.url) or cited.address)),
        *(("LA", code) for code in cited.languages),
        *(("N1", f"{cited.kind}, root sha256:{cited.root}"), ("N1", _place(record) if record else None)),
        ("ID", key_of(cited, record)),
    ]
    lines = [f"{tag}  - {_line(value)}\n" for tag, value in tags if value]
    return f"TY  - DATA\n{''.join(lines)}ER  - \n"


def to_cff(cited: Cited, record: Record | None = None) -> str:
    """Write a CITATION.cff (Citation File Format 1.2.0, doi:10.5281/zenodo.5171937); a record is a reference in it."""
    used = "If you use this dataset, please cite this version of it."
    unreleased = f"This version is unreleased and may still change: cite a released one. {used}"
    document: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": used if cited.date else unreleased,
        "type": "dataset",
        "title": _line(cited.pretty_name),
        "version": cited.version,
        "date-released": cited.date,
        "authors": _distinct(_cff_author(creator) for creator in cited.creators),
        "abstract": _line(cited.summary),
        "keywords": list(dict.fromkeys(_line(tag) for tag in cited.tags if _line(tag))),
        "doi": cited.doi,
        "identifiers": [{"type": "other", "value": f"sha256:{cited.root}", "description": "Merkle root of all rows"}],
        "url": _address(cited.url) or cited.address,
        "license": _cff_license(cited.licence),
        "references": [_cff_reference(record)] if record else None,
    }
    return yaml.safe_dump(_filled(document), sort_keys=False, allow_unicode=True, width=1000)


def to_datacite(cited: Cited, record: Record | None = None) -> str:
    """Write DataCite metadata (schema 4.5, doi:10.14454/g8e5-6293) as JSON; a record is a related item in it.

    The schema demands a year: one that is not known yet is 9999, as in DataCite's guidance for missing values.
    """
    document: dict[str, Any] = {
        "doi": cited.doi,
        "url": _address(cited.url),
        "types": {"resourceType": "Text corpus", "resourceTypeGeneral": "Dataset"},
        "creators": [_datacite_creator(creator) for creator in cited.creators],
        "titles": [{"title": _line(cited.pretty_name)}],
        "publisher": {"name": _line(cited.publisher)},
        "publicationYear": cited.date[:4] if cited.date else NO_YEAR,
        "subjects": [{"subject": tag} for tag in dict.fromkeys(map(_line, cited.tags))],
        "dates": [{"date": cited.date, "dateType": "Issued"}] if cited.date else None,
        "language": cited.languages[0] if len(cited.languages) == 1 else None,
        "alternateIdentifiers": [
            {"alternateIdentifier": f"sha256:{cited.root}", "alternateIdentifierType": "Merkle root"}
        ],
        "sizes": [f"{n} {name}" for name, n in cited.n_rows.items()],
        "formats": ["application/vnd.apache.parquet"],
        "version": cited.version,
        "rightsList": [_datacite_rights(cited.licence)],
        "descriptions": _datacite_descriptions(cited, record),
        "relatedItems": [_datacite_item(record)] if record else None,
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return json.dumps(_filled(document), ensure_ascii=False, indent=2) + "\n"


STYLES: dict[str, Any] = {
    "bibtex": to_bibtex,
    "apa": to_apa,
    "ris": to_ris,
    "cff": to_cff,
    "datacite": to_datacite,
}


def key_of(cited: Cited, record: Record | None = None) -> str:
    """Return the key of a citation, from name, version and the record's id; ids that differ have keys that differ."""
    key = f"{cited.name}-{cited.version}"
    if record is None:
        return key
    record_id = _kind_and_id(record.row)[1]
    plain = re.sub(r"[^A-Za-z0-9._:-]", "-", record_id.replace("#", ":"))
    is_same = plain.replace(":", "#") == record_id
    return f"{key}:{plain}" + ("" if is_same else f"-{hashlib.sha256(record_id.encode()).hexdigest()[:8]}")


def read_languages_and_rights(folder: Path) -> tuple[list[str | None], list[str]]:
    """Read which languages and rights the articles of a dataset folder have."""
    paths = sorted((folder / "articles").glob("*.parquet"))
    pairs = pl.concat([pl.read_parquet(path, columns=["language", "rights"]).unique() for path in paths])
    return pairs["language"].unique().sort().to_list(), pairs["rights"].unique().sort().to_list()


def read_record(folder: Path, config: Config, record_id: str) -> Record:
    """Read a record of a dataset folder, and its article; raise `PressmarkError` if there is none of this id."""
    row = _find(folder, config, record_id)
    return Record(row, _find(folder, CONFIGS[0], row["article_id"]))


def _find(folder: Path, config: Config, record_id: str) -> dict[str, Any]:
    column = config.key[0]
    for path in sorted((folder / config.name).glob("*.parquet")):
        found = pl.scan_parquet(path).filter(pl.col(column) == record_id).collect()
        if found.height:
            return found.row(0, named=True)
    raise PressmarkError(
        f"{folder} has no record '{record_id}' in '{config.name}': copy its id from the column {column}"
    )


def _line(text: str) -> str:
    """Put a text on one line, without control characters, and those that would reorder what stands after them."""
    joined = " ".join(text.split())
    return "".join(c for c in joined if unicodedata.category(c) not in ("Cc", "Cs") and c not in _REORDERING)


def _address(url: str | None) -> str | None:
    """Return a web address with all characters that may not stand in one, such as braces, percent-encoded."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._") if url else None


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value not in (None, "", [])}


def _distinct(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    found += (item for item in items if item not in found)
    return found


def _kind_and_id(row: Row) -> tuple[str, str]:
    kind = next(kind for kind, key in KEYS.items() if key in row)
    return (row["role"] if kind == "paragraph" else kind), row[KEYS[kind]]


def _place(record: Record) -> str:
    """Say of a record what it is, whose words, which raw characters; and quote it where it is short."""
    kind, record_id = _kind_and_id(record.row)
    article = record.article
    told = [", ".join(_line(name) for name in article.get("authors") or ()), *_title_and_publisher(article)]
    day = article.get("published")
    source = f"{_raw_characters(record.row)} {_line(article['source_path'])} (sha256:{article['source_sha256']})"
    text = None if kind == "article" else record.row.get("text")
    is_short = text is not None and len(text) <= N_CHARS_QUOTED
    about = ", ".join([*(part for part in told if part), *([str(day)] if day else [])])
    parts = [f"{kind.capitalize()} {_line(record_id)}", *([about] if about else []), source]
    return "; ".join([*parts, *([f"“{_line(str(text))}”"] if is_short else [])])


def _title_and_publisher(article: Row) -> list[str]:
    title, publisher = article.get("title"), article.get("publisher")
    return [f"“{_line(title)}”" if title else "", _line(publisher) if publisher else ""]


def _raw_characters(row: Row) -> str:
    return f"raw characters [{row['raw_start']}:{row['raw_end']}] of" if "raw_start" in row else "raw file"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in _line(text))


def _bibtex_name(creator: Creator) -> str:
    if not (creator.family_names or creator.given_names):
        return f"{{{_latex(creator.name)}}}"
    parts = [part for part in (creator.family_names, creator.given_names) if part]
    return ", ".join(_guarded(part) for part in parts)


def _guarded(part: str) -> str:
    """Put a part of a name in braces where a comma or an `and` in it would divide it."""
    is_divided = re.search(r",|(?i:\band\b)", part)
    return f"{{{_latex(part)}}}" if is_divided else _latex(part)


def _apa_name(creator: Creator) -> str:
    if not creator.family_names:
        return _line(creator.name)
    given = _line(creator.given_names or "")
    initials = " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given.split())
    return ", ".join(part for part in (_line(creator.family_names), initials) if part)


def _apa_authors(names: list[str]) -> str:
    """Join names with an ampersand before the last; of more than twenty, the first nineteen and the last."""
    if len(names) > N_AUTHORS_OF_APA:
        return f"{', '.join(names[: N_AUTHORS_OF_APA - 1])}, . . . {names[-1]}"
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _apa_date(date: str | None) -> str:
    if date is None:
        return "n.d."
    day = datetime.date.fromisoformat(date)
    return f"{day.year}, {MONTHS[day.month - 1]} {day.day}"


def _orcid_address(creator: Creator) -> str | None:
    return creator.orcid and f"https://orcid.org/{creator.orcid}"


def _cff_author(creator: Creator) -> dict[str, Any]:
    names = {"family-names": creator.family_names, "given-names": creator.given_names}
    if not any(names.values()):
        return _filled({"name": _line(creator.name), "orcid": _orcid_address(creator)})
    names = {key: name and _line(name) for key, name in names.items()}
    affiliation = creator.affiliation and _line(creator.affiliation)
    return _filled({**names, "affiliation": affiliation, "orcid": _orcid_address(creator)})


def _cff_license(licence: str | None) -> str | list[str] | None:
    """Return a licence as CFF has it: an SPDX identifier, or several of which one may be chosen; else nothing."""
    names = licence.split(" OR ") if licence else []
    if any(re.search(r"[ ()+]|LicenseRef", name) for name in names):
        return None
    return names[0] if len(names) == 1 else names


def _cff_reference(record: Record) -> dict[str, Any]:
    """Refer to a record; CFF demands authors: where none is known, DataCite's `:unkn` says so."""
    article = record.article
    record_id = _kind_and_id(record.row)[1]
    authors = [{"name": _line(name)} for name in article.get("authors") or ()]
    title, publisher, url, day = (article.get(key) for key in ("title", "publisher", "url", "published"))
    return _filled(
        {
            "type": "generic",
            "title": _line(title) if title else record_id,
            "authors": _distinct(authors) or [{"name": ":unkn"}],
            "publisher": {"name": _line(publisher)} if publisher else None,
            "date-published": str(day) if day else None,
            "url": _address(url),
            "identifiers": [{"type": "other", "value": record_id, "description": "Id in the dataset"}],
            "notes": _place(record),
        }
    )


def _datacite_creator(creator: Creator) -> dict[str, Any]:
    orcid = {
        "nameIdentifier": _orcid_address(creator),
        "nameIdentifierScheme": "ORCID",
        "schemeUri": "https://orcid.org",
    }
    return _filled(
        {
            "name": _line(creator.inverted),
            "nameType": "Personal" if creator.is_person else None,
            "givenName": creator.given_names and _line(creator.given_names),
            "familyName": creator.family_names and _line(creator.family_names),
            "nameIdentifiers": [orcid] if creator.orcid else None,
            "affiliation": [{"name": _line(creator.affiliation)}] if creator.affiliation else None,
        }
    )


def _datacite_rights(licence: str | None) -> dict[str, str]:
    if licence is None:
        return {"rights": RIGHTS}
    known = {"rights": licence, "rightsIdentifier": licence, "rightsIdentifierScheme": "SPDX"}
    address = {} if " " in licence else {"rightsUri": f"{SPDX_ADDRESS}{licence}.html"}
    return {**known, **address, "schemeUri": SPDX_ADDRESS}


def _datacite_descriptions(cited: Cited, record: Record | None) -> list[dict[str, str]]:
    unreleased = "This version is unreleased: it may still change, and has no year of publication."
    texts = [
        (cited.summary, "Abstract"),
        ("" if cited.date else unreleased, "Other"),
        (_place(record) if record else "", "TechnicalInfo"),
    ]
    return [{"description": _line(text), "descriptionType": kind} for text, kind in texts if text]


def _datacite_item(record: Record) -> dict[str, Any]:
    article = record.article
    record_id = _kind_and_id(record.row)[1]
    title, publisher, url, day = (article.get(key) for key in ("title", "publisher", "url", "published"))
    address = {"relatedItemIdentifier": _address(url), "relatedItemIdentifierType": "URL"}
    return _filled(
        {
            "relationType": "HasPart",
            "relatedItemType": "Text",
            "relatedItemIdentifier": address if url else None,
            "creators": [{"name": _line(name)} for name in article.get("authors") or ()],
            "titles": [{"title": _line(title) if title else record_id}],
            "publicationYear": f"{day.year:04}" if day else None,
            "publisher": _line(publisher) if publisher else None,
            "number": record_id,
            "numberType": "Other",
        }
    )
