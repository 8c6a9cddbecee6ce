from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt as signed
from joserfc.jwk import KeySet

from mockserver.access.people import Client, User
from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.testing import Running, running
from specs.load import from_mapping

SCOPES = {"read": "", "write": ""}
FLOWS = {
    "authorizationCode": {
        "authorizationUrl": "https://login.example.org/oauth/authorize",
        "tokenUrl": "/oauth/token",
        "scopes": SCOPES,
    },
    "clientCredentials": {"tokenUrl": "/oauth/token", "scopes": SCOPES},
}
IMPLICIT = {"implicit": {"authorizationUrl": "https://login.example.org/oauth/authorize", "scopes": SCOPES}}
BACK = "http://127.0.0.1:9/back"
SECRET = "s3cret"
USERS = (
    User(name="ann", password="ann's", claims={"email": "ann@example.org"}),
    User(name="bob", password="bob's", scopes=frozenset({"read", "openid"})),
)
CLIENTS = (
    Client(id="web", secret=SECRET, redirect_uris=("https://app.example.org/back",)),
    Client(id="cli", redirect_uris=("http://127.0.0.1/back",)),
)


@contextmanager
def mock(flows: dict[str, Any] = FLOWS, **options: Any) -> Iterator[Running]:
    responses = {status: {"description": ""} for status in ("200", "401", "403")}
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": flows}}},
        "paths": {"/notes": {"get": {"security": [{"oauth": ["read"]}], "responses": responses}}},
    }
    with running(create_app(from_mapping(raw), Settings(**options))) as found:
        yield found


@pytest.fixture
def auto() -> Iterator[Running]:
    with mock(auto_consent=True) as found:
        yield found


