from __future__ import annotations

import base64
import json
import re
import time
from pathlib import Path

import jwt
import pytest
from mock_client import Api, document, mock_process, served

from mockserver.access.grants import Grant
from mockserver.access.people import accounts
from mockserver.access.tokens import Tokens
from mockserver.app import EXTENSION, create_app
from mockserver.settings import Settings
from mockserver.testing import running
from specs.load import from_mapping

PROTECTED = "/api/users/me/clients"
KEY = b"a key that the test knows"


def unsigned(token: str) -> str:
    _, payload, _ = token.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    return f"{none}.{payload}."


def tampered(token: str) -> str:
    head, _, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False}) | {"sub": "somebody.else@example.org"}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"{head}.{payload}.{signature}"


def of_another_mock(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, "another key of thirty-two bytes and more", algorithm="HS256")


def without_subject(_: str) -> str:
    import hashlib

    return jwt.encode({"exp": time.time() + 60, "jti": "1"}, hashlib.sha256(KEY).digest(), algorithm="HS256")


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        tampered,
        of_another_mock,
        without_subject,
        lambda token: token[:-2],
        lambda _: "XXX-XXX",
        lambda _: "a.b.c",
    ],
)
def test_a_forged_token_is_refused(forge) -> None:  # type: ignore[no-untyped-def]
    with served("phonebridge-webapp@1.3.8", signing_key=KEY) as api:
        token = api.logged_in().token
        assert api("GET", PROTECTED, token=token).status == 200
        answer = api("GET", PROTECTED, token=forge(token))
    assert answer.status == 401
    told = 'Bearer realm="phonebridge webapp API", error="invalid_token", error_description="The token '
    assert answer.headers["WWW-Authenticate"].startswith(told)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic bWF4OnNlY3JldA=="},
        {"Cookie": "a=b"},
    ],
)
def test_a_missing_token_is_told_from_a_wrong_one(anonymous: Api, headers: dict[str, str]) -> None:
    answer = anonymous("GET", PROTECTED, headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="phonebridge webapp API"'


def test_credentials_come_before_everything_else(anonymous: Api) -> None:
    assert anonymous("POST", PROTECTED, b"{", {"Content-Type": "text/csv"}).status == 401
    assert anonymous("GET", "/api/clients/none").status == 401
    assert anonymous("GET", "/api/clients/12345").status == 401


def test_a_token_expires() -> None:
    now = [1_600_000_000.0]
    with served("phonebridge-webapp@1.3.8", token_lifetime=60, clock=lambda: now[0]) as api:
        me = api.logged_in()
        claims = jwt.decode(me.token, options={"verify_signature": False})
        assert (claims["iat"], claims["exp"], claims["sub"]) == (1_600_000_000, 1_600_000_060, "max@example.org")
        assert me("GET", PROTECTED).status == 200
        now[0] += 59
        assert me("GET", PROTECTED).status == 200
        now[0] += 1
        assert me("GET", PROTECTED).status == 401
        assert me.logged_in()("GET", PROTECTED).status == 200


def test_every_token_is_another(anonymous: Api) -> None:
    assert anonymous.logged_in().token != anonymous.logged_in().token


@pytest.mark.parametrize("release", ["1.0.1", "1.3.8"])
def test_with_accounts_only_they_log_in(release: str) -> None:
    with served(f"phonebridge-webapp@{release}", users=accounts({"max@example.org": "secret"})) as api:
        sent = [("max@example.org", "secret"), ("max@example.org", "wrong"), ("erika@example.org", "secret")]
        answers = [api("POST", "/api/authenticate", {"email": who, "password": what}) for who, what in sent]
        assert [answer.status for answer in answers] == [200, 401, 401]
        assert answers[1].body == answers[2].body
        assert b"wrong" not in answers[1].body


def test_in_2_0_a_bare_token_will_do_as_well() -> None:
    with served("phonebridge-webapp@1.0.1") as api:
        token = api.logged_in().token
        for spelling in (f"Bearer {token}", f"bearer {token}", token):
            assert api("GET", PROTECTED, headers={"Authorization": spelling}).status == 200


def described(scheme: dict[str, object], *more: dict[str, list[str]]) -> object:
    operation = {"responses": {"200": {"description": "Fine."}}}
    return from_mapping(
        {
            "openapi": "3.0.3",
            "info": {"title": 'A "quoted" title', "version": "1"},
            "components": {"securitySchemes": {"one": scheme, "two": {"type": "apiKey", "in": "query", "name": "key"}}},
            "security": [{"one": []}, *more],
            "paths": {"/": {"get": operation}, "/open": {"get": {**operation, "security": []}}},
        }
    )


BASIC = {"type": "http", "scheme": "basic"}


@pytest.mark.parametrize(
    ("scheme", "credential"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"X-Key": "{}"}),
        ({"type": "apiKey", "in": "cookie", "name": "session"}, {"Cookie": "a=b; session={}"}),
        ({"type": "http", "scheme": "bearer"}, {"Authorization": "Bearer {}"}),
        ({"type": "http", "scheme": "hoba"}, {"Authorization": "HOBA {}"}),
        ({"type": "oauth2", "flows": {}}, {"Authorization": "Bearer {}"}),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://example.org/"}, {"Authorization": "Bearer {}"}),
    ],
)
def test_without_a_log_in_the_mocks_own_credential_opens(scheme: dict[str, object], credential: dict[str, str]) -> None:
    app = create_app(described(scheme))  # type: ignore[arg-type]
    own = app.extensions[EXTENSION].tokens.api_key
    client = app.test_client(use_cookies=False)

    def status(secret: str) -> int:
        return client.get("/", headers={name: text.format(secret) for name, text in credential.items()}).status_code

    assert (status(own), status("mock-guess"), status("")) == (200, 401, 401)
    refused = client.get("/")
    assert refused.status_code == 401
    assert "A quoted title" in refused.headers["WWW-Authenticate"]
    assert client.get("/open").status_code == 200


