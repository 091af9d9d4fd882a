"""What the loopback Hub holds: dataset repositories, their commits, and how the Hub describes them."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any, Self

USER = "loopback-user"
BRANCH, TAG = "refs/heads/", "refs/tags/"
LARGE_FILE_SIZE = 10 * 2**20
LARGE_FILE_SUFFIXES = (".parquet", ".arrow", ".gz", ".zip", ".zst")
GIT_ATTRIBUTES = "".join(f"*{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in LARGE_FILE_SUFFIXES)

Record = dict[str, Any]


class HubError(Exception):
    """An answer that is no success: its status, a message, and headers (`X_Error_Code="RepoNotFound"`)."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def git_blob_id(content: bytes) -> str:
    """Return the name git gives to a file with this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def is_large(path: str, size: int, sample: bytes) -> bool:
    """Decide whether a file is kept as a large one."""
    return path.endswith(LARGE_FILE_SUFFIXES) or size > LARGE_FILE_SIZE or b"\0" in sample


@dataclass(frozen=True)
class StoredFile:
    """What a tree says of a file. Its checksum is a SHA-256 if it is large, and its git blob id otherwise."""

    checksum: str
    size: int
    is_large: bool

    @property
    def pointer(self) -> bytes:
        """The text that git keeps in place of a large file."""
        form = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"
        return form.format(self.checksum, self.size).encode()

    @property
    def blob_id(self) -> str:
        """The git blob id: that of the pointer if the file is large."""
        return git_blob_id(self.pointer) if self.is_large else self.checksum

    def tell(self, path: str) -> Record:
        """Describe the file, as an entry of a tree."""
        told = {"type": "file", "path": path, "size": self.size, "oid": self.blob_id}
        large = {"oid": self.checksum, "size": self.size, "pointerSize": len(self.pointer)}
        return told | {"lfs": large} if self.is_large else told

    def tell_sibling(self, path: str) -> Record:
        """Describe the file, as information on a repository does: the same facts under other names."""
        told = {"rfilename": path, "size": self.size, "blobId": self.blob_id}
        large = {"sha256": self.checksum, "size": self.size, "pointerSize": len(self.pointer)}
        return told | {"lfs": large} if self.is_large else told


@dataclass(frozen=True)
class Commit:
    """An immutable tree of files, and where it came from."""

    oid: str
    parent: str
    date: str
    title: str
    message: str
    files: Mapping[str, StoredFile]

    def below(self, path: str) -> dict[str, StoredFile]:
        """Return the file at `path`, or all files in that folder."""
        return {name: file for name, file in self.files.items() if f"{name}/".startswith(f"{path}/")}

    def paths(self) -> set[str]:
        """Return the paths of all files and folders."""
        folders = {str(folder) for path in self.files for folder in PurePosixPath(path).parents}
        return folders.union(self.files) - {"."}

    def file(self, path: str) -> StoredFile:
        """Return the file at `path`, or refuse as the Hub does."""
        if path not in self.files:
            raise HubError(404, f"Entry not found: {path}", X_Error_Code="EntryNotFound", X_Repo_Commit=self.oid)
        return self.files[path]

    def tell(self) -> Record:
        """Describe the commit, as an entry of the log."""
        about = {"id": self.oid, "title": self.title, "message": self.message, "date": self.date}
        return {**about, "authors": [{"user": USER}]}

    def tell_path(self, path: str) -> Record:
        """Describe a file or a folder, as an entry of a tree."""
        if path in self.files:
            return self.files[path].tell(path)
        oid = hashlib.sha1(repr(self.below(path)).encode()).hexdigest()
        return {"type": "directory", "path": path, "size": 0, "oid": oid}


class Repository:
    """A dataset repository: its commits, the references to them, and contents by checksum."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.commits: dict[str, Commit] = {}
        self.references = {f"{BRANCH}main": ""}
        self.contents: dict[str, bytes] = {}
        self.commit("main", {".gitattributes": self.store(GIT_ATTRIBUTES.encode())}, "initial commit")

    def copy(self) -> Self:
        """Return a repository with the same commits, to which other things happen."""
        twin = copy(self)
        twin.commits, twin.references, twin.contents = dict(self.commits), dict(self.references), dict(self.contents)
        return twin

    def store(self, content: bytes, *, is_large: bool = False) -> StoredFile:
        """Keep a content under its checksum. No tree names it yet."""
        checksum = hashlib.sha256(content).hexdigest() if is_large else git_blob_id(content)
        self.contents[checksum] = content
        return StoredFile(checksum, len(content), is_large)

    def large_file(self, checksum: str) -> StoredFile:
        """Find a large file that was uploaded, whether or not a tree names it."""
        if checksum not in self.contents:
            raise HubError(400, f"Large file was never uploaded: {checksum}")
        return StoredFile(checksum, len(self.contents[checksum]), is_large=True)

    def commit(self, branch: str, files: Mapping[str, StoredFile], title: str, message: str = "") -> Commit:
        """Put a tree on top of a branch. Dates only count the commits: the same test makes the same oids."""
        parent, count = self.references[BRANCH + branch], len(self.commits)
        date = f"2025-01-01T{count // 3600:02}:{count // 60 % 60:02}:{count % 60:02}.000Z"
        oid = hashlib.sha1(repr((self.name, parent, date, title, sorted(files.items()))).encode()).hexdigest()
        self.commits[oid] = Commit(oid, parent, date, title, message, MappingProxyType(dict(files)))
        self.references[BRANCH + branch] = oid
        return self.commits[oid]

    def resolve(self, revision: str = "main") -> Commit:
        """Find the commit that a branch, a tag, or the beginning of an oid stands for."""
        for reference in (BRANCH + revision, TAG + revision, revision):
            if reference in self.references:
                return self.commits[self.references[reference]]
        found = [commit for oid, commit in self.commits.items() if oid.startswith(revision)]
        if len(revision) < 7 or len(found) != 1:
            raise HubError(404, f"Invalid rev id: {revision}", X_Error_Code="RevisionNotFound")
        return found[0]

    def named(self, kind: str) -> dict[str, str]:
        """Return the commit oids of all branches or of all tags, by short name."""
        return {ref.removeprefix(kind): oid for ref, oid in self.references.items() if ref.startswith(kind)}

    def read(self, path: str, revision: str = "main") -> bytes:
        """Return the content that a download would bring."""
        return self.contents[self.resolve(revision).file(path).checksum]

    def history(self, commit: Commit) -> Iterator[Commit]:
        """Yield a commit and its ancestors, the newest first."""
        yield commit
        while commit.parent:
            commit = self.commits[commit.parent]
            yield commit

    def last_change(self, commit: Commit, path: str) -> Commit:
        """Find the commit in which the file or folder at `path` became what it is in `commit`."""
        alike = takewhile(lambda older: older.below(path) == commit.below(path), self.history(commit))
        return list(alike)[-1]


def apply_operation(repository: Repository, files: dict[str, StoredFile], key: str, value: Any) -> None:
    """Change the tree that a commit prepares."""
    path = value["path"].rstrip("/")
    if key == "file":
        files[path] = repository.store(base64.b64decode(value["content"]))
    elif key == "lfsFile":
        files[path] = repository.large_file(value["oid"])
    else:
        doomed = [name for name in files if key == "deletedFolder" and name.startswith(f"{path}/")]
        if not doomed and path not in files:
            raise HubError(404, f"A file with this name doesn't exist: {path}", X_Error_Code="EntryNotFound")
        for name in doomed or [path]:
            del files[name]
