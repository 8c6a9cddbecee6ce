"""Where in the HTTP text of a message the part of it stands that something is said of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol
from urllib.parse import quote

from specs.harmless import visible
from specs.lines import json_span, json_span_around
from specs.messages import Request, Response
from specs.reproduce import http_text

Span = tuple[int, int]
"""Offsets of the first character and behind the last one."""


class Part(Protocol):
    """What names a part of a message, as a violation and a witness do."""

    @property
    def place(self) -> str:
        """``path``, ``query``, ``header``, ``cookie``, ``body``, ``status``, ``content-type``; others have no span."""

    @property
    def name(self) -> str:
        """Of the parameter or header."""

    @property
    def pointer(self) -> str:
        """JSON pointer into a body; empty for the whole of it."""


def shown(message: Request | Response, limit: int | None = None) -> str:
    """A message as HTTP text with bare line feeds, harmless to show.

    Args:
        message: without its secrets.
        limit: characters of a body that are told; None for all.
    """
    return visible(http_text(message, limit=limit).replace("\r\n", "\n"))


def span(text: str, part: Part, key: str = "") -> Span | None:
    """Where a part of a message stands; None where it is not there, and neither is what it should be in.

    Args:
        text: of the whole message, as ``shown`` writes it.
        part: what to look for.
        key: of the operation (``GET /users/{id}``); tells parameters in the path.
    """
    find = _FINDERS.get(part.place)
    found = find(text, part, key) if find else None
    return found if found and found[0] < found[1] else None


def first_line(text: str) -> Span:
    """The line that a message begins with."""
    return 0, len(text.partition("\n")[0])


def target(text: str) -> Span | None:
    """What stands between the method of a request and the protocol."""
    found = re.match(r"\S+ (\S+)", text)
    return found.span(1) if found else None


def _body(text: str, part: Part, _: str) -> Span | None:
    """A value with its key; where there is none, as of a missing one, what it should be in."""
    start = text.find("\n\n") + 2
    if start < 2:
        return None
    body = text[start:]
    found = json_span_around(body, part.pointer) or json_span(body, "")
    return (start + found[0], start + found[1]) if found else (start, start + len(body.rstrip()))


def _query(text: str, part: Part, _: str) -> Span | None:
    spellings = dict.fromkeys((part.name, quote(part.name, safe="[]"), quote(part.name, safe="")))
    names = "|".join(map(re.escape, spellings))
    found = re.search(rf"(?<=[?&])(?:{names})(?:=[^&\s]*)?(?=[&\s]|$)", text.partition("\n")[0])
    return found.span() if found else None


def _path(text: str, part: Part, key: str) -> Span | None:
    """The segment that the parameter is in, counted from the end: what is before the path is not in the key."""
    behind = key.split("/")[::-1]
    index = next((number for number, each in enumerate(behind) if f"{{{part.name}}}" in each), None)
    found = re.match(r"\S+ ([^? \n]*)", text)
    if index is None or found is None:
        return None
    parts = found[1].split("/")
    stop = found.end(1) - sum(len(each) + 1 for each in parts[len(parts) - index :])
    return stop - len(parts[-1 - index]), stop


def _field(text: str, name: str) -> Span | None:
    found = re.search(rf"^{re.escape(name)}:.*$", text.partition("\n\n")[0], re.IGNORECASE | re.MULTILINE)
    return found.span() if found and name else None


def _cookie(text: str, part: Part, _: str) -> Span | None:
    """The pair of a cookie; where there is none, the field that it should be in."""
    head = text.partition("\n\n")[0]
    name = re.escape(part.name)
    found = re.search(rf"^Cookie:(?:.*?;)? *({name}=[^;\n]*)", head, re.IGNORECASE | re.MULTILINE)
    return found.span(1) if found else _field(text, "cookie")


def _status(text: str, *_: object) -> Span | None:
    found = re.search(r"(?<=\s)\d{3}.*$", text.partition("\n")[0])
    return found.span() if found else None


_FINDERS: Mapping[str, Callable[[str, Part, str], Span | None]] = MappingProxyType(
    {
        "body": _body,
        "content-type": lambda text, _, __: _field(text, "content-type"),
        "cookie": _cookie,
        "header": lambda text, part, _: _field(text, part.name),
        "path": _path,
        "query": _query,
        "status": _status,
    }
)
