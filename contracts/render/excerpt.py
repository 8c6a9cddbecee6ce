"""A witness as HTTP text, and where in that text the part that matters stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from contracts.findings import Finding, Witness
from contracts.render.inert import visible
from specs.lines import json_span_around
from specs.reproduce import http_text

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One message of a witness.

    Attributes:
        title: ``request`` or ``response``.
        text: the whole message, harmless to show.
        span: offsets of the part that matters, or None where it is not in this message.
    """

    title: str
    text: str
    span: Span | None = None

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The text before the part that matters, that part (empty if there is none), and the text after it."""
        start, stop = self.span or (len(self.text), len(self.text))
        return self.text[:start], self.text[start:stop], self.text[stop:]


def excerpts(finding: Finding) -> Iterator[Excerpt]:
    """The messages of a finding's witness, request first."""
    witness = finding.witness
    if witness is None:
        return
    blamed = _blamed(finding, witness)
    for title, message in (("request", witness.request), ("response", witness.response)):
        if message is not None:
            text = visible(http_text(message).replace("\r\n", "\n"))
            yield Excerpt(title, text, _span(text, witness) if title == blamed else None)


def _blamed(finding: Finding, witness: Witness) -> str:
    """Which message holds the part that matters; a test run's exchange is blamed on the answer."""
    if witness.request is None or witness.response is None:
        return "request" if witness.request else "response"
    if finding.direction == "request" or witness.place in _REQUEST_ONLY:
        return "request"
    return "response"


def _span(text: str, witness: Witness) -> Span | None:
    find = _FINDERS.get(witness.place)
    span = find(text, witness) if find else None
    return span if span and span[0] < span[1] else None


def _in_body(text: str, witness: Witness) -> Span | None:
    start = text.find("\n\n") + 2
    if start < 2:
        return None
    body = text[start:]
    found = json_span_around(body, witness.pointer)  # what is missing has no place: show where it is missing from
    return (start + found[0], start + found[1]) if found else (start, start + len(body.rstrip()))


def _in_query(text: str, witness: Witness) -> Span | None:
    line = text.partition("\n")[0]
    for name in (witness.name, quote(witness.name, safe="")):
        if found := re.search(rf"(?<=[?&]){re.escape(name)}(?:=[^&\s]*)?(?=[&\s]|$)", line):
            return found.span()
    return _target(text)


def _in_header(text: str, witness: Witness) -> Span | None:
    head = text.partition("\n\n")[0]
    found = re.search(rf"^{re.escape(witness.name)}:.*$", head, re.IGNORECASE | re.MULTILINE)
    return found.span() if found and witness.name else _first_line(text, witness)


def _in_cookie(text: str, witness: Witness) -> Span | None:
    head = text.partition("\n\n")[0]
    found = re.search(rf"^Cookie:.*?({re.escape(witness.name)}=[^;\n]*)", head, re.IGNORECASE | re.MULTILINE)
    return found.span(1) if found else _first_line(text, witness)


def _in_path(text: str, _: Witness) -> Span | None:
    return _target(text)


def _in_status(text: str, _: Witness) -> Span | None:
    found = re.search(r"(?<=\s)\d{3}.*$", text.partition("\n")[0])
    return found.span() if found else None


def _first_line(text: str, _: Witness) -> Span:
    return 0, len(text.partition("\n")[0])


def _target(text: str) -> Span | None:
    """The request target: what stands between the method and the protocol."""
    found = re.match(r"\S+ (\S+)", text)
    return found.span(1) if found else None


_FINDERS: Mapping[str, Callable[[str, Witness], Span | None]] = MappingProxyType(
    {
        "body": _in_body,
        "cookie": _in_cookie,
        "header": _in_header,
        "method": _first_line,
        "operation": _first_line,
        "path": _in_path,
        "query": _in_query,
        "security": _first_line,
        "status": _in_status,
    }
)
_REQUEST_ONLY = frozenset({"cookie", "method", "operation", "path", "query", "security"})
