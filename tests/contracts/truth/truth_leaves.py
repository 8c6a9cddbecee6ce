"""Pairs of schemas in the words of OpenAPI 3.1 whose relation is known because it was decided before they were written.

Each relation holds taken literally, for open objects too, so that it holds inside conditions as well.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Schema = Any

STR: Schema = {"type": "string"}
INT: Schema = {"type": "integer"}
NUM: Schema = {"type": "number"}
BOOL: Schema = {"type": "boolean"}
LIST: Schema = {"type": "array"}
OBJ: Schema = {"type": "object"}


class Leaf(NamedTuple):
    """Two schemas of which the second takes more.

    Attributes:
        narrow: every value of it is one of ``wide``.
        wide: takes more.
        beyond: a value of ``wide``, of declared names only, that ``narrow`` refuses.
        text: the same holds of values written as text, as in a query.
    """

    narrow: Schema
    wide: Schema
    beyond: Any
    text: bool = False


class Apart(NamedTuple):
    """Two schemas and a value of each that the other refuses."""

    one: Schema
    other: Schema
    of_one: Any
    of_other: Any
    text: bool = False


def obj(*required: str, **properties: Any) -> Schema:
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


def closed(*required: str, **properties: Any) -> Schema:
    return obj(*required, **properties) | {"additionalProperties": False}


def of(items: Schema, **more: Any) -> Schema:
    return LIST | {"items": items} | more


def tagged(tag: str, **properties: Any) -> Schema:
    return obj("kind", kind=STR | {"enum": [tag]}, **properties)


_TYPES = {
    "integer in number": Leaf(INT, NUM, 0.5, text=True),
    "string in two types": Leaf(STR, {"type": ["string", "boolean"]}, True),
    "string in string or null": Leaf(STR, {"type": ["string", "null"]}, None),
    "object in object or null": Leaf(obj(a=INT), obj(a=INT) | {"type": ["object", "null"]}, None),
    "list in list or null": Leaf(of(INT), of(INT) | {"type": ["array", "null"]}, None),
    "integer in anything": Leaf(INT, {}, "a"),
    "boolean in scalar": Leaf(BOOL, {"type": ["boolean", "integer", "string"]}, 7),
}
_BOUNDS = {
    "higher minimum": Leaf(INT | {"minimum": 5}, INT | {"minimum": 1}, 2, text=True),
    "a minimum": Leaf(INT | {"minimum": 0}, INT, -4, text=True),
    "lower maximum": Leaf(INT | {"maximum": 50}, INT | {"maximum": 100}, 77, text=True),
    "a maximum": Leaf(NUM | {"maximum": 1.5}, NUM, 2.25, text=True),
    "exclusive minimum": Leaf(NUM | {"exclusiveMinimum": 0}, NUM | {"minimum": 0}, 0, text=True),
    "exclusive maximum": Leaf(NUM | {"exclusiveMaximum": 9}, NUM | {"maximum": 9}, 9, text=True),
    "both bounds": Leaf(INT | {"minimum": 2, "maximum": 3}, INT | {"minimum": 1, "maximum": 4}, 4, text=True),
    "multiple of ten": Leaf(INT | {"multipleOf": 10}, INT | {"multipleOf": 5}, 15, text=True),
    "a multiple": Leaf(INT | {"multipleOf": 3}, INT, 4, text=True),
    "cents": Leaf(NUM | {"multipleOf": 0.5}, NUM | {"multipleOf": 0.25}, 0.75, text=True),
    "int32 in int64": Leaf(INT | {"format": "int32"}, INT | {"format": "int64"}, 2**40, text=True),
    "positive integer in number": Leaf(INT | {"minimum": 1}, NUM | {"minimum": 1}, 1.5, text=True),
}
_TEXTS = {
    "shorter text": Leaf(STR | {"maxLength": 5}, STR | {"maxLength": 8}, "abcdefg", text=True),
    "a longest length": Leaf(STR | {"maxLength": 3}, STR, "abcd", text=True),
    "longer text": Leaf(STR | {"minLength": 3}, STR | {"minLength": 2}, "ab", text=True),
    "some text": Leaf(STR | {"minLength": 1}, STR, ""),
    "digits in word characters": Leaf(STR | {"pattern": "^[0-9]+$"}, STR | {"pattern": "^[0-9a-z]+$"}, "1a", text=True),
    "a pattern": Leaf(STR | {"pattern": "^x-"}, STR, "abc", text=True),
    "pattern of a length": Leaf(STR | {"pattern": "^[A-Z]{3}$"}, STR | {"maxLength": 3}, "ab", text=True),
    "pattern anchored at its end": Leaf(STR | {"pattern": "^ab+$"}, STR | {"pattern": "^ab"}, "abc", text=True),
    "optional part of a pattern": Leaf(STR | {"pattern": "^v[0-9]$"}, STR | {"pattern": "^v?[0-9]$"}, "7x"[:1]),
    "uuid in text": Leaf(STR | {"format": "uuid"}, STR, "no-uuid", text=True),
    "date in text": Leaf(STR | {"format": "date"}, STR | {"minLength": 1}, "tomorrow", text=True),
    "moment in text": Leaf(STR | {"format": "date-time"}, STR, "2024-01-01", text=True),
    "address in text": Leaf(STR | {"format": "ipv4"}, STR, "300.1.1.1", text=True),
}
_VALUES = {
    "fewer values": Leaf(STR | {"enum": ["a", "b"]}, STR | {"enum": ["a", "b", "c"]}, "c", text=True),
    "values in text": Leaf(STR | {"enum": ["a", "b"]}, STR, "z", text=True),
    "one value": Leaf({"const": "a"}, {"enum": ["a", "b"]}, "b", text=True),
    "values and null": Leaf({"enum": ["a"]}, {"enum": ["a", None]}, None),
    "integers listed": Leaf(INT | {"enum": [1, 2]}, INT | {"enum": [1, 2, 3]}, 3, text=True),
    "integers listed in bounds": Leaf(INT | {"enum": [1, 2]}, INT | {"minimum": 0}, 9, text=True),
    "true in boolean": Leaf(BOOL | {"enum": [True]}, BOOL, False, text=True),
    "values of types": Leaf({"enum": ["a", 1]}, {"enum": ["a", 1, False]}, False),
    "values in a pattern": Leaf(STR | {"enum": ["ab", "abb"]}, STR | {"pattern": "^ab"}, "abc", text=True),
}
_OBJECTS = {
    "required": Leaf(obj("a", a=INT, b=INT), obj(a=INT, b=INT), {"b": 1}),
    "one more required": Leaf(obj("a", "b", a=INT, b=STR), obj("a", a=INT, b=STR), {"a": 1}),
    "property's type": Leaf(obj(a=INT, b=STR), obj(a=NUM, b=STR), {"a": 0.5}),
    "property's values": Leaf(obj(s=STR | {"enum": ["on"]}), obj(s=STR | {"enum": ["on", "off"]}), {"s": "off"}),
    "closed in more names": Leaf(closed(a=INT), closed(a=INT, b=INT), {"b": 1}),
    "closed required": Leaf(closed("a", a=INT), closed(a=INT), {}),
    "map": Leaf(OBJ | {"additionalProperties": INT}, OBJ | {"additionalProperties": NUM}, {"k": 0.5}),
    "map of anything": Leaf(OBJ | {"additionalProperties": STR}, OBJ | {"additionalProperties": True}, {"k": 1}),
    "map of lists": Leaf(
        OBJ | {"additionalProperties": of(INT, minItems=1)}, OBJ | {"additionalProperties": of(INT)}, {"k": []}
    ),
    "fewest properties": Leaf(
        OBJ | {"additionalProperties": INT, "minProperties": 2},
        OBJ | {"additionalProperties": INT, "minProperties": 1},
        {"k": 1},
    ),
    "most properties": Leaf(
        OBJ | {"additionalProperties": INT, "maxProperties": 1},
        OBJ | {"additionalProperties": INT, "maxProperties": 2},
        {"k": 1, "l": 2},
    ),
    "names by pattern": Leaf(
        OBJ | {"patternProperties": {"^x-": INT}, "additionalProperties": False},
        OBJ | {"patternProperties": {"^x-": NUM}, "additionalProperties": False},
        {"x-a": 0.5},
    ),
    "names bounded": Leaf(
        OBJ | {"additionalProperties": INT, "propertyNames": {"maxLength": 2}},
        OBJ | {"additionalProperties": INT, "propertyNames": {"maxLength": 3}},
        {"abc": 1},
    ),
    "dependent names": Leaf(obj(a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}}, obj(a=INT, b=INT), {"a": 1}),
    "dependent schema": Leaf(
        obj(a=INT, b=INT) | {"dependentSchemas": {"a": {"properties": {"b": {"minimum": 5}}}}},
        obj(a=INT, b=INT) | {"dependentSchemas": {"a": {"properties": {"b": {"minimum": 3}}}}},
        {"a": 1, "b": 4},
    ),
    "unevaluated names": Leaf(
        {"allOf": [obj(a=INT)], "unevaluatedProperties": False},
        {"allOf": [obj(a=INT, b=INT)], "unevaluatedProperties": False},
        {"b": 1},
    ),
    "deep inside": Leaf(
        obj("a", a=obj("b", b=of(obj(c=INT | {"maximum": 3})))),
        obj("a", a=obj("b", b=of(obj(c=INT | {"maximum": 4})))),
        {"a": {"b": [{"c": 4}]}},
    ),
}
_LISTS = {
    "items": Leaf(of(INT), of(NUM), [0.5]),
    "items' values": Leaf(of(STR | {"enum": ["a"]}), of(STR | {"enum": ["a", "b"]}), ["b"]),
    "items at most": Leaf(of(INT, maxItems=2), of(INT, maxItems=3), [1, 2, 3]),
    "items at least": Leaf(of(INT, minItems=2), of(INT, minItems=1), [1]),
    "distinct": Leaf(of(INT, uniqueItems=True), of(INT), [1, 1]),
    "items in anything": Leaf(of(STR), LIST, [1]),
    "items of items": Leaf(of(of(INT)), of(of(NUM)), [[0.5]]),
    "tuple": Leaf(
        LIST | {"prefixItems": [INT, STR], "items": False}, LIST | {"prefixItems": [NUM, STR], "items": False}, [0.5]
    ),
    "tuple with a rest": Leaf(
        LIST | {"prefixItems": [STR], "items": INT}, LIST | {"prefixItems": [STR], "items": NUM}, ["a", 0.5]
    ),
    "tuple and a longer one": Leaf(
        LIST | {"prefixItems": [STR], "items": False}, LIST | {"prefixItems": [STR, INT], "items": False}, ["a", 1]
    ),
    "list in tuple": Leaf(of(INT), LIST | {"prefixItems": [{"type": ["integer", "string"]}], "items": INT}, ["a"]),
    "tuple of objects": Leaf(
        LIST | {"prefixItems": [obj("a", a=STR)], "items": False},
        LIST | {"prefixItems": [obj(a=STR)], "items": False},
        [{}],
    ),
    "contains": Leaf(of(INT, contains={"minimum": 5}), of(INT, contains={"minimum": 3}), [4]),
    "contains more": Leaf(
        of(INT, contains={"minimum": 5}, minContains=2), of(INT, contains={"minimum": 5}, minContains=1), [7]
    ),
    "contains at most": Leaf(
        of(INT, contains={"minimum": 5}, maxContains=1), of(INT, contains={"minimum": 5}, maxContains=2), [7, 8]
    ),
}
_COMBINED = {
    "one branch more": Leaf({"anyOf": [STR, INT]}, {"anyOf": [STR, INT, BOOL]}, True),
    "one kind more": Leaf(
        {"oneOf": [tagged("cat", lives=INT), tagged("dog", tricks=of(STR))]},
        {"oneOf": [tagged("cat", lives=INT), tagged("dog", tricks=of(STR)), tagged("bird", wings=INT)]},
        {"kind": "bird", "wings": 2},
    ),
    "one kind wider": Leaf(
        {"oneOf": [tagged("cat", lives=INT), tagged("dog", tricks=of(STR))]},
        {"oneOf": [tagged("cat", lives=NUM), tagged("dog", tricks=of(STR))]},
        {"kind": "cat", "lives": 8.5},
    ),
    "less in the smaller of two branches": Leaf(
        {"oneOf": [STR | {"minLength": 4}, STR]}, {"oneOf": [STR | {"minLength": 7}, STR]}, "abcde", text=True
    ),
    "allOf with a bound": Leaf({"allOf": [INT, {"minimum": 2}]}, {"allOf": [INT, {"minimum": 1}]}, 1, text=True),
    "allOf with required": Leaf(
        {"allOf": [obj(a=INT), obj(b=INT), {"required": ["a"]}]}, {"allOf": [obj(a=INT), obj(b=INT)]}, {"b": 1}
    ),
    "a member more": Leaf({"allOf": [STR, {"maxLength": 4}]}, {"allOf": [STR]}, "abcde", text=True),
    "oneOf that overlaps": Leaf(
        {"oneOf": [INT | {"minimum": 0}, INT | {"maximum": 10}]},
        {"anyOf": [INT | {"minimum": 0}, INT | {"maximum": 10}]},
        4,
        text=True,
    ),
    "not": Leaf(STR | {"not": {"enum": ["x"]}}, STR, "x", text=True),
    "not more": Leaf(STR | {"not": {"enum": ["x", "y"]}}, STR | {"not": {"enum": ["x"]}}, "y", text=True),
    "not a bound": Leaf(INT | {"not": {"minimum": 5}}, INT | {"maximum": 6}, 6, text=True),
    "not with a name": Leaf(obj(a=INT, b=INT) | {"not": {"required": ["a"]}}, obj(a=INT, b=INT), {"a": 1}),
    "not both names": Leaf(
        obj(a=INT, b=INT) | {"not": {"required": ["b"]}},
        obj(a=INT, b=INT) | {"not": {"required": ["a", "b"]}},
        {"b": 1},
    ),
    "if and then": Leaf(
        obj(a=INT, b=INT) | {"if": {"required": ["a"]}, "then": {"required": ["b"]}}, obj(a=INT, b=INT), {"a": 1}
    ),
    "then relaxed": Leaf(
        INT | {"if": {"minimum": 10}, "then": {"multipleOf": 10}},
        INT | {"if": {"minimum": 10}, "then": {"multipleOf": 5}},
        15,
        text=True,
    ),
    "then and else": Leaf(
        obj("k", k=STR | {"enum": ["a", "b"]}, x=INT, y=INT)
        | {
            "if": {"properties": {"k": {"const": "a"}}, "required": ["k"]},
            "then": {"required": ["x"]},
            "else": {"required": ["y"]},
        },
        obj("k", k=STR | {"enum": ["a", "b"]}, x=INT, y=INT)
        | {"if": {"properties": {"k": {"const": "a"}}, "required": ["k"]}, "then": {"required": ["x"]}},
        {"k": "b"},
    ),
}
LEAVES: dict[str, Leaf] = _TYPES | _BOUNDS | _TEXTS | _VALUES | _OBJECTS | _LISTS | _COMBINED

APART: dict[str, Apart] = {
    "string and integer": Apart(STR, INT, "a", 1),
    "boolean and integer": Apart(BOOL, INT, True, 7, text=True),
    "other values": Apart(STR | {"enum": ["a", "b"]}, STR | {"enum": ["b", "c"]}, "a", "c", text=True),
    "ranges that cross": Apart(INT | {"minimum": 1}, INT | {"maximum": 5}, 9, -3, text=True),
    "multiples that cross": Apart(INT | {"multipleOf": 2}, INT | {"multipleOf": 3}, 4, 9, text=True),
    "patterns that cross": Apart(STR | {"pattern": "^a"}, STR | {"pattern": "b$"}, "ac", "cb", text=True),
    "lengths that cross": Apart(STR | {"minLength": 2}, STR | {"maxLength": 4}, "abcdef", "a", text=True),
    "formats": Apart(STR | {"format": "date"}, STR | {"format": "ipv4"}, "2024-02-29", "10.0.0.1", text=True),
    "required of other names": Apart(obj("a", a=INT, b=INT), obj("b", a=INT, b=INT), {"a": 1}, {"b": 1}),
    "a list and its item": Apart(STR, of(STR), "a", ["a"]),
    "a property retyped": Apart(obj("a", a=STR), obj("a", a=BOOL), {"a": "x"}, {"a": True}),
    "a name for another": Apart(closed("a", a=INT), closed("b", b=INT), {"a": 1}, {"b": 1}),
    "null and required": Apart({"type": ["string", "null"]}, {"type": ["string", "boolean"]}, None, True),
    "kinds": Apart(
        {"oneOf": [tagged("cat"), tagged("dog")]},
        {"oneOf": [tagged("cat"), tagged("bird")]},
        {"kind": "dog"},
        {"kind": "bird"},
    ),
    "branches that overlap": Apart(
        {"oneOf": [obj("a", a=INT, b=INT), obj(a=INT, b=INT | {"maximum": 3})]},
        {"oneOf": [obj("a", a=INT, b=INT), obj(a=INT, b=INT | {"maximum": 5})]},
        {"a": 1, "b": 4},
        {"b": 4},
    ),
    "tuples turned round": Apart(
        LIST | {"prefixItems": [INT, STR], "minItems": 1}, LIST | {"prefixItems": [STR, INT], "minItems": 1}, [1], ["a"]
    ),
}
