"""A load balancer and its clients: requests are led to whoever is ready, one after the other."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from mock_client import Api

LOOK = 0.05


class Balancer:
    """Knows who is ready, by looking every now and then.

    Attributes:
        urls: of all that there are.
    """

    def __init__(self, urls: list[str]) -> None:
        self.urls, self.ready = list(urls), list(urls)
        self._turns = count()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._ended.wait(LOOK):
            self.ready = [url for url in self.urls if _ready(url)]

    def next(self) -> str:
        ready = self.ready
        assert ready, "nobody is ready"
        return ready[next(self._turns) % len(ready)]

    @contextmanager
    def looking(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._ended.set()
            self._thread.join(30)


def _ready(url: str) -> bool:
    try:
        return Api(url)("GET", "/__ringback/ready").status == 200
    except (OSError, http.client.HTTPException):
        return False


class Client(threading.Thread):
    """Creates one thing after the other, over connections that it keeps.

    Args:
        target: the URL that the next request goes to.
        name: begins the names of its things.

    Attributes:
        names: of what was acknowledged, by id.
        lost: what became of requests that were not.
    """

    def __init__(self, target: Callable[[], str], name: str) -> None:
        super().__init__()
        self._target, self._called = target, name
        self._open: dict[str, http.client.HTTPConnection] = {}
        self.names: dict[str, str] = {}
        self.lost: list[Any] = []
        self.ended = False

    def run(self) -> None:
        for number in count():
            if self.ended:
                break
            name = f"{self._called}-{number}"
            try:
                status, told = self._ask("POST", "/projects", {"name": name})
            except (OSError, http.client.HTTPException) as error:
                self.lost.append((name, repr(error)))
                continue
            if status == 201 and told["id"] not in self.names:
                self.names[told["id"]] = name
            else:
                self.lost.append((name, status, told))
        for each in self._open.values():
            each.close()

    def _ask(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        while True:
            url = self._target()
            connection = self._open.get(url)
            if connection is None or connection.sock is None:
                where = urlsplit(url)
                connection = self._open[url] = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
                try:
                    connection.connect()
                except ConnectionRefusedError:
                    continue  # nothing was sent: somebody else is asked
            try:
                connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
                response = connection.getresponse()
                read = response.read()
            except BaseException:
                connection.close()
                raise
            return response.status, json.loads(read) if response.status == 201 else read


@contextmanager
def load(target: Callable[[], str], clients: int) -> Iterator[list[Client]]:
    """Clients that ask meanwhile."""
    each = [Client(target, f"client-{number}") for number in range(clients)]
    for client in each:
        client.start()
    try:
        yield each
    finally:
        for client in each:
            client.ended = True
        for client in each:
            client.join(90)


def more(clients: list[Client], done: int) -> None:
    """Wait until so many more were acknowledged of each."""
    before = [len(client.names) for client in clients]
    end = time.monotonic() + 300
    while any(len(client.names) < there + done for client, there in zip(clients, before, strict=True)):
        assert time.monotonic() < end, [client.lost[-3:] for client in clients]
        clients[0].join(0.02)
