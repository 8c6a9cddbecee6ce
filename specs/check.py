"""What is wrong with a document itself: for its author, before anyone mocks, tests or compares it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Any

from specs import paths, patterns, pointers
from specs.errors import SpecError
from specs.model import Document
from specs.sites import Site, bodies, sites, subschemas
from specs.validation import SchemaError, validator
from specs.wellformed import malformed


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The document does not say what its author means; a part of it cannot be used."""
    WARNING = "warning"
    """Everything works, and somebody will be surprised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong with a document.

    Attributes:
        pointer: JSON pointer into the document; empty for the whole of it.
        place: ``file:line`` of it.
        hint: what to do about it; may be empty.
    """

    pointer: str
    place: str
    message: str
    severity: Severity
    hint: str = ""


Found = Iterator[tuple[str, str, Severity, str]]
"""Pointer, message, severity and hint."""


def check(document: Document) -> tuple[Problem, ...]:
    """Everything that is wrong with a document, errors first, then in the order of the pointers."""
    known: dict[tuple[str, str], Problem] = {}
    for find in CHECKS:
        for pointer, message, severity, hint in find(document):
            problem = Problem(
                pointer=pointer, place=document.place(pointer), message=message, severity=severity, hint=hint
            )
            known.setdefault((pointer, message), problem)
    told = [problem for problem in known.values() if not _said_better(problem, known.values())]
    return tuple(sorted(told, key=lambda each: (each.severity, pointers.tokens(each.pointer), each.message)))


def invalid(document: Document) -> Found:
    """Where the document breaks the specification it claims to follow, as openapi-spec-validator sees it."""
    from openapi_spec_validator.shortcuts import get_validator_cls

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries' own deprecations, which no author can mend
            for error in get_validator_cls(dict(document.raw))(dict(document.raw)).iter_errors():
                pointer = _located(error, document.raw)
                yield pointer or "", _told(error), Severity.ERROR, _SOMEWHERE if pointer is None else ""
    except Exception as error:  # whatever a document does to the validator is a fact about the document
        told = f"openapi-spec-validator gave up: {type(error).__name__}: {_told(error)}"
        yield "", told, Severity.WARNING, "the other checks were made all the same"


def unusable_schemas(document: Document) -> Found:
    """Keywords with the wrong kind of value, and schemas that cannot be compiled."""
    for site in sites(document):
        for node, pointer in subschemas(site.schema):
            for keyword in (*malformed(node), *patterns.unreadable(node)):
                told = f"schema keyword {keyword!r} has a value that it cannot have, and is ignored"
                yield pointers.join(pointer, keyword), told, Severity.ERROR, _MALFORMED.get(keyword, "")
        try:
            validator(site.schema, site.direction)
        except SpecError as error:
            yield site.schema.pointer, error.message.partition("\n")[0], Severity.ERROR, "correct the schema"


def unsatisfiable_schemas(document: Document) -> Found:
    """Schemas that no value satisfies, or for which none was found."""
    from specs import algebra
    from specs.sampling import Unsatisfiable, sample

    for site in _usable(document):
        try:
            sample(site.schema, site.direction, 1)
        except Unsatisfiable:
            proven = algebra.empty(site.schema.json_schema(site.direction))
            told = "can be satisfied by no value" if proven else "is satisfied by no value that was tried"
            severity = Severity.ERROR if proven else Severity.WARNING
            yield site.schema.pointer, f"schema {told} in a {site.direction}", severity, "loosen its constraints"


def wrong_examples(document: Document) -> Found:
    """Examples and defaults that their own schema refuses."""
    for pointer, site, value in _examples(document):
        error = _first_error(site, value)
        if error:
            kind = "default" if pointer.endswith("/default") else "example"
            severity = Severity.ERROR if kind == "default" else Severity.WARNING
            where = f" at {error.pointer}" if error.pointer else ""
            yield pointer, f"{kind} breaks its schema{where}: {error.message}", severity, f"correct the {kind}"


