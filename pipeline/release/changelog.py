"""What changed from version to version, for people: in the project's changelog, and in the dataset's own."""

from collections.abc import Iterable

from pipeline.release.ledger import Release

TITLE = "# Changelog\n"
UNRELEASED = "## Unreleased\n"


def section(entry: Release) -> str:
    """Return what a release says of itself: its numbers, its root, and what changed."""
    n_rows = ", ".join(f"{config.n_rows} {name}" for name, config in entry.configs.items())
    lines = [
        f"Dataset: {n_rows}; root sha256:{entry.root}",
        *(f"{change[0].upper()}{change[1:]}" for change in entry.changes),
    ]
    return f"## {entry.version} ({entry.date})\n\n" + "".join(f"- {line}.\n" for line in lines)


def enter(text: str, entry: Release) -> str:
    """Enter a release in a changelog: what was unreleased stands under it from now on."""
    own = f"{UNRELEASED}\n{section(entry)}"
    if UNRELEASED in text:
        return text.replace(UNRELEASED, own, 1)
    head, separator, rest = text.partition("\n## ")
    return f"{head or TITLE}\n{own}{separator}{rest}"


def changelog_of(releases: Iterable[Release]) -> str:
    """Return the dataset's own changelog, the newest release first."""
    sections = [section(entry) for entry in releases][::-1]
    return "\n".join([TITLE, *(sections or ["No version is released yet.\n"])])
