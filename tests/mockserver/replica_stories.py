"""What has to be so whichever process answers."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path
from typing import Any

from mock_client import Answer, Api

STORY = str(Path(__file__).with_name("data") / "stories" / "nested.yaml")


class Anyone:
    """Asks one after the other."""

    def __init__(self, apis: list[Api]) -> None:
        self.each = len(apis)
        self._next = cycle(apis)

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Answer:
        answer = next(self._next)(method, path, body, headers)
        assert answer.status == status, (method, path, answer.status, answer.body)
        return answer

    def control(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self(method, f"/__ringback{path}", body, status)
        return answer.json if answer.body else None


def everything(api: Api) -> dict[str, str]:
    """What a mock has, by id."""
    found: dict[str, str] = {}
    while True:
        page = api("GET", f"/projects?limit=1000&offset={len(found)}").json
        fresh = {each["id"]: each["name"] for each in page["items"]}
        assert not set(fresh) & set(found), "an id twice"
        found |= fresh
        if len(found) >= page["total"] or not fresh:
            return found


def one_mock(apis: list[Api]) -> None:
    """It is as if one process answered: each step may be answered by another than the step before."""
    ask = Anyone(apis)
    ask.control("POST", "/reset", status=204)
    what_is_added(ask)
    what_is_counted(ask)
    what_is_set(ask)
    what_is_kept(ask)
    ask.control("POST", "/reset", status=204)
    assert [ask.control("GET", path) for path in ("/overrides", "/faults")] == [[], []]


def what_is_added(ask: Anyone) -> None:
    turns = {"operation": "GET /projects", "name": "turns", "then": "cycle"}
    turns["sequence"] = [{"headers": {"X-Turn": str(turn)}} for turn in range(3)]
    ask.control("POST", "/overrides", turns, 201)
    assert [ask("GET", "/projects").headers["X-Turn"] for _ in range(5)] == ["0", "1", "2", "0", "1"]
    assert {each["calls"] for _ in range(ask.each) for each in ask.control("GET", "/overrides")} == {5}
    ask.control("DELETE", "/overrides/turns", status=204)
    assert "X-Turn" not in ask("GET", "/projects").headers
    limit = {"operation": "getProject", "name": "limit", "limit": "3/60m"}
    ask.control("POST", "/faults", limit, 201)
    made = ask("POST", "/projects", {"name": "n"}, 201).json
    for status in (200, 200, 200, 429, 429):
        ask("GET", f"/projects/{made['id']}", status=status)
    ask.control("PUT", "/faults/limit", {"enabled": False}, 204)
    for _ in range(ask.each):
        ask("GET", f"/projects/{made['id']}")
    added = {"operation": "GET /projects", "delay": 0.001}
    given = [ask.control("POST", "/overrides", added, 201)["name"] for _ in range(3)]
    assert len(set(given)) == 3


def what_is_counted(ask: Anyone) -> None:
    ask.control("POST", "/reset", {"only": ["state"]}, 204)
    ask.control("PUT", "/seed", {"seed": 7})
    drawn = [ask("POST", "/projects", {"name": "n"}, 201).headers["Ringback-Replay"] for _ in range(4)]
    ask.control("POST", "/reset", {"only": ["state", "counters"]}, 204)
    assert [ask("POST", "/projects", {"name": "n"}, 201).headers["Ringback-Replay"] for _ in range(4)] == drawn
    assert len(set(drawn)) == 4
    ask.control("DELETE", "/journal", status=204)
    for number in range(2 * ask.each):
        ask("POST", "/projects", {"name": str(number)}, 201)
        entries = ask.control("GET", "/journal")["entries"]
        told = [json.loads(each["request"]["body"])["name"] for each in entries]
        assert told == [str(each) for each in range(number + 1)]
    assert ask.control("POST", "/verify", {"operation": "createProject", "count": 2 * ask.each})["verified"]


def what_is_set(ask: Anyone) -> None:
    ask.control("PUT", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
    ask.control("POST", "/clock", {"advance": 60})
    assert {ask.control("GET", "/clock")["now"] for _ in range(ask.each)} == {1893456060}
    assert {ask("GET", "/projects").headers["Date"] for _ in range(ask.each)} == {"Tue, 01 Jan 2030 00:01:00 GMT"}
    ask.control("PUT", "/auth", {"auth": "off"})
    assert {ask.control("GET", "/auth")["auth"] for _ in range(ask.each)} == {"off"}


def what_is_kept(ask: Anyone) -> None:
    ask.control("PUT", "/snapshots/now", status=204)
    total = ask("GET", "/projects").json["total"]
    key = {"Idempotency-Key": "once"}
    first = ask("POST", "/projects", {"name": "too many"}, 201, **key)
    assert ask("POST", "/projects", {"name": "too many"}, 201, **key).json == first.json
    assert {ask("GET", "/projects").json["total"] for _ in range(ask.each)} == {total + 1}
    assert ask.control("GET", "/snapshots") == ["now"]
    ask.control("POST", "/snapshots/now", status=204)
    assert {ask("GET", "/projects").json["total"] for _ in range(ask.each)} == {total}
    page = ask("GET", "/__ringback/console/journal")
    assert b"too many" in page.body or b"/projects" in page.body
