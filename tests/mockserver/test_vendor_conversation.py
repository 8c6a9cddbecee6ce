"""The conversation that the vendor's page prints, by the real curl, with only host and credentials replaced."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from mock_client import RELEASES, Api, document, mock_process

HOST = "https://app.phonebridge.io:443"
AUTHENTICATE, LIST_CONNECTORS, AUTHENTICATE_SHORT, CREATE_CLIENT, DELETE_CLIENT = (
    Path(__file__).with_name("vendor_commands.txt").read_text(encoding="utf-8").splitlines()
)


class Terminal:
    """Runs the page's commands against another host, with credentials in place of the page's capitals."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, command: str, **replaced: str) -> tuple[int, str]:
        for old, new in {HOST: self._url, **replaced}.items():
            command = command.replace(old, new)
        run = subprocess.run(
            [*shlex.split(command), "-s", "-w", "\n%{http_code}"],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        body, _, status = run.stdout.rpartition("\n")
        return int(status), body


@pytest.fixture(params=RELEASES)
def conversation(request: pytest.FixtureRequest) -> Iterator[tuple[str, Api]]:
    with mock_process(request.param, "--account", "max@example.org:secret") as (api, _):
        yield request.param, api


def test_the_printed_conversation_works_in_every_release(conversation: tuple[str, Api]) -> None:
    name, api = conversation
    operations = document(name).by_key
    curl = Terminal(api.url)
    status, body = curl(AUTHENTICATE, **{"XXX@XXX.de": "max@example.org", "XXX": "secret"})
    assert (status, list(json.loads(body))) == (200, ["id_token"])
    status, body = curl(AUTHENTICATE_SHORT, YOUR_EMAIL_ADDRESS="max@example.org", YOUR_PASSWORD="secret")
    token = json.loads(body)["id_token"]
    if "GET /api/users/me/connectors" in operations:
        status, body = curl(LIST_CONNECTORS, **{"XXX-XXX": token})
        assert (status, json.loads(body)) == (200, [])
    status, body = curl(CREATE_CLIENT, YOUR_BEARER_TOKEN=token)
    created = json.loads(body)
    assert status in (200, 201)
    assert created["name"] == "Max Mustermann"
    identity = str(created["id"])
    assert curl(DELETE_CLIENT, YOUR_BEARER_TOKEN=token, YOUR_CLIENT_ID=identity) == (204, "")
    status, _ = curl(DELETE_CLIENT, YOUR_BEARER_TOKEN=token, YOUR_CLIENT_ID=identity)
    assert status == 404
    if "GET /api/clients/{id}" in operations:
        status, _ = curl(DELETE_CLIENT.replace("DELETE", "GET"), YOUR_BEARER_TOKEN=token, YOUR_CLIENT_ID=identity)
        assert status == 404


def test_all_releases_have_the_operations_of_the_conversation() -> None:
    wanted = {"POST /api/authenticate", "POST /api/users/me/clients", "DELETE /api/clients/{id}"}
    assert all(wanted <= document(name).by_key.keys() for name in RELEASES)
    assert sum("GET /api/users/me/connectors" in document(name).by_key for name in RELEASES) == 9
    assert sum("GET /api/clients/{id}" in document(name).by_key for name in RELEASES) == 9
