"""Whether the version of a release tells the truth about what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.compat.policy.finding import finding, place
from contracts.compat.policy.notice import DEPRECATED
from contracts.compat.policy.values import Step, Versions
from contracts.findings import Finding, Level, Severity, Verdict
from specs.model import Document

_NUMBER = r"(?:0|[1-9]\d*)"
SEMANTIC = Versions(
    pattern=re.compile(
        rf"(?P<major>{_NUMBER})\.(?P<minor>{_NUMBER})\.(?P<patch>{_NUMBER})"
        r"(?P<preview>-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
    ),
    semantic=True,
)
"""Source: Semantic Versioning 2.0.0, 2, 9 and 10."""
NUMBERS = Versions(
    pattern=re.compile(
        rf"v?(?P<major>{_NUMBER})\.(?P<minor>{_NUMBER})(?:\.(?P<patch>{_NUMBER}))?"
        r"(?P<preview>-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
    ),
    semantic=True,
)
"""Versions that are read as semantic ones although they leave out a last number: 1.2 for 1.2.0."""
_LEVELS = list(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the version of a release says of its changes.

    Attributes:
        made: the step from the version before; None where it leads back.
        wanted: the step that the scheme asks for.
        by_step: for each change the step that it needs.
    """

    made: Step | None
    wanted: Step
    by_step: tuple[Step, ...]

    @property
    def honest(self) -> bool:
        """Whether the version moves as far as the changes ask for."""
        return self.made is not None and self.made >= self.wanted

    @property
    def reason(self) -> str:
        """Why it does not, where it moves and not far enough."""
        return "" if self.honest or self.made is None else _reason(self.made, self.wanted, [*self.by_step])


def claim(versions: Versions, old: str, new: str, findings: Iterable[Finding], level: Level) -> Claim | None:
    """What the version of a release says of what changed; None where one of the two is not in the scheme."""
    if not (versions.pattern.fullmatch(old) and versions.pattern.fullmatch(new)):
        return None
    by_step = tuple(needed(each, level) for each in findings)
    wanted = _asked(versions, max(by_step, default=Step.NONE), old, new)
    return Claim(made=_made(versions, old, new), wanted=wanted, by_step=by_step)


def judged(
    versions: Versions, old: Document, new: Document, findings: Iterable[Finding], level: Level
) -> Iterator[Finding]:
    """What is wrong with the version of the new document. After one that is not in the scheme, any that is will do.

    Args:
        versions: the scheme.
        old: the release before.
        new: the release.
        findings: what changed.
        level: what is promised not to break.
    """
    told = claim(versions, old.release, new.release, findings, level)
    if not versions.pattern.fullmatch(new.release):
        yield _wrong("version-not-in-scheme", old, new)
    elif told and told.made is None:
        yield _wrong("version-went-back", old, new)
    elif told and not told.honest:
        yield _wrong("version-understates-change", old, new, told.reason)


def needed(found: Finding, level: Level) -> Step:
    """How far a change has to move a version, by Semantic Versioning.

    What the promised level holds and breaks is major; what is new or deprecated is minor; texts are a patch.

    Source: Semantic Versioning 2.0.0, 6 to 8.
    """
    promised = _LEVELS.index(found.level) <= _LEVELS.index(level)
    if found.severity is Severity.ERROR or (found.verdict is Verdict.BREAKING and found.severity is Severity.WARNING):
        return Step.MAJOR
    if found.level is not Level.WIRE and found.severity is Severity.WARNING and promised:
        return Step.MAJOR
    if found.level is Level.BEHAVIOUR and found.severity is Severity.NOTE and found.rule not in DEPRECATED:
        return Step.PATCH
    return Step.MINOR


def _wrong(rule_id: str, old: Document, new: Document, what: str = "") -> Finding:
    return finding(
        rule_id,
        "info.version",
        old=place(old, "/info/version"),
        new=place(new, "/info/version"),
        was=old.release,
        now=new.release,
        what=what,
    )


def _made(versions: Versions, old: str, new: str) -> Step | None:
    """The step from one version to the next; None where it leads back."""
    one, other = _groups(versions, old), _groups(versions, new)
    for step in versions.steps:
        if one[step] != other[step]:
            return step if _sortable(one[step]) < _sortable(other[step]) else None
    return Step.NONE


def _asked(versions: Versions, step: Step, old: str, new: str) -> Step:
    """The step that a scheme asks for. One that it has no group for, it does not ask for."""
    if versions.semantic:
        if _preview(versions, old):
            return Step.NONE
        if _groups(versions, old)[Step.MAJOR] == _groups(versions, new)[Step.MAJOR] == "0":
            step = Step(max(step - 1, min(step, Step.PATCH)))
    return step if step in versions.steps else Step.NONE


def _reason(made: Step, wanted: Step, by_step: list[Step]) -> str:
    gravest = max(by_step)
    number = by_step.count(gravest)
    changes = f"{number} {'change' if number == 1 else 'changes'}"
    why = {
        Step.MAJOR: f"{changes} that {'breaks' if number == 1 else 'break'}",
        Step.MINOR: f"{changes} that clients can use or have to know of",
        Step.PATCH: f"{changes} of what is documented",
    }[gravest]
    moved = "which is the same" if made is Step.NONE else f"which is a {made.word} step"
    return f"{moved}; {why} {'needs' if number == 1 else 'need'} a {wanted.word} one"


def _preview(versions: Versions, release: str) -> bool:
    """Whether nothing is promised of a version yet. Source: Semantic Versioning 2.0.0, 9."""
    found = versions.pattern.fullmatch(release)
    return bool(found and found["preview"])


def _groups(versions: Versions, release: str) -> dict[Step, str]:
    found = versions.pattern.fullmatch(release)
    return {step: (found[number] or "") if found else "" for step, number in versions.steps.items()}


def _sortable(text: str) -> list[tuple[int, int, str]]:
    """A text in which numbers are compared as numbers."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text)]
