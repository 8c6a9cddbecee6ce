"""Which entries of a list are what a creation made whose answer nobody has read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.live.items import Items
from contracts.live.ledger import Creation
from contracts.live.upstream import PATIENCE
from specs.inference.envelopes import reached
from specs.inference.shape import sending
from specs.model import Document

_TELLING = 6
"""Characters of a text that was sent, from which on it is taken to tell what was sent from everything else."""
_SLACK = 3.0
"""Seconds: clocks are told in whole ones."""
_TIMES = (1e9, 4e9)
"""What a number lies between that is a time in seconds; one in milliseconds or microseconds is so much larger."""

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Tells by an entry's values, and where they say nothing, by its time.

    Attributes:
        entries: all that the list has: what each of them has, the server has put there.
        ahead: seconds by which the server's clock is ahead of ours.
    """

    document: Document
    items: Items
    entries: Collection[Entry]
    ahead: float

    def by_values(self, entry: Entry, creations: Collection[Creation]) -> Iterator[Creation]:
        """The creations that sent what an entry shows, where one of the texts tells it from everything else."""
        for creation in creations:
            shared = {name: value for name, value in self._sent(creation, entry).items() if name in entry}
            telling = any(isinstance(value, str) and len(value) >= _TELLING for value in shared.values())
            if telling and _agree(entry, shared):
                yield creation

    def by_time(self, entry: Entry, creations: Collection[Creation]) -> Iterator[Creation]:
        """The creations at whose time an entry came to be that has nothing which they cannot have sent."""
        told = [moment for moment in map(_moment, entry.values()) if moment is not None]
        common = set[str]().union(entry).intersection(*self.entries)
        for creation in creations:
            start, sent = creation.at + self.ahead, self._sent(creation, entry)
            first, last = start - _SLACK, start + PATIENCE + _SLACK
            then = any(first <= each for each in told) and all(each <= last for each in told)
            if then and _agree(entry, sent) and set(entry) - set(sent) <= common:
                yield creation

    def _sent(self, creation: Creation, entry: Entry) -> Entry:
        """The item that a creation sent; what is wrapped in it where that alone can be what an entry shows."""
        operation = self.document.by_key[creation.operation]
        resource = self.items.roles.of(operation).resource
        try:
            body = json.loads(creation.sent)
        except ValueError:
            return {}
        found = reached(body, sending(operation, resource.shape).place.path) if resource is not None else body
        if not isinstance(found, dict):
            return {}
        return found if found.keys() & entry.keys() else _unwrapped(found)


def _unwrapped(body: Entry) -> Entry:
    """What stands in the objects of a body, whose names may be those of the message alone."""
    return {name: value for each in body.values() if isinstance(each, dict) for name, value in each.items()}


def _agree(entry: Entry, sent: Mapping[str, Any]) -> bool:
    """Whether nothing of what was sent and is shown is shown otherwise."""
    return all(entry[name] == value for name, value in sent.items() if name in entry and _is_scalar(value))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _moment(value: Any) -> float | None:
    """The time that a value tells, in seconds since 1970; None where it tells none."""
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    least, most = _TIMES
    return next((value / unit for unit in (1, 1e3, 1e6) if least <= value / unit <= most), None)


def _written(text: str) -> float | None:
    """Source: RFC 3339, 5.6; a time without a zone is taken to be of UTC."""
    if len(text) <= len("2026-11-29"):
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
