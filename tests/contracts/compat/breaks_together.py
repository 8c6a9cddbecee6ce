"""Edits that break a client each, apart from each other on one operation and one object, to be made together."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

Raw = dict[str, Any]

MEMBERS: Raw = {
    "name": {"type": "string", "maxLength": 40},
    "state": {"type": "string", "enum": ["on", "off"]},
    "count": {"type": "integer", "minimum": 0, "maximum": 9},
    "seen": {"type": "string", "format": "date"},
    "sure": {"type": "boolean"},
    "parts": {"type": "array", "maxItems": 2, "items": {"type": "string", "maxLength": 5}},
    "owner": {"type": "object", "properties": {"mail": {"type": "string"}, "age": {"type": "integer"}}},
    "note": {"type": "string"},
}
REQUIRED = ["name", "state", "count", "seen", "sure"]


class Edit(NamedTuple):
    """A change of the thing, or of what is around it, that lets it be more than before.

    Attributes:
        make: changes a document in place.
        always: every message that has the change shows it, so that those that show another one show it, too.
    """

    make: Callable[[Raw], object]
    always: bool = False


def document(*edits: Edit, context: str = "plain") -> Raw:
    """A document whose things may be more than without the edits."""
    thing = {"type": "object", "required": [*REQUIRED], "properties": deepcopy(MEMBERS)}
    for edit in edits:
        edit.make(thing)
    return {
        "openapi": "3.1.0",
        "info": {"title": "things", "version": "1"},
        "paths": {"/things": {"post": _operation(CONTEXTS[context])}},
        "components": {"schemas": {"Thing": thing}},
    }


def _operation(schema: Raw) -> Raw:
    body = {"content": {"application/json": {"schema": schema}}}
    return {"requestBody": {"required": True, **body}, "responses": {"200": {"description": "done", **body}}}


_THING = {"$ref": "#/components/schemas/Thing"}
CONTEXTS: dict[str, Raw] = {
    "plain": _THING,
    "items": {"type": "array", "items": _THING},
    "deep": {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "object", "required": ["thing"], "properties": {"thing": _THING}}},
    },
    "all": {"allOf": [_THING, {"type": "object", "properties": {"more": {"type": "string"}}}]},
    "one": {"oneOf": [{"type": "integer"}, _THING]},
}
"""Schemas of bodies that hold a thing."""


def _of(name: str, **said: Any) -> Edit:
    return Edit(lambda thing: thing["properties"][name].update(said))


def _left_out(thing: Raw) -> None:
    thing["required"].remove("sure")


def _gone(thing: Raw) -> None:
    thing["required"].remove("name")
    del thing["properties"]["name"]


def _age(thing: Raw) -> None:
    thing["properties"]["owner"]["properties"]["age"]["type"] = ["integer", "null"]


def _mail(thing: Raw) -> None:
    thing["properties"]["owner"]["properties"]["mail"] = {"type": ["string", "integer"]}


def _item(thing: Raw) -> None:
    thing["properties"]["parts"]["items"]["maxLength"] = 9


EDITS: dict[str, Edit] = {
    "longer": _of("name", maxLength=50),
    "value": _of("state", enum=["on", "off", "broken"]),
    "more": _of("count", maximum=12),
    "less": _of("count", minimum=-5),
    "null": _of("seen", type=["string", "null"]),
    "type": Edit(lambda thing: thing["properties"].update(sure={"type": "string"}), always=True),
    "left out": Edit(_left_out),
    "gone": Edit(_gone, always=True),
    "items": _of("parts", maxItems=3),
    "item": Edit(_item),
    "inner null": Edit(_age),
    "inner type": Edit(_mail),
    "optional": _of("note", type=["string", "null"]),
}
APART = {("longer", "gone"), ("type", "left out")}
"""Those that cannot be told apart when they are made together."""
