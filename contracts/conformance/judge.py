"""Failures → findings: the same failure of the same operation is one finding, shown by its smallest exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.conformance import mended
from contracts.conformance.again import Shown, shown
from contracts.conformance.causes import OF_SEQUENCES, UNTESTED, Causes
from contracts.conformance.checks import CHECKS, COULD_NOT_TEST, NO_ANSWER, UNKNOWN, Check, check_of
from contracts.conformance.events import Failure, Trouble
from contracts.conformance.facts import doubt, engine_words, facts_of
from contracts.conformance.opinion import Opinion, opinion
from contracts.conformance.probes.table import NAMES, OWN
from contracts.conformance.redaction import Redactor
from contracts.findings import Cause, Finding, Place, Severity, Witness, together
from contracts.reproduce import curl
from specs.messages import Exchange, Request
from specs.model import Document, Operation

_KEPT = 6
"""Exchanges kept of each failure, the smallest ones, to find one among them that both readings agree on."""

_ENGINE, _OURS, _ITSELF = "schemathesis", "jsonschema-rs", "ringback"


Key = tuple[str, str, str]
"""Rule, operation and subject of a failure."""


@dataclass(slots=True)
class _Same:
    """One failure, met any number of times."""

    check: Check
    cause: Cause | None
    seen: int = 0
    shown: Finding | None = None
    kept: list[tuple[tuple[Any, ...], Failure]] = field(default_factory=list)

    def add(self, failure: Failure) -> None:
        self.seen += 1
        self.kept.append((_weight(failure), failure))
        self.kept.sort(key=lambda pair: pair[0])
        del self.kept[_KEPT:]
        if any(each is failure for _, each in self.kept):
            self.shown = None


class Judge:
    """Collects the failures of a run and says what they mean.

    Args:
        document: what the server should do.
        base_url: where its paths start.
        redactor: what takes secrets out of what is told.
        causes: what explains failures; None where a server is to do as its document says, whatever that is.
        chosen: the names of the checks whose failures count.
    """

    def __init__(
        self,
        document: Document,
        base_url: str,
        redactor: Redactor,
        causes: Causes | None = None,
        chosen: frozenset[str] = NAMES,
    ) -> None:
        self._chosen = chosen
        self._document = document
        self._causes = causes
        self._base_url = base_url
        self._redactor = redactor
        self._failures: dict[Key, _Same] = {}
        self._troubles: dict[Key, tuple[Trouble, int]] = {}
        self._met: Counter[Key] = Counter()
        self._again: Mapping[Key, bool] = {}
        self._earlier: dict[str, Finding] = {}

    def __len__(self) -> int:
        return len(self._earlier) + len(self._failures) + len(self._troubles)

    def recall(self, findings: Iterable[Finding]) -> None:
        """Take note of what was found before, in a first half of the run."""
        self._earlier.update((each.fingerprint, each) for each in findings)

    def met(self) -> list[tuple[Finding, int]]:
        """What was found since this was asked last, and how often."""
        met, self._met = self._met, Counter()
        return [(self._shown(key), times) for key, times in met.items()]

    def failed(self, failure: Failure) -> None:
        """Take note of a check that failed."""
        if failure.code == "ST103" and _status(failure) >= 500:
            return  # said by server-error already
        check = self._check(failure)
        if check.rule not in self._chosen and check is not UNKNOWN:
            return
        cause = self._cause(_answered(failure), failure.check, str(_status(failure) or ""), failure.wrong)
        words = (check.tell(check.subject, facts_of(failure)), cause.rule if cause else "")
        key = (check.rule, failure.operation, " ".join(filter(None, words)))
        self._failures.setdefault(key, _Same(check, cause)).add(failure)
        self._met[key] += 1

    def troubled(self, trouble: Trouble) -> None:
        """Take note of something that could not be tested."""
        key = ("no-answer" if trouble.unanswered else "could-not-test", trouble.operation, trouble.title)
        first, seen = self._troubles.get(key, (trouble, 0))
        self._troubles[key] = (first, seen + 1)
        self._met[key] += 1

    def single(self) -> Mapping[Key, Shown]:
        """What shows the failures that nothing explains, as far as one request does."""
        made = ((key, self._single(same)) for key, same in self._failures.items() if same.cause is None)
        return {key: shown for key, shown in made if shown is not None}

    def tried_again(self, seen: Mapping[Key, bool]) -> None:
        """Take note of which failures were seen again when their requests were sent once more."""
        self._again = seen

    def findings(self, tested: Collection[str]) -> tuple[Finding, ...]:
        """What was found, gravest first; the order does not depend on that of the run.

        Args:
            tested: keys of the operations that were tested. What could not be done for one of these is a warning: the
                rest of it was done.
        """
        left = dict(self._earlier)
        found = [self._shown(key) for key in (*self._failures, *self._troubles)]
        both = [together(left.pop(each.fingerprint), each) if each.fingerprint in left else each for each in found]
        told = (_partly(each, tested) for each in (*both, *left.values()))
        return tuple(sorted(told, key=lambda each: (each.severity.rank, each.rule, each.operations, each.subject)))

    def _shown(self, key: Key) -> Finding:
        if key in self._troubles:
            return self._untested(*self._troubles[key])
        same = self._failures[key]
        if same.shown is None:
            same.shown = self._finding(key[1], key[2], same)
        return replace(same.shown, seen=same.seen, flaky=not self._again[key] if key in self._again else None)

    def _cause(self, operation: str, check: str, status: str, wrong: str = "") -> Cause | None:
        problem = self._causes.of(operation, check, status, wrong) if self._causes else None
        if problem is None:
            return None
        place = Place(pointer=problem.pointer, line=problem.place)
        return Cause(rule=problem.id, message=problem.message, place=place, advice=problem.hint)

    def _check(self, failure: Failure) -> Check:
        """The check of a failure; one about missing credentials has several codes, and is one thing to a reader."""
        if failure.code in OWN:
            return OWN[failure.code]
        operation = self._document.by_key.get(failure.operation)
        if failure.code not in ("ST201", "ST203") or operation is None or failure.exchange is None:
            return check_of(failure.code)
        presents = self._redactor.holds_secret(failure.exchange.request)
        if operation.anonymous or presents or failure.exchange.response.status >= 300:
            return check_of(failure.code)
        invalid = self._opinion(failure, operation, "ST201").violation is not None
        return CHECKS["ST203" if failure.code == "ST203" and invalid else "ST201" if invalid else "ST401"]

    def _single(self, same: _Same) -> Shown | None:
        failure, second = self._best(same)
        operation = self._document.by_key.get(failure.sent_to)
        if operation is None or failure.exchange is None:
            return None

        def agreed(other: Exchange) -> bool:
            return bool(self._opinion(replace(failure, exchange=other), operation, failure.code).agrees)

        judged = agreed if second.agrees and second.violation and same.check.direction == "response" else None
        return shown(failure, operation, self._redactor.holds_secret(failure.exchange.request), judged)

    def _finding(self, key: str, subject: str, same: _Same) -> Finding:
        failure, second = self._best(same)
        check, redact = same.check, self._redactor.text
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
            witness=self._witness(failure.exchange, check, second),
            cause=same.cause,
            advice=check.advice,
            seen=same.seen,
            reproduce=self._reproduce(failure),
            test=mended.as_test(
                failure,
                check,
                redact(message),
                facts,
                self._document.by_key.get(failure.sent_to),
                self._redactor,
                self._base_url,
            ),
        )

    def _best(self, same: _Same) -> tuple[Failure, Opinion]:
        """The smallest failure that our own reading confirms, else the smallest."""
        judged = [(failure, self._second(failure, same.check)) for _, failure in same.kept]
        return next((pair for pair in judged if pair[1].agrees), judged[0])

    def _second(self, failure: Failure, check: Check) -> Opinion:
        operation = self._document.by_key.get(failure.operation)
        if operation is None or failure.exchange is None or check_of(failure.code) is not check:
            return Opinion()
        return self._opinion(failure, operation, failure.code)

    def _opinion(self, failure: Failure, operation: Operation, code: str) -> Opinion:
        if failure.exchange is None:
            return Opinion()
        return opinion(code, failure.facts, operation, failure.exchange, self._base_url)

    def _place(self, key: str, second: Opinion) -> Place | None:
        operation = self._document.by_key.get(key)
        pointer = second.violation.source if second.violation else operation.pointer if operation else ""
        return Place(pointer=pointer, line=self._document.place(pointer)) if pointer else None

    def _witness(self, exchange: Exchange | None, check: Check, second: Opinion) -> Witness | None:
        if exchange is None:
            return None
        violation = second.violation
        return Witness(
            request=self._redactor.request(exchange.request),
            response=self._redactor.response(exchange.response),
            place=violation.place if violation else check.place,
            name=violation.name if violation else "",
            pointer=violation.pointer if violation else "",
            reason=self._redactor.text(violation.message) if violation else check.meaning,
            confirmed_by=(_ITSELF,) if check.rule in OWN else (_ENGINE, _OURS) if second.agrees else (_ENGINE,),
        )

    def _reproduce(self, failure: Failure) -> str:
        """The command lines that show it again, in order, one a line."""
        if failure.exchange is None:
            return ""
        return "\n".join(self._line(each) for each in (*failure.before, failure.exchange.request))

    def _line(self, request: Request) -> str:
        return curl(self._redactor.request(request), self._base_url, secrets=mended.VARIABLES)

    def _untested(self, trouble: Trouble, seen: int) -> Finding:
        check = NO_ANSWER if trouble.unanswered else COULD_NOT_TEST
        told = {"operation": trouble.operation or trouble.phase, "title": trouble.title, "text": trouble.text}
        cause = None if trouble.unanswered else self._cause(trouble.operation, UNTESTED, "")
        return Finding(
            rule=check.rule,
            message=self._redactor.text(check.tell(check.message, told)),
            severity=_severity(cause, check, doubtful=False),
            operations=(trouble.operation,) if trouble.operation else (),
            direction=check.direction,
            subject=_of(trouble.operation, check.tell(check.subject, told)),
            old=self._place(trouble.operation, Opinion()),
            cause=cause,
            advice=check.advice,
            seen=seen,
        )


def _of(operation: str, subject: str) -> str:
    """What a finding is about, with its operation: two operations that fail alike are two findings."""
    return " ".join(filter(None, (operation, subject)))


def _answered(failure: Failure) -> str:
    """Key of the operation whose answer failed."""
    return failure.sent_to if failure.check in OF_SEQUENCES else failure.operation


def _partly(finding: Finding, tested: Collection[str]) -> Finding:
    """What could not be tested of an operation is a warning where the rest of it was."""
    untold = finding.rule == COULD_NOT_TEST.rule and finding.cause is None
    partly = untold and any(each in tested for each in finding.operations)
    return replace(finding, severity=Severity.WARNING) if partly else finding


def _severity(cause: Cause | None, check: Check, *, doubtful: bool) -> Severity:
    return Severity.NOTE if cause else Severity.WARNING if doubtful else check.severity


def _status(failure: Failure) -> int:
    return failure.exchange.response.status if failure.exchange else 0


def _weight(failure: Failure) -> tuple[Any, ...]:
    """Small exchanges first; ties are broken by content, so that the same run shows the same one."""
    if failure.exchange is None:
        return (0,)
    request, response = failure.exchange.request, failure.exchange.response
    told = (request.method, request.path, request.query, request.body, response.status)
    size = len(request.path) + len(request.query) + len(request.body) + sum(map(len, map("".join, request.headers)))
    return (len(failure.before), size, *told)
