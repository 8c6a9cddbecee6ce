"""The mock behind its own server: its answers without a detour, the pages beside it in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any

from mockserver.answer import AT_ONCE, Answer, Pending, paced
from mockserver.hosts.hosting import Host
from mockserver.request import limits
from mockserver.serving.exchange import BrokenOffError, Exchange
from mockserver.serving.pages import Pages
from specs.messages import Request


class Bridge:
    """An application of ``connection``.

    Args:
        mock: answers what is asked of its documents.
        make_pages: makes what answers below ``Host.control``, when it is first needed.
        pool: the threads for whatever takes time.
        page_pool: those for the pages, of which some wait.
    """

    def __init__(self, mock: Host, make_pages: Callable[[], Pages], pool: Executor, page_pool: Executor) -> None:
        self._mock, self._make_pages, self._pool, self._page_pool = mock, make_pages, pool, page_pool
        self._pages: Pages | None = None
        self._largest = mock.max_body

    def __call__(self, exchange: Exchange) -> Coroutine[Any, Any, None] | None:
        """Answer one request: what takes no time at once."""
        if not exchange.complete:
            return self._read(exchange)
        return self._whole(exchange, exchange.taken())

    def has_page(self, exchange: Exchange) -> bool:
        """Whether a request is for one of the pages."""
        return self._mock.controls(exchange.request.path)

    def _whole(self, exchange: Exchange, body: bytes) -> Coroutine[Any, Any, None] | None:
        """Answer a request of which the body is there."""
        asked = exchange.request
        request = Request(asked.method, asked.path, asked.query, asked.headers, body) if body else asked
        if self.has_page(exchange):
            return self._page(exchange, request)
        begun = self._mock.begin(request)
        if isinstance(begun, Pending):
            if not begun.prompt:
                return self._later(exchange, begun)
            begun = begun.finish()
        if begun.delivery is AT_ONCE:
            respond_at_once(exchange, begun)
            return None
        return respond(exchange, begun)

    async def _later(self, exchange: Exchange, pending: Pending) -> None:
        await respond(exchange, await asyncio.get_running_loop().run_in_executor(self._pool, pending.finish))

    async def _read(self, exchange: Exchange) -> None:
        """Answer a request of which the body is still to come."""
        try:
            body = await self._body(exchange)
        except BrokenOffError:  # half a request is none: nothing may be changed for it
            respond_at_once(exchange, Answer(limits.broken_off()))
            return
        work = self._whole(exchange, body)
        if work is not None:
            await work

    async def _body(self, exchange: Exchange) -> bytes:
        """The whole body. Raises BrokenOffError.

        Of a body beyond the largest size the rest is read and dropped, so that the client gets to read why.
        """
        parts: list[bytes] = []
        size = 0
        while (part := await exchange.part()) is not None:
            if size <= self._largest:
                parts.append(part)
            size += len(part)
        return b"".join(parts)

    async def _page(self, exchange: Exchange, request: Request) -> None:
        if len(request.body) > self._largest:
            too_large = limits.too_large(413, f"A body may have {self._largest} bytes.")
            respond_at_once(exchange, Answer(too_large))
            return
        self._pages = self._pages or self._make_pages()
        loop = asyncio.get_running_loop()
        page = await loop.run_in_executor(self._page_pool, self._pages, request, exchange.peer[0])
        respond_at_once(exchange, Answer(page))


def respond_at_once(exchange: Exchange, answer: Answer) -> None:
    """Send an answer without waiting."""
    headers, body = answer.sent(head=exchange.request.method == "HEAD")
    exchange.answer(answer.response.status, headers, body)


async def respond(exchange: Exchange, answer: Answer) -> None:
    """Send an answer, in its way."""
    delivery = answer.delivery
    if delivery is AT_ONCE:
        respond_at_once(exchange, answer)
        return
    await asyncio.sleep(delivery.delay)
    if delivery.drop:
        exchange.drop()
        return
    headers, body = answer.sent(head=exchange.request.method == "HEAD")
    exchange.start(answer.response.status, headers)
    for part, seconds in paced(body, delivery):
        await asyncio.sleep(seconds)
        await exchange.send(part)
    exchange.end()
