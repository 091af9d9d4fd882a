"""A small Hugging Face Hub on the loopback interface, for tests.

It keeps dataset repositories in memory and answers what `huggingface_hub` and `datasets` ask when they
publish and load a dataset. It is true to what these clients expect, not to every habit of the real Hub: no
Xet, pull requests, paging or redirects, and of a card's YAML only the fences are checked.

    with HubServer() as hub:
        subprocess.run(command, env=os.environ | hub.environment(tmp_path / "home"))
        assert "v1.0.0" in hub.repository("press/articles").named(TAG)

The clients read their environment once, when imported: run each in a process of its own, with a fresh home.
"""

import base64
import hashlib
import json
import math
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote

from hub_store import BRANCH, TAG, USER, Commit, HubError, Record, Repository, apply_operation, is_large

TOKEN = "loopback-token"


@dataclass(frozen=True)
class Answer:
    """What is sent back: bytes, or a value to send as JSON."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Connection(BaseHTTPRequestHandler):
    """Answers requests. A public method is the end of a route, and finds what the route named in `parts`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, hub: "HubServer", *arguments: Any) -> None:
        self.hub = hub
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer a request of any method, or end the connection if a failure is due."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.hub.lock:
            failures = self.hub.record(f"{self.command} {self.path}")
            is_lost = any(not failure.after_effect for failure in failures)
            answer = Answer() if is_lost else self._answer()
        self.close_connection = bool(failures) or self.close_connection
        if not failures:
            self._send(answer)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: `HubServer.requests` is the log."""

    def _answer(self) -> Answer:
        path, _, query = self.path.partition("?")
        self.query = parse_qs(query)
        try:
            for pattern, needs_token, end in ROUTES:
                if match := pattern.fullmatch(f"{self.command} {path}"):
                    self._check_token(needs_token=needs_token)
                    self.parts = {name: unquote(part) for name, part in match.groupdict().items()}
                    return end(self)
            raise HubError(404, f"This Hub has no such route: {self.command} {path}")
        except HubError as error:
            message = str(error).encode("ascii", "backslashreplace").decode()
            return Answer({"error": message}, error.status, {**error.headers, "X-Error-Message": message})

    def _check_token(self, *, needs_token: bool) -> None:
        token = self.headers.get("Authorization")
        if token is None and needs_token:
            raise HubError(401, "Invalid username or password.")
        if token not in (None, f"Bearer {TOKEN}"):
            raise HubError(401, "Invalid credentials in Authorization header")

    def _send(self, answer: Answer) -> None:
        content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    @property
    def _repository(self) -> Repository:
        return self.hub.repository(self.parts["repository"])

    @property
    def _commit(self) -> Commit:
        return self._repository.resolve(self.parts.get("revision", "main"))

    @property
    def _json(self) -> Any:
        return json.loads(self.body or b"{}")

    def whoami(self) -> Answer:
        """Name the only user there is."""
        access = {"type": "access_token", "accessToken": {"displayName": "test", "role": "write"}}
        return Answer({"type": "user", "name": USER, "fullname": USER, "orgs": [], "auth": access})

    def validate_yaml(self) -> Answer:
        """Check that the front matter of a card is closed, if there is any."""
        content = self._json["content"]
        is_open = content.startswith("---\n") and "\n---" not in content
        errors = [{"message": "the front matter is not closed"}] if is_open else []
        return Answer({"errors": errors, "warnings": []}, 400 if errors else 200)

    def create_repository(self) -> Answer:
        """Open a repository with its first commit."""
        if self._json.get("type") != "dataset":
            raise HubError(400, "This Hub holds datasets only: pass repo_type='dataset'")
        name = f"{self._json.get('organization') or USER}/{self._json['name']}"
        told = {"url": f"{self.hub.url}/datasets/{name}"}
        if name in self.hub.repositories:
            return Answer({**told, "error": "You already created this dataset repo"}, 409)
        self.hub.repositories[name] = Repository(name)
        return Answer(told)

    def delete_repository(self) -> Answer:
        """Forget a repository."""
        name = f"{self._json.get('organization') or USER}/{self._json['name']}"
        del self.hub.repositories[self.hub.repository(name).name]
        return Answer()

    def information(self) -> Answer:
        """Describe a repository at a revision, with all about its files if asked for `blobs`."""
        name, commit = self._repository.name, self._commit
        siblings: list[Record] = [{"rfilename": path} for path in commit.files]
        if "blobs" in self.query:
            siblings = [file.tell_sibling(path) for path, file in commit.files.items()]
        about = {"id": name, "author": name.partition("/")[0], "sha": commit.oid, "lastModified": commit.date}
        return Answer({**about, "private": False, "gated": False, "tags": [], "siblings": siblings})

    def references(self) -> Answer:
        """List branches and tags."""

        def tell(kind: str) -> list[Record]:
            named = self._repository.named(kind).items()
            return [{"name": name, "ref": kind + name, "targetCommit": oid} for name, oid in named]

        return Answer({"branches": tell(BRANCH), "tags": tell(TAG), "converts": [], "pullRequests": []})

    def log(self) -> Answer:
        """List a commit and its ancestors."""
        return Answer([commit.tell() for commit in self._repository.history(self._commit)])

    def tree(self) -> Answer:
        """List a folder, or with `recursive` all that is in it."""
        root = f"{self.parts['path']}/" if "path" in self.parts else ""
        paths = {path for path in self._commit.paths() if path.startswith(root)}
        if root and not paths:
            self._commit.file(root)
        if self.query.get("recursive") != ["true"]:
            paths = {path for path in paths if "/" not in path.removeprefix(root)}
        return self._entries(sorted(paths), self.query)

    def paths_information(self) -> Answer:
        """Describe the files and folders that a form names, passing over those that do not exist."""
        form = parse_qs(self.body.decode())
        wanted = [path.strip("/") for path in form.get("paths", [])]
        return self._entries([path for path in wanted if self._commit.below(path)], form)

    def _entries(self, paths: list[str], asked: Mapping[str, list[str]]) -> Answer:
        entries = [self._commit.tell_path(path) for path in paths]
        if asked.get("expand") == ["true"]:
            for entry in entries:
                entry["lastCommit"] = self._repository.last_change(self._commit, entry["path"]).tell()
        return Answer(entries)

    def preupload(self) -> Answer:
        """Say how each file goes, and its present checksum: the client leaves out what has not changed."""
        files = self._commit.files

        def tell(path: str, size: int, sample: str) -> Record:
            mode = "lfs" if is_large(path, size, base64.b64decode(sample)) else "regular"
            present = {"oid": files[path].checksum} if path in files else {}
            return {"path": path, "uploadMode": mode, "shouldIgnore": False, **present}

        return Answer({"files": [tell(**wanted) for wanted in self._json["files"]]})

    def large_file_batch(self) -> Answer:
        """Say where to send each large file, and nothing of those that are here already."""
        repository = self._repository

        def tell(oid: str, size: int) -> Record:
            address = f"{self.hub.url}/lfs/{repository.name}/{oid}"
            actions = {"upload": {"href": address}, "verify": {"href": f"{address}/verify"}}
            return {"oid": oid, "size": size, **({} if oid in repository.contents else {"actions": actions})}

        return Answer({"transfer": "basic", "objects": [tell(**wanted) for wanted in self._json["objects"]]})

    def large_file_upload(self) -> Answer:
        """Take a large file, if it is the one that was announced."""
        arrived = hashlib.sha256(self.body).hexdigest()
        if arrived != self.parts["oid"]:
            raise HubError(400, f"Expected SHA-256 {self.parts['oid']}, got {arrived}")
        self._repository.store(self.body, is_large=True)
        return Answer()

    def large_file_verify(self) -> Answer:
        """Confirm that a large file is here, in the announced size."""
        if self._repository.large_file(self._json["oid"]).size != self._json["size"]:
            raise HubError(400, f"Large file is not of the announced size: {self._json}")
        return Answer()

    def commit(self) -> Answer:
        """Apply all operations of a commit to its parent's tree, or none."""
        repository, branch = self._repository, self.parts["revision"]
        header, *operations = [json.loads(line) for line in self.body.splitlines()]
        about, head = header["value"], repository.resolve(BRANCH + branch)
        if not head.oid.startswith(about.get("parentCommit") or ""):
            raise HubError(412, "A commit has happened since. Please refresh and try again.")
        files = dict(head.files)
        for operation in operations:
            apply_operation(repository, files, operation["key"], operation["value"])
        commit = repository.commit(branch, files, about["summary"], about["description"])
        url = f"{self.hub.url}/datasets/{repository.name}/commit/{commit.oid}"
        return Answer({"success": True, "commitOid": commit.oid, "commitUrl": url})

    def create_tag(self) -> Answer:
        """Tag a revision."""
        return self._refer(TAG + self._json["tag"], self._commit)

    def create_branch(self) -> Answer:
        """Open a branch, from the main one if no starting point is given."""
        start = self._repository.resolve(self._json.get("startingPoint", "main"))
        return self._refer(BRANCH + self.parts["name"], start)

    def _refer(self, reference: str, commit: Commit) -> Answer:
        if reference in self._repository.references:
            raise HubError(409, f"Reference exists already: {reference}")
        self._repository.references[reference] = commit.oid
        return Answer()

    def delete_reference(self) -> Answer:
        """Remove a tag or a branch."""
        reference = {"tag": TAG, "branch": BRANCH}[self.parts["kind"]] + self.parts["name"]
        self._repository.resolve(reference)
        del self._repository.references[reference]
        return Answer()

    def download(self) -> Answer:
        """Send a file, or the range that is asked for, with the checksum that its tree claims."""
        commit, path = self._commit, self.parts["path"]
        file, content = commit.file(path), self._repository.read(path, commit.oid)
        headers = {"X-Repo-Commit": commit.oid, "ETag": f'"{file.checksum}"', "Accept-Ranges": "bytes"}
        if file.is_large:
            headers |= {"X-Linked-Etag": headers["ETag"], "X-Linked-Size": str(file.size)}
        wanted = byte_range(self.headers.get("Range", ""), len(content))
        if wanted is None:
            return Answer(content, 200, headers)
        headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{len(content)}"
        return Answer(content[wanted.start : wanted.stop], 206, headers)