def silent_operations(document: Document) -> Found:
    """Operations that say nothing a mock could answer."""
    for operation in document.operations:
        if not operation.responses:
            told = f"{operation.key} documents no response, so that nothing can be answered"
            yield operation.pointer, told, Severity.ERROR, "add at least one entry to its responses"
        elif all(response.status.startswith(("4", "5")) for response in operation.responses):
            told = f"{operation.key} documents failures only"
            yield operation.pointer, told, Severity.WARNING, "add the response of a success"


def ambiguous_paths(document: Document) -> Found:
    """Pairs of paths that take the same requests, neither more concrete than the other."""
    keys = {(operation.method, operation.path) for operation in document.operations}
    for (method, one), (other_method, other) in combinations(sorted(keys), 2):
        if method == other_method and _ambiguous(one, other):
            same = paths.shape(one) == paths.shape(other)
            told = f"{method} {other} takes {'the same' if same else 'some of the same'} requests as {one}"
            severity = Severity.ERROR if same else Severity.WARNING
            yield pointers.join("/paths", other), told, severity, "tell the paths apart"


CHECKS: tuple[Callable[[Document], Found], ...] = (
    unusable_schemas,
    wrong_examples,
    unsatisfiable_schemas,
    silent_operations,
    ambiguous_paths,
    invalid,
)

_MALFORMED = {
    "pattern": "write it as ECMA 262 has it, without repetitions by the thousand: no engine here can read it",
    "patternProperties": "one of its patterns is none that an engine here can read",
    "required": "it is a list of property names; for a single property write it in the object's list",
    "type": "the types are null, boolean, integer, number, string, array and object",
}
_SHAPES = "has none of the shapes that may stand here"
_SOMEWHERE = "in some schema: openapi-spec-validator does not say where"
_AT_OPERATION = re.compile(r"'(\w+)' (?:operation )?in '(/[^']*)'")


def _located(error: Any, raw: Mapping[str, Any]) -> str | None:
    """The pointer of a validator's error; None where it tells of a schema without naming its place."""
    path = list(getattr(error, "absolute_path", ()) or ())
    if path and path[0] in raw:
        return pointers.join("", *path)
    operation = _AT_OPERATION.search(str(error))
    if operation and operation[2] in (raw.get("paths") or {}):
        return pointers.join("/paths", operation[2], operation[1])
    return None if isinstance(getattr(error, "validator", None), str) else ""


def _told(error: Exception) -> str:
    line = str(getattr(error, "message", error)).partition("\n")[0]
    return _SHAPES if " is not valid under any" in line else line[:300]


def _said_better(problem: Problem, known: Iterable[Problem]) -> bool:
    """Whether one of our own checks tells the validator's error too, further inside or where that names no place."""
    vague = problem.hint == _SOMEWHERE or (not problem.hint and problem.message == _SHAPES)
    return vague and any(
        "schema" in other.message and other.hint not in ("", _SOMEWHERE) and other.pointer.startswith(problem.pointer)
        for other in known
    )


def _first_error(site: Site, value: Any) -> SchemaError | None:
    try:
        return next(iter(validator(site.schema, site.direction).errors(value)), None)
    except SpecError:  # told by unusable_schemas
        return None


def _usable(document: Document) -> Iterator[Site]:
    for site in sites(document):
        try:
            validator(site.schema, site.direction)
        except SpecError:
            continue
        yield site


def _examples(document: Document) -> Iterator[tuple[str, Site, Any]]:
    """Pointer, schema and value of every example and default."""
    for site in sites(document):
        for node, pointer in subschemas(site.schema):
            inner = Site(site.schema.space.schema(node, pointer), site.direction)
            for keyword in ("example", "default"):
                if keyword in node:
                    yield pointers.join(pointer, keyword), inner, node[keyword]
            for index, value in enumerate(node["examples"] if isinstance(node.get("examples"), list) else ()):
                yield pointers.join(pointer, "examples", index), inner, value
    yield from bodies(document)


def _ambiguous(one: str, other: str) -> bool:
    first, second = one.split("/"), other.split("/")
    if len(first) != len(second):
        return False
    pairs = list(zip(first, second, strict=True))
    if not all("{" in a or "{" in b or a == b for a, b in pairs):
        return False
    firmer = {("{" in a) - ("{" in b) for a, b in pairs} - {0}
    return len(firmer) != 1