def test_basic_takes_accounts_and_the_mocks_own() -> None:
    app = create_app(described(BASIC), Settings(users=accounts({"max": "se:cret"})))  # type: ignore[arg-type]
    own, client = app.extensions[EXTENSION].tokens.api_key, app.test_client(use_cookies=False)
    for pair, status in [("max:se:cret", 200), (f"mock:{own}", 200), ("max:wrong", 401), ("mock:x", 401), (":", 401)]:
        sent = base64.b64encode(pair.encode()).decode()
        assert client.get("/", headers={"Authorization": f"Basic {sent}"}).status_code == status
    assert client.get("/", headers={"Authorization": "Basic ***"}).status_code == 401


def test_alternatives_and_combinations() -> None:
    bearer = {"type": "http", "scheme": "bearer"}
    both = create_app(described(bearer, {"two": []}))  # type: ignore[arg-type]
    own, client = both.extensions[EXTENSION].tokens.api_key, both.test_client()
    assert client.get("/", headers={"Authorization": f"Bearer {own}"}).status_code == 200
    assert client.get(f"/?key={own}").status_code == 200
    assert client.get("/?key=x").status_code == 401
    anonymous = create_app(described(bearer, {}))  # type: ignore[arg-type]
    assert anonymous.test_client().get("/").status_code == 200


def test_two_schemes_together_must_both_hold() -> None:
    raw = dict(described(BASIC).raw)  # type: ignore[attr-defined]
    raw["security"] = [{"one": [], "two": []}]
    app = create_app(from_mapping(raw), Settings(users=accounts({"max": "secret"})))
    own, client = app.extensions[EXTENSION].tokens.api_key, app.test_client(use_cookies=False)
    basic = {"Authorization": "Basic " + base64.b64encode(b"max:secret").decode()}
    assert client.get(f"/?key={own}", headers=basic).status_code == 200
    assert client.get(f"/?key={own}").status_code == 401
    assert client.get("/", headers=basic).status_code == 401
    assert len(client.get("/").headers.getlist("WWW-Authenticate")) == 2


def test_a_token_that_cannot_be_a_jwt_still_works() -> None:
    raw = json.loads(json.dumps(document("phonebridge-webapp@1.3.8").raw))
    raw["components"]["schemas"]["Token"]["properties"]["id_token"] = {
        "type": "string",
        "format": "uuid",
        "maxLength": 36,
    }
    app = create_app(from_mapping(raw))
    client = app.test_client(use_cookies=False)
    answer = client.post("/api/authenticate", json={"email": "a", "password": "b"})
    token = answer.get_json()["id_token"]
    assert len(token) == 36
    assert client.get(PROTECTED, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert (
        client.get(PROTECTED, headers={"Authorization": "Bearer 00000000-0000-4000-8000-000000000000"}).status_code
        == 401
    )


def test_a_header_with_an_underscore_is_found_by_every_server(tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    scheme = {"type": "apiKey", "in": "header", "name": "api_key"}
    spec.write_text(json.dumps(described(scheme).raw))  # type: ignore[attr-defined]
    app = create_app(described(scheme), Settings(signing_key=KEY))  # type: ignore[arg-type]
    own = app.extensions[EXTENSION].tokens.api_key
    assert app.test_client().get("/", headers={"api_key": own}).status_code == 200
    with running(app) as url:
        assert Api(url)("GET", "/", headers={"api_key": own}).status == 200
        assert Api(url)("GET", "/", headers={"api-key": own}).status == 401
    with mock_process(str(spec)) as (api, _):
        found = re.search(r"API key \(one, header api_key\): (\S+)", api.told)
        assert found
        assert api("GET", "/", headers={"api_key": own}).status == 401
        assert api("GET", "/", headers={"api_key": found[1]}).status == 200


def test_of_texts_that_stand_for_tokens_so_many_are_remembered() -> None:
    tokens, somebody, another = Tokens(b"key", 60, lambda: 0.0), Grant(subject="somebody"), Grant(subject="another")
    for number in range(10_001):
        tokens.adopt(f"t{number}", somebody)
    tokens.adopt("t1", another)
    assert [tokens.grant(f"t{number}") for number in (0, 1, 10_000)] == [None, another, somebody]
