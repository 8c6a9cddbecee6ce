"""Other words for the same document: rewrites of schemas and of documents that change no verdict."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from truth_dialects import in_20, in_30
from truth_places import Raw

Rewrite = Callable[[Raw, Random], Raw]

_TOGETHER = (
    ("properties", "patternProperties", "additionalProperties"),
    ("prefixItems", "items"),
    ("contains", "minContains", "maxContains"),
    ("if", "then", "else"),
)
"""Keywords that speak of one another."""
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_ONES = frozenset({"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"})
_SETS = frozenset({"required", "enum", "parameters", "tags", "security"})


def shuffled(value: Any, random: Random, name: str = "") -> Any:
    """Keys and what is a set in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random, key) for key in keys}
    if not isinstance(value, list):
        return value
    items = [shuffled(item, random) for item in value]
    if name in _SETS:
        random.shuffle(items)
    return items


def _schemas(change: Callable[[dict[str, Any]], Any]) -> Rewrite:
    """A rewrite of every schema, the innermost first."""

    def rewrite(document: Raw, random: Random) -> Raw:
        def within(schema: Any) -> Any:
            if not isinstance(schema, dict):
                return schema
            inner = {key: below(key, value) for key, value in schema.items()}
            return change(inner) if random.random() < 0.7 else inner

        def below(keyword: str, value: Any) -> Any:
            if keyword in _ONES:
                return within(value)
            if keyword in _LISTS:
                return [within(item) for item in value]
            if keyword in _MAPS:
                return {name: within(item) for name, item in value.items()}
            return value

        return _each_schema(document, within)

    return rewrite


def _each_schema(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [_each_schema(item, change) for item in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, item in value.items():
        if key == "schema":
            made[key] = change(item)
        elif key == "schemas":
            made[key] = {name: change(each) for name, each in item.items()}
        else:
            made[key] = _each_schema(item, change)
    return made


def _split(schema: dict[str, Any]) -> Any:
    if "unevaluatedProperties" in schema or "$ref" in schema or len(schema) < 2:
        return schema
    groups: list[dict[str, Any]] = []
    left = dict(schema)
    for together in _TOGETHER:
        group = {key: left.pop(key) for key in together if key in left}
        groups += [group] if group else []
    return {"allOf": [*groups, *({key: value} for key, value in left.items())]}


def _wrapped(schema: dict[str, Any]) -> Any:
    return {"allOf": [schema]}


def _one_branch(schema: dict[str, Any]) -> Any:
    return {"anyOf": [schema]}


def _types_apart(schema: dict[str, Any]) -> Any:
    types = schema.get("type")
    if not isinstance(types, list) or "anyOf" in schema or "unevaluatedProperties" in schema:
        return schema
    return {key: value for key, value in schema.items() if key != "type"} | {"anyOf": [{"type": t} for t in types]}


def _types_listed(schema: dict[str, Any]) -> Any:
    branches = schema.get("anyOf", ())
    if "type" in schema or not branches or any(branch.keys() != {"type"} for branch in branches):
        return schema
    return {key: value for key, value in schema.items() if key != "anyOf"} | {"type": [b["type"] for b in branches]}


def _listed(schema: dict[str, Any]) -> Any:
    if "const" not in schema:
        return schema
    return {key: value for key, value in schema.items() if key != "const"} | {"enum": [schema["const"]]}


def _always(schema: dict[str, Any]) -> Any:
    return schema if schema.keys() & {"if", "$ref", "unevaluatedProperties"} else {"if": {}, "then": schema}


def _idle(schema: dict[str, Any]) -> Any:
    """What says nothing beside what does."""
    idle: dict[str, Any] = {"description": "other words"}
    if schema.get("type") == "string":
        idle |= {"minLength": schema.get("minLength", 0)}
    if schema.get("type") == "array":
        idle |= {"minItems": schema.get("minItems", 0)}
    return schema if "$ref" in schema else idle | schema


def named(document: Raw, random: Random) -> Raw:
    """Every schema of a message among the components."""
    found: dict[str, Any] = {}

    def name(schema: Any) -> Any:
        if not isinstance(schema, dict) or "$ref" in schema:
            return schema
        found[f"Part{len(found)}"] = schema
        return {"$ref": f"#/components/schemas/Part{len(found) - 1}"}

    components = document.get("components", {})
    made = _each_schema({key: value for key, value in document.items() if key != "components"}, name)
    parts = _each_schema({key: value for key, value in components.items() if key != "schemas"}, name)
    return made | {"components": parts | {"schemas": components.get("schemas", {}) | found}}


def inlined(document: Raw, random: Random) -> Raw:
    """Every reference replaced by what it names, once where that refers to itself."""
    schemas = document.get("components", {}).get("schemas", {})

    def within(value: Any, met: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [within(item, met) for item in value]
        if not isinstance(value, dict):
            return value
        name = str(value.get("$ref", "")).removeprefix("#/components/schemas/")
        if name in schemas and name not in met:
            return within(schemas[name], (*met, name))
        return {key: within(item, met) for key, item in value.items()}

    return document | {"paths": within(document["paths"], ())}


REWRITES: dict[str, Rewrite] = {
    "keys in another order": shuffled,
    "every schema split by allOf": _schemas(_split),
    "every schema in an allOf of one": _schemas(_wrapped),
    "every schema in an anyOf of one": _schemas(_one_branch),
    "types as branches": _schemas(_types_apart),
    "branches as types": _schemas(_types_listed),
    "values listed": _schemas(_listed),
    "conditions that always hold": _schemas(_always),
    "keywords that say nothing": _schemas(_idle),
    "every schema named": named,
    "references written out": inlined,
    "in OpenAPI 3.0": lambda document, _: in_30(document),
    "in Swagger 2.0": lambda document, _: in_20(document),
}
"""May raise ``NoWords``."""
