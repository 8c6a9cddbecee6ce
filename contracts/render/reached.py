"""The operations that findings reach: where they are many, told once in a list at the end that findings refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.findings import Finding

_MANY = 12
"""Operations that are told with the finding itself."""
TITLE = "Operations reached"


@dataclass(frozen=True, slots=True)
class Reached:
    """The operations of a list.

    Attributes:
        number: of the list in its report, from 1.
        operations: in the order of the first finding that reaches them.
    """

    number: int
    operations: tuple[str, ...]

    @property
    def name(self) -> str:
        """What findings call it."""
        return f"list {self.number}"

    @property
    def title(self) -> str:
        """Its heading."""
        return f"List {self.number}: {len(self.operations)} operations"


class Lists:
    """The lists that findings refer to: all of a report, or none where one stands alone and tells its operations."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        found: dict[frozenset[str], tuple[str, ...]] = {}
        for each in findings:
            if len(each.operations) > _MANY:
                found.setdefault(frozenset(each.operations), each.operations)
        self._lists = {key: Reached(number, told) for number, (key, told) in enumerate(found.items(), 1)}
        self.all = tuple(self._lists.values())

    def of(self, finding: Finding) -> Reached | None:
        """The list of a finding; None where its operations are told with it."""
        return self._lists.get(frozenset(finding.operations)) if len(finding.operations) > _MANY else None
