"""Which operations a path leads to: an index over all paths of a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from urllib.parse import parse_qsl, unquote

from specs import paths
from specs.model import Document, Operation, Server, Variable

_ANYTHING = "[^/]+"
_UNDECLARED = Variable("")
_EXTRA = re.compile(r"[?#]")
_ESCAPE = re.compile(r"%([0-7][0-9A-Fa-f])")


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A documented path and its operations.

    Attributes:
        path: the template as written.
        names: of its parameters, in order.
        operations: by method.
        conditions: names and values that some documents put behind a path, as if it were one that can be asked for:
            ``/?Action=List``, ``/#X-Amz-Target=List``.
    """

    path: str
    names: tuple[str, ...]
    operations: dict[str, Operation]
    conditions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where a path leads.

    Attributes:
        routes: the documented paths that it fits equally well, in the document's order: one, unless templates differ in
            the names of their parameters only.
        base: the base path it was found under.
        values: raw (percent-encoded) values of the parameters, in order.
    """

    routes: tuple[Route, ...]
    base: str
    values: tuple[str, ...]

    def named(self, route: Route) -> dict[str, str]:
        """The values by the names that a route has for them."""
        return dict(zip(route.names, self.values, strict=True))


@dataclass(slots=True, eq=False)
class _Node:
    """A place in the tree of path segments.

    Attributes:
        fixed: what comes next, by a segment's text, percent-encoding undone.
        templated: what comes next where a segment is no such text, those with most text around fewest parameters first.
        routes: what ends here.
    """

    fixed: dict[str, _Node] = field(default_factory=dict)
    templated: dict[_Segment, _Node] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A path segment with parameters, whatever they are called.

    Attributes:
        texts: what stands before, between and after them.
    """

    texts: tuple[str, ...]

    @property
    def room(self) -> tuple[int, int]:
        """The less there is for the parameters, and the fewer they are, the smaller."""
        return -sum(map(len, self.texts)), len(self.texts)

    def values(self, segment: str) -> tuple[str, ...] | None:
        """The parameters' values in an actual segment, or None where it does not fit.

        Each parameter but the last ends at the first place where it can. Fixed text may come percent-encoded.
        """
        found = self._split(segment)
        if found is None and "%" in segment and any(self.texts):
            return self._split(_ESCAPE.sub(self._plain, segment))
        return found

    def _split(self, segment: str) -> tuple[str, ...] | None:
        first, *between, last = self.texts
        start, end = len(first), len(segment) - len(last)
        if not (segment.startswith(first) and segment.endswith(last)):
            return None
        found: list[str] = []
        for text in between:
            at = segment.find(text, start + 1, end)
            if at < 0:
                return None
            found.append(segment[start:at])
            start = at + len(text)
        return (*found, segment[start:end]) if start < end else None

    def _plain(self, escape: re.Match[str]) -> str:
        character = chr(int(escape[1], 16))
        return character if any(character in text for text in self.texts) else escape[0]


class Routes:
    """The paths of a document under the base paths of its servers, and of those that an operation has of its own.

    An operation with servers of its own is found under the document's too: a mock is one host, and so is the base URL
    that a client is given.

    Args:
        document: what has the paths.
        prefix: what each path has before the base path.
    """

    def __init__(self, document: Document, prefix: str = "") -> None:
        everywhere = list(document.operations)
        served = _served(document, everywhere)
        trees = {id(operations): _tree(operations) for operations in [*served.values(), everywhere]}
        self._bases = [(prefix + base, trees[id(served[base])]) for base in sorted(served, key=len, reverse=True)]
        patterns = _open_bases(document.server_templates, prefix)
        self._open = [(pattern, trees[id(everywhere)]) for pattern in patterns]

    def find(self, path: str) -> Found | None:
        """Where a raw path leads. Source: OAS 3.0.3, Paths Object: concrete before templated."""
        for base, tree in self._under(path):
            found = _descend(tree, path[len(base) + 1 :].split("/"), 0)
            if found:
                return Found(found[0], base, found[1])
        return None

    def _under(self, path: str) -> Iterator[tuple[str, _Node]]:
        """The base paths that a path is below, longest first, those that hold for any value of a variable last."""
        for base, tree in self._bases:
            if path.startswith(base) and path[len(base) : len(base) + 1] == "/":
                yield base, tree
        for pattern, tree in self._open:
            begun = pattern.match(path)
            if begun:
                yield begun[0], tree


