"""Sessions: tests beside each other, of which none sees what another does."""

from __future__ import annotations

import gc
import json
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from control_client import control
from mock_client import Api, document
from postgres import postgres

from mockserver.app import HOST, create_app
from mockserver.errors import MockError, StoreError
from mockserver.hosts.hosting import Host, Served
from mockserver.hosts.sessions import IDLE, SessionError, Sessions
from mockserver.registers import Added
from mockserver.settings import Auth, Settings
from mockserver.state.sql.homes import Homes
from mockserver.testing import Running, running
from specs.load import from_mapping
from specs.messages import Request
from specs.model import Document

NAME = "phonebridge-webapp@1.3.8"
CLIENTS = "/api/users/me/clients"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(scope="module", params=["memory", "sqlite", "postgresql"])
def mock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with ExitStack() as stack:
        state = ""
        if request.param == "sqlite":
            state = f"sqlite:///{tmp_path_factory.mktemp('sessions')}/state.db?synchronous=off"
        elif request.param == "postgresql":
            state = stack.enter_context(postgres())
        mock = stack.enter_context(running(create_app(document(NAME), Settings(seed=1, state=state))))
        yield mock
        mock.close()


@pytest.fixture
def token(mock: Running) -> str:
    """Of somebody who has logged in outside of all sessions; nothing else is remembered."""
    mock.reset()
    return Api(mock).logged_in().token


def within(mock: Running, token: str, name: str) -> Api:
    return Api(mock, token, {"Ringback-Session": name})


def test_two_hundred_at_once_never_see_each_other(mock: Running, token: str) -> None:
    """Each makes as many things as its number says, and has overrides and faults of its own."""
    Api(mock, token)("POST", CLIENTS, {"name": "before all"})

    def one(number: int) -> list[Any]:
        wanted = ["before all", *(f"{number}/{each}" for each in range(number % 4))]
        if number % 2:  # by their path, as well as by the field
            with mock.session() as own:
                api = Api(mock, token)
                done = _life(own, lambda m, p, b=None: api(m, f"{own.removeprefix(mock)}{p}", b), number)
        else:
            with mock.session(f"number-{number}") as own:
                done = _life(own, within(mock, token, f"number-{number}"), number)
        return [done, (wanted, [418, 503][number % 2], len(wanted) + 2)]

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(one, range(60 if mock._host.settings.state else 200)))
    assert [found for found, wanted in results if found != wanted] == []
    assert [each["name"] for each in Api(mock, token)("GET", CLIENTS).json] == ["before all"]
    assert (mock._world.overrides.listed(), mock._world.faults.listed(), len(mock.journal)) == ([], [], 3)
    assert control(Api(mock), "GET", "/sessions").json == []


def _life(own: Running, api: Any, number: int) -> tuple[list[str], int, int]:
    """What a session finds: the names of its things, what goes wrong, and how long its journal is."""
    for each in range(number % 4):
        assert api("POST", CLIENTS, {"name": f"{number}/{each}"}).status == 201
    names = [each["name"] for each in api("GET", CLIENTS).json]
    if number % 2:
        own.fault(f"GET {CLIENTS}", status=503)
    else:
        own.override(f"GET {CLIENTS}", status=418, body="", allow_invalid=True)
    wrong = api("GET", CLIENTS).status
    own.received(f"POST {CLIENTS}", times=number % 4)
    api("GET", "/nowhere")
    return names, wrong, len(own.journal)


def test_it_begins_as_the_mock_is_and_ends_without_a_trace(mock: Running, token: str) -> None:
    api = Api(mock, token)
    made = api("POST", CLIENTS, {"name": "one"}).json
    with mock.override(f"GET {CLIENTS}", sequence=[{"headers": {"X-Turn": "1"}}, {"headers": {"X-Turn": "2"}}]):
        assert api("GET", CLIENTS).headers["X-Turn"] == "1"
        mock.clock.advance(100)
        with mock.session("mine") as own:
            inside = within(mock, token, "mine")
            assert [inside("GET", CLIENTS).headers["X-Turn"] for _ in range(2)] == ["1", "2"]
            own.clock.advance(3600)
            assert inside("GET", CLIENTS).status == 401
            own.reset("clock", "overrides")
            assert own.clock.offset == pytest.approx(100, abs=1)
            inside("DELETE", f"/api/clients/{made['id']}")
            assert inside("GET", CLIENTS).json == []
            own.reset("state")
            assert inside("GET", CLIENTS).json == [made]
            inside("POST", CLIENTS, {"name": "two"})
        assert api("GET", CLIENTS).headers["X-Turn"] == "2"
        assert api("GET", CLIENTS).json == [made]
    assert [each["name"] for each in within(mock, token, "mine")("GET", CLIENTS).json] == ["one"]
    assert mock._host.sessions.end("mine")


