"""Letting findings pass: those of comparisons and of test runs, by the configuration or by a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.compat.policy.finding import finding
from contracts.compat.policy.meaning import Meaning
from contracts.compat.policy.values import Ignore
from contracts.findings import Finding, Ignored


@dataclass(slots=True)
class Ignoring:
    """What is let pass, and which of it has had anything to do so far.

    Attributes:
        ignores: the first that fits a finding holds.
        day: on which they are asked.
    """

    ignores: Sequence[Ignore]
    day: date
    _used: set[int] = field(default_factory=set)
    _partly: dict[int, str] = field(default_factory=dict)

    def sifted(self, meaning: Meaning, findings: Iterable[Finding], ignored: list[Ignored]) -> Iterator[Finding]:
        """The findings that are not let pass; the others go to a list."""
        for found in findings:
            ignore = self._of(meaning, found)
            if ignore is None:
                yield found
            else:
                until = ignore.until.isoformat() if ignore.until else ""
                told = {"reason": ignore.reason, "until": until, "place": ignore.place, "owner": ignore.owner}
                ignored.append(Ignored(finding=found, **told))

    def stale(self) -> Iterator[Finding]:
        """Findings about what let nothing pass, and about what is over."""
        for number, ignore in enumerate(self.ignores):
            about = str(ignore.selector)
            if ignore.over(self.day):
                yield finding("ignore-expired", about, was=str(ignore.until), now=_told(ignore))
            elif number not in self._used:
                yield finding("ignore-unused", about, now=_told(ignore), what=self._partly.get(number, ""))

    def _of(self, meaning: Meaning, found: Finding) -> Ignore | None:
        for number, ignore in enumerate(self.ignores):
            if ignore.over(self.day) or not meaning.fits(ignore.selector, found):
                continue
            others = meaning.others(ignore.selector, found)
            if not others:
                self._used.add(number)
                return ignore
            if len(others) < len(found.operations):
                self._partly.setdefault(number, f": {found.rule} of {found.subject} reaches {others[0]}, too")
        return None


def _told(ignore: Ignore) -> str:
    """Where it stands, and whose it is."""
    return f"{ignore.place}, {ignore.owner}" if ignore.owner else ignore.place
