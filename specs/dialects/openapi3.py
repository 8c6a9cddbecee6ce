"""What the editions of OpenAPI 3 share: everything but the schemas, and what ``Edition`` tells apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from specs import pointers
from specs.dialects.security import alternatives, credential_location
from specs.dialects.shape import Node, about, described, placed, whole
from specs.model import (
    Body,
    Document,
    Link,
    Location,
    MediaType,
    Operation,
    Parameter,
    Response,
    SecurityScheme,
)
from specs.schemas import JsonSchema, Schema, SchemaSpace
from specs.slips import Slips
from specs.source import Source

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""Source: OAS 3.0.3, Path Item Object."""
LOCATIONS = frozenset({Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE})
"""Source: OAS 3.0.3, Parameter Locations."""

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
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """In what one version of OpenAPI 3 differs from the others.

    Attributes:
        name: ``"3.0"``, ``"3.1"``, …
        normalise: one schema object's own keywords in terms of JSON Schema 2020-12.
        methods: the members of a Path Item Object that are operations.
        locations: where parameters may stand.
        additional: whether a path item may have other methods under ``additionalOperations``.
        streams: whether a media type may describe the items of a stream with ``itemSchema``.
        webhooks: whether a document may have them.
        described: whether each response must have a description.
    """

    name: str
    normalise: Callable[[JsonSchema], JsonSchema]
    methods: tuple[str, ...] = METHODS
    locations: frozenset[Location] = LOCATIONS
    additional: bool = False
    streams: bool = False
    webhooks: bool = False
    described: bool = True


def build(raw: Mapping[str, Any], source: Source, slips: Slips, edition: Edition) -> Document:
    """A document of OpenAPI 3.x as a model."""
    reader = _Reader(whole(raw, source, slips), edition)
    title, release = about(reader.root)
    return Document(
        raw=raw,
        source=source,
        dialect=edition.name,
        title=title,
        release=release,
        servers=tuple(_servers(reader.root)) or ("/",),
        operations=tuple(reader.operations()),
        security_schemes=reader.schemes,
        schemas=dict(reader.named_schemas()),
        webhooks=reader.webhooks(),
        slips=tuple(slips),
    )


