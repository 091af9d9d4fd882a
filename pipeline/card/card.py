"""Render the dataset card: front matter that the Hub and `load_dataset` read, and a page that people read."""

import json
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline import boundaries, damages, edits, joins, promises, repairs, roles
from pipeline.card.condition import damage_facts
from pipeline.card.facts import Corpus, explain, rule_facts, size_category
from pipeline.configs import CONFIGS, schema_of
from pipeline.params import rules_of
from pipeline.quality.statement import markdown_of, measures_of, summary_of, tables_of
from pipeline.release.citation import Cited, cite
from pipeline.release.ledger import Ledger, releases_until
from schemas.features import listed_features_of

TEMPLATE = "README.md.jinja"
HUB_LICENSES = {
    *(
        "apache-2.0",
        "mit",
        "cc0-1.0",
        "cc-by-2.0",
        "cc-by-2.5",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
    ),
    *("cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0"),
    *("cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "odc-by", "odbl", "pddl", "unknown"),
}


def render(
    settings: dict[str, Any],
    manifest: dict[str, Any],
    corpus: Corpus,
    reports: dict[str, Any],
    ledger: Ledger,
    cited: Cited,
) -> str:
    """Render the card of a version.

    Takes the settings of publish, the manifest, what was counted, what validate and measure reported
    (`validation`, `quality`), the ledger of releases, and what is cited. A name that the template uses and nobody fills
    raises `jinja2.UndefinedError`.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters |= {"thousands": lambda n: f"{n:,}", "cell": _cell, "json": _json, "table": markdown_of}
    by_rule = rule_facts(corpus, rules_of(roles.signs, roles.places))
    return environment.get_template(TEMPLATE).render(
        front_matter=front_matter(settings, manifest, corpus),
        settings=settings,
        manifest=manifest,
        corpus=corpus,
        report=reports["validation"],
        quality=tables_of(reports["quality"]),
        summary=summary_of(reports["quality"]),
        measured=measures_of(reports["quality"]),
        configs=CONFIGS,
        dropped=[rule for rule in by_rule if rule.role == "boilerplate"],
        kept=[rule for rule in by_rule if rule.role != "boilerplate"],
        repair_rules={name: explain(rule) for name, rule in rules_of(repairs).items()},
        damages=damage_facts(corpus),
        n_kinds_of_damage=len(rules_of(damages)),
        edit_rules={name: explain(rule) for name, rule in rules_of(edits).items()},
        join_rules={name: explain(rule) for name, rule in rules_of(joins).items()},
        boundary_rules={name: explain(rule) for name, rule in rules_of(boundaries).items()},
        laws={name: explain(rule) for name, rule in rules_of(promises).items()},
        libraries=manifest["recipe"]["libraries"],
        bibtex=cite(cited, "bibtex"),
        releases=releases_until(ledger, manifest["version"]),
    )


def front_matter(settings: dict[str, Any], manifest: dict[str, Any], corpus: Corpus) -> str:
    """Return the YAML block: values from the Hub's own lists; version and root in `configs` enter the cache's key.

    A config without rows is left out: `datasets` 5.2 fails on an empty split, and says more clearly what is missing.
    """
    loadable = [config.name for config in CONFIGS if manifest["configs"][config.name]["n_rows"]]
    languages = sorted(code for code in corpus.of("articles_by_language") if code != "unknown")
    block: dict[str, Any] = {
        "pretty_name": settings["pretty_name"],
        "language": languages,
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        **license_of(corpus.of("articles_by_rights")),
        "size_categories": [size_category(manifest["configs"]["articles"]["n_rows"])],
        "task_categories": settings["task_categories"],
        "annotations_creators": ["machine-generated"],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "tags": settings["tags"],
        "configs": [_config_entry(name, manifest) for name in loadable],
        "dataset_info": [_dataset_info(name, manifest) for name in loadable],
    }
    filled = {key: value for key, value in block.items() if value != []}
    return yaml.safe_dump(filled, sort_keys=False, allow_unicode=True, width=1000).rstrip()


def license_of(rights: dict[str, int]) -> dict[str, Any]:
    """Return the licence of the whole: the articles' own where all have one that the Hub knows.

    >>> license_of({"CC-BY-4.0": 3}), license_of({"unknown": 2})
    ({'license': 'cc-by-4.0'}, {'license': 'unknown'})
    >>> license_of({"unknown": 2, "own": 1})["license"]
    'other'
    """
    only = next(iter(rights), "unknown").lower()
    if len(rights) <= 1 and only in HUB_LICENSES:
        return {"license": only}
    return {"license": "other", "license_name": "per-article", "license_link": "README.md"}


def _config_entry(name: str, manifest: dict[str, Any]) -> dict[str, Any]:
    default = {"default": True} if name == CONFIGS[0].name else {}
    return {
        "config_name": name,
        **default,
        "version": manifest["version"],
        "description": f"{name}; root sha256:{manifest['configs'][name]['root']}",
        "data_files": [{"split": "train", "path": f"{name}/*.parquet"}],
    }


def _dataset_info(name: str, manifest: dict[str, Any]) -> dict[str, Any]:
    made = manifest["configs"][name]
    n_bytes = sum(file["n_bytes_in_memory"] for file in made["files"])
    config = next(config for config in CONFIGS if config.name == name)
    return {
        "config_name": name,
        "description": f"{manifest['name']} {manifest['version']}, {name}; root sha256:{made['root']}",
        "features": listed_features_of(schema_of(config)),
        "splits": [{"name": "train", "num_bytes": n_bytes, "num_examples": made["n_rows"]}],
        "download_size": sum(file["n_bytes"] for file in made["files"]),
        "dataset_size": n_bytes,
    }


def _cell(text: Any) -> str:
    """Make a text safe for a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
