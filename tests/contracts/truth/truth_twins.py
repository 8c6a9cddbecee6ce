"""Pairs of schemas that say the same in other words, and what writers that use declared names only may do."""

from __future__ import annotations

from typing import Any

from truth_leaves import BOOL, INT, LIST, NUM, OBJ, STR, Schema, closed, obj, of, tagged

NULL: Schema = {"type": "null"}

TWINS: dict[str, tuple[Schema, Schema]] = {
    "const and enum": ({"const": "a"}, {"enum": ["a"]}),
    "order of an enum": (STR | {"enum": ["a", "b", "c"]}, STR | {"enum": ["c", "a", "b"]}),
    "enum and oneOf of consts": (STR | {"enum": ["a", "b"]}, {"oneOf": [{"const": "a"}, {"const": "b"}]}),
    "enum and anyOf of enums": (
        STR | {"enum": ["a", "b", "c"]},
        {"anyOf": [STR | {"enum": ["a"]}, STR | {"enum": ["b", "c"]}]},
    ),
    "types and anyOf": ({"type": ["string", "null"]}, {"anyOf": [STR, NULL]}),
    "types and oneOf": ({"type": ["string", "integer"]}, {"oneOf": [INT, STR]}),
    "bounds beside types": ({"type": ["string", "null"], "maxLength": 3}, {"anyOf": [STR | {"maxLength": 3}, NULL]}),
    "order of types": ({"type": ["string", "boolean"]}, {"type": ["boolean", "string"]}),
    "number and integer": ({"type": ["integer", "number"]}, NUM),
    "exclusive and inclusive": (INT | {"exclusiveMinimum": 0}, INT | {"minimum": 1}),
    "exclusive maximum": (INT | {"exclusiveMaximum": 10}, INT | {"maximum": 9}),
    "multiple of one": (INT, INT | {"multipleOf": 1}),
    "a bound said twice": ({"allOf": [INT | {"minimum": 1}, {"minimum": 0}]}, INT | {"minimum": 1}),
    "length of zero": (STR, STR | {"minLength": 0}),
    "patterns": (STR | {"pattern": "^[0-9]+$"}, STR | {"pattern": "^\\d+$"}),
    "patterns of repetition": (STR | {"pattern": "^a+$"}, STR | {"pattern": "^aa*$"}),
    "pattern and alternatives": (STR | {"pattern": "^(a|b)$"}, STR | {"pattern": "^[ab]$"}),
    "length by pattern": (
        STR | {"minLength": 2, "maxLength": 2, "pattern": "^[a-z]+$"},
        STR | {"pattern": "^[a-z]{2}$"},
    ),
    "items of zero": (of(INT), of(INT, minItems=0)),
    "not unique": (of(INT), of(INT, uniqueItems=False)),
    "tuple and items": (LIST | {"prefixItems": [INT, INT], "items": INT}, of(INT)),
    "tuple and a bounded list": (LIST | {"prefixItems": [INT, INT], "items": False}, of(INT, maxItems=2)),
    "contains anything": (of(INT, minItems=1), of(INT, contains=True)),
    "allOf merged": ({"allOf": [obj("a", a=INT), obj("b", b=STR)]}, obj("a", "b", a=INT, b=STR)),
    "allOf of overlapping members": (
        {"allOf": [obj(a=INT | {"minimum": 1}), obj("a", a=INT | {"maximum": 9})]},
        obj("a", a=INT | {"minimum": 1, "maximum": 9}),
    ),
    "oneOf and anyOf of what is apart": (
        {"oneOf": [tagged("cat", lives=INT), tagged("dog")]},
        {"anyOf": [tagged("cat", lives=INT), tagged("dog")]},
    ),
    "order of kinds": (
        {"oneOf": [tagged("cat", lives=INT), tagged("dog")]},
        {"oneOf": [tagged("dog"), tagged("cat", lives=INT)]},
    ),
    "a branch within another": ({"anyOf": [INT, NUM]}, NUM),
    "a branch within another of a oneOf": ({"oneOf": [STR | {"minLength": 4}, STR]}, STR | {"maxLength": 3}),
    "a branch within another beside a third": (
        {"oneOf": [obj("a", a=STR | {"minLength": 4}), obj("a", a=STR), LIST]},
        {"oneOf": [obj("a", a=STR | {"maxLength": 3}), LIST]},
    ),
    "twice not": (STR | {"not": {"not": {"enum": ["a"]}}}, STR | {"enum": ["a"]}),
    "twice not of a bound": (INT | {"not": {"not": {"minimum": 3}}}, INT | {"minimum": 3}),
    "not a bound and its opposite": (NUM | {"not": {"minimum": 5}}, NUM | {"exclusiveMaximum": 5}),
    "if without then": (STR | {"if": {"maxLength": 3}}, STR),
    "if always": (INT | {"if": {}, "then": {"maximum": 9}}, INT | {"maximum": 9}),
    "if true": (INT | {"if": True, "then": {"maximum": 9}, "else": {"maximum": 1}}, INT | {"maximum": 9}),
    "if never": (INT | {"if": False, "then": {"maximum": 1}, "else": {"maximum": 9}}, INT | {"maximum": 9}),
    "then and else alike": (
        INT | {"if": {"minimum": 5}, "then": {"maximum": 9}, "else": {"maximum": 9}},
        INT | {"maximum": 9},
    ),
    "if and not": (
        INT | {"if": {"minimum": 5}, "then": {"multipleOf": 5}},
        INT | {"anyOf": [{"not": {"minimum": 5}}, {"multipleOf": 5}]},
    ),
    "dependent names and if": (
        obj(a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}},
        obj(a=INT, b=INT) | {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    ),
    "dependent names and schemas": (
        obj(a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}},
        obj(a=INT, b=INT) | {"dependentSchemas": {"a": {"required": ["b"]}}},
    ),
    "closed by unevaluated": (closed(a=INT), obj(a=INT) | {"unevaluatedProperties": False}),
    "map of anything": (OBJ | {"additionalProperties": True}, OBJ | {"additionalProperties": {}}),
    "free form": (OBJ, OBJ | {"additionalProperties": True}),
    "annotations": (STR | {"description": "x", "examples": ["y"]}, STR | {"title": "t", "deprecated": True}),
    "a format of presentation": (STR | {"format": "password"}, STR),
    "vendors' keywords": (STR | {"x-a": 1}, STR | {"x-b": 2}),
    "boolean by values": (BOOL, {"enum": [True, False]}),
    "anything": ({}, True),
    "fewest properties by required": (obj("a", a=INT), obj("a", a=INT) | {"minProperties": 1}),
    "most properties of a closed object": (closed(a=INT), closed(a=INT) | {"maxProperties": 1}),
}

