"""The parts of messages, as the editions of OpenAPI 3 write them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from specs.dialects.edition import Edition
from specs.dialects.servers import server
from specs.dialects.shape import Node, described, placed
from specs.messages import FORM, FORM_DATA, essence
from specs.model import Body, Encoding, Link, Location, MediaType, Parameter, Response
from specs.schemas import Schema, SchemaSpace

STYLES = {
    Location.PATH: "simple",
    Location.QUERY: "form",
    Location.HEADER: "simple",
    Location.COOKIE: "form",
    Location.QUERYSTRING: "form",
}
"""The style of a parameter that names none. Source: OAS 3.0.3, Parameter Object."""

_EXPLODED = frozenset({"form", "cookie"})
"""Styles that are exploded unless they say otherwise. Source: OAS 3.2.0, Parameter Object."""
_ABSENT = object()
_DEEPEST_ENCODING = 6
"""How deep parts within parts are read: references may lead round."""
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that other parts of a document describe. Source: OAS 3.0.3, Parameter Object, ``name``."""


class Parts:
    """Reads the parts of one document."""

    def __init__(self, space: SchemaSpace, edition: Edition) -> None:
        self.space, self.edition = space, edition

    def parameters(self, holder: Node) -> dict[tuple[str, Location], Parameter]:
        """The parameters of a path or operation by name and place; of two alike the later one holds.

        Header parameters that other parts of a document describe are ignored. Source: OAS 3.0.3, Parameter Object.
        """
        found = {}
        for node in holder.elements("parameters"):
            location, name = placed(node, self.edition.locations), node.text("name")
            if location and not (location is Location.HEADER and name.lower() in IGNORED_HEADERS):
                found[name, location] = self._valued(node, name, location)
        return found

    def request_body(self, operation: Node) -> Body | None:
        """The body of an operation's requests."""
        node = operation.get("requestBody")
        if node is None:
            return None
        return Body(
            pointer=node.pointer,
            required=node.flag("required"),
            content=tuple(self._content(node)),
            description=node.text("description"),
        )

    def responses(self, operation: Node) -> tuple[Response, ...]:
        """The responses of an operation."""
        return tuple(self._response(status, node) for status, node in operation.items("responses"))

    def _valued(self, node: Node, name: str, location: Location) -> Parameter:
        """A Parameter or Header Object."""
        style = node.text("style", STYLES[location])
        explode = node.tristate("explode")
        return Parameter(
            name=name,
            location=location,
            pointer=node.pointer,
            required=node.flag("required") or location is Location.PATH,
            schema=self._schema(node, "schema"),
            style=style,
            explode=style in _EXPLODED if explode is None else explode,
            content=next(self._content(node), None),
            allow_empty=node.flag("allowEmptyValue"),
            allow_reserved=node.flag("allowReserved"),
            deprecated=node.flag("deprecated"),
            description=node.text("description"),
            examples=_examples(node),
        )

    def _schema(self, node: Node, key: str) -> Schema | None:
        """The schema that a node has as a member, not followed: a reference stays one."""
        raw = node.mapping.get(key, _ABSENT)
        if raw is _ABSENT:
            return None
        if not isinstance(raw, dict | bool):
            node.inside(raw, key).unread("a schema")
        return self.space.schema(raw, f"{node.pointer}/{key}")

    def _content(self, node: Node) -> Iterator[MediaType]:
        return (self._media_type(name, each) for name, each in node.items("content"))

    def _media_type(self, name: str, node: Node) -> MediaType:
        return MediaType(
            name=name,
            pointer=node.pointer,
            schema=self._schema(node, "schema"),
            item_schema=self._schema(node, "itemSchema") if self.edition.streams else None,
            examples=_examples(node),
            serialized={key: each.text("serializedValue") for key, each in _with(node, "serializedValue")},
            **self._encodings(node, name),
        )

    def _encodings(self, node: Node, media_type: str, depth: int = 0) -> dict[str, Any]:
        """How the fields or parts of a media type are written: the members of a ``MediaType`` or an ``Encoding``."""
        read = partial(self._encoding, media_type=media_type, depth=depth + 1)
        found: dict[str, Any] = {"encoding": {key: read(each) for key, each in node.items("encoding")}}
        if self.edition.streams:
            found["prefix_encoding"] = tuple(map(read, node.elements("prefixEncoding")))
            positions = node.get("itemEncoding")
            found["item_encoding"] = read(positions) if positions else None
        return found

    def _encoding(self, node: Node, media_type: str, depth: int) -> Encoding:
        """How one field or part is written; in a style where its media type has those."""
        kind = essence(media_type)
        styled = kind == FORM or (self.edition.styled_parts and kind == FORM_DATA)
        content_type = node.text("contentType")
        nested = self.edition.streams and depth < _DEEPEST_ENCODING
        return Encoding(
            pointer=node.pointer,
            content_type=content_type,
            headers=self._headers(node),
            style=node.text("style") if styled else "",
            explode=node.tristate("explode") if styled else None,
            allow_reserved=node.flag("allowReserved") and styled,
            **(self._encodings(node, content_type, depth) if nested else {}),
        )

    def _headers(self, node: Node) -> tuple[Parameter, ...]:
        """A header called Content-Type is ignored. Source: OAS 3.0.3, Response Object."""
        named = ((name, each) for name, each in node.items("headers") if name.lower() != "content-type")
        return tuple(self._valued(each, name, Location.HEADER) for name, each in named)

    def _response(self, status: str, node: Node) -> Response:
        if self.edition.described:
            described(node)
        return Response(
            status=status.upper() if status != "default" else status,
            pointer=node.pointer,
            description=node.text("description"),
            headers=self._headers(node),
            content=tuple(self._content(node)),
            links=tuple(_link(name, each) for name, each in node.items("links")),
            summary=node.text("summary"),
        )


def _link(name: str, node: Node) -> Link:
    parameters, other = node.get("parameters"), node.get("server")
    return Link(
        name=name,
        pointer=node.pointer,
        operation_id=node.optional("operationId"),
        operation_ref=node.optional("operationRef"),
        parameters=parameters.mapping if parameters else {},
        body=node.mapping.get("requestBody"),
        description=node.text("description"),
        server=server(other) if other else None,
    )


def _examples(node: Node) -> dict[str, Any]:
    given = node.mapping.get("examples")
    if isinstance(given, list):  # written as in a schema
        return {str(index): value for index, value in enumerate(given)}
    found = {}
    if given:
        for key in ("value", "dataValue"):  # 3.2 tells the value from its spelling on the wire
            found.update({name: each.mapping[key] for name, each in _with(node, key)})
    if "example" in node.mapping:
        found.setdefault("", node.mapping["example"])
    return found


def _with(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    """The named examples of a node that have a member."""
    if isinstance(node.mapping.get("examples"), dict):
        yield from ((name, each) for name, each in node.items("examples") if key in each.mapping)
