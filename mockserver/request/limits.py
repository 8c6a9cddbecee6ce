"""How much of a request is read at all."""

from __future__ import annotations

from itertools import chain

from mockserver.response import problems
from mockserver.response.problems import Refusal
from specs.messages import Request, Response

_LONGEST_TARGET = 64 * 1024
_LARGEST_HEADER = 128 * 1024
_MOST_FIELDS = 500


def too_large(status: int, told: str) -> Response:
    """The answer to a request that is too large."""
    return problems.response(status, Refusal(statuses=(status,), kind="too-large", detail=told))


def broken_off() -> Response:
    """The answer to a request whose body has no end. Source: RFC 9112, 8."""
    told = "The body breaks off, or its chunks are not written as chunks are."
    return problems.response(400, Refusal(statuses=(400,), detail=told))


def exceeded(request: Request, largest_body: int) -> Response | None:
    """The answer to a request that nobody will read; None where it is of a size that can be borne.

    Source: RFC 9110, 15.5.14 and 15.5.15; RFC 6585, 5.
    """
    if len(request.body) > largest_body:
        return too_large(413, f"A body may have {largest_body} bytes.")
    if len(request.path) + len(request.query) > _LONGEST_TARGET:
        return too_large(414, f"Path and query may have {_LONGEST_TARGET} characters.")
    if len(request.headers) > _MOST_FIELDS:
        return too_large(431, f"A request may have {_MOST_FIELDS} header fields.")
    if sum(map(len, chain.from_iterable(request.headers))) > _LARGEST_HEADER:
        return too_large(431, f"Header fields may have {_LARGEST_HEADER} characters together.")
    return None
