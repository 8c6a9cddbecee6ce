"""A message as HTTP text, and where in it stands what breaks the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote

from specs.harmless import visible
from specs.lines import json_span, json_span_around
from specs.messages import Request, Response
from specs.reproduce import http_text
from specs.violations import Violation

LONGEST = 100_000
"""Characters of a body that are shown."""
Span = tuple[int, int]
Piece = tuple[str, bool]
"""A stretch of text, and whether it is marked."""


def pieces(message: Request | Response, violations: Iterable[Violation], key: str = "") -> list[Piece]:
    """A message as text, in stretches.

    Args:
        message: without its secrets.
        violations: what is wrong with it.
        key: of its operation; tells parameters in the path.
    """
    text = visible(http_text(message, limit=LONGEST).replace("\r\n", "\n"))
    found = (_SPANS[each.place](text, each, key) for each in violations if each.place in _SPANS)
    return list(_parted(text, sorted(span for span in found if span)))


def _parted(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    at = 0
    for start, stop in spans:
        if start < at:
            continue  # within the one before
        yield text[at:start], False
        yield text[start:stop], True
        at = stop
    yield text[at:], False


def _body(text: str, violation: Violation, _: str) -> Span | None:
    """The value; where there is none, as of a missing one, what it should be in."""
    start = text.find("\n\n") + 2
    if start < 2:
        return None
    body = text[start:]
    found = json_span_around(body, violation.pointer) or json_span(body, "")
    return (start + found[0], start + found[1]) if found else (start, len(text))


def _line(name: str, text: str) -> Span | None:
    found = re.search(rf"^{re.escape(name)}:.*$", text.partition("\n\n")[0], re.MULTILINE | re.IGNORECASE)
    return found.span() if found else None


def _query(text: str, violation: Violation, _: str) -> Span | None:
    name = re.escape(quote(violation.name, safe="[]")) + "|" + re.escape(violation.name)
    found = re.search(rf"(?<=[?&])({name})(=[^& \n]*)?(?=[& \n])", text.partition("\n")[0] + "\n")
    return found.span() if found else None


def _path(text: str, violation: Violation, key: str) -> Span | None:
    """The segment that the parameter is in, counted from the end: what is before the path is not in the key."""
    behind = key.split("/")[::-1]
    index = next((number for number, each in enumerate(behind) if f"{{{violation.name}}}" in each), None)
    found = re.match(r"\S+ ([^? \n]*)", text)
    if index is None or found is None:
        return None
    parts = found[1].split("/")
    stop = found.end(1) - sum(len(each) + 1 for each in parts[len(parts) - index :])
    return stop - len(parts[-1 - index]), stop


_SPANS: Mapping[str, Callable[[str, Violation, str], Span | None]] = {
    "body": _body,
    "query": _query,
    "path": _path,
    "header": lambda text, violation, _: _line(violation.name, text),
    "cookie": lambda text, _, __: _line("cookie", text),
    "content-type": lambda text, _, __: _line("content-type", text),
    "status": lambda text, _, __: (0, text.find("\n") if "\n" in text else len(text)),
}
