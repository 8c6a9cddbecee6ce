"""A message and an operation → the violations: where the message breaks what the document says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from specs import decoding, media
from specs.decoding import ABSENT, Pairs
from specs.media.embedded import embedded_faults
from specs.messages import WITHOUT_CONTENT, Request, Response, best_match, essence, is_json
from specs.model import Location, MediaType, Operation, Parameter
from specs.schemas import Direction, Schema
from specs.styles.shape import shape_of
from specs.validators import ASSERTED_FORMATS, Compile, Engine, SchemaError, Validator, validator
from specs.violations import Violation, of_error, of_fault

__all__ = [
    "ASSERTED_FORMATS",
    "NOTHING_READ",
    "Compile",
    "Engine",
    "Reading",
    "SchemaError",
    "Validator",
    "Violation",
    "body_violations",
    "check_header",
    "check_response",
    "read_request",
    "validator",
]


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


NOTHING_READ = Reading(violations=())
"""Of a request that nobody has read."""


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
    raw = _Sent(request, path_values)
    values: dict[Location, dict[str, Any]] = {}
    violations: list[Violation] = []
    for parameter in operation.parameters:
        value, found = _parameter(parameter, raw, Direction.REQUEST, compiled, operation.claimed[parameter.location])
        violations += found
        if value is not ABSENT:
            values.setdefault(parameter.location, {})[parameter.name] = value
    body, found = _request_body(operation, request, compiled)
    return Reading(violations=(*violations, *found), parameters=values, body=body)


def check_response(operation: Operation, response: Response, *, compiled: Compile = validator) -> list[Violation]:
    """Everything in which a response breaks its operation's documentation."""
    entry = operation.response_for(response.status)
    if entry is None:
        known = ", ".join(each.status for each in operation.responses)
        told = f"status {response.status} is not documented (documented: {known or 'none'})"
        return [Violation(place="status", rule="undocumented", message=told, source=operation.pointer)]
    violations = _header_violations(entry.headers, response, compiled) if entry.headers else []
    if entry.content and operation.method != "HEAD" and response.status not in WITHOUT_CONTENT:
        violations += _response_body(entry.content, entry.pointer, response, compiled)
    return violations


def _header_violations(headers: tuple[Parameter, ...], response: Response, compiled: Compile) -> list[Violation]:
    """Everything that is wrong with header fields that were sent, or should have been."""
    raw, sent = {Location.HEADER: list(response.headers)}, {name.lower() for name, _ in response.headers}
    wanted = [each for each in headers if each.required or each.name.lower() in sent]
    return [each for header in wanted for each in _parameter(header, raw, Direction.RESPONSE, compiled)[1]]


def check_header(header: Parameter, text: str, *, compiled: Compile = validator) -> list[Violation]:
    """Everything in which the text of a response's header field breaks its documentation."""
    raw = {Location.HEADER: [(header.name, text)]}
    return _parameter(header, raw, Direction.RESPONSE, compiled)[1]


def body_violations(
    content: MediaType, value: Any, direction: Direction, *, compiled: Compile = validator
) -> list[Violation]:
    """What is wrong with a decoded body."""
    if media.is_sequence(content.name) and isinstance(value, list):
        return _sequence_violations(content, value, direction, compiled)
    if content.schema is None:
        return []
    if isinstance(value, bytes):
        shape = shape_of(content.schema, direction)
        if "string" not in shape.types:
            return []  # bytes in which nobody here can find the object that the schema speaks of
        value = value.decode("latin-1")
    return _schema_violations(compiled(content.schema, direction), content.schema, value, "body", direction)


def _sequence_violations(
    content: MediaType, items: list[Any], direction: Direction, compiled: Compile
) -> list[Violation]:
    """Of the whole where its schema is one of arrays, and of each item. Source: OAS 3.2.0, Sequential Media Types."""
    whole, one = content.schema, content.item_schema
    if whole is not None and shape_of(whole, direction).kind != "array" and one is None:
        whole, one = None, whole
    found: list[Violation] = []
    if whole is not None:
        found += _schema_violations(compiled(whole, direction), whole, items, "body", direction)
    if one is not None:
        engine = compiled(one, direction)
        for index, item in enumerate(items):
            for each in _schema_violations(engine, one, item, "body", direction):
                found.append(replace(each, pointer=f"/{index}{each.pointer}"))
    return found


class _Sent(dict[Location, Pairs]):
    """What stands in each location of a request, taken apart when it is first asked for."""

    def __init__(self, request: Request, path_values: Mapping[str, str]) -> None:
        super().__init__()
        self._request, self._path = request, path_values

    def __missing__(self, location: Location) -> Pairs:
        request = self._request
        found: Pairs
        if location is Location.QUERY:
            found = decoding.query_pairs(request.query)
        elif location is Location.HEADER:
            found = list(request.headers)
        elif location is Location.PATH:
            found = list(self._path.items())
        elif location is Location.COOKIE:
            found = decoding.cookies(request.header("cookie") or "")
        else:
            found = [("", request.query)] if request.query else []
        self[location] = found
        return found


