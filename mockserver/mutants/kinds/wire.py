"""How an answer is written and sent."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from mockserver.answer import Delivery
from mockserver.mutants.places import bodies, where
from mockserver.mutants.trial import Broken, Trial, answering
from mockserver.mutants.values import Family, Kind
from specs.messages import Response, matches
from specs.model import Operation

SLOW = 3.0
"""Seconds that a slow answer takes."""


def _rewritten(write: Callable[[bytes], bytes], trial: Trial) -> Response | None:
    if trial.request.method == "HEAD" or len(trial.response.body) < 2:
        return None
    made = write(trial.response.body)
    return None if made == trial.response.body else replace(trial.response, body=made)


def _sent(delivery: Delivery, how: str, trial: Trial) -> Broken | None:
    there = trial.placed and (bool(trial.response.body) or delivery.truncate is None)
    there = there and trial.request.method != "HEAD"
    return Broken(trial.response, delivery, how) if there else None


def _halved(trial: Trial) -> Broken | None:
    half = len(trial.response.body) // 2 if trial.placed else 0
    return _sent(Delivery(truncate=half), f"the connection was closed after {half} bytes", trial) if half else None


def _latin(body: bytes) -> bytes:
    """Bytes that are no UTF-8: a text has one more letter, in Latin-1."""
    return body.replace(b'":"', b'":"\xe9', 1)


def _zipped(trial: Trial) -> Response | None:
    """A coding that nobody has asked for, and that is not told."""
    made = _rewritten(gzip.compress, trial)
    return None if "gzip" in (trial.request.header("accept-encoding") or "") and made is None else made


def _unacceptable(operation: Operation) -> bool:
    return operation.method == "GET" and len({each.name for entry in operation.successes for each in entry.content}) > 1


def _other_type(trial: Trial) -> Response | None:
    """What was not asked for, though what was is there."""
    accept = trial.request.header("accept") or "*/*"
    entry = trial.operation.response_for(trial.response.status)
    if trial.response.status >= 300 or entry is None or "*" in accept:
        return None
    for each in entry.content:
        if not matches(accept, each.name):
            headers = tuple(pair for pair in trial.request.headers if pair[0].lower() != "accept")
            return trial.other(replace(trial.request, headers=(*headers, ("accept", each.name))))
    return None


def _kind(name: str, says: str, effect: Callable[[Trial], Broken | None]) -> Kind:
    return Kind(name=name, family=Family.WIRE, says=says, places=bodies, effect=effect)


KINDS = (
    _kind(
        "json-malformed",
        "A body in JSON breaks off before its end.",
        answering(partial(_rewritten, lambda body: body[:-1])),
    ),
    _kind(
        "json-with-comment",
        "Something stands behind a body in JSON.",
        answering(partial(_rewritten, lambda body: body + b" // end")),
    ),
    _kind(
        "json-in-python",
        "A body is written in Python's way.",
        answering(partial(_rewritten, lambda body: body.replace(b'"', b"'"))),
    ),
    _kind("body-not-utf-8", "A body in JSON is not in UTF-8.", answering(partial(_rewritten, _latin))),
    _kind("body-empty", "A body is empty that may not be.", answering(partial(_rewritten, lambda _: b""))),
    _kind("body-compressed", "A body is compressed, and nothing says so.", answering(_zipped)),
    _kind("body-truncated", "The connection is closed in the middle of a body.", _halved),
    _kind(
        "connection-dropped",
        "The connection is closed in place of an answer.",
        partial(_sent, Delivery(drop=True), "the connection was closed instead"),
    ),
    _kind(
        "answer-slow",
        f"An answer takes {SLOW:.0f} seconds.",
        partial(_sent, Delivery(delay=SLOW), f"it came after {SLOW:.0f} seconds"),
    ),
    Kind(
        name="accept-ignored",
        family=Family.WIRE,
        says="An answer is not in the media type that was asked for, though the document has it.",
        places=where(_unacceptable),
        effect=answering(_other_type),
    ),
)
