"""A server with one private repository, tokens that may do more or less, artifacts, and the Pages beside it.

Git is spoken over HTTP, as with the real ones: what a token may not do is refused.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import secrets
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
TOKEN = "xreport-test-token-"
PROJECT = "somebody/project"


def clean_env() -> dict[str, str]:
    """The environment without anything that a CI around these tests, or git, would bring along."""
    return {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GITHUB_", "CI_", "XREPORT_"))
    }


def git(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [*GIT, *map(str, arguments)], cwd=cwd, check=True, capture_output=True, text=True, env=clean_env()
    )
    return done.stdout


@dataclass
class Server:
    folder: Path
    published: int = 0
    away: bool = False
    """Whether nothing is answered."""
    log: list[str] = field(default_factory=list)
    rights: dict[str, frozenset[str]] = field(default_factory=dict)
    """What each token may do: read and push the repository, and ask the API."""
    granted: dict[str, frozenset[str]] = field(default_factory=dict)
    """What each token could do while its job ran."""
    pushed: list[str] = field(default_factory=list)
    """The token of each push that was let through."""
    jobs: dict[str, dict] = field(default_factory=dict)
    """By their id, what the API of GitLab tells of the jobs: name, token, artifacts, variables handed out."""

    ids: Iterator[int] = field(default_factory=lambda: itertools.count(100))
    """The ids of the next jobs."""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        git("init", "--quiet", "--bare", "--initial-branch=main", "origin.git", cwd=self.folder)
        self.origin = self.folder / "origin.git"
        self.pages = self.folder / "pages"
        handler = type("Handler", (_Handler,), {"ours": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def token(self, *rights: str) -> str:
        """Return a new token with these rights."""
        token = TOKEN + secrets.token_hex(16)
        self.rights[token] = self.granted[token] = frozenset(rights)
        return token

    def commit(self, files: dict[str, str], branch: str = "main") -> None:
        """Commit files to a branch, as somebody at a desk does."""
        clone = self.folder / f"author-{branch}"
        if not clone.exists():
            git("init", "--quiet", f"--initial-branch={branch}", clone, cwd=self.folder)
            git("remote", "add", "origin", self.origin, cwd=clone)
            if git("ls-remote", "origin", f"refs/heads/{branch}", cwd=clone):
                git("pull", "--quiet", "origin", branch, cwd=clone)
        for name, text in files.items():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_text(text, encoding="utf-8")
        git("add", "--all", "--force", cwd=clone)
        git("commit", "--quiet", "-m", "work", cwd=clone)
        git("push", "--quiet", "origin", branch, cwd=clone)

    def kept(self, branch: str = "xreport-runs") -> list[str]:
        """Return the files on the branch of journals."""
        return git("ls-tree", "-r", "-z", "--name-only", branch, cwd=self.origin).rstrip("\0").split("\0")

    def content(self, name: str, branch: str = "xreport-runs") -> bytes:
        """Return a file on the branch of journals, byte for byte."""
        return subprocess.run(
            ["git", "cat-file", "blob", f"{branch}:{name}"], cwd=self.origin, check=True, capture_output=True
        ).stdout

    def branches(self) -> str:
        """Return all branches and what they point to."""
        return git("for-each-ref", cwd=self.origin)

    def publish(self, site: Path) -> None:
        shutil.rmtree(self.pages, ignore_errors=True)
        shutil.copytree(site, self.pages)
        self.published += 1

    def api(self, method: str, path: str, query: str, token: str, body: bytes) -> tuple[int, bytes]:
        """Answer as GitLab does: jobs and artifacts to who may ask, and artifacts from the token of their job."""
        parts = path.split("/")
        if method == "POST" and parts[0] == "jobs":
            job = self.jobs[parts[1]]
            if token != job["token"] or parse_qs(query) != {"artifact_type": ["dotenv"]}:
                return 403, b""
            job["variables"] = dict(line.split("=", 1) for line in body.decode().splitlines())
            return 201, b""
        if "api" not in self.rights.get(token, ()):
            return 401, b""
        if path == "projects/7/pipelines/1/jobs":
            return 200, json.dumps([{"id": int(key), "name": job["name"]} for key, job in self.jobs.items()]).encode()
        file = self.jobs[parts[3]]["artifacts"] / "/".join(parts[5:])
        return (200, file.read_bytes()) if file.is_file() else (404, b"")


class _Handler(BaseHTTPRequestHandler):
    """What the server answers."""

    ours: Server
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = self.headers.get("Content-Length")
        body = self.rfile.read(int(length)) if length else self._chunks()
        kind, secret = (self.headers.get("Authorization") or " ").split(" ", 1)
        token = base64.b64decode(secret).decode().partition(":")[2] if kind == "Basic" else secret
        parts = urlsplit(self.path)
        if self.ours.away:
            self.give(503)
        elif parts.path.startswith("/api/v4/"):
            token = self.headers.get("JOB-TOKEN", token)
            self.give(*self.ours.api(self.command, parts.path[len("/api/v4/") :], parts.query, token, body))
        elif not token:
            self.give(401)
        else:
            self.git(parts.path, parts.query, token, body)

    do_GET = do_POST = answer  # noqa: N815 - the names are given

    def git(self, path: str, query: str, token: str, body: bytes) -> None:
        right = "push" if "git-receive-pack" in path + query else "read"
        if right not in self.ours.rights.get(token, ()):
            self.give(403)
            return
        if path.endswith("/git-receive-pack"):
            self.ours.pushed.append(token)
        env = clean_env() | {
            "GIT_PROJECT_ROOT": str(self.ours.origin),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path.removeprefix(f"/{PROJECT}.git"),
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "somebody",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.give(int(headers.pop("Status", "200").split()[0]), content, headers)

    def _chunks(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return b""
        found = b""
        while size := int(self.rfile.readline(), 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def give(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass
