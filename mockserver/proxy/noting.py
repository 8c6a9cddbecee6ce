"""Keeping what was found out about exchanges: in the journal, among the findings, and in a header field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.observing.recording import Journal
from mockserver.proxy.findings import Findings
from mockserver.proxy.judging import Judgement
from mockserver.proxy.ways import Way
from mockserver.response import problems
from mockserver.response.finishing import told_in_a_field
from specs.messages import Exchange, Headers
from specs.model import Operation
from specs.validation import Violation


@dataclass(frozen=True, slots=True, eq=False)
class Passed:
    """An exchange, and what is wrong with it.

    Attributes:
        exchange: with the response as the client got it.
        status: the upstream's, which may be another.
    """

    exchange: Exchange
    asked: Judgement
    answered: Judgement
    status: int


@dataclass(frozen=True, slots=True, eq=False)
class Noting:
    """Keeps what was found out.

    Attributes:
        journal: of all exchanges.
        findings: of all that is wrong with them.
    """

    journal: Journal
    findings: Findings

    def exchange(
        self, way: Way, operation: Operation | None, passed: Passed, seconds: float, notes: Mapping[str, object]
    ) -> None:
        """Note an exchange that took so many seconds."""
        name = operation.key if operation else f"{passed.exchange.request.method} {passed.exchange.request.path}"
        findings = self.findings
        findings.exchanges += 1
        findings.add(way.mock, name, "request", passed.status, passed.asked.violations)
        findings.add(way.mock, name, "response", passed.status, passed.answered.violations)
        for reason in filter(None, (passed.asked.unjudged, passed.answered.unjudged)):
            findings.unjudged[reason] = findings.unjudged.get(reason, 0) + 1
        self.journal.record(
            way.mock.compiled.book,
            operation,
            passed.exchange,
            seconds=seconds,
            violations=passed.asked.violations,
            notes={"upstream": way.upstream.origin, **notes},
            answered=passed.answered.violations,
        )


def told(request: Judgement, response: Judgement) -> Headers:
    """What is wrong with both messages of an exchange, as a field."""
    sides = [(each, "request") for each in request.violations] + [(each, "response") for each in response.violations]
    return told_in_a_field([_error(each, side) for each, side in sides])


def _error(violation: Violation, side: str) -> dict[str, object]:
    return {"side": side, **problems.error(violation)}
