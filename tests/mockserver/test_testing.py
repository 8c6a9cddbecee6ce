"""What a running mock gives a test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from control_client import control
from mock_client import Api, document

from mockserver.app import create_app
from mockserver.errors import MockError
from mockserver.settings import Settings
from mockserver.testing import Running, running

CLIENTS = "/api/users/me/clients"


@pytest.fixture
def mock() -> Iterator[Running]:
    with running(create_app(document("phonebridge-webapp@1.3.8"))) as mock:
        yield mock


@pytest.fixture(params=["memory", "sqlite"])
def keeping(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """A mock that keeps what it remembers in one place or the other."""
    state = f"sqlite:///{tmp_path}/state.db" if request.param == "sqlite" else ""
    with running(create_app(document("phonebridge-webapp@1.3.8"), Settings(state=state))) as mock:
        yield mock
        mock.close()


def test_a_test_demands_what_was_sent(mock: Running) -> None:
    api = Api(mock).logged_in()
    api("POST", CLIENTS, {"name": "one"})
    api("POST", CLIENTS, {"name": "two"})
    assert len(mock.received(f"POST {CLIENTS}")) == 2
    (entry,) = mock.received(f"POST {CLIENTS}", times=1, body={"name": "two"}, query={"x": None})
    assert entry.exchange.response.status == 201
    mock.received("GET **", times=0)
    mock.received(path="/api/users/*", method="post", at_least=2, at_most=2)
    with pytest.raises(AssertionError) as raised:
        mock.received(f"POST {CLIENTS}", body={"name": "three"})
    assert str(raised.value).splitlines() == [
        f"POST {CLIENTS}: not as expected: at least 1, found 0",
        f"  near miss 3: POST {CLIENTS}",
        '    body /name: expected "three", got "two"',
        f"  near miss 2: POST {CLIENTS}",
        '    body /name: expected "three", got "one"',
    ]
    with pytest.raises(MockError, match="no operation 'GET /nowhere'"):
        mock.received("GET /nowhere", times=0)


def test_differences_tell_no_secrets(mock: Running) -> None:
    Api(mock)("POST", "/api/authenticate", {"email": "a@b.example", "password": "hush"}, {"X-Api-Key": "hush"})
    mock.received("POST /api/authenticate", body={"password": "hush"}, headers={"x-api-key": "hush"})
    with pytest.raises(AssertionError) as raised:
        mock.received("POST /api/authenticate", body={"password": {"x": 1}}, headers={"x-api-key": "other"})
    assert "hush" not in str(raised.value)
    assert str(raised.value).count("[redacted]") == 2


def test_time_passes_and_all_is_forgotten(mock: Running) -> None:
    api = Api(mock).logged_in()
    api("POST", CLIENTS, {"name": "one"})
    mock.reset("state")
    assert api("GET", CLIENTS).json == []
    mock.clock.advance(3601)
    assert api("GET", CLIENTS).status == 401
    mock.reset()
    assert (len(mock.journal), mock.clock.offset) == (0, pytest.approx(0, abs=1))
    assert api("GET", CLIENTS).status == 200


def test_what_is_remembered_is_put_back(keeping: Running) -> None:
    api = Api(keeping).logged_in()
    one = api("POST", CLIENTS, {"name": "one"}).json
    remembered = keeping.snapshot()
    api("DELETE", f"/api/clients/{one['id']}")
    two = api("POST", CLIENTS, {"name": "two"}).json
    keeping.restore(remembered)
    assert api("GET", CLIENTS).json == [one]
    assert api("POST", CLIENTS, {"name": "two"}).json["id"] == two["id"]
    keeping.restore(remembered)
    assert api("GET", CLIENTS).json == [one]


def test_what_is_put_back_knows_no_keys_that_came_since(keeping: Running) -> None:
    api, key = Api(keeping).logged_in(), {"Idempotency-Key": "k"}
    remembered = keeping.snapshot()
    first = api("POST", CLIENTS, {"name": "one"}, key).json
    assert api("POST", CLIENTS, {"name": "one"}, key).json == first
    keeping.restore(remembered)
    again = api("POST", CLIENTS, {"name": "one"}, key)
    assert "Idempotent-Replayed" not in again.headers
    assert api("GET", CLIENTS).json == [again.json]


def test_a_snapshot_travels_as_json(keeping: Running) -> None:
    api = Api(keeping).logged_in()
    made = [api("POST", CLIENTS, {"name": name}).json for name in "ab"]
    api("DELETE", f"/api/clients/{made[1]['id']}")
    told = control(Api(keeping), "GET", "/snapshot").json
    keeping.reset("state")
    assert api("GET", CLIENTS).json == []
    assert control(Api(keeping), "PUT", "/snapshot", told).status == 204
    assert api("GET", CLIENTS).json == made[:1]
    assert api("GET", f"/api/clients/{made[1]['id']}").status == 404
    assert control(Api(keeping), "GET", "/snapshot").json == told
    assert control(Api(keeping), "PUT", "/snapshot", {"x": {"tables": [{"key": []}], "numbers": {}}}).status == 400


def test_a_snapshot_may_have_been_edited(keeping: Running) -> None:
    api, ask = Api(keeping).logged_in(), partial(control, Api(keeping))
    made = api("POST", CLIENTS, {"name": "a"}).json
    told = ask("GET", "/snapshot").json
    (mock,) = told.values()
    (table,) = (each for each in mock["tables"] if each["items"])
    table["gone"] = [str(made["id"]), "7"]  # there and gone at once: it is there
    table["items"][0]["values"]["name"] = "b"
    assert ask("PUT", "/snapshot", told).status == 204
    assert api("GET", CLIENTS).json == [{**made, "name": "b"}]
    assert api("GET", "/api/clients/7").status == 404
    assert api("DELETE", f"/api/clients/{made['id']}").status == 204
    assert api("GET", f"/api/clients/{made['id']}").status == 404
    for wrong in (2**70, -1):
        mock["numbers"] = {"x": wrong}
        assert ask("PUT", "/snapshot", told).status == 400
