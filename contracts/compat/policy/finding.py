"""How a finding about a policy is made."""

from __future__ import annotations

from contracts.compat.rules import RULES
from contracts.findings import Finding, Place
from specs.model import Document


def finding(
    rule_id: str,
    subject: str,
    *,
    operations: tuple[str, ...] = (),
    old: Place | None = None,
    new: Place | None = None,
    **said: str,
) -> Finding:
    """A finding by a rule of policies: without a verdict, because nothing is proven by it.

    Args:
        rule_id: the rule.
        subject: what it is about.
        operations: that it reaches.
        old: where it stands in the old document.
        new: where it stands in the new one.
        said: what the rule's message tells: ``was``, ``now``, ``what``.
    """
    rule = RULES[rule_id]
    return Finding(
        rule=rule_id,
        message=rule.message.format(subject=subject, **{"was": "", "now": "", "what": ""} | said),
        severity=rule.severity,
        operations=operations,
        subject=subject,
        old=old,
        new=new,
        advice=rule.advice,
    )


def place(document: Document, pointer: str) -> Place:
    """Where something stands in a document."""
    return Place(pointer=pointer, line=document.place(pointer))
