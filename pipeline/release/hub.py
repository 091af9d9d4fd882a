"""The one door to the Hugging Face Hub for what is read: a tag's files, or an error; never another revision."""

import sys
from pathlib import Path

from pipeline.errors import PressmarkError


def fetch(repo: str, tag: str, wanted: list[str] | None = None) -> Path:
    """Fetch the files of a tag that fit the patterns, or take them from the cache if they are there; return the folder.

    `load_dataset` would answer with the newest revision in its cache where the Hub is out of reach. Raises
    `PressmarkError` if the tag is not to be had.
    """
    from httpx2 import HTTPError  # noqa: PLC0415 - what huggingface_hub 2 speaks with, and lets through
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only a Hub repository needs the client
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415

    show_progress_on_a_terminal_only()
    try:
        return Path(snapshot_download(repo, repo_type="dataset", revision=tag, allow_patterns=wanted))
    except (OSError, HTTPError, HFValidationError) as error:
        raise PressmarkError(f"{repo}@{tag} {_remedy(repo, tag, error)}") from error


def show_progress_on_a_terminal_only() -> None:
    """Keep the client's bars out of logs."""
    from huggingface_hub.utils.tqdm import disable_progress_bars  # noqa: PLC0415

    if not sys.stderr.isatty():
        disable_progress_bars()


def _remedy(repo: str, tag: str, error: Exception) -> str:
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError  # noqa: PLC0415

    if isinstance(error, RevisionNotFoundError):
        return f"is not to be had: the Hub has {repo}, and no tag {tag} of it: see which tags it has"
    if isinstance(error, RepositoryNotFoundError):
        return f"is not to be had: the Hub has no dataset {repo}, or shows it to its owners only: run 'hf auth login'"
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"is not to be had, here or from the Hub ({reason}): try again when it can be reached"
