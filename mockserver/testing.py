"""A mock on a socket for as long as a test needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from mockserver.pages import HEADERS

if TYPE_CHECKING:
    import flask
    from _typeshed.wsgi import WSGIEnvironment

    from mockserver.hosting import Host
    from mockserver.registers import Added


class Running(str):
    """The base URL of a running mock, which can be told to answer otherwise."""

    _app: flask.Flask

    @classmethod
    def at(cls, url: str, app: flask.Flask) -> Self:
        """The mock that an application is, at its URL."""
        made = cls(url)
        made._app = app
        return made

    def override(self, *operation: str, **what: Any) -> Added:
        """Have operations answer something else, until the end of a ``with`` block or ``remove()``.

        Args:
            operation: operationIds, ``GET /path``, patterns, ``tag:NAME``.
            what: ``status``, ``body``, ``template``, ``headers``, ``delay``, ``sequence``, ``when``, ``times`` and so
                on, as in ``[[mock.overrides]]``.

        Raises:
            MockError: the document has no such operation, or would be broken.
        """
        return self._host.overrides.add({"operation": list(operation), **what})

    def fault(self, *operation: str, **what: Any) -> Added:
        """Make something go wrong, until the end of a ``with`` block or ``remove()``.

        Args:
            operation: as in ``override``; all of them where there are none.
            what: ``latency``, ``drop``, ``status`` and so on, as in ``[[mock.faults]]``.

        Raises:
            MockError: the document has no such operation, or what is to happen cannot be read.
        """
        return self._host.faults.add({"operation": list(operation) or "*", **what})

    @property
    def _host(self) -> Host:
        from mockserver.app import HOST

        found: Host = self._app.extensions[HOST]
        return found


@contextmanager
def running(app: flask.Flask) -> Iterator[Running]:
    """Serve an application on a free loopback port, in a thread of this process.

    Yields:
        Its base URL.
    """
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def make_environ(self) -> WSGIEnvironment:
            """As usual, and with the header fields as they came."""
            environ = super().make_environ()
            environ[HEADERS] = [(name.lower(), value) for name, value in self.headers.items()]
            return environ

        def connection_dropped(self, error: BaseException, environ: WSGIEnvironment | None = None) -> None:  # noqa: ARG002
            """Drop it, which werkzeug leaves to its header fields."""
            self.close_connection = True

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing: a test's output is the test's."""

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Running.at(f"http://127.0.0.1:{server.server_port}", app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
