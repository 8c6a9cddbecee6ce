"""Sending what shows a failure once more: is it seen again?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from contracts.conformance.events import Failure
from contracts.conformance.probes.calling import Caller, Who
from contracts.conformance.probes.declaring import Inconclusive
from contracts.conformance.probes.table import OWN
from specs.messages import Exchange
from specs.model import Operation

Key = TypeVar("Key")
_MOST, _SECONDS, _TIMES = 50, 30.0, 2
"""At most so many failures are tried again, for at most so many seconds, each so often."""
_NOT_AGAIN = frozenset({"ST112", "ST301", "ST302", "ST402", *OWN})
"""Failures that one more answer says nothing of: of time, of a history, of two accounts; ours make sure themselves."""
_GENTLE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "POST"})
"""Methods that are sent again to an account that matters: what is created there is taken away at the end."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What shows a failure.

    Attributes:
        operation: the one that was asked.
        exchange: what was asked and answered.
        presents: whether with the account's credentials.
        shows: whether another exchange shows the same failure.
    """

    operation: Operation
    exchange: Exchange
    presents: bool
    shows: Callable[[Exchange], bool]


def shown(
    failure: Failure, operation: Operation, presents: bool, judged: Callable[[Exchange], bool] | None
) -> Shown | None:
    """What shows a failure; None where one more answer says nothing of it.

    Args:
        failure: the failure.
        operation: that was asked.
        presents: whether with the account's credentials.
        judged: whether our own reading finds the same fault with an exchange; None where it has no way to tell.
    """
    first = failure.exchange
    if first is None or failure.before or failure.code in _NOT_AGAIN:
        return None

    def alike(other: Exchange) -> bool:
        return other.response.status // 100 == first.response.status // 100

    return Shown(operation, first, presents, judged or alike)


def seen_again(shown: Mapping[Key, Shown], caller: Caller, *, gentle: bool) -> Mapping[Key, bool]:
    """Whether failures are seen each time that their request is sent once more.

    Args:
        shown: the failures, by any key.
        caller: sends the requests.
        gentle: whether nothing is changed or deleted that was there before.

    Returns:
        Whether it was, for those that could be tried.
    """
    until, found = time.monotonic() + _SECONDS, dict[Key, bool]()
    for key, each in _tried(shown, gentle=gentle):
        if len(found) >= _MOST or time.monotonic() > until:
            break
        told = _again(each, caller)
        if told is not None:
            found[key] = told
    return found


def _tried(shown: Mapping[Key, Shown], *, gentle: bool) -> Iterator[tuple[Key, Shown]]:
    return ((key, each) for key, each in shown.items() if not gentle or each.exchange.request.method in _GENTLE)


def _again(shown: Shown, caller: Caller) -> bool | None:
    """None where there was no answer, or none that tells anything."""
    who = Who.OWNER if shown.presents else Who.NOBODY
    try:
        answers = [caller.send(shown.operation, shown.exchange.request, who, tolerant=True) for _ in range(_TIMES)]
    except Inconclusive:
        return None
    return all(map(shown.shows, answers))
