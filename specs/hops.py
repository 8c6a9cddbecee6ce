"""Which header fields of a message are for the next hop alone, and which for whoever reads it in the end."""

from __future__ import annotations

from specs.messages import Headers, joined

_HOP = frozenset("connection keep-alive te trailer transfer-encoding upgrade http2-settings".split())
_HELD = frozenset({"host", "content-length", "content-type"})
"""Not to be taken out by a Connection field: a message means something else without them."""


def end_to_end(headers: Headers) -> Headers:
    """Fields that are not of one connection only. Source: RFC 9110, 7.6.1."""
    named = {each.strip().lower() for each in (joined(headers, "connection") or "").split(",")} - _HELD
    gone = _HOP | named
    return tuple(each for each in headers if each[0].lower() not in gone and not each[0].lower().startswith("proxy-"))
