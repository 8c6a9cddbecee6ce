"""What kind of object stands at a pointer of a document, and where objects of each kind have their home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specs import pointers
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP

_MAP, _LIST = "{", "["
"""In front of a kind: a mapping to objects of the kind, a list of them."""

_METHODS = "get put post delete options head patch trace query".split()
_VALUE = {"schema": "schema", "content": "{mediaType", "examples": "{example"}

_MEMBERS: Mapping[str, Mapping[str, str]] = {
    "document": {
        "paths": "{pathItem",
        "webhooks": "{pathItem",
        "components": "components",
        "definitions": "{schema",
        "parameters": "{parameter",
        "responses": "{response",
    },
    "components": {
        "schemas": "{schema",
        "responses": "{response",
        "parameters": "{parameter",
        "examples": "{example",
        "requestBodies": "{requestBody",
        "headers": "{header",
        "securitySchemes": "{securityScheme",
        "links": "{link",
        "callbacks": "{callback",
        "pathItems": "{pathItem",
        "mediaTypes": "{mediaType",
    },
    "pathItem": {
        "parameters": "[parameter",
        "additionalOperations": "{operation",
        **dict.fromkeys(_METHODS, "operation"),
    },
    "operation": {
        "parameters": "[parameter",
        "requestBody": "requestBody",
        "responses": "{response",
        "callbacks": "{callback",
    },
    "parameter": _VALUE,
    "header": _VALUE,
    "requestBody": {"content": "{mediaType"},
    "mediaType": {
        "schema": "schema",
        "itemSchema": "schema",
        "examples": "{example",
        "encoding": "{encoding",
    },
    "encoding": {"headers": "{header"},
    "response": {"schema": "schema", "headers": "{header", "content": "{mediaType", "links": "{link"},
    "schema": {
        **dict.fromkeys(ONE_SCHEMA, "schema"),
        **dict.fromkeys(SCHEMA_LIST, "[schema"),
        **dict.fromkeys(SCHEMA_MAP, "{schema"),
    },
}
"""Source: OAS 3.2.0, 4 (Schema), and Swagger 2.0; the same member never means two kinds."""

_OF_ALL = {"schema": "schemas", "response": "responses", "parameter": "parameters"}
_OF_3 = {
    **_OF_ALL,
    "example": "examples",
    "requestBody": "requestBodies",
    "header": "headers",
    "securityScheme": "securitySchemes",
    "link": "links",
    "callback": "callbacks",
}


def at(start: str, pointer: str) -> str:
    """The kind of what stands at a pointer below an object of a kind; "" where that is not known."""
    kind = start
    for token in pointers.tokens(pointer):
        if kind[:1] in (_MAP, _LIST):
            kind = kind[1:]
        elif kind == "callback":
            kind = "pathItem"
        else:
            kind = _MEMBERS.get(kind, {}).get(token, "")
    return kind


def homes(raw: Mapping[str, Any]) -> dict[str, str]:
    """The pointer of the mapping in which a document of this dialect keeps its objects of each kind."""
    version = str(raw.get("openapi", ""))
    if not version:
        return {kind: f"/{'definitions' if kind == 'schema' else name}" for kind, name in _OF_ALL.items()}
    sections = dict(_OF_3)
    if not version.startswith("3.0"):
        sections["pathItem"] = "pathItems"
    if version.startswith("3.2"):
        sections["mediaType"] = "mediaTypes"
    return {kind: f"/components/{section}" for kind, section in sections.items()}