def _parameter(
    parameter: Parameter,
    raw: Mapping[Location, Pairs],
    direction: Direction,
    compiled: Compile,
    claimed: Collection[str] = frozenset(),
) -> tuple[Any, list[Violation]]:
    if not raw[parameter.location]:
        return ABSENT, [_wrong(parameter, "missing", "is required")] if parameter.required else []
    schema = parameter.content.schema if parameter.content else parameter.schema
    engine = compiled(schema, direction) if schema else None
    shape = shape_of(schema, direction)
    accepts = engine.accepts if engine else _anything
    try:
        value = decoding.parameter(parameter, raw, shape, accepts, direction, claimed)
    except ValueError as error:
        return ABSENT, [_wrong(parameter, "unreadable", f"cannot be read: {error}")]
    if value is ABSENT:
        return ABSENT, [_wrong(parameter, "missing", "is required")] if parameter.required else []
    if decoding.is_repeated(parameter, raw, shape):
        return value, [_wrong(parameter, "repeated", "must be sent once")]
    if schema is None or engine is None or (value == "" and parameter.allow_empty):
        return value, []
    if engine.accepts(value) and not shape.embeds:
        return value, []
    return value, _schema_violations(engine, schema, value, parameter.location.value, direction, parameter.name)


def _anything(_: Any) -> bool:
    return True


def _wrong(parameter: Parameter, rule: str, message: str) -> Violation:
    return Violation(
        place=parameter.location.value, name=parameter.name, rule=rule, message=message, source=parameter.pointer
    )


def _request_body(operation: Operation, request: Request, compiled: Compile) -> tuple[Any, list[Violation]]:
    spec = operation.body
    if spec is None:
        return ABSENT, []
    declared = request.header("content-type")
    if not request.body and not declared:
        missing = Violation(place="body", rule="missing", message="a body is required", source=spec.pointer)
        return ABSENT, [missing] if spec.required else []
    content = _media(spec.content, declared or "application/octet-stream")
    if content is None:
        told = f"must be one of {', '.join(each.name for each in spec.content)}"
        return ABSENT, [Violation(place="content-type", rule="undocumented", message=told, source=spec.pointer)]
    if not request.body and not spec.required and is_json(content.name):
        return ABSENT, []  # no octets are no JSON: there is no body, whatever a header field says
    return _body(content, declared or content.name, request.body, Direction.REQUEST, compiled)


def _response_body(
    content: tuple[MediaType, ...], pointer: str, response: Response, compiled: Compile
) -> list[Violation]:
    declared = response.header("content-type")
    if declared is None:
        return [Violation(place="content-type", rule="missing", message="is required", source=pointer)]
    documented = _media(content, declared)
    if documented is None:
        told = f"{essence(declared)} is not documented (documented: {', '.join(each.name for each in content)})"
        return [Violation(place="content-type", rule="undocumented", message=told, source=pointer)]
    return _body(documented, declared, response.body, Direction.RESPONSE, compiled)[1]


def _media(content: tuple[MediaType, ...], declared: str) -> MediaType | None:
    for each in content:
        if each.name == declared:
            return each
    name = best_match((each.name for each in content), declared)
    return next((each for each in content if each.name == name), None)


def _body(
    content: MediaType, declared: str, body: bytes, direction: Direction, compiled: Compile
) -> tuple[Any, list[Violation]]:
    try:
        read = media.read(media.Frame(content, declared, direction), body)
    except (ValueError, RecursionError) as error:
        told = f"not valid {essence(declared)}: {error}"
        return ABSENT, [Violation(place="body", rule="unreadable", message=told, source=content.pointer)]
    found = body_violations(content, read.value, direction, compiled=compiled) if read.judged else []
    if read.faults or read.parts:
        parts = [each for part in read.parts for each in _part_violations(part, direction, compiled)]
        found = [*(of_fault(each, content.pointer) for each in read.faults), *parts, *found]
    return read.value, found


def _part_violations(part: media.Head, direction: Direction, compiled: Compile) -> Iterator[Violation]:
    """Everything in which the headers of a part break its documentation."""
    for header in part.documented:
        for each in _parameter(header, {Location.HEADER: part.sent}, direction, compiled)[1]:
            told = f"header {header.name} of the part{each.pointer}: {each.message}"
            yield replace(each, place="body", name="", pointer=part.pointer, message=told)


def _schema_violations(
    engine: Engine, schema: Schema, value: Any, place: str, direction: Direction, name: str = ""
) -> list[Violation]:
    shape = shape_of(schema, direction)
    if engine.accepts(value):
        if not shape.embeds:
            return []
        faults = embedded_faults(value, shape, engine)
        return [replace(of_fault(each, schema.pointer), place=place, name=name) for each in faults]
    return [of_error(error, schema, value, place, shape, name) for error in engine.errors(value)]
