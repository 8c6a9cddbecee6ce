"""Are answers to requests of our own as documented? What the engine's checks say of its requests is said of these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.conformance.checks import CHECKS, MADE_BY
from contracts.conformance.events import Failure
from specs import paths, pointers
from specs.messages import Exchange
from specs.model import Document, Operation
from specs.validation import check_response
from specs.violations import Violation

_READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def failures(document: Document, base: str, sent: Sequence[tuple[str, Exchange]]) -> Iterator[Failure]:
    """What is wrong with answers, but for statuses that are not documented: what a check asks for is often unusual.

    Args:
        document: that the server should keep to.
        base: the path at which the document's paths start on the server.
        sent: the exchanges of one check, oldest first, each with the key of its operation.
    """
    for number, (key, exchange) in enumerate(sent):
        operation = document.by_key.get(key)
        if operation is None or not _meant(operation, exchange, base):
            continue
        earlier = tuple(each.request for _, each in sent[:number] if each.request.method not in _READS)
        for violation in check_response(operation, exchange.response):
            if violation.place == "status":
                continue
            code, facts = _told(operation, exchange, violation)
            yield Failure(
                code=code,
                check=MADE_BY[CHECKS[code].rule],
                operation=key,
                sent_to=key,
                title=CHECKS[code].meaning,
                facts=facts,
                exchange=exchange,
                before=earlier,
                ours=True,
            )


def _meant(operation: Operation, exchange: Exchange, base: str) -> bool:
    """Whether a request is one of the operation, and not one of a method or path that is not documented."""
    path = exchange.request.path.removeprefix(base)
    return exchange.request.method == operation.method and paths.match(operation.path, path) is not None


def _told(operation: Operation, exchange: Exchange, violation: Violation) -> tuple[str, dict[str, Any]]:
    """The engine's code for a violation, with the facts that the texts of its check are made of."""
    if violation.place == "content-type":
        entry = operation.response_for(exchange.response.status)
        names = [media.name for media in entry.content] if entry else []
        if violation.rule == "missing":
            return "ST104", {"media_types": names}
        told = exchange.response.header("content-type")
        return "ST105", {"content_type": told, "defined_content_types": names}
    if violation.rule == "unreadable":
        return "ST110", {}
    if violation.place == "header" and violation.rule == "missing":
        return "ST107", {"missing_headers": [violation.name]}
    at = pointers.tokens(violation.pointer)
    steps = [step for token in at for step in (("items",) if token.isdigit() else ("properties", token))]
    return "ST108", {"instance_path": at, "schema_path": [violation.name, *steps, violation.rule]}
