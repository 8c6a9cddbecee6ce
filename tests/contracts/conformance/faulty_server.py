"""A server each of whose operations does one thing wrong, or nothing: for the checks of the test engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request

TOKEN = "a token of whoever may call"

_TEXT = {"type": "string", "minLength": 1}
_THING = {"type": "object", "required": ["name"], "properties": {"name": _TEXT}, "additionalProperties": False}
_CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["Cat", "Tiger"]}}}
_ANIMAL = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}],
    "discriminator": {"propertyName": "kind", "mapping": {"Cat": "#/components/schemas/Cat"}},
}
_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}}
_KEY = {"name": "X-Key", "in": "header", "required": True, "schema": {"type": "string", "minLength": 1}}
_PROBLEM = {"description": "no", "content": {"application/json": {"schema": {"type": "object"}}}}


def _operation(schema: Any = _THING, **more: Any) -> dict[str, Any]:
    """One that answers 200 with a thing, and refuses with 400."""
    answer = {"description": "yes", "content": {"application/json": {"schema": schema}}}
    if "headers" in more:
        answer["headers"] = more.pop("headers")
    return {"responses": {"200": answer, "400": _PROBLEM}, **more}


_SENT = {"required": True, "content": {"application/json": {"schema": _THING}}}
_GUARDED = _operation(security=[{"bearer": []}])
_GUARDED["responses"]["401"] = _PROBLEM
_ODD = _operation(requestBody=_SENT)
_ODD["responses"]["415"] = _PROBLEM
_CONDITIONAL = {**_ODD, "responses": {**_ODD["responses"], "412": _PROBLEM, "428": _PROBLEM}}

RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Faults", "version": "1"},
    "servers": [{"url": "https://faults.example/v1"}],
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {"Cat": _CAT},
    },
    "paths": {
        "/failing": {"get": _operation(parameters=[_LIMIT])},
        "/failing-on-type": {"post": _ODD},
        "/moved": {"get": _operation()},
        "/untyped": {"get": _operation()},
        "/other-type": {"get": _operation()},
        "/mistyped": {"get": _operation()},
        "/headless": {"get": _operation(headers={"X-Total": {"required": True, "schema": {"type": "integer"}}})},
        "/misshapen": {"get": _operation()},
        "/cut-off": {"get": _operation()},
        "/undecodable": {"get": _operation()},
        "/unkind": {"get": _operation(_ANIMAL)},
        "/generous": {"get": _operation(parameters=[_LIMIT])},
        "/strict": {"get": _operation(parameters=[_LIMIT])},
        "/keyless": {"get": _operation(parameters=[_KEY])},
        "/unlisted": {"get": _operation()},
        "/boastful": {"get": _operation()},
        "/open": {"get": _GUARDED},
        "/silent": {"get": _operation()},
        "/conditional": {"put": _CONDITIONAL},
    },
}


@dataclass
class Faulty:
    """The server.

    Attributes:
        wrong: whether its operations do what they are called by; else all of them do as the document says.
    """

    wrong: bool

    def app(self) -> Flask:
        app = Flask("faulty")
        for path, item in RAW["paths"].items():
            (method,) = item
            app.add_url_rule(
                f"/v1{path}",
                endpoint=path,
                view_func=self._view(path[1:], item[method]),
                methods=[method.upper(), "OPTIONS"],
                provide_automatic_options=False,
            )
        app.register_error_handler(405, self._not_allowed)
        return app

    def _view(self, name: str, operation: dict[str, Any]) -> Callable[[], Any]:
        def view() -> Any:
            if request.method == "OPTIONS":
                allowed = "DELETE" if self.wrong and name == "boastful" else _allowed(name)
                return Response(status=204, headers={"Allow": allowed})
            refused = _refused(operation)
            if self.wrong and name in _WRONG:
                return _WRONG[name](refused)
            if name == "conditional" and not refused:
                return _problem(412 if request.if_match else 428)
            return refused or _well(name)

        return view

    def _not_allowed(self, error: Any) -> Any:
        answer = _problem(405)
        if not (self.wrong and request.path == "/v1/unlisted"):
            answer.headers["Allow"] = ", ".join(error.valid_methods)
        return answer


def _allowed(name: str) -> str:
    return ", ".join(each.upper() for each in RAW["paths"][f"/{name}"])


def _json(value: Any, status: int = 200, **headers: str) -> Response:
    fields = {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(json.dumps(value), status, fields, content_type="application/json")


def _problem(status: int) -> Response:
    return _json({"status": status}, status)


def _well(name: str) -> Response:
    return _json({"kind": "Cat"} if name == "unkind" else {"name": "cup"}, X_Total="1")


def _refused(operation: dict[str, Any]) -> Response | None:
    """The refusal of a request that the document forbids; None where it allows it."""
    if "security" in operation and request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return _problem(401)
    if "requestBody" in operation:
        if request.mimetype != "application/json":
            return _problem(415)
        sent = request.get_json(silent=True)
        well = isinstance(sent, dict) and sent.keys() == {"name"} and isinstance(sent["name"], str) and sent["name"]
        return None if well else _problem(400)
    names = {each["name"] for each in operation.get("parameters", ())}
    if "X-Key" in names and not request.headers.get("X-Key"):
        return _problem(400)
    limits = request.args.getlist("limit") if "limit" in names else []
    return _problem(400) if len(limits) > 1 or any(each not in "123456789" or not each for each in limits) else None


def _hang_up(_: Response | None) -> Response:
    request.environ["werkzeug.socket"].shutdown(2)
    return _problem(400)


Wrong = Callable[[Response | None], Any]
_WRONG: dict[str, Wrong] = {
    "failing": lambda refused: refused or _problem(500),
    "failing-on-type": lambda refused: (
        _problem(500) if request.mimetype not in ("", "application/json") else refused or _well("")
    ),
    "moved": lambda _: _json({"name": "cup"}, 203),
    "untyped": lambda _: _without_type(b'{"name": "cup"}'),
    "other-type": lambda _: Response("cup", content_type="text/plain"),
    "mistyped": lambda _: Response(b'{"name": "cup"}', content_type="nonsense"),
    "headless": lambda _: _json({"name": "cup"}),
    "misshapen": lambda _: _json({"name": 7}),
    "cut-off": lambda _: Response(b'{"name": ', content_type="application/json"),
    "undecodable": lambda _: Response(b'{"name": "\xff"}', content_type="application/json"),
    "unkind": lambda _: _json({"kind": "Tiger"}),
    "generous": lambda _: _well(""),
    "strict": lambda refused: refused or (_problem(400) if request.args else _well("")),
    "keyless": lambda _: _well(""),
    "open": lambda _: _well(""),
    "silent": _hang_up,
}
"""What is done wrong, given how the request would be refused."""


def _without_type(body: bytes) -> Response:
    answer = Response(body)
    del answer.headers["Content-Type"]
    return answer
