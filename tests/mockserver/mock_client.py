"""A client for real sockets, and mocks for it to talk to."""

from __future__ import annotations

import http.client
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import specs
from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.testing import running
from specs import catalog

RELEASES = [release.name for api in catalog.apis() for release in catalog.releases(api)]


@cache
def document(name: str) -> specs.Document:
    return specs.load(name)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Api:
    """A client that sends exactly what it is told, over a real socket."""

    url: str
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    told: str = ""

    def __call__(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, token: str | None = None
    ) -> Answer:
        sent = {"Authorization": f"Bearer {self.token if token is None else token}"} if token or self.token else {}
        if token == "":
            sent = {}
        if isinstance(body, dict | list):
            body, sent["Content-Type"] = json.dumps(body), "application/json"
        sent |= self.headers | (headers or {})
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def logged_in(self, email: str = "max@example.org") -> Api:
        answer = self("POST", "/api/authenticate", {"email": email, "password": "secret"}, token="")
        return Api(self.url, answer.json["id_token"])


@contextmanager
def served(name: str, *, clock: Callable[[], float] = time.time, **options: Any) -> Iterator[Api]:
    with running(create_app(document(name), Settings(**options), clock=clock)) as url:
        yield Api(url)


@contextmanager
def mock_process(*arguments: str) -> Iterator[tuple[Api, subprocess.Popen[str]]]:
    """A real ``ringback mock`` on a free port, up to its ready line."""
    command = [sys.executable, "-m", "ringback", "mock", *arguments, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            url, told = ready(process)
            yield Api(url, told=told), process
        finally:
            process.terminate()
            process.communicate(timeout=20)


def ready(process: subprocess.Popen[str], seconds: float = 120) -> tuple[str, str]:
    assert process.stderr is not None
    end, told = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        if select.select([process.stderr], [], [], 0.1)[0]:
            line = os.read(process.stderr.fileno(), 65536).decode()
            told += line
            found = re.search(r"^ready: (\S+)$", told, re.MULTILINE)
            if found:
                return found[1], told
            assert line, f"the mock ended: {told}"
    raise AssertionError(f"the mock was not ready in time: {told}")
