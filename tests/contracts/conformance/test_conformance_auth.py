from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest
import requests
from items_server import CREDENTIALS, PASSWORD, RAW, Items

from contracts.conformance.auth import Credentials, Session, secrets
from contracts.conformance.presenting import Presented, presented, satisfiable
from contracts.conformance.run import PHASES, Choices, run
from contracts.errors import ContractError
from specs.load import from_mapping
from specs.model import Document

Serve = Callable[[Items], str]
KEY = Credentials(identifier="ann", password="pw", api_key="k&1")


def scheme(raw: dict[str, object], *, kind: str = "x") -> tuple[Document, str]:
    """A document whose one operation demands one scheme."""
    path = {"get": {"responses": {"200": {"description": "yes"}}, "security": [{kind: []}]}}
    whole = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/x": path}}
    return from_mapping(whole | {"components": {"securitySchemes": {kind: raw}}}), "GET /x"


def test_the_documents_own_login_is_called_and_its_token_kept(document: Document, serve: Serve) -> None:
    items = Items()
    session = Session(document, serve(items), CREDENTIALS)
    assert [session.token] == list(items.tokens)


def test_a_token_that_is_given_is_used_without_a_login(document: Document, serve: Serve) -> None:
    items = Items()
    session = Session(document, serve(items), Credentials(identifier="a", password="b", token="given"))
    assert (session.token, items.logins) == ("given", 0)


@pytest.mark.parametrize(
    ("password", "fault", "told"),
    [
        ("wrong-password", "", "login refused: POST /login at 127.0.0.1:{port} answered 401"),
        (PASSWORD, "no-token", "login gave no token: POST /login at 127.0.0.1:{port} answered 200 without 'id_token'"),
    ],
)
def test_a_login_that_fails_is_told_in_one_line_without_the_password(
    document: Document, serve: Serve, password: str, fault: str, told: str
) -> None:
    base_url = serve(Items(fault=fault))
    with pytest.raises(ContractError) as caught:
        Session(document, base_url, Credentials(identifier=CREDENTIALS.identifier, password=password))
    port = base_url.split(":")[2].removesuffix("/v1")
    assert str(caught.value).startswith(told.format(port=port))
    assert "RINGBACK_" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert password not in str(caught.value)


def test_a_login_that_nobody_answers_is_told_in_one_line(document: Document) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ContractError, match=f"127.0.0.1:{port} cannot be reached .start the server"):
        Session(document, f"http://127.0.0.1:{port}", CREDENTIALS)


def test_other_required_properties_of_a_login_are_filled_in(serve: Serve) -> None:
    login = {
        "type": "object",
        "required": ["email", "password", "device"],
        "properties": {
            "email": {"type": "string"},
            "password": {"type": "string"},
            "device": {"type": "string", "enum": ["tv"]},
        },
    }
    raw = RAW | {"components": RAW["components"] | {"schemas": RAW["components"]["schemas"] | {"Login": login}}}
    assert Session(from_mapping(raw), serve(Items()), CREDENTIALS).token.startswith("token-1-")


@pytest.mark.parametrize("phase", PHASES)
def test_a_token_that_expires_is_renewed_in_every_phase(document: Document, serve: Serve, phase: str) -> None:
    items = Items(token_uses=2)
    report = run(document, serve(items), Choices(seed=3, max_examples=4, phases=(phase,)), credentials=CREDENTIALS)
    assert report.findings == ()
    assert items.refused_tokens > 0
    assert items.logins == report.facts["tokens"] == items.refused_tokens + 1


def test_a_server_that_refuses_every_token_is_not_logged_into_for_ever(document: Document, serve: Serve) -> None:
    items = Items(token_uses=0)
    report = run(document, serve(items), Choices(seed=3, max_examples=4, phases=("coverage",)), credentials=CREDENTIALS)
    assert items.logins == 4
    assert report.judged == 1
    reason = "every answer was 401: it was not tested behind its credentials"
    assert dict(report.skipped) == {each.key: reason for each in document.operations if not each.anonymous}