def byte_range(header: str, size: int) -> range | None:
    """Read a `Range` header: `bytes=2-5`, `bytes=2-`, `bytes=-5`. Others are passed over, as HTTP allows."""
    match = re.fullmatch(r"bytes=(?:(\d+)-(\d*)|-(\d+))", header)
    if match is None:
        return None
    first, last, suffix = match.groups()
    start = int(first) if first else max(size - int(suffix), 0)
    stop = min(int(last) + 1, size) if last else size
    if start >= stop:
        raise HubError(416, f"Not within {size} bytes: {header}", Content_Range=f"bytes */{size}")
    return range(start, stop)


Route = tuple[re.Pattern[str], bool, Callable[[Connection], Answer]]


def route(line: str, end: Callable[[Connection], Answer], *, needs_token: bool = False) -> Route:
    """Read a route. `{repository}` has one slash, `{path}` may have any number, and other parts have none."""
    kinds = {"repository": "[^/]+/[^/]+", "path": ".+", "kind": "tag|branch"}
    pattern = re.sub(r"{(\w+)}", lambda part: f"(?P<{part[1]}>{kinds.get(part[1], '[^/]+')})", line)
    return re.compile(pattern), needs_token, end


DATASET = "/api/datasets/{repository}"
ROUTES = [
    route("GET /api/whoami-v2", Connection.whoami, needs_token=True),
    route("POST /api/validate-yaml", Connection.validate_yaml),
    route("POST /api/repos/create", Connection.create_repository, needs_token=True),
    route("DELETE /api/repos/delete", Connection.delete_repository, needs_token=True),
    route(f"GET {DATASET}", Connection.information),
    route(f"GET {DATASET}/revision/{{revision}}", Connection.information),
    route(f"GET {DATASET}/refs", Connection.references),
    route(f"GET {DATASET}/commits/{{revision}}", Connection.log),
    route(f"GET {DATASET}/tree/{{revision}}", Connection.tree),
    route(f"GET {DATASET}/tree/{{revision}}/{{path}}", Connection.tree),
    route(f"POST {DATASET}/paths-info/{{revision}}", Connection.paths_information),
    route(f"POST {DATASET}/preupload/{{revision}}", Connection.preupload, needs_token=True),
    route(f"POST {DATASET}/commit/{{revision}}", Connection.commit, needs_token=True),
    route(f"POST {DATASET}/tag/{{revision}}", Connection.create_tag, needs_token=True),
    route(f"POST {DATASET}/branch/{{name}}", Connection.create_branch, needs_token=True),
    route(f"DELETE {DATASET}/{{kind}}/{{name}}", Connection.delete_reference, needs_token=True),
    route(
        "POST /datasets/{repository}.git/info/lfs/objects/batch",
        Connection.large_file_batch,
        needs_token=True,
    ),
    route("PUT /lfs/{repository}/{oid}", Connection.large_file_upload),
    route("POST /lfs/{repository}/{oid}/verify", Connection.large_file_verify, needs_token=True),
    route("(GET|HEAD) /datasets/{repository}/resolve/{revision}/{path}", Connection.download),
]


