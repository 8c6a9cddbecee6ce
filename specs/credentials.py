"""What a request presents to prove who sends it: by shape only, never whether it is true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from specs.decoding import cookies, query_pairs
from specs.messages import Request
from specs.model import Location, Operation, SecurityRequirement, SecurityScheme

PLACEHOLDER = "TOKEN"
"""What stands for a credential in a message that is shown to a person."""


def presents(operation: Operation, request: Request) -> bool:
    """Whether a request carries a credential of every scheme of one of the operation's alternatives."""
    if operation.anonymous:
        return True
    return any(all(carries(each.scheme, request) for each in alternative) for alternative in operation.security)


def with_placeholders(request: Request, alternative: Iterable[SecurityRequirement]) -> Request:
    """The request with a placeholder for each credential of an alternative."""
    for requirement in sorted(alternative, key=lambda each: each.scheme.name):
        request = _with_placeholder(request, requirement.scheme)
    return request


def wire_name(scheme: SecurityScheme) -> str:
    """How the credential travels; schemes that travel alike are the same to a client, whatever they are called."""
    if scheme.bearer:
        return "bearer token"
    if scheme.kind == "apiKey":
        return f"{scheme.location} {scheme.parameter}"
    return f"{scheme.kind} {scheme.scheme}".strip()


def carries(scheme: SecurityScheme, request: Request) -> bool:
    """Whether a request carries a credential of a scheme."""
    if scheme.kind == "apiKey" and not scheme.bearer:
        if scheme.location is Location.QUERY:
            return any(name == scheme.parameter for name, _ in query_pairs(request.query))
        if scheme.location is Location.COOKIE:
            return any(name == scheme.parameter for name, _ in cookies(request.header("cookie") or ""))
        return request.header(scheme.parameter) is not None
    if scheme.kind == "mutualTLS":
        return True
    word, _, value = (request.header("authorization") or "").partition(" ")
    if scheme.kind == "apiKey":
        return bool(word)  # 2.0 knows no bearer tokens, and says no more than the header's name
    return bool(value.strip()) and word.lower() == ("bearer" if scheme.bearer else scheme.scheme)


def _with_placeholder(request: Request, scheme: SecurityScheme) -> Request:
    if scheme.kind == "mutualTLS":
        return request
    if scheme.kind == "apiKey" and not scheme.bearer:
        if scheme.location is Location.QUERY:
            pair = f"{quote(scheme.parameter, safe='')}={PLACEHOLDER}"
            return replace(request, query="&".join(part for part in (request.query, pair) if part))
        if scheme.location is Location.COOKIE:
            return _with_cookie(request, f"{scheme.parameter}={PLACEHOLDER}")
        return replace(request, headers=(*request.headers, (scheme.parameter, PLACEHOLDER)))
    kind = "Bearer" if scheme.bearer else scheme.scheme.capitalize() or "Bearer"
    return replace(request, headers=(*request.headers, ("Authorization", f"{kind} {PLACEHOLDER}")))


def _with_cookie(request: Request, pair: str) -> Request:
    """Cookies share one field. Source: RFC 6265, 5.4."""
    sent = [value for name, value in request.headers if name.lower() == "cookie"]
    others = tuple((name, value) for name, value in request.headers if name.lower() != "cookie")
    return replace(request, headers=(*others, ("Cookie", "; ".join([*sent, pair]))))
