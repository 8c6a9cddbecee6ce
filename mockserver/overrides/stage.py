"""The stage that answers what a user wants answered, and what is added to it and taken away while the mock runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from mockserver.counting import Counts
from mockserver.errors import MockError, TemplateError
from mockserver.lineup import Lineup
from mockserver.overrides import facts
from mockserver.overrides.altering import Alteration
from mockserver.overrides.checking import wrong
from mockserver.overrides.making import Maker, broken, rendered
from mockserver.overrides.values import Before, Override, Reply, Then
from mockserver.request.preferences import NONE
from mockserver.response.problems import Refusal
from mockserver.turn import Stage, Turn
from specs import selectors
from specs.errors import SpecError
from specs.messages import Headers, Response
from specs.model import Document, Operation


class _Standing:
    """An override and how often it was used."""

    __slots__ = ("calls", "operations", "override")

    def __init__(self, override: Override, operations: frozenset[str]) -> None:
        self.override, self.operations, self.calls = override, operations, 0

    @property
    def name(self) -> str:
        return self.override.name

    def counts(self) -> Mapping[str, float]:
        """See ``Counted``."""
        return {"calls": self.calls} if self.calls else {}

    def count_from(self, counts: Mapping[str, float]) -> None:
        """See ``Counted``."""
        self.calls = int(counts.get("calls", 0))

    def next(self) -> Reply | None:
        """What it has for the next call; None where it is over. Not for two threads at once."""
        number, override = self.calls, self.override
        if override.times is not None and number >= override.times:
            return None
        count = len(override.replies)
        if number >= count and override.then is Then.DOCUMENT and "sequence" in override.raw:
            return None
        self.calls += 1
        return override.replies[number % count if override.then is Then.CYCLE else min(number, count - 1)]


class Overrides(Lineup[_Standing]):
    """The overrides of one mock. The last that was added goes first; of those it is made with, the first.

    Args:
        document: whose operations they are of.
        maker: makes responses.
        given: those there are from the start; those of no operation of the document are left out.
        counts: what is counted of the mock.

    Raises:
        MockError: one would break the document.
    """

    kind = "override"

    def __init__(
        self, document: Document, maker: Maker, given: Iterable[Override] = (), counts: Counts | None = None
    ) -> None:
        super().__init__(document, counts)
        self._maker = maker
        for override in reversed(tuple(given)):
            self.add(override)

    def apart(self, counts: Counts) -> Overrides:
        """The same ones for a session, with their sequences at the beginning."""
        other = Overrides(self._document, self._maker, counts=counts)
        other._stand(*(_Standing(each.override, each.operations) for each in self._standing))
        return other

    @property
    def given(self) -> tuple[Override, ...]:
        """Those there are, the first first."""
        return tuple(each.override for each in self._standing)

    def add(self, override: Override) -> bool:
        """Put an override before all others; whether the document has such an operation.

        Raises:
            MockError: it would break the document.
        """
        operations = self._operations(override)
        for operation in operations:
            for told in wrong(override, operation):
                raise MockError(told)
        if operations:
            self._put_first(_Standing(override, frozenset(each.key for each in operations)))
        return bool(operations)

    def become(self, overrides: Iterable[Override]) -> None:
        """Be these, the first first, and no others; those of no operation of the document are left out."""
        keyed = [(each, frozenset(operation.key for operation in self._operations(each))) for each in overrides]
        self._stand(*(_Standing(override, keys) for override, keys in keyed if keys))

    def _operations(self, override: Override) -> list[Operation]:
        return [each for target in override.targets for each in selectors.selected(self._document, target)]

    def listed(self) -> list[dict[str, Any]]:
        """The overrides as JSON, the one that goes first first: as they were written, with ``name`` and ``calls``."""
        for each in self._standing:
            self._counts.seen(self.kind, each)
        return [{**each.override.raw, "name": each.name, "calls": each.calls} for each in self._standing]

    def rewind(self) -> None:
        """Begin all sequences anew."""
        for each in self._standing:
            self._counts.begin(self.kind, each)

    def adopt(self, others: Overrides) -> list[str]:
        """Take over from the mock of an earlier state of the document what was added to it while it ran, and counts.

        Returns:
            What is wrong with those that do not fit the document any more: they are left out.
        """
        own = {each.name: each for each in self._standing}
        told = []
        for each in reversed(others._standing):
            override = each.override
            try:
                if override.name not in own and not self.add(override):
                    missing = selectors.unknown((self._document,), override.targets[0])
                    told.append(f"{override.place('/operation')}: {missing}")
            except (MockError, SpecError) as error:
                told.append(str(error))
        calls = {each.name: each.calls for each in others._standing}
        for each in self._standing:
            each.calls = calls.get(each.name, 0)
        return told

    def stage(self, before: Before) -> Stage:
        """The stage of those overrides that stand before another stage."""
        return partial(self._apply, before)

    def _apply(self, before: Before, turn: Turn) -> Response | Refusal | None:
        standing = self._by_operation.get(turn.operation.key, ())
        if not standing or turn.preferences.insists:
            return None
        known: dict[str, Any] = {}
        for each in standing:
            if each.override.before is before:
                known = known or facts.of(turn)
                reply = self._next(each, known)
                if reply is not None:
                    return self._given(turn, each.override, reply, known)
        return None

    def _next(self, standing: _Standing, known: Mapping[str, Any]) -> Reply | None:
        if not facts.holds(standing.override.when, known):
            return None
        with self._counts.of(self.kind, standing):
            return standing.next()

    def _given(
        self, turn: Turn, override: Override, reply: Reply, known: Mapping[str, Any]
    ) -> Response | Refusal | None:
        turn.notes["override"] = override.name
        if override.allow_invalid:
            turn.notes["on_purpose"] = True
        if reply.delay:
            turn.delivery = replace(turn.delivery, delay=turn.delivery.delay + reply.delay)
        if reply.prefer is not NONE:
            turn.preferences = reply.prefer
        if reply.answers:
            return self._maker.response(turn, override, reply, known)
        turn.on_purpose = override.allow_invalid
        try:
            self._alter(turn, reply, rendered(reply.headers, known))
        except TemplateError as error:
            return broken(override, str(error))
        return None

    @staticmethod
    def _alter(turn: Turn, reply: Reply, fields: Headers) -> None:
        """Note what is to be changed of the answer that the mock gives itself."""
        later = fields if reply.of_status else ()
        turn.fields = turn.fields if later else (*turn.fields, *fields)
        if reply.patch or reply.without or later:
            status = reply.of_status or reply.prefer.code
            turn.alterations = (*turn.alterations, Alteration(reply.patch, reply.without, later, status))
