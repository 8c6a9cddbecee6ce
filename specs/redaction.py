"""Taking out of a message what is secret in it: what the document says is, and what is called like a secret."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_plus

from specs.login import Login
from specs.messages import Headers, Request, Response, essence, is_form, is_json, read_json, write_json
from specs.model import Document, Location
from specs.secrets import called_like_a_secret, password_names

REDACTED = "[redacted]"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_ADDRESSES = frozenset({"location", "content-location", "referer"})
"""Fields that hold a URL, and secrets in its query or fragment."""
_PARTS = re.compile(r"([?#&])")
_PARAMETER = re.compile(r"\{([^{}]+)\}")


class _Secrets(NamedTuple):
    """Names whose values are secret: properties and parameters anywhere, header fields, query parameters."""

    names: frozenset[str]
    headers: frozenset[str]
    query: frozenset[str]


class Redactor:
    """Knows the secrets of one document. What it works out is worked out for the first message that is read.

    Args:
        document: its ``format: password`` properties, its log-in and its API keys tell what is secret.
        login: how it lets people log in.
    """

    def __init__(self, document: Document, login: Login | None) -> None:
        self._find: Callable[[], _Secrets] = partial(_secrets, document, login)

    @cached_property
    def _known(self) -> _Secrets:
        return self._find()

    def settle(self) -> None:
        """Work everything out now, and let go of the document."""
        found = self._known
        self._find = lambda: found

    def request(self, request: Request, operation: str = "") -> Request:
        """A request without its secrets, those in the path of an operation's key included."""
        return replace(
            request,
            path=self.path(request.path, operation),
            query=self._pairs(request.query),
            headers=self._shown(request.headers),
            body=self._body(request.header("content-type"), request.body),
        )

    def response(self, response: Response) -> Response:
        """A response without its secrets."""
        body = self._body(response.header("content-type"), response.body)
        return replace(response, headers=self._shown(response.headers), body=body)

    def path(self, text: str, operation: str) -> str:
        """A raw path without the parameters that are secret.

        Args:
            text: the path.
            operation: key of the operation that it was routed to; empty where there was none.
        """
        _, _, template = operation.partition(" ")
        wanted = re.split(r"[?#]", template)[0].split("/")
        found = text.split("/")
        first = len(found) - len(wanted)
        secret = {first + place for place, part in enumerate(wanted) if any(map(self.secret, _PARAMETER.findall(part)))}
        return "/".join(quote(REDACTED) if place in secret else part for place, part in enumerate(found))

    def query(self, text: str) -> str:
        """A raw query without its secrets."""
        return self._pairs(text)

    def secret(self, name: str) -> bool:
        """Whether a property or parameter of this name is secret."""
        return name in self._known.names or called_like_a_secret(name)

    def secret_header(self, name: str) -> bool:
        """Whether a header field of this name is secret."""
        return name.lower() in self._known.headers or called_like_a_secret(name)

    def secret_parameter(self, name: str) -> bool:
        """Whether a query parameter of this name is secret."""
        return name in self._known.query or name.lower() in self._known.query or called_like_a_secret(name)

    def _shown(self, headers: Headers) -> Headers:
        return tuple((name, self._value(name, value)) for name, value in headers)

    def _value(self, name: str, value: str) -> str:
        if self.secret_header(name):
            return REDACTED
        if name.lower() not in _ADDRESSES:
            return value
        return "".join(map(self._pair, _PARTS.split(value)))

    def _pairs(self, text: str) -> str:
        return "&".join(self._pair(part) for part in text.split("&")) if text else ""

    def _pair(self, part: str) -> str:
        name, mark, _ = part.partition("=")
        return f"{name}={quote(REDACTED)}" if mark and self.secret_parameter(unquote_plus(name)) else part

    def _body(self, media_type: str | None, body: bytes) -> bytes:
        """A body without secrets; one that cannot be read is not kept where nobody knows what is in it."""
        kind = essence(media_type or "")
        if not body:
            return body
        try:
            if is_json(kind):
                return write_json(self.redacted(read_json(body)))
            if is_form(kind):
                return self._pairs(body.decode()).encode()
            if not self._known.names and (not kind or kind.startswith("text/")):
                return body
        except (ValueError, RecursionError):
            pass
        return f"[{len(body)} bytes]".encode()

    def redacted(self, value: Any) -> Any:
        """A JSON value without its secrets."""
        if isinstance(value, Mapping):
            return {
                name: REDACTED if item is not None and self.secret(name) else self.redacted(item)
                for name, item in value.items()
            }
        return [self.redacted(item) for item in value] if isinstance(value, list) else value


def _secrets(document: Document, login: Login | None) -> _Secrets:
    names = frozenset(password_names(document.raw)) | ({login.secret, login.token} if login else set())
    return _Secrets(
        names,
        _SECRET_HEADERS | _api_keys(document, Location.HEADER),
        names | _api_keys(document, Location.QUERY),
    )


def _api_keys(document: Document, location: Location) -> frozenset[str]:
    schemes = document.security_schemes.values()
    return frozenset(each.parameter.lower() for each in schemes if each.kind == "apiKey" and each.location is location)
