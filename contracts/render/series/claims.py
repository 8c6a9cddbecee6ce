"""Whether the version numbers of a series tell the truth, in words."""

from __future__ import annotations

from contracts.compat.policy.values import Step
from contracts.compat.policy.versions import Claim
from contracts.render.series.model import Series
from contracts.render.wording import plural

TITLE = "Do the version numbers tell the truth?"
ASKED = "By Semantic Versioning: a major step for what breaks, a minor one for what is new, a patch for other words."


def headline(series: Series) -> str:
    """The answer in one sentence; empty where versions are no numbers."""
    claims = [step.claim for step in series.steps if step.claim]
    if not claims:
        return ""
    wrong = sum(not each.honest for each in claims)
    if not wrong:
        return f"Yes: {plural(len(claims), 'version')}, and each moves as far as what changed asks for."
    some = f"{wrong} of {plural(len(claims), 'version')} {'moves' if wrong == 1 else 'move'}"
    return f"No: {some} less far than what changed asks for."


def made(claim: Claim) -> str:
    """How far a version moved."""
    return {None: "back", Step.NONE: "not at all"}.get(claim.made) or f"{claim.made.word} step"  # type: ignore[union-attr]


def wanted(claim: Claim) -> str:
    """How far it had to move."""
    return "nothing" if claim.wanted is Step.NONE else f"{claim.wanted.word} step"


def because(claim: Claim) -> str:
    """Why it had to."""
    return claim.reason.partition("; ")[2] or ("the version before is a later one" if claim.made is None else "")
