"""Documents that are taken as they are written, or not at all."""

from __future__ import annotations

from specs.checks import check
from specs.checks.problem import Severity
from specs.checks.telling import line
from specs.errors import SpecError
from specs.model import Document


class Unsound(SpecError):
    """A document with slips, or with errors, that nobody was to forgive."""

    def __str__(self) -> str:
        return self.message


def demand_soundness(document: Document) -> None:
    """Refuse a document that has a slip or an error.

    Raises:
        Unsound: its message lists all of them, one a line.
    """
    found = [each for each in check(document) if each.severity is Severity.ERROR or each.id == "slip"]
    if found:
        count = f"{len(found)} problem{'s' if len(found) > 1 else ''} that --strict does not forgive"
        told = "\n".join([f"{document.source.label}: {count}", *(f"  {line(each)}" for each in found)])
        raise Unsound(told, source=document.source.label)
