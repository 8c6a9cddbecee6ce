"""Which of the violations of a message a finding is about: a message may break a document in several ways at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from contracts.compat.gaps import Gap
from specs import pointers
from specs.validation import Violation

About = Callable[[Violation], int | None]
"""How far a violation is from what a finding is about: 0 for the thing itself, None for something else."""

_AS_A_WHOLE = frozenset(
    "anyOf oneOf not if then else allOf schema contains minContains maxContains propertyNames dependentSchemas "
    "dependentRequired patternProperties unevaluatedProperties unevaluatedItems $ref None false".split()
)
"""Keywords by which a value is refused for something somewhere in it."""
_OF_MEMBERS = frozenset({"required", "additionalProperties"})
_MANY = {"maxItems": ("items", "prefixItems")}
"""How items are refused where there are to be no more."""
_ALIKE = {"const": "enum", "null": "type", "undeclared": "required"}
_ANY_PLACE = "[]"
_READING = frozenset({"unreadable", "content-type"})
_UNREAD = 9


class Chosen(NamedTuple):
    """The violation that a finding is about, how far it is from that, and those of the same message that it is not."""

    own: Violation
    distance: int
    besides: tuple[Violation, ...] = ()


def anything(_: Violation) -> int:
    """Of findings that any violation shows."""
    return 0


def chosen(violations: Iterable[Violation], about: About) -> Chosen | None:
    """The violation nearest to what a finding is about, the first of those; None where none is about it."""
    told = [(each, _nearest(each, about)) for each in violations]
    best = min((found for _, found in told if found), key=lambda found: found.distance, default=None)
    others = tuple(each for each, found in told if found is None)
    return None if best is None else best._replace(besides=(*best.besides, *others))


def _nearest(violation: Violation, about: About) -> Chosen | None:
    """The violation itself, or what is wrong by the branch that comes nearer, of several that with least besides."""
    distance = about(violation)
    itself = [] if distance is None else [Chosen(violation, distance)]
    branches = filter(None, (chosen(branch, about) for branch in violation.branches))
    return min([*itself, *branches], key=lambda found: (found.distance, len(found.besides)), default=None)


def at(place: str, name: str = "", rules: Iterable[str] = ()) -> About:
    """Of findings about a part of a message as such.

    Args:
        place: as violations have it.
        name: of the parameter or header field.
        rules: by which it is refused, if not by any.
    """
    return partial(_at, place, name.lower(), frozenset(rules))


def _at(place: str, name: str, rules: frozenset[str], violation: Violation) -> int | None:
    there = violation.place == place and violation.name.lower() == name
    return 0 if there and (not rules or violation.rule in rules) else None


def within(place: str, inner: About, name: str = "") -> About:
    """Of findings about the value of a part of a message; that it cannot be read shows them, too, last of all."""

    def distance(violation: Violation) -> int | None:
        if violation.place != place or violation.name.lower() != name.lower():
            return None
        far = inner(violation)
        return _UNREAD if far is None and (name or violation.rule in _READING) else far

    return distance


def of_part(steps: Sequence[str], told: str = "") -> About:
    """Of findings about a part of a body.

    Args:
        steps: the names or places of the parts that it is in, and its own.
        told: how a violation of it begins; any is meant where this is empty.
    """
    return partial(_of_part, steps, told)


def _of_part(steps: Sequence[str], told: str, violation: Violation) -> int | None:
    if violation.place != "body" or not violation.message.startswith(told):
        return None
    here = pointers.tokens(violation.pointer)
    return (
        0 if any(_leads(steps, [*here, *member]) for member in ((), *((each,) for each in violation.members))) else None
    )


def _leads(steps: Sequence[str], there: Sequence[str]) -> bool:
    """Whether a path leads by the steps; between two of them may be the place in a list."""
    left = iter(there)
    return all(step in left for step in steps)


def of_gap(gap: Gap) -> About:
    """Of what a schema refuses, wherever in a message its value stands."""
    return partial(_of_gap, gap.path, _ALIKE.get(gap.keyword, gap.keyword), member_of(gap))


def member_of(gap: Gap) -> str:
    """The member that a gap of its parent is about."""
    if gap.keyword == "required":
        return str(gap.detail[0])
    return str(gap.detail) if gap.keyword == "additionalProperties" and isinstance(gap.detail, str) else ""


def _unexpected(violation: Violation) -> tuple[str, ...]:
    """The members that are there and not allowed."""
    return () if violation.rule == "required" else violation.members


def _of_gap(path: Sequence[str], keyword: str, member: str, violation: Violation) -> int | None:
    there, rule = pointers.tokens(violation.pointer), _ALIKE.get(violation.rule, violation.rule)
    if not all(step in (_ANY_PLACE, token) for step, token in zip(path, there, strict=False)):
        return None
    if len(there) < len(path):
        within = rule in _AS_A_WHOLE or path[len(there)] in _unexpected(violation)
        return 3 if within else None
    if len(there) > len(path):
        within = keyword in _AS_A_WHOLE or there[len(path)] == member or rule in _MANY.get(keyword, ())
        return 2 if within else None
    if rule in _OF_MEMBERS and member:
        return 0 if member in violation.members else None
    if rule in _OF_MEMBERS and rule != keyword and keyword not in _AS_A_WHOLE:
        return None
    return 0 if rule == keyword else 1 if not member or rule in _AS_A_WHOLE else None
