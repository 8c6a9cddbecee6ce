"""Swagger 2.0. Source: OpenAPI Specification 2.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from specs.dialects import keywords
from specs.dialects.security import alternatives, credential_location
from specs.dialects.shape import Node, about, described, placed, tags, whole
from specs.drafts import OLD
from specs.messages import FORM, FORM_DATA
from specs.model import (
    Body,
    Document,
    Encoding,
    Location,
    MediaType,
    Operation,
    Parameter,
    Response,
    SecurityRequirement,
    SecurityScheme,
    Server,
)
from specs.schemas import JsonSchema, Schema, SchemaSpace
from specs.slips import Slips
from specs.source import Source
from specs.wellformed import wellformed

_STYLES = {"csv": "form", "multi": "form", "ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}
_LOCATIONS = frozenset({Location.PATH, Location.QUERY, Location.HEADER})
"""Where a parameter may stand that is not part of the body. Source: OAS 2.0, Parameter Object."""
_SIMPLE = frozenset({Location.PATH, Location.HEADER})
_NOT_SCHEMA = frozenset({"name", "in", "required", "allowEmptyValue", "collectionFormat", "description"})
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_JSON = "application/json"


def matches(raw: Mapping[str, Any]) -> bool:
    """Whether ``swagger`` is 2.0."""
    return str(raw.get("swagger", "")).startswith("2.")


def build(raw: Mapping[str, Any], source: Source, slips: Slips) -> Document:
    """See ``dialects.Dialect.build``."""
    reader = _Reader(whole(raw, source, slips))
    title, release = about(reader.root)
    return Document(
        raw=raw,
        source=source,
        dialect="2.0",
        title=title,
        release=release,
        server_templates=tuple(_servers(reader.root, reader.root)),
        operations=tuple(reader.operations()),
        security_schemes=reader.schemes,
        schemas={name: reader.space.schema(node.raw, node.pointer) for name, node in reader.root.items("definitions")},
        tags=tags(reader.root),
        noted=slips,
    )


def normalise(node: JsonSchema) -> JsonSchema:
    """One Schema Object's own keywords in terms of JSON Schema 2020-12."""
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}
    nullable = node.get("x-nullable")
    node = keywords.without_documentation(wellformed(keywords.recent(node)))
    if node.get("type") == "file":
        return {keyword: value for keyword, value in node.items() if keyword not in ("type", "format")}
    keywords.plain_exclusive_bounds(node)
    keywords.bound_integer_format(node)
    keywords.examples_list(node)
    return keywords.admit_null(node) if nullable is True else node


def _servers(root: Node, holder: Node) -> Iterator[Server]:
    """The document's servers, of the schemes that it or an operation names."""
    host, base = root.text("host"), "/" + root.text("basePath").lstrip("/")
    if not host:
        yield Server(url=base, pointer="/basePath")
        return
    for scheme in holder.texts("schemes") or ("https",):
        yield Server(url=f"{scheme}://{host}{base}", pointer="/host")


