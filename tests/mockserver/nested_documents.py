"""Documents of one kind of things, in the many habits that documents have, and where in their bodies things stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

_TEXT = {"type": "string"}
_TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "text": {"type": "string", "minLength": 1, "maxLength": 40},
    "uuid": {"type": "string", "format": "uuid"},
}
ALONE: tuple[tuple[str, ...], ...] = ((), ("data",), ("<thing>",), ("result",), ("data", "<thing>"))
_LISTS = "|data|items|<things>|_embedded <things>|result items"
LISTED: tuple[tuple[str, ...], ...] = tuple(tuple(each.split()) for each in _LISTS.split("|"))
_BESIDE = {"meta": {"type": "object"}, "total": {"type": "integer"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a document speaks of its things.

    Attributes:
        thing: what one is called.
        things: what several are.
        id: the property that names one.
        where: what tells it: the ``body`` of an answer, only the ``address`` in it, or the client has ``chosen`` it.
        parameter: the parameter of paths that does.
        kind: of the name.
        alone: members from a body to one.
        listed: members from a body to the list.
        sent: members from a request's body to one.
        entry: members from an entry of a list to one.
        silent: whether making and changing one is answered without a body.
        beside: whether envelopes tell more than that.
        parents: what the collection is below.
        flat: whether one is reached at an address of its own.
        change: the method that changes one.
        composed: whether the schema is put together of two.
        base: the path of the server.
    """

    thing: str
    things: str
    id: str
    where: str
    parameter: str
    kind: str
    alone: tuple[str, ...]
    listed: tuple[str, ...]
    sent: tuple[str, ...]
    entry: tuple[str, ...]
    silent: bool
    beside: bool
    parents: tuple[str, ...]
    flat: bool
    change: str
    composed: bool
    base: str

    @property
    def collection(self) -> str:
        """Its path."""
        return "".join(f"/{each}s/{{{each}Id}}" for each in self.parents) + f"/{self.things}"

    @property
    def item(self) -> str:
        """The path of one."""
        return f"{f'/{self.things}' if self.flat else self.collection}/{{{self.parameter}}}"


@st.composite
def habits(draw: st.DrawFn) -> Habit:
    """Habits of all kinds, put together at random."""
    thing, things = draw(st.sampled_from([("pet", "pets"), ("orderItem", "orderItems"), ("category", "categories")]))
    ids, keys = ["id", f"{thing}Id", f"{thing}_id", "uuid"], ["slug", "code", "key"]
    name = draw(st.sampled_from(ids + keys))
    own = (name, "id", f"{thing}Id") if name in ids else (name, f"{thing}_{name}")
    where = draw(st.sampled_from(["body", "address", "chosen"] if name in keys else ["body", "address"]))
    named = {"<thing>": thing, "<things>": things}
    alone, listed = (tuple(named.get(each, each) for each in draw(st.sampled_from(of))) for of in (ALONE, LISTED))
    parents = tuple(draw(st.sampled_from([(), ("owner",), ("city", "owner")])))
    return Habit(
        thing=thing,
        things=things,
        id=name,
        where=where,
        parameter=draw(st.sampled_from(own)),
        kind=draw(st.sampled_from(sorted(_TYPES))) if name != "uuid" else "uuid",
        alone=alone,
        listed=listed,
        sent=draw(st.sampled_from([(), alone, (thing,), ("data",)])),
        entry=draw(st.sampled_from([(), (), (thing,)])),
        silent=draw(st.booleans()),
        beside=draw(st.booleans()),
        parents=parents,
        flat=bool(parents) and draw(st.booleans()),
        change=draw(st.sampled_from(["PUT", "PATCH", "POST"])),
        composed=draw(st.booleans()),
        base=draw(st.sampled_from(["", "/api/v2"])),
    )


def document(habit: Habit) -> dict[str, Any]:
    """The document that has a habit."""
    one, sent = {"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/Written"}
    absent = {"404": {"description": "none"}}
    alone = _told("200", _within(one, habit.alone, beside=habit.beside))
    written = {"requestBody": {"required": True, "content": _json(_within(sent, habit.sent))}}
    made = _told("201", _within(one, habit.alone, beside=habit.beside))
    changed = alone
    if habit.silent:
        made, changed = ({"responses": {status: {"description": "done"}}} for status in ("201", "204"))
    several = _told(
        "200", _within({"type": "array", "items": _within(one, habit.entry)}, habit.listed, beside=habit.beside)
    )
    kind = _TYPES[habit.kind]
    told = kind if habit.where == "chosen" else {**kind, "readOnly": True}
    own = {} if habit.where == "address" else {habit.id: told}
    members = {"title": _TEXT, "size": {"type": "integer"}}
    whole: dict[str, Any] = {"type": "object", "required": list(own), "properties": {**own, **members}}
    if habit.composed:
        whole = {"allOf": [{"type": "object", "required": list(own), "properties": own}, sent]}
    if habit.where == "chosen":
        members |= own
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": habit.base or "/"}],
        "paths": {
            habit.collection: {
                "parameters": _parameters(habit, habit.collection),
                "get": several,
                "post": {**made, **written},
            },
            habit.item: {
                "parameters": _parameters(habit, habit.item),
                "get": {"responses": {**alone["responses"], **absent}},
                habit.change.lower(): {**written, "responses": {**changed["responses"], **absent}},
                "delete": {"responses": {"204": {"description": "gone"}, **absent}},
            },
        },
        "components": {"schemas": {"Thing": whole, "Written": {"type": "object", "properties": members}}},
    }


def _parameters(habit: Habit, path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    kinds = {name: _TYPES[habit.kind] if name == habit.parameter and path == habit.item else _TEXT for name in names}
    return [{"name": name, "in": "path", "required": True, "schema": kind} for name, kind in kinds.items()]


def _within(schema: dict[str, Any], members: tuple[str, ...], *, beside: bool = False) -> dict[str, Any]:
    """A schema in envelopes, of which the outermost may tell more."""
    for depth, member in reversed(list(enumerate(members))):
        more = _BESIDE if beside and depth == 0 else {}
        schema = {"type": "object", "required": [member], "properties": {member: schema, **more}}
    return schema


def _told(status: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {status: {"description": "told", "content": _json(schema)}}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
