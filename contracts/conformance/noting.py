"""What a run does on its way into a journal: no secret goes there, nor stays there once it is known to be one."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from contracts.conformance.judge import Judge
from contracts.conformance.redaction import Redactor
from contracts.coverage.counting import Counting
from contracts.findings import Finding
from contracts.runs.journal import Line
from contracts.runs.part import Part
from contracts.runs.storing import stored, texts


class Notes(Protocol):
    """A journal, or the way to one."""

    def write(self, kind: Line, value: Any) -> None:
        """Add a line."""

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Change all texts that are there."""


@dataclass(slots=True)
class Noting:
    """Writes down the parts of a run, each after the findings that it met.

    Attributes:
        notes: where to.
        judge: knows what was found.
        redactor: knows what is secret.
        counting: knows what of the document was exercised.
    """

    notes: Notes
    judge: Judge
    redactor: Redactor
    counting: Counting
    _told: dict[str, Finding] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def take(self, part: Part) -> None:
        """Write down a part."""
        met, learned = self.judge.met(), self.redactor.learned()
        if learned and self._holds(learned):
            self.notes.rewrite(self.redactor.text)
        self._tell(finding for finding, _ in met)
        before, self._since = self._since, time.monotonic()
        found = {finding.fingerprint: times for finding, times in met}
        whole = replace(part, found=found, reached=self.counting.newly(), seconds=round(self._since - before, 3))
        self.notes.write(Line.PART, whole)

    def end(self) -> None:
        """Write down which findings were seen each time that they were tried again."""
        self._tell(self.judge.marked())

    def _tell(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            shown = replace(finding, seen=1)
            if self._told.get(finding.fingerprint) != shown:
                self._told[finding.fingerprint] = shown
                self.notes.write(Line.FINDING, shown)

    def _holds(self, learned: Collection[str]) -> bool:
        """Whether what was written has a secret in it that was not known to be one."""
        written = [text for finding in self._told.values() for text in texts(stored(finding))]
        return any(secret in text for secret in learned for text in written)
