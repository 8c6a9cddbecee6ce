"""The example of a rule, under the policy that it is about."""

from __future__ import annotations

import tomllib
from datetime import date

from contracts.compat.compare import compare
from contracts.compat.policy import written
from contracts.compat.policy.applying import applied
from contracts.compat.policy.notice import Releases
from contracts.compat.rules import Rule
from contracts.findings import Level, Report
from specs.load import from_mapping

_DAY = date(2026, 1, 1)


def judged(rule: Rule, *, undone: bool = False) -> Report:
    """What a comparison says of a rule's example; of the change back, if it is to be undone."""
    one, other = map(from_mapping, rule.example)
    old, new = (other, one) if undone else (one, other)
    policy = written.policy(tomllib.loads(rule.policy).get("diff", {}), lambda _: "ringback.toml:1")
    return applied(policy, Releases(old=old, new=new, day=_DAY), compare(old, new), Level.WIRE)
