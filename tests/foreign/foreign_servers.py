"""Servers that are no mocks and not ours, with things in them that must be as they were after a run."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import requests

HERE = Path(__file__).parent
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PASSWORD = "Correct-Horse-4-Battery!"
BEGIN = "/the-run-begins"


@dataclass(frozen=True)
class Server:
    """A server: where it is, and what it was asked.

    Attributes:
        folder: where it keeps what it has, and its log.
    """

    port: int
    folder: Path

    script: ClassVar[str]
    base: ClassVar[str] = ""
    published: ClassVar[str]
    """Where it publishes its document."""
    health: ClassVar[str]
    log_ins: ClassVar[frozenset[str]] = frozenset()
    """Requests that log in, as the log has them."""
    identifier: ClassVar[str]
    deny: ClassVar[tuple[str, ...]] = ()
    """What a run leaves out, so that it is over in a minute."""

    @property
    def url(self) -> str:
        """Where the document's paths start."""
        return f"http://127.0.0.1:{self.port}{self.base}"

    @property
    def log(self) -> Path:
        """The file in which it writes down what it is asked."""
        return self.folder / "asked"

    @classmethod
    def environment(cls, folder: Path) -> Mapping[str, str]:  # noqa: ARG003 - those of other servers name it
        """Settings that the server is started with."""
        return {}

    def headers(self) -> Mapping[str, str]:
        """Credentials of whoever fills the server and looks at it."""
        return {}

    def auth(self) -> tuple[str, str] | None:
        """The same, for HTTP Basic."""
        return None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask for something that is to succeed."""
        answer = requests.request(
            method, self.url + path, json=body, auth=self.auth(), headers=self.headers(), timeout=60
        )
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def begin(self) -> None:
        """Mark in the log where a run begins."""
        requests.get(self.url + BEGIN, timeout=60)

    def asked(self) -> list[str]:
        """The requests since the latest beginning."""
        lines = self.log.read_text().splitlines()
        last = max(number for number, line in enumerate(lines) if line.endswith(BEGIN))
        return lines[last + 1 :]

    def fill(self) -> None:
        """Put things in that a run must not touch."""
        raise NotImplementedError

    def state(self) -> Any:
        """All that is in it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Kinto(Server):
    """Names and passwords with every request."""

    script = "kinto_server.py"
    base = "/v1"
    published = "/__api__"
    health = "/"
    identifier = "max-mustermann"

    def auth(self) -> tuple[str, str]:
        return self.identifier, PASSWORD

    def fill(self) -> None:
        account = {"data": {"password": PASSWORD}}
        made = requests.put(f"{self.url}/accounts/{self.identifier}", json=account, timeout=60)
        assert made.status_code == 201
        for bucket in ("first", "second"):
            self.ask("PUT", f"/buckets/{bucket}", {"data": {"kept": True}})
            self.ask("PUT", f"/buckets/{bucket}/collections/notes", {"data": {}})
            for number in range(3):
                note = {"data": {"title": f"old {number}"}}
                self.ask("POST", f"/buckets/{bucket}/collections/notes/records", note)

    def state(self) -> Any:
        """All that the account can see."""
        buckets = self.ask("GET", "/buckets")["data"]
        paths = [f"/buckets/{each['id']}/{kind}" for each in buckets for kind in ("collections", "groups")]
        paths += [f"/buckets/{each['id']}/collections/notes/records" for each in buckets]
        return [buckets, self.ask("GET", "/accounts"), *(self.ask("GET", path) for path in paths)]


