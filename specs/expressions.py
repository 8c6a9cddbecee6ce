"""Runtime expressions: what links and callbacks take from an exchange. Source: OAS 3.0.3, Runtime Expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from specs import media, pointers
from specs.decoding import ABSENT
from specs.messages import Exchange, Request, Response
from specs.model import Location
from specs.scalars import spelled

_EXPRESSION = re.compile(
    r"\$(?:url|method|statusCode|(?P<message>request|response)\.(?:"
    r"(?P<place>header|query|path)\.(?P<name>[^{}]+)|body(?:\#(?P<pointer>(?:/[^{}]*)?))?))"
)
Parameters = Mapping[Location, Mapping[str, Any]]
"""A request's parameters as its operation reads them: ``Reading.parameters``."""

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")


def evaluate(value: Any, exchange: Exchange, parameters: Parameters, url: str = "") -> Any:
    """What a link's or a callback's value stands for after an exchange.

    Args:
        value: a constant, an expression, a text with expressions in braces, or a mapping or list of these.
        exchange: the request and its response.
        parameters: of the request, decoded.
        url: the whole URL of the request, for ``$url``; its path and query where it is not known.

    Returns:
        The value of the message, ``ABSENT`` where it has none. Inside a text, what is absent stands for nothing.
    """
    if isinstance(value, dict):
        found = {name: evaluate(item, exchange, parameters, url) for name, item in value.items()}
        return {name: item for name, item in found.items() if item is not ABSENT}
    if isinstance(value, list):
        return [item for each in value if (item := evaluate(each, exchange, parameters, url)) is not ABSENT]
    if not isinstance(value, str):
        return value
    if _EXPRESSION.fullmatch(value):
        return _value(value, exchange, parameters, url)

    def text(found: re.Match[str]) -> str:
        if not _EXPRESSION.fullmatch(found[1]):
            return found[0]
        told = _value(found[1], exchange, parameters, url)
        return "" if told is ABSENT else spelled(told)

    return _EMBEDDED.sub(text, value)


def _value(expression: str, exchange: Exchange, parameters: Parameters, url: str) -> Any:
    request, response = exchange.request, exchange.response
    plain = {"$method": request.method, "$statusCode": response.status}
    if expression in plain:
        return plain[expression]
    if expression == "$url":
        return url or (f"{request.path}?{request.query}" if request.query else request.path)
    parts = _EXPRESSION.fullmatch(expression)
    message = request if parts and parts["message"] == "request" else response
    if parts is None or parts["place"] is None:
        return _in_body(message, parts["pointer"] if parts else None)
    if parts["place"] == "header":
        return _or_absent(message.header(parts["name"]))
    return _parameter(Location(parts["place"]), parts["name"], request, parameters) if message is request else ABSENT


def _parameter(location: Location, name: str, request: Request, parameters: Parameters) -> Any:
    """A parameter as its operation reads it; a query parameter that it does not know, as text."""
    read = parameters.get(location, {})
    if name in read or location is Location.PATH:
        return read.get(name, ABSENT)
    return _or_absent(dict(reversed(parse_qsl(request.query, keep_blank_values=True))).get(name))


def _in_body(message: Request | Response, pointer: str | None) -> Any:
    try:
        body = media.undocumented(message.header("content-type") or "application/json", message.body)
        return pointers.find(body, pointers.from_fragment(pointer or ""))
    except (ValueError, KeyError):
        return ABSENT


def _or_absent(value: Any) -> Any:
    return ABSENT if value is None else value
