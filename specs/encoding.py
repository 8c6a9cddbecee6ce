"""Values of parameters → what a request says on the wire; the inverse of ``specs.decoding``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from specs import media
from specs.messages import is_form
from specs.model import Location, MediaType, Operation, Parameter
from specs.schemas import Direction
from specs.styles import writing


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
    return "&".join([f"{quote(name, safe='')}={value}" for name, value in pairs] + whole)


def path_segment(parameter: Parameter, value: Any) -> str:
    """The text of a path parameter."""
    if parameter.content is not None:
        return quote(content_text(parameter.content, value), safe="")
    return writing.path_segment(parameter, value)


def query_pairs(parameter: Parameter, value: Any) -> list[tuple[str, str]]:
    """Names and encoded values that spell one query parameter."""
    if parameter.content is not None:
        return [(parameter.name, quote(content_text(parameter.content, value), safe=""))]
    return writing.query_pairs(parameter, value)


def header(parameter: Parameter, value: Any) -> str:
    """The text of a header."""
    if parameter.content is not None:
        return content_text(parameter.content, value)
    return writing.field_value(parameter, value)


def cookie(parameter: Parameter, value: Any) -> str:
    """The text of a cookie."""
    return "; ".join(f"{name}={text}" for name, text in query_pairs(parameter, value))


def content_text(content: MediaType, value: Any) -> str:
    """A parameter's value that is a document of its own."""
    return media.write(media.Frame(content, content.name, Direction.REQUEST), value).decode("utf-8", "surrogateescape")


def _whole_query(content: MediaType, value: Any) -> str:
    """A value that is the whole query string; a form is one as it stands. Source: OAS 3.2.0, Parameter Locations."""
    text = content_text(content, value)
    return text if is_form(content.name) else quote(text, safe="")
