"""What the editions of OpenAPI 3 share: everything but the schemas, and what ``Edition`` tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from specs import pointers
from specs.dialects.edition import Edition
from specs.dialects.parts import Parts
from specs.dialects.security import alternatives, credential_location
from specs.dialects.servers import servers
from specs.dialects.shape import Node, about, tags, whole
from specs.model import Document, Operation, Parameter, SecurityRequirement, SecurityScheme, Server
from specs.resources import NAMING
from specs.schemas import Schema, SchemaSpace
from specs.slips import Slips
from specs.source import Source

_ROOT = Server(url="/")
"""Where a document is served that names no server. Source: OAS 3.0.3, OpenAPI Object."""


def build(raw: Mapping[str, Any], source: Source, slips: Slips, edition: Edition) -> Document:
    """A document of OpenAPI 3.x as a model."""
    identified = edition.draft.identified and (bool(source.parts) or any(name in source.text for name in NAMING))
    space = SchemaSpace(raw, edition.normalise, edition.draft._replace(identified=identified))
    reader = _Reader(whole(raw, source, slips), Parts(space, edition))
    title, release = about(reader.root)
    return Document(
        raw=raw,
        source=source,
        dialect=edition.name,
        title=title,
        release=release,
        server_templates=servers(reader.root) or (_ROOT,),
        operations=tuple(reader.operations()),
        security_schemes=reader.schemes,
        schemas=dict(reader.named_schemas()),
        webhooks=reader.webhooks(),
        tags=tags(reader.root),
        noted=slips,
    )


class _Reader:
    def __init__(self, root: Node, parts: Parts) -> None:
        self.root, self.parts, self.edition = root, parts, parts.edition
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
                yield name, self.parts.space.schema(raw, pointers.join(home.pointer, name))

    def operations(self) -> Iterator[Operation]:
        for path, item in self.root.paths():
            yield from self.path_item(path, item)

    def webhooks(self) -> dict[str, tuple[Operation, ...]]:
        items = self.root.items("webhooks") if self.edition.webhooks else ()
        return {name: tuple(self.path_item(name, item)) for name, item in items}

    def callbacks(self, node: Node) -> dict[str, tuple[Operation, ...]]:
        return {name: tuple(self.callback(each)) for name, each in node.items("callbacks")}

    def callback(self, node: Node) -> Iterator[Operation]:
        for expression, raw in node.mapping.items():
            item = node.inside(raw, expression).followed()
            if item and not expression.startswith("x-"):
                yield from self.path_item(expression, item)

    def path_item(self, path: str, item: Node) -> Iterator[Operation]:
        for method, node in self.methods(item):
            yield self.operation(path, method, node, item)

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
        """All but its name is read when it is asked for: most of a large document's operations never are."""
        return Operation(
            id=node.optional("operationId"),
            method=method,
            path=path,
            pointer=node.pointer,
            parameters=partial(self.parameters, node, item),
            body=partial(self.parts.request_body, node),
            responses=partial(self.parts.responses, node),
            security=partial(self.security, node),
            tags=node.texts("tags"),
            summary=node.text("summary"),
            description=node.text("description"),
            deprecated=node.flag("deprecated"),
            sunset=node.optional("x-sunset"),
            server_templates=servers(node) or servers(item),
            callbacks=partial(self.callbacks, node),
        )

    def parameters(self, node: Node, item: Node) -> tuple[Parameter, ...]:
        """Of two alike the operation's own one holds. Source: OAS 3.0.3, Path Item Object."""
        own, shared = self.parts.parameters(node), self.parts.parameters(item)
        inherited = (parameter for key, parameter in shared.items() if key not in own)
        return (*inherited, *own.values())

    def security(self, node: Node) -> tuple[frozenset[SecurityRequirement], ...]:
        return alternatives(node if "security" in node.mapping else self.root, self.schemes)


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
        discovery_url=node.text("openIdConnectUrl") or node.text("oauth2MetadataUrl"),
        deprecated=node.flag("deprecated"),
    )
