"""Every place of a document where a schema stands, and in which direction its messages travel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from specs import pointers
from specs.model import Document, MediaType, Operation, Parameter
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, Direction, JsonSchema, Schema

_LISTS = SCHEMA_LIST | {"items"}
"""Before 2020-12 ``items`` could be a list. Source: JSON Schema 2019-09 Validation, 9.3.1.1."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A schema, and the direction of the messages it speaks of."""

    schema: Schema
    direction: Direction


def sites(document: Document) -> Iterator[Site]:
    """All schemas of a document, each once a direction; those that are only named count for both."""
    seen: set[tuple[str, Direction]] = set()
    for site in _all(document):
        key = (site.schema.pointer, site.direction)
        if key not in seen:
            seen.add(key)
            yield site


def bodies(document: Document) -> Iterator[tuple[str, Site, Any]]:
    """Pointer, schema and value of every example that is given beside a schema and not inside it."""
    for part, direction in _parts(document):
        schema = _whole(part)
        if schema:
            for name, value in part.examples.items():
                pointer = pointers.join(part.pointer, "examples", name) if name else f"{part.pointer}/example"
                yield pointer, Site(schema, direction), value


def subschemas(schema: Schema) -> Iterator[tuple[JsonSchema, str]]:
    """The raw schema objects of a schema, itself first, with their pointers; references are not followed."""
    stack: list[tuple[Any, str]] = [(schema.raw, schema.pointer)]
    while stack:
        node, pointer = stack.pop()
        if isinstance(node, dict):
            yield node, pointer
            stack.extend(_inside(node, pointer))


def _inside(node: JsonSchema, pointer: str) -> Iterator[tuple[Any, str]]:
    for keyword, value in node.items():
        if keyword in ONE_SCHEMA and not isinstance(value, list):
            yield value, pointers.join(pointer, keyword)
        elif keyword in _LISTS and isinstance(value, list):
            yield from ((item, pointers.join(pointer, keyword, index)) for index, item in enumerate(value))
        elif keyword in SCHEMA_MAP and isinstance(value, dict):
            yield from ((item, pointers.join(pointer, keyword, name)) for name, item in value.items())


def _all(document: Document) -> Iterator[Site]:
    for named in document.schemas.values():
        yield from (Site(named, direction) for direction in Direction)
    for part, direction in _parts(document):
        yield from (Site(schema, direction) for schema in (_whole(part), _item(part)) if schema)


def _parts(document: Document) -> Iterator[tuple[Parameter | MediaType, Direction]]:
    for operation in document.operations:
        yield from _messages(operation, Direction.REQUEST, Direction.RESPONSE)
        for callback in _callbacks(operation):
            yield from _messages(callback, Direction.RESPONSE, Direction.REQUEST)
    for webhook in chain.from_iterable(document.webhooks.values()):
        for each in (webhook, *_callbacks(webhook)):
            yield from _messages(each, Direction.RESPONSE, Direction.REQUEST)


def _callbacks(operation: Operation) -> Iterator[Operation]:
    """The callbacks of an operation, their own callbacks and so on, each once."""
    waiting, seen = list(chain.from_iterable(operation.callbacks.values())), set()
    while waiting:
        callback = waiting.pop(0)
        if callback.pointer not in seen:
            seen.add(callback.pointer)
            yield callback
            waiting += chain.from_iterable(callback.callbacks.values())


def _messages(
    operation: Operation, asked: Direction, answered: Direction
) -> Iterator[tuple[Parameter | MediaType, Direction]]:
    """What an operation's messages are made of. What the API sends on its own counts as its response: it wrote it."""
    sent: list[Parameter | MediaType] = [*operation.parameters, *(operation.body.content if operation.body else ())]
    yield from ((part, asked) for part in sent)
    for response in operation.responses:
        got: list[Parameter | MediaType] = [*response.headers, *response.content]
        yield from ((part, answered) for part in got)


def _whole(part: Parameter | MediaType) -> Schema | None:
    if isinstance(part, Parameter) and part.content:
        return part.content.schema
    return part.schema


def _item(part: Parameter | MediaType) -> Schema | None:
    media = part.content if isinstance(part, Parameter) else part
    return media.item_schema if media else None
