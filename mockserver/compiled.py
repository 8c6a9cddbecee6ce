"""What follows from a document and its user's choices alone: made once, whoever asks, and shared by all sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.access.judging import HOLDER
from mockserver.access.people import People
from mockserver.errors import StoreError, StoreFullError, Unanswerable
from mockserver.observing.recording import Book
from mockserver.overrides.making import Maker
from mockserver.request.conformity import Conformity
from mockserver.request.routing import Router
from mockserver.response import problems
from mockserver.response.choosing import Choice
from mockserver.response.finishing import Finish
from mockserver.response.generation import Generation
from mockserver.response.headers import Fields
from mockserver.response.lifecycles import Lifecycles
from mockserver.response.negotiation import Negotiation
from mockserver.response.problems import Refusal
from mockserver.response.refusals import Refusals, confession
from mockserver.response.replay import Minter
from mockserver.settings import Settings
from mockserver.stages import through
from mockserver.turn import Stage, Turn
from specs.errors import SpecError
from specs.login import find_login
from specs.messages import Response
from specs.model import Document
from specs.redaction import Redactor

LOST = Refusal(
    statuses=(503, 500),
    kind="state-unreachable",
    detail="What the mock remembers cannot be reached now.",
    headers=(("Retry-After", "1"),),
)
_FULL = Refusal(statuses=(507, 503, 500), kind="state-full", detail="The session may remember no more than it does.")


class Compiled:
    """The stages of one document's mock, and other parts of it that remember nothing.

    Attributes:
        name: what tells the mock from others.
        memory: what the mocks have in common that remember the same.
        login: how one logs in; None where the document does not have it.
        people: those who have an account.
        book: whose the journal says that exchanges are.
        prompt: keys of the operations whose last answer took no time.
    """

    def __init__(self, document: Document, settings: Settings, memory: str = "") -> None:
        self.document, self.settings = document, settings
        self.name = f"{document.called} at {settings.prefix}" if settings.prefix else document.called
        self.memory = memory or self.name
        self.login = find_login(document)
        self.people = People(settings.users, settings.clients)
        self.book = Book(self.name, Redactor(document, self.login))
        self.router = Router(document, settings.prefix)
        fields = Fields(document)
        self.refusals = Refusals(fields)
        self.generation = Generation(fields, document.place, dynamic=settings.dynamic)
        self.maker = Maker(fields, self.generation)
        self.lifecycles = Lifecycles()
        self.finishing = Finish(Minter(document, dynamic=settings.dynamic), self.lifecycles)
        self.conformity = Conformity(settings.validate)
        self.choice = Choice()
        self.negotiation = Negotiation(document)
        self.prompt: set[str] = set()

    def known(self, subject: str) -> Mapping[str, Any]:
        """What things under a fixed path should say of whoever asks: what they are known by."""
        told = {} if subject == HOLDER.subject else self.people.told(subject)
        return {**told, **({self.login.identifier: subject} if self.login and subject else {})}

    def answered(self, turn: Turn, stages: tuple[Stage, ...]) -> Response:
        """What the first of some stages says that has an answer, or why none of them can."""
        try:
            return through(turn, stages, self.refusals.answer)
        except (Unanswerable, SpecError) as error:
            return problems.response(500, confession(self.document, error))
        except (StoreError, StoreFullError) as error:
            turn.notes["failed"] = str(error)
            return self.refusals.answer(turn, _FULL if isinstance(error, StoreFullError) else LOST)
