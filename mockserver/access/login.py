"""The operation that logs in, as the mock plays it: well-formed credentials in, a real token out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.access.grants import Grant
from mockserver.access.people import People
from mockserver.access.tokens import Tokens
from mockserver.outcome import Outcome
from mockserver.response.fitting import unspoken
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from mockserver.varied import varied
from specs import shapes
from specs.inference.envelopes import nested
from specs.inference.shape import success_shape
from specs.login import Login
from specs.messages import Request, is_json
from specs.sampling import sample_json
from specs.schemas import Direction
from specs.validation import Validator

_WRONG = Refusal(
    statuses=(401, 403, 400),
    kind="unknown-credentials",
    detail="There is no such account, or its password is another.",
    headers=(("WWW-Authenticate", "Bearer"),),
)


Issue = Callable[[Grant, Request], str]
"""Makes the token of a grant that a request has asked for."""


class LoginDesk:
    """Issues tokens.

    Args:
        login: how one logs in.
        tokens: knows the texts that stand for tokens.
        people: those who may log in.
        issue: makes the token of a grant that was asked for.
    """

    def __init__(self, login: Login, tokens: Tokens, people: People, issue: Issue) -> None:
        self.login = login
        self._tokens, self._people, self._issue = tokens, people, issue
        self._allowed = _token_schema(login)
        shape = success_shape(login.operation)
        self._within = () if shape is not None and shape.place.path == login.within else login.within

    def apart(self, tokens: Tokens, issue: Issue) -> LoginDesk:
        """The same, issuing the tokens of a session."""
        return varied(self, _tokens=tokens, _issue=issue)

    def serve(self, turn: Turn) -> Refusal | None:
        """Note what a log-in request gets; a refusal where the account is not known."""
        if turn.operation is not self.login.operation:
            return None
        body = turn.reading.body
        outcome = self._answer(body if isinstance(body, Mapping) else {}, turn.request)
        if isinstance(outcome, Refusal):
            return outcome
        turn.outcome = outcome
        return None

    def _answer(self, body: Mapping[str, Any], request: Request) -> Outcome | Refusal:
        """What a valid log-in request gets."""
        identifier, secret = (str(body.get(name) or "") for name in (self.login.identifier, self.login.secret))
        user = self._people.user(identifier, secret)
        if user is None:
            return _WRONG
        told = {self.login.token: self._token(user.grant(), request)}
        return Outcome(members=nested(self._within, told))

    def _token(self, grant: Grant, request: Request) -> str:
        """A signed token, or where the document leaves no room for one a text that stands for it."""
        token = self._issue(grant, request)
        if self._allowed is None or self._allowed.accepts(token):
            return token
        # Seeded with the signed token, which nobody can guess, so that nobody can guess this one.
        return self._tokens.adopt(str(sample_json(self._allowed, token)), grant)


def _token_schema(login: Login) -> Validator | None:
    for media in login.response.content:
        if media.schema is not None and is_json(media.name):
            root = media.schema.json_schema(Direction.RESPONSE)
            declared: Any = root
            for member in (*login.within, login.token):
                declared = shapes.properties(declared, root).get(member, True)
            return Validator({**unspoken(declared, root), "$defs": root.get("$defs", {})}, media.pointer)
    return None
