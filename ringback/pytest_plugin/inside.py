"""Asking a mock in the process that it is in, without a socket."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import flask

from mockserver.answer import AT_ONCE, Delivery, paced
from mockserver.app import HOST
from mockserver.hosts.hosting import Host
from specs.messages import Headers, Request

_HOP = frozenset({"connection", "transfer-encoding", "content-length", "host"})
"""Fields that are of a connection, or follow from the rest."""


class TooSlowError(Exception):
    """The client has waited for as long as it wanted to."""


class BrokenOffError(Exception):
    """The mock was told to break off.

    Attributes:
        began: whether some of the response came.
    """

    def __init__(self, *, began: bool) -> None:
        super().__init__("the mock was told to break off")
        self.began = began


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A response on its way."""

    status: int
    headers: Headers
    body: bytes
    delivery: Delivery = AT_ONCE

    def pauses(self, patience: float | None) -> Iterator[float]:
        """The seconds to wait for it, in portions.

        Args:
            patience: how many the client waits for the next part; None for as many as it takes.

        Raises:
            TooSlowError: they are over.
            BrokenOffError: there is no more.
        """
        for seconds in self._gaps():
            if patience is not None and seconds > patience:
                yield patience
                raise TooSlowError(f"nothing came for {patience} seconds")
            if seconds:
                yield seconds
        if self.delivery.drop or self.delivery.breaks_off(self.body):
            raise BrokenOffError(began=not self.delivery.drop)

    def _gaps(self) -> Iterator[float]:
        yield self.delivery.delay
        if not self.delivery.drop:
            yield from (seconds for _, seconds in paced(self.body, self.delivery))


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """A mock of this process, or a session of it.

    Attributes:
        headers: that every request to it has.
    """

    app: flask.Flask
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, authority: str, target: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> Arriving:
        """What the mock answers.

        Args:
            method: of the request.
            authority: whom the client believes to ask.
            target: path and query, as on the wire.
            headers: as the client has them.
            body: the whole of it.
        """
        host: Host = self.app.extensions[HOST]
        request = self._request(method, authority, target, headers, body)
        if host.controls(request.path) or len(body) > host.max_body:
            return self._page(request)
        answer = host.answer(request)
        fields, content = answer.sent(head=method == "HEAD")
        return Arriving(status=answer.response.status, headers=fields, body=content, delivery=answer.delivery)

    def _request(
        self, method: str, authority: str, target: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> Request:
        path, _, query = target.partition("?")
        fields = [(name.lower(), value) for name, value in headers if name.lower() not in _HOP]
        fields += [("content-length", str(len(body)))] if body else []
        fields += [("host", authority), *((name.lower(), value) for name, value in self.headers.items())]
        return Request(method, path or "/", query, tuple(fields), body)

    def _page(self, request: Request) -> Arriving:
        """What does not come from a document: the control interface, and the refusal of too large a body.

        Whoever is in this process is on this machine, whatever name it has for the mock.
        """
        target = f"{request.path}?{request.query}" if request.query else request.path
        fields = [each for each in request.headers if each[0] != "host"]
        page = self.app.test_client().open(target, method=request.method, headers=fields, data=request.body)
        return Arriving(status=page.status_code, headers=tuple(page.headers.items()), body=page.data)
