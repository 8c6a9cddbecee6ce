from __future__ import annotations

import threading

import pytest
from mock_client import RELEASES, Api, document, served

from specs.inference.kinds import Kind
from specs.inference.roles import Roles

CLIENTS, CONNECTORS = "/api/users/me/clients", "/api/users/me/connectors"
LDAP = {"application.target.ldap.enabled": True, "application.target.ldap.user": "cn=me"}
CONNECTOR = {"name": "Buch", "direction": "Target", "type": "LDAP", "config": LDAP}
CALL = {"direction": "INBOUND", "number": "+49301234567", "startedDate": "2020-01-01T00:00:00Z", "durationSeconds": 5}


def test_create_read_list_update_delete(api: Api) -> None:
    created = api("POST", CLIENTS, {"name": "Max Mustermann"})
    assert created.status == 201
    me = created.json
    assert me["name"] == "Max Mustermann"
    assert "platform" not in me
    assert created.headers["Location"] == f"/api/clients/{me['id']}"
    assert api("GET", created.headers["Location"]).json == me
    assert api("GET", CLIENTS).json == [me]
    put = api("PUT", f"/api/clients/{me['id']}", {"name": "Erika", "platform": "MACOS"})
    assert put.status == 200
    assert put.json == me | {"name": "Erika", "platform": "MACOS"}
    assert api("PUT", f"/api/clients/{me['id']}", {"name": "Emil"}).json == me | {"name": "Emil"}
    assert api("GET", f"/api/clients/{me['id']}").json == me | {"name": "Emil"}
    assert api("DELETE", f"/api/clients/{me['id']}").status == 204
    for method, body in [("GET", None), ("PUT", {"name": "x"}), ("DELETE", None)]:
        assert api(method, f"/api/clients/{me['id']}", body).status == 404
    assert api("GET", CLIENTS).json == []


def test_one_user_does_not_see_anothers(anonymous: Api) -> None:
    max_, erika = anonymous.logged_in("max@one.example"), anonymous.logged_in("erika@two.example")
    mine = max_("POST", CLIENTS, {"name": "Max"}).json
    hers = erika("POST", CLIENTS, {"name": "Erika"}).json
    assert mine["id"] != hers["id"]
    assert erika("GET", f"/api/clients/{mine['id']}").status == 404
    assert erika("DELETE", f"/api/clients/{mine['id']}").status == 404
    assert max_("GET", CLIENTS).json == [mine]
    assert erika("GET", CLIENTS).json == [hers]
    assert max_("GET", "/api/users/me").json["email"] == "max@one.example"
    assert erika("PUT", "/api/users/me", {"language": "fr"}).json["language"] == "fr"
    assert max_("PUT", "/api/users/me", {"language": "en"}).json["language"] == "en"
    assert erika("GET", "/api/users/me").json["language"] == "fr"


def test_a_password_is_never_echoed(api: Api) -> None:
    config = LDAP | {"application.target.ldap.password": "hush-hush"}
    created = api("POST", CONNECTORS, CONNECTOR | {"config": config})
    assert created.status == 201
    assert created.json["config"] == LDAP
    assert b"hush-hush" not in created.body + api("GET", created.headers["Location"]).body + api("GET", CONNECTORS).body


def test_what_belongs_to_something_comes_and_goes_with_it(api: Api) -> None:
    assert api("GET", "/api/connectors/1234567/sync-jobs").status == 404
    assert api("POST", "/api/connectors/1234567/sync-jobs", {}).status == 404
    one, two = (api("POST", CONNECTORS, CONNECTOR).json["id"] for _ in range(2))
    job = api("POST", f"/api/connectors/{one}/sync-jobs", {"full": True})
    assert (job.status, job.json["connectorId"]) == (201, one)
    assert job.headers["Location"] == f"/api/sync-jobs/{job.json['id']}"
    assert api("GET", job.headers["Location"]).json == job.json
    assert api("GET", f"/api/connectors/{one}/sync-jobs").json == [job.json]
    assert api("GET", f"/api/connectors/{two}/sync-jobs").json == []
    assert api("POST", f"/api/connectors/{one}/test").status == 200
    assert api("DELETE", f"/api/connectors/{one}").status == 204
    assert api("GET", job.headers["Location"]).status == 404
    assert api("GET", f"/api/connectors/{one}/sync-jobs").status == 404
    assert api("POST", f"/api/connectors/{one}/test").status == 404
    assert api("GET", f"/api/connectors/{two}/sync-jobs").status == 200


