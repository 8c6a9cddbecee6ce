"""How often a request has to ask a PostgreSQL: each time is a wait, and work for both sides."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from postgres import postgres
from sqlalchemy import event
from sqlalchemy.engine import Engine

import specs
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from specs.messages import Request, Response

STORY = Path(__file__).with_name("data") / "stories" / "nested.yaml"
JSON = (("Host", "localhost"), ("Content-Type", "application/json"))
Ask = Callable[..., Response]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(params=[True, False], ids=["alone", "one of several"])
def ask(database: str, request: pytest.FixtureRequest) -> Iterator[Ask]:
    settings = Settings(state=database, alone=request.param)
    with closing(Host([Served(document=specs.load(str(STORY)))], settings, time.time)) as host:

        def asked(method: str, path: str, body: Any = None) -> Response:
            sent = b"" if body is None else json.dumps(body).encode()
            return host.answer(Request(method, path, headers=JSON, body=sent)).response

        yield asked


def counted(ask: Ask, *request: Any) -> tuple[int, int]:
    """The status of the answer, and how many statements it took."""
    seen: list[str] = []

    def note(*told: Any) -> None:
        seen.append(told[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        return ask(*request).status, len(seen)
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_requests_take_no_more_statements_than_they_need(ask: Ask, request: pytest.FixtureRequest) -> None:
    one, other = (json.loads(ask("POST", "/projects", {"name": "n"}).body)["id"] for _ in range(2))
    shared = 0 if "alone" in request.node.name else 2
    assert counted(ask, "POST", "/projects", {"name": "n"}) == (201, 6 + shared)
    assert counted(ask, "GET", f"/projects/{one}") == (200, 3 + shared)
    assert counted(ask, "DELETE", f"/projects/{other}") == (204, 6 + shared)
    assert counted(ask, "GET", "/nowhere") == (404, shared)
