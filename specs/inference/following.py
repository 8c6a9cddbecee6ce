"""What an answer tells of the page after it: an address, or a cursor to ask for it with."""

from __future__ import annotations

import re
from typing import Any

from specs.inference.paths import plain
from specs.messages import Response, is_json, read_json

_LINK = re.compile(r'<([^<>]*)>[^,]*;\s*rel="?next"?', re.IGNORECASE)
NEXT = frozenset(
    "next nextpage nextcursor nexttoken nextpagetoken nextlink nexturl nexturi nextpageurl nextmarker endcursor cursor "
    "continuationtoken continuation after odatanextlink nextstartingafter nextoffset".split()
)
"""What answers call the way to the next page."""
_AROUND = frozenset("links link meta metadata page paging pagination pageinfo cursor cursors".split())
"""Members in which it may stand."""


def next_page(response: Response) -> str:
    """What an answer says leads to the next page; empty where it says nothing."""
    link = _LINK.search(response.header("link") or "")
    if link or response.header("next-page"):
        return link[1] if link else response.header("next-page") or ""
    body = _read(response)
    if not isinstance(body, dict):
        return ""
    inner = [value for name, value in body.items() if plain(name) in _AROUND and isinstance(value, dict)]
    for part in (body, *inner):
        for name, value in part.items():
            if plain(name) in NEXT and (text := _text(value)):
                return text
    return ""


def is_address(told: str) -> bool:
    """Whether what leads to the next page is where it is, and no cursor."""
    return told.startswith("/") or "://" in told


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("href")
    return value if isinstance(value, str) else ""


def _read(response: Response) -> Any:
    try:
        return read_json(response.body) if is_json(response.header("content-type") or "") else None
    except ValueError:
        return None
