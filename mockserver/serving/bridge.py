"""The mock behind an ASGI server: its own answers without a detour, the pages beside them through Flask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from functools import lru_cache
from typing import Any

from mockserver.answer import AT_ONCE, Answer, paced
from mockserver.hosts.hosting import Host
from mockserver.request import limits
from mockserver.serving import pages, wire
from mockserver.serving.disconnect import disconnect
from specs.messages import Headers, Request

_USUAL = 512
"""Bytes of a field's value that is worth remembering."""
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Bridge:
    """An ASGI application.

    Args:
        mock: answers what is asked of its documents.
        make_app: makes the application that answers below ``Host.control``, when it is first needed.
        pool: the threads for whatever takes time.
        page_pool: those for the pages, of which some wait.
    """

    def __init__(self, mock: Host, make_app: Callable[[], pages.WsgiApp], pool: Executor, page_pool: Executor) -> None:
        self._mock, self._make_app, self._pool, self._page_pool = mock, make_app, pool, page_pool
        self._app: pages.WsgiApp | None = None
        self._largest = mock.max_body
        self._pages = f"{mock.control}/".encode() if mock.control else b"no page"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = tuple([_field(*raw) if len(raw[1]) < _USUAL else _decoded(*raw) for raw in scope["headers"]])
        body = await self._body(receive, _announced(headers)) if has_body(scope) else b""
        if body is None:  # half a request is none: nothing may be changed for it
            await respond(send, scope, Answer(limits.broken_off()))
            return
        request = Request(
            scope["method"], wire.path(scope["raw_path"]), wire.text(scope["query_string"]), headers, body
        )
        if self.has_page(scope):
            await self._page(scope, request, send)
        else:
            await respond(send, scope, await self._answer(request))

    def has_page(self, scope: Scope) -> bool:
        """Whether a request is for one of the pages."""
        return bool(scope["raw_path"].startswith(self._pages))

    async def _answer(self, request: Request) -> Answer:
        begun = self._mock.begin(request)
        if isinstance(begun, Answer):
            return begun
        if begun.prompt:
            return begun.finish()
        return await asyncio.get_running_loop().run_in_executor(self._pool, begun.finish)

    async def _page(self, scope: Scope, request: Request, send: Send) -> None:
        if len(request.body) > self._largest:
            await respond(send, scope, Answer(limits.too_large(413, f"A body may have {self._largest} bytes.")))
            return
        self._app = self._app or self._make_app()
        loop = asyncio.get_running_loop()
        status, headers, content = await loop.run_in_executor(self._page_pool, pages.call, self._app, request, scope)
        await start(send, status, headers)
        await send({"type": "http.response.body", "body": content})

    async def _body(self, receive: Receive, announced: int | None) -> bytes | None:
        """The whole body, or None where the client went away before its end, or its chunks are none.

        Of a body beyond the largest size the rest is read and dropped, so that the client gets to read why. Where its
        length was announced nobody waits for the word that it has ended, which costs as much as all of it.
        """
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            try:
                message = await receive()
            except asyncio.CancelledError:
                return None
            if message["type"] == "http.disconnect":
                return None
            part = message.get("body", b"")
            if size <= self._largest:
                parts.append(part)
            size += len(part)
            more = message.get("more_body", False) and size != announced
        return b"".join(parts)


def _announced(headers: Headers) -> int | None:
    """The length that a body is said to have. Source: RFC 9112, 6.3, where chunks go before it."""
    lengths = [value for name, value in headers if name in ("content-length", "transfer-encoding")]
    return int(lengths[0]) if len(lengths) == 1 and lengths[0].isdecimal() else None


def has_body(scope: Scope) -> bool:
    """Whether a request has a body. Source: RFC 9112, 6.3; HTTP/2 ends a body by a flag, and need not announce it."""
    if scope["http_version"] not in ("1.0", "1.1"):
        return True
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


async def respond(send: Send, scope: Scope, answer: Answer) -> None:
    """Send an answer, in its way."""
    headers, body = answer.sent(head=scope["method"] == "HEAD")
    if answer.delivery is AT_ONCE:
        await start(send, answer.response.status, headers)
        await send({"type": "http.response.body", "body": body})
    else:
        await _deliver(send, scope, answer, headers, body)


async def _deliver(send: Send, scope: Scope, answer: Answer, headers: Headers, body: bytes) -> None:
    delivery = answer.delivery
    await asyncio.sleep(delivery.delay)
    if delivery.drop:
        host, port = scope["client"]
        disconnect(host, int(port))
        return
    await start(send, answer.response.status, headers)
    for part, seconds in paced(body, delivery):
        await asyncio.sleep(seconds)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    if not delivery.breaks_off(body):
        await send({"type": "http.response.body", "body": b""})


def _decoded(name: bytes, value: bytes) -> tuple[str, str]:
    return name.decode("latin-1").lower(), value.decode("latin-1")


_field = lru_cache(256)(_decoded)
"""Clients send the same fields again and again, and the journal keeps them: once is enough."""


@lru_cache(256)
def _raw_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


async def start(send: Send, status: int, headers: Headers) -> None:
    """Send status and header fields."""
    raw = [(_raw_name(name), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
