"""When an API sends requests itself: after operations that have callbacks, and when somebody tells it to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from mockserver.callbacks.making import Outgoing, outgoing
from mockserver.callbacks.outbox import MARK, Errand, Outbox
from mockserver.clock import Clock
from mockserver.errors import MockError
from mockserver.observing.recording import Book, Journal
from mockserver.turn import Turn
from specs import expressions, media, selectors
from specs.decoding import ABSENT
from specs.handwritten import suggestion
from specs.messages import Exchange, Request, Response, is_json
from specs.model import Document, Operation

M = TypeVar("M", Request, Response)
_LARGEST = 64 * 1024
"""Bytes of a body of which values are told to a receiver; up to a thousand exchanges wait."""


class Caller:
    """Sends the requests of one document.

    Args:
        document: what it says of them.
        book: whose the journal says they are.
        outbox: what sends them.
        journal: has every attempt.
        clock: that attempts go by.
    """

    def __init__(self, document: Document, book: Book, outbox: Outbox, journal: Journal, clock: Clock) -> None:
        self._document, self._outbox = document, outbox
        self._errand = partial(Errand, book=book, journal=journal, clock=clock)
        self._numbers = itertools.count(1)

    def after(self, turn: Turn, response: Response) -> None:
        """Send the callbacks of an operation, if it was a success and said where they go.

        A callback of which no valid request can be made is left out, as it is where the exchange names no URL.
        """
        if not 200 <= response.status < 300 or turn.request.header(MARK):
            return
        exchange = Exchange(_kept(turn.request), _kept(response))
        here = _url(turn.request)
        for name, operations in turn.operation.callbacks.items():
            for operation in operations:
                url = expressions.evaluate(operation.path, exchange, turn.reading.parameters, here)
                if isinstance(url, str) and "://" in url:
                    seed = f"{turn.seed}/{name}/{operation.method}"
                    making = partial(self._answering, operation, name, url, seed, exchange)
                    self._outbox.put(self._errand(make=making))

    def _answering(self, operation: Operation, name: str, url: str, seed: str, exchange: Exchange) -> Outgoing:
        known = (_properties(exchange.request), _properties(exchange.response))
        return outgoing(self._document, operation, name, url, seed, known=known)

    def names(self) -> Iterator[tuple[str, str, str]]:
        """What can be sent: its name, the operation that it is a callback of (``""`` for a webhook), its method."""
        for name, operations in self._document.webhooks.items():
            yield from ((name, "", each.method) for each in operations)
        for parent in self._document.operations:
            for name, operations in parent.callbacks.items():
                yield from ((name, parent.key, each.method) for each in operations)

    def send(self, name: str, url: str, *, parent: str = "", body: Any = ABSENT, seed: int = 0) -> Outgoing:
        """Send a webhook, or the callback of an operation.

        Args:
            name: of the webhook or callback.
            url: where it goes.
            parent: the operation that has the callback, as ``selectors.selected`` takes it; empty for a webhook.
            body: in place of one that is made up.
            seed: of what is made up; each further request of a seed is another one.

        Raises:
            MockError: there is none of this name, the body breaks the document, or too many wait to be sent.
            SpecError: no valid request can be made.
        """
        operation = self._found(name, parent)
        number = next(self._numbers)
        what = outgoing(self._document, operation, name, url, f"{seed}/{name}/{number}", body=body)
        if not self._outbox.put(self._errand(make=lambda: what)):
            raise MockError("too many requests wait to be sent")
        return what

    def knows(self, name: str, parent: str = "") -> bool:
        """Whether there is a webhook or callback; see ``send``."""
        return bool(self._known(parent).get(name))

    def _found(self, name: str, parent: str) -> Operation:
        known = self._known(parent)
        if known.get(name):
            return known[name][0]
        if parent and not selectors.selected(self._document, parent):
            raise MockError(selectors.unknown([self._document], parent))
        hint = suggestion(name, known) if known else None
        raise MockError(f"the document has no {'callback' if parent else 'webhook'} {name[:80]!r}", hint=hint)

    def _known(self, parent: str) -> Mapping[str, tuple[Operation, ...]]:
        if not parent:
            return self._document.webhooks
        parents = selectors.selected(self._document, parent)
        return {name: found for each in parents for name, found in each.callbacks.items()}


def _kept(message: M) -> M:
    """A message that may wait: of a very long body nothing is told."""
    return message if len(message.body) <= _LARGEST else replace(message, body=b"")


def _url(request: Request) -> str:
    query = f"?{request.query}" if request.query else ""
    return f"http://{request.header('host') or 'localhost'}{request.address}{query}"


def _properties(message: Request | Response) -> Mapping[str, Any]:
    """The properties of a JSON body; none of any other."""
    kind = message.header("content-type") or ""
    if not is_json(kind):
        return {}
    try:
        value = media.undocumented(kind, message.body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
