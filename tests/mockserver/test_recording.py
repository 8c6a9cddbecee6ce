from __future__ import annotations

import json

from mock_client import document

from mockserver.app import EXTENSION, create_app
from mockserver.recording import REDACTED, Journal
from specs.load import from_mapping
from specs.messages import Request, Response

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
    journal = Journal(from_mapping(raw), None, 2, lambda: 0.0)
    request = Request("GET", "/", "a=1&x-key=hush&b", (("x-key", "hush"), ("Accept", "*/*")))
    for _ in range(3):
        journal.record("", request, Response(200, (), b"body"), ())
    assert len(journal) == 2
    kept = next(iter(journal)).exchange
    assert "hush" not in repr(kept)
    assert (kept.request.headers[1], kept.response.body) == (("Accept", "*/*"), b"body")
    journal.clear()
    assert len(journal) == 0
