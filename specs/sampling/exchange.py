"""Whole requests and responses of an operation, encoded, and valid when they are read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, TypeVar

from specs import credentials, encoding, paths
from specs import media as bodies
from specs.messages import Headers, Request, Response, is_form, is_json
from specs.model import Document, Location, MediaType, Operation, Parameter
from specs.sampling import Mode, Unsatisfiable, sample
from specs.schemas import Direction
from specs.validation import Violation, check_response, read_request

Place = tuple[str, str]
"""Where in a message a value stands, and its name there, as violations tell it."""
Source = Callable[[str], Any]
"""A seed → a value."""
Message = TypeVar("Message", Request, Response)

_ROUNDS = 40
_BODY: Place = ("body", "")
_ITEMS = 2
_FREE = "text"
_COOKIES: Place = (Location.HEADER.value, "Cookie")


def sample_request(operation: Operation, document: Document, seed: int | str, mode: Mode = Mode.TYPICAL) -> Request:
    """A request that its operation takes: parameters in every place, a body, placeholders for credentials.

    A typical one has what is optional as well, as far as it can be written down; an edge case has some of it.

    Raises:
        Unsatisfiable: no valid one was found.
    """
    media = _media(operation.body.content, seed, mode) if operation.body else None
    wanted = {
        (each.location.value, each.name): _parameter(each, Direction.REQUEST, mode) for each in operation.parameters
    }
    needed = {(each.location.value, each.name) for each in operation.parameters if each.required}
    if operation.body and media:
        wanted[_BODY] = _body(media, Direction.REQUEST, mode)
        needed |= {_BODY} if operation.body.required else set()
    base = document.base_paths_of(operation)[0]

    def built(values: Mapping[Place, Any]) -> Request:
        return _request(operation, base, values, media)

    def wrong(request: Request) -> set[Place]:
        raw = paths.match(operation.path, request.path[len(base) :])
        if raw is None or {".", ".."} & set(request.path.split("/")):
            return {place for place in wanted if place[0] == Location.PATH}
        told = _places(read_request(operation, request, raw).violations) | _unwritable(request.headers)
        return {
            each for place in told for each in wanted if place in (each, (_COOKIES if each[0] == "cookie" else each))
        }

    return _valid(_chosen(wanted, needed, seed, mode), needed, built, wrong, seed, operation.pointer)


def sample_response(operation: Operation, status: int, seed: int | str, mode: Mode = Mode.TYPICAL) -> Response:
    """A response with a status that its operation may give: documented headers, and a body where it has one.

    Raises:
        Unsatisfiable: no valid one was found, or the status is not documented.
    """
    entry = operation.response_for(status)
    if entry is None:
        raise Unsatisfiable(f"status {status} is not documented", pointer=operation.pointer)
    media = _media(entry.content, seed, mode) if entry.content and operation.method != "HEAD" else None
    wanted = {(Location.HEADER.value, each.name): _parameter(each, Direction.RESPONSE, mode) for each in entry.headers}
    needed = {(Location.HEADER.value, each.name) for each in entry.headers if each.required}
    if media:
        wanted[_BODY] = _body(media, Direction.RESPONSE, mode)
        needed.add(_BODY)

    def built(values: Mapping[Place, Any]) -> Response:
        given = {name: value for (place, name), value in values.items() if place == Location.HEADER}
        headers = tuple(
            (each.name, encoding.header(each, given[each.name])) for each in entry.headers if each.name in given
        )
        if media is None or _BODY not in values:
            return Response(status, headers)
        kind, body = bodies.written(media, values[_BODY], Direction.RESPONSE)
        return Response(status, (("Content-Type", kind), *headers), body)

    def wrong(response: Response) -> set[Place]:
        return _places(check_response(operation, response)) | _unwritable(response.headers)

    return _valid(_chosen(wanted, needed, seed, mode), needed, built, wrong, seed, entry.pointer)


def _valid(
    wanted: Mapping[Place, Source],
    needed: set[Place],
    built: Callable[[Mapping[Place, Any]], Message],
    wrong: Callable[[Message], set[Place]],
    seed: int | str,
    pointer: str,
) -> Message:
    """A message of values all of which survive being written and read: others are tried for those that do not."""
    values: dict[Place, Any] = {}
    missing = set(wanted)
    for attempt in range(_ROUNDS):
        for place in sorted(missing):
            try:
                values[place] = wanted[place](f"{seed}/{attempt}/{place[1]}" if attempt else f"{seed}/{place[1]}")
            except Unsatisfiable:
                if place in needed:
                    raise
                values.pop(place, None)
        message = built(values)
        missing = wrong(message)
        if not missing:
            return message
        if attempt >= _ROUNDS // 2:
            for place in missing - needed:
                values.pop(place, None)
            missing &= needed
    message = built(values)
    left = wrong(message)
    if left:
        told = ", ".join(" ".join(filter(None, place)) for place in sorted(left))
        raise Unsatisfiable(f"no message was found that can be written and read again: {told}", pointer=pointer)
    return message


def _chosen(wanted: dict[Place, Source], needed: set[Place], seed: int | str, mode: Mode) -> dict[Place, Source]:
    """What a message is to have: all for a typical one, something of what is optional for an edge case."""
    chance = Random(f"{seed}/optional")
    return {
        place: source
        for place, source in wanted.items()
        if place in needed or mode is Mode.TYPICAL or chance.random() < 0.5
    }


def _media(content: tuple[MediaType, ...], seed: int | str, mode: Mode) -> MediaType:
    if mode is Mode.EDGE:
        return Random(f"{seed}/media").choice(content)
    return next((each for each in content if is_json(each.name)), content[0])


def _parameter(spec: Parameter, direction: Direction, mode: Mode) -> Source:
    schema = spec.content.schema if spec.content else spec.schema
    return lambda seed: _FREE if schema is None else sample(schema, direction, seed, mode=mode)


def _body(media: MediaType, direction: Direction, mode: Mode) -> Source:
    item = media.item_schema
    if item is not None:
        return lambda seed: [sample(item, direction, f"{seed}/{number}", mode=mode) for number in range(_ITEMS)]
    if media.schema is None:
        empty: Any = {} if is_json(media.name) or is_form(media.name) else _FREE.encode()
        return lambda _: {} if bodies.is_multipart(media.name) or bodies.is_xml(media.name) else empty
    whole = media.schema
    return lambda seed: sample(whole, direction, seed, mode=mode)


def _request(operation: Operation, base: str, values: Mapping[Place, Any], media: MediaType | None) -> Request:
    given: dict[str, dict[str, Any]] = {location.value: {} for location in Location}
    for (place, name), value in values.items():
        given.setdefault(place, {})[name] = value
    headers = [
        (each.name, encoding.header(each, given["header"][each.name]))
        for each in operation.parameters_in(Location.HEADER)
        if each.name in given["header"]
    ]
    cookies = [
        encoding.cookie(each, given["cookie"][each.name])
        for each in operation.parameters_in(Location.COOKIE)
        if each.name in given["cookie"]
    ]
    headers += [("Cookie", "; ".join(cookies))] if any(cookies) else []
    body = b""
    if media is not None and _BODY in values:
        kind, body = bodies.written(media, values[_BODY], Direction.REQUEST)
        headers.append(("Content-Type", kind))
    path = base + encoding.path(operation, given["path"])
    query = encoding.query(operation, given["query"] | given["querystring"])
    plain = Request(operation.method, path, query, tuple(headers), body)
    return credentials.with_placeholders(plain, next(iter(operation.security), frozenset()))


def _places(violations: list[Violation] | tuple[Violation, ...]) -> set[Place]:
    return {_BODY if each.place in ("body", "content-type") else (each.place, each.name) for each in violations}


def _unwritable(headers: Headers) -> set[Place]:
    """Fields whose text would not arrive as it is. Source: RFC 9110, 5.5."""
    bad = [name for name, text in headers if not (text.isascii() and text.isprintable() and text.strip() == text)]
    return {(Location.HEADER.value, name) for name in bad}