def discovered(url: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{url}/identity/.well-known/openid-configuration", timeout=9).json()
    return found


def sent_back(url: str, **asked: str) -> tuple[int, dict[str, str]]:
    """The status of the authorization endpoint's answer, and what its redirect says."""
    asked = {"response_type": "code", "client_id": "cli", "redirect_uri": BACK, **asked}
    answer = requests.get(f"{url}/oauth/authorize", asked, allow_redirects=False, timeout=9)
    place = urlsplit(answer.headers.get("location", ""))
    return answer.status_code, {name: value[0] for name, value in parse_qs(place.query or place.fragment).items()}


def token(url: str, **fields: str) -> requests.Response:
    return requests.post(f"{url}/oauth/token", {"client_id": "cli", **fields}, timeout=9)


def opens(url: str, access: str) -> int:
    return requests.get(f"{url}/notes", headers={"Authorization": f"Bearer {access}"}, timeout=9).status_code


def test_a_client_goes_through_code_and_pkce_and_refreshes_and_revokes(auto: Running) -> None:
    told = discovered(auto)
    verifier = "v" * 50
    client = OAuth2Session("cli", scope="openid read", redirect_uri=BACK, code_challenge_method="S256")
    place, state = client.create_authorization_url(
        told["authorization_endpoint"], code_verifier=verifier, nonce="n-1", login_hint="ann"
    )
    back = requests.get(place, allow_redirects=False, timeout=9).headers["location"]
    first = client.fetch_token(told["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state)
    assert opens(auto, first["access_token"]) == 200
    assert client.get(told["userinfo_endpoint"]).json() == {"sub": "ann"}
    keys = KeySet.import_key_set(requests.get(told["jwks_uri"], timeout=9).json())
    claims = CodeIDToken(
        signed.decode(first["id_token"], keys).claims,
        {"alg": "RS256"},
        {"iss": {"value": told["issuer"]}, "aud": {"value": "cli"}},
        {"nonce": "n-1", "client_id": "cli", "access_token": first["access_token"]},
    )
    claims.validate()
    assert claims["sub"] == "ann"
    auto.clock.advance(3601)
    assert opens(auto, first["access_token"]) == 401
    second = client.refresh_token(told["token_endpoint"])
    assert opens(auto, second["access_token"]) == 200
    client.revoke_token(told["revocation_endpoint"], second["refresh_token"], token_type_hint="refresh_token")
    assert opens(auto, second["access_token"]) == 401


def test_others_verify_access_tokens_with_the_published_keys(auto: Running) -> None:
    access = token(auto, grant_type="client_credentials", scope="read").json()["access_token"]
    key = jwt.PyJWKClient(discovered(auto)["jwks_uri"]).get_signing_key_from_jwt(access)
    claims = jwt.decode(access, key.key, ["RS256"], audience="urn:ringback:api", issuer=f"{auto}/identity")
    assert (claims["sub"], claims["client_id"], claims["scope"]) == ("cli", "cli", "read")


def test_an_id_token_opens_nothing(auto: Running) -> None:
    _, told = sent_back(auto, client_id="urn:ringback:api", scope="openid read")
    fields = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": BACK}
    answer = token(auto, **fields, client_id="urn:ringback:api").json()
    assert (opens(auto, answer["access_token"]), opens(auto, answer["id_token"])) == (200, 401)


def test_a_code_is_good_once_and_its_second_use_takes_the_tokens_back(auto: Running) -> None:
    _, told = sent_back(auto, scope="read", state="a&b=<c>")
    assert (told["state"], told["iss"]) == ("a&b=<c>", f"{auto}/identity")
    fields = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": BACK}
    access = token(auto, **fields).json()["access_token"]
    assert opens(auto, access) == 200
    again = token(auto, **fields)
    assert (again.status_code, again.json()["error"], again.headers["cache-control"]) == (
        400,
        "invalid_grant",
        "no-store",
    )
    assert opens(auto, access) == 401


def test_an_old_refresh_token_takes_the_new_ones_back(auto: Running) -> None:
    first = token(auto, grant_type="password", username="ann", password="x").json()
    second = token(auto, grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    answer = token(auto, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    answer = token(auto, grant_type="refresh_token", refresh_token=second["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert opens(auto, second["access_token"]) == 401


@pytest.mark.parametrize(
    ("wrong", "seconds", "error"),
    [
        ({"redirect_uri": "http://127.0.0.1:9/other"}, 0, "invalid_grant"),
        ({"code_verifier": "w" * 50}, 0, "invalid_grant"),
        ({"code_verifier": ""}, 0, "invalid_grant"),
        ({"client_id": "other"}, 0, "invalid_grant"),
        ({}, 60, "invalid_grant"),
        ({"grant_type": "magic"}, 0, "unsupported_grant_type"),
        ({"code": ""}, 0, "invalid_request"),
        ({}, 0, ""),
    ],
)
def test_what_does_not_fit_a_code(auto: Running, wrong: dict[str, str], seconds: int, error: str) -> None:
    _, told = sent_back(auto, code_challenge="v" * 50, code_challenge_method="plain")
    auto.clock.advance(seconds)
    fields = {"grant_type": "authorization_code", "code": told["code"], "redirect_uri": BACK, "code_verifier": "v" * 50}
    assert token(auto, **{**fields, **wrong}).json().get("error", "") == error


@pytest.mark.parametrize(
    "back", ["https://evil.example/x", "javascript:alert(1)", "http://127.0.0.1@evil.example/", "//evil.example", ""]
)
def test_nobody_is_sent_to_a_stranger(auto: Running, back: str) -> None:
    assert sent_back(auto, redirect_uri=back) == (400, {})


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "read nonsense"}, "invalid_scope"),
        ({"code_challenge": "x", "code_challenge_method": "S1"}, "invalid_request"),
    ],
)
def test_what_is_wrong_is_told_to_the_program(auto: Running, asked: dict[str, str], error: str) -> None:
    status, told = sent_back(auto, state="s", **asked)
    assert (status, told["error"], told["state"]) == (303, error, "s")


def test_documents_with_an_implicit_flow_have_tokens_in_the_fragment() -> None:
    with mock(IMPLICIT, auto_consent=True) as url:
        _, told = sent_back(url, response_type="id_token token", scope="openid read", nonce="n")
        assert opens(url, told["access_token"]) == 200
        assert jwt.decode(told["id_token"], options={"verify_signature": False})["nonce"] == "n"


def test_a_page_asks_the_user_and_repeats_nothing_as_html() -> None:
    with mock(users=USERS, clients=CLIENTS) as url:
        evil = '"><script>alert(1)</script>'
        asked = {"response_type": "code", "client_id": "cli", "redirect_uri": BACK, "state": evil, "login_hint": evil}
        asked |= {"code_challenge": "v" * 43, "code_challenge_method": "S256"}
        page = requests.get(f"{url}/oauth/authorize", asked, timeout=9)
        assert (page.status_code, "<script" in page.text) == (200, False)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert re.search('name="state" value="&quot;&gt;', page.text)
        form = {**asked, "username": "ann", "consent": "allow"}
        asks_again = requests.post(f"{url}/oauth/authorize", {**form, "password": "x"}, timeout=9)
        assert (asks_again.status_code, "password is another" in asks_again.text) == (200, True)
        done = requests.post(
            f"{url}/oauth/authorize", {**form, "password": "ann's"}, allow_redirects=False, timeout=9
        ).headers["location"]
        assert parse_qs(urlsplit(done).query)["state"] == [evil]
        link = requests.get(f"{url}/oauth/authorize", {**form, "password": "ann's"}, allow_redirects=False, timeout=9)
        assert link.status_code == 200
        no = requests.post(f"{url}/oauth/authorize", {**asked, "consent": "deny"}, allow_redirects=False, timeout=9)
        assert "error=access_denied" in no.headers["location"]
        assert not any("ann's" in str(entry) or "code=" in str(entry) for entry in url.journal)


def test_programs_show_their_secret_and_users_get_no_more_than_they_may_have() -> None:
    with mock(users=USERS, clients=CLIENTS) as url:
        wrong = token(url, grant_type="client_credentials", client_id="web", client_secret="x")
        assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
        assert wrong.headers["www-authenticate"].startswith("Basic")
        assert token(url, grant_type="client_credentials").json()["error"] == "unauthorized_client"
        assert token(url, grant_type="password", username="ann", password="x").json()["error"] == "invalid_grant"
        bob = token(url, grant_type="password", username="bob", password="bob's", scope="read write").json()
        assert bob["scope"] == "read"
        more = token(url, grant_type="password", username="bob", password="bob's", scope="write")
        assert more.json()["error"] == "invalid_scope"
        asked = {"token": bob["access_token"], "client_id": "web", "client_secret": SECRET}
        told = requests.post(f"{url}/identity/introspect", asked, timeout=9).json()
        assert (told["active"], told["sub"], told["client_id"], told["scope"]) == (True, "bob", "cli", "read")
        url.clock.advance(3600)
        assert requests.post(f"{url}/identity/introspect", asked, timeout=9).json() == {"active": False}


def test_a_log_out_goes_back_to_known_addresses_only(auto: Running) -> None:
    for back, status in ((BACK, 303), ("https://evil.example/", 400), ("", 200)):
        asked = {"client_id": "cli", "post_logout_redirect_uri": back, "state": "s"}
        answer = requests.get(f"{auto}/identity/logout", asked, allow_redirects=False, timeout=9)
        assert answer.status_code == status


def test_what_the_document_has_goes_first() -> None:
    operation = {"responses": {"200": {"description": ""}}}
    raw = {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": FLOWS}}},
        "paths": {"/{a}/{b}": {"get": operation}, "/oauth/token": {"post": operation}},
    }
    with running(create_app(from_mapping(raw))) as url:
        assert token(url, grant_type="client_credentials").content == b""
        assert requests.get(f"{url}/identity/keys", timeout=9).content == b""
        keys = requests.get(f"{url}/__mock/identity/keys", timeout=9).json()["keys"]
        assert [key["kty"] for key in keys] == ["RSA"]
