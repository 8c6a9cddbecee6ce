"""Takes away what a run created, newest first, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from contracts.live.items import Item, Items
from contracts.live.ledger import Creation, Ledger, State
from contracts.live.listing import Ask, listing
from contracts.live.recognising import Entry, Recognition
from contracts.live.upstream import Unanswered
from specs.inference.kinds import Kind
from specs.messages import Request
from specs.model import Document

_ROUNDS = 4
"""What others depend on is refused at first, and a server that is busy may not be so for long."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something that a person has to look at.

    Attributes:
        operation: that it was created by.
        item: what it is, where that is known.
        address: its path on the server, where it has one.
        told: why it is there still.
    """

    operation: str
    item: Item | None
    address: str
    told: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of everything that a run created."""

    gone: int
    left: tuple[Left, ...]


class Cleanup:
    """Cleans up after one run.

    Args:
        document: what the server does.
        items: of that document.
        base: the path at which the document's paths begin on the server.
        ledger: of the run.
        ask: sends a request with the credentials of the account.
        wait: between two rounds, in seconds.
    """

    def __init__(
        self,
        document: Document,
        items: Items,
        base: str,
        ledger: Ledger,
        ask: Ask,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._document, self._items, self._base = document, items, base
        self._ledger, self._ask, self._wait = ledger, ask, wait

    def clean(self) -> Cleaned:
        """Find what came of creations without a clear answer, and delete all that is proven ours."""
        self._find()
        for number in range(_ROUNDS):
            waiting = [each for each in self._ledger.creations(State.MADE) if not self._deleted(each)]
            if not waiting:
                break
            if number + 1 < _ROUNDS:
                self._wait(0.2 * 4**number)
        for each in self._ledger.creations(State.SENT):
            self._ledger.settle(each.number, State.LEFT, told="it was asked for, and no answer told what came of it")
        for each in self._ledger.creations(State.MADE):
            self._ledger.settle(each.number, State.LEFT, each.item, each.told or "it could not be deleted")
        left = tuple(self._left(each) for each in self._ledger.creations(State.LEFT))
        return Cleaned(len(self._ledger.creations(State.GONE)), left)

    def _deleted(self, creation: Creation) -> bool:
        """Whether an item is gone. What keeps it is written down."""
        if creation.item is None:
            return False
        address = self._items.address(creation.item)
        operation = self._items.operation(creation.item, Kind.DELETE)
        if address is None or operation is None:
            self._ledger.settle(creation.number, State.LEFT, creation.item, "the document has no way to delete it")
            return True
        answer = self._ask(Request("DELETE", address))
        if isinstance(answer, Unanswered):
            told = f"DELETE was not answered: {answer.reason}"
        elif answer.status in (404, 410):
            self._ledger.settle(creation.number, State.GONE, creation.item)
            return True
        elif answer.status < 300:
            if not self._is_there(creation.item, address):
                self._ledger.settle(creation.number, State.GONE, creation.item)
                return True
            told = f"DELETE was answered {answer.status}, and it can be read still"
        else:
            told = f"DELETE was answered {answer.status}"
        self._ledger.settle(creation.number, State.MADE, creation.item, told)
        return False

    def _is_there(self, item: Item, address: str) -> bool:
        if self._items.operation(item, Kind.READ) is None:
            return False
        answer = self._ask(Request("GET", address))
        return not isinstance(answer, Unanswered) and answer.status < 300

    def _find(self) -> None:
        """Look in the lists for what is there, was not before the run, and is what the run sent."""
        places: dict[str, list[Creation]] = {}
        for creation in self._ledger.creations(State.SENT, State.MADE, State.GONE):
            operation = self._document.by_key.get(creation.operation)
            where = listing(self._items, self._base, operation, creation.parents) if operation else None
            if where is not None:
                places.setdefault(where.place, []).append(creation)
        for place, creations in places.items():
            if any(each.state is not State.GONE for each in creations):
                self._find_in(place, creations)

    def _find_in(self, place: str, creations: list[Creation]) -> None:
        before = self._ledger.before(place)
        operation = self._document.by_key[creations[0].operation]
        where = listing(self._items, self._base, operation, creations[0].parents)
        entries = where.entries(self._ask) if where is not None and before is not None else None
        if where is None or entries is None or before is None:
            return
        resource = self._items.roles.of(operation).resource
        there = self._ledger.creations(State.MADE, State.LEFT)  # of what is gone, others may have the ids by now
        items = [each.item for each in there if each.item is not None]
        known = {item.values[-1] for item in items if resource is not None and item.resource == resource.key}
        fresh = {key: entry for key, entry in entries.items() if key not in before and key not in known}
        knows = Recognition(self._document, self._items, entries.values(), where.ahead)
        unclear = {each.number: each for each in creations if each.state is State.SENT}
        self._own_by_values(knows, fresh, creations, unclear)
        self._own_by_time(knows, fresh, unclear)
        if not fresh:  # all that is new is accounted for: nothing came of the others
            for number in unclear:
                self._ledger.settle(number, State.REFUSED)

    def _own_by_values(
        self, knows: Recognition, fresh: dict[str, Entry], creations: list[Creation], unclear: dict[int, Creation]
    ) -> None:
        """Take what has the values of a creation for what it made; a creation that was answered may have made two."""
        for key, entry in list(fresh.items()):
            like = sorted(knows.by_values(entry, creations), key=lambda each: each.number not in unclear)
            if like:
                self._own(like[0], key, answered=unclear.pop(like[0].number, None) is None)
                del fresh[key]

    def _own_by_time(self, knows: Recognition, fresh: dict[str, Entry], unclear: dict[int, Creation]) -> None:
        """Take what came to be when something was asked for, for that: only where there is no more of it than that."""
        like = {key: list(knows.by_time(entry, unclear.values())) for key, entry in fresh.items()}
        like = {key: creations for key, creations in like.items() if creations}
        if len(like) > len(unclear):
            return
        for key, creations in like.items():
            mine = next((each for each in creations if each.number in unclear), None)
            if mine is not None:
                self._own(mine, key, answered=False)
                del unclear[mine.number], fresh[key]

    def _own(self, creation: Creation, key: str, *, answered: bool) -> None:
        """Write down that something is ours: what a creation made, or what it made besides."""
        role = self._items.roles.of(self._document.by_key[creation.operation])
        item = self._items.below(role.resource, creation.parents, key) if role.resource else None
        if item is not None and answered:
            self._ledger.found(creation, item)
        elif item is not None:
            self._ledger.settle(creation.number, State.MADE, item)

    def _left(self, creation: Creation) -> Left:
        address = self._items.address(creation.item) if creation.item else None
        return Left(creation.operation, creation.item, address or "", creation.told)
