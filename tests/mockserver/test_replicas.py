"""Mocks that are started by themselves, over one database and behind whatever leads clients to them."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from balancing import Balancer, load, more
from mock_client import Api, mock_process
from postgres import postgres
from replica_stories import STORY, Anyone, everything, one_mock

import specs
from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.state import keeping
from mockserver.testing import running


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(scope="module")
def two(database: str) -> Iterator[list[tuple[Api, subprocess.Popen[str]]]]:
    with ExitStack() as running:
        yield [running.enter_context(mock_process(STORY, "--state", database, "--drain", "1")) for _ in range(2)]


def test_replicas_answer_as_one_mock(two: list[tuple[Api, subprocess.Popen[str]]]) -> None:
    one_mock([api for api, _ in two])


def test_one_that_comes_later_is_as_the_others_are(two: list[tuple[Api, subprocess.Popen[str]]], database: str) -> None:
    ask = Anyone([api for api, _ in two])
    ask.control("POST", "/reset", status=204)
    ask.control("POST", "/clock", {"advance": 3600})
    ask.control("POST", "/overrides", {"operation": "GET /projects", "name": "o", "headers": {"X-O": "1"}}, 201)
    ask("GET", "/projects")
    with mock_process(STORY, "--state", database) as (third, process):
        assert "started with other options" not in third.told
        assert third("GET", "/projects").headers["X-O"] == "1"
        assert round(third("GET", "/__ringback/clock").json["offset"]) == 3600
        assert len(third("GET", "/__ringback/journal").json["entries"]) == 2
        process.send_signal(signal.SIGKILL)
    assert len(ask.control("GET", "/journal")["entries"]) == 2


def test_one_that_is_started_otherwise_begins_for_all_of_them_anew(
    two: list[tuple[Api, subprocess.Popen[str]]], database: str
) -> None:
    ask = Anyone([api for api, _ in two])
    ask.control("POST", "/clock", {"advance": 3600})
    with mock_process(STORY, "--state", database, "--seed", "8") as (third, _):
        assert "started with other options" in third.told
        assert {ask.control("GET", "/seed")["seed"] for _ in range(2)} == {8}
        assert {round(ask.control("GET", "/clock")["offset"]) for _ in range(2)} == {0}


def test_a_file_is_of_one_process_unless_it_has_workers() -> None:
    of_servers = ("postgresql+psycopg://h/d", "mysql+pymysql://h/d")
    assert [keeping.of_server(each) for each in ("", "sqlite:///s.db", *of_servers)] == [False, False, True, True]


def test_one_that_leaves_loses_no_request_and_one_that_is_killed_no_write(
    two: list[tuple[Api, subprocess.Popen[str]]], database: str
) -> None:
    (_, leaves), (_, dies) = two
    balancer = Balancer([api.url for api, _ in two])
    with balancer.looking(), load(balancer.next, 3) as clients:
        more(clients, 10)
        leaves.send_signal(signal.SIGTERM)
        assert leaves.wait(60) == 0
        more(clients, 10)
        assert [client.lost for client in clients] == [[], [], []]
        with mock_process(STORY, "--state", database, "--seed", "8") as (third, _):
            balancer.urls.append(third.url)
            more(clients, 10)
            dies.send_signal(signal.SIGKILL)
            more(clients, 10)
            for client in clients:
                client.ended = True
            for client in clients:
                client.join(60)
            found = everything(third)
    acknowledged = {identity: name for client in clients for identity, name in client.names.items()}
    assert len(acknowledged) == sum(len(client.names) for client in clients)
    assert acknowledged.items() <= found.items()
    unheard = {lost[0] for client in clients for lost in client.lost}
    assert len(unheard) < 20
    assert {name for identity, name in found.items() if identity not in acknowledged} <= unheard | {"n"}


def releases(folder: Path) -> tuple[str, str]:
    """Two of one API; what the second demands the first does not know, and the other way round."""
    first = {"name": {"type": "string"}, "labels": {"type": "array", "items": {"type": "string"}}}
    second = {"name": {"type": "string"}, "owner": {"type": "string", "minLength": 3}}
    made = []
    for release, own, required in (("1", first, ["name"]), ("2", second, ["name", "owner"])):
        thing = {"type": "object", "required": required, "properties": own, "additionalProperties": False}
        kept = {**thing, "required": ["id", *required], "properties": {"id": {"type": "integer"}, **own}}
        one, sent = ({"content": {"application/json": {"schema": each}}} for each in (kept, thing))
        change = {"requestBody": {"content": {"application/merge-patch+json": {"schema": {"type": "object"}}}}}
        missing = {"404": {"description": "."}}
        named = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        paths = {
            "/things": {"post": {"requestBody": sent, "responses": {"201": {"description": ".", **one}}}},
            "/things/{id}": {
                "parameters": [named],
                "get": {"responses": {"200": {"description": ".", **one}, **missing}},
                "patch": {**change, "responses": {"200": {"description": ".", **one}, **missing}},
            },
        }
        file = folder / f"{release}.json"
        info = {"title": "Rolled", "version": release}
        file.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))
        made.append(str(file))
    return made[0], made[1]


def test_a_release_can_take_the_place_of_another_one_replica_after_the_other(tmp_path: Path, database: str) -> None:
    """While both answer, each tells what the other has kept as well as it can, and takes nothing from it."""
    earlier, later = releases(tmp_path)
    settings = Settings(state=database, alone=False)
    with running(create_app(specs.load(earlier), settings)) as first, closing(first):
        old = Api(first)
        thing = old("POST", "/things", {"name": "n", "labels": ["l"]}).json
        where = f"/things/{thing['id']}"
        old("POST", "/__ringback/clock", {"advance": 3600})
        old("POST", "/__ringback/overrides", {"operation": "GET /things/{id}", "name": "o", "headers": {"X-O": "1"}})
        with running(create_app(specs.load(later), settings)) as second, closing(second):
            new = Api(second)
            assert round(new("GET", "/__ringback/clock").json["offset"]) == 3600
            seen = [new("GET", where) for _ in range(2)]
            assert [each.headers["X-O"] for each in seen] == ["1", "1"]
            assert seen[0].json == seen[1].json
            assert set(seen[0].json) == {"id", "name", "owner"}
            patched = new("PATCH", where, '{"name": "m"}', {"Content-Type": "application/merge-patch+json"}).json
            assert patched == {**seen[0].json, "name": "m"}
            assert old("GET", where).json == {**thing, "name": "m"}
            made = new("POST", "/things", {"name": "n", "owner": "joe"}).json
            assert old("GET", f"/things/{made['id']}").json == {"id": made["id"], "name": "n"}
            assert new("GET", f"/things/{made['id']}").json == made
