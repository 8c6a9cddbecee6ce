"""Sending requests to the account's server: once, as they are, and nowhere else."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from urllib3.util import Timeout

from specs.hops import end_to_end
from specs.messages import Request, Response, essence

_SET_HERE = frozenset({"host", "content-length", "accept-encoding"})
"""Fields of a request that are its sender's: which codings are taken, too, as answers are read here."""
_DECODED = frozenset({"content-length", "content-encoding"})
PATIENCE = 30.0
"""Seconds for a part of an answer, and for all of its body."""
_MOST_BYTES = 64 * 1024 * 1024
_AT_ONCE = 64 * 1024
_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """There was no answer.

    Attributes:
        reason: in a few words, without the address.
        sent: whether the server may have got the request all the same.
    """

    reason: str
    sent: bool


class Upstream:
    """The server. Connections are kept; redirects are not followed; certificates are verified.

    Args:
        url: where its document's paths start.
        at_once: connections that may be open.
        certificates: a file with certificates that are trusted beside those of the system.
        most_seconds: for a part of an answer, and for all of its body.
    """

    def __init__(self, url: str, at_once: int, certificates: str | None = None, most_seconds: float = PATIENCE) -> None:
        self._most_seconds = most_seconds
        parts = urlsplit(url)
        self._path = f"{parts.scheme}://{parts.netloc}"
        trust = ssl.create_default_context()
        if certificates is not None:
            trust.load_verify_locations(certificates)
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=at_once,
            block=True,
            retries=False,
            timeout=Timeout(connect=10.0, read=most_seconds),
            ssl_context=trust,
        )

    def send(self, request: Request) -> Response | Unanswered:
        """Send a request once."""
        target = request.path + (f"?{request.query}" if request.query else "")
        fields = urllib3.HTTPHeaderDict()
        for name, value in end_to_end(request.headers):
            if name.lower() not in _SET_HERE:
                fields.add(name, value)
        try:
            answer = self._pool.request(
                request.method,
                self._path + target,
                headers=fields,
                body=request.body or None,
                redirect=False,
                preload_content=False,
            )
            try:
                body = _body(answer, self._most_seconds)
                if isinstance(body, Unanswered):
                    return body
                passed = end_to_end(tuple(answer.headers.iteritems()))
                headers = tuple((n, v) for n, v in passed if n.lower() not in _DECODED)
                return Response(answer.status, headers, body)
            finally:
                answer.close()  # where there is more of it, nobody waits for that
                answer.release_conn()
        except (urllib3.exceptions.ConnectTimeoutError, urllib3.exceptions.NewConnectionError):
            return Unanswered("nobody listens there", sent=False)
        except urllib3.exceptions.SSLError:
            return Unanswered("its certificate cannot be verified", sent=False)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return Unanswered(type(error).__name__, sent=True)

    def close(self) -> None:
        """Let the connections go."""
        self._pool.clear()


def _body(answer: urllib3.BaseHTTPResponse, most_seconds: float) -> bytes | Unanswered:
    """A body, its encoding undone. A stream of events never ends, so nobody waits for what it says."""
    if essence(answer.headers.get("content-type") or "") == _STREAM:
        return b""
    end = time.monotonic() + most_seconds
    body = bytearray()
    while part := answer.read1(_AT_ONCE, decode_content=True):
        body += part
        if len(body) > _MOST_BYTES:
            return Unanswered(f"its body is longer than {_MOST_BYTES:,} bytes", sent=True)
        if time.monotonic() > end:
            return Unanswered(f"its body did not end within {most_seconds:g} seconds", sent=True)
    return bytes(body)
