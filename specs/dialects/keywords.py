"""Translations of schema keywords that more than one dialect needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from specs.schemas import JsonSchema
from specs.wellformed import is_number

_INTEGER_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_MOST_TOGETHER, _DEEPEST_TOGETHER = 1_000, 5
"""Members of ``allOf`` within each other whose formats are read together."""
_ABOUT_THE_PLACE = ("readOnly", "writeOnly", "description", "title")
_DOCUMENTATION = ("externalDocs", "xml", "discriminator")


def recent(node: JsonSchema) -> JsonSchema:
    """A schema object with what drafts before 2020-12 wrote otherwise; itself where it has none of it.

    Source: JSON Schema 2020-12, release notes: ``items`` and ``additionalItems``, ``dependencies``.
    """
    if isinstance(node.get("items"), list):
        node = dict(node)
        first, rest = node.pop("items"), node.pop("additionalItems", None)
        node |= ({"prefixItems": first} if first else {}) | ({"items": rest} if rest is not None else {})
    given = node.get("dependencies")
    if isinstance(given, dict):
        names = {name: value for name, value in given.items() if isinstance(value, list)}
        schemas = {name: value for name, value in given.items() if not isinstance(value, list)}
        node = {keyword: value for keyword, value in node.items() if keyword != "dependencies"}
        node |= ({"dependentRequired": names} if names else {}) | ({"dependentSchemas": schemas} if schemas else {})
    return node


def without_documentation(node: JsonSchema) -> JsonSchema:
    """A copy without the members that describe and do not constrain."""
    return {keyword: value for keyword, value in node.items() if keyword not in _DOCUMENTATION}


def bound_integer_format(node: JsonSchema) -> None:
    """Give ``format: int32`` and ``int64`` the bounds they stand for. Source: OAS 3.0.3, Data Types.

    The type may be said by another member of an ``allOf``; where none says integer, the format says nothing.
    """
    if "format" not in node and "allOf" not in node:
        return
    together = list(islice(_together(node), _MOST_TOGETHER))
    open_ = (part for part in together if part is node or "type" not in part)  # each other one has its own bounds
    bounds = [known for part in open_ if (known := _INTEGER_BOUNDS.get(str(part.get("format"))))]
    if bounds and any("integer" in _types(part) for part in together):
        for low, high in bounds:
            node["minimum"] = max(node["minimum"], low) if is_number(node.get("minimum")) else low
            node["maximum"] = min(node["maximum"], high) if is_number(node.get("maximum")) else high


def _together(node: JsonSchema, depth: int = _DEEPEST_TOGETHER) -> Iterator[JsonSchema]:
    yield node
    members = node.get("allOf") if depth else None
    for member in members if isinstance(members, list) else ():
        if isinstance(member, dict):
            yield from _together(member, depth - 1)


def _types(node: JsonSchema) -> list[Any]:
    types = node.get("type")
    return types if isinstance(types, list) else [types]


def plain_exclusive_bounds(node: JsonSchema) -> None:
    """Turn ``minimum: 1, exclusiveMinimum: true`` into ``exclusiveMinimum: 1``. Source: JSON Schema draft 4, 5.1.2."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        flag = node.get(exclusive)
        if isinstance(flag, bool):
            del node[exclusive]
            if flag and bound in node:
                node[exclusive] = node.pop(bound)


def admit_null(node: JsonSchema) -> JsonSchema:
    """Let a schema accept null too.

    A ``type`` alone becomes a pair of types; where an ``enum`` or a combination would still keep null out, the schema
    becomes one of two alternatives, as its authors mean it and its servers answer.
    """
    plain = isinstance(node.get("type"), str) and not node.keys() & {"enum", "const", "allOf", "anyOf", "oneOf", "not"}
    if plain:
        return {**node, "type": [node["type"], "null"]}
    if isinstance(node.get("enum"), list) and None in node["enum"] and isinstance(node.get("type"), str):
        return {**node, "type": [node["type"], "null"]}
    outside: JsonSchema = {keyword: node.pop(keyword) for keyword in _ABOUT_THE_PLACE if keyword in node}
    return {**outside, "anyOf": [node, {"type": "null"}]}


def examples_list(node: JsonSchema) -> None:
    """Turn ``example`` into the standard's ``examples``."""
    if "example" in node:
        example = node.pop("example")
        node.setdefault("examples", [example])
