"""The refusal a request gets: with the documented status that fits best, valid as the document has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver import negotiation, problems, representation
from mockserver.errors import Unanswerable
from mockserver.fitting import fit
from mockserver.headers import content_type, documented
from mockserver.problems import Refusal
from mockserver.turn import Turn
from specs.messages import Response, is_json
from specs.model import MediaType, Operation
from specs.model import Response as Entry
from specs.sampling import sample_json
from specs.schemas import Direction
from specs.validation import check_response, validator

_OTHER_REFUSALS = (405, 409, 412)
"""Statuses that some documents give, for want of a better one, as their only answer to bad input."""


class Refusals:
    """Makes the responses to requests that something is wrong with."""

    def answer(self, turn: Turn, refusal: Refusal) -> Response:
        """A refusal with the documented status that fits best; undocumented where nothing fits.

        Raises:
            Unanswerable: the document's schema for the error cannot be satisfied.
        """
        operation, accept = turn.operation, turn.request.header("accept")
        status = _status(operation, refusal.statuses)
        entry = operation.response_for(status)
        if entry is None:
            return problems.response(status, refusal, _undocumented(operation))
        media = negotiation.choose(_problem_first(entry), accept) or negotiation.preferred_error(entry.content)
        told = problems.problem(status, refusal)
        body = _problem_body(media, told, turn.seed) if media else b""
        given = {name.lower() for name, _ in refusal.headers}
        more = [each for each in documented(entry, {}, turn.seed) if each[0].lower() not in given]
        response = Response(status, (*content_type(operation, media), *refusal.headers, *more), body)
        violations = check_response(operation, response)
        if violations:
            raise Unanswerable(violations)
        return response


def _problem_body(media: MediaType, told: Mapping[str, Any], seed: str) -> bytes:
    if media.schema is None:
        return representation.write(media, dict(told) if representation.structured(media) else told["detail"])
    compiled = validator(media.schema, Direction.RESPONSE)
    if not representation.structured(media):
        told_text = (
            told["detail"] if compiled.accepts(told["detail"]) else sample_json(compiled, seed, pointer=media.pointer)
        )
        return representation.write(media, told_text)
    if compiled.accepts(told):
        return representation.write(media, told)
    known = {**problems.aliases(told), **told}
    return representation.write(media, fit(compiled, known, lambda: sample_json(compiled, seed, pointer=media.pointer)))


def _status(operation: Operation, statuses: tuple[int, ...]) -> int:
    """Exact entries first, in the refusal's order of preference; then ranges and ``default``; then what is left."""
    documented = {entry.status for entry in operation.responses}
    for status in statuses:
        if str(status) in documented:
            return status
    if operation.response_for(statuses[0]) is None and statuses[0] == 400:
        return next((status for status in _OTHER_REFUSALS if str(status) in documented), statuses[0])
    return statuses[0]


def _problem_first(entry: Entry) -> tuple[MediaType, ...]:
    first = negotiation.preferred_error(entry.content)
    return (first, *(media for media in entry.content if media is not first)) if first else ()


def _undocumented(operation: Operation) -> str:
    """The media type of a problem of which the document knows nothing."""
    named = [name for name in operation.produces if is_json(name)]
    return problems.MEDIA_TYPE if problems.MEDIA_TYPE in named or not named else named[0]
