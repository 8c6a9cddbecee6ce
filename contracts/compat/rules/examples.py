"""Documents made from one operation or one schema: what the examples of rules are written in."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]

STRING: Raw = {"type": "string"}
INTEGER: Raw = {"type": "integer"}
NUMBER: Raw = {"type": "number"}
OK: Raw = {"description": "done"}


def document(paths: Raw, **more: Any) -> Raw:
    """A document of paths."""
    return {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths} | more


def operation(path: str = "/things", method: str = "get", **said: Any) -> Raw:
    """A document with one operation, which answers 200 unless told otherwise."""
    parts = {name: said.pop(name) for name in ("components", "servers") if name in said}
    return document({path: {method: {"responses": {"200": OK}} | said}}, **parts)


def parameter(name: str = "size", where: str = "query", **said: Any) -> Raw:
    """A parameter, a text unless told otherwise."""
    return {"name": name, "in": where, "schema": STRING} | ({"required": True} if where == "path" else {}) | said


def with_parameters(*parameters: Raw) -> Raw:
    """A document whose one operation has parameters."""
    return operation(parameters=list(parameters))


def content(schema: Any, *media: str) -> Raw:
    """A body of one schema in some media types, JSON unless told otherwise."""
    return {name: {"schema": schema} for name in media or ("application/json",)}


def takes(schema: Any, *media: str, required: bool = True) -> Raw:
    """A document whose one operation takes a body."""
    return operation(method="post", requestBody={"required": required, "content": content(schema, *media)})


def answers(schema: Any, *media: str, status: str = "200", headers: Raw | None = None) -> Raw:
    """A document whose one operation answers with a body."""
    answer = OK | {"content": content(schema, *media)} | ({"headers": headers} if headers else {})
    return operation(responses={status: answer})


def responses(**entries: Raw) -> Raw:
    """A document whose one operation answers as told: ``s200=OK``."""
    return operation(responses={name.removeprefix("s"): entry for name, entry in entries.items()})


def named(schemas: Raw, *, version: str = "3.0.3") -> Raw:
    """A document whose one operation takes and answers with the first of some named schemas."""
    reference = {"$ref": f"#/components/schemas/{next(iter(schemas))}"}
    said = operation(
        method="post",
        requestBody={"content": content(reference)},
        responses={"200": OK | {"content": content(reference)}},
    )
    return said | {"openapi": version, "components": {"schemas": schemas}}


def obj(*required: str, **properties: Any) -> Raw:
    """A schema of objects."""
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def closed(*required: str, **properties: Any) -> Raw:
    """A schema of objects that hold nothing else."""
    return obj(*required, **properties) | {"additionalProperties": False}


SWALLOWED: Raw = {"oneOf": [STRING | {"minLength": 6}, STRING]}
"""Texts of up to five characters: all that its first branch takes its second takes, too."""


def secured(*requirements: Raw, **said: Any) -> Raw:
    """A document whose one operation asks for credentials."""
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://example.org/token",
                    "scopes": {"read": "read", "write": "write"},
                }
            },
        },
    }
    return operation(security=list(requirements), components={"securitySchemes": schemes}, **said)
