"""What a creation made whose answer nobody has read is told from what others made meanwhile."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from contracts.live.cleanup import Cleaned, Cleanup
from contracts.live.items import Items
from contracts.live.ledger import FILE, Ledger, State
from specs.load import from_mapping
from specs.messages import Request, Response

BOX = {"type": "object", "properties": {"id": {"type": "string"}, "made": {}, "label": {"type": "string"}}}
JSON = {"application/json": {"schema": BOX}}
WRAPPED = {"application/json": {"schema": {"type": "object"}}}
LISTED = {"application/json": {"schema": {"type": "array", "items": BOX}}}
OLD = {"id": "old", "made": 1_500_000_000_000}


def answered(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"200": {"description": "", "content": content}}


DOCUMENT = from_mapping(
    {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {
            "/boxes": {
                "get": {"responses": answered(LISTED)},
                "post": {"requestBody": {"content": WRAPPED}, "responses": answered(JSON)},
            },
            "/boxes/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {"responses": answered(JSON)},
                "delete": {"responses": {"204": {"description": ""}}},
            },
        },
    }
)


class Boxes:
    """A server with boxes, whose clock may be wrong."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = ahead
        self.boxes: dict[str, dict[str, Any]] = {"old": OLD}

    @property
    def now(self) -> float:
        return time.time() + self.ahead

    def __call__(self, request: Request) -> Response:
        name = request.path.removeprefix("/boxes").strip("/")
        if request.method == "DELETE":
            return Response(204 if self.boxes.pop(name, None) else 404)
        told = list(self.boxes.values()) if not name else self.boxes.get(name)
        date = ("Date", formatdate(self.now, usegmt=True))
        return Response(200 if told else 404, (("Content-Type", "application/json"), date), json.dumps(told).encode())


def cleaned(server: Boxes, folder: Path, *sent: Any) -> Cleaned:
    """What becomes of a run that was killed when it had sent some creations."""
    ledger = Ledger(folder / FILE)
    ledger.remember("/boxes", frozenset({"old"}))
    for each in sent:
        ledger.intend("POST /boxes", (), json.dumps(each))
    try:
        return Cleanup(DOCUMENT, Items(DOCUMENT, ""), "", ledger, server, wait=lambda _: None).clean()
    finally:
        assert not ledger.creations(State.SENT)
        ledger.close()


def zoned(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


TIMES: list[Any] = [
    round,
    lambda now: now,
    lambda now: round(now * 1e3),
    lambda now: round(now * 1e6),
    zoned,
    lambda now: zoned(now).replace("+00:00", "Z"),
    lambda now: zoned(now).removesuffix("+00:00"),
]


@pytest.mark.parametrize("written", range(len(TIMES)))
@pytest.mark.parametrize("ahead", [0.0, -7_200.0])
def test_what_sent_nothing_that_tells_is_told_by_its_time(written: int, ahead: float, tmp_path: Path) -> None:
    server = Boxes(ahead)
    server.boxes["new"] = {"id": "new", "made": TIMES[written](server.now)}
    done = cleaned(server, tmp_path, {"data": {"other": {}}})
    assert (done.gone, done.left) == (1, ())
    assert server.boxes == {"old": OLD}


DOUBTFUL: list[tuple[str, Any]] = [
    ("an hour before", lambda now: {"made": now - 3_600}),
    ("an hour after", lambda now: {"made": now + 3_600}),
    ("changed since", lambda now: {"made": now, "changed": now + 3_600}),
    ("no time", lambda _: {"made": "2026-11-29"}),
    ("another value", lambda now: {"made": now, "size": 3}),
    ("a value that was not sent", lambda now: {"made": now, "label": "mine"}),
    ("a truth is no time", lambda _: {"made": True}),
]


@pytest.mark.parametrize(("why", "entry"), DOUBTFUL, ids=[why for why, _ in DOUBTFUL])
def test_what_may_be_somebody_elses_is_left_for_a_person(why: str, entry: Any, tmp_path: Path) -> None:
    server = Boxes()
    server.boxes["new"] = {"id": "new", **entry(server.now)}
    done = cleaned(server, tmp_path, {"data": {"size": 2}})
    assert [each.item for each in done.left] == [None], why
    assert "new" in server.boxes


def test_more_than_was_asked_for_is_left_for_a_person(tmp_path: Path) -> None:
    server = Boxes()
    server.boxes |= {name: {"id": name, "made": server.now} for name in ("one", "two")}
    assert len(cleaned(server, tmp_path, {}).left) == 1
    assert server.boxes.keys() == {"old", "one", "two"}


def test_as_many_as_were_asked_for_are_all_ours(tmp_path: Path) -> None:
    server = Boxes()
    server.boxes |= {name: {"id": name, "made": server.now} for name in ("one", "two")}
    assert cleaned(server, tmp_path, {}, {}, {}).left == ()
    assert server.boxes.keys() == {"old"}


def test_what_is_wrapped_in_a_body_tells_what_was_sent(tmp_path: Path) -> None:
    server = Boxes()
    server.boxes["new"] = {"id": "new", "made": 1.0, "label": "a label of this run"}
    server.boxes["other"] = {"id": "other", "made": 1.0, "label": "a label of another"}
    done = cleaned(server, tmp_path, {"data": {"label": "a label of this run"}})
    assert (done.gone, done.left) == (1, ())
    assert server.boxes.keys() == {"old", "other"}
