"""Stage 4: which of its documented responses a request gets: the success, unless the client prefers another."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from specs.messages import Response
from specs.model import Operation
from specs.model import Response as Entry

_BEST_OF_SEVERAL = {"POST": "201", "DELETE": "204"}
"""Of several successes, the one that tells what a method of this kind has done."""
_NEXT_BEST = ("2", "default", "3", "404", "409", "403", "401", "429", "4", "5")
"""What stands in for a success where the document has none, by how it begins: first refusals that say nothing against
the request itself."""


class Choice:
    """Chooses responses."""

    def __init__(self) -> None:
        self._usual: dict[str, tuple[Entry | None, int]] = {}

    def choose(self, turn: Turn) -> Response | None:
        """Note the response; the answer where the client prefers one that the document does not have."""
        preferred = turn.preferences
        if preferred.code is None:
            turn.entry, turn.status = self._usually(turn.operation)
        else:
            chosen(turn, preferred.code)
            if turn.entry is None:
                return problems.response(400, _no_code(turn.operation, preferred.code))
        turn.offers = turn.entry.content if turn.entry else ()
        if preferred.example is not None:
            turn.offers = tuple(each for each in turn.offers if preferred.example in each.examples)
            if not turn.offers:
                return problems.response(400, _no_example(turn))
        return None

    def _usually(self, operation: Operation) -> tuple[Entry | None, int]:
        key = operation.key
        if key not in self._usual:
            entry = success(operation)
            self._usual[key] = entry, status_of(entry)
        return self._usual[key]


def chosen(turn: Turn, status: int) -> None:
    """Note a response by its status."""
    turn.entry, turn.status = turn.operation.response_for(status), status


def instead(turn: Turn, status: int) -> None:
    """Note another success, in the representation that is already agreed upon as far as it has that."""
    chosen(turn, status)
    turn.offers = turn.entry.content if turn.entry else ()
    named = turn.media.name if turn.media else ""
    turn.media = next((each for each in turn.offers if each.name == named), next(iter(turn.offers), None))


def success(operation: Operation) -> Entry | None:
    """The response a valid request gets: a success, else what comes closest; None where there is none to be had."""
    final = sorted(
        (each for each in operation.responses if not each.status.startswith("1")), key=lambda each: each.status
    )
    for wanted in (_BEST_OF_SEVERAL.get(operation.method, "2"), *_NEXT_BEST):
        for entry in final:
            if entry.status.startswith(wanted):
                return entry
    return None


def status_of(entry: Entry | None) -> int:
    """The status code to send for a documented response."""
    if entry is None or entry.status == "default":
        return 200
    return int(entry.status) if entry.status.isdigit() else int(entry.status[0]) * 100


def _no_code(operation: Operation, code: int) -> Refusal:
    known = [entry.status for entry in operation.responses]
    told = f"{operation.key} has no response {code}; it has {', '.join(known) or 'none'}."
    return Refusal(statuses=(400,), kind="unknown-code", detail=told, more={"codes": known})


def _no_example(turn: Turn) -> Refusal:
    known = list(_examples(turn.operation))
    listed = ", ".join(f"{name} of {code}" for code, name in known) or "none"
    told = f"Response {turn.status} of {turn.operation.key} has no such example; the operation has {listed}."
    more = {"examples": [{"code": code, "example": name} for code, name in known]}
    return Refusal(statuses=(400,), kind="unknown-example", detail=told, more=more)


def _examples(operation: Operation) -> Iterator[tuple[str, str]]:
    found = ((entry.status, name) for entry in operation.responses for each in entry.content for name in each.examples)
    return (pair for pair in dict.fromkeys(found) if pair[1])
