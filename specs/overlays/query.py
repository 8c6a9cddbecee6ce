"""JSONPath (RFC 9535) in bounded time: what an expression selects, or a clear refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs
from iregexp_check import check as is_iregexp
from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathNode, Parser
from jsonpath_rfc9535.function_extensions import ExpressionType, FilterFunction
from jsonpath_rfc9535.segments import JSONPathChildSegment, JSONPathRecursiveDescentSegment, JSONPathSegment

Node = JSONPathNode
"""Has ``value``, ``location`` (its keys and indices from the top) and ``parent``."""

_STEPS = 3_000_000
"""How many nodes the expressions of one run may look at: a 47 MB document has 1.5 million mappings and lists."""
_LONGEST = 4_096
_DEEPEST = 64
_DOT = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\.", re.DOTALL)


class QueryError(Exception):
    """An expression that is no JSONPath, or one that takes too long; the message says which."""


class Selector(JSONPathEnvironment):
    """RFC 9535 as it is written, with every step of all expressions counted and patterns matched in linear time."""

    def __init__(self) -> None:
        self.parser_class = _Parser
        self.left = _STEPS
        super().__init__()

    def select(self, expression: str, document: Any) -> list[Node]:
        """The nodes that an expression selects, in the order of RFC 9535, a repeated one each time.

        Raises:
            QueryError: it is no JSONPath expression, or has too much to look at.
        """
        if len(expression) > _LONGEST or _depth(expression) > _DEEPEST:
            raise QueryError("is too long or too deeply nested for an expression")
        try:
            return list(self.compile(expression).finditer(document))
        except JSONPathError as error:
            raise QueryError(f"is no JSONPath expression: {error}") from error

    def setup_function_extensions(self) -> None:
        """The functions of RFC 9535, 2.4."""
        super().setup_function_extensions()
        self.function_extensions |= {"match": _Pattern("^(?:", ")$"), "search": _Pattern("", "")}

    def spend(self, steps: int) -> None:
        """Count what is about to be looked at."""
        self.left -= steps
        if self.left < 0:
            raise QueryError("has too much to look at in this document")


class _Parser(Parser):
    def parse_query(self, stream: Any, *, in_filter: bool = False) -> Iterable[JSONPathSegment]:
        for segment in super().parse_query(stream, in_filter=in_filter):
            descends = isinstance(segment, JSONPathRecursiveDescentSegment)
            kind = _Descent if descends else _Child
            yield kind(env=segment.env, token=segment.token, selectors=segment.selectors)


class _Child(JSONPathChildSegment):
    def resolve(self, nodes: Iterable[Node]) -> Iterator[Node]:
        for node in nodes:
            yield from _chosen(self, node)


class _Descent(JSONPathRecursiveDescentSegment):
    def resolve(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Without recursion: a document may be deep."""
        for node in nodes:
            waiting = [node]
            while waiting:
                each = waiting.pop()
                yield from _chosen(self, each)
                inner = [each.new_child(value, key, each) for key, value in _entries(each.value) if _holds(value)]
                waiting.extend(reversed(inner))


def _chosen(segment: JSONPathSegment, node: Node) -> Iterator[Node]:
    environment = segment.env
    if isinstance(environment, Selector):
        environment.spend(len(segment.selectors))
    for selector in segment.selectors:
        yield from selector.resolve(node)


def _entries(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()


def _holds(value: Any) -> bool:
    return isinstance(value, dict | list)


class _Pattern(FilterFunction):
    """``match`` or ``search`` for I-Regexps (RFC 9485), by an engine that never backtracks."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - the library's interface
    return_type = ExpressionType.LOGICAL

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after

    def __call__(self, text: object, pattern: object) -> bool:
        """Whether the pattern fits; a value that is no text, or a pattern that is none, does not."""
        if not isinstance(text, str) or not isinstance(pattern, str):
            return False
        compiled = _compiled(pattern, self.before, self.after)
        return compiled is not None and compiled.is_valid(text)


@lru_cache(maxsize=64)
def _compiled(pattern: str, before: str, after: str) -> jsonschema_rs.Draft202012Validator | None:
    if not is_iregexp(pattern):
        return None
    spelled = _DOT.sub(lambda part: r"[^\n\r]" if part[0] == "." else part[0], pattern)
    try:
        return jsonschema_rs.Draft202012Validator(
            {"pattern": f"{before}{spelled}{after}"}, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (jsonschema_rs.ValidationError, ValueError):
        return None


def _depth(expression: str) -> int:
    deepest = depth = 0
    for character in expression:
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    return deepest
