"""Stage 1: a method and a path → the operation that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes

from mockserver import problems
from mockserver.problems import Refusal
from specs.messages import Request, Response
from specs.model import Document, Location, Operation

_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_MALFORMED = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A path template and the operations that share it.

    Attributes:
        segments: one pattern per path segment; a plain text for a fixed one.
        operations: by method, upper case.
    """

    path: str
    segments: tuple[str | re.Pattern[str], ...]
    names: tuple[str, ...]
    operations: Mapping[str, Operation]

    @property
    def allow(self) -> tuple[str, ...]:
        """The methods that are answered, for the ``Allow`` header. HEAD comes with GET. Source: RFC 9110, 9.3.2."""
        declared = tuple(self.operations)
        return (*declared, "HEAD") if "GET" in declared and "HEAD" not in declared else declared

    def operation(self, method: str) -> Operation | None:
        """The operation that answers a method; GET answers HEAD."""
        found = self.operations.get(method)
        return self.operations.get("GET") if found is None and method == "HEAD" else found


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A route that a path leads to.

    Attributes:
        base: the base path it was found under.
        values: raw (percent-encoded) path parameters by name.
    """

    route: Route
    base: str
    values: Mapping[str, str]


class Router:
    """Finds paths of a document under the base paths of its servers, and of those that an operation has of its own.

    An operation with servers of its own is found under the document's too: a mock is one host, and so is the base
    URL that a client is given.
    """

    def __init__(self, document: Document) -> None:
        own = (base for operation in document.operations for base in document.base_paths_of(operation))
        self._bases = sorted({*document.base_paths, *own}, key=len, reverse=True)
        self._routes: dict[tuple[str, int], list[Route]] = {}
        for base in self._bases:
            anyone = base in document.base_paths
            here = [each for each in document.operations if anyone or base in document.base_paths_of(each)]
            for route in _routes(here):
                self._routes.setdefault((base, len(route.segments)), []).append(route)
        for routes in self._routes.values():
            routes.sort(key=_rank)

    def route(self, request: Request) -> tuple[Match, Operation] | Response:
        """The operation a request asks for, or the answer where the document has none. Source: RFC 9110, 15.5.5-6."""
        match = self.match(request.path)
        if match is None:
            wrong = malformed(request.path)
            status, told = (400, f"The path {wrong}.") if wrong else (404, "The document has no such path.")
            return problems.response(status, Refusal(statuses=(status,), detail=told))
        operation = match.route.operation(request.method)
        return _other_method(request.method, match.route.allow) if operation is None else (match, operation)

    def match(self, path: str) -> Match | None:
        """The most concrete route for a raw path. Source: OAS 3.0.3, Paths Object: concrete before templated."""
        for base in self._bases:
            if path == base or path.startswith(f"{base}/"):
                segments = path[len(base) :].split("/")[1:]
                for route in self._routes.get((base, len(segments)), ()):
                    values = _values(route, segments)
                    if values is not None:
                        return Match(route, base, values)
        return None


def malformed(text: str) -> str | None:
    """What is wrong with the percent-encoding of a path or query, or None. Source: RFC 3986, 2.1."""
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


def _other_method(method: str, allow: tuple[str, ...]) -> Response:
    """Source: RFC 9110, 15.5.6 and 9.3.7."""
    if method == "OPTIONS":
        return Response(204, (("Allow", ", ".join((*allow, "OPTIONS"))),))
    told = Refusal(
        statuses=(405,),
        detail="The document has this path, but not with this method.",
        headers=(("Allow", ", ".join(allow)),),
    )
    return problems.response(405, told)


def _routes(served: list[Operation]) -> Iterator[Route]:
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in served:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    for path, operations in by_path.items():
        segments = tuple(_segment(part) for part in path.split("/")[1:])
        yield Route(path, segments, tuple(_TEMPLATE.findall(path)), operations)


def _segment(text: str) -> str | re.Pattern[str]:
    parts = _TEMPLATE.split(text)
    if len(parts) == 1:
        return text
    fixed, last = parts[::2], len(parts) // 2
    wild = [
        f"{re.escape(each)}(.+)" if index == last - 1 else f"{re.escape(each)}(.+?)"
        for index, each in enumerate(fixed[:-1])
    ]
    return re.compile("".join(wild) + re.escape(fixed[-1]), re.DOTALL)


def _rank(route: Route) -> tuple[tuple[int, int], ...]:
    """Fixed segments first, then those with most fixed text around their parameters."""
    return tuple((0, 0) if isinstance(each, str) else (1, -len(each.pattern)) for each in route.segments)


def _values(route: Route, segments: list[str]) -> Mapping[str, str] | None:
    values: list[str] = []
    for wanted, sent in zip(route.segments, segments, strict=True):
        if isinstance(wanted, str):
            if sent != wanted and unquote(sent) != unquote(wanted):
                return None
            continue
        found = wanted.fullmatch(sent)
        if found is None:
            return None
        values.extend(found.groups())
    return dict(zip(route.names, values, strict=True))
