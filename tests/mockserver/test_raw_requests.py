"""Raw requests, most of them wrong, through the server's own code; by the million in ``tox -e fuzzing``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import specs
from benchmarks.fuzzing.answers import read
from benchmarks.fuzzing.inside import Inside
from benchmarks.fuzzing.mutants import Mutant, mutant, seeds

STORY = Path(__file__).with_name("data") / "stories" / "nested.yaml"


@pytest.fixture
def inside() -> Iterator[Inside]:
    with closing(Inside(specs.load(str(STORY)))) as made:
        yield made


def test_no_raw_request_crashes_the_server_or_gets_what_is_no_answer(inside: Inside) -> None:
    chance = random.Random(20261129)
    known, statuses = seeds(specs.load(str(STORY)), chance), set[int]()
    for _ in range(600):
        raw, made = mutant(known, chance)
        found = inside.tried(made)
        assert not found.wrong, (found.wrong, made.pieces)
        if not statuses.issuperset(found.statuses):
            known.append(raw)
        statuses.update(found.statuses)
    assert {200, 201, 400, 404, 405, 415, 501} <= statuses, "they are not all the same"


@pytest.mark.parametrize(
    ("wire", "methods", "wrong"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", ["GET"], ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", ["HEAD"], ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" * 2, ["GET", "GET"], ""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n\r\n", ["PUT"], ""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", ["GET"], ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", ["GET"], "a body of another length"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok", ["GET"], "no answer of HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nok\r\n", ["GET"], "a body of another length"),
        (b"HTTP/1.1 200 OK\r\nX: a\nb\r\n\r\n", ["GET"], "no answer of HTTP/1.1"),
        (b"Traceback (most recent call last)", [], "leaked"),
        (b'HTTP/1.1 400 \r\nContent-Length: 12\r\n\r\nx.py", line 3', ["GET"], "leaked"),
    ],
)
def test_what_is_no_answer_is_noticed(wire: bytes, methods: list[str], wrong: str) -> None:
    found = read(wire, methods, closed=True).wrong
    assert found.startswith(wrong)
    assert bool(found) == bool(wrong)


def test_a_crash_inside_is_noticed(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Mutant((b"GET /projects HTTP/1.1\r\nHost: h\r\n\r\n",))
    assert inside.tried(asked).statuses == (200,)

    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(inside._host, "begin", broken)
    assert "ZeroDivisionError" in inside.tried(asked).wrong