class _Reader:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.space = SchemaSpace(root.raw, normalise, OLD)
        self.schemes = {name: _scheme(name, node) for name, node in self.root.items("securityDefinitions")}

    def operations(self) -> Iterator[Operation]:
        for path, item in self.root.paths():
            for method in _METHODS:
                node = item.get(method)
                if node:
                    yield self.operation(path, method, node, item)

    def operation(self, path: str, method: str, node: Node, item: Node) -> Operation:
        """All but its name is read when it is asked for: most of a large document's operations never are."""
        return Operation(
            id=node.optional("operationId"),
            method=method.upper(),
            path=path,
            pointer=node.pointer,
            parameters=partial(self.parameters, node, item),
            body=partial(self.body, node, item),
            responses=partial(self.responses, node),
            security=partial(self.security, node),
            tags=node.texts("tags"),
            summary=node.text("summary"),
            description=node.text("description"),
            deprecated=node.flag("deprecated"),
            sunset=node.optional("x-sunset"),
            produces=tuple(self.media_names(node, "produces")),
            server_templates=tuple(_servers(self.root, node)) if node.mapping.get("schemes") else (),
        )

    def parameters(self, node: Node, item: Node) -> tuple[Parameter, ...]:
        plain = (each for each in _merged(node, item) if each.text("in") not in ("body", "formData"))
        located = ((each, placed(each, _LOCATIONS)) for each in plain)
        return tuple(self.parameter(each, location) for each, location in located if location)

    def security(self, node: Node) -> tuple[frozenset[SecurityRequirement], ...]:
        return alternatives(node if "security" in node.mapping else self.root, self.schemes)

    def responses(self, node: Node) -> tuple[Response, ...]:
        produces = self.media_names(node, "produces")
        return tuple(self.response(status, each, produces) for status, each in node.items("responses"))

    def media_names(self, node: Node, key: str) -> list[str]:
        return list((node if key in node.mapping else self.root).texts(key))

    def parameter(self, node: Node, location: Location) -> Parameter:
        collection = node.text("collectionFormat", "csv")
        return Parameter(
            name=node.text("name"),
            location=location,
            pointer=node.pointer,
            required=node.flag("required") or location is Location.PATH,
            schema=self.inline_schema(node),
            style="simple" if location in _SIMPLE else _STYLES.get(collection, "form"),
            explode=collection == "multi",
            allow_empty=node.flag("allowEmptyValue"),
            description=node.text("description"),
            examples={"": node.mapping["x-example"]} if "x-example" in node.mapping else {},
        )

    def inline_schema(self, node: Node) -> Schema:
        """The schema that a non-body parameter, item or header spells with its own members."""
        raw = {keyword: value for keyword, value in node.mapping.items() if keyword not in _NOT_SCHEMA}
        return self.space.schema(raw, node.pointer)

    def body(self, node: Node, item: Node) -> Body | None:
        parameters = _merged(node, item)
        consumes = self.media_names(node, "consumes")
        for each in parameters:
            if each.text("in") == "body":
                raw = each.mapping.get("schema", {})
                schema = self.space.schema(raw, f"{each.pointer}/schema")
                content = (MediaType(name=name, pointer=each.pointer, schema=schema) for name in consumes or [_JSON])
                return Body(pointer=each.pointer, required=each.flag("required"), content=tuple(content))
        fields = [each for each in parameters if each.text("in") == "formData"]
        return self.form(node, fields, consumes) if fields else None

    def form(self, node: Node, fields: list[Node], consumes: list[str]) -> Body:
        schema = self.space.schema(
            {
                "type": "object",
                "properties": {each.text("name"): self.inline_schema(each).raw for each in fields},
                "required": [each.text("name") for each in fields if each.flag("required")],
            },
            f"{node.pointer}/parameters",
        )
        files = any(each.text("type") == "file" for each in fields)
        names = [name for name in consumes if name in (FORM, FORM_DATA)] or [FORM_DATA if files else FORM]
        content = (
            MediaType(name=name, pointer=node.pointer, schema=schema, encoding=_written(fields, name)) for name in names
        )
        return Body(
            pointer=node.pointer, required=any(each.flag("required") for each in fields), content=tuple(content)
        )

    def response(self, status: str, node: Node, produces: list[str]) -> Response:
        described(node)
        content: tuple[MediaType, ...] = ()
        if "schema" in node.mapping:
            schema = self.space.schema(node.mapping["schema"], f"{node.pointer}/schema")
            given = node.get("examples")
            examples = {name: {"": value} for name, value in given.mapping.items()} if given else {}
            content = tuple(
                MediaType(name=name, pointer=node.pointer, schema=schema, examples=examples.get(name, {}))
                for name in produces or [_JSON]
            )
        return Response(
            status=status,
            pointer=node.pointer,
            description=node.text("description"),
            headers=tuple(self.header(name, each) for name, each in node.items("headers")),
            content=content,
        )

    def header(self, name: str, node: Node) -> Parameter:
        return Parameter(
            name=name,
            location=Location.HEADER,
            pointer=node.pointer,
            required=False,
            schema=self.inline_schema(node),
            style="simple",
            explode=False,
            description=node.text("description"),
        )


def _written(fields: list[Node], media_type: str) -> dict[str, Encoding]:
    """How the fields of a form are written; parts that say nothing of it come one for each item of a list."""
    usual = "multi" if media_type == FORM_DATA else "csv"
    formats = {each.text("name"): (each.pointer, each.text("collectionFormat", usual)) for each in fields}
    return {
        name: Encoding(pointer=pointer, style=_STYLES.get(said, "form"), explode=said == "multi")
        for name, (pointer, said) in formats.items()
    }


def _merged(node: Node, item: Node) -> list[Node]:
    """The parameters of an operation and of its path; of two alike the operation's holds."""
    own = _once(node)
    return [*(each for key, each in _once(item).items() if key not in own), *own.values()]


def _once(holder: Node) -> dict[tuple[str, str], Node]:
    """The parameters of a path or operation by name and place; of two alike the later one holds."""
    return {(each.text("name"), each.text("in")): each for each in holder.elements("parameters")}


def _scheme(name: str, node: Node) -> SecurityScheme:
    kind = node.text("type")
    flow = {key: node.mapping[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in node.mapping}
    return SecurityScheme(
        name=name,
        pointer=node.pointer,
        kind="http" if kind == "basic" else kind,
        scheme="basic" if kind == "basic" else "",
        location=credential_location(node),
        parameter=node.text("name"),
        flows={_FLOWS.get(node.text("flow"), node.text("flow")): flow} if kind == "oauth2" else {},
    )
