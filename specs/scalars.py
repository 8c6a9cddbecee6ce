"""Single values as text, as parameters, fields of forms and XML have them. Source: OAS 3.0.3, Style Values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from specs.messages import write_json

Accepts = Callable[[Any], bool]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_ENDING_IN_ZEROS = re.compile(r"(-?(?:0|[1-9][0-9]*))\.0+")
"""As ``1.0``. ``1e3`` is no integer here: as text it is understood by some servers only; ``parseInt`` and its like
refuse it, or read another number."""
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False}
_MOST_DIGITS = 4000


def scalar(text: str, types: frozenset[str], accepts: Accepts | None = None, *, integral: bool = True) -> Any:
    """The value a text stands for: the first reading that its schema accepts, else the first that fits a type.

    Args:
        text: decoded.
        types: the JSON types that the value may have.
        accepts: whether the schema accepts a value; decides between several readings of the same text.
        integral: whether ``1.0`` is an integer. It is one to JSON Schema 2020-12 (Validation, 6.1.1) and so since
            OpenAPI 3.1; OAS 3.0.3, Data Types, wants a number without a fraction part.
    """
    readings = list(_readings(text, types))
    if accepts is not None and len(readings) > 1:
        readings.sort(key=lambda value: not accepts(value))
    if readings:
        return readings[0]
    ending = _ENDING_IN_ZEROS.fullmatch(text) if integral and "integer" in types and len(text) < _MOST_DIGITS else None
    return int(ending[1]) if ending else text


def spelled(value: Any) -> str:
    """A value as text: JSON's spelling without quotes; whole documents inside are JSON."""
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int else write_json(value).decode()


def whole(value: Any) -> Any:
    """A value with its whole numbers written as such: 1.0 is no integer to readers of OpenAPI before 3.1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: whole(member) for name, member in value.items()}
    return [whole(member) for member in value] if isinstance(value, list) else value


def _readings(text: str, types: frozenset[str]) -> Iterator[Any]:
    if "integer" in types and _INTEGER.fullmatch(text) and len(text) < _MOST_DIGITS:
        yield int(text)
    elif "number" in types and _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        yield number
    if "boolean" in types and text in _WORDS:
        yield _WORDS[text]
    if "null" in types and text == "null":
        yield None
    if "string" in types or not types:
        yield text
