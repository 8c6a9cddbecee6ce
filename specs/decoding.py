"""What a message says on the wire → the values its schemas speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, unquote_plus

from specs import shapes
from specs.messages import essence, is_json, read_json
from specs.model import Location, MediaType, Parameter
from specs.schemas import JsonSchema

FORM = "application/x-www-form-urlencoded"

ABSENT: Any = object()
"""What a parameter that was not sent reads as."""

Pairs = list[tuple[str, str]]
Accepts = Callable[[Any], bool]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_WORDS = {"true": True, "false": False}


def query_pairs(query: str) -> Pairs:
    """Names (decoded) and raw values of a query string or form, in order."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def cookies(header: str) -> Pairs:
    """Names and values in order, whatever else the header holds. Source: RFC 6265, 4.2.1."""
    pairs = (part.partition("=") for part in header.split(";"))
    return [(name.strip(), value.strip()) for name, equals, value in pairs if equals]


def parameter(spec: Parameter, raw: Mapping[Location, Pairs], schema: JsonSchema, accepts: Accepts) -> Any:
    """The value of a parameter.

    Args:
        spec: the parameter.
        raw: names and raw (still percent-encoded) values of the request by location.
        schema: the parameter's schema, self-contained.
        accepts: whether the schema accepts a value; decides between several readings of the same text.

    Returns:
        ``ABSENT`` where it was not sent. Text that fits no type of the schema stays text, for the validator to refuse.
    """
    pairs = raw[spec.location]
    if spec.location is Location.QUERYSTRING:
        return _whole_query(spec, pairs, schema)
    kind = shapes.container(schema, schema)
    if kind == "object" and spec.content is None:
        return _object(spec, pairs, schema)
    name = spec.name.lower() if spec.location is Location.HEADER else spec.name
    sent = [value for key, value in pairs if (key.lower() if spec.location is Location.HEADER else key) == name]
    if not sent:
        return ABSENT
    decode = _decoder(spec.location)
    if spec.content is not None:
        return content(spec.content.name, decode(sent[-1]).encode())
    if kind == "array":
        return _array(spec, sent, schema, decode)
    texts = [decode(_unprefixed(spec, each)) for each in sent]
    return scalar(texts[0], schema, schema, accepts) if len(texts) == 1 else texts


def _whole_query(spec: Parameter, pairs: Pairs, schema: JsonSchema) -> Any:
    """The value that the whole query string spells. Source: OAS 3.2.0, Parameter Locations."""
    if not pairs or spec.content is None:
        return ABSENT
    text = pairs[0][1]
    if essence(spec.content.name) == FORM:
        return form(text.encode(), spec.content, schema)
    return content(spec.content.name, unquote(text).encode())


def scalar(text: str, schema: Any, root: JsonSchema, accepts: Accepts | None = None) -> Any:
    """The value a text stands for: the first reading that its schema accepts, else the first that fits a type."""
    readings = list(_readings(text, shapes.types(schema, root)))
    if accepts is not None:
        readings.sort(key=lambda value: not accepts(value))
    return readings[0] if readings else text


def content(media_type: str, body: bytes) -> Any:
    """The value of a body (or of a parameter with ``content``).

    Raises:
        ValueError: it is not of its media type.
    """
    if is_json(media_type):
        return read_json(body)
    if essence(media_type).startswith("text/"):
        return body.decode()
    return body


def form(body: bytes, media: MediaType, schema: JsonSchema) -> dict[str, Any]:
    """The object that an ``application/x-www-form-urlencoded`` body spells.

    Raises:
        ValueError: it is not UTF-8.
    """
    pairs, value = query_pairs(body.decode()), {}
    for name in dict.fromkeys(_property(name, media) for name, _ in pairs):
        inner = shapes.properties(schema, schema).get(name, True)
        whole = {**inner, "$defs": schema.get("$defs", {})} if isinstance(inner, dict) else {}
        read = parameter(media.form_field(name), {Location.QUERY: pairs}, whole, lambda _: True)
        value[name] = _plainly_sent(name, pairs, inner, schema) if read is ABSENT else read
    return value


