"""Takes secrets out of messages: by value wherever they stand, and by the names that the document calls secret."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

from specs.login import find_login
from specs.messages import Exchange, Headers, Request, Response, is_form, is_json, read_json, write_json
from specs.model import Document
from specs.secrets import password_names

PLACEHOLDERS = ("TOKEN", "PASSWORD", "USER", "API_KEY", "BASIC", "SECRET")
"""The names that stand, after a dollar sign, where a secret stood; the variables of a curl line."""

SHORTEST = 6
"""Characters. What is shorter than this is taken out where its name says what it is, not wherever it occurs."""

_HARNESS = frozenset({"accept-encoding", "connection", "content-length", "user-agent", "x-schemathesis-testcaseid"})
"""Fields that belong to the tool, not to the exchange."""


def secret_names(document: Document) -> frozenset[str]:
    """Names of properties and parameters that hold secrets: ``format: password``, and the login's own."""
    names = set(password_names(document.raw))
    login = find_login(document)
    if login is not None:
        names |= {login.secret, login.token}
    for scheme in document.security_schemes.values():
        if scheme.parameter:
            names.add(scheme.parameter)
    return frozenset(name for name in names if name.lower() != "authorization")


class Redactor:
    """Knows the secrets of one run; learns more of them from the exchanges it is shown."""

    def __init__(self, names: Iterable[str], known: Mapping[str, str]) -> None:
        """Args: names, of properties and parameters that hold secrets; known, secret → name of its placeholder."""
        self._names = frozenset(names)
        self._in_json = re.compile(
            rb'("(?:'
            + b"|".join(re.escape(json.dumps(name)[1:-1].encode()) for name in sorted(self._names))
            + rb')"\s*:\s*)"(?:[^"\\]|\\.)*"?'
        )
        self._known: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._new: list[str] = []
        self.learn(known)

    def learn(self, known: Mapping[str, str]) -> None:
        """Take further secrets out from now on, whatever their length."""
        for text, name in known.items():
            for variant in _variants(text):
                if variant not in self._known:
                    self._known[variant] = name
                    self._new.append(variant)
                    self._pattern = None

    def learned(self) -> list[str]:
        """What it has learned since it was asked this last."""
        new, self._new = self._new, []
        return new

    def look_at(self, exchange: Exchange) -> None:
        """Remember the secrets that a server sent, so that they are taken out wherever else they turn up."""
        if not any(name.encode() in exchange.response.body for name in self._names):
            return
        try:
            body = read_json(exchange.response.body)
        except ValueError:
            return
        found = {value: "SECRET" for value in _values(body, self._names) if len(value) >= SHORTEST}
        self.learn({text: name for text, name in found.items() if text not in self._known})

    def text(self, text: str) -> str:
        """A text without the secrets."""
        if self._pattern is None:
            longest_first = sorted(self._known, key=lambda variant: (-len(variant), variant))
            self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        return self._pattern.sub(lambda found: f"${self._known[found[0]]}", text)

    def holds_secret(self, request: Request) -> bool:
        """Whether a request presents a credential of this run, where credentials are presented."""
        told = "\n".join((request.query, *(value for _, value in request.headers)))
        return self.text(told) != told

    def request(self, request: Request) -> Request:
        """A request without the secrets and without the fields that belong to the tool."""
        media_type = request.header("content-type") or ""
        return Request(
            request.method,
            self.text(request.path),
            self.text(self._form(request.query)),
            self._headers(request.headers),
            self._body(request.body, media_type),
        )

    def response(self, response: Response) -> Response:
        """A response without the secrets."""
        media_type = response.header("content-type") or ""
        return Response(response.status, self._headers(response.headers), self._body(response.body, media_type))

    def _headers(self, headers: Headers) -> Headers:
        kept = [pair for pair in headers if pair[0].lower() not in _HARNESS and _says_something(*pair)]
        hidden = {name.lower() for name in self._names}
        return tuple(
            (name, "$SECRET" if name.lower() in hidden and self.text(value) == value else self.text(value))
            for name, value in kept
        )

    def _body(self, body: bytes, media_type: str) -> bytes:
        if is_form(media_type):
            body = self._form(body.decode("latin-1")).encode("latin-1")
        elif any(name.encode() in body for name in self._names):
            body = self._json(body, media_type)
        return self.text(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")

    def _json(self, body: bytes, media_type: str) -> bytes:
        if is_json(media_type):
            try:
                return write_json(self._hidden(read_json(body)))
            except (ValueError, TypeError):
                pass  # broken on purpose: what looks like a secret property is still taken out
        return self._in_json.sub(rb'\1"$SECRET"', body)

    def _hidden(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._hidden(item) for item in value]
        if isinstance(value, dict):
            return {
                name: self._placeholder(item) if name in self._names else self._hidden(item)
                for name, item in value.items()
            }
        return value

    def _placeholder(self, value: Any) -> Any:
        """What stands in place of the value of a secret property; what is no text at all stays, as it shows a fault."""
        if isinstance(value, str):
            return f"${self._known.get(value, 'SECRET')}" if value else value
        return value if value is None or isinstance(value, bool | int | float) else "$SECRET"

    def _form(self, pairs: str) -> str:
        if not any(name in pairs or quote_plus(name) in pairs for name in self._names):
            return pairs
        parsed = parse_qsl(pairs, keep_blank_values=True, encoding="latin-1")
        hidden = [(name, self._placeholder(value) if name in self._names else value) for name, value in parsed]
        return urlencode(hidden, safe="$", encoding="latin-1") if hidden != parsed else pairs


def _says_something(name: str, value: str) -> bool:
    """Whether a field makes a difference. Source: RFC 9110, 12.5.1: no Accept, and one for anything, are the same."""
    return name.lower() != "accept" or value != "*/*"


def _lower(quoted: str) -> str:
    """Percent-encoded text with its hexadecimal digits in lower case."""
    return re.sub("%..", lambda found: found[0].lower(), quoted)


WRITTEN: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: json.dumps(text)[1:-1],
    quote,
    lambda text: quote(text, safe=""),
    quote_plus,
    lambda text: _lower(quote(text)),
    lambda text: _lower(quote(text, safe="")),
    lambda text: _lower(quote_plus(text)),
    html.escape,
    lambda text: html.escape(text, quote=False),
)
"""The ways in which a text is written on the wire."""


def _variants(text: str) -> Iterator[str]:
    """A text in each of them."""
    if text:
        yield from {written(text) for written in WRITTEN}


def _values(body: Any, names: frozenset[str]) -> Iterator[str]:
    """The texts of the properties with these names, at any depth."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield from (item for name, item in value.items() if name in names and isinstance(item, str))
            waiting.extend(value.values())
