"""Schema keywords with a value of the wrong kind: read as absent here, reported by ``specs.checks``.

Real documents hold them (``required: true`` beside a property's type is the most common), and their servers run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, JsonSchema
from specs.shapes import TYPES

_TYPES = TYPES | {"file"}


def wellformed(node: JsonSchema) -> JsonSchema:
    """The schema object without the keywords that it spells wrongly; itself where there are none.

    A name that is required twice is required once: no engine takes a list with the same name again.
    """
    wrong = malformed(node)
    node = {keyword: value for keyword, value in node.items() if keyword not in wrong} if wrong else node
    names = node.get("required")
    if not isinstance(names, list) or len(set(names)) == len(names):
        return node
    return {**node, "required": list(dict.fromkeys(names))}


def malformed(node: JsonSchema) -> list[str]:
    """The keywords of a schema object that have a value of the wrong kind."""
    return [keyword for keyword, value in node.items() if keyword in _KINDS and not _KINDS[keyword](value)]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    """Whether a value is a number of JSON. YAML has infinities, and what is no number at all; JSON has neither."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, float) and math.isfinite(value)
    )


def _count(value: Any) -> bool:
    return is_number(value) and value >= 0 and value == int(value)


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _type(value: Any) -> bool:
    return value in _TYPES if isinstance(value, str) else _texts(value) and bool(value) and _TYPES.issuperset(value)


def _schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


_KINDS: dict[str, Callable[[Any], bool]] = {
    "type": _type,
    **dict.fromkeys("$ref format pattern title description $comment contentMediaType contentEncoding".split(), _text),
    "enum": _list,
    "examples": _list,
    "required": _texts,
    "exclusiveMinimum": lambda value: is_number(value) or _boolean(value),
    "exclusiveMaximum": lambda value: is_number(value) or _boolean(value),
    "multipleOf": lambda value: is_number(value) and value > 0,
    "dependentRequired": lambda value: isinstance(value, dict) and all(map(_texts, value.values())),
    **dict.fromkeys(("minimum", "maximum"), is_number),
    **dict.fromkeys("minLength maxLength minItems maxItems minProperties maxProperties".split(), _count),
    **dict.fromkeys(("minContains", "maxContains"), _count),
    **dict.fromkeys("nullable readOnly writeOnly deprecated uniqueItems".split(), _boolean),
    **dict.fromkeys(ONE_SCHEMA, _schema),
    "items": lambda value: _schema(value) or isinstance(value, list),
    **dict.fromkeys(SCHEMA_LIST, lambda value: isinstance(value, list) and bool(value)),
    **dict.fromkeys(SCHEMA_MAP, lambda value: isinstance(value, dict)),
}
"""Whether a keyword's value is one that the keyword can have."""
