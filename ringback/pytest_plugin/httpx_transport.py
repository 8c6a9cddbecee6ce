"""A transport of httpx that asks a mock of this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import anyio
import httpx

from ringback.pytest_plugin.inside import Arriving, BrokenOffError, Inside, TooSlowError


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Asks a mock, whatever host the URL has."""

    def __init__(self, inside: Inside) -> None:
        self._mock = inside

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """What the mock answers. Raises what httpx raises where it comes too late, or not."""
        arriving = self._asked(request, request.read())
        with _as_httpx(request):
            for seconds in arriving.pauses(_patience(request)):
                time.sleep(seconds)
        return _response(request, arriving)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See ``handle_request``."""
        arriving = self._asked(request, await request.aread())
        with _as_httpx(request):
            for seconds in arriving.pauses(_patience(request)):
                await anyio.sleep(seconds)
        return _response(request, arriving)

    def _asked(self, request: httpx.Request, body: bytes) -> Arriving:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        target = request.url.raw_path.decode("ascii")
        return self._mock.ask(request.method, request.url.netloc.decode("ascii"), target, headers, body)


def _patience(request: httpx.Request) -> float | None:
    timeouts: dict[str, float | None] = request.extensions.get("timeout", {})
    return timeouts.get("read")


@contextmanager
def _as_httpx(request: httpx.Request) -> Iterator[None]:
    try:
        yield
    except TooSlowError as error:
        raise httpx.ReadTimeout(str(error), request=request) from error
    except BrokenOffError as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error


def _response(request: httpx.Request, arriving: Arriving) -> httpx.Response:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in arriving.headers]
    return httpx.Response(arriving.status, headers=headers, stream=httpx.ByteStream(arriving.body), request=request)
