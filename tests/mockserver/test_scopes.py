from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from mockserver.access.grants import Grant
from mockserver.access.tokens import Tokens
from mockserver.app import EXTENSION, create_app
from mockserver.settings import Auth, Settings
from specs.load import from_mapping

OAUTH = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "https://example.org/token", "scopes": {"read": "", "write": ""}}},
}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def mock(
    *security: dict[str, list[str]], statuses: tuple[str, ...] = ("200", "401", "403"), **options: Any
) -> tuple[FlaskClient, Tokens]:
    responses = {status: {"description": ""} for status in statuses}
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Scopes", "version": "1"},
        "components": {"securitySchemes": {"oauth": OAUTH, "key": KEY, "token": {"type": "http", "scheme": "bearer"}}},
        "paths": {"/": {"get": {"security": list(security), "responses": responses}}},
    }
    app = create_app(from_mapping(raw), Settings(**options))
    return app.test_client(use_cookies=False), app.extensions[EXTENSION].tokens


def bearer(tokens: Tokens, scopes: str | None, *roles: str) -> dict[str, str]:
    granted = None if scopes is None else frozenset(scopes.split())
    grant = Grant(subject="ann", scopes=granted, roles=frozenset(roles))
    return {"Authorization": f"Bearer {tokens.issue(grant)}"}


@pytest.mark.parametrize(
    ("scopes", "status"),
    [("read write", 200), ("read", 403), ("", 403), ("write read more", 200), ("readwrite", 403), (None, 200)],
)
def test_every_scope_that_is_asked_for_must_be_granted(scopes: str | None, status: int) -> None:
    client, tokens = mock({"oauth": ["read", "write"]})
    answer = client.get("/", headers=bearer(tokens, scopes))
    assert answer.status_code == status
    if status == 403:
        wanted = 'Bearer realm="Scopes", error="insufficient_scope", scope="read write"'
        assert answer.headers["WWW-Authenticate"] == wanted


@pytest.mark.parametrize(
    ("statuses", "status"), [(("200", "403"), 403), (("200", "401"), 401), (("200",), 403), (("200", "4XX"), 403)]
)
def test_a_documented_status_goes_first(statuses: tuple[str, ...], status: int) -> None:
    client, tokens = mock({"oauth": ["read"]}, statuses=statuses)
    answer = client.get("/", headers=bearer(tokens, "write"))
    assert answer.status_code == status
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_no_token_and_a_bad_one_are_told_the_scope_too() -> None:
    client, _ = mock({"oauth": ["read"]})
    assert client.get("/").headers["WWW-Authenticate"] == 'Bearer realm="Scopes", scope="read"'
    bad = client.get("/", headers={"Authorization": "Bearer x"})
    assert bad.status_code == 401
    told = 'error="invalid_token", error_description="The token was not issued by this mock.", scope="read"'
    assert bad.headers["WWW-Authenticate"] == f'Bearer realm="Scopes", {told}'


def test_any_alternative_is_enough() -> None:
    client, tokens = mock({"oauth": ["write"]}, {"oauth": ["read"], "key": []})
    key = {"X-Key": tokens.api_key}
    assert client.get("/", headers=bearer(tokens, "write")).status_code == 200
    assert client.get("/", headers=bearer(tokens, "read") | key).status_code == 200
    half = client.get("/", headers=bearer(tokens, "read"))
    assert half.status_code == 403
    assert half.headers.getlist("WWW-Authenticate") == [
        'Bearer realm="Scopes", error="insufficient_scope", scope="write"'
    ]
    assert client.get("/", headers=key).status_code == 401


def test_what_holds_together_is_refused_for_what_is_missing() -> None:
    client, tokens = mock({"oauth": ["read"], "key": []})
    answer = client.get("/", headers=bearer(tokens, "read"))
    assert (answer.status_code, answer.headers.getlist("WWW-Authenticate")) == (401, ['ApiKey realm="Scopes"'])


def test_where_a_scheme_has_no_scopes_they_are_roles() -> None:
    client, tokens = mock({"token": ["admin"]})
    assert client.get("/", headers=bearer(tokens, None)).status_code == 200
    assert client.get("/", headers=bearer(tokens, None, "admin")).status_code == 200
    assert client.get("/", headers=bearer(tokens, None, "guest")).status_code == 403
    assert client.get("/", headers=bearer(tokens, "admin")).status_code == 200


def test_the_mocks_own_credential_has_every_scope() -> None:
    client, tokens = mock({"oauth": ["read", "write"]})
    assert client.get("/", headers={"Authorization": f"Bearer {tokens.api_key}"}).status_code == 200


@pytest.mark.parametrize(("auth", "bad", "none"), [(Auth.STRICT, 401, 401), (Auth.ANY, 200, 401), (Auth.OFF, 200, 200)])
def test_how_strictly_credentials_are_judged(auth: Auth, bad: int, none: int) -> None:
    client, _ = mock({"oauth": ["read"]}, auth=auth)
    assert client.get("/", headers={"Authorization": "Bearer of somebody else"}).status_code == bad
    assert client.get("/").status_code == none


@pytest.mark.parametrize(
    "flaw", ["expired", "not-yet-valid", "wrong-audience", "wrong-issuer", "wrong-signature", "missing-scope"]
)
def test_a_token_with_a_flaw_is_refused(flaw: str) -> None:
    client, tokens = mock({"oauth": ["read"]})
    grant = Grant(subject="ann", scopes=frozenset({"read"}))
    issuer = "http://localhost/__ringback/identity"
    for good, bad in [
        (tokens.issue(grant), tokens.issue(grant, flaw=flaw)),
        (tokens.issue_for_all(grant, issuer), tokens.issue_for_all(grant, issuer, flaw=flaw)),
    ]:
        assert client.get("/", headers={"Authorization": f"Bearer {good}"}).status_code == 200
        answer = client.get("/", headers={"Authorization": f"Bearer {bad}"})
        assert answer.status_code == (403 if flaw == "missing-scope" else 401)


def test_a_revoked_token_is_good_no_more() -> None:
    client, tokens = mock({"oauth": []})
    headers = bearer(tokens, "read")
    assert client.get("/", headers=headers).status_code == 200
    tokens.revoke(headers["Authorization"].removeprefix("Bearer "))
    assert client.get("/", headers=headers).status_code == 401
