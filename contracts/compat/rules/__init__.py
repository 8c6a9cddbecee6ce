"""What changes are called. A rule is one row of a table; adding one edits one file."""

from __future__ import annotations

from contracts.compat.rules import documentation, operations, requests, responses, schemas
from contracts.compat.rules.rule import Rule

__all__ = ["RULES", "Rule"]

RULES: dict[str, Rule] = {
    rule.id: rule for module in (operations, requests, responses, schemas, documentation) for rule in module.RULES
}
"""Every rule by its id."""
