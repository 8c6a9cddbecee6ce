"""``ringback mock --explain`` tells what operations are taken to do, and what the configuration says goes before it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mockserver.app import create_app
from mockserver.errors import MockError
from mockserver.settings import Settings
from mockserver.state import said
from ringback.cli import cli
from ringback.config.errors import ConfigError
from specs.load import from_mapping

THING = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
OK = {"200": {"description": ".", "content": {"application/json": {"schema": THING}}}}
AT = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
SEND = {"requestBody": {"content": {"application/json": {"schema": THING}}}, "responses": OK}
RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "T\x1b[31m", "version": "1"},
    "paths": {
        "/things/{id}": {"parameters": AT, "get": {"responses": OK | {"404": {"description": "."}}}},
        "/order-a-thing": {"post": SEND},
    },
}
SAID = {"operation": "POST /order-a-thing", "role": "create", "resource": "/things/{id}"}

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "api.json").write_text(json.dumps(RAW), "utf-8")

    def running(*arguments: str, config: str = "") -> Result:
        (tmp_path / "ringback.toml").write_text(config, "utf-8")
        return CliRunner().invoke(cli, ["mock", "--explain", "api.json", *arguments])

    return running


def rows(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return {row["operation"]: row for row in json.loads(result.stdout)[0]["operations"]}


def test_each_operation_has_its_role_and_why(run: Run) -> None:
    found = rows(run("--format", "json"))
    read = found["GET /things/{id}"]
    assert (read["role"], read["resource"], read["id"], read["confidence"]) == ("read", "/things/{id}", "id", "high")
    assert found["POST /order-a-thing"]["role"] == "action"
    assert found["POST /order-a-thing"]["confidence"] == "low"
    assert all(row["evidence"] for row in found.values())


def test_the_text_is_plain_and_cannot_steer_a_terminal(run: Run) -> None:
    told = run().stdout
    assert "\x1b" not in told
    assert "GET /things/{id}: read /things/{id} (id: id), high: " in told
    assert '    { operation = "POST /order-a-thing", role = "action" }' in told


def test_the_line_that_is_shown_can_be_put_into_the_configuration(run: Run) -> None:
    lines = [row["override"] for row in rows(run("--format", "json")).values()]
    config = f"[mock]\nroles = [{', '.join(lines)}]\n"
    assert len(tomllib.loads(config)["mock"]["roles"]) == 2
    again = rows(run("--format", "json", config=config))
    assert {(row["override"], row["confidence"]) for row in again.values()} == {(line, "certain") for line in lines}


def test_what_the_configuration_says_goes_before_what_is_inferred(run: Run) -> None:
    members = "\n".join(f'{key} = "{value}"' for key, value in SAID.items())
    found = rows(run("--format", "json", config=f"[[mock.roles]]\n{members}\n"))["POST /order-a-thing"]
    assert (found["role"], found["resource"]) == ("create", "/things/{id}")
    assert found["evidence"] == "ringback.toml:1 #/mock/roles/0 says so"


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ('operation = "POST /orders"\nrole = "create"', "ringback.toml:2 #/mock/roles/0/operation: "),
        ('operation = "POST /order-a-thing"\nrole = "mak"', "ringback.toml:3 #/mock/roles/0/role: "),
        ('operation = "POST /order-a-thing"\nrole = "create"\nresorce = "x"', "unknown key 'resorce'"),
        ('operation = "POST /order-a-thing"', "ringback.toml:1 #/mock/roles/0: "),
    ],
)
def test_a_slip_in_it_is_told_with_its_place(run: Run, table: str, wanted: str) -> None:
    result = run(config=f"[[mock.roles]]\n{table}\n")
    assert isinstance(result.exception, (ConfigError, MockError))
    assert wanted in str(result.exception)


def test_the_mock_does_as_it_is_told() -> None:
    roles = (said.read(SAID, "", lambda _: "here"),)
    client = create_app(from_mapping(RAW), Settings(roles=roles)).test_client()
    made = client.post("/order-a-thing", json={"name": "a"}).get_json()
    assert client.get(f"/things/{made['id']}").get_json() == made
    assert client.get("/things/none").status_code == 404


def test_a_role_may_name_a_resource_that_nothing_else_shows() -> None:
    paths = {f"/{verb}-it": {"post": SEND} for verb in ("make", "show")}
    written = [
        {"operation": f"POST /{verb}-it", "role": role, "resource": "its[]"}
        for verb, role in (("make", "create"), ("show", "read"))
    ]
    roles = tuple(said.read(each, "", lambda _: "here") for each in written)
    client = create_app(from_mapping(RAW | {"paths": paths}), Settings(roles=roles)).test_client()
    made = client.post("/make-it", json={"name": "a"}).get_json()
    assert client.post("/show-it", json={"id": made["id"]}).get_json() == made


def test_who_logs_in_is_told_with_what_becomes_of_it() -> None:
    result = CliRunner().invoke(cli, ["mock", "--explain", "phonebridge-client@1.3.8"])
    assert result.exit_code == 0, result.output
    assert "; logs in: email and password give id_token\n" in result.stdout
