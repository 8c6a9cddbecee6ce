"""Errors that mean: the mock cannot serve."""

from __future__ import annotations

from collections.abc import Iterable

from specs.errors import ExplainedError
from specs.harmless import told
from specs.validation import Violation


class MockError(ExplainedError):
    """The mock server cannot start or go on."""


class Unanswerable(MockError):
    """No valid response could be made for a request; what is wrong is the document's.

    Attributes:
        violations: where the best attempt breaks the document.
    """

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("; ".join(map(str, self.violations)))


class UnplantedError(MockError):
    """Items that were to be there at first break a document, or none has a place for them.

    Attributes:
        lines: of each what is wrong with it.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("; ".join(self.lines), hint="correct the file, or leave these items out")

    def __str__(self) -> str:
        return "\n".join(map(told, self.lines)) + f" ({self.hint})"


class StoreError(MockError):
    """What the mock remembers cannot be reached."""


class StoreFullError(MockError):
    """There is no room to remember more."""


class TemplateError(MockError):
    """A text is no template, or cannot be made into what it should be."""