def test_what_changes_outside_does_not_reach_one_that_is_open(mock: Running, token: str) -> None:
    api, inside = Api(mock, token), within(mock, token, "early")
    with mock.session("early") as own:
        api("POST", CLIENTS, {"name": "late"})
        mock.clock.advance(7200)
        with mock.fault(status=500):
            assert inside("GET", CLIENTS).json == []
        assert len(own.journal) == 1


def test_the_same_is_made_up_in_each(mock: Running, token: str) -> None:
    def told(name: str) -> list[bytes]:
        with mock.session(name):
            inside = within(mock, token, name)
            inside("POST", CLIENTS, {"name": "x"})
            return [inside("GET", path).body for path in ("/api/users/me/connectors", CLIENTS, CLIENTS)]

    assert told("first") == told("second")


def test_addresses_lead_back_into_the_session(mock: Running, token: str) -> None:
    with mock.session("there") as own:
        below, api = own.removeprefix(mock), Api(mock, token)
        created = api("POST", f"{below}{CLIENTS}", {"name": "n"})
        assert created.headers["Location"].startswith(f"{below}/api/clients/")
        assert api("GET", created.headers["Location"]).json == created.json
        api("POST", f"{below}{CLIENTS}", {"name": "m"})
        assert f"<{below}{CLIENTS}?" in api("GET", f"{below}{CLIENTS}?size=1").headers["Link"]
        (entry,) = own.received(method="POST", path=CLIENTS, body={"name": "n"})
        assert entry.exchange.request.path == CLIENTS


def test_everything_is_asked_of_a_session_as_of_the_mock(mock: Running, token: str) -> None:
    api = Api(mock)
    opened = control(api, "POST", "/sessions", {"name": "asked", "idle": 60}).json
    assert opened == {"name": "asked", "path": "/__ringback/in/asked", "idle": 60, "unused": 0, "exchanges": 0}
    inside = within(mock, token, "asked")
    inside("POST", CLIENTS, {"name": "one"})
    for session in ({"Ringback-Session": "asked"}, {}):
        below = "" if session else "/__ringback/in/asked"

        def ask(method: str, path: str, body: Any = None, session: Any = session, below: str = below) -> Any:
            answer = api(method, f"{below}/__ringback{path}", body, session)
            assert answer.status < 300, (answer.status, answer.body)
            return answer.json if answer.body else None

        assert [each["method"] for each in ask("GET", "/journal")["entries"]] == ["POST"]
        assert ask("POST", "/verify", {"operation": f"POST {CLIENTS}", "count": 1})["verified"]
        assert ask("PUT", "/seed", {"seed": 9}) == {"seed": 9}
        assert ask("POST", "/clock", {"advance": 50})["offset"] == pytest.approx(50, abs=1)
        ask("POST", "/overrides", {"operation": f"GET {CLIENTS}", "name": "all", "delay": 0})
        assert [each["name"] for each in ask("GET", "/overrides")] == ["all"]
        ask("POST", "/faults", {"operation": "*", "name": "slow", "latency": 0})
        ask("PUT", "/snapshots/now")
        assert ask("GET", "/snapshot").keys() == {document(NAME).called}
        assert ask("GET", "/health")["status"] == "ok"
        assert ask("PUT", "/auth", {"auth": "off"}) == ask("GET", "/auth") == {"auth": "off"}
        ask("POST", "/reset", {"only": ["clock", "overrides", "faults"]})
    stranger = within(mock, "", "asked")
    assert (stranger("GET", CLIENTS).status, api("GET", CLIENTS).status) == (200, 401)
    ask("POST", "/reset", {"only": ["auth"]})
    assert stranger("GET", CLIENTS).status == 401
    assert (mock._world.seed, mock._world.snapshots.names, mock._world.overrides.listed()) == (1, [], [])
    assert control(api, "POST", "/sessions", {"name": "asked"}).status == 409
    assert [each["name"] for each in control(api, "GET", "/sessions").json] == ["asked"]
    assert [control(api, "DELETE", "/sessions/asked").status for _ in range(2)] == [204, 404]


