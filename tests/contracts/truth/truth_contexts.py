"""Where in a schema a smaller one may stand: what is sent there grows as the smaller one does, or shrinks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from truth_leaves import INT, LIST, OBJ, STR, Schema, closed, obj, of, tagged


class Context(NamedTuple):
    """A place in a schema.

    Attributes:
        around: the schema around another one.
        holding: a value of it that holds a value of the other one.
        named: a name for the whole, where it refers to itself: ``around`` then gets a reference to it too.
        flips: it takes less when the other one takes more.
        literal: it speaks of values as they are, so that what writers leave out by habit does not matter.
    """

    around: Callable[..., Schema]
    holding: Callable[[Any], Any]
    named: str = ""
    flips: bool = False
    literal: bool = False


def _if(then: str, schema: Schema) -> Schema:
    condition = {"properties": {"k": {"const": "a" if then == "then" else "b"}}, "required": ["k"]}
    return obj("k", k=STR | {"enum": ["a", "b"]}, p={}) | {"if": condition, then: {"properties": {"p": schema}}}


CONTEXTS: dict[str, Context] = {
    "property": Context(lambda s: obj(p=s, id=INT), lambda v: {"p": v}),
    "required property": Context(lambda s: obj("p", p=s), lambda v: {"p": v}),
    "closed property": Context(lambda s: closed("id", p=s, id=INT), lambda v: {"p": v, "id": 1}),
    "items": Context(of, lambda v: [v]),
    "one item": Context(lambda s: of(s, minItems=1, maxItems=1), lambda v: [v]),
    "map": Context(lambda s: OBJ | {"additionalProperties": s}, lambda v: {"key": v}),
    "names by pattern": Context(
        lambda s: OBJ | {"patternProperties": {"^x-": s}, "additionalProperties": False}, lambda v: {"x-key": v}
    ),
    "first of a tuple": Context(lambda s: LIST | {"prefixItems": [s, INT], "items": False}, lambda v: [v, 1]),
    "second of a tuple": Context(lambda s: LIST | {"prefixItems": [INT, s]}, lambda v: [1, v]),
    "rest of a tuple": Context(lambda s: LIST | {"prefixItems": [INT], "items": s}, lambda v: [1, v]),
    "contained": Context(lambda s: LIST | {"contains": s}, lambda v: [v], literal=True),
    "member of allOf": Context(lambda s: {"allOf": [obj("id", id=INT), obj(p=s)]}, lambda v: {"id": 1, "p": v}),
    "allOf of one": Context(lambda s: {"allOf": [s]}, lambda v: v),
    "branch of anyOf": Context(
        lambda s: {"anyOf": [tagged("one", p=s) | {"required": ["kind"]}, tagged("two") | {"required": ["kind"]}]},
        lambda v: {"kind": "one", "p": v},
    ),
    "kind of oneOf": Context(
        lambda s: {
            "oneOf": [tagged("one", n=INT) | {"required": ["kind"]}, tagged("two", p=s) | {"required": ["kind"]}]
        },
        lambda v: {"kind": "two", "p": v},
    ),
    "then": Context(lambda s: _if("then", s), lambda v: {"k": "a", "p": v}, literal=True),
    "else": Context(lambda s: _if("else", s), lambda v: {"k": "a", "p": v}, literal=True),
    "dependent schema": Context(
        lambda s: obj(a=INT, p={}) | {"dependentSchemas": {"a": {"properties": {"p": s}}}},
        lambda v: {"a": 1, "p": v},
        literal=True,
    ),
    "not": Context(
        lambda s: obj(p={}, id=INT) | {"not": {"properties": {"p": s}, "required": ["p"]}},
        lambda v: {"p": v},
        flips=True,
        literal=True,
    ),
    "chain": Context(lambda s, me: obj(p=s, next=me), lambda v: {"next": {"next": {"p": v}}}, named="Chain"),
    "tree": Context(lambda s, me: obj("p", p=s, below=of(me)), lambda v: {"p": v}, named="Tree"),
    "leaves of a tree": Context(
        lambda s, me: obj("kind", kind=STR, p=s, below={"anyOf": [of(me), {"type": "null"}]}),
        lambda v: {"kind": "root", "below": [{"kind": "leaf", "p": v}]},
        named="Branch",
    ),
}


class Setting(NamedTuple):
    """A schema in contexts.

    Attributes:
        schema: the whole.
        components: what it refers to.
    """

    schema: Schema
    components: dict[str, Schema]


def setting(names: Sequence[str], schema: Schema) -> Setting:
    """A schema in contexts, the innermost first."""
    components: dict[str, Schema] = {}
    for depth, name in enumerate(names):
        context = CONTEXTS[name]
        if context.named:
            own = f"{context.named}{depth or ''}"
            me = {"$ref": f"#/components/schemas/{own}"}
            components[own] = context.around(schema, me)
            schema = me
        else:
            schema = context.around(schema)
    return Setting(schema, components)


def holding(names: Sequence[str], value: Any) -> Any:
    """A value of a setting that holds a value of what is inside."""
    for name in names:
        value = CONTEXTS[name].holding(value)
    return value


def flipped(names: Sequence[str]) -> bool:
    return sum(CONTEXTS[name].flips for name in names) % 2 == 1


def literal(names: Sequence[str]) -> bool:
    return any(CONTEXTS[name].literal for name in names)
