"""Making one response again from its token."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.clock import Clock
from mockserver.compiled import Compiled
from mockserver.draws import digest_of
from mockserver.errors import MockError
from mockserver.kept import begun
from mockserver.pipeline import Mock
from mockserver.request.preferences import Preferences
from mockserver.request.routing import Match
from mockserver.response import replay
from mockserver.response.choosing import chosen
from mockserver.response.replay import Token
from mockserver.settings import Settings
from mockserver.turn import Turn
from specs.messages import Request, Response
from specs.model import Document


@dataclass(frozen=True, slots=True)
class Again:
    """A response that was made again.

    Attributes:
        same: whether it is the one that the token was given for, byte for byte.
    """

    response: Response
    same: bool


def again(document: Document, token: Token) -> Again:
    """The response of a token, as the document has it: what every mock adds to its responses is left out.

    Raises:
        MockError: the token is of another document, or does not hold all that its response was made of.
    """
    if not digest_of(document).startswith(token.document):
        told = "the token is of another document, or of this one before it was changed"
        raise MockError(told, hint="replay it with the document that the mock had")
    if token.dependent:
        asked = [each.key for each in document.operations[token.operation : token.operation + 1]]
        told = f"the response to {asked[0]}" if asked else "the response to a request that led to no operation"
        told += " says something of its request, or of what the mock remembered"
        raise MockError(told, hint="only the mock that gave it has it: ask that one, with --url")
    if token.operation >= len(document.operations):
        raise MockError("the token speaks of an operation that the document does not have")
    operation = document.operations[token.operation]
    turn = Turn(Request(operation.method, operation.path), Match("", {}), operation, token.draw)
    _choose(turn, token)
    settings = Settings(seed=token.draw.seed, dynamic=token.dynamic, callbacks=False)
    mock = Mock(Compiled(document, settings), begun(settings, [document], Clock(lambda: 0.0), ()))
    response = mock.made(turn)
    return Again(response, replay.fingerprint(response) == token.digest)


def _choose(turn: Turn, token: Token) -> None:
    chosen(turn, token.status)
    content = turn.entry.content if turn.entry else ()
    turn.media = content[token.media - 1] if 0 < token.media <= len(content) else None
    names = list(turn.media.examples) if turn.media else []
    example = names[token.example - 1] if 0 < token.example <= len(names) else None
    turn.preferences = Preferences(example=example, dynamic=True if token.invented else None)
