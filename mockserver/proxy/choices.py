"""What a user decides about a proxy, and where its upstream is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from mockserver.errors import MockError

_PORTS = {"http": 80, "https": 443}
_EXAMPLE = "write http://HOST[:PORT][/BASE] or https://…"
LARGEST_JUDGED = 1024 * 1024
"""Bytes of a body that is validated, unless a user decides otherwise."""


class Enforce(StrEnum):
    """What is kept from passing where it breaks the document."""

    OFF = "off"
    REQUEST = "request"
    RESPONSE = "response"
    BOTH = "both"


class Forwarded(StrEnum):
    """How an upstream is told who asked."""

    OFF = "off"
    STANDARD = "standard"
    """Source: RFC 7239."""
    X = "x"
    """The ``X-Forwarded-`` fields that came before it."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """The server that requests are passed on to.

    Attributes:
        base: what stands in place of a document's base path: without a trailing slash; None leaves paths as they are.
    """

    scheme: str
    host: str
    port: int
    base: str | None

    @property
    def authority(self) -> str:
        """As in a Host field: without the scheme's own port."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    def target(self, path: str, bases: Iterable[str]) -> str:
        """The path there of a path here.

        Args:
            path: raw, with a base path.
            bases: those of the document; the longest that the path is below is taken off.
        """
        if self.base is None:
            return path
        below = [base for base in bases if path == base or path.startswith(f"{base}/")]
        return (self.base + path[len(max(below, key=len, default="")) :]) or "/"


def upstream(url: str) -> Upstream:
    """Where a URL leads. With a path, be it only ``/``, that stands in place of the document's base path.

    Raises:
        MockError: it leads nowhere.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise MockError(f"{url!r} is no URL: {error}", hint=_EXAMPLE) from error
    if parts.scheme not in _PORTS or not host or not url.isascii() or not url.isprintable() or " " in url:
        raise MockError(f"{url!r} is no URL of an upstream", hint=_EXAMPLE)
    if parts.username is not None or parts.query or parts.fragment:
        raise MockError("the URL of an upstream has no user name, query or fragment", hint=_EXAMPLE)
    base = parts.path.rstrip("/") if parts.path else None
    return Upstream(parts.scheme, host, port or _PORTS[parts.scheme], base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The choices of one proxy.

    Attributes:
        enforce: what is kept from passing.
        judge: whether anything is judged at all.
        mock_missing: the mock answers what the upstream does not.
        largest: bytes; of longer bodies only the rest of the message is judged.
        hold: seconds that a response may be held back to be judged before it is passed on.
        connect_timeout: seconds until the upstream has taken a connection.
        read_timeout: seconds until it has answered, then between two parts of a body.
        preserve_host: the upstream gets the Host that the client has named.
        forwarded: how it is told who asked.
        rewrite: redirections to the upstream lead to the proxy, and cookies of its domain become the proxy's.
        ca: certificates that a TLS upstream is trusted by, beside the system's.
        insecure: the certificate of a TLS upstream is not looked at.
        cors: web pages of any origin may read the answers, whatever the upstream says of that.
    """

    enforce: Enforce = Enforce.OFF
    judge: bool = True
    mock_missing: bool = False
    largest: int = LARGEST_JUDGED
    hold: float = 1.0
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    preserve_host: bool = False
    forwarded: Forwarded = Forwarded.STANDARD
    rewrite: bool = False
    ca: Path | None = None
    insecure: bool = False
    cors: bool = False

    @property
    def enforces_requests(self) -> bool:
        """Whether an invalid request is refused."""
        return self.judge and self.enforce in (Enforce.REQUEST, Enforce.BOTH)

    @property
    def enforces_responses(self) -> bool:
        """Whether an invalid response is kept back."""
        return self.judge and self.enforce in (Enforce.RESPONSE, Enforce.BOTH)
