"""Stage 3: whether a request is what the document says a request must be."""

from __future__ import annotations

from mockserver.problems import Refusal
from mockserver.routing import malformed
from mockserver.turn import Turn
from specs.model import Location
from specs.validation import Reading, Violation, read_request


class Conformity:
    """Reads requests and refuses those that break the document."""

    def judge(self, turn: Turn) -> Refusal | None:
        """Read a request; a refusal with everything that is wrong with it, or None."""
        reading = read_request(turn.operation, turn.request, turn.match.values)
        violations = (*_malformations(turn), *reading.violations)
        turn.reading = Reading(violations=violations, parameters=reading.parameters, body=reading.body)
        return _invalid(violations) if violations else None


def _malformations(turn: Turn) -> list[Violation]:
    parts = {"path": turn.request.path}
    if turn.operation.parameters_in(Location.QUERY):
        parts["query"] = turn.request.query  # where none is declared, nobody reads it
    wrong = {place: malformed(text) for place, text in parts.items()}
    return [
        Violation(place=place, rule="unreadable", message=told, source=turn.operation.pointer)
        for place, told in wrong.items()
        if told
    ]


def _invalid(violations: tuple[Violation, ...]) -> Refusal:
    places = {violation.place for violation in violations}
    statuses = (415, 400, 422) if places == {"content-type"} else (400, 422)
    if places == {"path"}:
        statuses = (400, 422, 404)  # what cannot be named cannot be there
    first = violations[0]
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return Refusal(statuses=statuses, kind="invalid-request", detail=f"{first}{more}", violations=violations)
