"""Sends the same requests again and again over a few connections, and counts. Run by ``benchmarks/mock.py``.

python benchmarks/wire.py PORT SECONDS CONNECTIONS < REQUESTS

REQUESTS is a JSON list of ``[method, path, headers, body]``. Prints a JSON object: requests a second, percentiles of
the seconds that one took, and how often each status came.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import cycle
from typing import Any

_CHUNK = 1 << 18


@dataclass
class Connection:
    """A connection and what has come of the answer it waits for."""

    wire: socket.socket
    started: float
    got: bytes = b""

    def done(self) -> str | None:
        """The status, once the answer is whole."""
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.got[:end].lower()
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            length = int(head[at + 17 :].split(b"\r\n", 1)[0])
            whole = len(self.got) >= end + 4 + length
        else:
            whole = b"\r\ntransfer-encoding:" not in head or self.got.endswith(b"0\r\n\r\n")
        return head[9:12].decode() if whole else None


def wired(method: str, path: str, headers: dict[str, str], body: str | None) -> bytes:
    """A request as it goes over the wire."""
    content = (body or "").encode()
    sent = {"Host": "127.0.0.1", "Accept": "application/json", **headers}
    if body is not None:
        sent |= {"Content-Length": str(len(content))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content


def measure(port: int, seconds: float, connections: int, requests: list[bytes]) -> dict[str, Any]:
    """Keep every connection busy with one request at a time, until there is at least one answer."""
    following, selector = cycle(requests), selectors.DefaultSelector()
    took: list[float] = []
    statuses: Counter[str] = Counter()
    for _ in range(connections):
        wire = socket.create_connection(("127.0.0.1", port), timeout=10)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(wire, selectors.EVENT_READ, Connection(wire, time.perf_counter()))
        wire.sendall(next(following))
    start = now = time.perf_counter()
    while now < start + seconds or not took:
        for key, _ in selector.select(1):
            connection: Connection = key.data
            part = connection.wire.recv(_CHUNK)
            if not part:
                raise ConnectionError("the server closed a connection")
            connection.got += part
            status = connection.done()
            if status is not None:
                ended = time.perf_counter()
                took.append(ended - connection.started)
                statuses[status] += 1
                connection.got, connection.started = b"", ended
                connection.wire.sendall(next(following))
        now = time.perf_counter()
    took.sort()
    percentiles = {f"p{share}": took[int(len(took) * share / 100)] for share in (50, 99)}
    return {"rate": len(took) / (now - start), **percentiles, "statuses": statuses}


if __name__ == "__main__":
    port, seconds, connections = sys.argv[1:]
    print(
        json.dumps(
            measure(int(port), float(seconds), int(connections), [wired(*each) for each in json.load(sys.stdin)])
        )
    )
