"""Whose calls they are: told by a header field, a credential, the user agent or the port."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contracts.errors import ContractError
from contracts.traffic.reading import Call
from specs.decoding import cookies, query_pairs
from specs.messages import Request
from specs.model import Document, Location

_PRODUCT = re.compile(r"\s*([^\s/()]+)(?:/([^\s()]+))?")
"""Source: RFC 9110, 10.1.5."""
_HEADER = "header:"
HOW = ("user-agent", "key", "port", f"{_HEADER}NAME")
"""Ways of telling consumers apart, as a user says them."""


@dataclass(slots=True)
class Telling:
    """Tells whose a call is.

    Args:
        how: one of ``HOW``.
        document: what it says of credentials; for ``key``.

    Raises:
        ContractError: there is no such way.
    """

    how: str
    document: Document
    _numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.how not in self._ways and not (self.how.startswith(_HEADER) and self.how != _HEADER):
            raise ContractError(f"consumers cannot be told by {self.how}", hint=f"say one of {', '.join(HOW)}")

    def name(self, call: Call) -> str:
        """What the consumer is called; one for all of whom nothing is known."""
        if self.how.startswith(_HEADER):
            name = self.how.removeprefix(_HEADER)
            return call.exchange.request.header(name) or f"without {name}"
        return self._ways[self.how](call)

    @property
    def _ways(self) -> Mapping[str, Callable[[Call], str]]:
        return {"user-agent": _agent, "key": self._key, "port": _port}

    def _key(self, call: Call) -> str:
        """A number in place of the credential, which nobody is to read in a report."""
        found = call.credential or self._presented(call.exchange.request)
        return self._numbers.setdefault(found, f"key {len(self._numbers) + 1}") if found else "without key"

    def _presented(self, request: Request) -> str:
        found = [request.header("authorization") or ""]
        sent = dict(query_pairs(request.query)), dict(cookies(request.header("cookie") or ""))
        for scheme in self.document.security_schemes.values():
            if scheme.parameter and scheme.location is Location.HEADER:
                found.append(request.header(scheme.parameter) or "")
            elif scheme.parameter:
                found.append(sent[scheme.location is Location.COOKIE].get(scheme.parameter, ""))
        return next(filter(None, found), "")


def _agent(call: Call) -> str:
    """The first product and its version: ``web 3.2`` of ``web/3.2 (Linux)``."""
    found = _PRODUCT.match(call.exchange.request.header("user-agent") or "")
    return " ".join(filter(None, found.groups())) if found else "without user agent"


def _port(call: Call) -> str:
    _, _, port = (call.exchange.request.header("host") or "").rpartition(":")
    return f"port {port}" if port.isdecimal() else "without port"
