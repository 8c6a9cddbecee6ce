"""A mock in a process of its own, and the conversation that the vendor's page has with the API, line by line."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mockserver.errors import MockError

_READY = "ready: "
_START_SECONDS = 30
_ANSWER_SECONDS = 10
_LONGEST = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request of the conversation and what came back.

    Attributes:
        told: request and answer for a person, tokens cut short.
        as_expected: whether the status was the one that the conversation needs.
    """

    told: str
    as_expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A made-up account."""

    email: str
    password: str


def account() -> Account:
    """An account that nobody has used before."""
    return Account(email="max.mustermann@example.org", password=secrets.token_urlsafe(12))


@contextmanager
def mock(name: str) -> Iterator[str]:
    """Run ``ringback mock`` on a free port.

    Yields:
        Its base URL.

    Raises:
        MockError: it did not start.
    """
    # -P: a folder of the user's that is called specs or contracts must not be taken for ours.
    command = [sys.executable, "-P", "-m", "ringback", "mock", name, "--port", "0", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield _ready(process)
        finally:
            process.terminate()


def _ready(process: subprocess.Popen[str]) -> str:
    late = threading.Timer(_START_SECONDS, process.kill)
    late.start()
    said: list[str] = []
    try:
        for line in process.stderr or ():
            if line.startswith(_READY):
                return line.removeprefix(_READY).strip()
            said.append(line.strip())
    finally:
        late.cancel()
    raise MockError("the mock did not start: " + (" ".join(said) or "it said nothing"), hint="try ringback mock")


def conversation(url: str, who: Account) -> Iterator[Line]:
    """Log in, list the connectors, create a CLIENT, delete it, and look whether it is gone."""
    login = _call(url, "POST", "/api/authenticate", {"email": who.email, "password": who.password})
    yield _line(login, 200)
    token = login.body.get("id_token", "") if isinstance(login.body, dict) else ""
    yield _line(_call(url, "GET", "/api/users/me/connectors", token=token), 200)
    created = _call(url, "POST", "/api/users/me/clients", {"name": "Max Mustermann"}, token=token)
    yield _line(created, 201, 200)
    path = f"/api/clients/{created.body.get('id') if isinstance(created.body, dict) else 0}"
    yield _line(_call(url, "DELETE", path, token=token), 204, 200)
    yield _line(_call(url, "DELETE", path, token=token), 404)


@dataclass(frozen=True, slots=True)
class _Answer:
    """``body`` is the JSON value, or None where there is none."""

    request: str
    status: int
    body: Any


def _call(url: str, method: str, path: str, body: Any = None, *, token: str = "") -> _Answer:
    request = urllib.request.Request(url + path, method=method)  # noqa: S310 - our own mock's address
    request.add_header("Accept", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=_ANSWER_SECONDS) as answer:
            return _Answer(f"{method} {path}", answer.status, _read(answer.read()))
    except urllib.error.HTTPError as error:
        with error:
            return _Answer(f"{method} {path}", error.code, _read(error.read()))
    except OSError as error:
        raise MockError(f"the mock did not answer {method} {path}: {error}") from error


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _line(answer: _Answer, *expected: int) -> Line:
    body = "" if answer.body is None else json.dumps(answer.body)
    shown = body if len(body) <= _LONGEST else body[: _LONGEST - 1] + "…"
    told = f"{answer.request} → {answer.status} {shown}".rstrip()
    if answer.status not in expected:
        told += f"  (expected {' or '.join(map(str, expected))})"
    return Line(told=told, as_expected=answer.status in expected)
