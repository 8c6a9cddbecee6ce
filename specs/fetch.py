"""What a URL gives, or says to a request: over connections whose address was judged, in bounded time and size."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from specs.addresses import Address, is_never_reached, is_public
from specs.messages import Request, Response

SECONDS = 30.0
"""How long one exchange may take altogether, however slowly its bytes come."""
REDIRECTS = 5
Fields = Mapping[str, str]
"""Header fields by their names."""
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~?"
_ALLOW = "--allow-ref-host"
_CHECK = "check the URL, or download the file"
_HEADERS = {
    "Accept": "application/vnd.oai.openapi+json, application/json, application/yaml, */*;q=0.1",
    "Accept-Encoding": "identity",
    "User-Agent": "ringback",
}


class NotFetchedError(Exception):
    """A URL gave nothing; the text says why, ``hint`` what to do, ``status`` what its server answered, if it did."""

    def __init__(self, message: str, hint: str, status: int | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.status = status


class NotAllowedError(NotFetchedError):
    """A URL is not asked, because of what it is or where it leads."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a URL gave.

    Attributes:
        url: where it was found in the end: the base of its relative references. Source: RFC 3986, 5.1.3.
        media_type: in lower case and without parameters; "" where the server names none.
    """

    url: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What may see the same credentials. Source: RFC 6454, 4."""
        return self.scheme, self.host, self.port

    @property
    def is_nowhere(self) -> bool:
        """Whether it is written as an address that is never reached: nobody should be told to allow it."""
        try:
            return is_never_reached(ipaddress.ip_address(self.host))
        except ValueError:
            return False

    def is_listed(self, hosts: tuple[str, ...]) -> bool:
        """Whether a list of ``name`` and ``name:port`` has this host."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return bool({self.host, name, f"{name}:{self.port}"} & {host.lower().rstrip(".") for host in hosts})


def fetch(url: str, limit: int, hosts: tuple[str, ...] | None = None, *, credentials: Fields | None = None) -> Answer:
    """Fetch a URL.

    Args:
        url: with ``http`` or ``https``.
        limit: in bytes; of anything longer, one byte more is given.
        hosts: ``name`` or ``name:port`` of those that may be asked, an address of loopback or of a private network
            only where it is listed itself. None where the user gave this very URL: its host may then be anywhere but
            at the addresses that are never reached, and redirects may lead to public addresses.
        credentials: header fields that tell who asks; no redirect takes them to another origin, and none is sent in
            clear text to another machine. Source: RFC 6750, 5.3.

    Raises:
        NotFetchedError: nothing may be or could be fetched.
    """
    own = _target(url)
    for _ in range(REDIRECTS + 1):
        target = _target(url)
        if hosts is not None and not (target.is_listed(hosts) or target.is_nowhere):
            raise NotAllowedError(f"host {target.host} is not allowed", f"allow it with {_ALLOW} {target.host}")
        addresses = _addresses(target, hosts, named=hosts is None and target.host == own.host)
        shown = credentials or {} if target.origin == own.origin else {}
        if shown and target.scheme != "https" and not all(address.is_loopback for address in addresses):
            raise NotAllowedError("credentials are not sent in clear text to another machine", "give an https URL")
        found = _ask(target, addresses, limit, shown)
        if isinstance(found, Answer):
            return Answer(url, found.media_type, found.content)
        url = urljoin(url, found)
    raise NotFetchedError(f"more than {REDIRECTS} redirects", "give the URL that they lead to")


def ask(url: str, request: Request, limit: int, hosts: tuple[str, ...], *, seconds: float, option: str) -> Response:
    """Send a request to a URL, and follow no redirect.

    Args:
        url: with ``http`` or ``https``; its path and query go before the request's.
        request: its method, fields and body are sent.
        limit: bytes of a body that are read.
        hosts: those that may be asked, as for ``fetch``.
        seconds: that the exchange may take.
        option: by which a user allows a host.

    Raises:
        NotFetchedError: the URL may not be asked, or gave no answer.
    """
    target = _target(url)
    if not (target.is_listed(hosts) or target.is_nowhere):
        raise NotAllowedError(f"host {target.host} is not allowed", f"allow it with {option} {target.host}")
    line = _Line(target, _addresses(target, hosts, named=False, option=option), seconds)
    try:
        with line:
            line.connection.request(request.method, target.path, request.body or None, dict(request.headers))
            with line.connection.getresponse() as answer:
                found = Response(answer.status, tuple(answer.getheaders()), answer.read(limit))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _not_fetched(error, line) from error
    if line.late:
        raise _not_fetched(TimeoutError(), line)
    return found


def _not_fetched(error: Exception, line: _Line) -> NotFetchedError:
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return NotFetchedError(f"took longer than {line.seconds:g} s" if line.late else told, _CHECK)


def _target(url: str) -> _Target:
    try:
        parts: SplitResult = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise NotAllowedError(f"not a URL: {error}", "correct the URL") from error
    if parts.scheme not in _PORTS or not host:
        raise NotAllowedError(f"only http and https are fetched, not {parts.scheme or 'this'}", "download the file")
    if parts.username is not None:
        raise NotAllowedError("a URL with credentials is not fetched", "download the file")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return _Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _addresses(target: _Target, hosts: tuple[str, ...] | None, *, named: bool, option: str = _ALLOW) -> list[Address]:
    """Every address of a host, each of them judged: a connection is made to one of these and to no other."""
    try:
        told = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        found = list(dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in told))
    except (OSError, UnicodeError, ValueError) as error:
        told_why = getattr(error, "strerror", None) or error
        raise NotFetchedError(f"host {target.host} is not known: {told_why}", "check the URL") from error
    for address in found:
        if is_never_reached(address):
            raise NotAllowedError(f"{target.host} is at {address}, where nothing is fetched from", "download the file")
        if not (named or is_public(address) or _is_named(address, target, hosts or ())):
            hint = f"where that is meant, allow it with {option} {address}" if hosts is not None else "check it"
            raise NotAllowedError(f"{target.host} is at {address}, which is no public address", hint)
    return found


def _is_named(address: Address, target: _Target, hosts: tuple[str, ...]) -> bool:
    """Whether a private address was listed itself. A name will not do: whoever owns it decides where it leads."""
    at = _Target(target.scheme, str(address), target.port, "")
    return at.is_listed(hosts) or (address.is_loopback and target.host == "localhost" and target.is_listed(hosts))


def _ask(target: _Target, addresses: list[Address], limit: int, credentials: Fields) -> Answer | str:
    """One exchange: what was answered, or where a redirect leads."""
    line = _Line(target, addresses, SECONDS)
    try:
        with line:
            found = _answer(line.connection, target, limit, credentials)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _not_fetched(error, line) from error
    if line.late:  # an answer without a length looks whole wherever it was cut
        raise _not_fetched(TimeoutError(), line)
    return found


def _answer(connection: http.client.HTTPConnection, target: _Target, limit: int, credentials: Fields) -> Answer | str:
    connection.request("GET", target.path, headers={**_HEADERS, **credentials})
    with connection.getresponse() as answer:
        place = answer.getheader("Location")
        if answer.status in _REDIRECTING and place:
            return place
        if answer.status != 200:
            told = f"{answer.reason or 'no such thing'} ({answer.status})"
            raise NotFetchedError(told, _CHECK, answer.status)
        if answer.getheader("Content-Encoding", "identity").lower() != "identity":
            raise NotFetchedError("the answer is compressed, which was not asked for", "download the file")
        kind = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
        content = answer.read(limit + 1)
        if answer.length and len(content) <= limit:
            raise http.client.IncompleteRead(content, answer.length)
        return Answer("", kind, content)


class _Line:
    """A connection to one of the judged addresses, cut off when the time for the exchange is over."""

    def __init__(self, target: _Target, addresses: list[Address], seconds: float) -> None:
        self.connection = http.client.HTTPConnection(target.host, target.port)
        self.connection.default_port = _PORTS[target.scheme]  # so that the Host header leaves it out
        self.late, self.seconds = False, seconds
        self._target, self._addresses = target, addresses
        self._channel: socket.socket | None = None  # the connection forgets its own while an answer is read
        self._watch = threading.Timer(seconds, self._cut)
        self._watch.daemon = True

    def __enter__(self) -> None:
        self._watch.start()
        try:
            self._channel = self._reached()
            if self.late:
                raise TimeoutError
            if self._target.scheme == "https":
                secured = ssl.create_default_context().wrap_socket(
                    self._channel, server_hostname=self._target.host, do_handshake_on_connect=False
                )
                self._channel = secured
                secured.do_handshake()
            self.connection.sock = self._channel
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        self._watch.cancel()
        self.connection.close()
        if self._channel:
            self._channel.close()

    def _reached(self) -> socket.socket:
        each, *others = self._addresses
        try:
            return socket.create_connection((str(each), self._target.port), self.seconds / (len(others) + 1))
        except OSError:
            if not others:
                raise
        self._addresses = others
        return self._reached()

    def _cut(self) -> None:
        self.late = True
        if self._channel:
            with contextlib.suppress(OSError):  # closed already
                self._channel.shutdown(socket.SHUT_RDWR)
