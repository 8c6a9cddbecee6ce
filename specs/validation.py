"""A message and an operation → the violations: where the message breaks what the document says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import jsonschema_rs

from specs import decoding, effort, patterns, pointers, shapes
from specs.decoding import ABSENT, Pairs
from specs.errors import SpecError
from specs.messages import WITHOUT_CONTENT, Request, Response, best_match, essence
from specs.model import Location, MediaType, Operation, Parameter
from specs.schemas import Direction, Schema

_MASK = "the value"
_MOST_STEPS = 200_000

ASSERTED_FORMATS = frozenset(
    "date date-time time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference "
    "uri-template uuid json-pointer relative-json-pointer regex".split()
)
"""Formats that a value can break. Any other (``password``, ``byte``, a vendor's own) says how to read it, no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One place where a message breaks its document.

    Attributes:
        place: ``path``, ``query``, ``header``, ``cookie``, ``body``, ``status`` or ``content-type``.
        name: of the parameter or header; empty elsewhere.
        pointer: JSON pointer into the value; empty for the whole of it.
        rule: the JSON Schema keyword that was broken, or ``missing``, ``unreadable``, ``undocumented``.
        message: what was expected. It never repeats the value, which may be a secret.
        source: JSON pointer into the document of what says so.
    """

    place: str
    name: str = ""
    pointer: str = ""
    rule: str
    message: str
    source: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place, self.name) if part)
        return f"{where}{self.pointer}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A request as its operation understands it.

    Attributes:
        violations: empty where the request is valid.
        parameters: decoded values by location and name; absent ones are left out.
        body: the decoded body, or ``ABSENT``.
    """

    violations: tuple[Violation, ...]
    parameters: Mapping[Location, Mapping[str, Any]] = field(default_factory=dict)
    body: Any = ABSENT


class SchemaError(NamedTuple):
    """What a value breaks: JSON pointer into the value, keyword, and what was expected (without the value)."""

    pointer: str
    keyword: str
    message: str


class Engine(Protocol):
    """A compiled schema, whichever library compiled it."""

    schema: dict[str, Any]

    def accepts(self, value: Any) -> bool:
        """Whether a value is valid."""

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Everything that is wrong with a value."""


Compile = Callable[[Schema, Direction], Engine]


class Validator:
    """A schema compiled by jsonschema-rs. Formats are asserted, patterns as far as it reads them; nothing is fetched.

    Attributes:
        schema: what was compiled.
        memo: what readers of the schema worked out and want to find again, by its type.
    """

    __slots__ = ("_compiled", "memo", "schema")

    def __init__(self, schema: dict[str, Any], pointer: str) -> None:
        """Raises SpecError: it cannot be used, for instance for a reference that leads out of it."""
        if effort.steps(schema, _MOST_STEPS) > _MOST_STEPS:
            told = f"schema cannot be used: it holds a single value against more than {_MOST_STEPS:,} schemas"
            raise SpecError(told, pointer=pointer)
        self.schema = schema
        self.memo: dict[type, Any] = {}
        try:
            self._compiled = _compiled(schema, pointer)
        except SpecError:
            self.schema = patterns.made_legible(schema)
            self._compiled = _compiled(self.schema, pointer)

    def accepts(self, value: Any) -> bool:
        """Whether a value is valid."""
        return self._compiled.is_valid(value)

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Everything that is wrong with a value."""
        for error in self._compiled.iter_errors(value):
            keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
            yield SchemaError(pointers.join("", *error.instance_path), keyword, error.message)


def _compiled(schema: dict[str, Any], pointer: str) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(
            schema, validate_formats=True, ignore_unknown_formats=True, offline=True, mask=_MASK
        )
    except jsonschema_rs.ValidationError as error:
        where = pointers.join("", *error.instance_path)
        raise SpecError(f"schema cannot be used: at {where or '/'}: {error.message}", pointer=pointer) from error
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        raise SpecError(f"schema cannot be used: {error}", pointer=pointer) from error


def validator(schema: Schema, direction: Direction) -> Validator:
    """The compiled validator of a schema; the same object for the same schema while it is in use."""
    key = (schema.identity, direction)
    compiled: Validator | None = schema.space.compiled.get(key)
    if compiled is None:
        made = Validator(schema.json_schema(direction), schema.pointer)
        compiled = schema.space.compiled.keep(key, made, patterns.weight(made.schema))
    return compiled


def read_request(
    operation: Operation, request: Request, path_values: Mapping[str, str], *, compiled: Compile = validator
) -> Reading:
    """Decode and validate a request.

    Args:
        operation: the operation it was routed to.
        request: the request as it came.
        path_values: raw (percent-encoded) path parameters, from routing.
        compiled: whose validators judge.

    Returns:
        Its values and everything that is wrong with it. Credentials are not looked at.
    """
    raw = {
        Location.PATH: list(path_values.items()),
        Location.QUERY: decoding.query_pairs(request.query),
        Location.QUERYSTRING: [("", request.query)] if request.query else [],
        Location.HEADER: [(name, value) for name, value in request.headers],
        Location.COOKIE: decoding.cookies(request.header("cookie") or ""),
    }
    values: dict[Location, dict[str, Any]] = {location: {} for location in Location}
    violations: list[Violation] = []
    for parameter in operation.parameters:
        value, found = _parameter(parameter, raw, Direction.REQUEST, compiled)
        violations += found
        if value is not ABSENT:
            values[parameter.location][parameter.name] = value
    body, found = _request_body(operation, request, compiled)
    return Reading(violations=(*violations, *found), parameters=values, body=body)


def check_response(operation: Operation, response: Response, *, compiled: Compile = validator) -> list[Violation]:
    """Everything in which a response breaks its operation's documentation."""
    entry = operation.response_for(response.status)
    if entry is None:
        known = ", ".join(each.status for each in operation.responses)
        told = f"status {response.status} is not documented (documented: {known or 'none'})"
        return [Violation(place="status", rule="undocumented", message=told, source=operation.pointer)]
    raw = {Location.HEADER: [(name, value) for name, value in response.headers]}
    violations = [each for header in entry.headers for each in _parameter(header, raw, Direction.RESPONSE, compiled)[1]]
    if entry.content and operation.method != "HEAD" and response.status not in WITHOUT_CONTENT:
        violations += _response_body(entry.content, entry.pointer, response, compiled)
    return violations


def check_header(header: Parameter, text: str, *, compiled: Compile = validator) -> list[Violation]:
    """Everything in which the text of a response's header field breaks its documentation."""
    raw = {Location.HEADER: [(header.name, text)]}
    return _parameter(header, raw, Direction.RESPONSE, compiled)[1]


def body_violations(
    media: MediaType, value: Any, direction: Direction, *, compiled: Compile = validator
) -> list[Violation]:
    """What is wrong with a decoded body."""
    if media.schema is None or isinstance(value, bytes):
        return []
    return list(_schema_violations(compiled(media.schema, direction), media.schema, value, "body"))


def _parameter(
    parameter: Parameter, raw: Mapping[Location, Pairs], direction: Direction, compiled: Compile
) -> tuple[Any, list[Violation]]:
    place = parameter.location.value
    schema = parameter.content.schema if parameter.content else parameter.schema
    engine = compiled(schema, direction) if schema else None
    try:
        value = decoding.parameter(
            parameter,
            raw,
            engine.schema if engine else {},
            engine.accepts if engine else lambda _: True,
        )
    except ValueError as error:
        told = f"cannot be read: {error}"
        return ABSENT, [
            Violation(place=place, name=parameter.name, rule="unreadable", message=told, source=parameter.pointer)
        ]
    if value is ABSENT:
        missing = [
            Violation(place=place, name=parameter.name, rule="missing", message="is required", source=parameter.pointer)
        ]
        return ABSENT, missing if parameter.required else []
    if schema is None or engine is None or (value == "" and parameter.allow_empty):
        return value, []
    return value, list(_schema_violations(engine, schema, value, place, parameter.name))


def _request_body(operation: Operation, request: Request, compiled: Compile) -> tuple[Any, list[Violation]]:
    spec = operation.body
    if spec is None:
        return ABSENT, []
    declared = request.header("content-type")
    if not request.body and not declared:
        missing = Violation(place="body", rule="missing", message="a body is required", source=spec.pointer)
        return ABSENT, [missing] if spec.required else []
    media = _media(spec.content, declared or "application/octet-stream")
    if media is None:
        told = f"must be one of {', '.join(each.name for each in spec.content)}"
        return ABSENT, [Violation(place="content-type", rule="undocumented", message=told, source=spec.pointer)]
    return _body(media, declared or media.name, request.body, Direction.REQUEST, compiled)


def _response_body(
    content: tuple[MediaType, ...], pointer: str, response: Response, compiled: Compile
) -> list[Violation]:
    declared = response.header("content-type")
    if declared is None:
        return [Violation(place="content-type", rule="missing", message="is required", source=pointer)]
    media = _media(content, declared)
    if media is None:
        told = f"{essence(declared)} is not documented (documented: {', '.join(each.name for each in content)})"
        return [Violation(place="content-type", rule="undocumented", message=told, source=pointer)]
    return _body(media, declared, response.body, Direction.RESPONSE, compiled)[1]


def _media(content: tuple[MediaType, ...], declared: str) -> MediaType | None:
    name = best_match((each.name for each in content), declared)
    return next((each for each in content if each.name == name), None)


def _body(
    media: MediaType, declared: str, body: bytes, direction: Direction, compiled: Compile
) -> tuple[Any, list[Violation]]:
    try:
        if essence(declared) == "application/x-www-form-urlencoded":
            value = decoding.form(body, media, media.schema.json_schema(direction) if media.schema else {})
        else:
            value = decoding.content(declared, body)
    except ValueError as error:
        told = f"not valid {essence(declared)}: {error}"
        return ABSENT, [Violation(place="body", rule="unreadable", message=told, source=media.pointer)]
    if isinstance(value, str) and direction is Direction.RESPONSE and not _judged(media, declared):
        return value, []
    return value, body_violations(media, value, direction, compiled=compiled)


def _judged(media: MediaType, declared: str) -> bool:
    """Whether a text is what its schema speaks of: in CSV or an event stream, a schema of objects speaks of parts."""
    root = media.schema.json_schema(Direction.RESPONSE) if media.schema else {}
    return essence(declared) == "text/plain" or "string" in shapes.types(root, root)


def _schema_violations(engine: Engine, schema: Schema, value: Any, place: str, name: str = "") -> Iterator[Violation]:
    for error in engine.errors(value):
        yield Violation(
            place=place,
            name=name,
            pointer=error.pointer,
            rule=error.keyword,
            message=error.message,
            source=schema.pointer,
        )
