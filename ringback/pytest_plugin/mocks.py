"""Mocks for tests: one for each thing that is asked for, in each process."""

from __future__ import annotations

from contextlib import ExitStack, closing
from functools import cached_property
from typing import TYPE_CHECKING

import flask

from mockserver.app import host_app
from mockserver.observing.log import FORMATS
from mockserver.testing import Running, running
from ringback.pytest_plugin.asked import Asked, Serve
from ringback.pytest_plugin.hosted import host
from ringback.pytest_plugin.inside import Inside
from ringback.pytest_plugin.routes import Routed, routed
from ringback.pytest_plugin.wrong import asked_by

if TYPE_CHECKING:
    import httpx
    import requests

    from mockserver.hosts.hosting import Host
    from specs.model import Document

_MOST_TOLD = 20


class OpenapiMock(Running):
    """The base URL of a mock, which clients in this process reach without a port, too."""

    @cached_property
    def _routes(self) -> ExitStack:
        return ExitStack()

    @property
    def app(self) -> flask.Flask:
        """The mock as a WSGI application."""
        return self._app

    @property
    def document(self) -> Document:
        """What it serves; of several documents the first."""
        return self._world.mocks[0].document

    @property
    def base_url(self) -> str:
        """Where the paths of the first document start."""
        return self + self._world.mocks[0].bases[0]

    def adapter(self) -> requests.adapters.HTTPAdapter:
        """For a ``requests.Session`` that is to ask the mock: ``session.mount("https://api", mock.adapter())``."""
        from ringback.pytest_plugin.requests_adapter import Adapter

        return Adapter(self._inside)

    def transport(self) -> httpx.BaseTransport:
        """For an httpx client that is to ask the mock: ``httpx.AsyncClient(transport=mock.transport())``."""
        from ringback.pytest_plugin.httpx_transport import Transport

        return Transport(self._inside)

    def route(self, *urls: str) -> Routed:
        """Have requests below base URLs come here, whichever ``requests`` or httpx client of this process sends them.

        It holds until the end of the test, or of a ``with`` block. Paths are asked as they are.

        Raises:
            MockError: one is no base URL.
        """
        made = routed(urls, self._inside)
        self._routes.enter_context(made)
        return made

    def unroute(self) -> None:
        """End what ``route`` has begun."""
        self._routes.close()

    def told(self) -> str:
        """The last exchanges, a line each."""
        records = self.journal.records()
        left = len(records) - _MOST_TOLD
        more = [f"({left} before)"] if left > 0 else []
        return "\n".join(more + [FORMATS["text"](each) for each in records[-_MOST_TOLD:]] or ["nothing was asked"])

    @property
    def _inside(self) -> Inside:
        return Inside(self._app, self.headers)


class Mocks:
    """The mocks of a process."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._hosts: dict[tuple[str, ...], Host] = {}
        self._mocks: dict[tuple[Serve, tuple[str, ...]], OpenapiMock] = {}

    def host(self, asked: Asked) -> Host:
        """What answers, whether it is served or not. Raises AskedError: it cannot be had."""
        if asked.arguments not in self._hosts:
            with asked_by(asked.origin):
                self._hosts[asked.arguments] = self._stack.enter_context(closing(host(asked.arguments)))
        return self._hosts[asked.arguments]

    def mock(self, asked: Asked) -> OpenapiMock:
        """One that answers. Raises AskedError: it cannot be had."""
        key = asked.serve, asked.arguments
        if key not in self._mocks:
            app = host_app(self.host(asked))
            serve = self._on_a_socket if asked.serve is Serve.SOCKET else self._in_process
            self._mocks[key] = serve(app)
        return self._mocks[key]

    def afresh(self, asked: Asked) -> OpenapiMock:
        """One that is as if just started, and gets the requests it is to get. Raises AskedError: it cannot be had."""
        mock = self.mock(asked)
        mock.reset()
        with asked_by(asked.origin):
            mock.route(*asked.routes)
        return mock

    def close(self) -> None:
        """Serve nothing any more."""
        self._stack.close()

    def _on_a_socket(self, app: flask.Flask) -> OpenapiMock:
        return OpenapiMock.at(self._stack.enter_context(running(app)), app)

    def _in_process(self, app: flask.Flask) -> OpenapiMock:
        made = OpenapiMock.at(f"http://mock-{len(self._mocks) + 1}.invalid", app)
        self._stack.enter_context(routed([made], Inside(app)))
        return made
