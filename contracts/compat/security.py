"""Credentials: what a client of the old document presents, and whether the new one is content with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from contracts.compat import messages, requests
from contracts.compat.about import at
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.findings import Finding, Witness
from specs import credentials
from specs.model import Location, Operation, SecurityRequirement, SecurityScheme

Alternative = frozenset[SecurityRequirement]
Change = tuple[str, str, str]
"""A rule, what was, and what is now."""
_AS_SETS = ("credentials compared as sets",)


def compare(question: Comparison, both: Iterable[Pair]) -> Iterator[Finding]:
    """Findings about the credentials that operations ask for. Alternatives are compared as sets.

    What changes alike for several operations is one finding.
    """
    changes: dict[Change, list[tuple[Pair, Alternative]]] = {}
    for pair in both:
        for change, before in _changes(pair):
            changes.setdefault(change, []).append((pair, before))
    for (rule, was, now), places in changes.items():
        pairs = [pair for pair, _ in places]
        shown = _first(_witness(question, rule, *place) for place in places)
        subject = pairs[0].key if len(pairs) == 1 else "part of the API"
        site = Site(tuple(pair.key for pair in pairs), pairs[0].old.pointer, pairs[0].new.pointer)
        yield question.finding(rule, subject, site, shown, was=was, now=now)


def _first(witnesses: Iterable[Witness | None]) -> Witness | None:
    return next((each for each in witnesses if each), None)


def _changes(pair: Pair) -> Iterator[tuple[Change, Alternative]]:
    """What changes for an operation, and the credentials that it is about."""
    now = _told_all(pair.new)
    for before in _alternatives(pair.old):
        enough = [after for after in _alternatives(pair.new) if _content_with(after, before)]
        if enough:
            kinds = {_kind(scheme) for scheme in _otherwise(before, enough)}
            if kinds:
                yield ("credentials-kind-changed", _kinds(before), " or ".join(sorted(kinds))), before
        elif not before:
            yield ("credentials-became-required", "", now), before
        elif _only_scopes_lack(before, pair.new):
            yield ("scopes-became-required", _told(before), now), before
        else:
            yield ("credentials-no-longer-accepted", _told(before), now), before
    if pair.new.anonymous and not pair.old.anonymous:
        yield ("credentials-no-longer-required", _told_all(pair.old), ""), frozenset()


def _witness(question: Comparison, rule: str, pair: Pair, before: Alternative) -> Witness | None:
    if rule == "scopes-became-required":
        needed = min((_scopes(after) - _scopes(before) for after in _alternatives(pair.new)), key=len)
        lacking = ", ".join(name for _, name in sorted(needed))
        return _refused(question, pair, before, f"a token with the scopes asked for before lacks {lacking}")
    if rule not in ("credentials-became-required", "credentials-no-longer-accepted"):
        return None
    shown = requests.witness(question, pair, Wanted(security=before), about=at("header", "Authorization", ("missing",)))
    if shown or not all(_lacks_certificate(after, before) for after in _alternatives(pair.new)):
        return shown
    return _refused(question, pair, before, "the client has to present a certificate", place="connection", name="")


def _refused(question: Comparison, pair: Pair, before: Alternative, reason: str, **said: Any) -> Witness:
    """A call that is refused by what the new document says, not by its shape."""
    return Witness(
        **{"place": "header", "name": "Authorization"} | said,
        request=messages.request(question.old, pair.old, Wanted(security=before)),
        accepted_by="old",
        refused_by="new",
        reason=reason,
        confirmed_by=_AS_SETS,
    )


def _alternatives(operation: Operation) -> tuple[Alternative, ...]:
    return operation.security or (frozenset(),)


def _content_with(after: Alternative, before: Alternative) -> bool:
    """Whether whoever presents ``before`` satisfies ``after``."""
    return _wires(after) <= _wires(before) and _scopes(after) <= _scopes(before)


def _only_scopes_lack(before: Alternative, new: Operation) -> bool:
    return any(_wires(after) <= _wires(before) for after in _alternatives(new))


def _lacks_certificate(after: Alternative, before: Alternative) -> bool:
    """Whether a certificate, which no message shows, is among what is lacking."""
    kinds = [{each.scheme.kind for each in side} for side in (before, after)]
    return "mutualTLS" in kinds[1] - kinds[0]


def _otherwise(before: Alternative, enough: Iterable[Alternative]) -> list[SecurityScheme]:
    """The schemes that take a credential as it travels, and have it issued in another way; none where one does not."""
    known = {(wire(each.scheme), _kind(each.scheme)) for each in before}
    found: list[SecurityScheme] = []
    for after in enough:
        others = [each.scheme for each in after if (wire(each.scheme), _kind(each.scheme)) not in known]
        if not others:
            return []
        found += others
    return found


def wire(scheme: SecurityScheme) -> str:
    """How a credential travels: a header field's name is the same in any case."""
    name = credentials.wire_name(scheme)
    return name.lower() if scheme.location is Location.HEADER else name


def _kind(scheme: SecurityScheme) -> str:
    """How a credential is issued; 2.0 has no bearer tokens, and calls them keys in the Authorization field."""
    return "http" if scheme.kind == "apiKey" and scheme.bearer else scheme.kind


def _wires(alternative: Alternative) -> frozenset[str]:
    return frozenset(wire(each.scheme) for each in alternative)


def _scopes(alternative: Alternative) -> frozenset[tuple[str, str]]:
    return frozenset((wire(each.scheme), scope) for each in alternative for scope in each.scopes)


def _kinds(alternative: Alternative) -> str:
    return " and ".join(sorted(_kind(each.scheme) for each in alternative))


def _told_all(operation: Operation) -> str:
    return " or ".join(map(_told, _alternatives(operation)))


def _told(alternative: Alternative) -> str:
    names = (
        credentials.wire_name(each.scheme) + (f" ({', '.join(sorted(each.scopes))})" if each.scopes else "")
        for each in alternative
    )
    return " and ".join(sorted(names)) or "no credentials"
