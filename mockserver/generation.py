"""Stages 7 and 8: the success a request gets, valid under the document before it is sent."""

from __future__ import annotations

from typing import Any

from mockserver import representation
from mockserver.errors import Unanswerable
from mockserver.fitting import fit
from mockserver.headers import content_type, documented
from mockserver.outcome import Outcome
from mockserver.state.shape import BodyShape, item_schema, success_shape
from mockserver.turn import Turn
from specs import shapes
from specs.messages import Response
from specs.model import MediaType, Operation
from specs.model import Response as Entry
from specs.sampling import sample_json
from specs.schemas import Direction
from specs.validation import Validator, check_response, validator

_TOTALS = frozenset({"total", "totalcount", "totalelements", "totalitems", "count"})


def success(operation: Operation) -> Entry | None:
    """The response a valid request gets: the first success, else what comes closest; None where none is documented."""
    by_status = sorted(operation.responses, key=lambda entry: entry.status)
    for wanted in ("2", "default", "3", "404", ""):
        for entry in by_status:
            if entry.status.startswith(wanted):
                return entry
    return None


def status_of(entry: Entry | None) -> int:
    """The status code to send for a documented response."""
    if entry is None or entry.status == "default":
        return 200
    return int(entry.status) if entry.status.isdigit() else int(entry.status[0]) * 100


def choose_entry(turn: Turn) -> None:
    """Stage 4: note which of its documented responses a valid request gets."""
    turn.entry = success(turn.operation)


class Generation:
    """Makes the responses to requests that nothing is wrong with."""

    def __init__(self) -> None:
        self._items: dict[str, Validator] = {}

    def answer(self, turn: Turn) -> Response:
        """The response that the turn has come to.

        Raises:
            Unanswerable: not even a second attempt was valid.
        """
        operation, entry = turn.operation, turn.entry
        for attempt in range(2):
            own = turn.seed + (f"/{attempt}" if attempt else "")
            body = self._body(operation, turn.media, turn.outcome, own) if turn.media else b""
            headers = (*content_type(operation, turn.media), *documented(entry, turn.outcome.headers, own))
            response = Response(status_of(entry), headers, body)
            violations = check_response(operation, response) if entry else []
            if not violations:
                return response
        raise Unanswerable(violations)

    def _body(self, operation: Operation, media: MediaType, outcome: Outcome, seed: str) -> bytes:
        if media.schema is None:
            return representation.write(media, next(iter(media.examples.values()), {}))
        compiled = validator(media.schema, Direction.RESPONSE)
        value: Any
        if not representation.structured(media):
            value = sampled(media, compiled, seed)
        elif outcome.entries is not None:
            value = self._list(operation, media, compiled, outcome, seed)
        elif outcome.members is not None:
            value = fit(compiled, outcome.members, lambda: sampled(media, compiled, seed))
        else:
            value = sampled(media, compiled, seed)
        return representation.write(media, value)

    def _list(self, operation: Operation, media: MediaType, compiled: Validator, outcome: Outcome, seed: str) -> Any:
        shape = success_shape(operation)
        if shape is None or not shape.listed:
            return sampled(media, compiled, seed)
        one = self._item(media, shape)
        entries = [
            fit(one, entry, lambda number=number: sample_json(one, f"{seed}/{number}", pointer=media.pointer))  # type: ignore[misc]
            for number, entry in enumerate(outcome.entries or ())
        ]
        if shape.envelope is None:
            return entries if compiled.accepts(entries) else sampled(media, compiled, seed)
        members = {shape.envelope: entries} | _totals(compiled, outcome.total)
        return fit(compiled, members, lambda: sampled(media, compiled, seed))

    def _item(self, media: MediaType, shape: BodyShape) -> Validator:
        if media.pointer not in self._items:
            self._items[media.pointer] = Validator(item_schema(shape), media.pointer)
        return self._items[media.pointer]


def sampled(media: MediaType, compiled: Validator, seed: str) -> Any:
    """A whole body the document gives as an example, or else a generated one."""
    for example in media.examples.values():
        if compiled.accepts(example):
            return example
    return sample_json(compiled, seed, pointer=media.pointer)


def _totals(compiled: Validator, total: int | None) -> dict[str, Any]:
    declared = shapes.properties(compiled.schema, compiled.schema)
    names = [name for name in declared if name.replace("_", "").replace("-", "").lower() in _TOTALS]
    return dict.fromkeys(names, total) if total is not None else {}