def test_pages(api: Api) -> None:
    names = [api("POST", CLIENTS, {"name": f"{number:02}"}).json["name"] for number in range(7)]
    assert [each["name"] for each in api("GET", CLIENTS).json] == names
    last = api("GET", f"{CLIENTS}?page=2&size=3&x=%C3%A4")
    assert [each["name"] for each in last.json] == names[6:]
    assert last.headers["X-Total-Count"] == "7"
    rels = dict(reversed(part.split("; ")) for part in last.headers["Link"].split(", "))
    assert {rel: url[1:-1] for rel, url in rels.items()} == {
        'rel="first"': f"{CLIENTS}?page=0&size=3&x=%C3%A4",
        'rel="prev"': f"{CLIENTS}?page=1&size=3&x=%C3%A4",
        'rel="last"': f"{CLIENTS}?page=2&size=3&x=%C3%A4",
    }
    assert [each["name"] for each in api("GET", rels['rel="prev"'][1:-1]).json] == names[3:6]
    assert api("GET", f"{CLIENTS}?page=9&size=3").json == []


def test_sorting_and_filtering(api: Api) -> None:
    for name, direction in [("b", "Source"), ("a", "Target"), ("c", "Target")]:
        config = LDAP if direction == "Target" else {"application.source.public-exchange.enabled": True}
        assert (
            api("POST", CONNECTORS, CONNECTOR | {"name": name, "direction": direction, "config": config}).status == 201
        )

    def listed(query: str) -> str:
        return "".join(each["name"] for each in api("GET", f"{CONNECTORS}?{query}").json)

    assert listed("") == "bac"
    assert (listed("sort=name,asc"), listed("sort=name,desc"), listed("sort=id,desc")) == ("abc", "cba", "cab")
    assert (listed("direction=Target"), listed("direction=Source")) == ("ac", "b")
    assert listed("direction=Target&sort=name,desc&size=1") == "c"


def test_collections_can_be_filled_at_first() -> None:
    with served("phonebridge-webapp@1.3.8", items=3) as anonymous:
        api = anonymous.logged_in()
        listed = api("GET", CLIENTS).json
        assert len({each["id"] for each in listed}) == 3
        assert api("GET", f"/api/clients/{listed[1]['id']}").json == listed[1]
        assert len(api("GET", f"/api/connectors/{api('GET', CONNECTORS).json[0]['id']}/sync-jobs").json) == 3
        assert api("DELETE", f"/api/clients/{listed[1]['id']}").status == 204
        assert api("GET", CLIENTS).json == [listed[0], listed[2]]


def test_many_at_once_get_different_ids(api: Api) -> None:
    found: list[int] = []

    def create() -> None:
        found.extend(api("POST", CLIENTS, {"name": "x"}).json["id"] for _ in range(10))

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 80
    assert api("GET", CLIENTS).headers["X-Total-Count"] == "80"


@pytest.mark.parametrize("name", RELEASES)
def test_the_roles_that_are_inferred(name: str) -> None:
    known = document(name)
    inferred = Roles(known)
    roles = {operation.key: inferred.of(operation) for operation in reversed(known.operations)}
    wanted = {
        "GET /api/users/me/clients": Kind.LIST,
        "POST /api/users/me/clients": Kind.CREATE,
        "GET /api/clients/{id}": Kind.READ,
        "PUT /api/clients/{id}": Kind.REPLACE,
        "DELETE /api/clients/{id}": Kind.DELETE,
        "GET /api/connectors/{id}/sync-jobs": Kind.LIST,
        "POST /api/connectors/{id}/sync-jobs": Kind.CREATE,
        "GET /api/sync-jobs/{id}": Kind.READ,
        "POST /api/connectors/{id}/test": Kind.ACTION,
        "POST /api/authenticate": Kind.ACTION,
        "POST /api/register": Kind.ACTION,
        "GET /api/users/me": Kind.SINGLETON,
        "PUT /api/users/me": Kind.SINGLETON,
        "GET /api/users/me/connectors/count": Kind.SINGLETON,
        "GET /api/version": Kind.SINGLETON,
    }
    there = {key: kind for key, kind in wanted.items() if key in roles}
    assert {key: roles[key].kind for key in there} == there
    clients = {
        id(roles[key].resource)
        for key in there
        if key.partition(" ")[2].split("/")[-2:][0:1] == ["clients"] or key.endswith("clients")
    }
    assert len(clients) == 1
