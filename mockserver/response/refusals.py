"""The refusal a request gets: with the documented status that fits best, valid as the document has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.errors import Unanswerable
from mockserver.response import bodies, negotiation, problems
from mockserver.response.fitting import fit
from mockserver.response.headers import Fields
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from specs.errors import SpecError
from specs.messages import WITHOUT_CONTENT, Response, is_json
from specs.model import Document, MediaType, Operation
from specs.model import Response as Entry
from specs.sampling import sample_json
from specs.schemas import Direction
from specs.validation import check_response, validator

_OTHER_REFUSALS = (405, 406, 409, 403, 404, 428, 412, 401)
"""Statuses that some documents give, for want of a better one, as their only answer to bad input: a documented one
tells a client more than one that its document does not know. 401 is last, for it sends clients away to log in."""


class Refusals:
    """Makes the responses to requests that something is wrong with.

    Args:
        headers: makes their header fields.
    """

    def __init__(self, headers: Fields) -> None:
        self._headers = headers

    def answer(self, turn: Turn, refusal: Refusal) -> Response:
        """A refusal with the documented status that fits best; undocumented where nothing fits.

        Raises:
            Unanswerable: the document's schema for the error cannot be satisfied.
        """
        operation, accept = turn.operation, turn.request.header("accept")
        turn.status = _status(operation, refusal.statuses)
        turn.entry = operation.response_for(turn.status)
        if turn.entry is None:
            return problems.response(turn.status, refusal, _undocumented(operation))
        content = turn.entry.content
        turn.media = negotiation.choose(_problem_first(turn.entry), accept) or negotiation.preferred_error(content)
        told = problems.problem(turn.status, refusal)
        body = _problem_body(turn.media, told, turn.seed) if turn.media and turn.status not in WITHOUT_CONTENT else b""
        response = Response(turn.status, self._headers.of(turn, {}, turn.seed, refusal.headers), body)
        violations = check_response(operation, response)
        if violations:
            raise Unanswerable(violations)
        return response


def _problem_body(media: MediaType, told: Mapping[str, Any], seed: str) -> bytes:
    if media.schema is None:
        return bodies.write(media, dict(told) if bodies.structured(media) else told["detail"])
    compiled = validator(media.schema, Direction.RESPONSE)
    if not bodies.structured(media):
        told_text = told["detail"]
        return (
            bodies.write(media, told_text)
            if compiled.accepts(told_text)
            else bodies.generated(media, seed, dynamic=False)
        )
    if compiled.accepts(told):
        return bodies.write(media, told)
    known = {**problems.aliases(told), **told}
    return bodies.write(media, fit(compiled, known, lambda: sample_json(compiled, seed, pointer=media.pointer)))


def _status(operation: Operation, statuses: tuple[int, ...]) -> int:
    """Exact entries first, in the refusal's order of preference; then ranges and ``default``; then what is left."""
    documented = {entry.status for entry in operation.responses}
    for status in statuses:
        if str(status) in documented:
            return status
    if operation.response_for(statuses[0]) is None and 400 in statuses:
        return next((status for status in _OTHER_REFUSALS if str(status) in documented), statuses[0])
    return statuses[0]


def _problem_first(entry: Entry) -> tuple[MediaType, ...]:
    first = negotiation.preferred_error(entry.content)
    return (first, *(media for media in entry.content if media.pointer != first.pointer)) if first else ()


def _undocumented(operation: Operation) -> str:
    """The media type of a problem of which the document knows nothing."""
    named = [name for name in operation.produces if is_json(name)]
    return problems.MEDIA_TYPE if problems.MEDIA_TYPE in named or not named else named[0]


def confession(document: Document, error: Unanswerable | SpecError) -> Refusal:
    """The document leaves no valid answer; say which part of it."""
    violations = error.violations if isinstance(error, Unanswerable) else ()
    places = sorted({each.source for each in violations}) if violations else [getattr(error, "pointer", None) or ""]
    told = error.message if isinstance(error, SpecError) else str(error)
    where = ", ".join(f"{document.place(place)} #{place}" for place in places)
    return Refusal(
        statuses=(500,),
        kind="contradiction",
        detail=f"No valid response could be made for {where}: {told}",
        violations=violations,
    )
