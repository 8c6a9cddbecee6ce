"""Findings and reports: values only. A comparison, a test run and recorded traffic all tell theirs in these words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from contracts.coverage.goals import Coverage
from specs.messages import Request, Response
from specs.source import Source


class Severity(StrEnum):
    """How much a finding matters by default."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Verdict(StrEnum):
    """What a comparison can say of a change."""

    BREAKING = "breaking"
    """Proven: a witness is attached."""
    UNPROVEN = "unproven"
    """Neither proven safe nor refuted within a bounded search."""
    COMPATIBLE = "compatible"
    """Proven: every message that may be sent is still accepted."""


class Level(StrEnum):
    """What a change breaks, as nested promises: wire ⊂ code ⊂ behaviour."""

    WIRE = "wire"
    CODE = "code"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a document something stands: its JSON pointer and ``file:line``."""

    pointer: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Where and why a message is refused, in the words of a witness."""

    place: str
    name: str
    pointer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A concrete message that shows a finding.

    Attributes:
        request: the request sent (with made-up credentials where it needs some), or None for a response alone.
        response: the response, or None for a request alone.
        accepted_by: who takes it: ``old`` or ``new`` for a comparison, empty for a test run.
        refused_by: who does not.
        place: the part of the message that matters: ``body``, ``query``, ``header``, ``path``, ``status``, …
        name: the parameter or header, where the place has one.
        pointer: JSON pointer into that part.
        reason: why it is refused, in a validator's words; never the value of a secret.
        besides: what else it is refused for and cannot be without, a finding of its own each.
        confirmed_by: the independent validators that agree.
    """

    request: Request | None = None
    response: Response | None = None
    accepted_by: str = ""
    refused_by: str = ""
    place: str = ""
    name: str = ""
    pointer: str = ""
    reason: str = ""
    besides: tuple[Refusal, ...] = ()
    confirmed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What in the document itself leaves a server no other way, as ``ringback specs check`` names it.

    Attributes:
        rule: id of the check of documents, e.g. ``refusal-undocumented``.
        message: what is wrong with the document, in one sentence.
        place: where.
        advice: what an author does about it.
    """

    rule: str
    message: str
    place: Place
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a reader should know.

    Attributes:
        rule: id of the rule or check that says so, e.g. ``parameter-became-required``.
        message: what it is, in one sentence.
        severity: how much it matters.
        verdict: for a comparison; None for a test run, and for what keeps to no policy.
        level: what breaks, for a comparison.
        operations: keys (``GET /users/{id}``) of the operations it reaches, the witness's first.
        direction: ``request``, ``response`` or empty.
        media_types: of the bodies that it is met in; none for what is in no body.
        subject: the smallest thing it is about, with its operation unless operations share it:
            ``ClientRequest.platform``, ``GET /users query size``. With rule and direction it is the fingerprint.
        old: its place in the old document (or in the document tested).
        new: its place in the new document.
        witness: the message that shows it.
        cause: what in the document explains a failure of a server that could do no better; None for anything else.
        advice: how to make the change gently, or what to do about the failure.
        seen: how many times a test run met it.
        flaky: whether it was not seen each time that what shows it was sent once more; None where it was not.
        reproduce: a bash command line that shows it again, or asks for what may be answered so; secrets replaced by
            placeholders; ``$SERVER`` in it is a scheme and a host, where none was there.
        test: a file of Python with a test that fails until a test run's failure is mended; empty where there is none.
    """

    rule: str
    message: str
    severity: Severity
    verdict: Verdict | None = None
    level: Level = Level.WIRE
    operations: tuple[str, ...] = ()
    direction: str = ""
    media_types: tuple[str, ...] = ()
    subject: str = ""
    old: Place | None = None
    new: Place | None = None
    witness: Witness | None = None
    cause: Cause | None = None
    advice: str = ""
    seen: int = 1
    flaky: bool | None = None
    reproduce: str = ""
    test: str = ""

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that stay the same while unrelated parts of the documents change."""
        told = "\x1f".join((self.rule, self.direction, self.subject))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def together(first: Finding, second: Finding) -> Finding:
    """One finding that two runs met, as the one tells it that takes less to see it again."""
    shown = min(second, first, key=lambda each: len(each.reproduce))
    return replace(shown, seen=first.seen + second.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A finding that a policy lets pass.

    Attributes:
        reason: why.
        until: the last day on which it does, as ISO 8601; empty for ever.
        place: ``file:line`` of what says so.
        owner: who has to do with it; empty for nobody.
    """

    finding: Finding
    reason: str
    until: str
    place: str
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a test run did to each operation, by the operation's key.

    Attributes:
        performed: how often each check was performed, by the name that the one has who performed it.
        took: microseconds until each answer.
    """

    performed: Mapping[str, Mapping[str, int]]
    took: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a comparison or a test run found.

    Attributes:
        kind: ``compatibility``, ``conformance``, or what a comparison is to show: ``subset``, ``drift``.
        title: a headline, e.g. ``phonebridge-webapp 1.3.7 → 1.3.8``.
        subjects: what was looked at, by role: ``old`` and ``new``, ``client`` and ``full``, ``document`` and ``server``
            or ``target``.
        findings: gravest first.
        judged: how many operations were compared or tested; 0 means that nothing was judged.
        facts: figures of the run, by name, in reading order.
        skipped: what could not be judged, and why, by operation.
        unmade: the checks that could not be made, and why, by name.
        identical: both documents are the same text.
        ignored: what is let pass, and is not among the findings.
        coverage: what of the document a test run exercised; None for a comparison.
        course: what a test run did; None for a comparison.
        sources: the texts of the documents, the old one (or the one tested) first; none where there are many.
        tags: by operation, its tags in the documents.
    """

    kind: str
    title: str
    subjects: Mapping[str, str]
    findings: tuple[Finding, ...]
    judged: int
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    unmade: Mapping[str, str] = field(default_factory=dict)
    identical: bool = False
    ignored: tuple[Ignored, ...] = ()
    coverage: Coverage | None = None
    course: Course | None = None
    sources: tuple[Source, ...] = field(default=(), repr=False, compare=False)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def breaking(self) -> tuple[Finding, ...]:
        """The findings that are proven breaks."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.BREAKING)

    @property
    def compares(self) -> bool:
        """Whether two documents were compared."""
        return self.kind not in ("conformance", "client")

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of a comparison; what shows that a document is no subset of another is a break, too."""
        if self.kind == "subset" and self.count(Severity.ERROR):
            return Verdict.BREAKING
        verdicts = {finding.verdict for finding in self.findings}
        return next((each for each in (Verdict.BREAKING, Verdict.UNPROVEN) if each in verdicts), Verdict.COMPATIBLE)
