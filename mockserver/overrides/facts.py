"""What templates and conditions know of a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from mockserver.turn import Turn
from specs import decoding, media, pointers
from specs.decoding import ABSENT
from specs.messages import Request, is_form
from specs.model import Location


def of(turn: Turn) -> dict[str, Any]:
    """The values of a request, by place and name.

    Parameters are as the document reads them, once the request has been read; else they are texts. Header fields are in
    lower case, with dashes and, so that a template can name them, with underscores.
    """
    request, read = turn.request, turn.reading.parameters
    query = dict(reversed(parse_qsl(request.query, keep_blank_values=True)))
    headers = {name.lower(): request.header(name) for name, _ in request.headers}
    return {
        "path": {name: unquote(value) for name, value in turn.match.values.items()} | dict(read.get(Location.PATH, {})),
        "query": query | dict(read.get(Location.QUERY, {})),
        "header": {name.replace("-", "_"): value for name, value in headers.items()} | headers,
        "cookie": dict(decoding.cookies(request.header("cookie") or "")),
        "body": _body(turn),
        "request": {"method": request.method, "path": request.path, "query": request.query},
    }


def holds(when: tuple[tuple[str, str, Any], ...], facts: Mapping[str, Any]) -> bool:
    """Whether all conditions are met."""
    return all(_same(wanted, _found(facts, place, name)) for place, name, wanted in when)


def _found(facts: Mapping[str, Any], place: str, name: str) -> Any:
    if place != "body":
        return facts[place].get(name.lower() if place == "header" else name, ABSENT)
    try:
        return pointers.find(facts["body"], name if not name or name.startswith("/") else pointers.join("", name))
    except KeyError:
        return ABSENT


def _same(wanted: Any, found: Any) -> bool:
    """Equal as JSON, or written alike: ``1`` is the ``1`` of a query, ``true`` its ``true``."""
    if isinstance(found, str) and not isinstance(wanted, str):
        return found == json.dumps(wanted)
    if isinstance(wanted, str) and isinstance(found, int | float):
        return wanted == json.dumps(found)
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def _body(turn: Turn) -> Any:
    if turn.reading.body is not ABSENT:
        return turn.reading.body
    return _decoded(turn.request) if turn.request.body else None


def _decoded(request: Request) -> Any:
    """The body of a request that nobody has read yet; a text where its type says nothing."""
    kind = request.header("content-type") or ""
    try:
        if is_form(kind):
            return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        found = media.undocumented(kind, request.body)
    except ValueError:
        return None
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found
