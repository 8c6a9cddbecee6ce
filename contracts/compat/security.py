"""Credentials: what a client of the old document presents, and whether the new one is content with it."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.compat import requests
from contracts.compat.comparison import Comparison
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.findings import Finding, Witness
from specs import credentials
from specs.model import Operation, SecurityRequirement

Alternative = frozenset[SecurityRequirement]


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about the credentials an operation asks for. Alternatives are compared as sets."""
    for before in _alternatives(pair.old):
        if any(_content_with(after, before) for after in _alternatives(pair.new)):
            continue
        shown = requests.witness(question, pair, Wanted(security=before))
        now = _told_all(pair.new)
        if not before:
            yield question.finding("credentials-became-required", pair.key, pair.site, shown, now=now)
        elif _only_scopes_lack(before, pair.new):
            shown = _scope_witness(question, pair, before)
            yield question.finding("scopes-became-required", pair.key, pair.site, shown, now=now)
        else:
            yield question.finding(
                "credentials-no-longer-accepted", pair.key, pair.site, shown, was=_told(before), now=now
            )
    if pair.new.anonymous and not pair.old.anonymous:
        yield question.finding("credentials-no-longer-required", pair.key, pair.site, was=_told_all(pair.old))


def _alternatives(operation: Operation) -> tuple[Alternative, ...]:
    return operation.security or (frozenset(),)


def _content_with(after: Alternative, before: Alternative) -> bool:
    """Whether whoever presents ``before`` satisfies ``after``."""
    return _wires(after) <= _wires(before) and _scopes(after) <= _scopes(before)


def _only_scopes_lack(before: Alternative, new: Operation) -> bool:
    return any(_wires(after) <= _wires(before) for after in _alternatives(new))


def _scope_witness(question: Comparison, pair: Pair, before: Alternative) -> Witness | None:
    """A call whose token has the old scopes: refused by what the new document says, not by its shape."""
    from contracts.compat import messages

    needed = min((_scopes(after) - _scopes(before) for after in _alternatives(pair.new)), key=len)
    scopes = ", ".join(name for _, name in sorted(needed))
    return Witness(
        request=messages.request(question.old, pair.old, Wanted(security=before)),
        accepted_by="old",
        refused_by="new",
        place="header",
        name="Authorization",
        reason=f"a token with the scopes asked for before lacks {scopes}",
        confirmed_by=("scopes compared as sets",),
    )


def _wires(alternative: Alternative) -> frozenset[str]:
    return frozenset(credentials.wire_name(each.scheme) for each in alternative)


def _scopes(alternative: Alternative) -> frozenset[tuple[str, str]]:
    return frozenset((credentials.wire_name(each.scheme), scope) for each in alternative for scope in each.scopes)


def _told_all(operation: Operation) -> str:
    return " or ".join(map(_told, _alternatives(operation)))


def _told(alternative: Alternative) -> str:
    names = (
        credentials.wire_name(each.scheme) + (f" ({', '.join(sorted(each.scopes))})" if each.scopes else "")
        for each in alternative
    )
    return " and ".join(sorted(names)) or "no credentials"
