"""A database that stops, stands still and comes back, while a mock keeps in it what it remembers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest
from balancing import load, more
from mock_client import Answer, Api
from postgres import Server, server
from replica_stories import everything

import specs
from mockserver.app import create_app
from mockserver.errors import StoreError
from mockserver.settings import Settings
from mockserver.state.sql import engines
from mockserver.state.sql.database import Database
from mockserver.state.sql.records import SqlRecords
from mockserver.testing import running

STORY = Path(__file__).with_name("data") / "stories" / "nested.yaml"


@dataclass
class Rig:
    """A mock and its database."""

    api: Api
    database: Server


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with pytest.MonkeyPatch.context() as patch, server() as database:
        patch.setattr(engines, "PATIENCE", 3)
        patch.setattr(engines, "GRACE", 0)
        with running(create_app(specs.load(str(STORY)), Settings(state=database.url))) as mock, closing(mock):
            yield Rig(Api(mock), database)


def lost(answer: Answer) -> bool:
    told = answer.json
    assert answer.headers["Retry-After"] == "1"
    return (answer.status, told["type"]) == (503, "urn:ringback:problem:state-unreachable")


def test_a_mock_goes_on_when_a_stopped_database_is_there_again(rig: Rig) -> None:
    made = rig.api("POST", "/projects", {"name": "a"}).json
    beside = Database(rig.database.url)
    records = SqlRecords(beside, lambda: 0.0)
    records.put("token", "a", {"n": 1})
    rig.database.stop()
    with pytest.raises(StoreError, match="cannot be reached"):
        records.get("token", "a")
    assert lost(rig.api("GET", f"/projects/{made['id']}"))
    assert lost(rig.api("POST", "/projects", {"name": "b"}, {"Idempotency-Key": "b"}))
    assert lost(rig.api("POST", "/__ringback/reset"))
    assert rig.api("GET", "/__ringback/live").status == 200
    assert (rig.api("GET", "/__ringback/ready").status, rig.api("GET", "/__ringback/health").status) == (503, 200)
    noted = rig.api("GET", "/__ringback/journal").json["entries"][-1]
    assert "cannot be reached" in noted["notes"]["failed"]
    rig.database.start()
    assert rig.api("GET", "/__ringback/ready").json == {"status": "ready"}
    for _ in range(2):
        assert records.get("token", "a") == {"n": 1}
        assert rig.api("GET", f"/projects/{made['id']}").json == made
        rig.database.stop()  # the second time nobody notices
        rig.database.start()
    beside.close()
    assert rig.api("POST", "/projects", {"name": "b"}, {"Idempotency-Key": "b"}).status == 201


def test_nobody_waits_for_ever_for_a_database_that_stands_still(rig: Rig) -> None:
    made = rig.api("POST", "/projects", {"name": "a"}).json

    def read(_: int) -> Answer:
        return rig.api("GET", f"/projects/{made['id']}")

    with ThreadPoolExecutor(24) as threads:
        assert {each.status for each in threads.map(read, range(24))} == {200}
        rig.database.freeze()
        try:
            # more than there are connections: they must not wait for one another
            answers = list(threads.map(read, range(24)))
        finally:
            rig.database.thaw()
    assert all(map(lost, answers))
    assert rig.api("GET", f"/projects/{made['id']}").json == made


def test_mocks_that_share_a_database_go_on_when_it_is_there_again_and_have_lost_nothing(rig: Rig) -> None:
    """It is stopped and started, and then ends all connections by themselves, while clients create things."""
    document, settings = specs.load(str(STORY)), Settings(state=rig.database.url, alone=False)
    with (
        running(create_app(document, settings)) as one,
        closing(one),
        running(create_app(document, settings)) as other,
        closing(other),
        load(cycle((one, other)).__next__, 3) as clients,
    ):
        more(clients, 3)
        rig.database.stop()
        assert [Api(url)("GET", "/__ringback/ready").status for url in (one, other)] == [503, 503]
        assert lost(Api(one)("POST", "/projects", {"name": "not kept"}))
        rig.database.start()
        more(clients, 3)
        assert [Api(url)("GET", "/__ringback/ready").status for url in (one, other)] == [200, 200]
        for _ in range(5):
            rig.database.end_connections()
            more(clients, 1)
        for client in clients:
            client.ended = True
        for client in clients:
            client.join(60)
        found = everything(Api(one))
        assert found == everything(Api(other))
        entries = Api(one)("GET", "/__ringback/journal?limit=1000").json["entries"]
    acknowledged = {identity: name for client in clients for identity, name in client.names.items()}
    assert len(acknowledged) == sum(len(client.names) for client in clients), "an id was given out twice"
    assert acknowledged.items() <= found.items()
    unheard = {each[0] for client in clients for each in client.lost}
    assert {each[1] for client in clients for each in client.lost} == {503}
    assert {name for name in found.values() if name.startswith("client-")} <= {*acknowledged.values(), *unheard}
    told = [json.loads(each["request"]["body"])["name"] for each in entries if each["status"] == 201]
    assert len(told) == len(set(told)), "an exchange is in the journal twice"
