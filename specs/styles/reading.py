"""What a style spells on the wire → the value. Source: OAS 3.2.0, Style Values and Style Examples."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, unquote_plus

from specs.model import Location, Parameter
from specs.scalars import Accepts, scalar
from specs.styles.shape import Shape


class _Absent:
    """The kind of ``ABSENT``."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""What a parameter that was not sent reads as."""

Pairs = list[tuple[str, str]]
"""Names, decoded where the location encodes them, and raw values, in the order of the wire."""

_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_KEYS = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 8


def read(spec: Parameter, pairs: Pairs, shape: Shape, accepts: Accepts) -> Any:
    """The value of a parameter that has a style.

    Args:
        spec: the parameter.
        pairs: everything that stands in its location.
        shape: of its schema.
        accepts: whether the schema accepts a value; decides between several readings of the same text.

    Returns:
        ``ABSENT`` where it was not sent. Text that fits no type of the schema stays text, for the validator to refuse;
        so do the texts of a single value that was sent more than once.
    """
    kind = shape.kind
    if kind == "object":
        return _object(spec, pairs, shape)
    sent = texts(spec, pairs)
    if not sent:
        return ABSENT
    decode = decoder(spec)
    if kind == "array":
        return _array(spec, sent, shape, decode)
    decoded = [decode(_unprefixed(spec, each)) for each in sent]
    return scalar(decoded[0], shape.types, accepts) if len(decoded) == 1 else decoded


def texts(spec: Parameter, pairs: Pairs) -> list[str]:
    """The raw texts that were sent under a parameter's name."""
    if spec.location is Location.HEADER:
        name = spec.name.lower()
        return [value for key, value in pairs if key.lower() == name]
    return [value for key, value in pairs if key == spec.name]


def decoder(spec: Parameter) -> Callable[[str], str]:
    """How the texts of a parameter are decoded."""
    if spec.location is Location.QUERY:
        return unquote_plus
    return str if spec.location is Location.HEADER or spec.style == "cookie" else unquote


def _unprefixed(spec: Parameter, text: str) -> str:
    """A path value without what its style puts in front."""
    if spec.style == "label":
        return text.removeprefix(".")
    if spec.style == "matrix":
        return text.removeprefix(f";{spec.name}=") if text.startswith(f";{spec.name}=") else text.removeprefix(";")
    return text


def _array(spec: Parameter, sent: list[str], shape: Shape, decode: Callable[[str], str]) -> list[Any]:
    if spec.style in ("label", "matrix"):
        exploded = {"label": ".", "matrix": f";{spec.name}="}[spec.style]
        parts = _unprefixed(spec, sent[0]).split(exploded if spec.explode else ",")
    elif spec.explode and spec.location in (Location.QUERY, Location.COOKIE):
        parts = sent
    else:
        text = ",".join(sent) if spec.location is Location.HEADER else sent[-1]
        parts = _split(text, _DELIMITERS.get(spec.style, ","), spec.location)
    types = shape.item.types
    return [scalar(decode(text), types) for text in parts]


def _split(text: str, delimiter: str, location: Location) -> list[str]:
    """Split before decoding, so that an encoded delimiter is data; but some clients encode the real ones."""
    if text == "":
        return []
    if location is Location.HEADER:
        return [part.strip() for part in text.split(delimiter)]
    if delimiter == " ":
        text = text.replace("+", " ").replace("%20", " ")
    elif delimiter not in text:
        text = re.sub(f"%{ord(delimiter):02X}", delimiter, text, flags=re.IGNORECASE)
    return text.split(delimiter)


def _object(spec: Parameter, pairs: Pairs, shape: Shape) -> Any:
    decode = decoder(spec)
    if spec.style == "deepObject":
        return _deep_object(spec.name, pairs, shape)
    if spec.explode and spec.location in (Location.QUERY, Location.COOKIE):
        found = {key: value for key, value in pairs if key in shape.declared}
    else:
        sent = texts(spec, pairs)
        if not sent:
            return ABSENT
        found = {decode(name): text for name, text in _spelled_object(spec, sent[-1]).items()}
    if not found:
        return ABSENT
    return {name: scalar(decode(text), shape.member(name).types) for name, text in found.items()}


def _spelled_object(spec: Parameter, text: str) -> dict[str, str]:
    """``a,1,b,2`` or, exploded, ``a=1,b=2`` (with the style's own delimiters)."""
    text = _unprefixed(spec, text)
    delimiter = {"label": ".", "matrix": ";"}.get(spec.style, ",") if spec.explode else _DELIMITERS.get(spec.style, ",")
    parts = _split(text, delimiter, spec.location)
    if spec.explode:
        return {name: value for name, _, value in (part.partition("=") for part in parts)}
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _deep_object(name: str, pairs: Pairs, shape: Shape) -> Any:
    """``filter[a]=1&filter[b][c]=2&filter[d][]=3``: names in brackets lead inside; empty or numbered ones are items.

    The standard defines one level only; servers that read more read it so.
    """
    found: dict[str, Any] = {}
    for key, text in pairs:
        inside = key[len(name) :]
        if key.startswith(f"{name}[") and _KEYS.sub("", inside) == "":
            _put(found, _KEYS.findall(inside)[:_DEEPEST], unquote_plus(text))
    return _typed(found, shape) if found else ABSENT


def _put(holder: dict[str, Any], keys: list[str], text: str) -> None:
    for key in keys[:-1]:
        inner = holder.setdefault(key, {})
        if not isinstance(inner, dict):
            return  # the same name as a value and as an object: what came first stays
        holder = inner
    held = holder.get(keys[-1])
    holder[keys[-1]] = text if held is None else [*(held if isinstance(held, list) else [held]), text]


def _typed(value: Any, shape: Shape) -> Any:
    if shape.kind == "array":
        listed = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
        flat = [item for each in listed for item in (each if isinstance(each, list) else [each])]
        return [_typed(each, shape.item) for each in flat]
    if isinstance(value, dict):
        return {name: _typed(item, shape.member(name)) for name, item in value.items()}
    return [scalar(each, shape.types) for each in value] if isinstance(value, list) else scalar(value, shape.types)
