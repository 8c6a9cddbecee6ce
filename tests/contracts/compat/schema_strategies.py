"""Small random JSON Schemas, their mutations, the values to try them on, and a closing of objects of the tests' own."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import strategies as st

NAMES = ("a", "b", "c")
SCALARS: list[Any] = [None, True, False, 0, 1, 2, 3, -1, 0.5, "", "a", "ab", "abc", "b"]
_TELLING: list[Any] = [None, False, 0, 2, "", "ab"]
_CONDITIONS = ("not", "if")
_SAME_VALUE = ("allOf", "anyOf", "oneOf")


def _values() -> list[Any]:
    arrays: list[Any] = [[], *([x] for x in SCALARS), *([x, y] for x, y in product(_TELLING, repeat=2)), [1, 2, 3]]
    objects: list[Any] = [
        {name: value for name, value in zip(NAMES, values, strict=True) if value is not ...}
        for values in product([..., *_TELLING], repeat=3)
    ]
    nested = [{"a": inner} for inner in (*arrays[:8], {}, {"a": 1}, {"a": "a"}, {"b": 1}, {"a": 1, "b": "b"})]
    return [*SCALARS, *arrays, *objects, *nested, *([each["a"]] for each in nested), {"other": 1}, {"a": 1, "other": 1}]


VALUES = _values()
"""JSON values small enough to try them all."""

_small = st.integers(0, 3)
_names = st.lists(st.sampled_from(NAMES), unique=True, max_size=2)


@st.composite
def _numbers(draw: st.DrawFn) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": draw(st.sampled_from(["integer", "number"]))}
    bounds = st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
    for keyword in draw(st.lists(bounds, max_size=2, unique=True)):
        schema[keyword] = draw(st.sampled_from([-1, 0, 0.5, 1, 2]))
    if draw(st.integers(0, 4)) == 0:
        schema["multipleOf"] = draw(st.sampled_from([1, 2, 3, 0.5]))
    return schema


@st.composite
def _strings(draw: st.DrawFn) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for keyword in draw(st.lists(st.sampled_from(["minLength", "maxLength"]), max_size=2, unique=True)):
        schema[keyword] = draw(_small)
    if draw(st.integers(0, 4)) == 0:
        schema["pattern"] = draw(st.sampled_from(["^a", "b$", "^a+$", "^[ab]*$", "^ab?c?$"]))
    return schema


_enums = st.lists(st.sampled_from(SCALARS), min_size=1, max_size=4).map(lambda values: {"enum": values})
_types = st.lists(
    st.sampled_from(["null", "boolean", "integer", "string", "object", "array"]), min_size=1, max_size=3, unique=True
).map(lambda names: {"type": names if len(names) > 1 else names[0]})
_leaves = st.one_of(
    _numbers(), _strings(), _enums, _types, st.sampled_from([{"type": "boolean"}, {}, {"type": "null"}])
)


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": draw(st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    }
    if draw(st.booleans()):
        schema["required"] = draw(_names)
    more = draw(st.integers(0, 10))
    if more < 3:
        schema["additionalProperties"] = draw(st.one_of(st.just(False), st.just(True), inner))
    if more == 4:
        schema["patternProperties"] = {draw(st.sampled_from(["^a", "^[bc]$", "^o"])): draw(inner)}
    if more == 5:
        schema[draw(st.sampled_from(["minProperties", "maxProperties"]))] = draw(_small)
    if more == 6:
        schema["dependentRequired"] = {draw(st.sampled_from(NAMES)): draw(_names)}
    if more == 7:
        schema["propertyNames"] = draw(st.sampled_from([{"enum": ["a", "b"]}, {"maxLength": 1}, {"pattern": "^[ac]"}]))
    if more == 8:
        del schema["properties"]
    if more == 9:
        schema["dependentSchemas"] = {draw(st.sampled_from(NAMES)): draw(inner)}
    return schema


@st.composite
def _arrays(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "items": draw(inner)}
    for keyword in draw(st.lists(st.sampled_from(["minItems", "maxItems"]), max_size=2, unique=True)):
        schema[keyword] = draw(_small)
    more = draw(st.integers(0, 6))
    if more == 0:
        schema["uniqueItems"] = True
    if more == 1:
        schema["prefixItems"] = draw(st.lists(inner, min_size=1, max_size=2))
    if more == 2:
        schema["contains"] = draw(inner)
    return schema


@st.composite
def _combined(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["allOf", "anyOf", "oneOf", "not", "if", "beside"]))
    if kind in _SAME_VALUE:
        return {kind: draw(st.lists(inner, min_size=1, max_size=3))}
    if kind == "not":
        return {"allOf": [draw(inner), {"not": draw(inner)}]}
    if kind == "if":
        return {**draw(inner), "if": draw(inner), "then": draw(inner), "else": draw(inner)}
    return {**draw(inner), draw(st.sampled_from(_SAME_VALUE)): draw(st.lists(inner, min_size=1, max_size=2))}


schemas = st.recursive(
    _leaves, lambda inner: st.one_of(_objects(inner), _arrays(inner), _objects(inner), _combined(inner)), max_leaves=6
)
"""Any small schema."""


@st.composite
def mutated(draw: st.DrawFn, schema: Any) -> Any:
    """A schema with one thing changed, somewhere."""
    if not isinstance(schema, dict) or not schema or draw(st.integers(0, 5)) == 0:
        return draw(schemas)
    keyword = draw(st.sampled_from(sorted(schema)))
    value = schema[keyword]
    if draw(st.integers(0, 4)) == 0:
        return {key: item for key, item in schema.items() if key != keyword}
    return {**schema, keyword: draw(_changed(keyword, value))}


@st.composite
def _changed(draw: st.DrawFn, keyword: str, value: Any) -> Any:
    if keyword in ("properties", "patternProperties", "dependentSchemas") and value:
        name = draw(st.sampled_from(sorted(value)))
        return {**value, name: draw(mutated(value[name]))}
    if keyword in (*_SAME_VALUE, "prefixItems"):
        index = draw(st.integers(0, len(value) - 1))
        return [*value[:index], draw(mutated(value[index])), *value[index + 1 :]]
    if keyword in ("items", "not", "if", "then", "else", "contains", "additionalProperties"):
        return draw(mutated(value))
    if keyword == "required":
        return draw(_names)
    if isinstance(value, int) and not isinstance(value, bool):
        return max(value + draw(st.sampled_from([-1, 1])), int(keyword == "multipleOf"))
    if keyword == "enum":
        return draw(st.one_of(st.just(value[:1]), st.just([*value, draw(st.sampled_from(SCALARS))])))
    return value


pairs = st.one_of(
    schemas.flatmap(lambda one: st.tuples(st.just(one), mutated(one))),
    schemas.flatmap(lambda one: st.tuples(mutated(one), st.just(one))),
    st.tuples(schemas, schemas),
)
"""A writer and a reader: close relatives more often than strangers."""


def closed(schema: Any) -> Any:
    """A schema without references, whose objects have declared names only. Independent of the engine's closing."""
    return _closed(schema, top=True)


