"""What the mock answers, and how that is to reach the client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from specs.messages import Headers, Response

_WITHOUT_BODY = frozenset({204, 304})
_SLICE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a response is sent.

    Attributes:
        delay: seconds before its first byte.
        drop: the connection is closed instead of an answer.
        truncate: the connection is closed after so many bytes of the body; None sends the whole.
        rate: bytes of the body per second; None sends them as fast as they go.
    """

    delay: float = 0
    drop: bool = False
    truncate: int | None = None
    rate: float | None = None

    def breaks_off(self, body: bytes) -> bool:
        """Whether a body is sent in part: it is shorter than its length says, and the server closes the connection."""
        return self.truncate is not None and self.truncate < len(body)


AT_ONCE = Delivery()


@dataclass(frozen=True, slots=True)
class Answer:
    """A response and its delivery."""

    response: Response
    delivery: Delivery = AT_ONCE

    def sent(self, *, head: bool) -> tuple[Headers, bytes]:
        """The header fields with the length, and the body; none to HEAD and where a status has none.

        Source: RFC 9110, 8.6 and 9.3.2.
        """
        response = self.response
        if response.status in _WITHOUT_BODY or response.status < 200:
            return response.headers, b""
        headers = (*response.headers, ("Content-Length", str(len(response.body))))
        return headers, b"" if head else response.body


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """An answer that is still to be made.

    Attributes:
        prompt: whether that is expected to be so quick that other requests can wait for it.
        finish: makes it.
    """

    prompt: bool
    finish: Callable[[], Answer]


def paced(body: bytes, delivery: Delivery) -> Iterator[tuple[bytes, float]]:
    """The parts of a body, each with the seconds to wait before it.

    With a rate they are as small as it takes to send one every 50 ms, a byte at least.
    """
    body = body if delivery.truncate is None else body[: delivery.truncate]
    if delivery.rate is None:
        yield body, 0
        return
    size = max(1, int(delivery.rate * _SLICE))
    for start in range(0, len(body), size):
        part = body[start : start + size]
        yield part, len(part) / delivery.rate
