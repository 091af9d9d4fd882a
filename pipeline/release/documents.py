"""The documents that stand beside the data: `CITATION.cff`, `datacite.json` and `croissant.json`.

They are made of what is cited and of the manifest, and of nothing else: dates are those of the release. What an
unreleased version cannot have is left out, or stands as its standard has it (`pipeline.release.citation`).
"""

import json
from collections.abc import Mapping
from typing import Any

import pyarrow

from pipeline.configs import CONFIGS, Config, schema_of
from pipeline.errors import PressmarkError
from pipeline.release.citation import RIGHTS, SPDX_ADDRESS, Cited, Creator, cite
from schemas.features import dtype_of

CROISSANT = "croissant.json"
VOCABULARY = "http://mlcommons.org/croissant/"
PARQUET_FORMAT = "application/x-parquet"
TYPES = {
    "bool": "sc:Boolean",
    "date32": "sc:Date",
    "float32": "cr:Float32",
    "float64": "cr:Float64",
    "int8": "cr:Int8",
    "int16": "cr:Int16",
    "int32": "cr:Int32",
    "int64": "cr:Int64",
    "large_string": "sc:Text",
    "string": "sc:Text",
    "timestamp[us, tz=UTC]": "sc:DateTime",
}
TERMS = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject"),
    *("fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5"),
    *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator"),
    *("source", "subField", "transform"),
)
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": VOCABULARY,
    "rai": f"{VOCABULARY}RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in TERMS},
}
COLLECTION = (
    "Texts that others published, gathered by the creators of the dataset as raw files. The files were read as they "
    "are and never changed; every text names its raw file, its SHA-256 and the raw characters it came from."
)
MISSING = "Title, authors, publisher and day stand only where text or catalogue state them, and are null elsewhere."
LIMITATIONS = [
    "Roles of lines, joins and ends of sentences were found by rules and not by people: they can err. The columns "
    "rule of lines and sentences name the rule that decided.",
    "Headings have no levels. Tables, formulas and images are not kept.",
    "Languages were identified by a model; very short texts have none.",
]
BIASES = ["The choice of articles is that of the creators: nothing was weighed or balanced."]
SENSITIVE = ["Texts may name living people. Nothing was made anonymous, for the texts were public as they are."]


