"""A small real server, right or wrong on purpose, and the document it should keep to."""

from __future__ import annotations

import itertools
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from contracts.conformance.auth import Credentials

PASSWORD = 'correct horse "battery" & staple'
CREDENTIALS = Credentials(identifier="erika@example.de", password=PASSWORD)

_PROBLEM = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, "description": "no"}
_ITEM = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}, "description": "yes"}
_REFUSALS = {"400": _PROBLEM, "401": _PROBLEM}
_ID = {"name": "id", "in": "path", "required": True, "example": 1, "schema": {"type": "integer", "minimum": 1}}

RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Items", "version": "1"},
    "servers": [{"url": "https://items.example/v1"}],
    "paths": {
        "/login": {
            "post": {
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Login"}}},
                },
                "responses": {
                    "200": {
                        "description": "yes",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Token"}}},
                    },
                    **_REFUSALS,
                },
            }
        },
        "/items": {
            "get": {
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "example": 5,
                        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "yes",
                        "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
                            }
                        },
                    },
                    **_REFUSALS,
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewItem"}}},
                },
                "responses": {
                    "201": {
                        **_ITEM,
                        "links": {
                            "get": {"operationId": "getItem", "parameters": {"id": "$response.body#/id"}},
                            "delete": {"operationId": "deleteItem", "parameters": {"id": "$response.body#/id"}},
                        },
                    },
                    **_REFUSALS,
                },
            },
        },
        "/items/{id}": {
            "parameters": [_ID],
            "get": {"operationId": "getItem", "responses": {"200": _ITEM, "404": _PROBLEM, **_REFUSALS}},
            "delete": {
                "operationId": "deleteItem",
                "responses": {
                    "204": {
                        "description": "gone",
                        "links": {"get": {"operationId": "getItem", "parameters": {"id": "$request.path.id"}}},
                    },
                    "404": _PROBLEM,
                    **_REFUSALS,
                },
            },
        },
    },
    "security": [{"bearer": []}],
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Problem": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
            "Login": {
                "type": "object",
                "required": ["email", "password"],
                "properties": {
                    "email": {"type": "string", "minLength": 1},
                    "password": {"type": "string", "format": "password", "minLength": 1},
                },
            },
            "Token": {"type": "object", "required": ["id_token"], "properties": {"id_token": {"type": "string"}}},
            "NewItem": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 20, "example": "cup"}},
            },
            "Item": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {"id": {"type": "integer"}, "name": {"type": "string", "minLength": 1}},
            },
        },
    },
}


@dataclass
class Items:
    """The server.

    Attributes:
        fault: what it does wrong; empty for a server that does as the document says.
        token_uses: requests after which a token is refused; None for a token that lasts.
    """

    fault: str = ""
    token_uses: int | None = None
    tokens: dict[str, int] = field(default_factory=dict)
    logins: int = 0
    refused_tokens: int = 0
    store: dict[int, dict[str, Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def app(self) -> Flask:
        app = Flask("items")
        app.json.sort_keys = False  # type: ignore[attr-defined]
        rule: Callable[..., Any] = app.add_url_rule
        rule("/v1/login", view_func=self.login, methods=["POST"], provide_automatic_options=False)
        rule("/v1/items", view_func=self.items, methods=["GET", "POST"])
        rule("/v1/items/<id>", view_func=self.item, methods=["GET", "DELETE"])
        app.register_error_handler(404, lambda _: problem(404, "no such path"))
        return app

    def login(self) -> Any:
        body = json_object()
        if not all(isinstance(body.get(name), str) and body[name] for name in ("email", "password")):
            return problem(400, "body")
        if (body["email"], body["password"]) != (CREDENTIALS.identifier, CREDENTIALS.password):
            return problem(401, "unknown")
        if self.fault == "no-token":
            return jsonify(id_token=7)
        self.logins += 1
        token = f"token-{self.logins}-{secrets.token_hex(16)}"
        self.tokens[token] = 0
        return jsonify(id_token=token)

    def items(self) -> Any:
        refused = self.refused()
        if refused:
            return refused
        return self.create() if request.method == "POST" else self.list()

    def list(self) -> Any:
        limits = request.args.getlist("limit")
        if self.fault != "accepts-invalid" and (len(limits) > 1 or any(not valid_limit(each) for each in limits)):
            return problem(400, "limit")
        if self.fault == "hangs-up":
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        found = list(self.store.values())[: int(limits[0]) if limits and limits[0].isdigit() else 20]
        answer = jsonify(found)
        answer.headers["X-Total"] = str(len(self.store))
        return answer

    def create(self) -> Any:
        body = json_object()
        name = body.get("name")
        if set(body) != {"name"} or not isinstance(name, str) or not 1 <= len(name) <= 20:
            return problem(400, "body")
        item: dict[str, Any] = {"id": next(self.numbers), "name": name}
        if self.fault != "not-created":
            self.store[item["id"]] = item
        shown = item | {"id": str(item["id"])} if self.fault == "schema" else item
        return jsonify(shown), 202 if self.fault == "status" else 201

    def item(self, id: str) -> Any:  # noqa: A002 - the document's name
        refused = self.refused()
        if refused:
            return refused
        if not id.isascii() or not id.isdigit() or int(id) < 1 or str(int(id)) != id:
            return problem(400, "id")
        if int(id) not in self.store:
            return problem(404, "no such item")
        if request.method == "DELETE":
            if self.fault != "undead":
                del self.store[int(id)]
            return "", 204
        return jsonify(self.store[int(id)])

    def refused(self) -> Any:
        if self.fault == "no-auth":
            return None
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            return problem(401, "token", leak=self.fault == "leak")
        self.tokens[token] += 1
        if self.token_uses is not None and self.tokens[token] > self.token_uses:
            self.refused_tokens += 1
            return problem(401, "expired")
        if self.fault == "leak":
            return problem(418, f"{token} of {CREDENTIALS.identifier} with {CREDENTIALS.password}", leak=True)
        return None


def problem(status: int, text: str, *, leak: bool = False) -> Response:
    answer = (
        jsonify(error=text, password=CREDENTIALS.password, id_token="another-token") if leak else jsonify(error=text)
    )
    answer.status_code = status
    if leak:
        answer.headers["X-Debug"] = f"{request.headers.get('Authorization')} another-token"
    return answer


def json_object() -> dict[str, Any]:
    body = request.get_json(silent=True) if request.mimetype == "application/json" else None
    return body if isinstance(body, dict) else {}


def valid_limit(text: str) -> bool:
    return text.isascii() and text.isdigit() and str(int(text)) == text and 1 <= int(text) <= 100


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's signature
        pass


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an app on a loopback socket; yields its address without a trailing slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
