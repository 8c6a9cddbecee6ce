"""Which operation, if any, turns a name and a password into a token: worked out from the document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from specs import shapes
from specs.messages import is_form, is_json, read_json, write_json
from specs.model import Document, MediaType, Operation, Response
from specs.outline import outline
from specs.schemas import Direction, JsonSchema

_SECRET = re.compile(r"passw(or)?d|passphrase|secret|pin", re.IGNORECASE)
_IDENTIFIER = re.compile(r"e-?mail|user(_?name)?|login|account|identifier", re.IGNORECASE)
_TOKEN = re.compile(r"token|jwt", re.IGNORECASE)
_NOT_ACCESS = re.compile(r"refresh|csrf|xsrf|type|expires", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Login:
    """How one logs in.

    Attributes:
        sent: the representation in which the request says who one is: JSON, or a form.
        identifier: request property that says who, e.g. ``email``.
        secret: request property with the password.
        token: property of the successful response that holds the bearer token.
        response: that successful response.
        within: members that lead to the object that has the token, e.g. ``data``.
    """

    operation: Operation
    sent: MediaType
    identifier: str
    secret: str
    token: str
    response: Response
    within: tuple[str, ...] = ()

    def written(self, members: Mapping[str, Any]) -> bytes:
        """The body of a request that says something."""
        if is_form(self.sent.name):
            texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in members.items()}
            return urlencode(texts).encode()
        return write_json(members)

    def read(self, body: bytes) -> dict[str, Any]:
        """What the body of a request says; nothing where it cannot be read."""
        if is_form(self.sent.name):
            return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        try:
            value = read_json(body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def token_in(self, body: bytes) -> str:
        """The token in the body of an answer; empty where there is none."""
        try:
            value = read_json(body)
        except ValueError:
            return ""
        for member in (*self.within, self.token):
            value = value.get(member) if isinstance(value, dict) else None
        return value if isinstance(value, str) else ""


def find_login(document: Document) -> Login | None:
    """The operation that logs in.

    It is a POST that needs no credentials, whose body, JSON or a form, has a password and something that names the
    account, and whose success answers with a token, in an object of its own where the document says so.
    """
    return next(logins(document), None)


def logins(document: Document) -> Iterator[Login]:
    """All operations that log in, as ``find_login`` has it."""
    for operation in document.operations:
        found = _login(operation)
        if found:
            yield found


def _login(operation: Operation) -> Login | None:
    if operation.method != "POST" or not operation.anonymous or operation.body is None:
        return None
    for media, root in _read(operation.body.content, Direction.REQUEST, is_json, is_form):
        sent = _texts(root, root)
        secret = _named(sent, _SECRET)
        identifier = _named([name for name in sent if name != secret], _IDENTIFIER)
        if secret is not None and identifier is not None:
            return next(_answering(operation, media, identifier, secret), None)
    return None


def _answering(operation: Operation, sent: MediaType, identifier: str, secret: str) -> Iterator[Login]:
    for response in operation.successes:
        for _, root in _read(response.content, Direction.RESPONSE, is_json):
            for within, schema in _objects(root):
                token = _named([name for name in _texts(schema, root) if not _NOT_ACCESS.search(name)], _TOKEN)
                if token:
                    yield Login(operation, sent, identifier, secret, token, response, within)


def _read(
    content: tuple[MediaType, ...], direction: Direction, *kinds: Callable[[str], bool]
) -> Iterator[tuple[MediaType, JsonSchema]]:
    """The first representation of each of some kinds, with its schema to read in."""
    for kind in kinds:
        media = next((each for each in content if each.schema is not None and kind(each.name)), None)
        if media is not None and media.schema is not None:
            yield media, outline(media.schema, direction)


def _objects(root: JsonSchema) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The object that is answered, then those right in it."""
    yield (), root
    for name, schema in shapes.properties(root, root).items():
        if shapes.container(schema, root) == "object":
            yield (name,), schema


def _texts(schema: Any, root: JsonSchema) -> list[str]:
    """The string properties of an object."""
    return [name for name, each in shapes.properties(schema, root).items() if "string" in shapes.types(each, root)]


def _named(declared: Iterable[str], pattern: re.Pattern[str]) -> str | None:
    return next((name for name in declared if pattern.search(name)), None)
