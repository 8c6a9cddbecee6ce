"""Which document an exchange is of, who judges it, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockserver.hosts.hosting import Host
from mockserver.pipeline import Mock
from mockserver.proxy.choices import Choices, Upstream
from mockserver.proxy.client import Client
from mockserver.proxy.judging import Asked, Judge
from mockserver.serving import cors
from specs.messages import Request, Response
from specs.validation import Violation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """The way of all exchanges of one document.

    Attributes:
        mock: of the document.
        upstream: where its requests go.
        client: asks that.
        judge: knows what is wrong with them.
    """

    mock: Mock
    upstream: Upstream
    client: Client
    judge: Judge


class Ways:
    """The ways of all documents of a host, whichever state of them it serves.

    Args:
        host: whose documents they are.
        upstreams: where those of each go, in the same order.
        choices: what the user of the proxy has decided.

    Raises:
        MockError: the certificates of an upstream cannot be read.
    """

    def __init__(self, host: Host, upstreams: Sequence[Upstream], choices: Choices) -> None:
        self._host, self._upstreams, self._largest = host, tuple(upstreams), choices.largest
        self._clients = {each: Client(each, choices) for each in dict.fromkeys(upstreams)}
        self._newest = self._made()
        self._ways = self._newest

    @property
    def first(self) -> Way:
        """The way of what is for no document."""
        return self._way(self._host.mocks[0])

    def of(self, request: Request) -> tuple[Way, Asked]:
        """The way of a request, and what it is for; its body is not looked at unless nothing else can tell."""
        meant = self._host.meant(request)
        if isinstance(meant, Response):
            return self.first, Asked(answer=meant, wrong=(_NOWHERE,), lost=len(self._clients) > 1)
        way = self._way(meant)
        return way, way.judge.route(request)

    def permission(self, request: Request) -> Response | None:
        """The answer to a browser's preflight; see ``cors.preflight``."""
        meant = self._host.meant(request)
        return cors.preflight(request, meant.methods(request.path) if isinstance(meant, Mock) else ())

    def close(self) -> None:
        """Let go of the upstreams."""
        for client in self._clients.values():
            client.close()

    def _way(self, mock: Mock) -> Way:
        if mock not in self._ways:  # the documents were read again; a request that has begun is of the earlier ones
            made = self._made()
            self._ways, self._newest = {**self._newest, **made}, made
        return self._ways[mock]

    def _made(self) -> Mapping[Mock, Way]:
        return {
            mock: Way(mock=mock, upstream=upstream, client=self._clients[upstream], judge=Judge(mock, self._largest))
            for mock, upstream in zip(self._host.mocks, self._upstreams, strict=True)
        }


_NOWHERE = Violation(
    place="path", rule="undocumented", message="no document is served here, or not this release", source="/paths"
)
