"""Responses that the new server sends: the witness that one makes, and what old clients take it for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat import messages
from contracts.compat.about import About, anything
from contracts.compat.comparison import told
from contracts.compat.pairing import Pair
from contracts.compat.requests import texts
from contracts.compat.witness import COMPILERS, JUDGES, response_witness
from contracts.findings import Witness
from specs import media as bodies
from specs.errors import SpecError
from specs.messages import Response as Message
from specs.model import MediaType, Response
from specs.schemas import Direction
from specs.validation import check_response


def plain(entry: Response, media: MediaType | None = None) -> Message | None:
    """The least that is a response of an entry; None where no value is known for something that it must have."""
    try:
        return messages.response(entry, media or next(iter(entry.content), None))
    except SpecError:
        return None


def witness(
    pair: Pair, message: Message | None, judges: Sequence[str] = JUDGES, *, about: About = anything
) -> Witness | None:
    """The witness that a response of the new operation makes; None where it is none."""
    return None if message is None else response_witness(pair.old, pair.new, message, judges, about=about)


def given_before(pair: Pair, message: Message | None, about: About) -> Witness | None:
    """The witness of what is no longer promised: valid before, and nothing the new server may send."""
    shown = None if message is None else response_witness(pair.new, pair.old, message, about=about)
    return None if shown is None else replace(shown, accepted_by="old", refused_by="new")


def misread(
    pair: Pair, message: Message, sides: tuple[MediaType, MediaType], part: Callable[[Any], Any], pointer: str
) -> Witness | None:
    """The witness that old clients take a part of a response for another value than the new server does.

    Args:
        pair: the operation.
        message: valid for both.
        sides: its body as the writer has it, and as the reader has it.
        part: what the value of a body has in the part in question.
        pointer: to that part.
    """
    for judge in COMPILERS.values():
        if any(check_response(each, message, compiled=judge) for each in (pair.new, pair.old)):
            return None
    declared = message.header("content-type") or ""
    frames = (bodies.Frame(each, declared, Direction.RESPONSE) for each in sides)
    was, now = (part(bodies.read(frame, message.body).value) for frame in frames)
    if texts(was) == texts(now):
        return None
    return Witness(
        response=message,
        accepted_by="new",
        place="body",
        pointer=pointer,
        reason=f"what is sent as {told(was)} is read as {told(now)}",
        confirmed_by=JUDGES,
    )
