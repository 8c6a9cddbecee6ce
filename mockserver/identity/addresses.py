"""What a client calls the mock: its own address, or that of a proxy in front of it which ends TLS."""

from __future__ import annotations

import re

from specs.messages import Request

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_PAIR = re.compile(r'(?:^|[;\s])(proto|host)=(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_SCHEMES = frozenset({"http", "https"})


def base(request: Request) -> str:
    """Scheme and authority, as the client has them.

    Of several proxies the first is meant, whom the client has talked to. What is told may be made up; a client has then
    made it up for itself. Source: RFC 7239, 4; RFC 9110, 7.2.
    """
    told = _forwarded(request.header("forwarded") or "")
    scheme = told.get("proto") or _first(request, "x-forwarded-proto")
    hosts = (told.get("host"), _first(request, "x-forwarded-host"), request.header("host"))
    host = next((each for each in hosts if each and _HOST.fullmatch(each)), "localhost")
    return f"{scheme.lower() if scheme.lower() in _SCHEMES else 'http'}://{host}"


def _forwarded(text: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(text.partition(",")[0])}


def _first(request: Request, name: str) -> str:
    return (request.header(name) or "").partition(",")[0].strip()
