"""Letting all checks that judge any exchange see one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.conformance.events import Failure
from contracts.conformance.probes.declaring import Seen, Watch
from specs.messages import Exchange
from specs.model import Document

_SECRET = frozenset({"PASSWORD", "TOKEN", "API_KEY", "BASIC"})


@dataclass(frozen=True, slots=True)
class Watcher:
    """Judges exchanges.

    Attributes:
        document: that the server should keep to.
        watches: the checks.
        known: what is secret at the moment: text → the name of its placeholder.
        server: where the document's paths start, at the server itself.
    """

    document: Document
    watches: Sequence[Watch]
    known: Callable[[], Mapping[str, str]]
    server: str

    def failures(self, key: str, exchange: Exchange) -> Iterator[Failure]:
        """What is wrong with an exchange.

        Args:
            key: of the operation that the request was meant for.
            exchange: the exchange.
        """
        operation = self.document.by_key.get(key)
        if operation is None or not self.watches:
            return
        secrets = frozenset(text for text, name in self.known().items() if name in _SECRET)
        seen = Seen(operation, exchange, secrets, self.document, self.server)
        for watch in self.watches:
            rule, of = watch.check.rule, "" if watch.whole else key
            for facts in watch.judge(seen):
                yield Failure(
                    code=rule, check=rule, operation=of, sent_to=of, title=rule, facts=facts, exchange=exchange
                )
