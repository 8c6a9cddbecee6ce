from __future__ import annotations

import json
import threading

import pytest
from mock_client import document

from mockserver.app import EXTENSION, create_app
from mockserver.observing.recording import Book, Journal
from specs.load import from_mapping
from specs.messages import Exchange, Request, Response
from specs.redaction import REDACTED, Redactor

CONFIG = {"application.target.ldap.enabled": True, "application.target.ldap.password": "hush-hush"}


def test_the_last_exchanges_are_kept_without_their_secrets() -> None:
    app = create_app(document("phonebridge-webapp@1.3.8"), clock=lambda: 5.0)
    client, journal = app.test_client(), app.extensions[EXTENSION].journal
    token = client.post("/api/authenticate", json={"email": "max@example.org", "password": "s3cret"}).get_json()[
        "id_token"
    ]
    head = {"Authorization": f"Bearer {token}", "Cookie": "session=c00kie"}
    sent = {"name": "n", "direction": "Target", "type": "LDAP", "config": CONFIG}
    client.post("/api/users/me/connectors?x=1", json=sent, headers=head)
    client.post(
        "/api/users/me/connectors", data=b'{"password": "hush-hush', headers=head, content_type="application/json"
    )
    client.get("/nowhere")
    entries = list(journal)
    told = " ".join(map(repr, entries))
    assert not [secret for secret in ("s3cret", "hush-hush", "c00kie", token, token[-20:]) if secret in told]
    assert [entry.operation for entry in entries] == [
        "POST /api/authenticate",
        "POST /api/users/me/connectors",
        "POST /api/users/me/connectors",
        "",
    ]
    login, create, broken, _ = entries
    assert json.loads(login.exchange.request.body) == {"email": "max@example.org", "password": REDACTED}
    assert json.loads(login.exchange.response.body) == {"id_token": REDACTED}
    assert json.loads(create.exchange.request.body)["config"]["application.target.ldap.enabled"] is True
    assert (create.at, create.exchange.request.query, create.exchange.response.status) == (5.0, "x=1", 201)
    assert broken.exchange.request.body == b"[23 bytes]"
    assert "body: not valid application/json" in broken.violations[0]


def test_keys_in_queries_and_headers_are_secrets_too() -> None:
    schemes = {
        name: {"type": "apiKey", "in": where, "name": "X-Key"} for name, where in [("a", "query"), ("b", "header")]
    }
    raw = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"securitySchemes": schemes},
    }
    journal, book = Journal(2, 1_000_000, lambda: 0.0), Book("T", Redactor(from_mapping(raw), None))
    request = Request("GET", "/", "a=1&x-key=hush&b", (("x-key", "hush"), ("Accept", "*/*")))
    for _ in range(3):
        journal.record(book, None, Exchange(request, Response(200, (), b"body")), seconds=0, violations=(), notes={})
    assert len(journal) == 2
    kept = next(iter(journal)).exchange
    assert "hush" not in repr(kept)
    assert (kept.request.headers[1], kept.response.body) == (("Accept", "*/*"), b"body")
    journal.clear()
    assert len(journal) == 0


BOOK = Book(
    "T", Redactor(from_mapping({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}), None)
)


def noted(journal: Journal, *sizes: int) -> None:
    for size in sizes:
        journal.record(
            BOOK,
            None,
            Exchange(Request("PUT", "/", body=b"x" * size), Response(200)),
            seconds=0.5,
            violations=(),
            notes={},
        )


def test_the_journal_takes_no_more_memory_than_it_may() -> None:
    journal = Journal(100, 50_000, lambda: 0.0)
    noted(journal, *[20_000] * 5)
    assert [each.id for each in journal] == [4, 5]
    noted(journal, 100_000)
    assert [each.id for each in journal] == [6]
    noted(journal, 2 * 1024 * 1024)
    assert [each.exchange.request.body for each in journal] == [b"[2097152 bytes]"]


def test_long_addresses_and_fields_take_memory_too() -> None:
    journal = Journal(100, 50_000, lambda: 0.0)
    long = "x" * 20_000
    asked = (Request("GET", long), Request("GET", "/", long), Request("GET", "/", "", (("a", long),)))
    for request in asked:
        journal.record(BOOK, None, Exchange(request, Response(200, (("a", long),))), seconds=0, violations=(), notes={})
        assert len(journal) == 1


@pytest.mark.parametrize(
    ("key", "path", "shown"),
    [
        ("GET /reset/{token}", "/api/reset/hush", "/api/reset/%5Bredacted%5D"),
        ("GET /a/{id}-{apiKey}/b?x=1", "/a/7-hush/b", "/a/%5Bredacted%5D/b"),
        ("GET /users/{id}", "/users/hush", "/users/hush"),
        ("GET /pages/{nextPageToken}", "/pages/hush", "/pages/hush"),
        ("", "/reset/hush", "/reset/hush"),
    ],
)
def test_secrets_in_paths_are_taken_out(key: str, path: str, shown: str) -> None:
    assert BOOK.redactor.request(Request("GET", path), key).path == shown


@pytest.mark.parametrize("name", ["Location", "content-location", "Referer"])
def test_secrets_in_addresses_are_taken_out(name: str) -> None:
    sent = Response(302, ((name, "https://a.example/cb?state=1&access_token=hush#id_token=hush&b"),))
    ((_, shown),) = BOOK.redactor.response(sent).headers
    assert shown == "https://a.example/cb?state=1&access_token=%5Bredacted%5D#id_token=%5Bredacted%5D&b"


def test_ids_go_on_after_the_journal_was_cleared_and_whoever_waits_is_told() -> None:
    journal = Journal(10, 50_000, lambda: 0.0)
    heard: list[int] = []
    journal.listen(lambda record: heard.append(record.id))
    noted(journal, 0)
    journal.clear()
    assert (journal.wait(0, 0), journal.wait(1, 0.01)) == (True, False)
    later = threading.Timer(0.05, noted, (journal, 0))
    later.start()
    assert journal.wait(1, 10)
    later.join()
    assert ([each.id for each in journal], heard, journal.last) == ([2], [1, 2], 2)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("clientSecret", True),
        ("db.password", True),
        ("X-Api-Key", True),
        ("access_token", True),
        ("token", True),
        ("PIN", True),
        ("nextPageToken", False),
        ("pinned", False),
        ("secretary", False),
        ("key", False),
        ("Idempotency-Key", False),
    ],
)
def test_what_is_called_like_a_secret_is_taken_out_everywhere(name: str, secret: bool) -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")
    body = json.dumps([{name: {"in": "hush"}}]).encode()
    sent = Response(200, (("content-type", "application/vnd.x+json"),), body)
    journal = Journal(9, 9_999, lambda: 0.0)
    asked = Request("POST", "/", f"a=1&{name}=hush", (form, (name, "hush")), f"{name}=hush&b".encode())
    journal.record(BOOK, None, Exchange(asked, sent), seconds=0, violations=(), notes={})
    (entry,) = journal
    assert repr(entry.exchange).count("hush") == (0 if secret else 4)


def test_bodies_that_nobody_can_read_are_told_by_their_length() -> None:
    types = ("application/json", "application/xml", "multipart/form-data; boundary=x", "application/octet-stream")
    for media_type in types:
        shown = BOOK.redactor.request(Request("POST", "/", "", (("Content-Type", media_type),), b"<hush"))
        assert shown.body == b"[5 bytes]"
