"""Stage 3: whether a request is what the document says a request must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mockserver.request.routing import malformed
from mockserver.response.problems import Refusal
from mockserver.settings import Validate
from mockserver.turn import Turn
from specs.deciding import deciding
from specs.decoding import ABSENT
from specs.messages import Headers
from specs.model import Location, Operation
from specs.schemas import Direction, JsonSchema, Schema
from specs.validation import Engine, Reading, SchemaError, Violation, read_request


class Conformity:
    """Reads requests and refuses those that break the document.

    Args:
        validate: what becomes of those that do.
    """

    def __init__(self, validate: Validate) -> None:
        self._validate = validate

    def judge(self, turn: Turn) -> Refusal | None:
        """Read a request; a refusal with everything that is wrong with it, or None."""
        compiled = _lenient if self._validate is Validate.OFF else deciding
        reading = read_request(turn.operation, turn.request, turn.match.values, compiled=compiled)
        violations = (*_malformations(turn), *reading.violations)
        coded = tuple(_coding(turn))
        if coded:  # what is in the body nobody can tell
            violations = (*(each for each in violations if each.place != "body"), *coded)
        body = ABSENT if coded else reading.body
        if self._validate is Validate.OFF:
            violations = ()
        if violations == reading.violations and body is reading.body:
            turn.reading = reading
        else:
            turn.reading = Reading(violations=violations, parameters=reading.parameters, body=body)
        if not violations:
            return None
        if self._validate is Validate.WARN:
            turn.warnings = violations
            return None
        return invalid(turn.operation, violations)


@dataclass(slots=True, eq=False)
class _Lenient:
    """A schema that tells what types there are, and accepts everything."""

    schema: JsonSchema

    def accepts(self, _: Any) -> bool:
        return True

    def errors(self, _: Any) -> Iterator[SchemaError]:
        return iter(())

    def of(self, schema: JsonSchema) -> Engine:
        return _Lenient(schema)


def _lenient(schema: Schema, direction: Direction) -> Engine:
    return _Lenient(schema.json_schema(direction))


def _malformations(turn: Turn) -> list[Violation]:
    if "%" not in turn.request.path and "%" not in turn.request.query:
        return []
    parts = {"path": turn.request.path}
    if turn.operation.parameters_in(Location.QUERY):
        parts["query"] = turn.request.query  # where none is declared, nobody reads it
    wrong = {place: malformed(text) for place, text in parts.items()}
    return [
        Violation(place=place, rule="unreadable", message=told, source=turn.operation.pointer)
        for place, told in wrong.items()
        if told
    ]


def _coding(turn: Turn) -> Iterator[Violation]:
    """Source: RFC 9110, 8.4: of a coding that nobody undoes, only identity can be read."""
    coding = turn.request.header("content-encoding") if turn.request.body else None
    if coding and coding.strip().lower() != "identity" and turn.operation.body is not None:
        told, source = "must be identity", turn.operation.body.pointer
        yield Violation(place="header", name=_CODING, rule="undocumented", message=told, source=source)


def invalid(operation: Operation, violations: tuple[Violation, ...]) -> Refusal:
    """The refusal of a request for everything that is wrong with it."""
    places = {violation.place for violation in violations}
    headers: Headers = ()
    statuses: tuple[int, ...] = (400, 422)
    if places == {"content-type"}:
        statuses, headers = (415, 400, 422), tuple(_welcome(operation))
    elif all(violation.name == _CODING for violation in violations):
        statuses, headers = (415, 400, 422), (("Accept-Encoding", "identity"),)
    elif any(violation.name.lower() == _AUTHORIZATION for violation in violations):
        statuses = (401, 400, 422)  # so the document writes what it could say of credentials as a header field
    elif places == {"path"}:
        statuses = (400, 422, 404)  # what cannot be named cannot be there
    first = violations[0]
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return Refusal(
        statuses=statuses, kind="invalid-request", detail=f"{first}{more}", violations=violations, headers=headers
    )


def _welcome(operation: Operation) -> Iterator[tuple[str, str]]:
    """What a request may be instead. Source: RFC 9110, 15.5.16; RFC 5789, 2.2."""
    known = ", ".join(media.name for media in operation.body.content) if operation.body else ""
    if known and known.isascii() and known.isprintable():
        yield "Accept", known
        if operation.method == "PATCH":
            yield "Accept-Patch", known


_CODING, _AUTHORIZATION = "content-encoding", "authorization"