def documents_of(cited: Cited, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the documents of a dataset folder by their names."""
    return {
        "CITATION.cff": cite(cited, "cff"),
        "datacite.json": cite(cited, "datacite"),
        CROISSANT: json.dumps(to_croissant(cited, manifest), ensure_ascii=False, indent=2) + "\n",
    }


def to_croissant(cited: Cited, manifest: Mapping[str, Any], is_withheld: bool = False) -> dict[str, Any]:
    """Describe the dataset and its files for machines (Croissant Format Specification 1.1, and its RAI vocabulary 1.0).

    The standard demands `datePublished` and `url`: a version that is not released has no such day, and a dataset that
    stands nowhere no such address; they are left out there, and mlcroissant warns of the day.
    """
    document = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [f"{VOCABULARY}1.1", f"{VOCABULARY}RAI/1.0"],
        "name": cited.name,
        "alternateName": cited.pretty_name,
        "description": cited.summary,
        "version": cited.version,
        "identifier": f"sha256:{cited.root}",
        "datePublished": cited.date,
        "creator": [_agent(creator) for creator in cited.creators],
        "publisher": [{"@type": "sc:Organization", "name": cited.publisher}],
        "license": _license(cited.licence),
        "url": cited.address,
        "sameAs": cited.address if cited.doi else None,
        "keywords": list(cited.tags),
        "inLanguage": list(cited.languages),
        "citeAs": cite(cited, "bibtex"),
        "isLiveDataset": False,
        **_responsibility(cited, manifest["recipe"]),
    }
    return repack({key: value for key, value in document.items() if value not in (None, [])}, manifest, is_withheld)


def repack(croissant: Mapping[str, Any], manifest: Mapping[str, Any], is_withheld: bool = False) -> dict[str, Any]:
    """Return a Croissant description with the files and columns of a manifest: those of another edition differ."""
    return {
        **croissant,
        "distribution": [part for config in CONFIGS for part in _distribution(config, manifest)],
        "recordSet": [_record_set(config, is_withheld) for config in CONFIGS],
    }


def _agent(creator: Creator) -> dict[str, str]:
    address = {"url": f"https://orcid.org/{creator.orcid}"} if creator.orcid else {}
    return {"@type": "sc:Person" if creator.is_person else "sc:Organization", "name": creator.name, **address}


def _license(licence: str | None) -> str | dict[str, str]:
    if licence and " " not in licence:
        return f"{SPDX_ADDRESS}{licence}.html"
    return {"@type": "sc:CreativeWork", "name": licence or "Rights of each article", "description": RIGHTS}


def _responsibility(cited: Cited, recipe: Mapping[str, Any]) -> dict[str, Any]:
    clean, segment = recipe["params"]["clean"], recipe["params"]["segment"]
    return {
        "rai:dataCollection": COLLECTION,
        "rai:dataCollectionType": ["Document analysis"],
        "rai:dataCollectionMissingData": MISSING,
        "rai:dataPreprocessingProtocol": [
            f"Text was improved by {', '.join(clean['edits'])}.",
            f"Lines got their roles by the first rule that fits of {', '.join([*clean['signs'], *clean['places']])}.",
            f"Lines were joined to paragraphs by {', '.join(clean['joins'])}.",
            f"Paragraphs were split into sentences by {', '.join(segment['boundaries'])}.",
        ],
        "rai:machineAnnotationTools": [f"{name} {number}" for name, number in recipe["libraries"].items()],
        "rai:dataLimitations": LIMITATIONS,
        "rai:dataBiases": BIASES,
        "rai:personalSensitiveInformation": SENSITIVE,
        "rai:dataReleaseMaintenancePlan": "A released version never changes; corrections make a new one. To have an "
        f"article corrected or taken out: {cited.contact}",
    }


def _distribution(config: Config, manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Name the files of a config, and their set.

    The set is not contained in the files: it would be read as files inside of them, and have no records. Without a
    container it is what stands beside `croissant.json`.
    """
    files = [
        {
            "@type": "cr:FileObject",
            "@id": file["path"],
            "name": file["path"],
            "description": f"{file['n_rows']} rows of {config.name}.",
            "contentUrl": file["path"],
            "contentSize": f"{file['n_bytes']} B",
            "encodingFormat": PARQUET_FORMAT,
            "sha256": file["sha256"],
        }
        for file in manifest["configs"][config.name]["files"]
    ]
    together = {
        "@type": "cr:FileSet",
        "@id": _file_set(config),
        "name": _file_set(config),
        "description": f"All files of {config.name}.",
        "encodingFormat": PARQUET_FORMAT,
        "includes": f"{config.name}/*.parquet",
    }
    return [*files, together]


def _file_set(config: Config) -> str:
    return f"{config.name}-files"


def _record_set(config: Config, is_withheld: bool) -> dict[str, Any]:
    described = {column.name: column.description for column in config.columns}
    fields = [
        _field(config, f"{config.name}/{own.name}", own.type, own.name, ())
        | _described(config, own.name, described.get(own.name))
        for own in schema_of(config, is_withheld)
    ]
    keys = [{"@id": f"{config.name}/{name}"} for name in config.key]
    return {
        "@type": "cr:RecordSet",
        "@id": config.name,
        "name": config.name,
        "description": f"One record per {config.row}.",
        "key": keys if len(keys) > 1 else keys[0],
        "field": fields,
    }


def _described(config: Config, name: str, description: str | None) -> dict[str, Any]:
    """Return what a column means, and the column of another config that it leads to: the one it is the key of."""
    owner = next((other.name for other in CONFIGS if other.key == (name,) and other != config), None)
    leads = {"references": {"field": {"@id": f"{owner}/{name}"}}} if owner else {}
    return ({"description": description} if description else {}) | leads


def _field(config: Config, field_id: str, kind: pyarrow.DataType, column: str, path: tuple[str, ...]) -> dict[str, Any]:
    """Describe a column, or what lies in it at a path of names; lists become arrays, structs become subfields."""
    shape = []
    while pyarrow.types.is_list(kind):
        shape.append("-1")
        kind = kind.value_type
    field: dict[str, Any] = {"@type": "cr:Field", "@id": field_id, "name": (column, *path)[-1]}
    if shape:
        field |= {"isArray": True, "arrayShape": ",".join(shape)}
    if pyarrow.types.is_struct(kind):
        return field | {
            "subField": [_field(config, f"{field_id}/{own.name}", own.type, column, (*path, own.name)) for own in kind]
        }
    source: dict[str, Any] = {"fileSet": {"@id": _file_set(config)}, "extract": {"column": column}}
    if path:
        source["transform"] = {"jsonPath": ".".join(path)}
    return field | {"dataType": _type_of(kind, field_id), "source": source}


def _type_of(kind: pyarrow.DataType, place: str) -> str:
    if dtype_of(kind) not in TYPES:
        raise PressmarkError(f"{place}: no type of Croissant is known for {kind}: add it to TYPES of {__name__}")
    return TYPES[dtype_of(kind)]