DECLARED: dict[str, tuple[Schema, Schema, Any]] = {
    "a new optional property": (obj(a=INT, b=INT), obj(a=INT), ...),
    "an optional property less": (obj(a=INT), obj(a=INT, b=INT), ...),
    "a required property more": (obj("a", "b", a=INT, b=INT), obj("a", a=INT), ...),
    "a required property that is not sent": (obj(a=INT), obj("b", a=INT, b=INT), {"a": 1}),
    "a name that a closed reader does not know": (obj(a=INT, b=INT), closed(a=INT), {"b": 1}),
    "declared names fit a closed reader": (obj(a=INT), closed(a=INT), ...),
    "closed and opened": (closed(a=INT), obj(a=INT), ...),
    "an open writer and a closed reader": (
        obj(a=INT) | {"additionalProperties": True},
        closed(a=INT),
        {"other": 1},
    ),
    "a map and a closed reader": (OBJ | {"additionalProperties": INT}, closed(a=INT), {"other": 1}),
    "names in an object, types in a map": (obj(a=INT), OBJ | {"additionalProperties": STR}, {"a": 1}),
    "names in an object, a map that takes them": (obj(a=INT), OBJ | {"additionalProperties": NUM}, ...),
    "nested objects are closed": (obj(n=obj(a=INT)), obj(n=closed(a=INT)), ...),
    "nested objects send what they declare": (
        obj(n=obj(a=INT, b=INT)),
        obj(n=closed(a=INT)),
        {"n": {"b": 1}},
    ),
    "objects in lists are closed": (of(obj(a=INT)), of(closed(a=INT)), ...),
    "branches fit one closed reader": (
        {"anyOf": [obj(a=INT), obj(b=INT)]},
        closed(a=INT, b=INT),
        ...,
    ),
    "members of an allOf fit a closed reader": ({"allOf": [obj(a=INT), obj(b=INT)]}, closed(a=INT, b=INT), ...),
    "a branch whose values are another's, too": (
        {"oneOf": [obj("p", p=obj(a=INT)), OBJ]},
        obj(p=obj(a=STR)),
        ...,
    ),
    "a branch less some of its values": (
        {"oneOf": [obj("p", p=STR | {"minLength": 4}), obj("p", p=STR)]},
        obj("p", p=STR | {"maxLength": 3}),
        ...,
    ),
    "what the smaller of two branches leaves": (
        {"oneOf": [obj("p", p=STR | {"minLength": 4}), obj("p", p=STR)]},
        obj("p", p=STR | {"maxLength": 2}),
        {"p": "abc"},
    ),
    "a kind of fewer names": (
        {"oneOf": [tagged("cat", lives=INT), tagged("dog")]},
        {"oneOf": [tagged("cat"), tagged("dog", tricks=INT)]},
        ...,
    ),
    "a free object and a closed reader": (OBJ, closed(a=INT), {"other": 1}),
    "a free object and a first typed name": (OBJ, obj(a=INT), {"a": "text"}),
}
"""Writer, reader, and a value that the one sends and the other refuses, or ``...`` where there is none."""