def test_threads_that_meet_the_same_expired_token_log_in_once(document: Document, serve: Serve) -> None:
    items = Items()
    session = Session(document, serve(items), CREDENTIALS)
    expired = session.token
    threads = [threading.Thread(target=session.renew, args=(expired,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert items.logins == 2


def test_a_login_that_stops_working_leaves_the_answer_as_it_was(document: Document, serve: Serve) -> None:
    items = Items()
    session = Session(document, serve(items), CREDENTIALS)
    items.fault = "no-token"
    assert not session.renew(session.token)
    assert not session.renew(session.token)


@pytest.mark.parametrize(
    ("raw", "url", "headers"),
    [
        ({"type": "http", "scheme": "basic"}, "http://h/x?a=1", {"Authorization": "Basic YW5uOnB3"}),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "http://h/x?a=1", {"X-Key": "k&1"}),
        ({"type": "apiKey", "in": "query", "name": "key"}, "http://h/x?a=1&key=k%261", {}),
        ({"type": "apiKey", "in": "cookie", "name": "key"}, "http://h/x?a=1", {"Cookie": "b=2; key=k&1"}),
    ],
)
def test_credentials_go_where_their_scheme_says(raw: dict[str, object], url: str, headers: dict[str, str]) -> None:
    document, key = scheme(raw)
    [(auth, keys)] = presented(document, Session(document, "http://h", KEY))
    sent = requests.Request("GET", "http://h/x?a=1", headers={"Cookie": "b=2; key=old"}, auth=auth).prepare()
    expected = {"Cookie": "b=2; key=old"} | headers
    assert (sent.url, dict(sent.headers)) == (url, expected)
    assert keys == {key}


def test_a_made_up_key_in_the_query_is_replaced() -> None:
    document, _ = scheme({"type": "apiKey", "in": "query", "name": "key"})
    [(auth, _)] = presented(document, Session(document, "http://h", KEY))
    assert requests.Request("GET", "http://h/x?key=zz&a=1", auth=auth).prepare().url == "http://h/x?a=1&key=k%261"


@pytest.mark.parametrize(
    "raw",
    [{"type": "http", "scheme": "bearer"}, {"type": "http", "scheme": "digest"}, {"type": "mutualTLS"}],
    ids=lambda raw: raw.get("scheme", "mutualTLS"),
)
def test_a_scheme_that_cannot_be_satisfied_is_left_alone(raw: dict[str, object]) -> None:
    document, key = scheme(raw)
    session = Session(document, "http://h", KEY)
    assert satisfiable(document.by_key[key], session) == ()
    assert list(presented(document, session)) == []


def test_a_document_that_speaks_of_no_credentials_gets_the_token_everywhere_but_at_the_login() -> None:
    silent = {key: value for key, value in RAW.items() if key != "security"}
    schemas = {"schemas": RAW["components"]["schemas"]}
    document = from_mapping(silent | {"components": schemas})
    [(auth, keys)] = presented(document, Session(document, "http://h", Credentials(token="t")))
    assert isinstance(auth, Presented)
    assert keys == {each.key for each in document.operations} - {"POST /login"}


def test_credentials_are_not_in_their_repr() -> None:
    told = repr(Credentials(identifier="who", password="secret-1", token="secret-2", api_key="secret-3"))
    assert "who" not in told
    assert "secret" not in told


def test_everything_secret_has_a_placeholder(document: Document) -> None:
    held = Credentials(identifier="ann", password="pw", token="t", api_key="k")
    known = secrets(Session(document, "http://h", held))
    assert known == {"ann": "USER", "pw": "PASSWORD", "t": "TOKEN", "k": "API_KEY", "YW5uOnB3": "BASIC"}
    assert secrets(None) == {}
