"""One exchange on its way through the proxy."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import h11

from mockserver.answer import Answer
from mockserver.hosts.hosting import Host
from mockserver.proxy import fields, judging
from mockserver.proxy.choices import Choices
from mockserver.proxy.client import Outgoing, Received, UpstreamError
from mockserver.proxy.incoming import Capture, Incoming, number, once
from mockserver.proxy.judging import Asked, Judgement
from mockserver.proxy.noting import Noting, Passed, told
from mockserver.proxy.ways import Ways
from mockserver.response import problems
from mockserver.response.finishing import VIOLATIONS
from mockserver.response.problems import Refusal
from mockserver.serving import cors
from mockserver.serving.bridge import respond, respond_at_once
from mockserver.serving.exchange import Exchange
from specs.messages import Exchange as Exchanged
from specs.messages import Headers, Request, Response

MOCKED = "Ringback-Mocked"
_STATUSES = {"upstream-timeout": 504}
_MISSING = frozenset({404, 405, 501})
"""Statuses by which a server says that it has no such operation, where the document does not speak of them."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tools:
    """What all exchanges of a proxy have in common.

    Attributes:
        noting: keeps what was found out.
    """

    host: Host
    ways: Ways
    choices: Choices
    noting: Noting
    pool: Executor


class Passage:
    """One exchange."""

    def __init__(self, tools: Tools, incoming: Incoming, exchange: Exchange) -> None:
        self._tools, self._incoming, self._exchange = tools, incoming, exchange
        self._begun = time.perf_counter()
        self._way, self._asked = tools.ways.first, Asked()
        self._judged: Judgement | None = None
        self._notes: dict[str, object] = {}

    async def go(self) -> None:
        """Pass the request on and the response back."""
        self._way, self._asked = await self._aside(partial(self._tools.ways.of, self._request))
        if self._asked.lost and self._asked.answer:
            await self.turn_away(self._asked.answer)
            return
        if self._tools.choices.enforces_requests and await self._refused():
            return
        try:
            received = await self._way.client.ask(self._outgoing())
        except UpstreamError as error:
            await self._failed(error)
        except h11.LocalProtocolError as error:
            detail = f"The request cannot be passed on: {error}."
            await self.turn_away(problems.response(400, Refusal(statuses=(400,), detail=detail)))
        else:
            await self._judge_request()
            if not (self._missing(received.status) and await self._mocked(f"status-{received.status}", received)):
                await self._pass_back(received)

    async def turn_away(self, response: Response) -> None:
        """Answer in place of the upstream, once the client has said all and listens."""
        await self._incoming.whole()
        await self._judge_request()
        response = self._telling(response, said="blocked" in self._notes and response.body != b"")
        self._record(response, Judgement())
        respond_at_once(self._exchange, Answer(response))

    def _telling(self, response: Response, *more: tuple[str, str], said: bool = False) -> Response:
        """A response of our own that tells what is wrong with the request, unless its body has said so."""
        others = (each for each in response.headers if each[0] != VIOLATIONS)
        wrong = () if said else told(self._judged or Judgement(), Judgement())
        made = replace(response, headers=(*others, *more, *wrong))
        return cors.shared(self._request, made) if self._tools.choices.cors else made

    @property
    def _request(self) -> Request:
        return self._incoming.request

    @property
    def _head(self) -> bool:
        return self._request.method == "HEAD"

    async def _aside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._tools.pool, work)

    async def _judge_request(self) -> Judgement:
        if self._judged is None:
            incoming, whole = self._incoming, self._incoming.ended and not self._incoming.body.over
            request = replace(self._request, body=incoming.body.beginning if whole else b"")
            self._judged = (
                await self._aside(partial(self._way.judge.request, self._asked, request, whole=whole))
                if self._tools.choices.judge
                else Judgement()
            )
        return self._judged

    async def _refused(self) -> bool:
        """Whether the request is kept from passing, and was answered."""
        if await self._incoming.whole() is None:
            detail = f"A body that is to be judged may have {self._tools.choices.largest} bytes."
            response = problems.response(413, Refusal(statuses=(413,), kind="too-large", detail=detail))
        else:
            violations = (await self._judge_request()).violations
            if not violations:
                return False
            response = await self._aside(partial(self._way.judge.refusal, self._asked, violations))
        self._tools.noting.findings.blocked += 1
        self._notes["blocked"] = "request"
        await self.turn_away(response)
        return True

    def _outgoing(self) -> Outgoing:
        way, incoming, request = self._way, self._incoming, self._request
        kept = incoming.ended and incoming.has_body
        length = incoming.body.size if kept else incoming.length
        headers = fields.of_request(
            request, way.upstream, self._tools.choices, peer=incoming.peer, length=length, body=incoming.has_body
        )
        path = way.upstream.target(request.path, way.mock.bases)
        target = f"{path}?{request.query}" if request.query else path
        body = (once(incoming.body.beginning) if kept else incoming.parts()) if incoming.has_body else None
        return Outgoing(request.method, target, headers, body)

    async def _failed(self, error: UpstreamError) -> None:
        self._tools.noting.findings.failures += 1
        self._notes["failed"] = error.kind
        if self._tools.choices.mock_missing and await self._mocked(error.kind.removeprefix("upstream-")):
            return
        status = _STATUSES.get(error.kind, 502)
        refusal = Refusal(statuses=(status,), kind=error.kind, detail=f"{error}.")
        await self.turn_away(problems.response(status, refusal))

    def _missing(self, status: int) -> bool:
        operation = self._asked.operation
        if not self._tools.choices.mock_missing or operation is None:
            return False
        documented = {entry.status for entry in operation.responses}
        return status >= 500 or (status in _MISSING and str(status) not in documented)

    async def _mocked(self, why: str, received: Received | None = None) -> bool:
        """Whether the mock has answered. The journal has its exchange beside the one that came to nothing."""
        body = await self._incoming.whole() if self._asked.turn else None
        if body is None:
            return False
        await self._judge_request()
        if received is not None:
            received.close()
        self._notes["mocked"] = why
        self._record(Response(received.status if received else 502, received.headers if received else ()), Judgement())
        self._tools.noting.findings.mocked += 1
        answer = await self._aside(partial(self._tools.host.answer, replace(self._request, body=body)))
        await respond(self._exchange, replace(answer, response=self._telling(answer.response, (MOCKED, why))))
        return True

    async def _pass_back(self, received: Received) -> None:
        choices, body = self._tools.choices, Capture(self._tools.choices.largest)
        stream = judging.streamed(received.headers)
        try:
            whole = await self._hold(received, body, stream=stream)
        except UpstreamError as error:
            await self._failed(error)
            return
        judged = await self._judge_response(received, body.beginning if whole else None)
        unseen = not (whole or stream) or bool(judged.unjudged)
        if choices.enforces_responses and self._asked.turn and (judged.violations or unseen):
            await self._keep_back(received, judged, whole=whole)
            return
        headers = self._headers(received, judged)
        if not whole:
            self._exchange.start(received.status, headers)
            await self._exchange.send(body.beginning)
            whole = await self._rest(received, body, stream=stream)
            seen = body.beginning if whole and not body.over else judging.items(received.headers, body.beginning)
            judged = await self._judge_response(received, seen)
            self._record_passed(received, headers, body, judged)
            if whole:  # a response that breaks off ends without its end
                self._exchange.end()
            return
        self._record_passed(received, headers, body, judged)
        self._exchange.answer(received.status, headers, body.beginning)

    async def _hold(self, received: Received, body: Capture, *, stream: bool) -> bool:
        """Wait for a body that is soon complete; whether it is. Raises UpstreamError."""
        choices = self._tools.choices
        length = number(Response(received.status, received.headers).header("content-length")) or 0
        if stream or not choices.judge or (length > choices.largest and not self._head):
            return False
        limit = choices.read_timeout if choices.enforces_responses else choices.hold
        try:
            async with asyncio.timeout(limit):
                while not body.over:
                    part = await received.part()
                    if part is None:
                        return True
                    body.add(part)
        except TimeoutError as error:
            if choices.enforces_responses:
                received.close()
                raise UpstreamError("upstream-timeout", "The upstream took too long to answer in full") from error
        return False

    async def _judge_response(self, received: Received, body: bytes | None) -> Judgement:
        if not self._tools.choices.judge:
            return Judgement()
        judge = self._way.judge.response
        return await self._aside(partial(judge, self._asked, received.status, received.headers, body, head=self._head))

    def _headers(self, received: Received, judged: Judgement) -> Headers:
        passed = fields.of_response(received.status, received.headers, head=self._head)
        if self._tools.choices.rewrite:
            host = self._request.header("host") or "localhost"
            passed = fields.at_home(passed, self._way.upstream, self._asked.base or self._way.mock.bases[0], host)
        passed = (*passed, *told(self._judged or Judgement(), judged))
        return fields.opened(self._request, passed) if self._tools.choices.cors else passed

    async def _keep_back(self, received: Received, judged: Judgement, *, whole: bool) -> None:
        received.close()
        self._tools.noting.findings.blocked += 1
        self._notes["blocked"] = "response"
        why = judged.unjudged or ("" if whole else f"it has more than {self._tools.choices.largest} bytes")
        detail = (
            f"The upstream's response breaks the document: {judged.violations[0]}"
            if judged.violations
            else f"The upstream's response cannot be judged: {why}."
        )
        refusal = Refusal(statuses=(502,), kind="invalid-response", detail=detail, violations=judged.violations)
        response = self._telling(problems.response(502, refusal))
        self._record(response, judged, status=received.status)
        respond_at_once(self._exchange, Answer(response))

    async def _rest(self, received: Received, body: Capture, *, stream: bool) -> bool:
        """Pass on what is still to come; whether all of it did."""
        leaving = asyncio.ensure_future(self._incoming.gone())
        try:
            while True:
                coming = asyncio.ensure_future(received.part(endless=stream))
                await asyncio.wait({coming, leaving}, return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    coming.cancel()
                    received.close()
                    await asyncio.gather(coming, return_exceptions=True)
                    self._notes["left"] = "client"
                    return False
                part = coming.result()
                if part is None:
                    return True
                body.add(part)
                await self._exchange.send(part)
        except UpstreamError as error:
            self._tools.noting.findings.failures += 1
            self._notes["failed"] = error.kind
            return False
        finally:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)

    def _record_passed(self, received: Received, headers: Headers, body: Capture, judged: Judgement) -> None:
        if body.over:
            self._notes["response_bytes"] = body.size
        shown = judging.readable(received.headers, body.shown, self._tools.choices.largest)
        self._record(Response(received.status, headers, shown), judged)

    def _record(self, response: Response, judged: Judgement, *, status: int | None = None) -> None:
        """Note the exchange; ``status`` is the upstream's, where the client got another."""
        sent = self._incoming.body
        request = replace(self._request, body=sent.shown)
        if sent.over:
            self._notes["request_bytes"] = sent.size
        passed = Passed(Exchanged(request, response), self._judged or Judgement(), judged, status or response.status)
        self._tools.noting.exchange(
            self._way, self._asked.operation, passed, time.perf_counter() - self._begun, self._notes
        )