def _closed(schema: Any, *, top: bool) -> Any:
    if not isinstance(schema, dict):
        return schema
    shut = {keyword: _keyword(keyword, value) for keyword, value in schema.items()}
    demanded = _demanded(schema)
    if demanded and "additionalProperties" not in schema:
        shut["properties"] = dict.fromkeys(demanded, True) | shut.get("properties", {})
    if top and _names_something(schema):
        shut.setdefault("unevaluatedProperties", False)
    return shut


def _keyword(keyword: str, value: Any) -> Any:
    if keyword in _CONDITIONS:
        return value
    if keyword in ("then", "else"):
        return _closed(value, top=False)
    if keyword in _SAME_VALUE:
        return [_closed(item, top=False) for item in value]
    if keyword == "dependentSchemas":
        return {name: _closed(item, top=False) for name, item in value.items()}
    if keyword == "prefixItems":
        return [_closed(item, top=True) for item in value]
    if keyword in ("properties", "patternProperties"):
        return {name: _closed(item, top=True) for name, item in value.items()}
    return _closed(value, top=True)


def _demanded(schema: dict[str, Any]) -> set[str]:
    dependent = schema.get("dependentRequired", {})
    names = {*schema.get("required", ()), *dependent, *(name for names in dependent.values() for name in names)}
    names |= schema.get("dependentSchemas", {}).keys()
    for keyword in _CONDITIONS:
        condition = schema.get(keyword)
        if isinstance(condition, dict):
            names |= {*condition.get("properties", ()), *_demanded(condition)}
    return names


def _names_something(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    if schema.keys() & {"properties", "patternProperties", "additionalProperties"} or _demanded(schema):
        return True
    same = [member for keyword in _SAME_VALUE for member in schema.get(keyword, ())]
    same += schema.get("dependentSchemas", {}).values()
    return any(map(_names_something, [*same, schema.get("then"), schema.get("else")]))