def test_requests_of_a_trace_take_part_where_it_is_open_and_nowhere_else(mock: Running, token: str) -> None:
    traced = Api(mock, token, {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    traced("POST", CLIENTS, {"name": "outside"})
    with mock.session(TRACE) as own:
        traced("POST", CLIENTS, {"name": "inside"})
        own.received(f"POST {CLIENTS}", times=1, body={"name": "inside"})
    assert [each["name"] for each in traced("GET", CLIENTS).json] == ["outside"]


@pytest.mark.parametrize("name", ["a b", "../x", "", "ü", "x" * 101])
def test_names_are_plain(mock: Running, name: str) -> None:
    answer = Api(mock)("GET", CLIENTS, headers={"Ringback-Session": name.encode().decode("latin-1")})
    assert (answer.status, answer.json["type"]) == (400, "urn:ringback:problem:invalid-session")
    assert control(Api(mock), "GET", "/sessions").json == []


GRANTING = {
    "openapi": "3.0.3",
    "info": {"title": "Granting", "version": "1"},
    "components": {
        "securitySchemes": {
            "flows": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {"read": "."}}},
            }
        }
    },
    "security": [{"flows": ["read"]}],
    "paths": {
        "/things": {
            "post": {
                "responses": {"202": {"description": "."}},
                "callbacks": {"done": {"{$request.query.url}": {"post": {"responses": {"204": {"description": "."}}}}}},
            }
        }
    },
}


class Open:
    """Sessions with a time of their own."""

    def __init__(self, most: int = 3, served: Document | None = None) -> None:
        self.now = 0.0
        self.later: list[Callable[[], None]] = []
        self.host = Host([Served(document=served or document(NAME))], Settings(), lambda: 0.0)
        self.sessions = Sessions(
            self.host.apart, "/__ringback", most, lambda: self.now, lambda _, act: self.later.append(act)
        )

    def ask(self, name: str) -> Any:
        world, _ = self.sessions.entered(Request("GET", CLIENTS, headers=(("ringback-session", name),)))
        return world

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.sessions.listed()]


def test_one_that_nobody_uses_is_over() -> None:
    rig = Open()
    rig.sessions.open("short", 5)
    first = rig.ask("usual")
    rig.host.clock.advance(10 * IDLE)  # the mock's time is not the people's
    assert rig.names == ["short", "usual"]
    rig.now = 6
    assert rig.names == ["usual"]
    rig.now = IDLE
    assert rig.ask("usual") is first
    rig.now = 2 * IDLE + 1
    assert rig.ask("usual") is not first


def test_one_that_is_over_takes_no_memory_though_nobody_asks_for_anything() -> None:
    rig = Open()
    first, second = (weakref.ref(rig.sessions.open(name, idle).world) for name, idle in (("a", 5), ("b", 50)))
    rig.now = 6
    (look,) = rig.later  # one for all
    rig.later.clear()
    look()
    gc.collect()
    assert (first(), second() is None) == (None, False)
    rig.now = 60
    rig.later.pop()()
    gc.collect()
    assert (second(), rig.later) == (None, [])
    rig.ask("c")
    gone, (look,) = weakref.ref(rig.sessions), rig.later
    del rig
    gc.collect()
    look()
    assert gone() is None


@pytest.mark.parametrize("kind", ["override", "fault"])
def test_only_so_much_is_added_to_one(mock: Running, token: str, kind: str) -> None:
    what = {"status": 503, **({"body": "x" * 100_000, "allow_invalid": True} if kind == "override" else {})}
    with mock.session() as own:
        add = getattr(own, kind)
        targets = [f"GET {CLIENTS}"] if kind == "override" else ["*"] * 500
        added: list[Added] = []
        with pytest.raises(MockError, match=rf"the {kind}s that were added take more than 2097152 bytes with this one"):
            added.extend(add(*targets, **what) for _ in range(100))
        assert 1 < len(added) < 100
        added.pop().remove()
        add(*targets, name="again", **what)
        add(*targets, name="again", **what)  # in place of it
        raw = {"operation": targets, **what}
        refused = control(Api(mock), "POST", f"/{kind}s", raw, **own.headers)
        assert (refused.status, refused.json["type"]) == (422, "urn:ringback:problem:control-impossible")
    assert [getattr(mock, kind)(*targets, **what).remove() for _ in range(2)] == [True, True]


def test_only_so_many_are_open() -> None:
    rig = Open()
    for name in "abc":
        rig.ask(name)
    with pytest.raises(SessionError, match=r"3 sessions are open \(end some\)") as raised:
        rig.ask("d")
    assert raised.value.refusal.statuses == (503,)
    rig.sessions.end("a")
    rig.ask("d")
    rig.now = 2 * IDLE
    assert [rig.ask(name) is not None for name in "efg"] == [True] * 3


@pytest.mark.parametrize("state", ["", "sqlite:///{}/state.db"])
def test_one_sees_what_is_remembered_though_the_document_has_another_title_by_now(state: str, tmp_path: Path) -> None:
    raw = {**document(NAME).raw}
    host = Host(
        [Served(document=from_mapping(raw))], Settings(auth=Auth.OFF, state=state.format(tmp_path)), lambda: 0.0
    )
    sent = Request("POST", CLIENTS, "", (("content-type", "application/json"),), b'{"name": "n"}')
    assert host.answer(sent).response.status == 201
    host.reload([Served(document=from_mapping({**raw, "info": {**raw["info"], "title": "Another"}}))], host.settings)
    answer = host.answer(Request("GET", CLIENTS, headers=(("ringback-session", "s"),)))
    assert [each["name"] for each in json.loads(answer.response.body)] == ["n"]
    host.close()


