"""Which findings of a comparison a policy means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from contracts.compat.policy.values import Selector
from contracts.findings import Finding
from specs import selectors
from specs.model import Document

_NONE = ("what has no operation",)


@dataclass(slots=True)
class Meaning:
    """What selectors mean in two documents."""

    old: Document
    new: Document
    _keys: dict[str, frozenset[str]] = field(default_factory=dict)

    def operations(self, target: str) -> frozenset[str]:
        """The keys of the operations of either document that a name means.

        Raises:
            SpecError: it is no name.
        """
        if target not in self._keys:
            found = {each.key for document in (self.old, self.new) for each in selectors.selected(document, target)}
            self._keys[target] = frozenset(found)
        return self._keys[target]

    def fits(self, selector: Selector, found: Finding) -> bool:
        """Whether a finding is one of a selector's, its operations apart."""
        if selector.rules and found.rule not in selector.rules:
            return False
        if selector.fingerprint not in ("", found.fingerprint):
            return False
        return not selector.subject or _pattern(selector.subject).fullmatch(found.subject) is not None

    def others(self, selector: Selector, found: Finding) -> tuple[str, ...]:
        """What a finding reaches beside the operations of a selector; nothing where that has none."""
        if not selector.operations:
            return ()
        meant = frozenset().union(*map(self.operations, selector.operations))
        return tuple(key for key in found.operations if key not in meant) if found.operations else _NONE


def _pattern(subject: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, subject.split("*"))))
