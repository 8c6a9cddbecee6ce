"""Where in bodies of many habits the item stands."""

from __future__ import annotations

from typing import Any

import pytest

from specs.inference.envelopes import locate, nested, reached

THING = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
FREE = {"type": "object", "properties": {"name": {"type": "string"}}}
MANY = {"type": "array", "items": THING}
TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}


def of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


TABLE: dict[str, tuple[dict[str, Any], bool, tuple[str, ...], bool, tuple[str, ...]]] = {
    "the item itself": (THING, True, (), False, ()),
    "a list itself": (MANY, False, (), True, ()),
    "data": (of(data=THING), True, ("data",), False, ()),
    "data and meta": (of(data=MANY, meta=of(total=NUMBER)), False, ("data",), True, ()),
    "two levels": (of(data=of(things=MANY, server_knowledge=NUMBER)), False, ("data", "things"), True, ()),
    "result beside what tells of the message": (
        of(result=THING, success=FLAG, errors={"type": "array", "items": of(code=NUMBER)}),
        True,
        ("result",),
        False,
        (),
    ),
    "items and total": (of(items=MANY, total=NUMBER), False, ("items",), True, ()),
    "the name of the thing": (of(thing=THING, audit=of(at=TEXT)), True, ("thing",), False, ()),
    "the name of the things": (of(things=MANY, users=MANY), False, ("things",), True, ()),
    "a list of one": (of(Things=MANY), True, ("Things",), True, ()),
    "JSON:API": (of(data=MANY, included=MANY, links=of(next=TEXT)), False, ("data",), True, ()),
    "HAL": (
        of(_embedded=of(things=MANY), _links=of(self=THING), page=of(size=NUMBER)),
        False,
        ("_embedded", "things"),
        True,
        (),
    ),
    "OData": (of(value=MANY, **{"@odata.nextLink": TEXT}), False, ("value",), True, ()),
    "Stripe": (of(object=TEXT, data=MANY, has_more=FLAG, url=TEXT), False, ("data",), True, ()),
    "GitHub's searches": (of(total_count=NUMBER, incomplete_results=FLAG, items=MANY), False, ("items",), True, ()),
    "entries in their own name": (
        of(list={"type": "array", "items": of(thing=FREE, card=FREE)}),
        False,
        ("list",),
        True,
        ("thing",),
    ),
    "an item with lines": (of(number=TEXT, items=MANY), True, (), False, ()),
    "an item with an id and data": (of(id=TEXT, data=THING), True, (), False, ()),
    "an item with a part": (of(name=TEXT, address=FREE), True, (), False, ()),
    "an item with data among its own": (of(name=TEXT, kind=TEXT, data=FREE), True, (), False, ()),
    "a list far inside an item": (of(data=of(capacity=NUMBER, inventory=MANY)), False, ("data",), False, ()),
}


@pytest.mark.parametrize("case", TABLE)
def test_the_place_of_the_item(case: str) -> None:
    schema, alone, path, listed, inside = TABLE[case]
    found = locate(schema, schema, "thing", alone=alone)
    assert found is not None
    assert (found.path, found.listed, found.inside) == (path, listed, inside)


@pytest.mark.parametrize("schema", [{"type": "string"}, {"type": "array", "items": TEXT}, {}])
def test_there_is_no_item_in_what_is_no_object(schema: dict[str, Any]) -> None:
    assert locate(schema, schema, "thing", alone=False) is None


def test_a_recursive_envelope_ends() -> None:
    schema = {"$ref": "#/$defs/A", "$defs": {"A": of(data={"$ref": "#/$defs/A"})}}
    assert locate(schema, schema, "thing", alone=True) is not None


def test_what_is_put_in_a_place_is_found_there() -> None:
    body = nested(("a", "b"), 1, {"a": {"c": 2}, "d": 3})
    assert body == {"a": {"b": 1, "c": 2}, "d": 3}
    assert reached(body, ("a", "b")) == 1
    assert reached(body, ("a", "x", "y")) is None
    assert nested(("a", "b"), 1, {"a": 7}) == {"a": {"b": 1}}
