"""Base URLs whose requests a mock of this process gets, whichever client of ``requests`` or httpx sends them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

import pytest

from mockserver.errors import MockError
from ringback.pytest_plugin.inside import Inside

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Base:
    """What the URLs of an API begin with."""

    scheme: str
    host: str
    port: int
    path: str

    def leads(self, url: SplitResult) -> bool:
        """Whether a URL is below it."""
        here = (self.scheme, self.host, self.port) == (url.scheme, url.hostname, url.port or _PORTS.get(url.scheme))
        return here and f"{url.path}/".startswith(f"{self.path}/")


class Routed:
    """Some base URLs whose requests a mock gets, until the end of a ``with`` block or ``remove()``."""

    def __init__(self, bases: Iterable[Base], inside: Inside) -> None:
        self.bases, self.inside = tuple(bases), inside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def remove(self) -> None:
        """End it."""
        _TABLE.remove(self)


class _Table:
    """All routes; the newest goes first. The clients are as they were while there are none."""

    def __init__(self) -> None:
        self._all: tuple[Routed, ...] = ()
        self._patch = pytest.MonkeyPatch()

    def add(self, routed: Routed) -> None:
        if not self._all:
            self._of_requests()
            self._of_httpx()
        self._all = (routed, *self._all)

    def remove(self, routed: Routed) -> None:
        self._all = tuple(each for each in self._all if each is not routed)
        if not self._all:
            self._patch.undo()

    def find(self, url: str) -> Inside | None:
        parts = urlsplit(url)
        return next((each.inside for each in self._all if any(base.leads(parts) for base in each.bases)), None)

    def _of_requests(self) -> None:
        import requests

        from ringback.pytest_plugin.requests_adapter import Adapter

        usual = requests.Session.get_adapter

        def get_adapter(session: requests.Session, url: str) -> Any:
            inside = self.find(url)
            return usual(session, url) if inside is None else Adapter(inside)

        self._patch.setattr(requests.Session, "get_adapter", get_adapter)

    def _of_httpx(self) -> None:
        try:
            import httpx
        except ImportError:
            return
        from ringback.pytest_plugin.httpx_transport import Transport

        usual, usual_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

        def handle(own: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            inside = self.find(str(request.url))
            return usual(own, request) if inside is None else Transport(inside).handle_request(request)

        async def handle_async(own: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
            inside = self.find(str(request.url))
            if inside is None:
                return await usual_async(own, request)
            return await Transport(inside).handle_async_request(request)

        self._patch.setattr(httpx.HTTPTransport, "handle_request", handle)
        self._patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async)


_TABLE = _Table()


def routed(urls: Iterable[str], inside: Inside) -> Routed:
    """Have requests below base URLs asked of a mock. Raises MockError: one is no base URL."""
    made = Routed(map(_base, urls), inside)
    _TABLE.add(made)
    return made


def _base(url: str) -> Base:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not parts.hostname or parts.query or parts.fragment:
        raise MockError(f"{url!r} is no base URL", hint="write it as https://api.example.com/v1")
    return Base(parts.scheme, parts.hostname, port, parts.path.rstrip("/"))