def _plainly_sent(name: str, pairs: Pairs, schema: JsonSchema | bool, root: JsonSchema) -> Any:
    """What was sent as ``name=value`` though an object is documented; nothing of what its style has no meaning for.

    Source: OAS 3.0.4, Parameter Object: ``deepObject`` says nothing of objects in objects.
    """
    sent = [text for key, text in pairs if key == name]
    return scalar(_decoder(Location.QUERY)(sent[-1]), schema, root) if sent else {}


def _property(name: str, media: MediaType) -> str:
    """The property that a form's field belongs to: ``point`` of ``point[x]`` where its style says so."""
    stem = name.partition("[")[0]
    encoding = media.encoding.get(stem)
    return stem if encoding and encoding.style == "deepObject" else name


def _readings(text: str, types: frozenset[str]) -> Iterator[Any]:
    if "integer" in types and _INTEGER.fullmatch(text) and len(text) < 4000:
        yield int(text)
    elif "number" in types and _NUMBER.fullmatch(text):
        yield float(text)
    if "boolean" in types and text in _WORDS:
        yield _WORDS[text]
    if "null" in types and text == "null":
        yield None
    if "string" in types or not types:
        yield text


def _decoder(location: Location) -> Callable[[str], str]:
    if location is Location.QUERY:
        return unquote_plus
    return str if location is Location.HEADER else unquote


def _unprefixed(spec: Parameter, text: str) -> str:
    """A path value without what its style puts in front. Source: OAS 3.0.3, Style Examples."""
    if spec.style == "label":
        return text.removeprefix(".")
    if spec.style == "matrix":
        return text.removeprefix(f";{spec.name}=") if text.startswith(f";{spec.name}=") else text.removeprefix(";")
    return text


def _array(spec: Parameter, sent: list[str], schema: JsonSchema, decode: Callable[[str], str]) -> list[Any]:
    inner = shapes.items(schema, schema)
    if spec.style in ("label", "matrix"):
        delimiter = {"label": "." if spec.explode else ",", "matrix": f";{spec.name}=" if spec.explode else ","}[
            spec.style
        ]
        texts = _unprefixed(spec, sent[0]).split(delimiter)
    elif spec.explode and spec.location in (Location.QUERY, Location.COOKIE):
        texts = sent
    else:
        texts = _split(sent[-1], _DELIMITERS.get(spec.style, ","), spec.location)
    return [scalar(decode(text), inner, schema) for text in texts]


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


def _object(spec: Parameter, pairs: Pairs, schema: JsonSchema) -> Any:
    decode = _decoder(spec.location)
    declared = shapes.properties(schema, schema)
    if spec.style == "deepObject":
        found = {key[len(spec.name) + 1 : -1]: value for key, value in pairs if _deep(key, spec.name)}
    elif spec.style == "form" and spec.explode and spec.location in (Location.QUERY, Location.COOKIE):
        found = {key: value for key, value in pairs if key in declared}
    else:
        sent = [value for key, value in pairs if key.lower() == spec.name.lower()]
        if not sent:
            return ABSENT
        found = _spelled_object(spec, sent[-1])
    if not found:
        return ABSENT
    others = shapes.others(schema, schema)
    return {key: scalar(decode(text), declared.get(key, others), schema) for key, text in found.items()}


def _deep(key: str, name: str) -> bool:
    return key.startswith(f"{name}[") and key.endswith("]") and key.count("[") == 1


def _spelled_object(spec: Parameter, text: str) -> dict[str, str]:
    """``a,1,b,2`` or, exploded, ``a=1,b=2`` (with the style's own delimiters)."""
    text = _unprefixed(spec, text)
    delimiter = {"label": ".", "matrix": ";"}.get(spec.style, ",") if spec.explode else _DELIMITERS.get(spec.style, ",")
    parts = _split(text, delimiter, spec.location)
    if spec.explode:
        return {name: value for name, _, value in (part.partition("=") for part in parts)}
    return dict(zip(parts[::2], parts[1::2], strict=False))
