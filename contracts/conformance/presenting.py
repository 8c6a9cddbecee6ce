"""Putting credentials into requests, the way the document's security schemes want them.

It happens below the test engine, at the last moment before a request is sent. So a request whose token has expired
can be sent once more with a new one, in every phase, and neither the engine nor its checks notice.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.auth import AuthBase

from contracts.conformance.auth import Session
from specs.login import find_login
from specs.messages import Request
from specs.model import Document, Location, Operation, SecurityScheme


class Presented(AuthBase):
    """Puts credentials into requests the way a set of security schemes wants them."""

    def __init__(self, session: Session, schemes: tuple[SecurityScheme, ...]) -> None:
        self._session = session
        self._schemes = schemes

    def __call__(self, request: Any) -> Any:
        """Add the credentials to a prepared request, and look at its answer."""
        self._present(request)
        request.register_hook("response", _Again(self._session, self._present, self._session.token))
        return request

    def _present(self, request: Any) -> None:
        for scheme in self._schemes:
            _present(scheme, self._session, request)


class _Again:
    """Sends a request again whose token was refused. One per request, because it remembers the token."""

    def __init__(self, session: Session, present: Callable[[Any], None], token: str) -> None:
        self._session = session
        self._present = present
        self._token = token

    def __call__(self, answer: Any, **sending: Any) -> Any:
        if answer.status_code != 401 or not self._token or not self._session.renew(self._token):
            return answer
        answer.content  # noqa: B018 - reading it frees the connection for the next request
        answer.close()
        request = answer.request.copy()
        self._present(request)
        again = answer.connection.send(request, **sending)
        again.request, again.elapsed = request, answer.elapsed
        self._session.told(again.status_code)
        return again


def _present(scheme: SecurityScheme, session: Session, request: Any) -> None:
    if scheme.bearer:
        request.headers["Authorization"] = f"Bearer {session.token}"
    elif scheme.kind == "http":
        pair = f"{session.credentials.identifier}:{session.credentials.password}".encode()
        request.headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    elif scheme.location is Location.HEADER:
        request.headers[scheme.parameter] = session.api_key
    elif scheme.location is Location.QUERY:
        request.prepare_url(_with_query(request.url, scheme.parameter, session.api_key), None)
    elif scheme.location is Location.COOKIE:
        kept = [part for part in request.headers.get("Cookie", "").split("; ") if part]
        others = [part for part in kept if not part.startswith(f"{scheme.parameter}=")]
        request.headers["Cookie"] = "; ".join([*others, f"{scheme.parameter}={session.api_key}"])


def _with_query(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    others = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] != quote(name, safe="")]
    return parts._replace(query="&".join([*others, f"{quote(name, safe='')}={quote(value, safe='')}"])).geturl()


def presented(document: Document, session: Session) -> Iterator[tuple[Presented, frozenset[str]]]:
    """Credentials for the operations that are sent some, with the keys of those."""
    together: dict[tuple[SecurityScheme, ...], set[str]] = {}
    for key, schemes in by_operation(document, session).items():
        together.setdefault(schemes, set()).add(key)
    for schemes, keys in together.items():
        yield Presented(session, schemes), frozenset(keys)


def by_operation(document: Document, session: Session) -> dict[str, tuple[SecurityScheme, ...]]:
    """The schemes by which credentials are presented, by the key of the operation that demands some.

    Where the document speaks of no credentials at all, a token, or else a name and a password, is sent to every
    operation but the login: whoever gives one knows that the server wants it.
    """
    if document.security_schemes:
        found = ((operation.key, satisfiable(operation, session)) for operation in document.operations)
        return {key: schemes for key, schemes in found if schemes}
    kind = "bearer" if session.token else "basic" if session.credentials.can_log_in else ""
    login = find_login(document)
    if not kind:
        return {}
    scheme = SecurityScheme(name="", pointer="", kind="http", scheme=kind)
    return {each.key: (scheme,) for each in document.operations if not login or each is not login.operation}


def with_credentials(request: Request, schemes: tuple[SecurityScheme, ...], session: Session) -> Request:
    """A request of ours with credentials."""
    target = f"http://localhost{request.path}" + (f"?{request.query}" if request.query else "")
    prepared = requests.Request(request.method, target, headers=dict(request.headers)).prepare()
    for scheme in schemes:
        _present(scheme, session, prepared)
    parts = urlsplit(prepared.url or target)
    return replace(
        request, query=str(parts.query), headers=tuple((name, str(value)) for name, value in prepared.headers.items())
    )


def satisfiable(operation: Operation, session: Session) -> tuple[SecurityScheme, ...]:
    """The schemes of the first alternative that the credentials at hand satisfy; empty where none is."""
    for alternative in operation.security:
        schemes = sorted((each.scheme for each in alternative), key=lambda scheme: scheme.name)
        if schemes and all(_held(scheme, session) for scheme in schemes):
            return tuple(schemes)
    return ()


def _held(scheme: SecurityScheme, session: Session) -> bool:
    if scheme.kind == "http" and scheme.scheme == "basic":
        return session.credentials.can_log_in
    if scheme.bearer:
        return bool(session.token)
    return scheme.kind == "apiKey" and bool(session.api_key)
