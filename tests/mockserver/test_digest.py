from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests
from requests.auth import HTTPDigestAuth

from mockserver.access.people import accounts
from mockserver.app import EXTENSION, create_app
from mockserver.settings import Settings
from mockserver.testing import running
from specs.load import from_mapping

RAW = {
    "openapi": "3.1.0",
    "info": {"title": "Digest", "version": "1"},
    "security": [{"digest": []}],
    "components": {"securitySchemes": {"digest": {"type": "http", "scheme": "digest"}}},
    "paths": {
        "/a": {
            "get": {
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                "responses": {"204": {"description": ""}, "401": {"description": ""}},
            }
        }
    },
}


@dataclass
class Rig:
    url: str
    key: str
    now: list[float]

    def status(self, name: str, password: str, query: str = "") -> int:
        return requests.get(f"{self.url}/a{query}", auth=HTTPDigestAuth(name, password), timeout=9).status_code

    def replayed(self, change: dict[str, str], target: str = "/a") -> int:
        """What a proof gets that a client has given once before, changed."""
        auth = HTTPDigestAuth("ann", "secret")
        sent = requests.get(f"{self.url}/a", auth=auth, timeout=9).request.headers["Authorization"]
        for name, value in change.items():
            sent = re.sub(rf'{name}="?[^",]*"?', f'{name}="{value}"', sent, count=1)
        return requests.get(self.url + target, headers={"Authorization": sent}, timeout=9).status_code


@pytest.fixture
def rig() -> Iterator[Rig]:
    now = [1_600_000_000.0]
    settings = Settings(users=accounts({"ann": "secret"}))
    app = create_app(from_mapping(RAW), settings, clock=lambda: now[0])
    with running(app) as url:
        yield Rig(url, app.extensions[EXTENSION].tokens.api_key, now)


def test_another_client_proves_who_it_is(rig: Rig) -> None:
    assert rig.status("ann", "secret") == 204
    assert rig.status("ann", "secret", "?q=a%20b") == 204
    assert rig.status("mock", rig.key) == 204
    assert rig.status("ann", "wrong") == 401
    assert rig.status("bob", "") == 401


def test_a_proof_is_good_for_one_target_and_for_a_time(rig: Rig) -> None:
    assert rig.replayed({}) == 204
    assert rig.replayed({}, "/a?q=1") == 401
    auth = HTTPDigestAuth("ann", "secret")
    sent = requests.get(f"{rig.url}/a", auth=auth, timeout=9).request.headers["Authorization"]
    rig.now[0] += 299
    assert requests.get(f"{rig.url}/a", headers={"Authorization": sent}, timeout=9).status_code == 204
    rig.now[0] += 1
    assert requests.get(f"{rig.url}/a", headers={"Authorization": sent}, timeout=9).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"realm": "Other"},
        {"qop": "auth-int"},
        {"algorithm": "MD5"},
        {"response": "0" * 64},
        {"nonce": "1600000000-" + base64.urlsafe_b64encode(bytes(18)).decode()},
        {"nonce": "x"},
        {"username": "mock"},
        {"nc": "00000002"},
        {"cnonce": "x"},
        {"uri": "/"},
    ],
)
def test_a_proof_that_was_changed_is_none(rig: Rig, change: dict[str, str]) -> None:
    assert rig.replayed(change) == 401
