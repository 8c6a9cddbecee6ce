"""Pairs of schemas whose relation is known, asked of the containment engine in both directions."""

from __future__ import annotations

from typing import Any, NamedTuple

import jsonschema
import pytest

from contracts.compat import asking, leaves
from contracts.compat.containment import Containment
from contracts.compat.gaps import Gap, Kind, serious
from contracts.compat.sides import Part, Side, side
from contracts.compat.views import View
from specs.load import from_mapping
from specs.model import Document
from specs.schemas import Direction

Schema = dict[str, Any]


def obj(*required: str, **properties: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def closed(*required: str, **properties: Any) -> Schema:
    return obj(*required, **properties) | {"additionalProperties": False}


def arr(items: Any = True, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def any_of(*branches: Any) -> Schema:
    return {"anyOf": list(branches)}


def one_of(*branches: Any) -> Schema:
    return {"oneOf": list(branches)}


def all_of(*members: Any) -> Schema:
    return {"allOf": list(members)}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


INT, NUM, STR, BOOL, NULL = ({"type": name} for name in ("integer", "number", "string", "boolean", "null"))
OBJECT: Schema = {"type": "object"}
SHORT = STR | {"maxLength": 5}
A_OR_B = STR | {"enum": ["a", "b"]}
A_B_C = STR | {"enum": ["a", "b", "c"]}
CAT = closed("kind", kind={"const": "cat"}, lives=INT)
DOG = closed("kind", kind={"const": "dog"}, tricks=arr(STR))
BIRD = closed("kind", kind={"const": "bird"}, wings=INT)

NARROWER: dict[str, tuple[Any, Any]] = {
    # types
    "integer in number": (INT, NUM),
    "string in string or null": (STR, {"type": ["string", "null"]}),
    "string in anything": (STR, {}),
    "nothing in string": ({"not": {}}, STR),
    "nothing in integer": (False, INT),
    "one type of several": ({"type": ["integer", "boolean"]}, {"type": ["integer", "boolean", "string"]}),
    "integer in number or string": (INT, {"type": ["number", "string"]}),
    # enum, const
    "fewer values": (A_OR_B, A_B_C),
    "const in enum": ({"const": "a"}, A_OR_B),
    "enum in its type": (A_OR_B, STR),
    "enum of a type that another keyword bounds": (A_OR_B, SHORT),
    "enum with null in enum without type": ({"enum": ["a", None]}, {"enum": ["a", "b", None]}),
    "enum in pattern": (A_OR_B, STR | {"pattern": "^[abc]$"}),
    "enum of integers in bounds": ({"enum": [1, 2]}, INT | {"minimum": 0}),
    "boolean const in boolean": ({"const": True}, BOOL),
    "listed objects in an object with properties": ({"enum": [{"a": 1}, {"a": 2}]}, obj("a", a=INT)),
    "listed arrays in an array with items": ({"enum": [[1], [2, 3]]}, arr(INT)),
    "empty text only in text": (STR | {"enum": [""]}, STR),
    # bounds of numbers
    "higher minimum": (INT | {"minimum": 5}, INT | {"minimum": 1}),
    "maximum against none": (INT | {"maximum": 9}, INT),
    "exclusive in inclusive": (NUM | {"exclusiveMaximum": 5}, NUM | {"maximum": 5}),
    "exclusive in a higher inclusive": (NUM | {"exclusiveMinimum": 5}, NUM | {"minimum": 4.5}),
    "integers above 3 exclusively in integers from 3": (INT | {"exclusiveMinimum": 3}, INT | {"minimum": 3}),
    "multiple of 6 in multiple of 3": (INT | {"multipleOf": 6}, INT | {"multipleOf": 3}),
    "multiple of 1 in number": (NUM | {"multipleOf": 1}, NUM),
    "multiple of 0.1 in 0.01": (NUM | {"multipleOf": 0.1}, NUM | {"multipleOf": 0.01}),
    "integer bounds on a number": (INT | {"minimum": 1, "maximum": 3}, NUM | {"minimum": 0.5, "maximum": 3.5}),
    "int32 range in int64 range": (
        INT | {"minimum": -(2**31), "maximum": 2**31 - 1},
        INT | {"minimum": -(2**63), "maximum": 2**63 - 1},
    ),
    # strings
    "shorter text": (SHORT, STR | {"maxLength": 6}),
    "longer least length": (STR | {"minLength": 2}, STR | {"minLength": 1}),
    "pattern against none": (STR | {"pattern": "^[a-z]+$"}, STR),
    "digits in letters and digits": (STR | {"pattern": "^[0-9]+$"}, STR | {"pattern": "^[0-9a-z]+$"}),
    "fixed length pattern in length": (STR | {"pattern": "^[0-9]{4}$"}, STR | {"maxLength": 4}),
    "pattern that starts alike": (STR | {"pattern": "^ab"}, STR | {"pattern": "^a"}),
    "format against none": (STR | {"format": "uuid"}, STR),
    "date in text": (STR | {"format": "date"}, STR | {"minLength": 1}),
    # objects
    "required against optional": (obj("a", a=INT), obj(a=INT)),
    "narrower property": (obj(a=INT), obj(a=NUM)),
    "closed reader with all names": (closed(a=INT), closed(a=INT, b=INT)),
    "map of integers in map of numbers": (
        OBJECT | {"additionalProperties": INT},
        OBJECT | {"additionalProperties": NUM},
    ),
    "closed without properties in anything": (closed(), OBJECT),
    "properties of one type in a map": (closed(a=INT, b=INT), OBJECT | {"additionalProperties": INT}),
    "pattern properties in a wider pattern": (
        OBJECT | {"patternProperties": {"^x-a": INT}, "additionalProperties": False},
        OBJECT | {"patternProperties": {"^x-": INT}, "additionalProperties": False},
    ),
    "narrower pattern property": (
        OBJECT | {"patternProperties": {"^x-": INT}, "additionalProperties": False},
        OBJECT | {"patternProperties": {"^x-": NUM}, "additionalProperties": False},
    ),
    "declared property that a pattern takes": (
        closed(**{"x-a": INT}),
        OBJECT | {"patternProperties": {"^x-": INT}, "additionalProperties": False},
    ),
    "names bounded": (
        OBJECT | {"propertyNames": SHORT, "additionalProperties": INT},
        OBJECT | {"additionalProperties": INT},
    ),
    "names bounded more": (
        OBJECT | {"propertyNames": {"maxLength": 3}, "additionalProperties": INT},
        OBJECT | {"propertyNames": {"maxLength": 5}, "additionalProperties": INT},
    ),
    "names by pattern": (
        OBJECT | {"propertyNames": {"pattern": "^[a-z]{1,3}$"}, "additionalProperties": True},
        OBJECT | {"propertyNames": {"pattern": "^[a-z]+$"}, "additionalProperties": True},
    ),
    "more properties at least": (
        OBJECT | {"additionalProperties": INT, "minProperties": 2},
        OBJECT | {"additionalProperties": INT, "minProperties": 1},
    ),
    "fewer properties at most": (
        OBJECT | {"additionalProperties": INT, "maxProperties": 2},
        OBJECT | {"additionalProperties": INT, "maxProperties": 3},
    ),
    "one property more needed by another": (
        obj(a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}},
        obj(a=INT, b=INT),
    ),
    "a dependent schema against none": (
        obj(a=INT, b=INT) | {"dependentSchemas": {"a": {"required": ["b"]}}},
        obj(a=INT, b=INT),
    ),
    "both required instead of one with its dependant": (
        obj("a", "b", a=INT, b=INT),
        obj(a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}},
    ),
    "a closed map in an open one": (closed(a=STR), OBJECT | {"additionalProperties": True}),
    "free-form in anything": (OBJECT, {}),
    "declared names in free-form": (obj(a=INT), OBJECT),
    # arrays
    "array of integers in array of numbers": (arr(INT), arr(NUM)),
    "array in array of anything": (arr(INT), {"type": "array"}),
    "fewer items": (arr(INT, maxItems=2), arr(INT, maxItems=3)),
    "more items at least": (arr(INT, minItems=1), arr(INT)),
    "distinct items": (arr(INT, uniqueItems=True), arr(INT)),
    "array of arrays": (arr(arr(INT)), arr(arr(NUM))),
    "array of objects": (arr(obj("a", a=INT)), arr(obj("a", a=NUM))),
    "tuple with a narrower member": (
        {"type": "array", "prefixItems": [INT, STR], "items": False},
        {"type": "array", "prefixItems": [NUM, STR], "items": False},
    ),
    "tuple of a fixed length": (
        {"type": "array", "prefixItems": [INT, STR], "items": False, "minItems": 2},
        {"type": "array", "prefixItems": [INT, STR], "items": False},
    ),
    "array in a tuple without end": (arr(INT), {"type": "array", "prefixItems": [NUM], "items": INT}),
    "contains": (arr(INT, contains={"minimum": 5}), arr(INT)),
    "contains a narrower one": (arr(INT, contains={"minimum": 5}), arr(INT, contains={"minimum": 3})),
    "contains more": (
        arr(INT, contains={"minimum": 5}, minContains=2),
        arr(INT, contains={"minimum": 5}, minContains=1),
    ),
    # combinations
    "allOf against one of its members": (all_of(obj("a", a=INT), obj("b", b=INT)), obj("a", a=INT)),
    "allOf with a bound": (all_of(INT, {"minimum": 1}), INT),
    "one branch": (STR, any_of(STR, INT)),
    "fewer branches": (any_of(STR, INT), any_of(STR, INT, BOOL)),
    "branches in a type": (any_of(INT, INT | {"minimum": 5}), NUM),
    "oneOf in anyOf": (
        one_of(INT | {"minimum": 0}, INT | {"maximum": 10}),
        any_of(INT | {"minimum": 0}, INT | {"maximum": 10}),
    ),
    "overlap refused": (INT | {"minimum": 11}, one_of(INT | {"minimum": 0}, INT | {"maximum": 10})),
    "one kind of a tagged union": (CAT, one_of(CAT, DOG)),
    "a union grows": (one_of(CAT, DOG), one_of(CAT, DOG, BIRD)),
    "a union with a wider member": (
        one_of(CAT, DOG),
        one_of(CAT, closed("kind", kind={"const": "dog"}, tricks=arr({}))),
    ),
    "required in one branch": (any_of(obj("a", a=INT), obj("b", b=INT)), obj(a=INT, b=INT)),
    "not": (STR | {"not": {"enum": ["x"]}}, STR),
    "not more": (STR | {"not": {"enum": ["x", "y"]}}, STR | {"not": {"enum": ["x"]}}),
    "not a bound": (INT | {"not": {"minimum": 5}}, INT | {"maximum": 6}),
    "if and then": (
        obj(a=INT, b=INT) | {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        obj(a=INT, b=INT),
    ),
    "if, then and else": (
        obj("kind", kind=A_OR_B, x=INT, y=INT)
        | {"if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["x"]}, "else": {"required": ["y"]}},
        obj("kind", kind=A_OR_B, x=INT, y=INT),
    ),
    "unevaluated properties refused": (
        all_of(obj(a=INT)) | {"unevaluatedProperties": False},
        all_of(obj(a=INT, b=INT)) | {"unevaluatedProperties": False},
    ),
    # depth
    "deep inside": (
        obj("a", a=obj("b", b=arr(obj("c", c=A_OR_B)))),
        obj("a", a=obj("b", b=arr(obj("c", c=A_B_C)))),
    ),
    "deep inside, optional": (
        obj(a=obj(b=obj(c=obj(d=obj(e=obj(f=INT)))))),
        obj(a=obj(b=obj(c=obj(d=obj(e=obj(f=NUM)))))),
    ),
    "in a map of lists": (
        OBJECT | {"additionalProperties": arr(closed("a", a=INT))},
        OBJECT | {"additionalProperties": arr(closed("a", a=NUM))},
    ),
    "in a union of lists": (any_of(arr(INT), arr(STR | {"maxLength": 1})), any_of(arr(NUM), arr(STR))),
}
"""Every value of the first is one of the second, and not the other way round."""

EQUAL: dict[str, tuple[Any, Any]] = {
    "const and enum of one": ({"const": "a"}, {"enum": ["a"]}),
    "order of an enum": (A_B_C, STR | {"enum": ["c", "a", "b"]}),
    "enum and oneOf of consts": (A_OR_B, one_of({"const": "a"}, {"const": "b"})),
    "enum and anyOf of enums": (A_B_C, any_of(STR | {"enum": ["a"]}, STR | {"enum": ["b", "c"]})),
    "type list and anyOf": ({"type": ["string", "null"]}, any_of(STR, NULL)),
    "type list and oneOf": ({"type": ["string", "integer"]}, one_of(INT, STR)),
    "order of a type list": ({"type": ["string", "null"]}, {"type": ["null", "string"]}),
    "number already holds integer": ({"type": ["integer", "number"]}, NUM),
    "a list of one type": ({"type": ["string"]}, STR),
    "null by enum": ({"enum": [None]}, NULL),
    "exclusive and inclusive of integers": (INT | {"exclusiveMinimum": 0}, INT | {"minimum": 1}),
    "multiple of one": (INT, INT | {"multipleOf": 1}),
    "whole numbers": (INT, NUM | {"multipleOf": 1}),
    "minimum length of zero": (STR, STR | {"minLength": 0}),
    "minItems of zero": (arr(INT), arr(INT, minItems=0)),
    "unique not asked for": (arr(INT), arr(INT, uniqueItems=False)),
    "patterns that say the same": (STR | {"pattern": "^[0-9]+$"}, STR | {"pattern": "^\\d+$"}),
    "pattern of one or more": (STR | {"pattern": "^a+$"}, STR | {"pattern": "^aa*$"}),
    "allOf merged": (all_of(obj("a", a=INT), obj("b", b=STR)), obj("a", "b", a=INT, b=STR)),
    "allOf of bounds": (all_of(INT, {"minimum": 1}, {"maximum": 9}), INT | {"minimum": 1, "maximum": 9}),
    "allOf of one": (all_of(obj("a", a=INT)), obj("a", a=INT)),
    "bounds repeated": (all_of(INT | {"minimum": 1}, {"minimum": 0}), INT | {"minimum": 1}),
    "allOf and anyOf of one": (all_of(STR), any_of(STR)),
    "order of branches": (one_of(CAT, DOG), one_of(DOG, CAT)),
    "oneOf and anyOf of what is apart": (one_of(CAT, DOG), any_of(CAT, DOG)),
    "a branch within another": (any_of(INT, NUM), NUM),
    "a common part of branches": (
        any_of(obj("a", "b", a=INT, b=INT), obj("a", "c", a=INT, c=INT)),
        all_of(obj("a", a=INT), any_of(obj("b", b=INT), obj("c", c=INT))),
    ),
    "twice not": (STR | {"not": {"not": {"enum": ["a"]}}}, STR | {"enum": ["a"]}),
    "not a type": ({"not": STR}, {"type": ["null", "boolean", "number", "array", "object"]}),
    "if without then": (STR | {"if": {"maxLength": 3}}, STR),
    "if of then and else alike": (
        INT | {"if": {"minimum": 5}, "then": {"maximum": 9}, "else": {"maximum": 9}},
        INT | {"maximum": 9},
    ),
    "dependent required as a schema": (
        obj(a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}},
        obj(a=INT, b=INT) | {"dependentSchemas": {"a": {"required": ["b"]}}},
    ),
    "an empty dependency": (obj(a=INT), obj(a=INT) | {"dependentRequired": {"a": []}}),
    "closed by unevaluated": (closed(a=INT), obj(a=INT) | {"unevaluatedProperties": False}),
    "closed by names": (
        closed(a=INT),
        obj(a=INT) | {"additionalProperties": True, "propertyNames": {"enum": ["a"]}},
    ),
    "map of anything": (OBJECT | {"additionalProperties": True}, OBJECT | {"additionalProperties": {}}),
    "free-form and open": (OBJECT, OBJECT | {"additionalProperties": True}),
    "tuple by items and prefix": (
        {"type": "array", "prefixItems": [INT, INT], "items": INT},
        arr(INT),
    ),
    "a tuple of like members and a bounded array": (
        {"type": "array", "prefixItems": [INT, INT], "items": False},
        arr(INT, maxItems=2),
    ),
    "contains nothing in particular": (arr(INT, minItems=1), arr(INT, contains=True)),
    "annotations": (STR | {"description": "x", "examples": ["y"]}, STR | {"title": "t", "deprecated": True}),
    "a format that nobody asserts": (STR | {"format": "password"}, STR),
    "vendor keywords": (STR | {"x-a": 1}, STR | {"x-b": 2}),
    "anything": ({}, True),
    "any types": ({}, {"type": ["null", "boolean", "number", "string", "array", "object"]}),
    "boolean by enum": (BOOL, {"enum": [True, False]}),
    "minProperties from required": (obj("a", a=INT), obj("a", a=INT) | {"minProperties": 1}),
    "maxProperties from a closed object": (closed(a=INT), closed(a=INT) | {"maxProperties": 1}),
}
"""The same values, in other words."""

APART: dict[str, tuple[Any, Any]] = {
    "string and integer": (STR, INT),
    "null and string": (NULL, STR),
    "other values": (A_OR_B, STR | {"enum": ["b", "c"]}),
    "ranges that cross": (INT | {"minimum": 1}, INT | {"maximum": 5}),
    "multiples that cross": (INT | {"multipleOf": 2}, INT | {"multipleOf": 3}),
    "patterns that cross": (STR | {"pattern": "^a"}, STR | {"pattern": "b$"}),
    "other formats": (STR | {"format": "uuid"}, STR | {"format": "date"}),
    "other required properties": (obj("a", a=INT, b=INT), obj("b", a=INT, b=INT)),
    "a property retyped": (obj("a", a=INT), obj("a", a=STR)),
    "arrays of other items": (arr(INT, minItems=1), arr(STR, minItems=1)),
    "true is not one": ({"const": True}, {"const": 1}),
    "text of a number": ({"const": "1"}, {"const": 1}),
    "oneOf that overlaps against anyOf that does not": (
        one_of(INT | {"minimum": 0}, INT | {"maximum": 10}),
        INT | {"minimum": 5, "maximum": 20},
    ),
    "closed objects of other names": (closed("a", a=INT), closed("b", b=INT)),
    "a list and its item": (STR, arr(STR)),
    "tuple in another order": (
        {"type": "array", "prefixItems": [INT, STR], "items": False, "minItems": 1},
        {"type": "array", "prefixItems": [STR, INT], "items": False, "minItems": 1},
    ),
    "map and object": (OBJECT | {"additionalProperties": INT}, obj(a=STR)),
    "free-form and an object with a type inside": (OBJECT | {"minProperties": 1}, closed(a=INT)),
    "if turned round": (
        obj(a=INT, b=INT) | {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        obj(a=INT, b=INT) | {"if": {"required": ["b"]}, "then": {"required": ["a"]}},
    ),
}
"""Each has values that the other has not."""

ONE_WAY: dict[str, tuple[Any, Any, bool]] = {
    # Writers use declared names only: what decision 1 makes of open objects.
    "a new optional property, sent to an open reader": (obj(a=INT, b=INT), obj(a=INT), True),
    "an optional property less": (obj(a=INT), obj(a=INT, b=INT), True),
    "a property that a closed reader does not know": (obj(a=INT, b=INT), closed(a=INT), False),
    "declared names fit a closed reader": (obj(a=INT), closed(a=INT), True),
    "an open writer and a closed reader": (obj(a=INT) | {"additionalProperties": True}, closed(a=INT), False),
    "an open writer and a new typed property": (obj(a=INT) | {"additionalProperties": True}, obj(a=INT, b=INT), False),
    "a map and a closed reader": (OBJECT | {"additionalProperties": INT}, closed(a=INT), False),
    "a writer of patterns and a closed reader": (OBJECT | {"patternProperties": {"^x": INT}}, closed(a=INT), False),
    "a writer of patterns and a map": (
        OBJECT | {"patternProperties": {"^x": INT}, "additionalProperties": False},
        OBJECT | {"additionalProperties": STR},
        False,
    ),
    "a writer of patterns and a map that takes them": (
        OBJECT | {"patternProperties": {"^x": INT}, "additionalProperties": False},
        OBJECT | {"additionalProperties": NUM},
        True,
    ),
    "a writer of patterns and a declared name": (
        OBJECT | {"patternProperties": {"^x": INT}, "additionalProperties": False},
        obj(x=STR),
        False,
    ),
    "a declared property and a reader's map of another type": (
        obj(a=INT),
        OBJECT | {"additionalProperties": STR},
        False,
    ),
    "a closed reader in an allOf": (obj(a=INT, b=INT), all_of(closed(a=INT), obj(b=INT)), False),
    "a writer closed in each member of an allOf": (all_of(closed(a=INT), closed(b=INT)), closed(), True),
    "names of conditions count as declared": (
        obj(a=INT) | {"if": {"required": ["b"]}, "then": {"required": ["a"]}},
        closed(a=INT),
        False,
    ),
    "free-form and a closed reader": (OBJECT, closed(a=INT), False),
    "free-form and a first declared property": (OBJECT, obj(a=INT), False),
    "branches of one writer fit one closed reader": (any_of(obj(a=INT), obj(b=INT)), closed(a=INT, b=INT), True),
    "nested objects are closed too": (obj(n=obj(a=INT)), obj(n=closed(a=INT)), True),
    "nested objects may be sent": (obj(n=obj(a=INT, b=INT)), obj(n=closed(a=INT)), False),
    "objects in lists are closed too": (arr(obj(a=INT)), arr(closed(a=INT)), True),
    "a reader's forbidden property": (obj(a=INT, b=INT), obj(a=INT, b=False), False),
    "a reader's forbidden property that is not sent": (obj(a=INT), obj(a=INT, b=False), True),
    "a writer's property that cannot be": (obj(a=INT, b=False), closed(a=INT), True),
    "a writer that can say nothing in one branch": (any_of(INT, all_of(STR, BOOL)), INT, True),
    "a required property without schema": (obj("a"), obj("a", a=INT), False),
    "a property promised by a dependency": (
        obj("a", a=INT, b=INT) | {"dependentRequired": {"a": ["b"]}},
        obj("a", "b", a=INT, b=INT),
        True,
    ),
    "a property promised by every branch": (
        obj(a=INT, b=INT) | any_of({"required": ["a"]}, {"required": ["a", "b"]}),
        obj("a", a=INT, b=INT),
        True,
    ),
    "reader's oneOf where both branches take it": (
        obj("a", a=INT),
        one_of(obj("a", a=INT), obj("a", a=NUM)),
        False,
    ),
    "reader's oneOf of open objects told apart by required": (
        obj("a", a=INT),
        one_of(obj("a", a=INT), obj("b", b=INT)),
        True,
    ),
    "a union by a reader that splits the range": (INT, any_of(INT | {"minimum": 0}, INT | {"maximum": 0}), True),
    "a union that leaves a hole": (INT, any_of(INT | {"minimum": 1}, INT | {"maximum": -1}), False),
    "an object in a union that splits by a property": (
        obj("k", k=A_OR_B),
        one_of(obj("k", k={"const": "a"}), obj("k", k={"const": "b"})),
        True,
    ),
    "an array whose items a union takes one by one": (
        arr({"type": ["integer", "string"]}),
        any_of(arr(INT), arr(STR)),
        False,
    ),
    "empty arrays only": (arr(STR, maxItems=0), arr(INT), True),
}
"""Writer, reader, and whether every message fits; the other direction is another question."""

LINKED = {"Node": obj("v", v=INT, next=ref("Node"))}
LINKED_NUM = {"Node": obj("v", v=NUM, next=ref("Node"))}
TREE = {"Tree": obj("v", v=INT, children=arr(ref("Tree")))}
TREE_NUM = {"Tree": obj("v", v=NUM, children=arr(ref("Tree")))}
TREE_NULL = {"Tree": obj("v", v=INT, left=any_of(ref("Tree"), NULL))}
TREE_NO_NULL = {"Tree": obj("v", v=INT, left=ref("Tree"))}
MUTUAL = {"A": obj(b=ref("B"), n=INT), "B": obj(a=ref("A"), s=SHORT)}
MUTUAL_WIDE = {"A": obj(b=ref("B"), n=INT), "B": obj(a=ref("A"), s=STR)}
JSON_VALUE = {
    "Json": any_of(
        {"type": ["null", "boolean", "number", "string"]},
        arr(ref("Json")),
        OBJECT | {"additionalProperties": ref("Json")},
    )
}
EXPR = {"E": one_of(closed("lit", lit=INT), closed("add", add=arr(ref("E"), minItems=2, maxItems=2)))}
EXPR_MORE = {
    "E": one_of(
        closed("lit", lit=INT),
        closed("add", add=arr(ref("E"), minItems=2, maxItems=2)),
        closed("neg", neg=ref("E")),
    )
}
# A first branch of the reader fails only after its inner pair was taken to fit because the outer one was assumed to.
POISON_W = {"A": obj("v", c=ref("C"), v=INT), "C": obj(a=ref("A"))}
POISON_R = {
    "X": obj("v", c=ref("D"), v=STR),
    "D": obj(a=ref("X")),
    "Y": obj("v", c=ref("D"), v=INT),
}

RECURSIVE: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "linked list with itself": (LINKED, LINKED, True),
    "linked list widened": (LINKED, LINKED_NUM, True),
    "linked list narrowed": (LINKED_NUM, LINKED, False),
    "tree widened": (TREE, TREE_NUM, True),
    "tree narrowed": (TREE_NUM, TREE, False),
    "tree that may end in null": (TREE_NO_NULL, TREE_NULL, True),
    "tree that may no longer end in null": (TREE_NULL, TREE_NO_NULL, False),
    "mutual widened": (MUTUAL, MUTUAL_WIDE, True),
    "mutual narrowed": (MUTUAL_WIDE, MUTUAL, False),
    "any JSON value with itself": (JSON_VALUE, JSON_VALUE, True),
    "any JSON value in any value": (JSON_VALUE, {"Any": {}}, True),
    "any value as a JSON value": ({"Any": {}}, JSON_VALUE, True),
    "expressions grow": (EXPR, EXPR_MORE, True),
    "expressions shrink": (EXPR_MORE, EXPR, False),
    "unrolled once": (
        LINKED,
        {"Node": obj("v", v=INT, next=ref("More")), "More": obj("v", v=INT, next=ref("Node"))},
        True,
    ),
    "a list in a tree": (LINKED, {"Node": obj("v", v=INT, next=ref("Node"), children=arr(ref("Node")))}, True),
    "an assumption that did not hold": (
        {"Root": obj(p=ref("A"))} | POISON_W,
        {"Root": obj(p=any_of(ref("X"), ref("Y")))} | POISON_R,
        False,
    ),
}
"""Components of the writer and of the reader; the first schema of each is the one asked about."""

NULLABLE: dict[str, tuple[Any, Any, bool]] = {
    "nullable and a type list": (STR | {"nullable": True}, {"type": ["string", "null"]}, True),
    "a type list and nullable": ({"type": ["string", "null"]}, STR | {"nullable": True}, True),
    "nullable and no longer": (STR | {"nullable": True}, STR, False),
    "now nullable": (STR, STR | {"nullable": True}, True),
    "nullable enum and a list with null": (
        A_OR_B | {"enum": ["a", "b", None], "nullable": True},
        {"type": ["string", "null"], "enum": ["a", "b", None]},
        True,
    ),
    "boolean exclusive bound and a number": (
        INT | {"minimum": 3, "exclusiveMinimum": True},
        INT | {"exclusiveMinimum": 3},
        True,
    ),
    "boolean exclusive bound and an inclusive one": (
        INT | {"minimum": 3},
        INT | {"minimum": 3, "exclusiveMinimum": True},
        False,
    ),
    "int64 and int32": (INT | {"format": "int64"}, INT | {"format": "int32"}, False),
    "int32 and int64": (INT | {"format": "int32"}, INT | {"format": "int64"}, True),
}
"""Written in the dialect of OpenAPI 3.0 where it has its own words, and otherwise in that of 3.1."""

READ_ONLY, WRITE_ONLY = INT | {"readOnly": True}, INT | {"writeOnly": True}
MARKED: dict[str, tuple[Any, Any, Direction, bool]] = {
    "readOnly is not asked for in a request": (obj(a=INT), obj("id", a=INT, id=READ_ONLY), Direction.REQUEST, True),
    "readOnly is promised in a response": (obj(a=INT), obj("id", a=INT, id=READ_ONLY), Direction.RESPONSE, False),
    "writeOnly is asked for in a request": (obj(a=INT), obj("pin", a=INT, pin=WRITE_ONLY), Direction.REQUEST, False),
    "writeOnly is not waited for in a response": (obj(a=INT), obj("pin", pin=WRITE_ONLY), Direction.RESPONSE, True),
    "readOnly values may change in a request": (
        obj(id=STR | {"readOnly": True}),
        obj(id=READ_ONLY),
        Direction.REQUEST,
        True,
    ),
    "readOnly values may not change in a response": (
        obj(id=STR | {"readOnly": True}),
        obj(id=READ_ONLY),
        Direction.RESPONSE,
        False,
    ),
    "readOnly in a member of an allOf": (
        obj(a=INT),
        all_of(obj(id=READ_ONLY), {"required": ["id"]}),
        Direction.REQUEST,
        True,
    ),
}
"""Writer, reader, which way the message goes, and whether every message fits."""

UNPROVEN: set[str] = set()
"""Questions that may stay open: neither proven nor shown."""


def asked(writer: Schema, reader: Schema, direction: Direction = Direction.REQUEST) -> tuple[Asked, Asked, list[Gap]]:
    """The two sides and the gaps that matter, for the first schema of each components."""
    one, other = (next(iter(_schemas(each).schemas.values())) for each in (writer, reader))
    sends, takes = side(one.space, direction, writes=True), side(other.space, direction, writes=False)
    question = Containment(sends, takes)
    found = question.everything(question.gaps(sends.part(one), takes.part(other)))
    return Asked(sends, sends.part(one)), Asked(takes, takes.part(other)), serious(found)


class Asked(NamedTuple):
    """A side, and the schema that was asked about."""

    side: Side
    part: Part


def _schemas(schemas: Schema) -> Document:
    words = "3.0.3" if any(word in repr(schemas) for word in ("'nullable'", "exclusiveMinimum': True")) else "3.1.0"
    return from_mapping(
        {"openapi": words, "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas}}
    )


def _valid(asked: Asked, value: Any) -> bool:
    checks = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return bool(
        jsonschema.Draft202012Validator(asked.side.whole(asked.part.schema), format_checker=checks).is_valid(value)
    )


def answers(name: str, writer: Schema, reader: Schema, *, fits: bool, direction: Direction = Direction.REQUEST) -> None:
    """Assert the engine's answer; every value it gives is tried on another validator."""
    sends, takes, gaps = asked(writer, reader, direction)
    for gap in gaps:
        if gap.kind is Kind.BREAK:
            assert _valid(sends, gap.value), (gap.keyword, gap.value)
            assert not _valid(takes, gap.value), (gap.keyword, gap.value)
    if fits:
        assert not any(gap.kind is Kind.BREAK for gap in gaps), gaps
        assert not gaps or name in UNPROVEN
    else:
        assert gaps
        assert any(gap.kind is Kind.BREAK for gap in gaps) or f"{name}, turned round" in UNPROVEN


def _single(schema: Any) -> Schema:
    return {"S": schema}


@pytest.mark.parametrize("name", NARROWER)
def test_the_narrower_fits_the_wider(name: str) -> None:
    narrow, wide = NARROWER[name]
    answers(name, _single(narrow), _single(wide), fits=True)


@pytest.mark.parametrize("name", NARROWER)
def test_the_wider_does_not_fit_the_narrower(name: str) -> None:
    narrow, wide = NARROWER[name]
    answers(name, _single(wide), _single(narrow), fits=False)


@pytest.mark.parametrize("name", EQUAL)
def test_other_words_for_the_same_fit_both_ways(name: str) -> None:
    one, other = EQUAL[name]
    answers(name, _single(one), _single(other), fits=True)
    answers(f"{name}, turned round", _single(other), _single(one), fits=True)


@pytest.mark.parametrize("name", APART)
def test_what_is_apart_fits_neither_way(name: str) -> None:
    one, other = APART[name]
    answers(name, _single(one), _single(other), fits=False)
    answers(name, _single(other), _single(one), fits=False)


@pytest.mark.parametrize("name", ONE_WAY)
def test_writers_use_declared_names(name: str) -> None:
    writer, reader, fits = ONE_WAY[name]
    answers(name, _single(writer), _single(reader), fits=fits)


@pytest.mark.parametrize("name", RECURSIVE)
def test_recursive_schemas(name: str) -> None:
    writer, reader, fits = RECURSIVE[name]
    answers(name, writer, reader, fits=fits)


@pytest.mark.parametrize("name", NULLABLE)
def test_dialects_meet(name: str) -> None:
    writer, reader, fits = NULLABLE[name]
    answers(name, _single(writer), _single(reader), fits=fits)


@pytest.mark.parametrize("name", MARKED)
def test_what_one_direction_does_not_carry(name: str) -> None:
    writer, reader, direction, fits = MARKED[name]
    answers(name, _single(writer), _single(reader), fits=fits, direction=direction)


def test_a_schema_that_no_engine_can_read_is_never_called_compatible() -> None:
    gaps = asked(_single(STR), _single(STR | {"pattern": "^[a"}))[2]
    assert [gap.kind for gap in gaps] == [Kind.UNPROVEN]


def test_few_questions_stay_open() -> None:
    assert len(UNPROVEN) <= 0.03 * (2 * len(NARROWER) + 2 * len(EQUAL) + 2 * len(APART) + len(ONE_WAY) + len(RECURSIVE))


def _searches(kinds: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often values are searched for where one of many kinds without a tag gets a wider member."""
    before = [obj(f"a{index}", "n", **{f"a{index}": INT, "n": INT}) for index in range(kinds)]
    after = [*before[:-1], obj(f"a{kinds - 1}", "n", **{f"a{kinds - 1}": INT, "n": NUM})]
    counted: list[object] = []
    search = leaves.values_of
    with monkeypatch.context() as patched:
        patched.setattr(leaves, "values_of", lambda *args: counted.append(args) or search(*args))
        assert any(gap.kind is Kind.BREAK for gap in asked(_single(one_of(*after)), _single(one_of(*before)))[2])
    return len(counted)


def test_a_value_is_searched_for_where_no_branch_fits_and_not_for_every_pair_of_branches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _searches(12, monkeypatch) <= 3 * _searches(4, monkeypatch)


def _doubled(keyword: str, levels: int, leaf: Schema) -> Schema:
    """Choices, each of the next one twice."""
    choices = {f"A{level}": {keyword: [ref(f"A{level + 1}")] * 2} for level in range(levels)}
    return choices | {f"A{levels}": leaf}


DOUBLED = {
    "read": (_single(obj(a=INT)), _doubled("oneOf", 40, {})),
    "written and read": (_doubled("anyOf", 6, closed(a=INT)), _doubled("anyOf", 6, obj(a=INT))),
}
"""Writer and reader, of which choices inside of choices could be asked about for ever."""


@pytest.mark.parametrize("name", DOUBLED)
def test_choices_that_double_are_asked_about_a_bounded_number_of_times(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked, views = Containment._constraints, list[str]()

    def counted(question: Containment, writer: View, reader: View) -> list[Gap]:
        views.append(writer.origin)
        assert len(views) < 1_000
        return walked(question, writer, reader)

    monkeypatch.setattr(Containment, "_constraints", counted)
    monkeypatch.setattr(asking, "_MOST_NESTED", 30)
    assert all(gap.kind is Kind.UNPROVEN for gap in asked(*DOUBLED[name])[2])
    assert len(views) > 1
