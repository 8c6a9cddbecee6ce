"""A database that stops, stands still and comes back, while a mock keeps in it what it remembers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from mock_client import Answer, Api
from postgres import Server, server

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
        with running(create_app(specs.load(str(STORY)), Settings(state=database.url))) as mock:
            yield Rig(Api(mock), database)
            mock.close()


def lost(answer: Answer) -> bool:
    told = answer.json
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
