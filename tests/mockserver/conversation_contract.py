"""The documents of a conversation, and what is wrong with a response by them."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import click
from conversation_text import Conversation

from mockserver.control import service
from ringback import mounts
from ringback.commands.mock import mock
from ringback.commands.proxy import proxy
from specs import load
from specs.messages import Request, Response
from specs.model import Document, Operation
from specs.routes import Routes
from specs.second_opinion import second_validator
from specs.validation import check_response
from specs.validators import validator

ENGINES = (validator, second_validator)
_ORIGIN = re.compile(r"^https?://[^/]*")


@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """What the documents of a mock say of its responses."""

    routes: tuple[Routes, ...]

    def complaints(self, request: Request, response: Response) -> tuple[bool, list[str]]:
        """What is wrong with a response.

        Returns:
            Whether any document says what the response is to look like; and what is wrong, under each validator, where
            it breaks all of the documents that do.
        """
        asked = replace(request, path=_ORIGIN.sub("", request.path.partition("?")[0]))
        best: list[str] | None = None
        for operation in self._operations(asked):
            entry = operation.response_for(response.status)
            if entry is None:
                continue
            found = [
                f"{engine.__name__}: {each}"
                for engine in ENGINES
                for each in check_response(operation, response, compiled=engine)
            ]
            best = found if best is None or len(found) < len(best) else best
        return best is not None, best or []

    def _operations(self, request: Request) -> Iterator[Operation]:
        for routes in self.routes:
            found = routes.find(request.path)
            for route in found.routes if found else ():
                own, get = route.operations.get(request.method), route.operations.get("GET")
                if own is not None:
                    yield own
                elif request.method == "HEAD" and get is not None:
                    yield replace(get, method="HEAD")


def contract(folder: Path, conversation: Conversation) -> Contract:
    """Of the mock, or of the proxy before it, that a conversation is held with, started in a folder."""
    names, version_by = _named(conversation)
    with chdir(folder):
        served = mounts.served(names, _document, version_by)
    routes = [Routes(each.document, each.prefix) for each in served]
    return Contract((*routes, *([] if "--no-control" in conversation.mock else [_control()])))


def _named(conversation: Conversation) -> tuple[list[str], str]:
    """The documents, and how requests name the release they mean."""
    found = _options(proxy, conversation.proxy) if conversation.proxy else _options(mock, conversation.mock)
    return found["specs"], found.get("version_by") or mounts.BY_PATH


def _options(command: click.Command, words: str) -> dict[str, Any]:
    found, _, _ = command.make_parser(command.context_class(command)).parse_args(shlex.split(words))
    return found


def _document(name: str) -> Document:
    path = Path(name)
    return _read(name, path.read_bytes() if path.is_file() else os.fsencode(name))


@cache
def _read(name: str, _: bytes) -> Document:
    return load(name)


@cache
def _control() -> Routes:
    """What the mock says of the interface that it is controlled by."""
    return Routes(load(str(Path(service.__file__).with_name("openapi.yaml"))))