@dataclass(frozen=True)
class ContextForge(Server):
    """An e-mail address and a password give a token; what is there stands in a database of its own."""

    script = "contextforge_server.py"
    published = "/openapi.json"
    health = "/health"
    identifier = "max.mustermann@example.org"
    log_ins = frozenset({"POST /v1/auth/email/login"})
    deny = tuple(
        "/_internal/* /.well-known/* /admin/* /api/* /metrics/* /oauth/* /servers/* /v1/a2a* /v1/admin/* /v1/api/* "
        "/v1/auth/email/admin/* /v1/catalog /v1/export* /v1/gateways* /v1/import* /v1/llm* /v1/metrics* /v1/rbac/* "
        "/v1/roots* /v1/search /v1/tags* /v1/tokens* /v1/tools/plugin_bindings* /v1/resources/test/* /v1/version "
        "/v1/prompts/ /v1/resources/ /v1/servers/ /v1/tools/".split()
    )

    @classmethod
    def environment(cls, folder: Path) -> Mapping[str, str]:
        return {
            "DATABASE_URL": f"sqlite:///{folder}/kept.db",
            "CACHE_TYPE": "memory",
            "PLATFORM_ADMIN_EMAIL": cls.identifier,
            "PLATFORM_ADMIN_PASSWORD": PASSWORD,
            "DEFAULT_USER_PASSWORD": PASSWORD,
            "JWT_SECRET_KEY": "signs-tokens-on-loopback-and-nowhere-else",
            "AUTH_ENCRYPTION_SECRET": "encrypts-things-on-loopback-and-nowhere-else",
            "AUTH_REQUIRED": "true",
            "MCPGATEWAY_UI_ENABLED": "false",
            "MCPGATEWAY_ADMIN_API_ENABLED": "false",
            "PASSWORD_CHANGE_ENFORCEMENT_ENABLED": "false",
            "PLUGINS_ENABLED": "false",
            "SSRF_PROTECTION_ENABLED": "false",
            "RATE_LIMITING_ENABLED": "false",
            "LOG_LEVEL": "CRITICAL",
        }

    def headers(self) -> Mapping[str, str]:
        account = {"email": self.identifier, "password": PASSWORD}
        answer = requests.post(f"{self.url}/v1/auth/email/login", json=account, timeout=60)
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def fill(self) -> None:
        for number in range(2):
            name = f"old-{number}"
            tool = {"name": name, "url": "https://example.org/", "integration_type": "REST", "request_type": "GET"}
            self.ask("POST", "/v1/tools", {"tool": tool})
            resource = {"uri": f"notes://{name}", "name": name, "content": "dear"}
            self.ask("POST", "/v1/resources", {"resource": resource})
            self.ask("POST", "/v1/prompts", {"prompt": {"name": name, "template": "Dear {{ name }}", "arguments": []}})
            self.ask("POST", "/v1/servers", {"server": {"name": name, "description": "kept"}})
            self.ask("POST", "/v1/teams/", {"name": name})

    def state(self) -> Any:
        """The rows of every table but those in which the server counts what it is asked."""
        with sqlite3.connect(self.folder / "kept.db") as base:
            names = [name for (name,) in base.execute("select name from sqlite_master where type = 'table'")]
            return {name: _rows(base, name) for name in sorted(names) if not name.endswith(_COUNTING)}


_COUNTING = ("_events", "_metrics", "_logs", "_entries", "_hourly", "_snapshots", "_aggregates", "sqlite_sequence")
_LATEST = frozenset({"last_login", "last_used", "updated_at"})
"""Columns in which it writes down that somebody was there."""
_DELETED = "select id from email_teams where not is_active"
"""Teams that are deleted: nobody is shown them any more, and it keeps their rows."""


def _rows(base: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    known = [row[1] for row in base.execute(f"pragma table_info('{table}')")]
    skipped = _LATEST if table == "email_users" else frozenset()
    columns = ", ".join(f'"{each}"' for each in known if each not in skipped)
    team = "id" if table == "email_teams" else "team_id" if "team_id" in known else "null"
    there = f"{team} is null or {team} not in ({_DELETED})"
    return sorted(base.execute(f'select {columns} from "{table}" where {there}').fetchall(), key=repr)  # noqa: S608


KINDS: Mapping[str, type[Server]] = {"kinto": Kinto, "contextforge": ContextForge}


@contextmanager
def running(kind: type[Server], folder: Path) -> Iterator[Server]:
    """A server with things in it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = kind(free.getsockname()[1], folder)
    command = [sys.executable, str(HERE / kind.script), str(server.port), str(server.log)]
    environment = {**os.environ, **kind.environment(folder)}
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
    try:
        _wait(server, process)
        server.fill()
        yield server
    finally:
        process.kill()
        process.wait()


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        assert process.poll() is None, (server.folder / "said").read_text()[-3000:]
        try:
            requests.get(server.url + server.health, timeout=5)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{type(server).__name__} did not start")
