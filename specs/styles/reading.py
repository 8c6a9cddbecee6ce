"""What a style spells on the wire → the value. Source: OAS 3.2.0, Style Values and Style Examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import unquote, unquote_plus

from specs.model import Location, Parameter
from specs.scalars import Accepts
from specs.shapes import TYPES
from specs.styles.shape import Shape


class _Absent:
    """The kind of ``ABSENT``."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""What a parameter that was not sent reads as."""

Pairs = list[tuple[str, str]]
"""Names, decoded where the location encodes them, and raw values, in the order of the wire."""

_MARKS = {"label": ".", "matrix": ";"}
_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_SPREADING = frozenset({Location.QUERY, Location.COOKIE})
"""Where what is exploded has a name for each of its values."""
_NEVER_COMBINED = "set-cookie"
"""The field whose lines are values of their own, of which the first is read. Source: RFC 6265, 3."""
_KEYS = re.compile(r"\[([^\[\]]*)\]")
_DEEPEST = 8


def read(spec: Parameter, pairs: Pairs, shape: Shape, accepts: Accepts, claimed: Collection[str] = frozenset()) -> Any:
    """The value of a parameter that has a style.

    Args:
        spec: the parameter.
        pairs: everything that stands in its location.
        shape: of its schema.
        accepts: whether the schema accepts a value; decides between several readings of the same text.
        claimed: the names of everything else that may stand there, for an object whose members have names of their
            own and may be any.

    Returns:
        ``ABSENT`` where it was not sent. Text that fits no type of the schema stays text, for the validator to refuse;
        so do the texts of a single value that was sent more than once.
    """
    kind = shape.kind
    if kind == "object":
        return _object(spec, pairs, shape, claimed)
    if kind == "array" and spec.style == "deepObject":
        listed = _deep_object(spec.name, pairs, shape)
        if listed is not ABSENT:
            return listed
    sent = texts(spec, pairs)
    if not sent:
        return ABSENT
    decode = decoder(spec)
    if kind == "array":
        return _array(spec, sent, shape, decode)
    if spec.location is Location.HEADER:
        return shape.value(_unprefixed(spec, whole(spec, sent)), accepts)
    decoded = [decode(_unprefixed(spec, each)) for each in sent]
    return shape.value(decoded[0], accepts) if len(decoded) == 1 else decoded


def query_pairs(query: str) -> Pairs:
    """Names (decoded) and raw values of a query string or form, in order."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def is_repeated(spec: Parameter, pairs: Pairs, shape: Shape) -> bool:
    """Whether a parameter was sent more than once, where one of its style and schema is sent once.

    A schema that says nothing of types is not one of lists. Source: OAS 3.2.0, Style Values. The lines of a header are
    one value, which its schema judges: RFC 9110, 5.3.
    """
    listed = shape.kind == "array" or ("array" in shape.types and shape.types != TYPES)
    spread = listed and spec.explode and spec.content is None and spec.location in _SPREADING
    return spec.location is not Location.HEADER and not spread and len(texts(spec, pairs)) > 1


def texts(spec: Parameter, pairs: Pairs) -> list[str]:
    """The raw texts that were sent under a parameter's name."""
    if spec.location is Location.HEADER:
        name = spec.name.lower()
        sent = [value for key, value in pairs if key.lower() == name]
        return sent[:1] if name == _NEVER_COMBINED else sent
    return [value for key, value in pairs if key == spec.name]


def decoder(spec: Parameter) -> Callable[[str], str]:
    """How the texts of a parameter are decoded."""
    if spec.location is Location.QUERY:
        return unquote_plus
    return str if spec.location is Location.HEADER or spec.style == "cookie" else unquote


def _unprefixed(spec: Parameter, text: str) -> str:
    """A path value without what its style puts in front. Raises ValueError: that is not there."""
    mark = _MARKS.get(spec.style, "")
    if not text.startswith(mark):
        raise ValueError(f"style {spec.style} begins with {mark!r}")
    named = f";{spec.name}="
    return text.removeprefix(named if spec.style == "matrix" and text.startswith(named) else mark)


def _array(spec: Parameter, sent: list[str], shape: Shape, decode: Callable[[str], str]) -> list[Any]:
    if spec.style in ("label", "matrix"):
        exploded = {"label": ".", "matrix": f";{spec.name}="}[spec.style]
        parts = _unprefixed(spec, sent[0]).split(exploded if spec.explode else ",")
    elif spec.explode and spec.location in _SPREADING:
        parts = sent
    else:
        parts = _split(whole(spec, sent), _DELIMITERS.get(spec.style, ","), spec.location)
    item = shape.item
    return [item.value(decode(text)) for text in parts]


def whole(spec: Parameter, sent: list[str]) -> str:
    """The lines of a header as one value. Source: RFC 9110, 5.3. Of anything else that came again the last holds."""
    return ", ".join(sent) if spec.location is Location.HEADER else sent[-1]


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


def _object(spec: Parameter, pairs: Pairs, shape: Shape, claimed: Collection[str]) -> Any:
    decode = decoder(spec)
    if spec.style == "deepObject":
        return _deep_object(spec.name, pairs, shape)
    if spec.explode and spec.location in _SPREADING:
        found = {key: value for key, value in pairs if _is_member(key, spec, shape, claimed)}
    else:
        sent = texts(spec, pairs)
        if not sent:
            return ABSENT
        found = {decode(name): text for name, text in _spelled_object(spec, whole(spec, sent)).items()}
    if not found:
        return ABSENT
    return {name: shape.member(name).value(decode(text)) for name, text in found.items()}


def _is_member(name: str, spec: Parameter, shape: Shape, claimed: Collection[str]) -> bool:
    """Whether a pair belongs to an object whose members stand for themselves."""
    if name in shape.declared:
        return True
    return shape.takes_others and name != spec.name and name.partition("[")[0] not in claimed


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
    return [shape.value(each) for each in value] if isinstance(value, list) else shape.value(value)
