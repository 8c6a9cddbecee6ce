"""Whether what goes was announced for long enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from contracts.compat.mentions import led_to
from contracts.compat.policy.finding import finding
from contracts.compat.policy.values import Removals
from contracts.compat.sunsets import as_date
from contracts.findings import Finding, Severity
from contracts.render.wording import plural
from specs import pointers
from specs.model import Document

REMOVED = frozenset(
    {
        "callback-parameter-no-longer-sent",
        "callback-parameter-removed",
        "callback-removed",
        "operation-removed",
        "parameter-removed",
        "part-header-removed",
        "request-property-refused",
        "request-property-removed",
        "required-response-property-removed",
        "response-header-no-longer-sent",
        "response-header-removed",
        "response-part-header-no-longer-sent",
        "response-part-header-removed",
        "response-property-became-write-only",
        "response-property-removed",
    }
)
"""Rules about the end of what a document can call deprecated."""
DEPRECATED = frozenset(
    {
        "operation-deprecated",
        "parameter-deprecated",
        "property-deprecated",
        "response-header-deprecated",
        "security-scheme-deprecated",
    }
)
"""Rules about the beginning of that."""
_ANNOUNCED = DEPRECATED | {"sunset-moved-forward"}
"""Rules about a day that is told anew."""
_LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Releases:
    """The documents that notice is looked for in.

    Attributes:
        earlier: releases before the old one, the oldest first.
        day: on which the new one is released.
    """

    old: Document
    new: Document
    earlier: Sequence[Document] = ()
    day: date


def judged(removals: Removals, releases: Releases, found: Finding) -> Iterator[Finding]:
    """The finding as the policy sees it, and what is wrong with the notice that was given.

    A removal that was announced as asked is no error.
    """
    if found.severity is Severity.NOTE and found.rule in REMOVED:  # it promised nothing, or nobody cares
        yield found
        return
    if found.rule in REMOVED and found.old:
        wrong = [*_removed(removals, releases, found)]
        yield found if wrong else _announced(found, _said(releases.old, found.old.pointer))
        yield from wrong
        return
    yield found
    if found.rule in _ANNOUNCED and found.new and (removals.sunset or removals.days):
        yield from _deprecated(removals, releases, found)


def _announced(found: Finding, said: Mapping[str, Any]) -> Finding:
    until = f" until {said['x-sunset']}" if "x-sunset" in said else ""
    severity = max(found.severity, Severity.WARNING, key=lambda each: each.rank)
    return replace(found, severity=severity, message=f"{found.message}, as announced (deprecated{until})")


def _removed(removals: Removals, releases: Releases, found: Finding) -> Iterator[Finding]:
    pointer = found.old.pointer if found.old else ""
    said = _said(releases.old, pointer)
    if said.get("deprecated") is not True:
        yield _wrong("removal-not-announced", found)
        return
    sunset = said.get("x-sunset")
    day = None if sunset is None else as_date(sunset)
    if sunset is None:
        if removals.sunset or removals.days:
            yield _wrong("sunset-missing", found)
    elif day is None:
        yield _wrong("sunset-not-a-date", found, was=str(sunset))
    elif day > releases.day:
        yield _wrong("removal-before-sunset", found, was=day.isoformat())
    for_so_long = _deprecated_for(releases, pointer)
    if for_so_long < removals.releases:
        known = " that is known" if for_so_long == 1 + len(releases.earlier) else ""
        was = f"in {plural(for_so_long, 'release')}{known}".replace("s that is", "s that are")
        yield _wrong("removal-on-short-notice", found, was=was, now=plural(removals.releases, "release"))


def _deprecated(removals: Removals, releases: Releases, found: Finding) -> Iterator[Finding]:
    sunset = _said(releases.new, found.new.pointer if found.new else "").get("x-sunset")
    day = None if sunset is None else as_date(sunset)
    if sunset is None:
        yield _wrong("sunset-missing", found)
    elif day is None:
        yield _wrong("sunset-not-a-date", found, was=str(sunset))
    elif day < releases.day + timedelta(days=removals.days):
        yield _wrong("sunset-too-soon", found, was=day.isoformat(), now=plural(removals.days, "day"))


def _wrong(rule_id: str, found: Finding, **said: str) -> Finding:
    return finding(rule_id, found.subject, operations=found.operations, old=found.old, new=found.new, **said)


def _deprecated_for(releases: Releases, pointer: str) -> int:
    """In how many releases in a row, the old one the last, something is deprecated."""
    count = 0
    for document in (releases.old, *reversed(releases.earlier)):
        there = _same(releases.old, document, pointer)
        if there is None or _said(document, there).get("deprecated") is not True:
            break
        count += 1
    return count


def _same(old: Document, other: Document, pointer: str) -> str | None:
    """Where another document has what the old one has at a pointer; parameters are known by name and place."""
    here, there, at = old.raw, other.raw, ""
    for token in pointers.tokens(pointer):
        here = here[int(token)] if isinstance(here, list) else here[token]
        step: str | int = token
        if isinstance(there, list):
            step = next((place for place, each in enumerate(there) if _alike(each, here)), len(there))
            if step == len(there):
                return None
            there = there[step]
        elif isinstance(there, Mapping) and token in there:
            there = there[token]
        else:
            return None
        at = pointers.join(at, step)
    return at


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping) and "name" in other:
        return bool((one.get("name"), one.get("in")) == (other["name"], other.get("in")))
    return bool(one == other)


def _said(document: Document, pointer: str) -> Mapping[str, Any]:
    """What a document says of something, references followed; what stands beside a reference goes first."""
    said: dict[str, Any] = {}
    value: Any = pointers.find(document.raw, pointer) if pointers.exists(document.raw, pointer) else None
    for _ in range(_LONGEST_CHAIN):
        if not isinstance(value, Mapping):
            break
        said = {**value, **said}
        reference = value.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            break
        value = led_to(document.raw, reference)
    return said
