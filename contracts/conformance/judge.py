"""Failures → findings: the same failure of the same operation is one finding, shown by its smallest exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from contracts.conformance.again import Shown
from contracts.conformance.alike import Alike
from contracts.conformance.causes import OF_SEQUENCES, UNTESTED, Causes
from contracts.conformance.checks import CHECKS, COULD_NOT_TEST, UNKNOWN, Check, check_of
from contracts.conformance.events import Failure, Trouble
from contracts.conformance.facts import facts_of
from contracts.conformance.probes.table import NAMES, OWN
from contracts.conformance.redaction import Redactor
from contracts.conformance.telling import Telling
from contracts.findings import Cause, Finding, Place, Severity, together
from specs.model import Document

Key = tuple[str, str, str]
"""Rule, operation and subject of a failure."""


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
        self._redactor = redactor
        self._telling = Telling(document, base_url, redactor)
        self._failures: dict[Key, Alike] = {}
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
        self._failures.setdefault(key, Alike(check, cause)).add(failure)
        self._met[key] += 1

    def troubled(self, trouble: Trouble) -> None:
        """Take note of something that could not be tested."""
        key = ("no-answer" if trouble.unanswered else "could-not-test", trouble.operation, trouble.title)
        first, seen = self._troubles.get(key, (trouble, 0))
        self._troubles[key] = (first, seen + 1)
        self._met[key] += 1

    def single(self) -> Mapping[Key, Shown]:
        """What shows the failures that nothing explains, as far as one request does."""
        made = ((key, self._telling.single(same)) for key, same in self._failures.items() if same.cause is None)
        return {key: shown for key, shown in made if shown is not None}

    def tried_again(self, seen: Mapping[Key, bool]) -> None:
        """Take note of which failures were seen again when their requests were sent once more."""
        self._again = seen

    def marked(self) -> list[Finding]:
        """The failures that were tried again, with what came of it."""
        return [self._shown(key) for key in self._again]

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
            trouble, seen = self._troubles[key]
            cause = None if trouble.unanswered else self._cause(trouble.operation, UNTESTED, "")
            return self._telling.untested(trouble, cause, seen)
        same = self._failures[key]
        if same.shown is None:
            same.shown = self._telling.failed(key[1], key[2], same)
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
        invalid = self._telling.opinion(failure, operation, "ST201").violation is not None
        return CHECKS["ST203" if failure.code == "ST203" and invalid else "ST201" if invalid else "ST401"]


def _answered(failure: Failure) -> str:
    """Key of the operation whose answer failed."""
    return failure.sent_to if failure.check in OF_SEQUENCES else failure.operation


def _partly(finding: Finding, tested: Collection[str]) -> Finding:
    """What could not be tested of an operation is a warning where the rest of it was."""
    untold = finding.rule == COULD_NOT_TEST.rule and finding.cause is None
    partly = untold and any(each in tested for each in finding.operations)
    return replace(finding, severity=Severity.WARNING) if partly else finding


def _status(failure: Failure) -> int:
    return failure.exchange.response.status if failure.exchange else 0
