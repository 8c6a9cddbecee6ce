"""Tokens on request, devices, and where a client finds the mock: in process, where no socket is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests
from control_client import DOCUMENT

import specs
from mockserver.access.flaws import FLAWS
from mockserver.access.people import Client, User
from mockserver.app import create_app
from mockserver.clock import Clock
from mockserver.errors import MockError
from mockserver.hosts.world import RESETS
from mockserver.identity.addresses import base
from mockserver.settings import Settings
from mockserver.testing import Running, running
from specs.load import from_mapping
from specs.messages import Request

FORM = "application/x-www-form-urlencoded"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
FLOWS = {
    "deviceAuthorization": {
        "deviceAuthorizationUrl": "/device",
        "tokenUrl": "/token",
        "scopes": {"read": "", "write": ""},
    }
}
OAUTH = {"oauth": {"type": "oauth2", "flows": FLOWS}}
USERS = (
    User(name="ann", password="p", claims={"tenant": "north"}),
    User(name="bob", password="q", scopes=frozenset({"read"})),
)


def notes(schemes: dict[str, Any], scopes: tuple[str, ...] = ()) -> specs.Document:
    (name,) = schemes
    responses = {status: {"description": ""} for status in ("200", "401", "403")}
    return from_mapping(
        {
            "openapi": "3.2.0",
            "info": {"title": "Notes", "version": "1"},
            "components": {"securitySchemes": schemes},
            "paths": {"/notes": {"get": {"security": [{name: list(scopes)}], "responses": responses}}},
        }
    )


@pytest.fixture(scope="module")
def mock() -> Iterator[Running]:
    with running(create_app(notes(OAUTH, ("read",)), Settings(users=USERS))) as found:
        yield found


def opened(url: str, token: str) -> tuple[int, str]:
    """The status, and why."""
    answer = requests.get(f"{url}/notes", headers={"Authorization": f"Bearer {token}"}, timeout=9)
    return answer.status_code, answer.headers.get("www-authenticate", "")


@pytest.mark.parametrize(
    ("flaw", "status", "told"),
    [
        ("", 200, ""),
        ("expired", 401, "The token has expired."),
        ("not-yet-valid", 401, "The token is not valid yet."),
        ("wrong-audience", 401, "The token is for another audience."),
        ("wrong-issuer", 401, "The token names another issuer."),
        ("wrong-signature", 401, "The token was not issued by this mock."),
        ("revoked", 401, "The token was revoked."),
        ("missing-scope", 403, "insufficient_scope"),
    ],
)
def test_a_token_on_request_is_refused_for_its_flaw(mock: Running, flaw: str, status: int, told: str) -> None:
    found = opened(mock, mock.token("ann", flaw=flaw))
    assert (found[0], told in found[1]) == (status, True)


@pytest.mark.parametrize(("flaw", "status"), [("", 200), ("expired", 401), ("wrong-signature", 401), ("revoked", 401)])
def test_documents_without_oauth_have_them_too(flaw: str, status: int) -> None:
    app = create_app(notes({"token": {"type": "http", "scheme": "bearer"}}))
    token = Running.at("http://localhost", app).token("ann", flaw=flaw)
    assert app.test_client().get("/notes", headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_a_token_says_what_was_wished_for(mock: Running) -> None:
    def said(**wish: Any) -> dict[str, Any]:
        key = jwt.PyJWKClient(f"{mock}/identity/keys").get_signing_key_from_jwt(token := mock.token(**wish))
        found: dict[str, Any] = jwt.decode(token, key.key, ["RS256"], audience="urn:ringback:api")
        return found

    first = said()
    assert (first["sub"], first["tenant"], first["iss"]) == ("ann", "north", f"{mock}/identity")
    assert said(user="bob")["scope"] == "read"
    wish = said(user="bob", scopes=["write"], roles=["admin"], client="web", claims={"tenant": "south"}, lifetime=60)
    assert (wish["scope"], wish["roles"], wish["client_id"], wish["tenant"]) == ("write", ["admin"], "web", "south")
    assert wish["exp"] - wish["iat"] == 60


@pytest.mark.parametrize(
    ("wish", "told"), [({"user": "bbo"}, "did you mean bob"), ({"flaw": "expird"}, "did you mean expired")]
)
def test_what_cannot_be_wished_for(mock: Running, wish: dict[str, str], told: str) -> None:
    with pytest.raises(MockError, match=told):
        mock.token(**wish)
    answer = requests.post(f"{mock}/__ringback/tokens", json=wish, timeout=9)
    assert answer.status_code == (400 if "flaw" in wish else 422)


def test_the_control_interface_knows_all_flaws_and_all_that_can_be_forgotten() -> None:
    schemas = DOCUMENT.raw["components"]["schemas"]
    assert set(schemas["Wish"]["properties"]["flaw"]["enum"]) == set(FLAWS)
    body = DOCUMENT.raw["paths"]["/reset"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]["only"]["items"]["enum"]) == set(RESETS)


class Device:
    """A device at a mock in process, whose clock stands still."""

    def __init__(self, **options: Any) -> None:
        self.clock = Clock(lambda: 1_800_000_000.0)
        self.app = create_app(notes(OAUTH, ("read",)), Settings(users=USERS, **options), clock=self.clock)
        self.client = self.app.test_client()
        self.codes = self.client.post("/device", data={"client_id": "tv", "scope": "read"}).get_json()

    def ask(self, **fields: str) -> str:
        """The error that the device gets; empty for tokens."""
        sent = {"grant_type": DEVICE, "device_code": self.codes["device_code"], "client_id": "tv", **fields}
        found: dict[str, Any] = self.client.post("/token", data=sent).get_json()
        return str(found.get("error", ""))

    def decide(self, **fields: str) -> str:
        """The page that the user gets for what they send."""
        sent = {"user_code": self.codes["user_code"], "username": "ann", "password": "p", "consent": "allow", **fields}
        return self.client.post("/identity/activate", data=sent).get_data(as_text=True)


def test_a_device_waits_until_its_user_agrees_and_gets_its_tokens_once() -> None:
    device = Device()
    assert [device.ask(), device.ask()] == ["authorization_pending", "slow_down"]
    device.clock.advance(6)
    assert device.ask() == "authorization_pending"
    assert "password is another" in device.decide(password="x")
    code = device.codes["user_code"].lower().replace("-", " ")
    assert "goes on" in device.decide(user_code=code)
    assert "no such code" in device.decide()
    assert device.ask(client_id="other") == "invalid_grant"
    assert (device.ask(), device.ask()) == ("", "invalid_grant")


def test_a_device_whose_user_says_no_or_nothing() -> None:
    device = Device()
    assert "gets nothing" in device.decide(consent="deny")
    assert device.ask() == "access_denied"
    late = Device()
    late.clock.advance(600)
    assert (late.ask(), "no such code" in late.decide()) == ("expired_token", True)


def test_nobody_is_asked_where_all_agree_to_everything() -> None:
    assert Device(auto_consent=True).ask() == ""


def test_the_page_for_devices_asks_for_the_code_and_then_for_the_user() -> None:
    device = Device()
    place = urlsplit(device.codes["verification_uri_complete"])
    pages = [device.client.get(each).get_data(as_text=True) for each in (place.path, f"{place.path}?{place.query}")]
    assert ['name="user_code" autofocus' in pages[0], 'name="password"' in pages[1]] == [True, True]
    evil = device.client.get(f"{place.path}?user_code=%22%3E%3Cscript%3E").get_data(as_text=True)
    assert "<script" not in evil


def test_what_is_wrong_with_a_device_is_told_at_once() -> None:
    client = Device(clients=(Client(id="web", secret="s"),)).client
    told = [
        client.post("/device", data=data).get_json()["error"]
        for data in ({"client_id": "tv"}, {"client_id": "web", "client_secret": "s", "scope": "nonsense"})
    ]
    assert told == ["invalid_client", "invalid_scope"]


def test_documents_without_the_flow_have_no_devices() -> None:
    flows = {"clientCredentials": {"tokenUrl": "/token", "scopes": {"read": ""}}}
    client = create_app(notes({"oauth": {"type": "oauth2", "flows": flows}})).test_client()
    assert client.post("/identity/device", data={"client_id": "tv"}).status_code == 404
    assert client.post("/token", data={"grant_type": DEVICE}).get_json()["error"] == "unsupported_grant_type"
    assert "device_authorization_endpoint" not in client.get("/identity/.well-known/openid-configuration").get_json()


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ((("host", "a:1"),), "http://a:1"),
        ((), "http://localhost"),
        ((("host", 'evil"><b'),), "http://localhost"),
        ((("host", "a"), ("x-forwarded-proto", "https, http")), "https://a"),
        ((("host", "a"), ("x-forwarded-host", "b.example, c")), "http://b.example"),
        ((("host", "a"), ("forwarded", 'host="[::1]:8";PROTO=HTTPS, for=x;proto=http')), "https://[::1]:8"),
        ((("host", "a"), ("forwarded", "proto=gopher;host=/x"), ("x-forwarded-proto", "https")), "http://a"),
    ],
)
def test_what_a_client_calls_the_mock(fields: tuple[tuple[str, str], ...], address: str) -> None:
    assert base(Request("GET", "/", headers=fields)) == address
