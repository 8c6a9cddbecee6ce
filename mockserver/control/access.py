"""Who may control a mock: whoever has the token, or without one programs on this machine, and no web page of others."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from mockserver.response.problems import Refusal
from specs.messages import Request

_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:]*)(?::\d*)?")
_OWN_PAGES = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The rules.

    Attributes:
        token: that everybody has to show; empty where programs on this machine need none and others have no access.
        hosts: names under which the mock may be asked, beside ``localhost`` and IP addresses.
    """

    token: str = ""
    hosts: frozenset[str] = frozenset()

    def refusal(self, request: Request, peer: str) -> Refusal | None:
        """Why a request is turned away; None where it may pass.

        Args:
            request: as it came.
            peer: IP address that it came from.
        """
        foreign = self.foreign(request)
        if foreign:
            return foreign
        if self.token:
            return None if self.shown(request) else _unauthorized()
        return None if loopback(peer) else _forbidden("Only this machine may, unless --control-token sets a token.")

    def foreign(self, request: Request) -> Refusal | None:
        """Why a request is turned away that a web page of somebody else may have sent; None where none has."""
        if not self._named(request.header("host") or ""):
            return _forbidden(
                "The Host is neither an IP address nor a name of this machine; --control-host NAME allows another."
            )
        return _forbidden("Web pages of other origins may not control the mock.") if _of_another_page(request) else None

    def shown(self, request: Request) -> bool:
        """Whether a request shows the token."""
        kind, _, told = (request.header("authorization") or "").partition(" ")
        return hmac.compare_digest(told.strip().encode(), self.token.encode()) and kind.lower() == "bearer"

    def _named(self, host: str) -> bool:
        """Whether a Host is one that no stranger's name server can have led here (DNS rebinding)."""
        found = _AUTHORITY.fullmatch(host.strip().lower())
        name = found[1].rstrip(".") if found else ""
        return name in self.hosts or name == "localhost" or name.endswith(".localhost") or _address(name)


def access(token: str | None, hosts: Iterable[str]) -> Access:
    """The rules for a token and some names."""
    return Access(token=token or "", hosts=frozenset(each.lower().rstrip(".") for each in hosts))


def loopback(peer: str) -> bool:
    """Whether an IP address is this machine's own."""
    try:
        found = ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def _address(name: str) -> bool:
    try:
        ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return False
    return True


def _of_another_page(request: Request) -> bool:
    """Source: Fetch Metadata Request Headers, 2.3; RFC 6454, 7."""
    site, origin = request.header("sec-fetch-site"), request.header("origin")
    if site is not None and site.lower() not in _OWN_PAGES:
        return True
    return origin is not None and urlsplit(origin).netloc.lower() != (request.header("host") or "").lower()


def _forbidden(told: str) -> Refusal:
    return Refusal(statuses=(403,), kind="control-forbidden", detail=told)


def _unauthorized() -> Refusal:
    challenge = (("WWW-Authenticate", 'Bearer realm="ringback control"'),)
    return Refusal(
        statuses=(401,), kind="missing-credentials", detail="The control token is asked for.", headers=challenge
    )
