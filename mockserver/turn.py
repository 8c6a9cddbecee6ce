"""One request on its way through the stages: what each has found out, for those that come after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mockserver.answer import AT_ONCE, Delivery
from mockserver.draws import Draw
from mockserver.outcome import NOTHING_KNOWN, Outcome
from mockserver.overrides.altering import Alteration
from mockserver.request.preferences import NONE, Preferences
from mockserver.request.routing import Match
from mockserver.response.problems import Refusal
from specs.messages import Headers, Request, Response
from specs.model import MediaType, Operation
from specs.model import Response as Entry
from specs.validation import NOTHING_READ, Reading, Violation


@dataclass(slots=True, eq=False)
class Turn:
    """A request that has been routed, and what is known of it so far.

    Attributes:
        request: as it came.
        match: the path it was routed to, and the values in it.
        operation: what it asks for.
        draw: decides everything that is made up for it.
        preferences: what the client wants of the response, beside what it asks for.
        subject: who asks; empty for nobody in particular.
        roles: what else they are.
        reading: the request's values, once validated.
        entry: the documented response it is to get; None where the document has none.
        status: its status code.
        offers: the representations there are of it.
        media: the representation of that response; None where it has no body.
        warnings: what is wrong with the request although it is answered as if nothing were.
        outcome: what the response has to say.
        alone: whether the response is made of nothing but the document, the draw and the client's preferences.
        fields: header fields that go before what the response has of these names.
        alterations: what is changed of the response when it is made.
        on_purpose: the response breaks the document because its user wants it to.
        notes: what was done to it beside what the document says, for the journal.
        again: whether it has come before, and is answered as it was then.
        delivery: how the response is to be sent.
    """

    request: Request
    match: Match
    operation: Operation
    draw: Draw
    preferences: Preferences = NONE
    subject: str = ""
    roles: frozenset[str] = frozenset()
    reading: Reading = NOTHING_READ
    entry: Entry | None = None
    status: int = 200
    offers: tuple[MediaType, ...] = ()
    media: MediaType | None = None
    warnings: tuple[Violation, ...] = ()
    outcome: Outcome = NOTHING_KNOWN
    alone: bool = False
    fields: Headers = ()
    alterations: tuple[Alteration, ...] = ()
    on_purpose: bool = False
    notes: dict[str, object] = field(default_factory=dict)
    again: bool = False
    delivery: Delivery = AT_ONCE

    @property
    def seed(self) -> str:
        """Of everything that is made up for the request."""
        return self.draw.text(self.operation.key)


Stage = Callable[[Turn], Response | Refusal | None]
"""A step of the pipeline. A response ends the turn, a refusal becomes the response that the document has for it; with
None the next stage goes on."""