def test_a_database_that_is_lost_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(document(NAME), Settings(state=f"sqlite:///{tmp_path}/state.db"))
    with running(app) as mock, mock.session("lost"):
        for lost in ("find", "told"):
            with monkeypatch.context() as patched:
                patched.setattr(Homes, lost, _lost)
                answers = [
                    Api(mock, headers={"Ringback-Session": name})("GET", path)
                    for name in ("lost", "other")
                    for path in (CLIENTS, "/__ringback/journal")
                ]
            assert {each.status for each in answers[-2:]} == {503}
            assert {each.json["type"] for each in answers if each.status == 503} == {
                "urn:ringback:problem:state-unreachable"
            }
        assert Api(mock)("GET", CLIENTS, headers={"Ringback-Session": "lost"}).status == 401
    app.extensions[HOST].close()


def _lost(*_: object) -> None:
    raise StoreError("the state cannot be reached")


def test_they_share_what_is_compiled() -> None:
    """One takes less memory than the text of its document."""
    rig = Open(most=1000)
    rig.ask("first")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(100):
        rig.ask(f"session-{number}")
    each = (tracemalloc.get_traced_memory()[0] - before) / 100
    tracemalloc.stop()
    assert each < len(document(NAME).source.text)


@pytest.mark.parametrize("served", [None, from_mapping(GRANTING)])
def test_nothing_of_one_leads_to_what_the_mock_keeps(served: Document | None) -> None:
    """Whatever is added to a mock: its session has one of its own, or shares what keeps nothing."""
    rig = Open(served=served)
    kept = rig.host._kept
    stores = kept.keeping._stores.values()  # type: ignore[attr-defined]
    known = {id(each) for each in (kept, kept.clock, kept.keeping, kept.keeping.records, kept.journal, *stores)}
    found, waiting = set(), [*rig.ask("one").mocks]
    while waiting:
        each = waiting.pop()
        if id(each) not in found and not isinstance(each, type | ModuleType):
            found.add(id(each))
            inside = isinstance(each, FunctionType)  # not what stands beside it in its module
            waiting += [each.__closure__, each.__defaults__] if inside else gc.get_referents(each)
    assert len(found) > 300
    assert not found & known


def test_one_remembers_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.hosts.hosting.ROOM", 10_000)
    with running(create_app(document(NAME))) as mock:
        token = Api(mock).logged_in().token
        with mock.session("full") as own:
            inside = within(mock, token, "full")
            answers = [inside("POST", CLIENTS, {"name": "x" * 50}) for _ in range(60)]
            statuses = [each.status for each in answers]
            made = statuses.count(201)
            assert 0 < made < 60
            assert set(statuses[made:]) == {answers[-1].status} <= {503, 507, 500}
            assert len(inside("GET", f"{CLIENTS}?size=100").json) == made
            own.reset("state")
            assert inside("POST", CLIENTS, {"name": "x"}).status == 201
        assert Api(mock, token)("POST", CLIENTS, {"name": "y" * 50}).status == 201


def test_the_journal_of_one_is_shorter(mock: Running, token: str) -> None:
    with mock.session("talks") as own:
        inside = within(mock, token, "talks")
        for _ in range(5):
            inside("POST", CLIENTS, " " * 900_000, {"Content-Type": "application/json"})
        assert len(own.journal) == 2


@pytest.mark.parametrize("settings", [{"control": False}, {"sessions": 0}])
def test_there_are_none_where_nobody_could_ask_for_them(settings: dict[str, Any]) -> None:
    app = create_app(document(NAME), Settings(**settings))
    with running(app) as mock:
        answer = Api(mock)("GET", CLIENTS, headers={"Ringback-Session": "x"})
        assert (answer.status, answer.json["type"]) == (501, "urn:ringback:problem:session-impossible")
        assert Api(mock)("GET", CLIENTS).status == 401
        with pytest.raises(MockError), mock.session():
            pass
    app.extensions[HOST].close()


def test_ids_are_those_of_a_mock_of_its_own(mock: Running, token: str) -> None:
    """Whoever is alone, and whoever is in a session, gets the same ids one after the other."""

    def ids(api: Api) -> list[Any]:
        return [api("POST", CLIENTS, {"name": str(each)}).json["id"] for each in range(3)]

    with mock.session("one"), mock.session("two"):
        found = [ids(within(mock, token, name)) for name in ("one", "two")]
    assert all(one == two for one, two in pairwise([*found, ids(Api(mock, token))]))
