"""Responses that the new server sends: the witness that one makes, and what old clients take it for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.compat import messages
from contracts.compat.pairing import Pair
from contracts.compat.witness import JUDGES, response_witness
from contracts.findings import Witness
from specs.errors import SpecError
from specs.messages import Response as Message
from specs.model import MediaType, Response


def plain(entry: Response, media: MediaType | None = None) -> Message | None:
    """The least that is a response of an entry; None where no value is known for something that it must have."""
    try:
        return messages.response(entry, media or next(iter(entry.content), None))
    except SpecError:
        return None


def witness(pair: Pair, message: Message | None, judges: Sequence[str] = JUDGES) -> Witness | None:
    """The witness that a response of the new operation makes; None where it is none."""
    return None if message is None else response_witness(pair.old, pair.new, message, judges)


def given_before(pair: Pair, message: Message | None) -> Witness | None:
    """The witness of what is no longer promised: valid before, and nothing the new server may send."""
    shown = None if message is None else response_witness(pair.new, pair.old, message)
    return None if shown is None else replace(shown, accepted_by="old", refused_by="new")
