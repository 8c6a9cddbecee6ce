"""Values → what their style spells on the wire. Source: OAS 3.2.0, Style Values and Style Examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from specs.model import Parameter
from specs.scalars import spelled

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "|", "tabDelimited": "%09"}
_RESERVED = ":/?#[]@!$&'()*+,;="
"""Source: RFC 3986, 2.2."""
_JOINTS = {"label": (".", "."), "matrix": (";", ";")}
"""What stands before the values of a path, and between them."""
_NOT_IN_SEGMENTS = str.maketrans("", "", "/?#")
_NOT_IN_QUERIES = str.maketrans("", "", "#[]&+=")
"""What would end a query, its pairs or its names, or mean a space, even where reserved characters are allowed."""


def escaped(text: str, safe: str = "") -> str:
    """A text as a part of a URL, characters beside letters and digits encoded but those that are safe."""
    return text if text.isascii() and text.isalnum() else quote(text, safe=safe)


def path_segment(spec: Parameter, value: Any) -> str:
    """A path parameter in its style: simple, label or matrix."""
    prefix, joint = _JOINTS.get(spec.style, ("", ","))
    safe = _RESERVED.translate(_NOT_IN_SEGMENTS) if spec.allow_reserved else ""
    if not isinstance(value, list | dict):
        text = escaped(spelled(value), safe)
        return f";{spec.name}={text}" if spec.style == "matrix" else prefix + text
    if spec.explode:
        parts = _exploded(spec, value)
        return prefix + joint.join(part.replace(".", "%2E") if joint == "." else part for part in parts)
    joined = ",".join(_flat(value))
    return f";{spec.name}={joined}" if spec.style == "matrix" else prefix + joined


def query_pairs(spec: Parameter, value: Any) -> list[tuple[str, str]]:
    """Names and encoded values that spell a query parameter, a cookie or a form's field."""
    if isinstance(value, dict):
        if spec.style == "deepObject":
            return list(_deep(spec, spec.name, value))
        if spec.explode:
            return [(name, _text(spec, item)) for name, item in value.items()]
    if isinstance(value, list) and spec.style == "deepObject":
        return list(_deep(spec, spec.name, value))
    if isinstance(value, list) and spec.explode:
        return [(spec.name, _text(spec, item)) for item in value]
    if isinstance(value, list | dict):
        return [(spec.name, _DELIMITERS.get(spec.style, ",").join(_flat(value)))]
    return [(spec.name, _text(spec, value))]


def field_value(spec: Parameter, value: Any) -> str:
    """The text of a header field (style simple)."""
    if isinstance(value, dict) and spec.explode:
        return ",".join(f"{name}={spelled(item)}" for name, item in value.items())
    if isinstance(value, dict):
        return ",".join(text for name, item in value.items() for text in (name, spelled(item)))
    return ",".join(map(spelled, value)) if isinstance(value, list) else spelled(value)


def _deep(spec: Parameter, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _deep(spec, f"{name}[{key}]", item)
    elif isinstance(value, list):
        for item in value:
            yield from _deep(spec, f"{name}[]", item)
    else:
        yield name, _text(spec, value)


def _text(spec: Parameter, value: Any) -> str:
    text = spelled(value)
    if spec.style == "cookie":
        return text
    return quote(text, safe=_RESERVED.translate(_NOT_IN_QUERIES) if spec.allow_reserved else "")


def _exploded(spec: Parameter, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{quote(name, safe='')}={quote(spelled(item), safe='')}" for name, item in value.items()]
    named = f"{spec.name}=" if spec.style == "matrix" else ""
    return [named + quote(spelled(item), safe="") for item in value]


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [quote(text, safe="") for name, item in value.items() for text in (name, spelled(item))]
    return [quote(spelled(item), safe="") for item in value]
