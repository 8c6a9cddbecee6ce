"""A server of notes that keeps to its document, and in one way does not: for the checks beyond the engine's."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request

_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 1}
_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["title", "stars"],
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 20},
        "stars": {"type": "integer", "minimum": 0, "maximum": 5},
    },
}
_NOTE = {"type": "object", "required": ["id", "title", "stars"], "properties": {"id": _WHOLE, **_NEW["properties"]}}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


_SENT = {"required": True, "content": _json(_NEW)}
_ONE = {"description": "yes", "content": _json(_NOTE)}
_ERROR = {"description": "no", "content": _json({"type": "object", "properties": {"error": {"type": "string"}}})}
_REFUSED = {"400": _ERROR, "404": _ERROR}


def _asked(name: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "servers": [{"url": "https://notes.example/v1"}],
    "paths": {
        "/notes": {
            "get": {
                "parameters": [
                    _asked("limit", _WHOLE | {"maximum": 50}),
                    _asked("page", _WHOLE),
                ],
                "responses": {"200": {"description": "yes", "content": _json({"type": "array", "items": _NOTE})}},
            },
            "post": {"requestBody": _SENT, "responses": {"201": _ONE, "400": _ERROR}},
        },
        "/notes/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _WHOLE}],
            "get": {"responses": {"200": _ONE, **_REFUSED}},
            "put": {"requestBody": _SENT, "responses": {"200": _ONE, **_REFUSED}},
            "delete": {"responses": {"204": {"description": "gone"}, **_REFUSED}},
        },
    },
}
TRACE = 'Traceback (most recent call last):\n  File "/srv/notes/app.py", line 7, in one\nKeyError: 7'


@dataclass
class Notes:
    """The server.

    Attributes:
        fault: what it does wrong; empty for a server that does as the document says.
    """

    fault: str = ""
    kept: dict[int, dict[str, Any]] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def app(self) -> Flask:
        app = Flask("notes")
        rule: Callable[..., Any] = app.add_url_rule
        rule("/v1/notes", view_func=self.notes, methods=["GET", "POST"])
        rule("/v1/notes/<int:number>", view_func=self.note, methods=["GET", "PUT", "DELETE"])
        return app

    def notes(self) -> Any:
        return self.create() if request.method == "POST" else self.list()

    def list(self) -> Any:
        found = list(self.kept.values())
        if self.fault == "unlisted":
            found = found[:-1]
        size, page = (request.args.get(name, usual, int) for name, usual in (("limit", 20), ("page", 1)))
        start = (page - 1) * size
        if self.fault == "loses":
            start += page - 1
        elif self.fault == "repeats":
            start = max(start - 1, 0)
        elif self.fault == "one-page":
            start = 0
        return jsonify(found[start : start + size])

    def create(self) -> Any:
        sent = request.get_json(silent=True)
        if not _is_new(sent):
            return self.refused(400)
        note = {"id": next(self.numbers), **sent}
        if self.fault != "forgets":
            self.kept[note["id"]] = note
        return jsonify(note | {"stars": 6 - note["stars"]} if self.fault == "contradicts" else note), 201

    def note(self, number: int) -> Any:
        if number not in self.kept:
            return self.refused(500 if self.fault == "fails-twice" and request.method == "DELETE" else 404)
        if request.method == "DELETE":
            if self.fault != "undead":
                del self.kept[number]
            return "", 204
        if request.method == "PUT":
            sent = request.get_json(silent=True)
            if not _is_new(sent):
                return self.refused(400)
            if self.fault == "once" and self.kept[number] == {"id": number, **sent}:
                return self.refused(409)
            stars = self.kept[number]["stars"]
            self.kept[number] = {"id": number, **sent}
            if self.fault in ("unchanged", "adds-up"):
                self.kept[number]["stars"] = (stars + (self.fault == "adds-up")) % 6
        return jsonify(self.kept[number])

    def refused(self, status: int) -> Response:
        told = {"trace": TRACE, "sql": "SELECT id, title FROM notes WHERE id = 7"}.get(self.fault, "no such note")
        answer = jsonify(error=told)
        answer.status_code = status
        return answer


def _is_new(sent: Any) -> bool:
    return (
        isinstance(sent, dict)
        and isinstance(sent.get("title"), str)
        and 1 <= len(sent["title"]) <= 20
        and type(sent.get("stars")) is int
        and 0 <= sent["stars"] <= 5
    )
