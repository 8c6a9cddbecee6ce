"""Stages 7 and 8: the response a request has come to, valid under the document before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from mockserver.errors import Unanswerable
from mockserver.outcome import NOTHING_KNOWN
from mockserver.response import bodies, problems
from mockserver.response.fitting import fit, fitted
from mockserver.response.headers import Fields
from mockserver.response.naming import listed
from mockserver.response.problems import Refusal
from mockserver.response.wrapping import Wrapping
from mockserver.turn import Turn
from specs.inference.envelopes import nested
from specs.inference.shape import BodyShape, body_shape, item_schema, self_contained
from specs.messages import WITHOUT_CONTENT, Response
from specs.model import Location, MediaType, Operation
from specs.recent import Recent, size
from specs.sampling import sample_json
from specs.schemas import Direction, Schema
from specs.validation import Validator, Violation, check_response, validator

_ATTEMPTS = 4
_MOST_SHOWN = 2 * 1024 * 1024
"""Bytes of the items whose texts are known, and of the lists of them, for each schema."""
_MOST_SOUND = 1024 * 1024
_OVERHEAD = 512
"""Bytes that a response takes beside its body, about."""
_READING = frozenset({"GET", "HEAD"})


class Generation:
    """Makes the responses to requests that nothing is wrong with.

    Args:
        headers: makes their header fields.
        place: ``file:line`` of a pointer into the document.
        dynamic: whether values are made up although the document has examples of them.
    """

    def __init__(self, headers: Fields, place: Callable[[str], str], *, dynamic: bool) -> None:
        self._headers, self._file_line, self._dynamic = headers, lru_cache(256)(place), dynamic
        self._bodies: dict[tuple[str, str], _Remembered | None] = {}
        self._unruly: set[str] = set()
        """Keys of operations with header fields of which the first text that comes to mind may be wrong."""
        self._sound: Recent[Response] = Recent(_MOST_SOUND)

    def answer(self, turn: Turn) -> Response:
        """The response that the turn has come to.

        Raises:
            Unanswerable: no attempt was valid.
        """
        turn.alone = _alone(turn)
        for attempt in range(_ATTEMPTS):
            seed = turn.seed + (f"/{attempt}" if attempt else "")
            body = self._body(turn, turn.media, seed) if turn.media and turn.status not in WITHOUT_CONTENT else b""
            response, violations = self._judged(turn, body, seed)
            if not violations:
                return response
        raise Unanswerable(violations)

    def _judged(self, turn: Turn, body: bytes, seed: str) -> tuple[Response, list[Violation]]:
        """The response with a body, and what is wrong with it."""
        key = turn.operation.key
        for judged in (True,) if key in self._unruly else (False, True):
            fields = self._headers.of(turn, turn.outcome.headers, seed, judged=judged)
            response = Response(turn.status, fields, body)
            violations = self._wrong(turn.operation, response) if turn.entry else []
            if not violations or all(each.place != Location.HEADER for each in violations):
                break
            self._unruly.add(key)
        return response, violations

    def _wrong(self, operation: Operation, response: Response) -> list[Violation]:
        """What is wrong with a response: nothing, where one that is the same byte by byte has been found to be valid.

        A verdict follows from operation and response alone. What changes something is hardly answered the same twice.
        """
        if operation.method not in _READING:
            return check_response(operation, response)
        key = (operation.key, response)
        if self._sound.get(key) is not None:
            return []
        violations = check_response(operation, response)
        if not violations and len(response.body) < _MOST_SOUND:
            self._sound.keep(key, response, len(response.body) + _OVERHEAD)
        return violations

    def _body(self, turn: Turn, media: MediaType, seed: str) -> bytes:
        wanted = turn.preferences.example
        if wanted is not None and wanted in media.examples:
            return bodies.write(media, media.examples[wanted])
        wish = turn.preferences.dynamic
        dynamic = self._dynamic if wish is None else wish
        back = self._dynamic and wish is False and media.examples  # of what is remembered the document knows nothing
        if media.schema is None or not bodies.structured(media) or wish or back:
            return bodies.generated(media, seed, dynamic=dynamic)
        return bodies.write(media, self._value(turn, media, media.schema, seed, dynamic=dynamic))

    def _value(self, turn: Turn, media: MediaType, schema: Schema, seed: str, *, dynamic: bool) -> Any:
        """What the outcome says, in what the schema allows."""

        def base() -> Any:
            return bodies.sampled(media, validator(schema, Direction.RESPONSE), seed, dynamic=dynamic)

        outcome = turn.outcome
        if outcome.entries is not None or outcome.members is not None:
            return self._remembered(turn, media, schema, seed, base)
        if turn.status >= 400 and not media.examples:
            return fit(validator(schema, Direction.RESPONSE), _told(turn), base)
        return base()

    def _remembered(self, turn: Turn, media: MediaType, schema: Schema, seed: str, base: Callable[[], Any]) -> Any:
        """The item, or the items, where they stand in the body; what cannot be said is noted."""
        body, outcome = self._body_of(turn.operation, media, schema), turn.outcome
        if outcome.unsaid:
            self._note(turn, outcome.unsaid, outcome.schema)
        several = outcome.entries is not None
        if body is None or (several and not body.shape.listed):
            if outcome.members is None:
                named = (
                    listed(validator(schema, Direction.RESPONSE), outcome.names, outcome.total, base)
                    if several
                    else None
                )
                return base() if named is None else named
            return fit(validator(schema, Direction.RESPONSE), outcome.members, base)
        entries = outcome.entries if several else (outcome.members or {},)
        new = turn.operation.method not in _READING and not several  # and hardly shown the same twice
        show = body.said if new else body.shown
        shown = [show(entry, f"{seed}/{number}" if several else seed) for number, entry in enumerate(entries or ())]
        facts = {"total": outcome.total, **outcome.page} if outcome.total is not None else outcome.page
        value, said = body.around([each for each, _ in shown] if body.shape.listed else shown[0][0], facts, base)
        unsaid = {name: None for _, names in shown for name in names} if said else outcome.members or {}
        if unsaid or not said:
            self._note(turn, unsaid, schema.pointer)
        return value

    def _note(self, turn: Turn, members: Iterable[str], pointer: str) -> None:
        """Have the journal tell what a schema did not let be said."""
        told = {"members": list(members), "schema": f"{self._file_line(pointer)} #{pointer}"}
        known = turn.notes.get("unsaid")
        turn.notes["unsaid"] = [*known, told] if isinstance(known, list) else [told]

    def _body_of(self, operation: Operation, media: MediaType, schema: Schema) -> _Remembered | None:
        key = (operation.key, media.pointer)
        if key not in self._bodies:
            shape, compiled = body_shape(operation, media), validator(schema, Direction.RESPONSE)
            self._bodies[key] = _Remembered(shape, compiled, media.pointer) if shape else None
        return self._bodies[key]


class _Remembered:
    """The bodies of one schema that have items in them. What is remembered is never changed, only replaced."""

    def __init__(self, shape: BodyShape, compiled: Validator, pointer: str) -> None:
        self.shape, self._pointer = shape, pointer
        self._around = Wrapping(compiled, shape.place).around
        self._bare = shape.listed and not shape.place.path
        self._whole = not shape.place.path and not shape.listed
        self._item = compiled if self._whole else Validator(item_schema(shape), pointer)
        inside = shape.place.inside
        self._entry = Validator(self_contained(shape, shape.place.entry), pointer) if inside else None
        self._shown: Recent[tuple[Mapping[str, Any], tuple[Any, tuple[str, ...]]]] = Recent(_MOST_SHOWN)
        self._lists: Recent[list[Any]] = Recent(_MOST_SHOWN)

    def around(self, value: Any, facts: Mapping[str, Any], base: Callable[[], Any]) -> tuple[Any, bool]:
        """As ``Wrapping.around``; what has nothing around it is judged once, a list as long as it is the same."""
        if self._whole and self._entry is None:
            return value, True  # ``shown`` has seen to it
        if not self._bare:
            return self._around(value, facts, base)
        key = tuple(map(id, value))
        if self._lists.get(key) is not None:
            return value, True
        made, said = self._around(value, facts, base)
        if said:
            self._lists.keep(key, made, size(made))  # it holds the entries, so that their ids stay theirs
        return made, said

    def shown(self, item: Mapping[str, Any], seed: str) -> tuple[Any, tuple[str, ...]]:
        """As ``said``, of an item that was shown before the same as then."""
        known = self._shown.get(id(item))
        if known is None:
            known = self._shown.keep(id(item), (item, self.said(item, seed)), size(item))
        return known[1]

    def said(self, item: Mapping[str, Any], seed: str) -> tuple[Any, tuple[str, ...]]:
        """What a body says of an item, and the names of what it cannot say."""
        made, unsaid = fitted(self._item, item, lambda: self._sample(self._item, seed))
        if self._entry is None:
            return made, unsaid
        wrapped, left_out = fitted(
            self._entry, nested(self.shape.place.inside, made), lambda: self._sample(self._entry, seed)
        )
        return wrapped, (*unsaid, *left_out)

    def _sample(self, compiled: Validator | None, seed: str) -> Any:
        return sample_json(compiled, seed, pointer=self._pointer) if compiled else {}


def _alone(turn: Turn) -> bool:
    """Whether what is known of the state has no say in the response."""
    told = turn.preferences.example is not None or turn.preferences.dynamic is True
    told = told or (turn.media is not None and not bodies.structured(turn.media))
    return turn.outcome is NOTHING_KNOWN or (told and not turn.outcome.headers)


def _told(turn: Turn) -> dict[str, Any]:
    """What an error says that nobody has made but whoever asked for it."""
    told = problems.problem(turn.status, Refusal(statuses=(turn.status,), detail=f"{problems.title(turn.status)}."))
    return {**problems.aliases(told), **told}
