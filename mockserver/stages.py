"""How stages follow each other, and which are passed by."""

from __future__ import annotations

from collections.abc import Callable

from mockserver.request.preferences import NONE
from mockserver.response.problems import Refusal
from mockserver.turn import Stage, Turn
from specs.messages import Response


def through(turn: Turn, stages: tuple[Stage, ...], refuse: Callable[[Turn, Refusal], Response]) -> Response:
    """What the first stage says that has an answer; ``refuse`` makes a response of a refusal."""
    for stage in stages:
        answer = stage(turn)
        if answer is not None:
            return answer if isinstance(answer, Response) else refuse(turn, answer)
    raise AssertionError("the last stage answers")


def unless_refused(stage: Stage) -> Stage:
    """A stage that is passed by where the client wants another answer than a success: what it sends is not judged."""

    def done(turn: Turn) -> Response | Refusal | None:
        wanted = turn.preferences
        return None if wanted is not NONE and wanted.refused else stage(turn)

    return done


def insisted_on(stage: Stage) -> Stage:
    """A stage that cannot refuse where the client has said what it is to get."""

    def done(turn: Turn) -> Response | Refusal | None:
        found = stage(turn)
        return None if turn.preferences.insists else found

    return done
