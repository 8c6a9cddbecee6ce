"""When a response was made, where the mock's clock tells another time than the server's."""

from __future__ import annotations

from dataclasses import replace

from mockserver.clock import Clock
from specs.messages import Response


def dated(response: Response, clock: Clock) -> Response:
    """A response with its date, unless it has one or whoever sends it knows it. Source: RFC 9110, 6.6.1."""
    if not clock.moved or response.header("date") is not None:
        return response
    from email.utils import formatdate  # it loads much, and most clocks are never set

    return replace(response, headers=(*response.headers, ("Date", formatdate(int(clock()), usegmt=True))))
