"""What changes are called. A rule is one entry of a table, its example included; adding one edits one place."""

from __future__ import annotations

from contracts.compat.rules import (
    bodies,
    callbacks,
    documentation,
    headers,
    lifecycle,
    operations,
    parameters,
    policy,
    read,
    responses,
    security,
    sent,
    servers,
)
from contracts.compat.rules.rule import Rule

__all__ = ["GROUPS", "RULES", "Rule"]

GROUPS = {
    (module.__doc__ or "").removesuffix("."): module.RULES
    for module in (
        operations,
        servers,
        security,
        parameters,
        bodies,
        sent,
        responses,
        headers,
        read,
        callbacks,
        documentation,
        lifecycle,
        policy,
    )
}
"""The rules by what they are about, in the order of their page."""
RULES: dict[str, Rule] = {rule.id: rule for rules in GROUPS.values() for rule in rules}
"""Every rule by its id."""
