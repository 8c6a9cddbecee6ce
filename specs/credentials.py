"""What a request presents to prove who sends it: by shape only, never whether it is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
        request = with_credential(request, requirement.scheme, PLACEHOLDER)
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


def with_credential(request: Request, scheme: SecurityScheme, value: str) -> Request:
    """The request with a credential of a scheme, in place of one that it has; a certificate is none of its own."""
    if scheme.kind == "mutualTLS":
        return request
    if scheme.kind == "apiKey" and not scheme.bearer:
        return _WITH_KEY.get(scheme.location, _with_field)(request, scheme.parameter, value)
    kind = "Bearer" if scheme.bearer else scheme.scheme.capitalize() or "Bearer"
    return _with_field(request, "Authorization", f"{kind} {value}")


def _with_query(request: Request, name: str, value: str) -> Request:
    others = [part for part in request.query.split("&") if part and query_pairs(part)[0][0] != name]
    return replace(request, query="&".join([*others, f"{quote(name, safe='')}={quote(value, safe='')}"]))


def _with_field(request: Request, name: str, value: str) -> Request:
    return request.having(((name, value),))


def _with_cookie(request: Request, name: str, value: str) -> Request:
    """Cookies share one field. Source: RFC 6265, 5.4."""
    sent = [pair for each, told in request.headers if each.lower() == "cookie" for pair in cookies(told)]
    kept = [f"{each}={told}" for each, told in sent if each != name]
    return _with_field(request, "Cookie", "; ".join([*kept, f"{name}={value}"]))


_WITH_KEY: Mapping[Location | None, Callable[[Request, str, str], Request]] = {
    Location.QUERY: _with_query,
    Location.COOKIE: _with_cookie,
}
