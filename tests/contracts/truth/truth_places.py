"""Where in a document a schema may stand, who writes it there, and the document of one operation around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from truth_contexts import Setting
from truth_leaves import STR, Schema, obj

Raw = dict[str, Any]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
REQUEST, RESPONSE = "request", "response"
BOTH = frozenset({REQUEST, RESPONSE})


class Place(NamedTuple):
    """A place in a document.

    Attributes:
        document: the document around a schema.
        directions: the messages that it is part of.
        steps: where the schema stands below its operation, references followed (``..``: below its path).
        text: values are written as text there.
        property: the schema is that of an object, of which this property is the one asked about.
    """

    document: Callable[[Setting], Raw]
    directions: frozenset[str]
    steps: tuple[str | int, ...]
    text: bool = False
    property: str = ""


def document(item: Raw, components: Mapping[str, Any], path: str = "/things", **more: Any) -> Raw:
    """A document in the words of OpenAPI 3.1 with one path."""
    shared = {"components": {"schemas": dict(components)}} if components else {}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: item}} | shared | more


def body(schema: Schema, media: str = JSON) -> Raw:
    return {"required": True, "content": {media: {"schema": schema}}}


def answer(schema: Schema, media: str = JSON) -> Raw:
    return {"description": "done", "content": {media: {"schema": schema}}}


NO_CONTENT: Raw = {"204": {"description": "done"}}


def _in_request(found: Setting) -> Raw:
    return document({"post": {"requestBody": body(found.schema), "responses": NO_CONTENT}}, found.components)


def _in_response(found: Setting) -> Raw:
    return document({"get": {"responses": {"200": answer(found.schema)}}}, found.components)


def _in_failure(found: Setting) -> Raw:
    responses = NO_CONTENT | {"default": answer(found.schema)}
    return document({"delete": {"responses": responses}}, found.components)


def _in_both(found: Setting) -> Raw:
    me = {"$ref": "#/components/schemas/Thing"}
    item = {"put": {"requestBody": body(me), "responses": {"200": answer(me)}}}
    return document(item, found.components | {"Thing": found.schema})


def _in_shared_parts(found: Setting) -> Raw:
    item = {
        "post": {
            "requestBody": {"$ref": "#/components/requestBodies/New"},
            "responses": {"201": {"$ref": "#/components/responses/Made"}},
        }
    }
    made = document(item, found.components)
    parts = {"requestBodies": {"New": body(found.schema)}, "responses": {"Made": answer(found.schema)}}
    return made | {"components": made.get("components", {}) | parts}


def _in_form(found: Setting) -> Raw:
    schema = obj(p=found.schema)
    return document({"post": {"requestBody": body(schema, FORM), "responses": NO_CONTENT}}, found.components)


def _in_parameter(where: str, **said: Any) -> Callable[[Setting], Raw]:
    path = "/things/{p}" if where == "path" else "/things"

    def make(found: Setting) -> Raw:
        parameter = {"name": "p", "in": where, "required": where == "path", "schema": found.schema} | said
        return document({"get": {"parameters": [parameter], "responses": NO_CONTENT}}, found.components, path)

    return make


def _in_shared_parameter(found: Setting) -> Raw:
    """A parameter of the path item, kept among the components."""
    item = {"parameters": [{"$ref": "#/components/parameters/P"}], "get": {"responses": NO_CONTENT}}
    made = document(item, found.components)
    parts = {"parameters": {"P": {"name": "p", "in": "query", "schema": found.schema}}}
    return made | {"components": made.get("components", {}) | parts}


def _in_content(found: Setting) -> Raw:
    parameter = {"name": "p", "in": "query", "content": {JSON: {"schema": found.schema}}}
    return document({"get": {"parameters": [parameter], "responses": NO_CONTENT}}, found.components)


def _in_deep_object(found: Setting) -> Raw:
    parameter = {"name": "f", "in": "query", "style": "deepObject", "schema": obj(p=found.schema, q=STR)}
    return document({"get": {"parameters": [parameter], "responses": NO_CONTENT}}, found.components)


def _in_header(found: Setting) -> Raw:
    response = {"description": "done", "headers": {"X-P": {"schema": found.schema}}}
    return document({"get": {"responses": {"204": response}}}, found.components)


_ASKS, _ANSWERS = frozenset({REQUEST}), frozenset({RESPONSE})
_SENT = ("requestBody", "content", JSON, "schema")
_FIRST = ("parameters", 0, "schema")

PLACES: dict[str, Place] = {
    "request body": Place(_in_request, _ASKS, _SENT),
    "response body": Place(_in_response, _ANSWERS, ("responses", "200", "content", JSON, "schema")),
    "body of a failure": Place(_in_failure, _ANSWERS, ("responses", "default", "content", JSON, "schema")),
    "both bodies": Place(_in_both, BOTH, _SENT),
    "shared bodies": Place(_in_shared_parts, BOTH, _SENT),
    "query as JSON": Place(_in_content, _ASKS, ("parameters", 0, "content", JSON, "schema")),
    "form": Place(_in_form, _ASKS, ("requestBody", "content", FORM, "schema"), text=True, property="p"),
    "query": Place(_in_parameter("query"), _ASKS, _FIRST, text=True),
    "query of the path": Place(_in_shared_parameter, _ASKS, ("..", *_FIRST), text=True),
    "path": Place(_in_parameter("path"), _ASKS, _FIRST, text=True),
    "header": Place(_in_parameter("header"), _ASKS, _FIRST, text=True),
    "cookie": Place(_in_parameter("cookie"), _ASKS, _FIRST, text=True),
    "deep object": Place(_in_deep_object, _ASKS, _FIRST, text=True, property="p"),
    "response header": Place(_in_header, _ANSWERS, ("responses", "204", "headers", "X-P", "schema"), text=True),
}
