"""Stages 7 and 8: the response a request has come to, valid under the document before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.errors import Unanswerable
from mockserver.outcome import NOTHING_KNOWN
from mockserver.response import bodies, problems
from mockserver.response.fitting import fit
from mockserver.response.headers import Fields
from mockserver.response.problems import Refusal
from mockserver.state.shape import BodyShape, item_schema, success_shape
from mockserver.turn import Turn
from specs import shapes
from specs.messages import WITHOUT_CONTENT, Response
from specs.model import MediaType
from specs.recent import Recent
from specs.sampling import sample_json
from specs.schemas import Direction
from specs.validation import Validator, check_response, validator

_TOTALS = frozenset({"total", "totalcount", "totalelements", "totalitems", "count"})
_ATTEMPTS = 4
_MOST_ENTRIES = 5000


class Generation:
    """Makes the responses to requests that nothing is wrong with.

    Args:
        headers: makes their header fields.
        dynamic: whether values are made up although the document has examples of them.
    """

    def __init__(self, headers: Fields, *, dynamic: bool) -> None:
        self._headers, self._dynamic = headers, dynamic
        self._items: dict[str, _Entries] = {}

    def answer(self, turn: Turn) -> Response:
        """The response that the turn has come to.

        Raises:
            Unanswerable: no attempt was valid.
        """
        turn.alone = _alone(turn)
        for attempt in range(_ATTEMPTS):
            seed = turn.seed + (f"/{attempt}" if attempt else "")
            body = self._body(turn, turn.media, seed) if turn.media and turn.status not in WITHOUT_CONTENT else b""
            response = Response(turn.status, self._headers.of(turn, turn.outcome.headers, seed), body)
            violations = check_response(turn.operation, response) if turn.entry else []
            if not violations:
                return response
        raise Unanswerable(violations)

    def _body(self, turn: Turn, media: MediaType, seed: str) -> bytes:
        wanted = turn.preferences.example
        if wanted is not None and wanted in media.examples:
            return bodies.write(media, media.examples[wanted])
        wish = turn.preferences.dynamic
        dynamic = self._dynamic if wish is None else wish
        back = self._dynamic and wish is False and media.examples  # of what is remembered the document knows nothing
        if media.schema is None or not bodies.structured(media) or wish or back:
            return bodies.generated(media, seed, dynamic=dynamic)
        compiled = validator(media.schema, Direction.RESPONSE)
        return bodies.write(media, self._value(turn, media, compiled, seed, dynamic=dynamic))

    def _value(self, turn: Turn, media: MediaType, compiled: Validator, seed: str, *, dynamic: bool) -> Any:
        """What the outcome says, in what the schema allows."""

        def base() -> Any:
            return bodies.sampled(media, compiled, seed, dynamic=dynamic)

        if turn.outcome.entries is not None:
            return self._list(turn, media, compiled, base)
        if turn.outcome.members is not None:
            return fit(compiled, turn.outcome.members, base)
        if turn.status >= 400 and not media.examples:
            return fit(compiled, _told(turn), base)
        return base()

    def _list(self, turn: Turn, media: MediaType, compiled: Validator, base: Callable[[], Any]) -> Any:
        shape, outcome = success_shape(turn.operation), turn.outcome
        if shape is None or not shape.listed:
            return base()
        one = self._item(media, shape)
        entries = [one.shown(entry, f"{turn.seed}/{number}") for number, entry in enumerate(outcome.entries or ())]
        if shape.envelope is None:
            return entries if compiled.accepts(entries) else base()
        return fit(compiled, {shape.envelope: entries} | _totals(compiled, outcome.total), base)

    def _item(self, media: MediaType, shape: BodyShape) -> _Entries:
        if media.pointer not in self._items:
            self._items[media.pointer] = _Entries(Validator(item_schema(shape), media.pointer), media.pointer)
        return self._items[media.pointer]


class _Entries:
    """The entries of a list as its schema has them. What is remembered is never changed, only replaced."""

    def __init__(self, compiled: Validator, pointer: str) -> None:
        self._compiled, self._pointer = compiled, pointer
        self._shown: Recent[tuple[Mapping[str, Any], Any]] = Recent(_MOST_ENTRIES)

    def shown(self, entry: Mapping[str, Any], seed: str) -> Any:
        """What the list says of an entry."""
        known = self._shown.get(id(entry))
        if known is None:
            made = fit(self._compiled, entry, lambda: sample_json(self._compiled, seed, pointer=self._pointer))
            known = self._shown.keep(id(entry), (entry, made), 1)
        return known[1]


def _alone(turn: Turn) -> bool:
    """Whether what is known of the state has no say in the response."""
    told = turn.preferences.example is not None or turn.preferences.dynamic is True
    return turn.outcome is NOTHING_KNOWN or (told and not turn.outcome.headers)


def _told(turn: Turn) -> dict[str, Any]:
    """What an error says that nobody has made but whoever asked for it."""
    told = problems.problem(turn.status, Refusal(statuses=(turn.status,), detail=f"{problems.title(turn.status)}."))
    return {**problems.aliases(told), **told}


def _totals(compiled: Validator, total: int | None) -> dict[str, Any]:
    declared: Mapping[str, Any] = shapes.properties(compiled.schema, compiled.schema)
    names = [name for name in declared if name.replace("_", "").replace("-", "").lower() in _TOTALS]
    return dict.fromkeys(names, total) if total is not None else {}
