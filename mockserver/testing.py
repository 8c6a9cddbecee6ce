"""A mock on a socket for as long as a test needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mockserver.pages import HEADERS

if TYPE_CHECKING:
    import flask
    from _typeshed.wsgi import WSGIEnvironment


@contextmanager
def running(app: flask.Flask) -> Iterator[str]:
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

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing: a test's output is the test's."""

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
