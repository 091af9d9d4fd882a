"""Push: a released version to the Hugging Face Hub, in one commit on its expected parent, proven, then tagged."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import PressmarkError
from pipeline.release.edition import Edition, make_public_edition
from pipeline.release.hub import show_progress_on_a_terminal_only
from pipeline.release.ledger import Ledger
from pipeline.release.manifest import CHECKSUMS, files_of, read_manifest, sha256_of_file
from pipeline.release.verify import refuse_damaged

KEPT_ON_THE_HUB = {".gitattributes"}


class Shipment(NamedTuple):
    """What is sent: a tag, its files with their sizes in bytes, and what is withheld."""

    tag: str
    files: dict[str, int]
    edition: Edition


def describe(repo: str, shipment: Shipment) -> str:
    """Say in a sentence what is sent where."""
    n_withheld, n_articles = shipment.edition
    texts = f"with the texts of {n_articles - n_withheld} of {n_articles} articles"
    rest = "; the others are withheld, for their rights are unclear" if n_withheld else ""
    return f"{repo} at the tag {shipment.tag}, {texts}{rest}."


@contextmanager
def pack(folder: Path, ledger: Ledger, full_text: bool) -> Iterator[tuple[Path, Shipment]]:
    """Give the folder that would be sent, and what is in it.

    Raises `PressmarkError` if the dataset is damaged, or is not a released version with the released rows.
    """
    manifest = read_manifest(folder)
    _refuse_unreleased(manifest, ledger)
    refuse_damaged(folder)
    with tempfile.TemporaryDirectory() as temporary:
        public = Path(temporary) / folder.name
        edition = make_public_edition(folder, public, full_text)
        files = {name: (public / name).stat().st_size for name in [*files_of(public), CHECKSUMS]}
        yield public, Shipment(f"v{manifest['version']}", files, edition)


def push(public: Path, shipment: Shipment, repo: str, private: bool) -> str:
    """Send a packed folder to a dataset repository of the Hub; return the commit.

    The repository is made if it is not there. Raises `PressmarkError` if the tag exists, if somebody else pushed
    meanwhile, if what arrived is not what was sent, or if the connection broke; then the same command may be given
    again, and goes on where it stopped. The tag is set last, so that a version is there whole or not at all.
    """
    with _told(repo):
        from huggingface_hub import HfApi  # noqa: PLC0415 - only this command talks to the Hub

        show_progress_on_a_terminal_only()
        api = HfApi()
        api.create_repo(repo, repo_type="dataset", private=private, exist_ok=True)
        _refuse_existing_tag(api, repo, shipment.tag)
        head = str(api.dataset_info(repo).sha)
        commit = _commit(api, public, shipment, repo, head)
        _compare(api, public, shipment, repo, commit)
        api.create_tag(repo, repo_type="dataset", tag=shipment.tag, revision=commit)
    return commit


def _refuse_unreleased(manifest: dict[str, Any], ledger: Ledger) -> None:
    released = ledger.find(manifest["version"])
    if released is None:
        raise PressmarkError(f"{manifest['version']} is not released: give 'pressmark release' first")
    if released.root != manifest["root"]:
        raise PressmarkError(
            f"this is not the {manifest['version']} that was released: run 'dvc repro', or choose a new version"
        )


def _refuse_existing_tag(api: Any, repo: str, tag: str) -> None:
    tags = {found.name: found.target_commit for found in api.list_repo_refs(repo, repo_type="dataset").tags}
    if tag in tags:
        raise PressmarkError(f"{repo} has the tag {tag} already (commit {tags[tag]}): a tag is never moved")


def _commit(api: Any, public: Path, shipment: Shipment, repo: str, head: str) -> str:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete  # noqa: PLC0415

    there = set(api.list_repo_files(repo, repo_type="dataset", revision=head))
    gone = sorted(there - set(shipment.files) - KEPT_ON_THE_HUB)
    operations = [
        *(CommitOperationAdd(path_in_repo=name, path_or_fileobj=public / name) for name in shipment.files),
        *(CommitOperationDelete(path_in_repo=name) for name in gone),
    ]
    title = f"Release {shipment.tag}"
    info = api.create_commit(repo, operations, commit_message=title, repo_type="dataset", parent_commit=head)
    return str(info.oid)


def _compare(api: Any, public: Path, shipment: Shipment, repo: str, commit: str) -> None:
    """Compare what the Hub has in a commit with what was sent, by its own checksums."""
    siblings = api.dataset_info(repo, revision=commit, files_metadata=True).siblings
    remote = {found.rfilename: (found.lfs.sha256 if found.lfs else found.blob_id) for found in siblings}
    wrong = [name for name in shipment.files if remote.get(name) not in _checksums(public / name)]
    extra = sorted(set(remote) - set(shipment.files) - KEPT_ON_THE_HUB)
    if wrong or extra:
        raise PressmarkError(
            f"{repo}: commit {commit} is not what was sent ({', '.join(wrong + extra)}): it was not tagged"
        )


def _checksums(path: Path) -> tuple[str, str]:
    """Return a file's SHA-256, and its SHA-1 as git has it for a blob: the Hub names one or the other."""
    content = path.read_bytes()
    blob = hashlib.sha1(b"blob %d\x00" % len(content) + content, usedforsecurity=False)
    return sha256_of_file(path), blob.hexdigest()


@contextmanager
def _told(repo: str) -> Iterator[None]:
    """Turn whatever the client raises into one error that says that the command may be repeated."""
    from httpx2 import HTTPError  # noqa: PLC0415 - what huggingface_hub 2 speaks with, and lets through
    from huggingface_hub.errors import HfHubHTTPError  # noqa: PLC0415

    try:
        yield
    except HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else None
        meanwhile = "somebody else pushed meanwhile; " if status == 412 else ""
        raise PressmarkError(
            f"{repo}: {meanwhile}the Hub says: {str(error).splitlines()[0]}: repeat the command"
        ) from error
    except (OSError, HTTPError) as error:
        raise PressmarkError(
            f"{repo}: the connection broke ({error}): nothing is tagged; repeat the command"
        ) from error
