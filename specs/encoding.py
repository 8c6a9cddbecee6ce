"""Values → what a message says on the wire; the inverse of ``specs.decoding``. Source: OAS 3.0.3, Style Values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from specs.messages import essence, is_json, write_json
from specs.model import Location, MediaType, Operation, Parameter

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "|", "tabDelimited": "%09"}


def path(operation: Operation, values: Mapping[str, Any]) -> str:
    """The operation's path with its template filled in."""
    filled = operation.path
    for parameter in operation.parameters_in(Location.PATH):
        if parameter.name in values:
            filled = filled.replace(f"{{{parameter.name}}}", path_segment(parameter, values[parameter.name]))
    return filled


def query(operation: Operation, values: Mapping[str, Any]) -> str:
    """The query string, without the question mark; ``values`` are those of ``query`` and of ``querystring``."""
    pairs = [
        pair
        for parameter in operation.parameters_in(Location.QUERY)
        if parameter.name in values
        for pair in query_pairs(parameter, values[parameter.name])
    ]
    whole = [
        _whole_query(parameter.content, values[parameter.name])
        for parameter in operation.parameters_in(Location.QUERYSTRING)
        if parameter.name in values and parameter.content
    ]
    return "&".join([f"{_quoted(name)}={value}" for name, value in pairs] + whole)


def _whole_query(media: MediaType, value: Any) -> str:
    """A value that is the whole query string; a form is one as it stands. Source: OAS 3.2.0, Parameter Locations."""
    text = body(media, value).decode()
    return text if essence(media.name) == "application/x-www-form-urlencoded" else _quoted(text)


def path_segment(parameter: Parameter, value: Any) -> str:
    """One path parameter in its style: simple, label or matrix."""
    prefix, joint = {"label": (".", "."), "matrix": (";", ";")}.get(parameter.style, ("", ","))
    if not isinstance(value, list | dict):
        text = _quoted(scalar(value))
        return f";{parameter.name}={text}" if parameter.style == "matrix" else prefix + text
    if parameter.explode:
        parts = _exploded(parameter, value)
        return prefix + joint.join(parts)
    joined = ",".join(_flat(value))
    return f";{parameter.name}={joined}" if parameter.style == "matrix" else prefix + joined


def query_pairs(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """Names and encoded values that spell one query parameter."""
    if parameter.content is not None:
        return [(parameter.name, _quoted(body(parameter.content, value).decode()))]
    if isinstance(value, dict):
        if parameter.style == "deepObject":
            return [(f"{parameter.name}[{name}]", _quoted(scalar(item))) for name, item in value.items()]
        if parameter.explode:
            return [(name, _quoted(scalar(item))) for name, item in value.items()]
    if isinstance(value, list) and parameter.explode:
        return [(parameter.name, _quoted(scalar(item))) for item in value]
    if isinstance(value, list | dict):
        return [(parameter.name, _DELIMITERS.get(parameter.style, ",").join(_flat(value)))]
    return [(parameter.name, _quoted(scalar(value)))]


def header(parameter: Parameter, value: Any) -> str:
    """The text of a header (style simple)."""
    if parameter.content is not None:
        return body(parameter.content, value).decode()
    if isinstance(value, dict) and parameter.explode:
        return ",".join(f"{name}={scalar(item)}" for name, item in value.items())
    if isinstance(value, dict):
        return ",".join(text for name, item in value.items() for text in (name, scalar(item)))
    return ",".join(map(scalar, value)) if isinstance(value, list) else scalar(value)


def cookie(parameter: Parameter, value: Any) -> str:
    """The text of a cookie."""
    return "; ".join(f"{name}={text}" for name, text in query_pairs(parameter, value))


def body(media: MediaType, value: Any) -> bytes:
    """A body in its media type: JSON, a form, or text."""
    if isinstance(value, bytes):
        return value
    if media.name.startswith("application/x-www-form-urlencoded") and isinstance(value, dict):
        return _form(media, value).encode()
    if is_json(media.name) or not isinstance(value, str):
        return write_json(value)
    return value.encode()


def scalar(value: Any) -> str:
    """A value as text: JSON's spelling without quotes; whole documents inside are JSON."""
    if isinstance(value, str):
        return value
    return write_json(value).decode()


def _form(media: MediaType, value: Mapping[str, Any]) -> str:
    pairs: list[tuple[str, str]] = []
    for name, item in value.items():
        pairs += query_pairs(media.form_field(name), item)
    return "&".join(f"{_quoted(name)}={text}" for name, text in pairs)


def _exploded(parameter: Parameter, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{_quoted(name)}={_quoted(scalar(item))}" for name, item in value.items()]
    named = f"{parameter.name}=" if parameter.style == "matrix" else ""
    return [named + _quoted(scalar(item)) for item in value]


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [_quoted(text) for name, item in value.items() for text in (name, scalar(item))]
    return [_quoted(scalar(item)) for item in value]


def _quoted(text: str) -> str:
    return quote(text, safe="")
