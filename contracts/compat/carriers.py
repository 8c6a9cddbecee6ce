"""Bodies that one side writes and the other reads: the messages that carry them, and what comes of those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.compat import answers, messages, requests
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.witness import JUDGES, request_witness
from contracts.findings import Witness
from specs.messages import Request
from specs.messages import Response as Message
from specs.model import MediaType, Response
from specs.schemas import Direction

Part = Callable[[Any], Any]
"""What the value of a body has in the part in question."""


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """Old clients write requests, the new server reads them."""

    question: Comparison
    pair: Pair
    old: MediaType
    new: MediaType
    direction: Direction = Direction.REQUEST

    def carry(self, value: Any, media: MediaType) -> Request:
        """The least request with a value as its body. Raises SpecError: none is known."""
        return messages.request(self.question.old, self.pair.old, Wanted(body=value, given=True, media=media))

    def witness(self, message: Any, judges: Sequence[str] = JUDGES) -> Witness | None:
        """The witness that such a request is."""
        return request_witness(self.question.old, self.question.new, message, judges)

    def misread(self, value: Any, part: Part, pointer: str) -> Witness | None:
        """The witness that the new server takes a part for another value than was sent."""
        wanted = Wanted(body=value, given=True, media=self.old)
        read = (lambda reading: part(reading.body),) * 2
        return requests.misread(self.question, self.pair, wanted, read, ("body", "", pointer))


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The new server writes responses, old clients read them."""

    question: Comparison
    pair: Pair
    old: MediaType
    new: MediaType
    entry: Response
    direction: Direction = Direction.RESPONSE

    def carry(self, value: Any, media: MediaType) -> Message:
        """The least response with a value as its body. Raises SpecError: none is known."""
        return messages.response(self.entry, media, body=value, given=True)

    def witness(self, message: Any, judges: Sequence[str] = JUDGES) -> Witness | None:
        """The witness that such a response is."""
        return answers.witness(self.pair, message, judges)

    def misread(self, value: Any, part: Part, pointer: str) -> Witness | None:
        """The witness that an old client takes a part for another value than was sent."""
        return answers.misread(self.pair, self.carry(value, self.new), (self.new, self.old), part, pointer)


Carrier = Sent | Answered
"""How bodies get from those who write them to those who read them."""


def writer(carrier: Carrier) -> MediaType:
    """The body as those who write it have it."""
    return carrier.old if carrier.direction is Direction.REQUEST else carrier.new


def reader(carrier: Carrier) -> MediaType:
    """The body as those who read it have it."""
    return carrier.new if carrier.direction is Direction.REQUEST else carrier.old


def site(carrier: Carrier, old: str, new: str) -> Site:
    """Where a finding about such bodies stands."""
    return Site((carrier.pair.key,), old, new).of(writer(carrier))