def _served(document: Document, everywhere: list[Operation]) -> dict[str, list[Operation]]:
    """Operations by base path; all of them under each base path of the document."""
    served = dict.fromkeys(document.base_paths, everywhere)
    for operation in everywhere:
        for base in document.base_paths_of(operation) if operation.server_templates else ():
            if served.get(base) is not everywhere:
                served.setdefault(base, []).append(operation)
    return served


def _open_bases(servers: Iterable[Server], prefix: str) -> Iterator[re.Pattern[str]]:
    """What the paths of servers begin with that have a variable of any value in it."""
    for server in servers:
        segments = [_open_segment(text, server.variables) for text in server.path.split("/")]
        if any(_ANYTHING in segment for segment in segments):
            yield re.compile(re.escape(prefix) + "/".join(segments) + "(?=/)")


def _open_segment(text: str, variables: Mapping[str, Variable]) -> str:
    """A pattern for a segment; around a variable of any value only the text before and after all of them counts.

    A variable that stands for a whole URL is left to its default.
    """
    parts = paths.PARAMETER.split(text)
    known = [variables.get(name, _UNDECLARED) for name in parts[1::2]]
    if any(not (each.values or "://" in each.default) for each in known):
        return f"{re.escape(parts[0])}{_ANYTHING}{re.escape(parts[-1])}"
    values = ("|".join(map(re.escape, dict.fromkeys((each.default, *each.values)))) for each in known)
    texts = map(re.escape, parts[::2])
    return "".join(f"{text}(?:{value})" for text, value in zip_longest(texts, values, fillvalue=""))


def _tree(operations: Iterable[Operation]) -> _Node:
    root = _Node()
    for route in _routes(operations):
        node = root
        for text in _EXTRA.split(route.path, maxsplit=1)[0].split("/")[1:]:
            node = _next(node, text)
        node.routes.append(route)
    return root


def _routes(operations: Iterable[Operation]) -> Iterator[Route]:
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    for path, methods in by_path.items():
        plain, *extra = _EXTRA.split(path, maxsplit=1)
        conditions = tuple(parse_qsl(extra[0], keep_blank_values=True)) if extra else ()
        yield Route(path, tuple(paths.names(plain)), methods, conditions)


def _next(node: _Node, text: str) -> _Node:
    part = _parsed(text)
    if isinstance(part, str):
        known = node.fixed.get(part)
        if known is None:
            known = node.fixed[part] = _Node()
        return known
    known = node.templated.get(part)
    if known is None:
        known = _Node()
        node.templated = dict(sorted([*node.templated.items(), (part, known)], key=lambda each: each[0].room))
    return known


@lru_cache(maxsize=4096)
def _parsed(text: str) -> str | _Segment:
    """A segment of a template; a fixed one with its percent-encoding undone."""
    shape = paths.shape(text)
    return unquote(text) if shape == text else _Segment(tuple(shape.split("{}")))


def _descend(node: _Node, segments: list[str], depth: int) -> tuple[tuple[Route, ...], tuple[str, ...]] | None:
    while depth < len(segments):
        segment = segments[depth]
        inner = node.fixed.get(unquote(segment) if "%" in segment else segment)
        if node.templated or inner is None:
            return _branch(node, inner, segments, depth)
        node, depth = inner, depth + 1
    return (tuple(node.routes), ()) if node.routes else None


def _branch(
    node: _Node, inner: _Node | None, segments: list[str], depth: int
) -> tuple[tuple[Route, ...], tuple[str, ...]] | None:
    """Below a place where a segment may mean several things: what it says literally, then anything."""
    segment = segments[depth]
    found = _descend(inner, segments, depth + 1) if inner else None
    if found:
        return found
    for wanted, below in node.templated.items():
        values = wanted.values(segment)
        found = _descend(below, segments, depth + 1) if values else None
        if found and values:
            return found[0], (*values, *found[1])
    return None
