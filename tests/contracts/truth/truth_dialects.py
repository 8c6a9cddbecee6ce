"""A document of OpenAPI 3.1 in the words of 3.0 and of Swagger 2.0, where those have words for it."""

from __future__ import annotations

import copy
from typing import Any

from truth_places import Raw

_MAPS = ("properties", "patternProperties")
_LISTS = ("allOf", "anyOf", "oneOf")
_ONES = ("items", "additionalProperties", "not")
_SINCE_31 = frozenset(
    "prefixItems contains minContains maxContains if then else patternProperties propertyNames dependentRequired "
    "dependentSchemas unevaluatedProperties unevaluatedItems examples $defs".split()
)
_SINCE_30 = frozenset({"oneOf", "anyOf", "not", "nullable", "deprecated", "writeOnly"})
_NULL = {"type": "null"}


class NoWords(Exception):
    """The dialect cannot say it."""


def in_30(document: Raw) -> Raw:
    """The document in OpenAPI 3.0.

    Raises:
        NoWords: it cannot be said there.
    """
    return _walked(document, _schema_30) | {"openapi": "3.0.3"}


def _walked(value: Any, schema: Any) -> Any:
    if isinstance(value, list):
        return [_walked(item, schema) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: schema(item)
        if key == "schema"
        else {name: schema(each) for name, each in item.items()}
        if key == "schemas"
        else _walked(item, schema)
        for key, item in value.items()
    }


def _schema_30(schema: Any) -> Any:
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    if schema.keys() & _SINCE_31 or schema == _NULL:
        raise NoWords
    if "$ref" in schema:
        if len(schema) > 1:
            raise NoWords
        return schema
    return _type_30(_bounds_30(_values_30({key: _keyword_30(key, value) for key, value in schema.items()})))


def _keyword_30(keyword: str, value: Any) -> Any:
    if keyword == "additionalProperties" and isinstance(value, bool):
        return value
    if keyword in _ONES:
        return _schema_30(value)
    if keyword in _LISTS:
        return [_schema_30(item) for item in value]
    if keyword in _MAPS:
        return {name: _schema_30(item) for name, item in value.items()}
    return value


def _values_30(schema: Any) -> Any:
    if "const" in schema:
        if schema["const"] is None:
            raise NoWords
        schema = {key: value for key, value in schema.items() if key != "const"} | {"enum": [schema["const"]]}
    return schema


def _bounds_30(schema: Any) -> Any:
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if exclusive in schema:
            if inclusive in schema:
                raise NoWords
            schema = schema | {inclusive: schema[exclusive], exclusive: True}
    return schema


def _type_30(schema: Any) -> Any:
    types = schema.get("type")
    if types == "array" and "items" not in schema:
        return schema | {"items": {}}
    if not isinstance(types, list):
        return schema
    if len(types) == 2 and "null" in types:  # and nothing else can: 3.0 has one type and nullable
        kind = next(name for name in types if name != "null")
        return _type_30(schema | {"type": kind, "nullable": True})
    if "null" in types or "anyOf" in schema:
        raise NoWords
    return {key: value for key, value in schema.items() if key != "type"} | {"anyOf": [{"type": t} for t in types]}


def in_20(document: Raw) -> Raw:
    """The document in Swagger 2.0.

    Raises:
        NoWords: it cannot be said there.
    """
    spoken = in_30(document)
    components = spoken.get("components", {})
    if components.keys() - {"schemas"} or "servers" in spoken or "security" in repr(spoken):
        raise NoWords
    made: Raw = {"swagger": "2.0", "info": spoken["info"], "paths": {}}
    for path, item in spoken["paths"].items():
        made["paths"][path] = {
            method: [_parameter_20(each) for each in said] if method == "parameters" else _operation_20(said)
            for method, said in item.items()
        }
    if components:
        made["definitions"] = {name: _schema_20(schema) for name, schema in components["schemas"].items()}
    return made


def _operation_20(operation: Raw) -> Raw:
    made = {key: value for key, value in operation.items() if key not in ("requestBody", "responses", "parameters")}
    parameters = [_parameter_20(each) for each in operation.get("parameters", ())]
    if "requestBody" in operation:
        (media, content), *others = operation["requestBody"]["content"].items()
        if others or media != "application/json":
            raise NoWords
        made["consumes"] = [media]
        required = operation["requestBody"].get("required", False)
        parameters.append({"name": "body", "in": "body", "required": required, "schema": _schema_20(content["schema"])})
    if parameters:
        made["parameters"] = parameters
    made["responses"] = {status: _response_20(each, made) for status, each in operation["responses"].items()}
    return made


def _parameter_20(parameter: Raw) -> Raw:
    said = copy.deepcopy(parameter)
    if said.keys() & {"style", "explode", "content", "$ref", "deprecated"} or said["in"] == "cookie":
        raise NoWords
    schema = _schema_20(said.pop("schema"))
    if not isinstance(schema.get("type"), str) or schema["type"] in ("object", "array"):
        raise NoWords
    if schema.keys() & {"allOf", "$ref"}:
        raise NoWords
    return said | schema


def _response_20(response: Raw, operation: Raw) -> Raw:
    if response.keys() & {"links", "$ref"}:
        raise NoWords
    made: Raw = {"description": response["description"]}
    content = response.get("content", {})
    if content:
        if list(content) != ["application/json"]:
            raise NoWords
        operation["produces"] = ["application/json"]
        made["schema"] = _schema_20(content["application/json"]["schema"])
    for name, header in response.get("headers", {}).items():
        schema = _schema_20(header["schema"])
        if (
            header.keys() != {"schema"}
            or not isinstance(schema.get("type"), str)
            or schema["type"] in ("object", "array")
        ):
            raise NoWords
        made.setdefault("headers", {})[name] = schema
    return made


def _schema_20(schema: Any) -> Any:
    words = repr(schema)
    if any(f"'{word}'" in words for word in _SINCE_30):
        raise NoWords
    return _renamed(schema)


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        return {"$ref": value["$ref"].replace("#/components/schemas/", "#/definitions/")}
    return {key: _renamed(item) for key, item in value.items()}
