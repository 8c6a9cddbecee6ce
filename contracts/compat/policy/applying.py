"""A report as a policy sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.compat.policy import notice, versions
from contracts.compat.policy.finding import finding
from contracts.compat.policy.ignoring import Ignoring
from contracts.compat.policy.meaning import Meaning
from contracts.compat.policy.notice import Releases
from contracts.compat.policy.values import Policy
from contracts.findings import Finding, Ignored, Level, Report, Severity, Verdict


@dataclass(slots=True)
class Judge:
    """A policy, and which parts of it have had anything to do in the comparisons that it has seen.

    Attributes:
        day: on which the new documents are released.
        level: what is promised not to break.
    """

    policy: Policy
    day: date
    level: Level
    _met: set[int] = field(default_factory=set)
    _ignoring: Ignoring = field(init=False)

    def __post_init__(self) -> None:
        self._ignoring = Ignoring(self.policy.ignores, self.day)

    def seen(self, releases: Releases, report: Report) -> Report:
        """A comparison as the policy sees it, with what the policy has to say itself.

        Severities change, verdicts do not: what breaks goes on breaking. What is ignored is no longer among the
        findings and is told apart from them. The version is judged by what is left.

        Args:
            releases: the documents that were compared.
            report: of all levels.
        """
        meaning = Meaning(releases.old, releases.new)
        ignored: list[Ignored] = []
        kept = [each for found in report.findings for each in self._findings(releases, meaning, found, ignored)]
        if self.policy.versions:
            wrong = versions.judged(self.policy.versions, releases.old, releases.new, kept, self.level)
            kept += self._sifted(meaning, wrong, ignored)
        for number, override in enumerate(self.policy.overrides):
            if not override.selector.operations or any(map(meaning.operations, override.selector.operations)):
                self._met.add(number)
        return replace(report, findings=tuple(kept), ignored=(*report.ignored, *ignored))

    def stale(self) -> Iterator[Finding]:
        """Findings about what the policy said in vain in all that it has seen."""
        yield from self._ignoring.stale()
        for number, override in enumerate(self.policy.overrides):
            if number not in self._met:
                yield finding("override-unused", str(override.selector), now=override.place)

    def _findings(
        self, releases: Releases, meaning: Meaning, found: Finding, ignored: list[Ignored]
    ) -> Iterator[Finding]:
        """A finding with the severity that the policy gives it, and what is wrong with its notice; not if ignored."""
        for kept in self._sifted(meaning, [found], ignored):
            if self.policy.removals is None:
                yield kept
                continue
            announced, *wrong = notice.judged(self.policy.removals, releases, kept)
            yield self._overridden(meaning, announced)
            yield from self._sifted(meaning, wrong, ignored)

    def _sifted(self, meaning: Meaning, findings: Iterable[Finding], ignored: list[Ignored]) -> Iterator[Finding]:
        """The findings that are not ignored, with their severities."""
        kept = self._ignoring.sifted(meaning, findings, ignored)
        return (self._overridden(meaning, found) for found in kept)

    def _overridden(self, meaning: Meaning, found: Finding) -> Finding:
        """A finding with its severity; one that is not proven to break does not become an error."""
        for override in self.policy.overrides:
            if meaning.fits(override.selector, found) and not meaning.others(override.selector, found):
                unproven = found.verdict is Verdict.UNPROVEN and override.severity is Severity.ERROR
                return replace(found, severity=Severity.WARNING if unproven else override.severity)
        return found


def applied(policy: Policy, releases: Releases, report: Report, level: Level) -> Report:
    """One comparison as a policy sees it, with what the policy said in vain.

    Args:
        policy: what was decided.
        releases: the documents that were compared.
        report: of all levels.
        level: what is promised not to break.
    """
    judge = Judge(policy, releases.day, level)
    seen = judge.seen(releases, report)
    return replace(seen, findings=(*seen.findings, *judge.stale()))
