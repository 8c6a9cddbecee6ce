"""What shows a gap is as small as the schemas let it be."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat import leaves
from contracts.compat.gaps import NOTHING
from contracts.compat.sides import side
from contracts.compat.views import View, view
from specs.load import from_mapping
from specs.schemas import Direction

LONG = {"type": "object", "required": ["long"], "properties": {"long": {"type": "array", "minItems": 9}}}


def writer(**said: Any) -> View:
    """A schema as what writes it has it."""
    schemas = {"T": {"type": "object"} | said, "Long": LONG}
    document = from_mapping(
        {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas}}
    )
    schema = document.schemas["T"]
    ours = side(schema.space, Direction.RESPONSE, writes=True)
    return view(ours, ours.part(schema))


def test_an_object_has_what_it_shows_and_what_is_required() -> None:
    more = {name: {"$ref": "#/components/schemas/Long"} for name in "abc"}
    made = leaves.object_with(writer(required=["id"], properties={"id": {"type": "integer"}, "x": {}} | more), "x", 7)
    assert made.keys() == {"id", "x"}
    assert made["x"] == 7


def test_of_two_forms_the_shorter_one_is_taken() -> None:
    either = {"anyOf": [{"$ref": "#/components/schemas/Long"}, {"type": "boolean"}]}
    for names in ("ab", "cd", "ef"):
        said = {"required": [*names], "properties": dict.fromkeys(names, either) | {"x": {}}}
        made = leaves.object_with(writer(**said), "x", 7)
        assert any(isinstance(made[each], bool) for each in names)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"minProperties": 4}, id="a number of members"),
        pytest.param({"anyOf": [{"required": ["a", "b"]}, {"required": ["c"]}]}, id="one or the other member"),
        pytest.param({"dependentRequired": {"x": ["a", "c"]}}, id="what goes with what it shows"),
    ],
)
def test_where_what_is_required_is_not_enough_there_is_more(more: dict[str, Any]) -> None:
    said = writer(properties={each: {"type": "string"} for each in "abc"} | {"x": {}}, **more)
    made = leaves.object_with(said, "x", 7)
    assert made is not NOTHING
    assert leaves.says(said, made)
    assert made["x"] == 7
