"""Callbacks and webhooks: the new server writes the requests, old receivers read them; answers go the other way.

The comparison is that of operations with the sides exchanged, told in words of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.compat import answers, bodies, documentation, messages, parameters, responses, schemas, security
from contracts.compat.about import at
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.receivers import Call, Key, calls, path_of, receiving
from contracts.compat.rules.callbacks import mirrored
from contracts.compat.witness import request_witness
from contracts.findings import Finding, Severity, Witness
from specs.errors import SpecError
from specs.model import Document, Operation
from specs.schemas import Direction

_UNTOLD = Finding(rule="", message="", severity=Severity.NOTE)
_SIDES = {"old": "new", "new": "old", "": ""}


@dataclass(slots=True)
class _Exchanged(Comparison):
    """The question whether old receivers are content with what the new server sends.

    Attributes:
        asked: the question about the documents as they are, which tells the findings.
    """

    asked: Comparison | None = None

    def finding(self, rule_id: str, subject: str, site: Site, witness: Witness | None = None, **said: Any) -> Finding:
        """The finding in words of callbacks; one without a rule where they have none for it."""
        rule = mirrored(rule_id)
        kept_before = witness is not None and witness.accepted_by == "old"  # what receivers send, nobody promised
        if rule is None or self.asked is None or (kept_before and rule == "callback-answer-refused"):
            return _UNTOLD
        told = said | {"was": said.get("now", ""), "now": said.get("was", "")}
        return self.asked.finding(rule, subject, site._replace(old=site.new, new=site.old), _flipped(witness), **told)


def _flipped(witness: Witness | None) -> Witness | None:
    if witness is None:
        return None
    accepted, refused = (_SIDES[side] for side in (witness.accepted_by, witness.refused_by))
    return replace(witness, accepted_by=accepted, refused_by=refused)


def count(old: Document, new: Document) -> int:
    """How many requests the API sends of its own accord, in either document."""
    return len(calls(old).keys() | calls(new).keys())


def compare(question: Comparison) -> Iterator[Finding]:
    """Findings about what the API calls."""
    old, new = calls(question.old), calls(question.new)
    numbers: Counter[str] = Counter()
    there: dict[str, tuple[Call, Call]] = {}
    kept = _grouped((key for key in old if key in new), lambda key: (old[key], new[key]))
    for first, *_ in kept:
        name = old[first].name
        there[path_of(old[first], numbers[name])] = (old[first], new[first])
        numbers[name] += 1
    for call, site in _alone(old, new):
        yield question.finding(
            "callback-removed", call.called, site._replace(old=call.operation.pointer), _no_longer_sent(question, call)
        )
    for call, site in _alone(new, old):
        yield question.finding("callback-added", call.called, site._replace(new=call.operation.pointer))
    if there:
        sharing = {new[first].called: tuple(new[key].called for key in keys) for keys in kept for first in keys[:1]}
        yield from (_reaching(found, sharing) for found in _both(question, there))


def _grouped(keys: Iterable[Key], sides: Callable[[Key], tuple[Call, ...]]) -> list[list[Key]]:
    """Keys of calls that stand in one place of each document, because operations share them, side by side."""
    groups: dict[tuple[str, ...], list[Key]] = {}
    for key in keys:
        groups.setdefault(tuple(call.operation.pointer for call in sides(key)), []).append(key)
    return list(groups.values())


def _alone(these: Mapping[Key, Call], others: Mapping[Key, Call]) -> Iterator[tuple[Call, Site]]:
    """What only one document has, once for all operations that share it."""
    for keys in _grouped((key for key in these if key not in others), lambda key: (these[key],)):
        yield these[keys[0]], Site(tuple(these[key].called for key in keys))


def _reaching(found: Finding, sharing: Mapping[str, tuple[str, ...]]) -> Finding:
    """A finding with all the calls that it reaches, those that share what it is about included."""
    reached = dict.fromkeys(name for key in found.operations for name in sharing.get(key, (key,)))
    return replace(found, operations=tuple(reached))


def _both(question: Comparison, there: dict[str, tuple[Call, Call]]) -> Iterator[Finding]:
    ours, theirs = (
        receiving(document, {path: pair[side].operation for path, pair in there.items()})
        for side, document in enumerate((question.old, question.new))
    )
    exchanged = _Exchanged(theirs, ours, asked=question)
    served = zip(ours.operations, theirs.operations, there.values(), strict=True)
    pairs = []
    for before, after, (one, other) in served:
        straight = Pair(before, after, called=other.called)
        if one.address != other.address:
            yield _address(question, straight, one, other)
        if not question.unchanged.operations(one.operation, other.operation):
            pairs.append(Pair(after, before, called=other.called))
            yield from documentation.compare(question, straight)
    found = [finding for pair in pairs for finding in _of(exchanged, pair)]
    for direction in Direction:
        found += schemas.elsewhere(exchanged, direction)
    yield from (each for each in (*security.compare(exchanged, pairs), *found) if each.rule)
    question.questions += exchanged.questions


def _of(exchanged: Comparison, pair: Pair) -> Iterator[Finding]:
    yield from parameters.compare(exchanged, pair)
    yield from bodies.compare(exchanged, pair)
    yield from responses.entries(exchanged, pair)
    yield from _answers(exchanged, pair)


def _answers(exchanged: Comparison, pair: Pair) -> Iterator[Finding]:
    """Successes that old receivers answer with, and the new server does not know."""
    for entry in pair.new.successes:
        shown = answers.witness(pair, answers.plain(entry), about=at("status"))
        if shown:
            site = Site((pair.key,), pair.old.pointer, entry.pointer)
            yield exchanged.finding("success-status-added", f"{pair.key} response {entry.status}", site, shown)


def _no_longer_sent(question: Comparison, call: Call) -> Witness | None:
    """A request that the old server sends and the new one does not."""
    sender = receiving(question.old, {path_of(call, 0): call.operation})
    silent = receiving(question.new, {})
    (operation,) = sender.operations
    try:
        made = messages.request(sender, operation, Wanted())
    except SpecError:
        return None
    return request_witness(sender, silent, made)


def _address(question: Comparison, pair: Pair, old: Call, new: Call) -> Finding:
    shown = _no_longer_sent(question, old)
    if shown:
        shown = replace(
            shown, reason=f"it is sent to {new.address} in place of {old.address}", confirmed_by=("addresses compared",)
        )
    return question.finding(
        "callback-address-changed",
        pair.key,
        _site(pair, old.operation, new.operation),
        shown,
        was=old.address,
        now=new.address,
    )


def _site(pair: Pair, old: Operation, new: Operation) -> Site:
    return Site((pair.key,), old.pointer, new.pointer)
