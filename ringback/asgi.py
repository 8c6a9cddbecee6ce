"""An ASGI application as a WSGI one: one event loop in a thread, its lifespan around all requests.

Source: ASGI 3.0, HTTP & WebSocket and Lifespan.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from contracts.errors import ContractError
from specs.statuses import phrase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Message = dict[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]
_PATIENCE = 60
"""Seconds that an application may take to start, and to end."""


class Bridge:
    """Runs an application while a ``with`` block lasts.

    Args:
        application: the application.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._state: dict[str, Any] = {}
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self._started: Future[str] = Future()
        self._ended: Future[str] = Future()

    def __enter__(self) -> Self:
        """Start the application. Raises ContractError: it says that it cannot start, or does not say anything."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._live(), self._loop)
        self._tell("lifespan.startup")
        self._await(self._started, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._tell("lifespan.shutdown")
        self._await(self._ended, "end")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; the whole answer is waited for."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answered = asyncio.run_coroutine_threadsafe(self._answer(_scope(environ, self._state), body), self._loop)
        sent = answered.result()
        start = next(each for each in sent if each["type"] == "http.response.start")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start.get("headers", ())]
        start_response(f"{start['status']} {phrase(start['status'])}", headers)
        return [each.get("body", b"") for each in sent if each["type"] == "http.response.body"]

    async def _answer(self, scope: Message, body: bytes) -> list[Message]:
        sent: list[Message] = []
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        gone = asyncio.Event()

        async def receive() -> Message:
            if not waiting:
                await gone.wait()  # the client stays until it has its answer
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                gone.set()

        await self._application(scope, receive, send)
        return sent

    async def _live(self) -> None:
        """The lifespan of the application; one that knows of none lives without."""

        async def send(message: Message) -> None:
            what, _, how = message["type"].removeprefix("lifespan.").partition(".")
            whose = self._started if what == "startup" else self._ended
            whose.set_result("" if how == "complete" else message.get("message", "") or "it does not say why")

        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self._state}
        with suppress(Exception):  # Source: ASGI 3.0, Lifespan: a server "must continue"
            await self._application(scope, self._events.get, send)
        for each in (self._started, self._ended):
            if not each.done():
                each.set_result("")

    def _tell(self, event: str) -> None:
        self._loop.call_soon_threadsafe(self._events.put_nowait, {"type": event})

    def _await(self, told: Future[str], what: str) -> None:
        try:
            wrong = told.result(_PATIENCE)
        except TimeoutError:
            wrong = f"it said nothing for {_PATIENCE} seconds"
        if wrong:
            raise ContractError(f"the application did not {what}: {wrong}", hint="see what it does in its lifespan")


def _scope(environ: Mapping[str, Any], state: Mapping[str, Any]) -> Message:
    path = environ.get("PATH_INFO", "").encode("latin-1")
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or quote(path)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": environ["REQUEST_METHOD"].upper(),
        "scheme": environ["wsgi.url_scheme"],
        "path": path.decode("utf-8", "replace"),
        "raw_path": raw.partition("?")[0].encode("latin-1", "replace"),
        "query_string": environ.get("QUERY_STRING", "").encode("latin-1"),
        "root_path": "",
        "headers": _fields(environ),
        "client": (environ.get("REMOTE_ADDR", "127.0.0.1"), int(environ.get("REMOTE_PORT") or 0)),
        "server": (environ["SERVER_NAME"], int(environ["SERVER_PORT"])),
        "state": dict(state),
        "extensions": {},
    }


def _fields(environ: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    """The header fields of a request. Source: PEP 3333, environ Variables."""
    bare = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}
    found = [
        (name.removeprefix("HTTP_").replace("_", "-").lower(), value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]
    found += [(field, environ[name]) for name, field in bare.items() if environ.get(name)]
    return [(name.encode("latin-1"), str(value).encode("latin-1")) for name, value in found]