@dataclass
class Failure:
    """A plan to end connections without an answer, for requests whose line matches a pattern."""

    pattern: str
    spared: int
    times: float
    after_effect: bool

    def strikes(self, line: str) -> bool:
        """Count a request, and tell whether it is one to fail."""
        if not re.search(self.pattern, line):
            return False
        self.spared -= 1
        return 0 < -self.spared <= self.times


class HubServer:
    """The Hub. It serves while in its `with` block, and lets a test look in and interfere."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []
        self.lock = threading.RLock()
        self._failures: list[Failure] = []
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), partial(Connection, self))
        self.url = f"http://127.0.0.1:{self._listener.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.fail_after(0, times=math.inf)  # a connection that is kept alive would outlive the listener
        self._listener.shutdown()
        self._listener.server_close()

    def environment(self, home: Path) -> dict[str, str]:
        """Return the variables that make a client process use this Hub and store everything below `home`."""
        hosts = dict.fromkeys(("NO_PROXY", "no_proxy"), "127.0.0.1")
        folders = {"HF_HOME": home, "HF_HUB_CACHE": home / "hub", "HF_DATASETS_CACHE": home / "datasets"}
        switches = {"HF_HUB_OFFLINE": "0", "HF_DATASETS_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
        silence = dict.fromkeys(("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_UPDATE_CHECK"), "1")
        texts = {name: str(folder) for name, folder in folders.items()}
        return {"HF_ENDPOINT": self.url, "HF_TOKEN": TOKEN, **hosts, **texts, **switches, **silence}

    def repository(self, name: str) -> Repository:
        """Return a repository, or refuse as the Hub does."""
        if name not in self.repositories:
            raise HubError(404, f"Repository not found: {name}", X_Error_Code="RepoNotFound")
        return self.repositories[name]

    def commit(self, name: str, files: Mapping[str, bytes], title: str = "by another hand") -> str:
        """Commit files to main without a client, creating the repository if need be, and return the oid."""
        with self.lock:
            repository = self.repositories.setdefault(name, Repository(name))
            stored = {
                path: repository.store(content, is_large=is_large(path, len(content), content))
                for path, content in files.items()
            }
            return repository.commit("main", {**repository.resolve().files, **stored}, title).oid

    def move_tag(self, name: str, tag: str, revision: str) -> None:
        """Let a tag stand for another commit, as its owner could by deleting and creating it."""
        with self.lock:
            repository = self.repository(name)
            repository.resolve(TAG + tag)
            repository.references[TAG + tag] = repository.resolve(revision).oid

    def tamper(self, name: str, path: str, content: bytes, revision: str = "main") -> None:
        """Replace what is stored of a file, in all commits that have it, under its old checksum and size."""
        with self.lock:
            repository = self.repository(name)
            repository.contents[repository.resolve(revision).file(path).checksum] = content

    def fail_after(self, n_requests: int, pattern: str = "", *, times: float = 1, after_effect: bool = False) -> None:
        """End the connection of a coming request without an answer, as if the Hub had died.

        Of the requests whose line (`POST /api/datasets/...`) matches the pattern, `n_requests` are spared and
        the next `times` fail, all of them if `math.inf`. With `after_effect` the work is done, and only the
        answer is lost.
        """
        with self.lock:
            self._failures.append(Failure(pattern, n_requests, times, after_effect))

    def recover(self) -> None:
        """Forget the planned failures."""
        with self.lock:
            self._failures.clear()

    def record(self, line: str) -> list[Failure]:
        """Note a request, and return the failures it is due to suffer."""
        self.requests.append(line)
        return [failure for failure in self._failures if failure.strikes(line)]
