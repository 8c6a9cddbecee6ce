"""The proxy behind the mock's server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

from mockserver.answer import Answer
from mockserver.hosts.hosting import Host
from mockserver.proxy import fields
from mockserver.proxy.choices import Choices
from mockserver.proxy.findings import Findings
from mockserver.proxy.incoming import Incoming
from mockserver.proxy.noting import Noting
from mockserver.proxy.passage import Passage, Tools
from mockserver.proxy.ways import Ways
from mockserver.request import limits
from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.serving.bridge import Bridge, respond_at_once
from mockserver.serving.exchange import BrokenOffError, Exchange
from mockserver.serving.pages import Pages
from specs.messages import Request, Response


class Relay:
    """An application of ``connection``.

    Args:
        host: the mocks of the documents, which answer what the upstreams do not, and their journal.
        ways: where everything else goes.
        choices: what its user has decided.
        findings: gets what is wrong with the exchanges.
        make_pages: makes what answers below ``Host.control``, when it is first needed.
        pool: the threads for whatever takes time.
        page_pool: those for the pages.
    """

    def __init__(
        self,
        host: Host,
        ways: Ways,
        choices: Choices,
        findings: Findings,
        make_pages: Callable[[], Pages],
        pool: Executor,
        page_pool: Executor,
    ) -> None:
        self._bridge = Bridge(host, make_pages, pool, page_pool)
        self._largest = choices.largest
        self._tools = Tools(
            host=host,
            ways=ways,
            choices=choices,
            noting=Noting(host.journal, findings),
            pool=pool,
        )

    async def __call__(self, exchange: Exchange) -> None:
        """Pass one request on, and its response back."""
        if self._bridge.has_page(exchange):
            work = self._bridge(exchange)
            if work is not None:
                await work
            return
        incoming = Incoming(exchange, self._largest)
        passage = Passage(self._tools, incoming, exchange)
        unread = _unread(incoming.request) or self._permission(incoming.request)
        try:
            await (passage.turn_away(unread) if unread else passage.go())
        except BrokenOffError:  # unless its chunks are none there is nobody to tell
            respond_at_once(exchange, Answer(limits.broken_off()))

    def _permission(self, request: Request) -> Response | None:
        return self._tools.ways.permission(request) if self._tools.choices.cors else None

    def close(self) -> None:
        """Let go of the upstreams; in a process that ends here there is no need to."""
        self._tools.ways.close()


def _unread(request: Request) -> Response | None:
    """The answer to a request that is not passed on, whatever the document says."""
    if request.method == "CONNECT":
        told = Refusal(statuses=(501,), detail="The proxy stands before one server, and makes no tunnels.")
        return problems.response(501, told)
    if not request.path.startswith("/"):
        return problems.response(400, Refusal(statuses=(400,), detail="The request is for no path."))
    if fields.passes(request.headers) >= fields.MOST_PASSES:
        often = "The request has come by here too often: the upstream leads back to the proxy."
        return problems.response(508, Refusal(statuses=(508,), kind="loop", detail=often))
    return limits.exceeded(request, 0)
