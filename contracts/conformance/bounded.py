"""Answers are read to an end, whatever a server sends: of so many bytes, and for so long. Source: requests' hooks."""

from __future__ import annotations

import time
from typing import Any

import requests
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError

_MOST_BYTES = 64 * 1024 * 1024
_MOST_SECONDS = 30.0
"""For all of a body; silence within it ends it sooner."""
_AT_ONCE = 65536


def read(response: requests.Response, *_: object, **__: object) -> None:
    """Read the body of a response: a hook, by which it is there before anybody asks for it.

    Raises:
        requests.RequestException: there is no end to it, or it breaks off.
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
        raise requests.exceptions.ConnectionError(content)
    vars(response).update(_content=content, _content_consumed=True)
    response.raw.release_conn()


def _content(raw: Any) -> bytes | str:
    """A body, or why it was read no further."""
    end, parts, size = time.monotonic() + _MOST_SECONDS, [], 0
    while part := raw.read1(_AT_ONCE, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            return f"The body has more than {_MOST_BYTES // 1_048_576} MiB"
        if time.monotonic() > end:
            return f"The body has no end after {_MOST_SECONDS:.0f} seconds"
    return b"".join(parts)
