"""A server of notes that keeps to its document, and in one way does not: for the checks beyond the engine's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request

from contracts.conformance.auth import Credentials

ERIKA = Credentials(identifier="erika@example.org", password="a long pass phrase of hers")
MAX = Credentials(identifier="max@example.org", password="another long phrase, of his")
_PASSWORDS = {each.identifier: each.password for each in (ERIKA, MAX)}
_KEY = b"known to the server alone"

_WHOLE: dict[str, Any] = {"type": "integer", "minimum": 1}
_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["title", "stars"],
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 20},
        "stars": {"type": "integer", "minimum": 0, "maximum": 100_000},
    },
}
_CODE = {"code": {"type": "integer", "writeOnly": True}}
_NOTE = {
    "type": "object",
    "required": ["id", "title", "stars"],
    "properties": {"id": _WHOLE, **_NEW["properties"], **_CODE},
}
_TEXT = {"type": "string", "minLength": 1}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _asked(name: str, schema: Any, place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


_SENT = {"required": True, "content": _json(_NEW)}
_ONE = {"description": "yes", "content": _json(_NOTE)}
_ERROR = {"description": "no", "content": _json({"type": "object", "properties": {"error": {"type": "string"}}})}
_REFUSED = {"400": _ERROR, "401": _ERROR, "404": _ERROR}
_ACCOUNT = _object(email=_TEXT | {"format": "email"}, password=_TEXT | {"format": "password"})
_LIST = {
    "description": "yes",
    "headers": {"X-Total-Count": {"schema": _WHOLE | {"minimum": 0}}, "Link": {"schema": {"type": "string"}}},
    "content": _json({"type": "array", "items": _NOTE}),
}
_UNSEEN = {"304": {"description": "as it was"}}
_ME = {"description": "yes", "content": _json({"type": "object"})}
_TASTE = _object(colour={"type": "string", "enum": ["red", "green", "blue"]})
_TASTED = {"description": "yes", "content": _json(_TASTE)}
_STATUS = {"description": "yes", "content": _json({"type": "object"}) | {"text/plain": {"schema": {"type": "string"}}}}

RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "servers": [{"url": "https://notes.example/v1"}],
    "security": [{"bearer": []}],
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "staff": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://notes.example/token", "scopes": {"secrets": "."}}},
            },
        }
    },
    "paths": {
        "/login": {
            "post": {
                "security": [],
                "requestBody": {"required": True, "content": _json(_ACCOUNT)},
                "responses": {"200": {"description": "yes", "content": _json(_object(token=_TEXT))}, **_REFUSED},
            }
        },
        "/status": {"get": {"security": [], "deprecated": True, "responses": {"200": _STATUS}}},
        "/me": {"get": {"security": [{"cookie": []}], "responses": {"200": _ME, "401": _ERROR}}},
        "/secrets": {
            "get": {"security": [{"staff": ["secrets"]}], "responses": {"200": _ME, "401": _ERROR, "403": _ERROR}}
        },
        "/taste": {
            "get": {"responses": {"200": _TASTED, "401": _ERROR}},
            "put": {
                "requestBody": {"required": True, "content": _json(_TASTE | {"example": {"colour": "red"}})},
                "responses": {"200": _TASTED, "400": _ERROR, "401": _ERROR},
            },
        },
        "/notes": {
            "get": {
                "parameters": [
                    _asked("limit", _WHOLE | {"maximum": 50}),
                    _asked("page", _WHOLE),
                    _asked("stars", {"type": "integer"}),
                    _asked("sort", {"type": "string", "enum": ["stars", "-stars"]}),
                ],
                "responses": {"200": _LIST, **_UNSEEN, **_REFUSED},
            },
            "post": {
                "parameters": [_asked("Idempotency-Key", {"type": "string"}, "header")],
                "requestBody": _SENT,
                "responses": {"201": _ONE, **_REFUSED},
            },
        },
        "/notes/{id}": {
            "parameters": [_asked("id", _WHOLE, "path")],
            "get": {"responses": {"200": _ONE, **_UNSEEN, **_REFUSED}},
            "put": {"requestBody": _SENT, "responses": {"200": _ONE, "412": _ERROR, "428": _ERROR, **_REFUSED}},
            "delete": {"responses": {"204": {"description": "gone"}, **_REFUSED}},
        },
    },
}
TRACE = 'Traceback (most recent call last):\n  File "/srv/notes/app.py", line 7, in one\nKeyError: 7'
_SAMPLE = {"id": 1, "title": "a sample", "stars": 3}
_TOLD = {
    "trace": TRACE,
    "sql": "SELECT id, title FROM notes WHERE id = 7",
    "java": "java.lang.NullPointerException\n\tat org.example.Notes.read(Notes.java:42)",
    "path": "no such note in /srv/notes/data/notes.json",
}


@dataclass
class Notes:
    """The server.

    Attributes:
        fault: what it does wrong; empty for a server that does as the document says.
        lifetime: seconds that a token is good for.
    """

    fault: str = ""
    lifetime: float = 3600.0
    kept: dict[int, dict[str, Any]] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def app(self) -> Flask:
        app = Flask("notes")
        rule: Callable[..., Any] = app.add_url_rule
        rule("/v1/login", view_func=self.login, methods=["POST"])
        rule("/v1/status", view_func=self.status, methods=["GET"])
        rule("/v1/me", view_func=self.me, methods=["GET"])
        rule("/v1/secrets", view_func=self.secrets, methods=["GET"])
        rule("/v1/taste", view_func=self.taste, methods=["GET", "PUT"])
        app.register_error_handler(405, self.not_allowed)
        app.after_request(self.held)
        rule("/v1/notes", view_func=self.notes, methods=["GET", "POST"])
        rule("/v1/notes/<int:number>", view_func=self.note, methods=["GET", "PUT", "DELETE"])
        return app

    def login(self) -> Any:
        sent = request.get_json(silent=True) or {}
        if sent.get("email") not in _PASSWORDS:
            return self.refused(404 if self.fault == "tells-status" else 401, "who is that?" * self.said("tells-body"))
        if sent.get("password") != _PASSWORDS[sent["email"]]:
            return self.refused(401)
        claims = {"sub": sent["email"], "exp": time.time() + self.lifetime, "scope": "notes"}
        return jsonify(token=signed({"alg": "HS256"}, claims))

    def said(self, fault: str) -> int:
        return int(self.fault == fault)

    def status(self) -> Any:
        plain = request.accept_mimetypes.best_match(["application/json", "text/plain"]) == "text/plain"
        answer = Response("well", content_type="text/plain") if plain and self.fault != "json" else jsonify(well=True)
        answer.headers["X-Content-Type-Options"] = "nosniff" if self.fault != "sniffed" else ""
        if self.fault != "undeprecated":
            answer.headers["Deprecation"] = "@0" if self.fault != "deprecated-once" else "once"
        if self.fault == "sunset-first":
            answer.headers["Deprecation"], answer.headers["Sunset"] = "@1000000", "Thu, 01 Jan 1970 00:00:00 GMT"
        answer.headers["X-RateLimit-Limit"] = "10"
        answer.headers["X-RateLimit-Remaining"] = {"more-left": "11", "less-left": "-1"}.get(self.fault, "9")
        if self.fault == "later":
            answer.headers["Retry-After"] = "later"
        return answer

    def not_allowed(self, error: Any) -> Any:
        answer = error.get_response()
        if self.fault == "allows-all":
            answer.headers["Allow"] = f"{answer.headers['Allow']}, {request.method}"
        return answer

    def held(self, answer: Response) -> Response:
        """As if it stood behind HTTPS."""
        told = {"unheld": None, "held-for-no-time": "max-age=0", "held-oddly": "always"}.get(self.fault, "max-age=99")
        if told is not None:
            answer.headers["Strict-Transport-Security"] = told
        return answer

    def me(self) -> Any:
        if not request.cookies.get("session"):
            return self.refused(401)
        answer = jsonify(me=True)
        if self.fault == "trusts":
            answer.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
            answer.headers["Access-Control-Allow-Credentials"] = "true"
        return answer

    def secrets(self) -> Any:
        if not self.user():
            return self.refused(401)
        return jsonify(secret="no more") if self.fault == "scopeless" else self.refused(403)

    def taste(self) -> Any:
        if not self.user():
            return self.refused(401)
        if request.method == "PUT":
            sent = request.get_json(silent=True)
            if not isinstance(sent, dict) or sent.get("colour") not in ("red", "green", "blue"):
                return self.refused(400)
            if self.fault != "tasteless":
                self.keys["taste"] = sent["colour"]
            return jsonify(sent)
        if self.fault == "moody":
            self.keys["taste"] = {"red": "green", "green": "blue"}.get(self.keys.get("taste", ""), "red")
        return jsonify(colour=self.keys.get("taste", "red"))

    def notes(self) -> Any:
        user = self.user()
        if not user:
            return self.refused(401)
        return self.create(user) if request.method == "POST" else self.list(user)

    def list(self, user: str) -> Any:
        found = [note for number, note in self.kept.items() if self.owners[number] == user]
        if self.fault == "lists-of-old":
            found = self.keys.setdefault(f"{user} {request.query_string.decode()}", found)
        found = found[: -1 if self.fault == "unlisted" else None]
        size, page = (request.args.get(name, usual, int) for name, usual in (("limit", 20), ("page", 1)))
        stars = request.args.get("stars", None, int)
        if stars is not None and self.fault != "unfiltered":
            found = [] if self.fault == "finds-nothing" else [each for each in found if each["stars"] == stars]
        if request.args.get("sort") and self.fault != "unsorted":
            found.sort(key=lambda each: each["stars"], reverse=request.args["sort"].startswith("-"))
        elif self.fault == "unsorted":
            found.sort(key=lambda each: hashlib.sha256(str(each["id"]).encode()).digest())
        return self.page(found, size, page)

    def page(self, found: Any, size: int, page: int) -> Any:
        start, linked = (page - 1) * size, self.fault.startswith("linked")
        if self.fault.endswith("loses"):
            start += page - 1
        elif self.fault.endswith("repeats"):
            start = max(start - 1, 0)
        elif self.fault == "one-page":
            start = 0
        page_of = found[start : start + (size if self.fault != "endless" else len(found))]
        if self.fault == "same-again" and len(page_of) > 1:
            page_of = [*page_of[:-1], page_of[0]]
        answer = jsonify(page_of if self.fault != "samples" else [_SAMPLE] * 3)
        answer.headers["X-Total-Count"] = str(len(found) + self.said("miscounts"))
        if (linked or not self.fault.startswith("unlinked")) and start + size < len(found):
            where = "notes" if self.fault != "linked-astray" else "nowhere"
            answer.headers["Link"] = f'</v1/{where}?limit={size}&page={page + 1}>; rel="next"'
        if self.fault == "public":
            answer.headers["Cache-Control"] = "public, max-age=60"
        return self.tagged(answer)

    def create(self, user: str) -> Any:
        sent, key = request.get_json(silent=True), request.headers.get("Idempotency-Key")
        if not _is_new(sent):
            return self.refused(400)
        if key in self.keys and self.fault != "keyless":
            return jsonify(self.keys[key]), 201
        note = {"id": next(self.numbers), **sent}
        if key is not None:
            self.keys[key] = note
        if self.fault != "forgets":
            self.kept[note["id"]], self.owners[note["id"]] = note, user
        if self.fault == "creates-twice":
            twin = note | {"id": next(self.numbers)}
            self.kept[twin["id"]], self.owners[twin["id"]] = twin, user
        return jsonify(note | {"stars": note["stars"] + 1} if self.fault == "contradicts" else note), 201

    def note(self, number: int) -> Any:
        user = self.user()
        if not user:
            return self.refused(401)
        if self.fault == "samples" and request.method == "GET":
            return jsonify(_SAMPLE)
        if number not in self.kept:
            return self.refused(500 if self.fault == "fails-twice" and request.method == "DELETE" else 404)
        if self.owners[number] != user and self.fault != f"anybody-{request.method}":
            return self.refused(404)
        now = self.tagged(jsonify(self.kept[number] | {"code": 7} if self.fault == "tells-code" else self.kept[number]))
        if not request.if_match and request.method == "PUT" and self.fault != "unconditional":
            return self.refused(428)
        if request.if_match.as_set() and now.get_etag()[0] not in request.if_match and self.fault != "unmatched":
            return self.refused(412)
        if request.method == "DELETE":
            if self.fault != "undead":
                del self.kept[number]
            return "", 204
        return self.replace(number) if request.method == "PUT" else now

    def replace(self, number: int) -> Any:
        sent = request.get_json(silent=True)
        if not _is_new(sent):
            return self.refused(400)
        if self.fault == "once" and self.kept[number] == {"id": number, **sent}:
            return self.refused(409)
        stars = self.kept[number]["stars"]
        self.kept[number] = {"id": number, **sent}
        if self.fault == "drops":
            del self.kept[number]["stars"]
        if self.fault in ("unchanged", "adds-up"):
            self.kept[number]["stars"] = stars + self.said("adds-up")
        return jsonify(self.kept[number])

    def tagged(self, answer: Response) -> Response:
        answer.add_etag()
        if self.fault == "untagged":
            del answer.headers["ETag"]
        if self.fault == "unquoted":
            answer.headers["ETag"] = "one"
        if self.fault == "restless":
            answer.set_etag(str(next(self.numbers)))
        if self.fault == "kept-tag":
            answer.set_etag("one")
        if self.fault == "nothing-new" and request.if_none_match:
            return Response(status=304)
        if self.fault == "always-new" or request.method != "GET":
            return answer
        return answer.make_conditional(request)  # type: ignore[return-value]

    def user(self) -> str:
        """Who calls; empty for nobody who is known."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.fault == f"open-{request.method}" and token in ("", "nobody-has-issued-this"):
            return ERIKA.identifier
        if self.fault == f"closed-{request.method}":
            return ""
        try:
            head, claims, _ = token.split(".")
            told = json.loads(base64.urlsafe_b64decode(claims + "=="))
            unsigned = json.loads(base64.urlsafe_b64decode(head + "=="))["alg"] == "none"
        except ValueError:
            return ""
        trusted = self.fault == "unverified" or (self.fault == "unsigned" and unsigned)
        if not trusted and not hmac.compare_digest(token, _with_signature(f"{head}.{claims}")):
            return ""
        return "" if told["exp"] < time.time() and self.fault != "for-ever" else str(told["sub"])

    def refused(self, status: int, why: str = "") -> Response:
        told = why or _TOLD.get(self.fault, "no such note")
        if self.fault == "token-told":
            told = request.headers.get("Authorization", "")
        answer = jsonify(error=len(told) if self.fault == "refuses-oddly" else told)
        answer.status_code = status
        if status == 401 and self.fault != "unchallenging":
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer


def signed(head: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token of the server's."""
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in (head, claims))
    return _with_signature(".".join(parts))


def _with_signature(text: str) -> str:
    made = hmac.digest(_KEY, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def _is_new(sent: Any) -> bool:
    return (
        isinstance(sent, dict)
        and isinstance(sent.get("title"), str)
        and 1 <= len(sent["title"]) <= 20
        and type(sent.get("stars")) is int
        and 0 <= sent["stars"] <= 100_000
    )
