"""Answers are read to an end, whatever a server sends: of so many bytes, and for so long. Source: requests' hooks."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
import urllib3.connection
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

from specs.http1.timed import TimedResponse
from specs.messages import DEEPEST, is_too_deep

_MOST_BYTES = 64 * 1024 * 1024
_MOST_SECONDS = 30.0
"""For all of a head, and for all of a body; silence within them ends them sooner."""
_AT_ONCE = 65536


class UnreadError(requests.ConnectionError):
    """A body was not read to its end, or cannot be: the text says why."""


def read(response: requests.Response, *_: object, **__: object) -> None:
    """Read the body of a response: a hook, by which it is there before anybody asks for it.

    Raises:
        UnreadError: there is no end to it, or nobody could read it.
        requests.RequestException: it breaks off.
    """
    if "event-stream" in response.headers.get("Content-Type", ""):
        return  # who reads it knows when to stop
    try:
        content = _content(response.raw)
    except ProtocolError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error
    except DecodeError as error:
        raise requests.exceptions.ContentDecodingError(error) from error
    except ReadTimeoutError as error:
        raise requests.exceptions.ConnectionError(error) from error
    if isinstance(content, str):
        response.close()
        raise UnreadError(content)
    vars(response).update(_content=content, _content_consumed=True)
    response.raw.release_conn()


def _content(raw: Any) -> bytes | str:
    """A body, or why it was read no further: a body whose reader would go too deep is none that anybody can judge."""
    end, parts, size = time.monotonic() + _MOST_SECONDS, [], 0
    while part := raw.read1(_AT_ONCE, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            return f"The body has more than {_MOST_BYTES // 1_048_576} MiB"
        if time.monotonic() > end:
            return f"The body has no end after {_MOST_SECONDS:.0f} seconds"
    content = b"".join(parts)
    if "json" in raw.headers.get("Content-Type", "").lower() and is_too_deep(content):
        return f"The body is nested deeper than {DEEPEST} levels"
    return content


class _Response(TimedResponse):
    """One whose head has to come in time, interim responses included."""

    @property
    def seconds(self) -> float:
        return _MOST_SECONDS


class _Heads:
    """How many wait for heads in time at the moment, in all threads."""

    def __init__(self) -> None:
        self._lock, self._count = threading.Lock(), 0

    def add(self, more: int) -> None:
        with self._lock:
            self._count += more
            kind = _Response if self._count else http.client.HTTPResponse
            urllib3.connection.HTTPConnection.response_class = kind


_HEADS = _Heads()


@contextmanager
def heads() -> Iterator[None]:
    """The head of every answer that requests reads meanwhile, in any thread, has to come in time.

    Where it does not, ``requests.ReadTimeout`` is raised. Neither requests nor urllib3 has a way to ask for this.
    """
    _HEADS.add(1)
    try:
        yield
    finally:
        _HEADS.add(-1)
