"""Which operation, if any, turns a name and a password into a token: worked out from the document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from specs import shapes
from specs.messages import is_json
from specs.model import Document, MediaType, Operation, Response
from specs.outline import outline
from specs.schemas import Direction

_SECRET = re.compile(r"passw(or)?d|passphrase|secret|pin", re.IGNORECASE)
_IDENTIFIER = re.compile(r"e-?mail|user(_?name)?|login|account|identifier", re.IGNORECASE)
_TOKEN = re.compile(r"token|jwt", re.IGNORECASE)
_NOT_ACCESS = re.compile(r"refresh|csrf|xsrf|type|expires", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Login:
    """How one logs in.

    Attributes:
        identifier: request property that says who, e.g. ``email``.
        secret: request property with the password.
        token: property of the successful response that holds the bearer token.
        response: that successful response.
    """

    operation: Operation
    identifier: str
    secret: str
    token: str
    response: Response


def find_login(document: Document) -> Login | None:
    """The operation that logs in.

    It is a POST that needs no credentials, whose JSON body has a password and something that names the account, and
    whose success answers with a token.
    """
    for operation in document.operations:
        found = _login(operation)
        if found:
            return found
    return None


def _login(operation: Operation) -> Login | None:
    if operation.method != "POST" or not operation.anonymous or operation.body is None:
        return None
    sent = _texts(operation.body.content, Direction.REQUEST)
    secret = _named(sent, _SECRET)
    identifier = _named({name: value for name, value in sent.items() if name != secret}, _IDENTIFIER)
    if secret is None or identifier is None:
        return None
    for response in operation.successes:
        answered = _texts(response.content, Direction.RESPONSE)
        token = _named({name: v for name, v in answered.items() if not _NOT_ACCESS.search(name)}, _TOKEN)
        if token:
            return Login(operation, identifier, secret, token, response)
    return None


def _texts(content: tuple[MediaType, ...], direction: Direction) -> dict[str, Any]:
    """The string properties of a JSON body."""
    for media in content:
        if media.schema is not None and is_json(media.name):
            root = outline(media.schema, direction)
            declared = shapes.properties(root, root)
            return {name: value for name, value in declared.items() if "string" in shapes.types(value, root)}
    return {}


def _named(declared: dict[str, Any], pattern: re.Pattern[str]) -> str | None:
    return next((name for name in declared if pattern.search(name)), None)
