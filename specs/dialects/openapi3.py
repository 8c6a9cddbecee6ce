"""What OpenAPI 3.0 and 3.1 share: everything but the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specs import pointers
from specs.dialects.security import alternatives, credential_location
from specs.dialects.shape import Node
from specs.model import (
    METHODS,
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
from specs.source import Source

STYLES = {Location.PATH: "simple", Location.QUERY: "form", Location.HEADER: "simple", Location.COOKIE: "form"}
"""The style of a parameter that names none. Source: OAS 3.0.3, Parameter Object."""

_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


def build(
    raw: Mapping[str, Any], source: Source, *, dialect: str, normalise: Callable[[JsonSchema], JsonSchema]
) -> Document:
    """A document of OpenAPI 3.x as a model; ``normalise`` is how its version writes schemas."""
    reader = _Reader(raw, source, SchemaSpace(raw, normalise))
    info = reader.root.get("info")
    return Document(
        raw=raw,
        source=source,
        dialect=dialect,
        title=info.text("title") if info else "",
        release=info.text("version") if info else "",
        servers=tuple(reader.servers()) or ("/",),
        operations=tuple(reader.operations()),
        security_schemes=reader.schemes,
        schemas=dict(reader.named_schemas()),
    )


class _Reader:
    def __init__(self, raw: Mapping[str, Any], source: Source, space: SchemaSpace) -> None:
        self.root = Node(raw, "", raw, source)
        self.space = space
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

    def servers(self) -> Iterator[str]:
        for server in self.root.elements("servers"):
            defaults = {name: variable.text("default") for name, variable in server.items("variables")}
            url = server.text("url", "/")
            for name, value in defaults.items():
                url = url.replace(f"{{{name}}}", value)
            yield url

    def operations(self) -> Iterator[Operation]:
        for path, item in self.root.items("paths"):
            shared = list(item.elements("parameters"))
            for method in METHODS:
                node = item.get(method)
                if node:
                    yield self.operation(path, method, node, shared)

    def operation(self, path: str, method: str, node: Node, shared: list[Node]) -> Operation:
        own = [self.parameter(each) for each in node.elements("parameters")]
        named = {(parameter.name, parameter.location) for parameter in own}
        inherited = [p for p in map(self.parameter, shared) if (p.name, p.location) not in named]
        body = node.get("requestBody")
        security = node if "security" in node.mapping else self.root
        return Operation(
            id=node.optional("operationId"),
            method=method.upper(),
            path=path,
            pointer=node.pointer,
            parameters=tuple(parameter for parameter in (*inherited, *own) if _speaks(parameter)),
            body=self.body(body) if body else None,
            responses=tuple(self.response(status, each) for status, each in node.items("responses")),
            security=alternatives(security, self.schemes),
            tags=node.texts("tags"),
            summary=node.text("summary"),
            description=node.text("description"),
            deprecated=node.flag("deprecated"),
            sunset=node.optional("x-sunset"),
        )

    def parameter(self, node: Node) -> Parameter:
        try:
            location = Location(node.text("in"))
        except ValueError:
            raise node.error(f"a parameter cannot stand in {node.text('in')!r}") from None
        return self.valued(node, node.text("name"), location)

    def valued(self, node: Node, name: str, location: Location) -> Parameter:
        """A Parameter or Header Object."""
        style = node.text("style", STYLES[location])
        content = next((self.media_type(kind, each) for kind, each in node.items("content")), None)
        return Parameter(
            name=name,
            location=location,
            pointer=node.pointer,
            required=node.flag("required") or location is Location.PATH,
            schema=self.member_schema(node),
            style=style,
            explode=bool(node.mapping.get("explode", style == "form")),
            content=content,
            allow_empty=node.flag("allowEmptyValue"),
            allow_reserved=node.flag("allowReserved"),
            deprecated=node.flag("deprecated"),
            description=node.text("description"),
            examples=_examples(node),
        )

    def member_schema(self, node: Node) -> Schema | None:
        """The ``schema`` of a node, not followed: a reference to it stays one."""
        if "schema" not in node.mapping:
            return None
        return self.space.schema(node.mapping["schema"], f"{node.pointer}/schema")

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
            schema=self.member_schema(node),
            examples=_examples(node),
            encoding={key: each.mapping for key, each in node.items("encoding")},
        )

    def response(self, status: str, node: Node) -> Response:
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


def _speaks(parameter: Parameter) -> bool:
    """Header parameters that other parts of a document describe are ignored. Source: OAS 3.0.3, Parameter Object."""
    return parameter.location is not Location.HEADER or parameter.name.lower() not in _IGNORED_HEADERS


def _examples(node: Node) -> dict[str, Any]:
    found = {name: each.mapping["value"] for name, each in node.items("examples") if "value" in each.mapping}
    if "example" in node.mapping:
        found.setdefault("", node.mapping["example"])
    return found


def _scheme(name: str, node: Node) -> SecurityScheme:
    return SecurityScheme(
        name=name,
        pointer=node.pointer,
        kind=node.text("type"),
        scheme=node.text("scheme").lower(),
        location=credential_location(node),
        parameter=node.text("name"),
        flows=node.mapping.get("flows") or {},
    )
