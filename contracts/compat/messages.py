"""Whole requests and responses of an operation, as small as they can be, built around one part that matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.compat.shrinking import less
from specs import credentials, encoding
from specs import media as bodies
from specs.errors import SpecError
from specs.messages import Request, Response, is_form, is_json
from specs.model import Document, Location, MediaType, Operation, Parameter, SecurityRequirement
from specs.model import Response as Entry
from specs.sampling import sample
from specs.schemas import Direction
from specs.validation import validator

_SEED = "witness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a request has to have or to lack; everything else is the least that is valid.

    Attributes:
        parameters: values by location and name.
        without: parameters to leave out.
        body: the body's value; ``None`` where any valid one will do.
        given: whether ``body`` holds (a body may be null).
        bare: no body, though the operation takes one.
        media: the media type of the body; the first documented one if None.
        accept: the media type asked for in the Accept header, if any.
        security: the alternative whose credentials are sent; the first one if None.
    """

    parameters: Mapping[tuple[Location, str], Any] = field(default_factory=dict)
    without: frozenset[tuple[Location, str]] = frozenset()
    body: Any = None
    given: bool = False
    bare: bool = False
    media: MediaType | None = None
    accept: str = ""
    security: frozenset[SecurityRequirement] | None = None


def request(document: Document, operation: Operation, wanted: Wanted) -> Request:
    """A request that the operation takes, with what is wanted.

    Raises:
        SpecError: no value is known for something that the operation requires.
    """
    values: dict[Location, dict[str, Any]] = {location: {} for location in Location}
    for parameter in operation.parameters:
        key = (parameter.location, parameter.name)
        if key in wanted.parameters:
            values[parameter.location][parameter.name] = wanted.parameters[key]
        elif parameter.required and key not in wanted.without:
            values[parameter.location][parameter.name] = value_of(parameter, Direction.REQUEST)
    headers = [
        (parameter.name, encoding.header(parameter, values[Location.HEADER][parameter.name]))
        for parameter in operation.parameters_in(Location.HEADER)
        if parameter.name in values[Location.HEADER]
    ]
    cookies = [
        encoding.cookie(parameter, values[Location.COOKIE][parameter.name])
        for parameter in operation.parameters_in(Location.COOKIE)
        if parameter.name in values[Location.COOKIE]
    ]
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    if wanted.accept:
        headers.append(("Accept", wanted.accept))
    plain = Request(
        operation.method,
        document.base_paths_of(operation)[0] + encoding.path(operation, values[Location.PATH]),
        encoding.query(operation, values[Location.QUERY] | values[Location.QUERYSTRING]),
        tuple(headers),
    )
    alternative = wanted.security if wanted.security is not None else next(iter(operation.security), frozenset())
    return credentials.with_placeholders(_with_body(plain, operation, wanted), alternative)


def value_of(parameter: Parameter, direction: Direction) -> Any:
    """A valid value of a parameter or header, its own example first, if that is valid."""
    schema = parameter.content.schema if parameter.content else parameter.schema
    given = list(parameter.examples.values())
    if schema is None:
        return given[0] if given else "value"
    for each in given:
        if validator(schema, direction).accepts(each):
            return each
    return sample(schema, direction, _SEED)


def response(entry: Entry, media: MediaType | None, *, body: Any = None, given: bool = False) -> Response:
    """A response of an entry: its required headers, and a body of a media type.

    Raises:
        SpecError: no value is known for something that the entry requires.
    """
    headers = [
        (header.name, encoding.header(header, value_of(header, Direction.RESPONSE)))
        for header in entry.headers
        if header.required
    ]
    if media is None:
        return Response(status_code(entry), tuple(headers))
    value = body if given else any_body(media, Direction.RESPONSE)
    kind, written = bodies.written(media, value, Direction.RESPONSE)
    return Response(status_code(entry), (("Content-Type", kind), *headers), written)


def with_header(message: Response, name: str, text: str | None) -> Response:
    """The response with a header set, or without it."""
    kept = tuple((key, value) for key, value in message.headers if key.lower() != name.lower())
    return replace(message, headers=kept if text is None else (*kept, (name, text)))


def status_code(entry: Entry) -> int:
    """A status code of an entry: the lowest of a range, 500 for ``default``."""
    if entry.status == "default":
        return 500
    return int(entry.status.replace("X", "0"))


def _with_body(plain: Request, operation: Operation, wanted: Wanted) -> Request:
    spec = operation.body
    if spec is None or wanted.bare or not (spec.required or wanted.given or wanted.media):
        return plain
    media = wanted.media or spec.content[0]
    value = wanted.body if wanted.given else any_body(media, Direction.REQUEST)
    kind, body = bodies.written(media, value, Direction.REQUEST)
    return replace(plain, headers=(*plain.headers, ("Content-Type", kind)), body=body)


def any_body(media: MediaType, direction: Direction) -> Any:
    """A valid body of a media type, decoded; of JSON, XML and forms, as little as is valid."""
    if media.schema is None:
        return {} if is_json(media.name) else b"body"
    try:
        made = sample(media.schema, direction, _SEED)
    except SpecError:
        if is_json(media.name):
            raise
        return b"body"
    plain = is_json(media.name) or bodies.is_xml(media.name) or is_form(media.name)
    return less(made, validator(media.schema, direction).accepts) if plain else made
