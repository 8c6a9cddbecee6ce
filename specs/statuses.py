"""What status codes are called, on whatever Python: until 3.13 it knew four of them by earlier names."""

from __future__ import annotations

from http import HTTPStatus

_RENAMED = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}
"""Source: RFC 9110, 15.5.14, 15.5.15, 15.5.17 and 15.5.21."""
_KNOWN = {each.value: each.phrase for each in HTTPStatus} | _RENAMED


def phrase(status: int) -> str:
    """The name of a status code; empty where it has none."""
    return _KNOWN.get(status, "")
