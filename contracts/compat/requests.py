"""Requests that old clients send: the witness that one makes, and what the new server takes it for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from contracts.compat import fitting
from contracts.compat.about import About, anything
from contracts.compat.comparison import Comparison, told
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.witness import COMPILERS, JUDGES, request_witness
from contracts.findings import Witness
from specs import paths
from specs.errors import SpecError
from specs.messages import Request
from specs.scalars import spelled
from specs.validation import Compile, Reading, read_request

Part = Callable[[Reading], Any]
"""What a reading of a request makes of the part in question."""


def witness(
    question: Comparison, pair: Pair, wanted: Wanted, judges: Sequence[str] = JUDGES, *, about: About = anything
) -> Witness | None:
    """The witness that a request of the old operation makes; None where it is none, or none can be made."""
    try:
        made = fitting.request(question, pair, wanted)
    except SpecError:
        return None
    return request_witness(question.old, question.new, made, judges, about=about)


def misread(
    question: Comparison, pair: Pair, wanted: Wanted, parts: tuple[Part, Part], place: tuple[str, str, str]
) -> Witness | None:
    """The witness that the new server takes a part of a request for another value than the old one does.

    Args:
        question: the documents.
        pair: the operation.
        wanted: what the request is to have.
        parts: the part in the old document's reading, and in the new one's.
        place: the part of the message, its name, and a pointer into it, as a witness tells them.
    """
    try:
        sent = fitting.request(question, pair, wanted)
    except SpecError:
        return None
    was = now = None
    for judge in COMPILERS.values():
        before, after = _readings(question, pair, sent, judge)
        if before.violations or after.violations:
            return None
        was, now = (part(reading) for part, reading in zip(parts, (before, after), strict=True))
        if texts(was) == texts(now):
            return None
    reason = f"what is sent as {told(was)} is read as {told(now)}"
    at, name, pointer = place
    return Witness(
        request=sent,
        accepted_by="old",
        place=at,
        name=name,
        pointer=pointer,
        reason=reason,
        confirmed_by=JUDGES,
    )


def _readings(question: Comparison, pair: Pair, sent: Request, judge: Compile) -> tuple[Reading, Reading]:
    """What the old and the new operation make of a request."""
    below = sent.path.removeprefix(question.old.base_paths_of(pair.old)[0])
    ours = paths.match(pair.old.path, below) or {}
    theirs = {**pair.spelled, **{new: ours[old] for new, old in pair.names.items() if old in ours}}
    return tuple(  # type: ignore[return-value]  # two of two
        read_request(operation, sent, values, compiled=judge)
        for operation, values in ((pair.old, ours), (pair.new, theirs))
    )


def texts(value: Any) -> list[str]:
    """A value's texts in order, whatever types they were read as; one alone is a list of one."""
    if isinstance(value, dict):
        return ["{", *(text for name, item in value.items() for text in (name, *texts(item))), "}"]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else [spelled(value)]
