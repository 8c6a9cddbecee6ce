"""A host that has one mutant at a time, or none: then it answers as any host does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from mockserver.answer import Answer, Pending
from mockserver.hosts.hosting import Host, Served
from mockserver.mutants.trial import Broken, Memory, Trial
from mockserver.mutants.values import Mutant, Place, Sighting
from mockserver.pipeline import Mock
from mockserver.request.routing import Match
from mockserver.settings import Settings
from specs.messages import Exchange, Request, Response
from specs.model import Document, Operation

_SEEN = 3
"""Sightings that are kept of a mutant."""


class MutableHost(Host):
    """Serves one document; what it answers goes through the mutant that it has.

    Attributes:
        fired: how often a client was told something wrong, or something was done wrong.
        sightings: the first of these.
    """

    def __init__(self, document: Document, settings: Settings, clock: Callable[[], float]) -> None:
        super().__init__([Served(document=document)], settings, clock)
        self._serving = threading.RLock()
        self._mutant: Mutant | None = None
        self.become(None)

    def become(self, mutant: Mutant | None) -> None:
        """Have another mutant, or none, and forget whatever was."""
        with self._serving:
            self._mutant, self._memory = mutant, Memory()
            self.fired, self.sightings = 0, list[Sighting]()
            self.reset()

    def begin(self, request: Request) -> Answer | Pending:
        """See ``Host.begin``."""
        mutant = self._mutant
        if mutant is None:
            return super().begin(request)
        return Pending(prompt=False, finish=partial(self._answered, mutant, request))

    def _answered(self, mutant: Mutant, request: Request) -> Answer:
        with self._serving:
            trial = self._trial(mutant.place, request)
            broken = mutant.kind.effect(trial) if trial else None
            if trial is None:
                return self.mocks[0].answer(request)
            if broken is None or broken == Broken(trial.response):
                return trial.right
            self._note(trial, broken)
        return Answer(broken.response, broken.delivery)

    def _trial(self, place: Place, request: Request) -> Trial | None:
        """The request as the mutant sees it; None where it is for another path."""
        mock = self.mocks[0]
        wanted = mock.document.by_key[place.operation]
        found = _routed(mock, request)
        plain = found is not None and found[1] is wanted
        if found is None or not plain:
            found = _routed(mock, replace(request, method=wanted.method))
        if found is None or found[1] is not wanted:
            return None
        return Trial(mock, self._kept, request, found, place, self._memory, plain=plain)

    def _note(self, trial: Trial, broken: Broken) -> None:
        self.fired += 1
        if len(self.sightings) < _SEEN:
            self.sightings.append(Sighting(Exchange(trial.request, broken.response), trial.response, broken.how))


def _routed(mock: Mock, request: Request) -> tuple[Match, Operation] | None:
    found = mock.compiled.router.route(request)
    return None if isinstance(found, Response) else found
