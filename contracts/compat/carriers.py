"""Bodies that one side writes and the other reads: the messages that carry them, and what comes of those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.compat import answers, fields, fitting, messages, requests
from contracts.compat.about import About, anything
from contracts.compat.comparison import Comparison, Site
from contracts.compat.fields import Step
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.witness import JUDGES, request_witness
from contracts.findings import Witness
from specs import pointers
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
        return fitting.request(self.question, self.pair, Wanted(body=value, given=True, media=media))

    def witness(self, message: Any, judges: Sequence[str] = JUDGES, *, about: About = anything) -> Witness | None:
        """The witness that such a request is."""
        return request_witness(self.question.old, self.question.new, message, judges, about=about)

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

    def witness(self, message: Any, judges: Sequence[str] = JUDGES, *, about: About = anything) -> Witness | None:
        """The witness that such a response is."""
        return answers.witness(self.pair, message, judges, about=about)

    def misread(self, value: Any, part: Part, pointer: str) -> Witness | None:
        """The witness that an old client takes a part for another value than was sent."""
        return answers.misread(self.pair, self.carry(value, self.new), (self.new, self.old), part, pointer)


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """Parts that are bodies themselves, brought in the bodies around them.

    Attributes:
        around: what brings those.
        step: which part it is.
        old: the part as the old document has it, as a body of its own.
        new: the same of the new one.
    """

    around: Carrier
    step: Step
    old: MediaType
    new: MediaType

    @property
    def question(self) -> Comparison:
        """The documents."""
        return self.around.question

    @property
    def pair(self) -> Pair:
        """The operation."""
        return self.around.pair

    @property
    def direction(self) -> Direction:
        """Of the message."""
        return self.around.direction

    def carry(self, value: Any, media: MediaType) -> Any:
        """The least message with a value in that part, as a media type writes it. Raises SpecError: none is known."""
        whole, told = writer(self.around), fields.encoding(writer(self.around), self.step)
        written = replace(
            told,
            encoding=media.encoding,
            prefix_encoding=media.prefix_encoding,
            item_encoding=media.item_encoding,
        )
        return self.around.carry(self._whole(value), fields.with_encoding(whole, self.step, written))

    def witness(self, message: Any, judges: Sequence[str] = JUDGES, *, about: About = anything) -> Witness | None:
        """The witness that such a message is."""
        return self.around.witness(message, judges, about=about)

    def misread(self, value: Any, part: Part, pointer: str) -> Witness | None:
        """The witness that who reads it takes a part of that part for another value than was sent."""
        return self.around.misread(
            self._whole(value),
            lambda body: part(self._inner(fields.inside(body, self.step))),
            pointers.join("", self.step, *([0] * self._listed)) + pointer,
        )

    @property
    def _listed(self) -> bool:
        """Whether it is a property that is a list, each item a part of its own."""
        return isinstance(self.step, str) and fields.is_list(writer(self.around), self.step, self.direction)

    def _whole(self, value: Any) -> Any:
        inner = [value] if self._listed else value
        return fields.around(writer(self.around), self.step, inner, self.direction)

    def _inner(self, value: Any) -> Any:
        return value[0] if self._listed and isinstance(value, list) and value else value


Carrier = Sent | Answered | Within
"""How bodies get from those who write them to those who read them."""


def path(carrier: Carrier) -> tuple[Step, ...]:
    """Which part of a part of a message it is that a carrier brings; nothing for a whole body."""
    return (*path(carrier.around), carrier.step) if isinstance(carrier, Within) else ()


def writer(carrier: Carrier) -> MediaType:
    """The body as those who write it have it."""
    return carrier.old if carrier.direction is Direction.REQUEST else carrier.new


def reader(carrier: Carrier) -> MediaType:
    """The body as those who read it have it."""
    return carrier.new if carrier.direction is Direction.REQUEST else carrier.old


def site(carrier: Carrier, old: str, new: str) -> Site:
    """Where a finding about such bodies stands."""
    while isinstance(carrier, Within):
        carrier = carrier.around
    return Site((carrier.pair.key,), old, new).of(writer(carrier))
