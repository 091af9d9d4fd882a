"""Editions of a version: the full one, and one that withholds the texts that may not be passed on.

Where an article's rights do not allow it, its texts are left out and their SHA-256 put in; ids, metadata, offsets,
edits, roles and the root stay. Whoever holds the raw file gets the texts back with `hydrate`.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import yaml
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from pipeline import store
from pipeline.configs import CONFIGS, Config, ParquetBytes, row_groups, schema_of
from pipeline.release.documents import CROISSANT, repack
from pipeline.release.manifest import CHECKSUMS, MANIFEST, read_manifest, write_checksums
from pipeline.release.root import HASH_SUFFIX, sha256_of
from schemas.features import listed_features_of

OWN = "own"
FULL = "full"
STAND_OFF = "stand-off"
CARD = "README.md"
_NOTICE = "> **"
Frames = dict[str, pl.DataFrame]


class Edition(NamedTuple):
    """What an edition holds back: articles, and of how many."""

    n_withheld: int
    n_articles: int


def may_be_passed_on(rights: str) -> bool:
    """Tell whether rights allow to pass a text on: `own`, or an SPDX licence expression.

    >>> [may_be_passed_on(rights) for rights in ("own", "CC-BY-4.0", "MIT OR Apache-2.0", "unknown", "all mine")]
    [True, True, True, False, False]
    """
    if rights == OWN:
        return True
    try:
        canonicalize_license_expression(rights)
    except InvalidLicenseExpression:
        return False
    return True


def make_public_edition(folder: Path, out: Path, full_text: bool) -> Edition:
    """Copy a dataset folder without the texts that may not be passed on, or with them where that was said aloud."""
    rights = pl.concat([frame.select("article_id", "rights") for frame in _frames_of(folder, CONFIGS[0])])
    kept_back = [article_id for article_id, words in rights.iter_rows() if not may_be_passed_on(words)]
    edition = Edition(0 if full_text else len(kept_back), rights.height)
    if not kept_back:
        shutil.copytree(folder, out)
    elif full_text:
        rewrite_folder(folder, out, lambda frames: frames, FULL, _full_text_notice(len(kept_back), rights.height))
    else:
        rewrite_folder(folder, out, lambda frames: _withhold(frames, kept_back), STAND_OFF, _stand_off_notice(edition))
    return edition


def rewrite_folder(folder: Path, out: Path, change: Callable[[Frames], Frames], edition: str, notice: str) -> None:
    """Copy a dataset folder with changed rows; manifest, card and checksums follow.

    `change` gets the frames of one file of every config, by the configs' names, all rows of its articles together.
    """
    shutil.copytree(folder, out, ignore=shutil.ignore_patterns("*.parquet", CHECKSUMS))
    manifest = read_manifest(folder)
    entries = {file["path"]: file for config in manifest["configs"].values() for file in config["files"]}
    for name in sorted({Path(path).name for path in entries}):
        paths = {config.name: f"{config.name}/{name}" for config in CONFIGS if f"{config.name}/{name}" in entries}
        frames = change({config: pl.read_parquet(folder / path) for config, path in paths.items()})
        for config in CONFIGS:
            if config.name in paths:
                _write(out, config, frames[config.name], entries[paths[config.name]], edition)
    manifest |= {"edition": edition}
    store.write_json(out / MANIFEST, manifest)
    croissant = repack(store.read_json(out / CROISSANT), manifest, edition == STAND_OFF)
    store.write_text(out / CROISSANT, json.dumps(croissant, ensure_ascii=False, indent=2) + "\n")
    store.write_text(out / CARD, _card_of((out / CARD).read_text("utf-8"), manifest, edition, notice))
    write_checksums(out)


def _frames_of(folder: Path, config: Config) -> list[pl.DataFrame]:
    return [pl.read_parquet(path) for path in sorted((folder / config.name).glob("*.parquet"))]


def _withhold(frames: Frames, article_ids: list[str]) -> Frames:
    return {
        config.name: _without_texts(frames[config.name], config, article_ids)
        for config in CONFIGS
        if config.name in frames
    }


def _without_texts(frame: pl.DataFrame, config: Config, article_ids: list[str]) -> pl.DataFrame:
    is_kept_back = frame["article_id"].is_in(article_ids)
    for name in config.texts:
        hashes = [
            sha256_of(text) if withheld and text is not None else None
            for text, withheld in zip(frame[name], is_kept_back, strict=True)
        ]
        frame = frame.with_columns(
            pl.when(is_kept_back).then(None).otherwise(name).alias(name),
            pl.Series(f"{name}{HASH_SUFFIX}", hashes, dtype=pl.String),
        )
    return frame


def _write(out: Path, config: Config, frame: pl.DataFrame, entry: dict[str, Any], edition: str) -> None:
    made = ParquetBytes(config, edition == STAND_OFF)
    for rows in row_groups(config, [frame]):
        made.write(rows)
    content = made.content()
    with store.whole_file(out / entry["path"]) as path:
        path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    entry |= {"n_bytes": len(content), "n_bytes_in_memory": made.n_bytes_in_memory, "sha256": sha256}


def _card_of(card: str, manifest: dict[str, Any], edition: str, notice: str) -> str:
    """Put the edition's features, sizes and notice into a card."""
    _, head, body = card.split("---\n", 2)
    block = yaml.safe_load(head)
    block["dataset_info"] = [_info_of(info, manifest, edition) for info in block["dataset_info"]]
    lines = re.sub(rf"\n\n{re.escape(_NOTICE)}[^\n]*", "", body).split("\n")
    title = next(number for number, line in enumerate(lines) if line.startswith("# "))
    if notice:
        lines[title + 1 : title + 1] = ["", notice]
    front = yaml.safe_dump(block, sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{front}---\n" + "\n".join(lines)


def _info_of(info: dict[str, Any], manifest: dict[str, Any], edition: str) -> dict[str, Any]:
    config = next(config for config in CONFIGS if config.name == info["config_name"])
    files = manifest["configs"][config.name]["files"]
    n_bytes = sum(file["n_bytes_in_memory"] for file in files)
    (split,) = info["splits"]
    return info | {
        "features": listed_features_of(schema_of(config, edition == STAND_OFF)),
        "splits": [split | {"num_bytes": n_bytes}],
        "download_size": sum(file["n_bytes"] for file in files),
        "dataset_size": n_bytes,
    }


def _stand_off_notice(edition: Edition) -> str:
    return (
        f"{_NOTICE}Stand-off edition.** The texts of {edition.n_withheld} of {edition.n_articles} articles are "
        "withheld, for their rights do not allow to pass them on: `text` is null there, `text_sha256` its hash. Ids, "
        "metadata, offsets, edits, roles and the root are those of the full edition. Whoever holds the raw files gets "
        "the texts back, and proven, with `pressmark hydrate`."
    )


def _full_text_notice(n_unclear: int, n_articles: int) -> str:
    return (
        f"{_NOTICE}Full text.** The rights of {n_unclear} of {n_articles} articles do not say that their texts may be "
        "passed on (column `rights`). Who published this edition chose to include them."
    )
