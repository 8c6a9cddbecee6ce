"""What is served, how it fares, how much it is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mockserver.console.controlling import controlled
from mockserver.console.forms import Form
from mockserver.console.policy import moved
from mockserver.console.visit import Visit
from mockserver.hosts.sessions import Glimpse
from mockserver.hosts.world import RESETS
from mockserver.observing.recording import Journal
from specs.errors import SpecError
from specs.messages import Response

_SPAN = 60
"""Seconds of which the rate is shown."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How much was asked for lately.

    Attributes:
        seconds: requests of each second, the last one last.
        wrong: how many of them broke the document.
        failed: how many were answered with 500 or more.
    """

    seconds: tuple[int, ...]
    wrong: int
    failed: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.seconds)

    @property
    def most(self) -> int:
        """Of one second; 1 at the least, to divide by it."""
        return max(*self.seconds, 1)


def show(visit: Visit) -> Response:
    """The page."""
    world = visit.world
    return visit.render(
        "overview.html",
        mocks=world.mocks,
        error=_error(visit),
        reloaded=visit.console.host.reloaded,
        rate=rate(world.journal, world.clock()),
        summary=world.metrics.summary(),
        kept=len(world.journal),
        sessions=_sessions(visit),
        resets=list(RESETS),
    )


def open_session(visit: Visit, form: Form) -> Response:
    """Open a session, and show its console."""
    told = {"name": form.text("name")} if form.text("name") else {}
    opened = controlled(visit, "POST", "/sessions", told)
    return moved(f"{opened['path']}{visit.console.prefix}/?done=open-session")


def rate(journal: Journal, now: float) -> Rate:
    """What the journal knows of the last minute."""
    records = [each for each in journal.records() if 0 <= now - each.at < _SPAN]
    ago = Counter(int(now - each.at) for each in records)
    return Rate(
        tuple(ago[second] for second in reversed(range(_SPAN))),
        sum(each.wrong for each in records),
        sum(each.response.status >= 500 for each in records),
    )


def _sessions(visit: Visit) -> list[Glimpse] | None:
    """Those that are open; None where there are none to be had."""
    host = visit.console.host
    return host.sessions.listed() if visit.world is host and host.settings.sessions else None


def _error(visit: Visit) -> str:
    """Why a document cannot be asked; empty where all can."""
    try:
        for mock in visit.world.mocks:
            mock.methods("/")
    except SpecError as error:
        return str(error)
    return ""
