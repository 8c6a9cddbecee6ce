"""Counts what happens in a run and passes on what is to be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from contracts.conformance.choices import PROBES, Choices
from contracts.conformance.events import Ended, Event, PhaseBegan, Tried, Trouble
from contracts.conformance.judge import Judge
from contracts.conformance.parting import part_of
from contracts.conformance.probes.watching import Watcher
from contracts.conformance.redaction import Redactor
from contracts.coverage.counting import Counting
from contracts.findings import Course, Finding
from contracts.runs.part import Part
from contracts.runs.past import Past
from specs.model import Document, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is.

    Attributes:
        phase: the phase that is running.
        cases: requests answered so far.
        findings: different findings so far.
        operation: the operation tried last; empty for a sequence of operations.
    """

    phase: str
    cases: int
    findings: int
    operation: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did to one operation.

    Attributes:
        cases: requests answered.
        checks: how often each check was performed, by its name.
    """

    cases: int
    checks: dict[str, int]


@dataclass(slots=True)
class Tally:
    """The figures of one run while it goes on."""

    document: Document
    redactor: Redactor
    judge: Judge
    watcher: Watcher
    counting: Counting
    selected: int = 0
    phase: str = ""
    operation: str = ""
    performed: Counter[tuple[str, str]] = field(default_factory=Counter)
    cut_short: str = ""
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    answers: dict[str, set[int]] = field(default_factory=dict)
    took: dict[str, list[int]] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    unmade: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    before: int = 0
    whole: bool = True

    def take(self, event: Event) -> Part | None:
        """Count one event; what came of it, or None where nothing is counted."""
        match event:
            case PhaseBegan():
                self.phase = event.phase
            case Tried():
                self._judge(event)
            case Trouble():
                self.judge.troubled(event)
            case Ended():
                self.cut_short = event.cut_short
                event = replace(event, whole=event.whole and self.whole)
        part = part_of(event, self.redactor.text)
        if part is not None:
            self.count(part)
        return part

    def recall(self, past: Past) -> None:
        """Count what came of a first half of the run."""
        self.add(past.parts, past.findings.values())
        self.before = self.cases

    def add(self, parts: Sequence[Part], findings: Iterable[Finding]) -> None:
        """Count what came of steps that others took, and what they found."""
        for part in parts:
            self.count(part)
            self.counting.recall(part.reached)
        self.judge.recall(findings)
        self.seconds += sum(part.seconds for part in parts)

    def count(self, part: Part) -> None:
        """Count what came of a step, of this half of the run or of one before it."""
        if part.selected is not None:
            self.selected = part.selected
        for key, status, own, times in part.answered:
            self.statuses.setdefault(key, Counter())[status] += times
            if own:
                self.answers.setdefault(key, set()).add(status)
        for key, check, times in part.performed:
            self.performed[key, check] += times
        for key, times_taken in part.took.items():
            self.took.setdefault(key, []).extend(times_taken)
        self.silent.update(part.silent)
        if part.why_not and part.phase == PROBES:
            self.unmade[part.name] = part.why_not
        elif part.why_not:
            self.silent.setdefault(part.name, part.why_not)

    def _judge(self, event: Tried) -> None:
        self.operation = event.operation
        self.whole = self.whole and event.whole
        for key, exchange in event.exchanges:
            self.redactor.look_at(exchange)
            self.counting.take(key, exchange)
            for failure in self.watcher.failures(key, exchange):
                self.judge.failed(failure)
        for failure in event.failures:
            self.judge.failed(failure)

    @property
    def cases(self) -> int:
        """Requests answered so far."""
        return sum(count.total() for count in self.statuses.values())

    @property
    def counts(self) -> dict[str, Counts]:
        """What was done to each operation of the document."""
        done = {
            operation.key: Counts(self.statuses.get(operation.key, Counter()).total(), {})
            for operation in self.document.operations
        }
        for (key, check), times in sorted(self.performed.items()):
            if key in done:
                done[key].checks[check] = times
        return done

    @property
    def course(self) -> Course:
        """What was done to each operation, as reports tell it."""
        return Course(
            performed={key: each.checks for key, each in self.counts.items() if each.checks},
            took={key: tuple(each) for key, each in self.took.items()},
        )

    @property
    def progress(self) -> Progress:
        """How far the run is."""
        return Progress(phase=self.phase, cases=self.cases, findings=len(self.judge), operation=self.operation)

    def untested(self) -> dict[str, str]:
        """Why operations were not tested."""
        reasons = {operation.key: self._reason(operation) for operation in self.document.operations}
        return {key: reason for key, reason in reasons.items() if reason}

    def _reason(self, operation: Operation) -> str:
        answered = self.answers.get(operation.key)
        if not answered:
            return self.silent.get(operation.key) or self.cut_short or "no request was sent"
        others = {response.status for response in operation.responses} - {"401", "403"}
        hidden = others or not operation.responses
        if not operation.anonymous and answered <= {401, 403} and hidden:
            return (
                f"every answer was {' or '.join(map(str, sorted(answered)))}: it was not tested behind its credentials"
            )
        return ""

    def facts(self, choices: Choices, seconds: float, logins: int) -> Mapping[str, str | int | float]:
        """The figures of the run, in reading order."""
        classes: Counter[str] = Counter()
        for count in self.statuses.values():
            for status, times in count.items():
                classes[f"{status // 100}xx"] += times
        told: dict[str, str | int | float] = {
            "operations": len(self.document.operations),
            "selected": self.selected,
            "tested": len(self.document.operations) - len(self.untested()),
            "cases": self.cases,
            **({"cases before": self.before} if self.before else {}),
            "checks": self.performed.total(),
            "seed": choices.seed,
            "max examples": choices.max_examples,
            "seconds": round(self.seconds + seconds, 1),
            "phases": ", ".join(choices.phases),
            "tokens": logins,
            **dict(sorted(classes.items())),
        }
        return told | ({"cut short": self.cut_short} if self.cut_short else {})
