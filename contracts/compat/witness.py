"""Witnesses: whole messages that one side takes and the other refuses, shrunk, and confirmed by two validators."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from contracts.compat.about import About, Chosen, anything, chosen
from contracts.compat.judging import explaining, telling_whether
from contracts.compat.mending import Mend
from contracts.compat.shrinking import less
from contracts.findings import Refusal, Witness
from specs import credentials, paths
from specs.errors import SpecError
from specs.messages import Request, Response
from specs.model import Document, Operation
from specs.schemas import Direction, Schema
from specs.validation import Compile, Engine, Violation, check_response, read_request
from specs.validators import for_few_values


def _second(schema: Schema, direction: Direction) -> Engine:
    """What the second validator compiles. The library behind it is slow to import, and only asked about breaks."""
    from specs.second_opinion import second_validator

    return second_validator(schema, direction)


COMPILERS: dict[str, Compile] = {"jsonschema-rs": explaining(for_few_values), "jsonschema": _second}
"""The validators that must agree, by the name a report gives them; the fastest first, its words are the reason."""
JUDGES = tuple(COMPILERS)
_VALID = {name: telling_whether(compiled) for name, compiled in COMPILERS.items()}

Make = Callable[[Any, Sequence[str]], Witness | None]
"""What makes a witness of a value, as the validators named judge it."""

_ROUNDS = 8
_MOST_MENDED = 40
"""Values that are tried in vain in a row: some faults cannot be avoided, and each try asks for a verdict."""
_PLACES = re.compile(r"/\d+(?=/|$)")


def nothing_mended(_value: Any, _pointer: str) -> Iterable[Any]:
    """No other values."""
    return ()


def request_witness(
    old: Document,
    new: Document,
    request: Request,
    judges: Sequence[str] = JUDGES,
    *,
    moved: bool = True,
    about: About = anything,
) -> Witness | None:
    """The witness that a request is: valid for the old document, not for the new one; None if it is not both.

    Args:
        old: whose clients send it.
        new: whose server reads it.
        request: the request.
        judges: the validators that must agree.
        moved: where the new document has other base paths, look below them: their change is a finding of its own.
        about: what it has to be refused for.
    """
    arrived = _moved(old, new, request) if moved else request
    told: Chosen | None = None
    for judge in reversed(judges):
        if any(_request_faults(old, request, _VALID[judge])):
            return None
        told = chosen(_request_faults(new, arrived, COMPILERS[judge]), about)
        if told is None:
            return None
    return _witness(told, judges, request=request, accepted_by="old", refused_by="new")


def response_witness(
    old: Operation, new: Operation, response: Response, judges: Sequence[str] = JUDGES, *, about: About = anything
) -> Witness | None:
    """The witness that a response is: valid for the new operation, not for the old one; None if it is not both."""
    told: Chosen | None = None
    for judge in reversed(judges):
        if check_response(new, response, compiled=_VALID[judge]):
            return None
        told = chosen(check_response(old, response, compiled=COMPILERS[judge]), about)
        if told is None:
            return None
    return _witness(told, judges, response=response, accepted_by="new", refused_by="old")


def _moved(old: Document, new: Document, request: Request) -> Request:
    """The request under a base path of the new document that has a place for it; as it is where there is none."""
    if paths.find(new, request.method, request.path) is not None:
        return request
    below = [request.path[len(base) :] for base in old.every_base_path if request.path.startswith(base)]
    moved = (replace(request, path=base + rest) for rest in below for base in new.every_base_path)
    return next((each for each in moved if paths.find(new, each.method, each.path) is not None), request)


def _witness(told: Chosen | None, judges: Sequence[str], **said: Any) -> Witness | None:
    if told is None:
        return None
    return Witness(
        place=told.own.place,
        name=told.own.name,
        pointer=told.own.pointer,
        reason=told.own.message,
        besides=tuple(map(_refusal, told.besides)),
        confirmed_by=tuple(judges),
        **said,
    )


def _refusal(violation: Violation) -> Refusal:
    return Refusal(place=violation.place, name=violation.name, pointer=violation.pointer, reason=violation.message)


def smallest(value: Any, make: Make, mend: Mend = nothing_mended) -> Witness | None:
    """The witness for the smallest value that still makes one, with as little as possible refused besides.

    Found by leaving things out one at a time, and by putting other values where something else is refused.

    Args:
        value: where to start.
        make: the witness for a value, as the validators named judge it.
        mend: values that may no longer be refused for something.
    """
    quick = JUDGES[:1]  # the search asks one validator; what comes out is confirmed by all
    first = _tried(make, value, quick)
    if first is None:
        return None
    search = _Search(value, first, partial(_tried, make, judges=quick))
    search.shrink()
    if search.mend(mend):
        search.shrink()
    return _tried(make, search.value, JUDGES)


@dataclass(slots=True)
class _Search:
    """The best value so far, the witness that it makes, and what makes one of another value."""

    value: Any
    best: Witness
    make: Callable[[Any], Witness | None]

    def shrink(self) -> None:
        """Leave out what can be."""
        for _ in range(_ROUNDS):
            left = less(self.value, self._as_good)
            if left == self.value:
                break
            self.value = left

    def mend(self, mend: Mend) -> bool:
        """Put other values where something else is refused; whether that was of use."""
        before = len(self.best.besides)
        for _ in range(_ROUNDS):
            here = [each for each in self.best.besides if (each.place, each.name) == (self.best.place, self.best.name)]
            others = (each for refusal in here for each in mend(self.value, refusal.pointer))
            better = next((each for each in islice(others, _MOST_MENDED) if self._better(each)), None)
            if better is None:
                break
            self.value = better
        return len(self.best.besides) < before

    def _as_good(self, value: Any) -> bool:
        return self._taken(value, operator.le)

    def _better(self, value: Any) -> bool:
        return self._taken(value, operator.lt)

    def _taken(self, value: Any, fewer: Callable[[Any, Any], bool]) -> bool:
        """Whether a value shows the same and is refused for no more than the best one, whose place it takes."""
        witness = self.make(value)
        if witness is None or not _same(witness, self.best) or not _no_more(witness, self.best, fewer):
            return False
        self.best = witness
        return True


def _same(one: Witness, other: Witness) -> bool:
    return _spoken(one) == _spoken(other)


def _no_more(one: Witness, other: Witness, fewer: Callable[[int, int], bool]) -> bool:
    """Whether all that a message is refused for besides another one is, too, and that in no more or fewer places."""
    kinds = [{_spoken(each) for each in witness.besides} for witness in (one, other)]
    return kinds[0] <= kinds[1] and fewer(len(one.besides), len(other.besides))


def _spoken(refusal: Refusal | Witness) -> tuple[str, ...]:
    """What is refused, whichever item of an array it is."""
    return refusal.place, refusal.name, _PLACES.sub("/0", refusal.pointer), refusal.reason


def _tried(make: Make, value: Any, judges: Sequence[str]) -> Witness | None:
    try:
        return make(value, judges)
    except (SpecError, ValueError, RecursionError):  # a judge gives up on values that are nested too deep
        return None


def _request_faults(document: Document, request: Request, judge: Compile) -> Iterator[Violation]:
    found = paths.find(document, request.method, request.path)
    if found is None:
        told = f"there is no {request.method} on this path"
        yield Violation(place="path", rule="undocumented", message=told, source="")
        return
    operation, values = found
    if not credentials.presents(operation, request):
        told = "credentials are required"
        yield Violation(place="header", name="Authorization", rule="missing", message=told, source=operation.pointer)
    yield from read_request(operation, request, values, compiled=judge).violations
