"""A failure → a finding: what it says, where that is written, what shows it, and how to see it again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contracts.conformance import mended
from contracts.conformance.again import Shown, shown
from contracts.conformance.alike import Alike
from contracts.conformance.checks import COULD_NOT_TEST, NO_ANSWER, Check, check_of
from contracts.conformance.events import Failure, Trouble
from contracts.conformance.facts import doubt, engine_words, facts_of
from contracts.conformance.opinion import Opinion, opinion
from contracts.conformance.probes.table import OWN
from contracts.conformance.redaction import Redactor
from contracts.findings import Cause, Finding, Place, Severity, Witness
from specs.messages import Exchange, Request
from specs.model import Document, Operation
from specs.reproduce import curl

_ENGINE, _OURS, _ITSELF = "schemathesis", "jsonschema-rs", "ringback"


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells failures as findings.

    Attributes:
        document: what the server should do.
        base_url: where its paths start.
        redactor: what takes secrets out of what is told.
    """

    document: Document
    base_url: str
    redactor: Redactor

    def single(self, same: Alike) -> Shown | None:
        """What shows a failure, as far as one request does."""
        failure, second = self._best(same)
        operation = self.document.by_key.get(failure.sent_to)
        if operation is None or failure.exchange is None:
            return None

        def agreed(other: Exchange) -> bool:
            return bool(self.opinion(replace(failure, exchange=other), operation, failure.code).agrees)

        judged = agreed if second.agrees and second.violation and same.check.direction == "response" else None
        return shown(failure, operation, self.redactor.holds_secret(failure.exchange.request), judged)

    def failed(self, key: str, subject: str, same: Alike) -> Finding:
        """The finding of a check that failed.

        Args:
            key: of the operation that it is about.
            subject: what of it.
            same: the failure, as often as it was met.
        """
        failure, second = self._best(same)
        check, redact = same.check, self.redactor.text
        facts = facts_of(failure) | {"violation": str(second.violation or engine_words(failure))}
        message = check.tell(check.message, facts) + doubt(failure.code, second)
        return Finding(
            rule=check.rule,
            message=redact(message),
            severity=_severity(same.cause, check, doubtful=second.agrees is False),
            operations=tuple(dict.fromkeys(each for each in (key, failure.sent_to) if each)),
            direction=check.direction,
            subject=redact(_of(key, subject)),
            old=self._place(key, second),
            witness=self._witness(failure, check, second),
            cause=same.cause,
            advice=check.advice,
            seen=same.seen,
            reproduce=self._reproduce(failure),
            test=mended.as_test(
                failure,
                check,
                redact(message),
                facts,
                self.document.by_key.get(failure.sent_to),
                self.redactor,
                self.base_url,
            ),
        )

    def _best(self, same: Alike) -> tuple[Failure, Opinion]:
        """The smallest failure that our own reading confirms, else the smallest."""
        judged = [(failure, self._second(failure, same.check)) for _, failure in same.kept]
        return next((pair for pair in judged if pair[1].agrees), judged[0])

    def _second(self, failure: Failure, check: Check) -> Opinion:
        operation = self.document.by_key.get(failure.operation)
        if operation is None or failure.exchange is None or check_of(failure.code) is not check:
            return Opinion()
        return self.opinion(failure, operation, failure.code)

    def opinion(self, failure: Failure, operation: Operation, code: str) -> Opinion:
        """What our own reading says of a failure, taken for one of a code."""
        if failure.exchange is None:
            return Opinion()
        return opinion(code, failure.facts, operation, failure.exchange, self.base_url)

    def _place(self, key: str, second: Opinion) -> Place | None:
        operation = self.document.by_key.get(key)
        pointer = second.violation.source if second.violation else operation.pointer if operation else ""
        return Place(pointer=pointer, line=self.document.place(pointer)) if pointer else None

    def _witness(self, failure: Failure, check: Check, second: Opinion) -> Witness | None:
        exchange = failure.exchange
        if exchange is None:
            return None
        violation = second.violation
        return Witness(
            request=self.redactor.request(exchange.request),
            response=self.redactor.response(exchange.response),
            place=violation.place if violation else check.place,
            name=violation.name if violation else "",
            pointer=violation.pointer if violation else "",
            reason=self.redactor.text(violation.message) if violation else check.meaning,
            confirmed_by=_confirmed(failure, check, second),
        )

    def _reproduce(self, failure: Failure) -> str:
        """The command lines that show it again, in order, one a line."""
        if failure.exchange is None:
            return ""
        return "\n".join(self._line(each) for each in (*failure.before, failure.exchange.request))

    def _line(self, request: Request) -> str:
        return curl(self.redactor.request(request), self.base_url, secrets=mended.VARIABLES)

    def untested(self, trouble: Trouble, cause: Cause | None, seen: int) -> Finding:
        """The finding of something that could not be tested, with what explains it."""
        check = NO_ANSWER if trouble.unanswered else COULD_NOT_TEST
        told = {"operation": trouble.operation or trouble.phase, "title": trouble.title, "text": trouble.text}
        return Finding(
            rule=check.rule,
            message=self.redactor.text(check.tell(check.message, told)),
            severity=_severity(cause, check, doubtful=False),
            operations=(trouble.operation,) if trouble.operation else (),
            direction=check.direction,
            subject=_of(trouble.operation, check.tell(check.subject, told)),
            old=self._place(trouble.operation, Opinion()),
            cause=cause,
            advice=check.advice,
            seen=seen,
        )


def _confirmed(failure: Failure, check: Check, second: Opinion) -> tuple[str, ...]:
    """Who says so."""
    if check.rule in OWN:
        return (_ITSELF,)
    return tuple(name for name, says in ((_ENGINE, not failure.ours), (_OURS, second.agrees)) if says)


def _of(operation: str, subject: str) -> str:
    """What a finding is about, with its operation: two operations that fail alike are two findings."""
    return " ".join(filter(None, (operation, subject)))


def _severity(cause: Cause | None, check: Check, *, doubtful: bool) -> Severity:
    return Severity.NOTE if cause else Severity.WARNING if doubtful else check.severity
