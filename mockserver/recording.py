"""Stage 8: the last exchanges, without their secrets."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote_plus

from specs.login import Login
from specs.messages import Exchange, Headers, Request, Response, is_json, read_json, write_json
from specs.model import Document, Location
from specs.validation import Violation

REDACTED = "[redacted]"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


_Recorded = tuple[float, str, Exchange, tuple[Violation, ...], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A recorded exchange.

    Attributes:
        at: seconds since 1970.
        operation: key of the operation it was routed to; empty where there was none.
        violations: what was wrong with the request, one text each.
        notes: what was done beside what the document says, such as the name of an override.
    """

    at: float
    operation: str
    exchange: Exchange
    violations: tuple[str, ...] = ()
    notes: Mapping[str, object] = field(default_factory=dict)


class Journal:
    """The last exchanges of a mock, oldest first. What is secret in them is taken out when they are read.

    Args:
        document: its ``format: password`` properties, its log-in and its API keys tell what is secret.
        limit: how many are kept.
        clock: the time in seconds since 1970.
    """

    def __init__(self, document: Document, login: Login | None, limit: int, clock: Callable[[], float]) -> None:
        self._entries: deque[_Recorded] = deque(maxlen=limit)
        self._document, self._login, self._clock = document, login, clock

    def record(
        self,
        operation: str,
        request: Request,
        response: Response,
        violations: tuple[Violation, ...],
        notes: Mapping[str, object] | None = None,
    ) -> None:
        """Keep an exchange."""
        self._entries.append((self._clock(), operation, Exchange(request, response), violations, notes or {}))

    def __iter__(self) -> Iterator[Entry]:
        for at, operation, exchange, violations, notes in tuple(self._entries):
            shown = Exchange(self._request(exchange.request), self._response(exchange.response))
            yield Entry(at, operation, shown, tuple(map(str, violations)), notes)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Properties and parameters that are secret wherever they appear."""
        login = {self._login.secret, self._login.token} if self._login else set()
        return frozenset(_secret_names(self._document)) | login

    @cached_property
    def _headers(self) -> frozenset[str]:
        return _SECRET_HEADERS | _api_keys(self._document, Location.HEADER)

    @cached_property
    def _query(self) -> frozenset[str]:
        return self._names | _api_keys(self._document, Location.QUERY)

    def __len__(self) -> int:
        return len(self._entries)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    def _request(self, request: Request) -> Request:
        return replace(
            request,
            query="&".join(self._pair(part) for part in request.query.split("&")) if request.query else "",
            headers=self._shown(request.headers),
            body=self._body(request.header("content-type"), request.body),
        )

    def _response(self, response: Response) -> Response:
        body = self._body(response.header("content-type"), response.body)
        return replace(response, headers=self._shown(response.headers), body=body)

    def _shown(self, headers: Headers) -> Headers:
        return tuple((name, REDACTED if name.lower() in self._headers else value) for name, value in headers)

    def _pair(self, part: str) -> str:
        name, mark, _ = part.partition("=")
        return f"{name}={quote(REDACTED)}" if mark and unquote_plus(name) in self._query else part

    def _body(self, media_type: str | None, body: bytes) -> bytes:
        """A body without secrets; one that cannot be read is not kept, for nobody knows what is in it."""
        if not body or not self._names:
            return body
        try:
            if media_type is None or not is_json(media_type):
                raise ValueError(media_type)
            return write_json(self._redacted(read_json(body)))
        except (ValueError, RecursionError):
            return f"[{len(body)} bytes]".encode()

    def _redacted(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                name: REDACTED if name in self._names and item is not None else self._redacted(item)
                for name, item in value.items()
            }
        return [self._redacted(item) for item in value] if isinstance(value, list) else value


def _secret_names(document: Document) -> Iterator[str]:
    """Names of the properties whose format is ``password`` anywhere in the document."""
    waiting: list[Any] = [document.raw]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            properties = node.get("properties")
            if isinstance(properties, Mapping):
                yield from (name for name, schema in properties.items() if _password(schema, document.raw))
            if node.get("format") == "password" and isinstance(node.get("name"), str):
                yield node["name"]
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _password(schema: Any, root: Mapping[str, Any]) -> bool:
    from specs import pointers

    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if isinstance(reference, str) and reference.startswith("#/"):
        schema = pointers.find(root, pointers.from_fragment(reference[1:]))
    return isinstance(schema, Mapping) and schema.get("format") == "password"


def _api_keys(document: Document, location: Location) -> frozenset[str]:
    schemes = document.security_schemes.values()
    return frozenset(each.parameter.lower() for each in schemes if each.kind == "apiKey" and each.location is location)
