"""The header fields of what is passed on: without those of one connection, with what a gateway adds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockserver.proxy.choices import Choices, Forwarded, Upstream
from mockserver.serving import cors
from specs.hops import end_to_end
from specs.http1 import codings
from specs.messages import Headers, Request, Response, joined

_VIA = "1.1 ringback"
MOST_PASSES = 8
"""How often a request may have come by here: after that it goes round in circles."""
_OWN = frozenset({"ringback-violations", "ringback-mocked"})
_WITHOUT_LENGTH = frozenset({204, 304})
_DOMAIN = re.compile(r";\s*(?:domain=[^;]*|secure(?=\s*(?:;|$)))", re.IGNORECASE)


def passes(headers: Headers) -> int:
    """How often a request has come by a proxy of this kind. Source: RFC 9110, 7.6.3."""
    return [each.strip() for each in (joined(headers, "via") or "").split(",")].count(_VIA)


def of_request(
    request: Request, upstream: Upstream, choices: Choices, *, peer: str, length: int | None, body: bool
) -> Headers:
    """The fields of the request as it is passed on.

    Args:
        request: as it came.
        upstream: whom it is passed on to.
        choices: what is said of the client.
        peer: its IP address.
        length: bytes of its body, where that is known.
        body: whether it has one.
    """
    replaced = {"host", "content-length", "expect", "accept-encoding", "via"}
    if choices.forwarded is Forwarded.STANDARD:
        replaced.add("forwarded")
    kept = [each for each in end_to_end(request.headers) if each[0].lower() not in replaced]
    said = request.header("host") or upstream.authority
    fields = [("host", said if choices.preserve_host else upstream.authority), *kept]
    fields.append(("accept-encoding", codings.acceptable(request.header("accept-encoding"))))
    fields.append(("via", _after(request.header("via"), _VIA)))
    fields += _forwarded(request, choices.forwarded, peer, said)
    if body:
        fields.append(("transfer-encoding", "chunked") if length is None else ("content-length", str(length)))
    elif request.header("content-length") is not None:
        fields.append(("content-length", "0"))
    return tuple(fields)


def opened(request: Request, headers: Headers) -> Headers:
    """Those of an upstream with which the page that asked may read its response, whatever the upstream says of that."""
    others = tuple(each for each in headers if not each[0].lower().startswith("access-control-"))
    return cors.shared(request, Response(200, others)).headers


def of_response(status: int, headers: Headers, *, head: bool) -> Headers:
    """The fields of a response as it is passed on. A length that its framing has overruled is gone.

    Source: RFC 9112, 6.3; RFC 9110, 8.6.
    """
    gone = set(_OWN)
    if joined(headers, "transfer-encoding") is not None or (status in _WITHOUT_LENGTH and not head):
        gone.add("content-length")
    kept = [each for each in end_to_end(headers) if each[0].lower() not in gone | {"via"}]
    return (*kept, ("via", _after(joined(headers, "via"), _VIA)))


def at_home(headers: Headers, upstream: Upstream, base: str, host: str) -> Headers:
    """Fields in which the upstream's own address has become the proxy's.

    Args:
        headers: of a response.
        upstream: where it came from.
        base: the base path here that the upstream's stands for.
        host: what the client calls the proxy.
    """
    return tuple((name, _moved(name.lower(), value, upstream, base, host)) for name, value in headers)


def _moved(name: str, value: str, upstream: Upstream, base: str, host: str) -> str:
    if name == "set-cookie":
        return _DOMAIN.sub("", value)
    if name not in ("location", "content-location"):
        return value
    path = value.removeprefix(upstream.origin)
    absolute = path != value
    if not path.startswith("/") and not (absolute and path == ""):
        return value
    there = upstream.base
    if there is not None and (path == there or path.startswith(f"{there}/") or not there):
        path = base + path[len(there) :]
    return f"http://{host}{path}" if absolute else path


def _after(before: str | None, own: str) -> str:
    return f"{before}, {own}" if before else own


def _forwarded(request: Request, how: Forwarded, peer: str, host: str) -> Iterator[tuple[str, str]]:
    client = f"[{peer}]" if ":" in peer else peer
    if how is Forwarded.STANDARD:
        told = [f"for={_quoted(client)}", f"host={_quoted(host)}", "proto=http"]
        yield "forwarded", _after(request.header("forwarded"), ";".join(told))
    elif how is Forwarded.X:
        yield "x-forwarded-for", peer
        yield "x-forwarded-host", host
        yield "x-forwarded-proto", "http"


def _quoted(text: str) -> str:
    """Source: RFC 7239, 4: what is no token stands in quotation marks."""
    return text if re.fullmatch(r"[A-Za-z0-9.!#$%&'*+^_`|~-]+", text) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
