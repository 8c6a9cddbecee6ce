"""Stage 1: a method and a path → the operation that is meant."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote_to_bytes

from mockserver.response import problems
from mockserver.response.problems import Refusal
from specs.errors import SpecError
from specs.messages import Request, Response, is_form
from specs.model import Document, Location, Operation
from specs.routes import Found, Route, Routes
from specs.validation import read_request

_MALFORMED = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """The path that a request was routed to.

    Attributes:
        base: the base path it was found under.
        values: raw (percent-encoded) path parameters by name.
    """

    base: str
    values: Mapping[str, str]


class Router:
    """Finds the operations of a document, under a prefix. Its index is made for the first request."""

    def __init__(self, document: Document, prefix: str) -> None:
        self._document, self._prefix = document, prefix

    @cached_property
    def _index(self) -> Routes:
        return Routes(self._document, self._prefix)

    def route(self, request: Request) -> tuple[Match, Operation] | Response:
        """The operation a request asks for, or the answer where the document has none. Source: RFC 9110, 15.5.5-6."""
        found = self._index.find(request.path)
        if found is None:
            wrong = malformed(request.path)
            status, told = (400, f"The path {wrong}.") if wrong else (404, self._unknown(request.path))
            kind = "invalid-request" if wrong else "unknown-path"
            return problems.response(status, Refusal(statuses=(status,), kind=kind, detail=told))
        meant = list(_operations(found.routes, request.method))
        if not meant:
            return _other_method(request.method, allowed(found.routes))
        route, operation = meant[0] if len(meant) == 1 else _fitting(found, meant, request)
        return Match(request.mount + found.base, found.named(route)), operation

    def _unknown(self, path: str) -> str:
        """What to say of an unknown path; usual mistakes are a slash at its end, and no base path of the server."""
        other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
        if self._index.find(other):
            how = "without" if path > other else "with"
            return f"The document has no such path; it has this one {how} the slash at its end."
        for base in self._document.base_paths:
            if base and self._index.find(f"{self._prefix}{base}{path}"):
                return f"The document has no such path; it has this one under {base}, where its server says it is."
        return "The document has no such path."

    def methods(self, path: str) -> tuple[str, ...]:
        """The methods that are answered under a raw path; none where the document does not have it."""
        found = self._index.find(path)
        return allowed(found.routes) if found else ()


def allowed(routes: Iterable[Route]) -> tuple[str, ...]:
    """The methods that are answered as documented; HEAD comes with GET. Source: RFC 9110, 9.3.2."""
    declared = dict.fromkeys(method for route in routes for method in route.operations)
    return (*declared, "HEAD") if "GET" in declared and "HEAD" not in declared else tuple(declared)


def advertised(methods: Iterable[str]) -> str:
    """The ``Allow`` field of a path with these methods: OPTIONS is always answered. Source: RFC 9110, 10.2.1."""
    declared = dict.fromkeys(methods)
    implied = ("HEAD", "OPTIONS") if "GET" in declared else ("OPTIONS",)
    return ", ".join(dict.fromkeys((*declared, *implied)))


def malformed(text: str) -> str | None:
    """What is wrong with the percent-encoding of a path or query, or None. Source: RFC 3986, 2.1."""
    if "%" not in text:
        return None
    if _MALFORMED.search(text):
        return "has a percent sign that starts no escape"
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return "is not UTF-8 once its escapes are undone"
    return None


def header_names(document: Document) -> set[str]:
    """The request headers that a document speaks of, in lower case."""
    keys = {each.parameter.lower() for each in document.security_schemes.values() if each.location is Location.HEADER}
    return keys | {
        parameter.name.lower()
        for operation in document.operations
        for parameter in operation.parameters_in(Location.HEADER)
    }


def _operations(routes: Iterable[Route], method: str) -> Iterator[tuple[Route, Operation]]:
    """What answers a method; GET answers HEAD."""
    for route in routes:
        found = route.operations.get(method)
        if found is None and method == "HEAD":
            found = route.operations.get("GET")
        if found is not None:
            yield route, found


def _fitting(found: Found, meant: list[tuple[Route, Operation]], request: Request) -> tuple[Route, Operation]:
    """Of several that have the same path, the one whose conditions are met, then whose parameters accept the values."""
    said = [*parse_qsl(request.query, keep_blank_values=True), *_form(request)]
    known = {(name.lower(), value) for name, value in (*said, *request.headers)}

    def unfit(each: tuple[Route, Operation]) -> tuple[int, bool]:
        route, operation = each
        unmet = sum((name.lower(), value) not in known for name, value in route.conditions)
        return unmet, not _accepts_path(operation, found.named(route))

    return min(meant, key=unfit)


def _accepts_path(operation: Operation, values: Mapping[str, str]) -> bool:
    with contextlib.suppress(SpecError):
        wrong = read_request(operation, Request(operation.method, operation.path), values).violations
        return all(violation.place != "path" for violation in wrong)
    return False


def _form(request: Request) -> list[tuple[str, str]]:
    if not is_form(request.header("content-type") or ""):
        return []
    return parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)


def _other_method(method: str, allow: tuple[str, ...]) -> Response:
    """Source: RFC 9110, 15.5.6 and 9.3.7."""
    told = (("Allow", advertised(allow)),)
    if method == "OPTIONS":
        return Response(204, told)
    refused = Refusal(
        statuses=(405,),
        kind="unknown-method",
        detail="The document has this path, but not with this method.",
        headers=told,
    )
    return problems.response(405, refused)
