"""Failing requests that the next run tries first: kept in a folder, or in a Redis."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import flask
import pytest
from items_server import CREDENTIALS, Items, json_object

from contracts.conformance.choices import Choices
from contracts.conformance.run import run
from contracts.errors import ContractError
from specs.model import Document

Serve = Callable[[Items], str]


class Failing(Items):
    """Fails on what has longer names, and remembers what it was sent."""

    def app(self) -> flask.Flask:
        self.names: list[str] = []
        return super().app()

    def create(self) -> Any:
        self.names.append(json_object()["name"])
        return ("", 500) if len(self.names[-1]) > 2 else super().create()


def names(document: Document, serve: Serve, seed: int, examples: str) -> list[str]:
    """What a run sends in its random phase."""
    server = Failing()
    choices = Choices(seed=seed, max_examples=20, phases=("fuzzing",), operations=("POST /items",), data="valid")
    report = run(document, serve(server), choices, credentials=CREDENTIALS, examples=examples)
    assert [each.rule for each in report.findings] == ["server-error"]
    return server.names


def test_what_failed_is_tried_first_the_next_time(document: Document, serve: Serve, tmp_path: Path) -> None:
    before = names(document, serve, 1, str(tmp_path))
    assert [*tmp_path.iterdir()]
    first, *_ = names(document, serve, 2, str(tmp_path))
    assert len(first) > 2
    assert first in before
    assert names(document, serve, 2, "")[0] == "0"


class Redis:
    """As much of a server and its client as is needed: commands are carried out at once, and answered together."""

    kept: ClassVar[dict[bytes, set[bytes]]] = defaultdict(set)

    def __init__(self, url: str = "") -> None:
        self.url, self.answers = url, list[Any]()

    @classmethod
    def from_url(cls, url: str) -> Redis:
        return cls(url)

    def ping(self) -> None:
        if "nobody" in self.url:
            raise RedisError("secret")

    def pipeline(self) -> Redis:
        return Redis()

    def smembers(self, key: bytes) -> None:
        self.answers.append(set(self.kept[key]))

    def sadd(self, key: bytes, value: bytes) -> None:
        self.answers.append(value not in self.kept[key])
        self.kept[key].add(value)

    def srem(self, key: bytes, value: bytes) -> None:
        self.answers.append(value in self.kept[key])
        self.kept[key].discard(value)

    def expire(self, *_: Any) -> None:
        self.answers.append(True)

    def publish(self, *_: Any) -> None:
        """Nobody listens."""

    def execute(self) -> list[str]:
        return self.answers


class RedisError(Exception):
    """As the client raises it."""


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with _without("hypothesis.extra.redis"):
        module = ModuleType("redis")
        vars(module).update(Redis=Redis, RedisError=RedisError)
        monkeypatch.setitem(sys.modules, "redis", module)
        yield


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Have a module imported anew within, and afterwards."""
    sys.modules.pop(name, None)
    try:
        yield
    finally:
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("redis")
def test_a_team_keeps_them_in_redis(document: Document, serve: Serve) -> None:
    before = names(document, serve, 1, "redis://cache.example:6379/3")
    assert any(key.startswith(b"ringback:") for key in Redis.kept)
    first, *_ = names(document, serve, 2, "redis://cache.example:6379/3")
    assert len(first) > 2
    assert first in before


@pytest.mark.usefixtures("redis")
@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("mysql://x", "examples cannot be kept at mysql:// "),
        ("redis://:secret@nobody.example", "no Redis answers at nobody.example: RedisError "),
    ],
)
def test_where_nothing_can_be_kept_is_told_without_a_password(
    document: Document, serve: Serve, where: str, told: str
) -> None:
    with pytest.raises(ContractError, match=told) as caught:
        names(document, serve, 1, where)
    assert "secret" not in str(caught.value)


def test_that_redis_needs_a_package_is_told(document: Document, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    with _without("hypothesis.extra.redis"):
        monkeypatch.setitem(sys.modules, "redis", None)
        with pytest.raises(ContractError, match=r"pip install 'ringback\[redis\]'"):
            names(document, serve, 1, "redis://elsewhere.example")
