"""Requests and responses as plain values, and media types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

import orjson

_USUAL = 200
"""Characters of a media type that is worth remembering."""

Headers = tuple[tuple[str, str], ...]

WITHOUT_CONTENT = frozenset({204, 205, 304})
"""Statuses whose responses have no body, whatever a document says. Source: RFC 9110, 15.3.5, 15.3.6 and 15.4.5."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request.

    Attributes:
        path: as on the wire: percent-encoded, with the base path, without the query.
        query: as on the wire, without the question mark.
        mount: what the path had before it on the wire and what is no matter of the document; empty for nothing.
    """

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    mount: str = ""

    @property
    def address(self) -> str:
        """The path as the client has it."""
        return self.mount + self.path

    def having(self, fields: Headers) -> Request:
        """The same with other header fields, in place of those of their names."""
        names = {name.lower() for name, _ in fields}
        kept = tuple((name, value) for name, value in self.headers if name.lower() not in names)
        return replace(self, headers=(*kept, *fields))

    def header(self, name: str) -> str | None:
        """A field's value, the values of repeated fields joined. Source: RFC 9110, 5.3."""
        return joined(self.headers, name)


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """A field's value, the values of repeated fields joined. Source: RFC 9110, 5.3."""
        return joined(self.headers, name)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the response it got."""

    request: Request
    response: Response


def joined(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The combined value of a field, or None where it is absent. Source: RFC 9110, 5.3; of cookies: RFC 9113, 8.2.3."""
    wanted, long = name.lower(), len(name)  # most names are told apart by how long they are
    found = None
    for key, value in headers:
        if len(key) == long and key.lower() == wanted:
            found = value if found is None else f"{found}{'; ' if wanted == 'cookie' else ', '}{value}"
    return found


def essence(media_type: str) -> str:
    """``application/json`` of ``Application/JSON; charset=utf-8``."""
    return _essence(media_type) if len(media_type) < _USUAL else _essence.__wrapped__(media_type)


@lru_cache(1024)
def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


JSON_PATCH = "application/json-patch+json"
"""Tells of operations on a value, where other JSON is one. Source: RFC 6902."""


def is_json(media_type: str) -> bool:
    """Whether bodies of a media type are JSON documents. Source: RFC 6839, 3.1."""
    kind = essence(media_type)
    return kind.endswith("+json") or kind in ("application/json", "text/json")


FORM, FORM_DATA = "application/x-www-form-urlencoded", "multipart/form-data"


def is_form(media_type: str) -> bool:
    """Whether bodies of a media type are fields of a form, URL-encoded. Source: WHATWG URL, 5."""
    return essence(media_type) == FORM


def matches(pattern: str, media_type: str) -> bool:
    """Whether a documented media type, which may be a range, covers an actual one.

    ``application/*+json``, which is no range of RFC 9110 but stands in many documents, covers all of this suffix.
    """
    wanted, actual = essence(pattern), essence(media_type)
    if wanted in ("*/*", "*", actual):
        return True
    kind, _, sub = wanted.partition("/")
    return (sub == "*" or sub.startswith("*+")) and actual.startswith(f"{kind}/") and actual.endswith(sub[1:])


def concrete(media_type: str) -> str:
    """The media type itself, or one that it covers where it is a range such as ``image/*``."""
    kind, _, sub = media_type.partition("/")
    if kind == "*":
        return "application/json"
    if not essence(sub).startswith("*"):
        return media_type
    if sub.startswith("*+"):
        return f"{kind}/vnd.any{sub[1:]}"
    return "text/plain" if kind == "text" else f"{kind}/octet-stream"


def best_match(documented: Iterable[str], media_type: str) -> str | None:
    """The most specific documented media type that covers an actual one."""
    fitting = [pattern for pattern in documented if matches(pattern, media_type)]
    return min(fitting, key=lambda pattern: (pattern.count("*"), -len(essence(pattern))), default=None)


_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LARGE, _SMALL = b"0" * 20, b"-" + b"0" * 19
"""What a number that may not fit 64 bits has in it, once all digits are zeros."""
_NEGATIVE, _LEAST = re.compile(rb"-[0-9]{19}"), -(2**63)


DEEPEST = 254
"""How many levels a JSON body may have: what reads it further on is recursive."""
_MARKS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_STEPS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


def read_json(body: bytes) -> Any:
    """Parse a JSON body, integers exactly.

    Raises:
        ValueError: it is not JSON (RFC 8259): bad syntax, bad UTF-8, NaN or infinity.
    """
    value = orjson.loads(body)
    if _may_be_deep(body) and _is_deep(value):
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    digits = body.translate(_ZEROS)
    if _LARGE not in digits and (_SMALL not in digits or min(map(int, _NEGATIVE.findall(body))) >= _LEAST):
        return value
    import json  # orjson turns integers beyond 64 bits into floats; what it accepted is JSON and not too deep

    return json.loads(body)


def is_too_deep(body: bytes) -> bool:
    """Whether a body, which may be no JSON, has more levels than ``DEEPEST`` to whoever reads it as JSON."""
    if not _may_be_deep(body):
        return False
    try:
        return _is_deep(orjson.loads(body))
    except ValueError:  # so it is where there are many more levels, too
        depths = accumulate(_STEPS.get(each[0], 0) for each in _MARKS.finditer(body))
        return any(depth > DEEPEST for depth in depths)


def _may_be_deep(body: bytes) -> bool:
    return body.count(b"[") + body.count(b"{") > DEEPEST


def _is_deep(value: Any) -> bool:
    try:
        orjson.dumps(value)  # goes as deep as that and no deeper
    except TypeError:
        return True
    return False


def write_json(value: Any) -> bytes:
    """A value as JSON, integers of any size included."""
    try:
        return bytes(memoryview(orjson.dumps(value)))  # what it makes keeps a whole buffer, ten times as long for texts
    except TypeError:
        import json

        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
