"""What several processes remember together, and what is left when one is killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import pytest
from mock_client import Api, mock_process
from postgres import postgres
from replica_stories import STORY, everything, one_mock

ROUNDS, WRITERS = 4, 8


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


class Writer(threading.Thread):
    """Creates, changes, deletes and reads over one connection until it has done enough, or its mock is gone.

    Attributes:
        names: what was acknowledged, by id; None for what was taken away.
        unsure: ids of which a change was asked for and not acknowledged.
        wrong: answers that should not have been.
        last: the name of what was last to be created and was not acknowledged, with the key it was sent with.
    """

    def __init__(self, api: Api, number: int, operations: int, *, keyed: bool = False) -> None:
        super().__init__()
        self._keyed = keyed
        self.last: tuple[str, dict[str, str]] | None = None
        where = urlsplit(api.url)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        self._number, self._operations = number, operations
        self.names: dict[str, str | None] = {}
        self.unsure: set[str] = set()
        self.wrong: list[Any] = []
        self.done = 0

    def run(self) -> None:
        try:
            for turn in range(self._operations):
                self._step(turn)
                self.done += 1
        except (OSError, http.client.HTTPException):
            return  # the mock is gone
        finally:
            self._connection.close()
        self.unsure.clear()

    def _step(self, turn: int) -> None:
        there = [name for name, value in self.names.items() if value is not None]
        name = f"{self._number}-{turn}"
        if turn % 2 == 0 or not there:
            key = {"Idempotency-Key": name} if self._keyed else {}
            self.last = (name, key) if self._keyed else None
            status, told = self._ask("POST", "/projects", {"name": name}, key=key)
            self.last = None
            if status != 201 or told["id"] in self.names:
                self.wrong.append((status, told))
            self.names[told["id"]] = name
            return
        known = there[turn * 7 % len(there)]
        if turn % 8 == 1:
            self.unsure.add(known)
            status, told = self._ask("PATCH", f"/projects/{known}", {"name": name}, "application/merge-patch+json")
            self.names[known] = name
        elif turn % 16 == 3:
            self.unsure.add(known)
            status, told = self._ask("DELETE", f"/projects/{known}")
            self.names[known] = None
        else:
            status, told = self._ask("GET", f"/projects/{known}")
            if (status, told["name"]) != (200, self.names[known]):
                self.wrong.append((status, told, self.names[known]))
        self.unsure.discard(known)
        if status not in (200, 204):
            self.wrong.append((status, told))

    def _ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        media: str = "application/json",
        key: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[int, Any]:
        sent = json.dumps(body) if body is not None else None
        self._connection.request(method, path, sent, ({"Content-Type": media} if body is not None else {}) | dict(key))
        response = self._connection.getresponse()
        read = response.read()
        return response.status, json.loads(read) if read else None


def check(writers: list[Writer], found: dict[str, str], unheard: int | None = None) -> None:
    """Everything that was acknowledged is there, no id is twice, and there is nothing else.

    Of what clients have heard nothing of, there may be one of each, or as many as ``unheard`` says.
    """
    acknowledged = [(name, value) for each in writers for name, value in each.names.items()]
    assert [each.wrong for each in writers if each.wrong] == []
    assert len(acknowledged) == len({name for name, _ in acknowledged}), "an id was given out twice"
    unsure = {name for each in writers for name in each.unsure}
    for name, value in acknowledged:
        if name not in unsure:
            assert found.get(name) == value, (name, value, found.get(name))
    others = set(found) - {name for name, _ in acknowledged}
    assert len(others) <= (len(writers) if unheard is None else unheard), "more was kept than was asked for"


def test_a_file_has_all_that_was_acknowledged_before_a_kill(tmp_path: Path) -> None:
    state = f"sqlite:///{tmp_path / 'state.db'}"
    writers: list[Writer] = []
    for number in range(ROUNDS):
        with mock_process(STORY, "--state", state) as (api, process):
            now = [Writer(api, number * 10 + each, 100_000) for each in range(3)]
            for writer in now:
                writer.start()
            while sum(writer.done for writer in now) < 150 * (number + 1):
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            for writer in now:
                writer.join(30)
            writers += now
    with mock_process(STORY, "--state", state) as (api, _):
        check(writers, everything(api))


def test_four_processes_share_a_database_and_one_is_killed(server: str, pytestconfig: pytest.Config) -> None:
    """As users of several machines would: each mock is started by itself."""
    operations: int = pytestconfig.getoption("--store-operations")
    with ExitStack() as running:
        mocks = [running.enter_context(mock_process(STORY, "--state", server)) for _ in range(4)]
        each_does = operations // WRITERS
        # the clients of the one that is to die send keys: so they can ask again for what they have heard nothing of
        writers = [Writer(mocks[number % 4][0], number, each_does, keyed=number % 4 == 3) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        while sum(writer.done for writer in writers) < operations // 2:
            time.sleep(0.01)
        mocks[3][1].send_signal(signal.SIGKILL)
        for writer in writers:
            writer.join(300)
        done = [writer.done for writer in writers]
        for writer in (writers[3], writers[7]):
            if writer.last:
                name, key = writer.last
                made = mocks[0][0]("POST", "/projects", {"name": name}, key)
                writer.names[made.json["id"]] = name
        # what the dead one's clients had still to ask, others ask of those that live
        more = [Writer(mocks[number % 3][0], 100 + number, each_does - done[number]) for number in (3, 7)]
        for writer in more:
            writer.start()
        for writer in more:
            writer.join(300)
        assert sum(writer.done for writer in (*writers, *more)) >= operations
        for api, _ in mocks[:3]:
            check([*writers, *more], everything(api), unheard=0)


def test_workers_share_what_they_remember_without_a_database() -> None:
    with mock_process(STORY, "--workers", "3") as (api, process):
        writers = [Writer(api, number, 200) for number in range(6)]
        for writer in writers:
            writer.start()
        children = _children(process)
        assert len(children) == 3
        for writer in writers:
            writer.join(60)
        os.kill(children[0], signal.SIGKILL)
        end = time.monotonic() + 20
        while len(set(_children(process)) - {children[0]}) < 3:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert sum(writer.done for writer in writers) == 1200
        check(writers, everything(api))
        one_session(api, [api] * 12)
        one_mock([api] * 3)
    assert process.returncode == 0


def one_session(first: Api, others: list[Api]) -> None:
    """Whoever is asked answers the same of a session: items, overrides and their turns, clock, journal, its end."""

    def ask(api: Api, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = api(method, path, body, {"Ringback-Session": "mine"})
        assert answer.status == status, answer.body
        return answer.json if answer.body else None

    before = everything(first)
    assert first("POST", "/__ringback/sessions", {"name": "mine"}).status == 201
    first("POST", "/projects", {"name": "of nobody's session"})
    ids = [ask(each, "POST", "/projects", {"name": str(number)}, 201)["id"] for number, each in enumerate(others)]
    assert len(set(ids)) == len(others)
    assert [name for each, name in everything(first).items() if each not in before] == ["of nobody's session"]
    for each in others:
        listed = ask(each, "GET", f"/projects?limit=1000&offset={len(before)}")
        assert [project["id"] for project in listed["items"]] == ids
        assert listed["total"] == len(before) + len(ids)
    turns = {"operation": "GET /projects", "name": "turns", "then": "cycle"}
    turns["sequence"] = [{"headers": {"X-Turn": str(turn)}} for turn in range(3)]
    ask(others[0], "POST", "/__ringback/overrides", turns, 201)
    ask(others[1], "POST", "/__ringback/faults", {"operation": "GET /projects", "name": "off", "status": 503}, 201)
    ask(others[2], "PUT", "/__ringback/faults/off", {"enabled": False}, 204)
    seen = [each("GET", "/projects", None, {"Ringback-Session": "mine"}).headers["X-Turn"] for each in others]
    assert seen == [str(number % 3) for number in range(len(others))]
    ask(first, "POST", "/__ringback/clock", {"advance": 3600})
    assert {round(ask(each, "GET", "/__ringback/clock")["offset"]) for each in others} == {3600}
    numbers = [len(ask(each, "GET", "/__ringback/journal")["entries"]) for each in others]
    assert numbers == [3 * len(others)] * len(others)
    asked = {"operation": "POST /projects", "count": len(others)}
    assert all(ask(each, "POST", "/__ringback/verify", asked)["verified"] for each in others)
    ask(others[0], "POST", "/__ringback/reset", {"only": ["state", "overrides"]}, 204)
    assert ask(others[1], "GET", "/projects?limit=1000")["total"] == len(before)
    assert ask(others[2], "GET", "/__ringback/overrides") == []
    ask(others[0], "PUT", "/__ringback/snapshots/now", None, 204)
    ask(others[1], "POST", "/projects", {"name": "too many"}, 201)
    ask(others[2], "POST", "/__ringback/snapshots/now", None, 204)
    assert ask(others[3], "GET", "/projects?limit=1000")["total"] == len(before)
    assert others[0]("DELETE", "/__ringback/sessions/mine").status == 204
    assert all(each("GET", "/__ringback/sessions").json == [] for each in others)
    assert ask(first, "GET", "/projects?limit=1000")["total"] == len(before) + 1


def test_workers_end_with_the_one_that_looks_after_them() -> None:
    with mock_process(STORY, "--workers", "2") as (api, process):
        assert api("GET", "/projects").status == 200
        process.kill()
        process.wait(20)
        end = time.monotonic() + 20
        while _answers(api):
            assert time.monotonic() < end


def _answers(api: Api) -> bool:
    """Whether anybody takes connections there."""
    try:
        api("GET", "/projects")
    except ConnectionRefusedError:
        return False
    except (OSError, http.client.HTTPException):
        return True  # somebody has just ended
    return True


def test_a_token_of_one_process_is_good_for_the_others(server: str) -> None:
    options = ("phonebridge-client@1.3.8", "--state", server)
    with mock_process(*options) as (one, _), mock_process(*options) as (other, _):
        mine = one.logged_in()
        made = mine("POST", "/api/users/me/clients", {"name": "n"}).json
        assert Api(other.url, mine.token)("GET", f"/api/clients/{made['id']}").json == made
        assert other.logged_in("erika@example.org")("GET", f"/api/clients/{made['id']}").status == 404


def test_a_session_of_one_process_is_one_for_the_others(server: str) -> None:
    """And goes on when the process is killed that has opened it."""
    with ExitStack() as running:
        mocks = [running.enter_context(mock_process(STORY, "--state", server)) for _ in range(3)]
        one_session(mocks[0][0], [mocks[number % 3][0] for number in range(12)])
        api = mocks[1][0]
        inside = {"Ringback-Session": "left"}
        made = mocks[0][0]("POST", "/projects", {"name": "n"}, inside).json
        mocks[0][1].send_signal(signal.SIGKILL)
        assert api("GET", f"/projects/{made['id']}", None, inside).json == made
        assert api("GET", f"/projects/{made['id']}").status == 404


def test_a_database_that_is_not_there_is_told_at_the_start() -> None:
    lost = "postgresql+psycopg://me:hidden@127.0.0.1:1/x"
    with (
        pytest.raises(AssertionError, match=r"the state in postgresql\+psycopg://127.0.0.1:1/x cannot be reached"),
        mock_process(STORY, "--state", lost),
    ):
        pass


def _children(process: subprocess.Popen[str]) -> list[int]:
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(each) for each in told.split()]
