"""A transport adapter of ``requests`` that asks a mock of this process."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Mapping
from http.client import HTTPMessage, responses
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from ringback.pytest_plugin.inside import Arriving, BrokenOffError, Inside, TooSlowError


class _Original:
    """What ``requests`` takes cookies from."""

    def __init__(self, arriving: Arriving) -> None:
        self.msg = HTTPMessage()
        for name, value in arriving.headers:
            self.msg.add_header(name, value)

    def isclosed(self) -> bool:
        """All of it has come."""
        return True

    def close(self) -> None:
        """There is nothing to close."""


class Adapter(requests.adapters.HTTPAdapter):
    """Asks a mock, whatever host the URL has."""

    def __init__(self, inside: Inside) -> None:
        super().__init__()
        self._mock = inside

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - the signature is of requests, here and below
        timeout: Any = None,
        verify: bool | str = True,  # noqa: ARG002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """What the mock answers. Raises what ``requests`` raises where it comes too late, or not."""
        url = request.url or ""
        headers = [(_text(name), _text(value)) for name, value in request.headers.items()]
        method, authority = request.method or "GET", urlsplit(url).netloc.rpartition("@")[2]
        arriving = self._mock.ask(method, authority, request.path_url, headers, _bytes(request.body))
        try:
            for seconds in arriving.pauses(timeout[1] if isinstance(timeout, tuple) else timeout):
                time.sleep(seconds)
        except TooSlowError as error:
            raise requests.ReadTimeout(str(error), request=request) from error
        except BrokenOffError as error:
            kind = requests.exceptions.ChunkedEncodingError if error.began else requests.ConnectionError
            raise kind(str(error), request=request) from error
        return self.build_response(request, _raw(arriving, method))


def _raw(arriving: Arriving, method: str) -> urllib3.HTTPResponse:
    original: Any = _Original(arriving)
    return urllib3.HTTPResponse(
        body=io.BytesIO(arriving.body),
        headers=urllib3.HTTPHeaderDict(arriving.headers),
        status=arriving.status,
        reason=responses.get(arriving.status, ""),
        version=11,
        preload_content=False,
        decode_content=False,
        original_response=original,
        request_method=method,
    )


def _bytes(body: Any) -> bytes:
    """The whole of a body, which may be a file, or come in parts."""
    if body is None or isinstance(body, str | bytes):
        return body.encode() if isinstance(body, str) else body or b""
    if hasattr(body, "read"):
        return _bytes(body.read())
    parts: Iterable[Any] = body
    return b"".join(map(_bytes, parts))


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
