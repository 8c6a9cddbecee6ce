"""A mock on a socket for as long as a test needs it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from mockserver.observing.selection import Selection
from mockserver.observing.verify import Expectation, verify
from mockserver.serving.wsgi import HEADERS
from specs.messages import Request

if TYPE_CHECKING:
    import flask
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    from mockserver.clock import Clock
    from mockserver.hosts.hosting import Host
    from mockserver.hosts.keeper import Remembered
    from mockserver.hosts.sessions import Session
    from mockserver.hosts.world import World
    from mockserver.observing.recording import Entry, Journal
    from mockserver.registers import Added


class Running(str):
    """The base URL of a running mock, which can be told to answer otherwise."""

    _app: flask.Flask
    _session: Session | None = None

    @classmethod
    def at(cls, url: str, app: flask.Flask, session: Session | None = None) -> Self:
        """The mock that an application is, at its URL, or a session of it."""
        made = cls(url)
        made._app, made._session = app, session
        return made

    @contextmanager
    def session(self, name: str = "") -> Iterator[Self]:
        """A mock of one's own for the time of a ``with`` block: it begins as this one is, and nobody sees what it does.

        Requests are of the session below its URL, or anywhere with its ``headers``.

        Args:
            name: a new one where it is empty.

        Raises:
            MockError: it cannot be opened.
        """
        sessions = self._host.sessions
        opened = sessions.open(name)
        try:
            yield self.at(f"{self}{opened.mount}", self._app, opened)
        finally:
            sessions.end(opened.name)

    @property
    def headers(self) -> dict[str, str]:
        """The field that a request of the session has, where its path does not say so; none without a session."""
        return {"Ringback-Session": self._session.name} if self._session else {}

    def override(self, *operation: str, **what: Any) -> Added:
        """Have operations answer something else, until the end of a ``with`` block or ``remove()``.

        Args:
            operation: operationIds, ``GET /path``, patterns, ``tag:NAME``.
            what: ``status``, ``body``, ``template``, ``headers``, ``delay``, ``sequence``, ``when``, ``times`` and so
                on, as in ``[[mock.overrides]]``.

        Raises:
            MockError: the document has no such operation, or would be broken.
        """
        return self._world.overrides.add({"operation": list(operation), **what})

    def fault(self, *operation: str, **what: Any) -> Added:
        """Make something go wrong, until the end of a ``with`` block or ``remove()``.

        Args:
            operation: as in ``override``; all of them where there are none.
            what: ``latency``, ``drop``, ``status`` and so on, as in ``[[mock.faults]]``.

        Raises:
            MockError: the document has no such operation, or what is to happen cannot be read.
        """
        return self._world.faults.add({"operation": list(operation) or "*", **what})

    def token(
        self,
        user: str = "",
        *,
        scopes: Iterable[str] | None = None,
        roles: Iterable[str] | None = None,
        client: str = "",
        claims: Mapping[str, Any] | None = None,
        lifetime: float | None = None,
        flaw: str = "",
    ) -> str:
        """A token, good or flawed.

        Args:
            user: on whose behalf; without it whoever was told of first.
            scopes: that it has; without them all that the user may have.
            roles: without them the user's.
            client: the program that it was issued to.
            claims: further members.
            lifetime: seconds.
            flaw: ``expired``, ``not-yet-valid``, ``wrong-audience``, ``wrong-issuer``, ``wrong-signature``,
                ``missing-scope`` or ``revoked``.

        Raises:
            MockError: there is no such user, or no such flaw.
        """
        from mockserver.identity.minting import Wish, minted

        wish = Wish(
            user=user,
            client=client,
            scopes=None if scopes is None else frozenset(scopes),
            roles=None if roles is None else frozenset(roles),
            claims=claims or {},
            lifetime=lifetime,
            flaw=flaw,
        )
        asked = Request("POST", "/", headers=(("host", urlsplit(self).netloc),))
        return minted(self._host.mocks, wish, asked).token

    @property
    def journal(self) -> Journal:
        """The last exchanges, without their secrets."""
        return self._world.journal

    @property
    def clock(self) -> Clock:
        """The time that the mock goes by; ``clock.advance(3600)`` lets an hour pass."""
        return self._world.clock

    def close(self) -> None:
        """Let go of what is kept in a database, when nothing more is to be answered."""
        self._host.close()

    def reset(self, *only: str) -> None:
        """Forget everything, or of ``world.RESETS`` what is named."""
        self._world.reset(only or None)

    def snapshot(self) -> Remembered:
        """What the mock remembers now, for ``restore``."""
        return self._world.snapshots.take()

    def restore(self, remembered: Remembered) -> None:
        """Have the mock remember this, and nothing else."""
        self._world.snapshots.put_back(remembered)

    def received(
        self,
        operation: str = "",
        *,
        times: int | None = None,
        at_least: int = 1,
        at_most: int | None = None,
        **wanted: Any,
    ) -> list[Entry]:
        """Demand that requests have come.

        Args:
            operation: an operationId, ``GET /path``, a pattern, ``tag:NAME``.
            times: exactly how often; in place of ``at_least`` and ``at_most``.
            at_least: how often at least.
            at_most: how often at most.
            wanted: ``body``, ``query``, ``headers``, ``pointers``, as ``verify.Expectation`` has them; ``method``,
                ``path``, ``status`` and so on, as ``selection.Selection`` has them.

        Returns:
            The exchanges, without their secrets.

        Raises:
            AssertionError: they have not; it says what came closest.
            MockError: the document has no such operation.
        """
        __tracebackhide__ = True
        message = {name: wanted.pop(name) for name in ("query", "headers", "body", "pointers") if name in wanted}
        expected = Expectation(
            selection=Selection(operation=operation, **wanted),
            least=at_least if times is None else times,
            most=at_most if times is None else times,
            **message,
        )
        verdict = verify(self.journal.records(), (mock.document for mock in self._world.mocks), expected)
        if not verdict.verified:
            raise AssertionError(f"{operation or 'requests'}: {verdict}")
        return [entry for entry in self.journal if entry.id in verdict.matched]

    @property
    def _world(self) -> World:
        world = self._session.world if self._session else self._host
        world.look()
        return world

    @property
    def _host(self) -> Host:
        from mockserver.app import HOST

        found: Host = self._app.extensions[HOST]
        return found


@contextmanager
def running(app: flask.Flask) -> Iterator[Running]:
    """Serve a mock on a free loopback port, in a thread of this process.

    Yields:
        Its base URL.
    """
    with serving(app) as url:
        yield Running.at(url, app)


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Serve any WSGI application on a free loopback port, in a thread of this process; yields its base URL."""
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
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
