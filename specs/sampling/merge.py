"""A schema and all that holds together with it as one schema object, one branch of each choice taken."""

from __future__ import annotations

from random import Random
from typing import Any

from specs import shapes
from specs.schemas import JsonSchema

_LARGER = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"})
_SMALLER = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"})
_COMBINING = frozenset({"$ref", "$defs", "allOf", "oneOf", "anyOf", "if", "then", "else"})
_TOO_DEEP = 12


def merged(schema: Any, root: JsonSchema, random: Random, depth: int = 0) -> JsonSchema:
    """One schema object without combinations whose values the given schema probably accepts."""
    if schema is True or not isinstance(schema, dict) or depth > _TOO_DEEP:
        return {"not": {}} if schema is False else {}
    whole: JsonSchema = {}
    for part in shapes.parts(schema, root):
        _add(whole, {keyword: value for keyword, value in part.items() if keyword not in _COMBINING})
        for keyword in ("oneOf", "anyOf"):
            branches = part.get(keyword)
            if branches:
                _add(whole, merged(_choice(branches, whole, root, random), root, random, depth + 1))
        if "if" in part:
            _add(whole, merged({"allOf": [part["if"], part.get("then", True)]}, root, random, depth + 1))
    return whole


def _choice(branches: list[Any], whole: JsonSchema, root: JsonSchema, random: Random) -> Any:
    """A branch that can hold beside what is known already; null only where nothing else can."""
    allowed = shapes.types(whole, {}) if "type" in whole else shapes.TYPES
    fitting = [branch for branch in branches if branch is not False and shapes.types(branch, root) & allowed]
    substantial = [branch for branch in fitting if shapes.types(branch, root) != {"null"}]
    return random.choice(substantial or fitting or branches)


def _add(whole: JsonSchema, part: JsonSchema) -> None:
    for keyword, value in part.items():
        whole[keyword] = _both(keyword, whole[keyword], value) if keyword in whole else value


def _both(keyword: str, one: Any, other: Any) -> Any:  # noqa: PLR0911 - one line a keyword
    if keyword in _LARGER:
        return max(one, other)
    if keyword in _SMALLER:
        return min(one, other)
    if keyword == "required":
        return [*one, *(name for name in other if name not in one)]
    if keyword in ("properties", "patternProperties"):
        return {
            **one,
            **{name: {"allOf": [one[name], inner]} if name in one else inner for name, inner in other.items()},
        }
    if keyword == "enum":
        return [value for value in one if value in other]
    if keyword == "type":
        ours, theirs = ([each] if isinstance(each, str) else each for each in (one, other))
        return [name for name in ours if name in theirs or (name == "integer" and "number" in theirs)] or [*theirs]
    if keyword in ("items", "additionalProperties", "propertyNames", "contains"):
        return {"allOf": [one, other]}
    if keyword == "not":
        return {"anyOf": [one, other]}
    if keyword in ("uniqueItems", "readOnly", "writeOnly", "deprecated"):
        return one or other
    return other
