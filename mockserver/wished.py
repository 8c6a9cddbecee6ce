"""Stages that heed what a client has said it wants for an answer."""

from __future__ import annotations

from mockserver.response.problems import Refusal
from mockserver.turn import Stage, Turn
from specs.messages import Response


def unless_refused(stage: Stage) -> Stage:
    """A stage that is passed by where the client wants another answer than a success: what it sends is not judged."""
    return lambda turn: None if turn.preferences.refused else stage(turn)


def insisted_on(stage: Stage) -> Stage:
    """A stage that cannot refuse where the client has said what it is to get."""

    def done(turn: Turn) -> Response | Refusal | None:
        found = stage(turn)
        return None if turn.preferences.insists else found

    return done