class _Reader:
    def __init__(self, root: Node, edition: Edition) -> None:
        self.root = root
        self.space = SchemaSpace(root.raw, edition.normalise)
        self.edition = edition
        self.schemes = {name: _scheme(name, node) for name, node in self.components("securitySchemes")}

    def components(self, kind: str) -> Iterator[tuple[str, Node]]:
        components = self.root.get("components")
        if components:
            yield from components.items(kind)

    def named_schemas(self) -> Iterator[tuple[str, Schema]]:
        """Not followed: in 3.1 a reference has siblings."""
        components = self.root.get("components")
        home = components.get("schemas") if components else None
        if home:
            for name, raw in home.mapping.items():
                yield name, self.space.schema(raw, pointers.join(home.pointer, name))

    def operations(self) -> Iterator[Operation]:
        for path, item in self.root.paths():
            yield from self.path_item(path, item)

    def webhooks(self) -> dict[str, tuple[Operation, ...]]:
        items = self.root.items("webhooks") if self.edition.webhooks else ()
        return {name: tuple(self.path_item(name, item)) for name, item in items}

    def callbacks(self, node: Node) -> dict[str, tuple[Operation, ...]]:
        home = node.get("callbacks")
        return {name: tuple(self.callback(home, name)) for name in home.mapping} if home else {}

    def callback(self, home: Node, name: str) -> Iterator[Operation]:
        for expression, item in home.items(name):
            if not expression.startswith("x-"):
                for method, node in self.methods(item):  # not its callbacks: they may come back to it, in many ways
                    yield self.operation(expression, method, node, item)

    def path_item(self, path: str, item: Node) -> Iterator[Operation]:
        for method, node in self.methods(item):
            yield replace(self.operation(path, method, node, item), callbacks=self.callbacks(node))

    def methods(self, item: Node) -> Iterator[tuple[str, Node]]:
        """The operations of a path item by method; a fixed member stands before an additional one of its name."""
        for member in self.edition.methods:
            node = item.get(member)
            if node:
                yield member.upper(), node
        if self.edition.additional:
            taken = {member.upper() for member in self.edition.methods if member in item.mapping}
            yield from ((name, node) for name, node in item.items("additionalOperations") if name not in taken)

    def operation(self, path: str, method: str, node: Node, item: Node) -> Operation:
        own, shared = self.parameters(node), self.parameters(item)
        inherited = [parameter for key, parameter in shared.items() if key not in own]
        body = node.get("requestBody")
        security = node if "security" in node.mapping else self.root
        return Operation(
            id=node.optional("operationId"),
            method=method,
            path=path,
            pointer=node.pointer,
            parameters=tuple(parameter for parameter in (*inherited, *own.values()) if _speaks(parameter)),
            body=self.body(body) if body else None,
            responses=tuple(self.response(status, each) for status, each in node.items("responses")),
            security=alternatives(security, self.schemes),
            tags=node.texts("tags"),
            summary=node.text("summary"),
            description=node.text("description"),
            deprecated=node.flag("deprecated"),
            sunset=node.optional("x-sunset"),
            servers=tuple(_servers(node)) or tuple(_servers(item)),
        )

    def parameters(self, holder: Node) -> dict[tuple[str, Location], Parameter]:
        """The parameters of a path or operation by name and place; of two alike the later one holds."""
        found = {}
        for node in holder.elements("parameters"):
            location = placed(node, self.edition.locations)
            if location:
                found[node.text("name"), location] = self.valued(node, node.text("name"), location)
        return found

    def valued(self, node: Node, name: str, location: Location) -> Parameter:
        """A Parameter or Header Object."""
        style = node.text("style", STYLES[location])
        content = next((self.media_type(kind, each) for kind, each in node.items("content")), None)
        return Parameter(
            name=name,
            location=location,
            pointer=node.pointer,
            required=node.flag("required") or location is Location.PATH,
            schema=self.member_schema(node, "schema"),
            style=style,
            explode=bool(node.mapping.get("explode", style in _EXPLODED)),
            content=content,
            allow_empty=node.flag("allowEmptyValue"),
            allow_reserved=node.flag("allowReserved"),
            deprecated=node.flag("deprecated"),
            description=node.text("description"),
            examples=_examples(node),
        )

    def member_schema(self, node: Node, key: str) -> Schema | None:
        """The schema that a node has as a member, not followed: a reference stays one."""
        raw = node.mapping.get(key, _ABSENT)
        if raw is _ABSENT:
            return None
        if not isinstance(raw, dict | bool):
            node.inside(raw, key).unread("a schema")
        return self.space.schema(raw, f"{node.pointer}/{key}")

    def body(self, node: Node) -> Body:
        return Body(
            pointer=node.pointer,
            required=node.flag("required"),
            content=tuple(self.media_type(name, each) for name, each in node.items("content")),
            description=node.text("description"),
        )

    def media_type(self, name: str, node: Node) -> MediaType:
        return MediaType(
            name=name,
            pointer=node.pointer,
            schema=self.member_schema(node, "schema"),
            item_schema=self.member_schema(node, "itemSchema") if self.edition.streams else None,
            examples=_examples(node),
            encoding={key: each.mapping for key, each in node.items("encoding")},
        )

    def response(self, status: str, node: Node) -> Response:
        if self.edition.described:
            described(node)
        headers = (
            self.valued(each, name, Location.HEADER)
            for name, each in node.items("headers")
            if name.lower() != "content-type"
        )
        return Response(
            status=status.upper() if status != "default" else status,
            pointer=node.pointer,
            description=node.text("description"),
            headers=tuple(headers),
            content=tuple(self.media_type(name, each) for name, each in node.items("content")),
            links=tuple(Link(name=name, pointer=each.pointer, raw=each.mapping) for name, each in node.items("links")),
        )


def _servers(holder: Node) -> Iterator[str]:
    for server in holder.elements("servers"):
        url = server.text("url", "/")
        for name, variable in server.items("variables"):
            url = url.replace(f"{{{name}}}", variable.text("default"))
        yield url


def _speaks(parameter: Parameter) -> bool:
    """Header parameters that other parts of a document describe are ignored. Source: OAS 3.0.3, Parameter Object."""
    return parameter.location is not Location.HEADER or parameter.name.lower() not in _IGNORED_HEADERS


def _examples(node: Node) -> dict[str, Any]:
    given = node.mapping.get("examples")
    if isinstance(given, list):  # written as in a schema
        return {str(index): value for index, value in enumerate(given)}
    found = {
        name: each.mapping[key]
        for name, each in node.items("examples")
        for key in ("dataValue", "value")  # 3.2 tells the value from its spelling on the wire
        if key in each.mapping
    }
    if "example" in node.mapping:
        found.setdefault("", node.mapping["example"])
    return found


def _scheme(name: str, node: Node) -> SecurityScheme:
    flows = node.get("flows")
    return SecurityScheme(
        name=name,
        pointer=node.pointer,
        kind=node.text("type"),
        scheme=node.text("scheme").lower(),
        location=credential_location(node),
        parameter=node.text("name"),
        flows=flows.mapping if flows else {},
    )
