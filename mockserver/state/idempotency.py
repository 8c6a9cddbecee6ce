"""Nothing done twice: a request that comes again with its key gets the answer that it had.

Source: draft-ietf-httpapi-idempotency-key-header-07, 2; what vendors call the field, from their documents.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from mockserver.access.records import Records
from mockserver.response.problems import Refusal
from mockserver.state.guards.evidence import statuses
from mockserver.turn import Turn
from specs.inference.paths import plain
from specs.messages import Request, Response, essence
from specs.model import Location, Operation

LIFETIME = 24 * 60 * 60
"""Seconds that an answer is kept."""
_FIELDS = ("idempotency-key", "x-idempotency-key")
"""Nobody says one of these who does not mean it, whether the document has it or not."""
_OTHERS = frozenset("xrequestid requestid clientrequestid xclientrequestid clienttoken xclienttoken".split())
_MEANT = re.compile("idempot", re.IGNORECASE)
_REUSED = re.compile("idempot|duplicate|reuse|already", re.IGNORECASE)
_METHODS = frozenset({"POST", "PATCH", "PUT", "DELETE"})


class Once:
    """Answers requests that come again.

    Looking for an answer, making it and keeping it are one transaction of what the mock remembers: of several requests
    with one key one is carried out, and the others wait for it, whichever process they come to. If the process is
    killed meanwhile, nothing has happened, and the key is as if it had never come.

    Args:
        name: of the mock, as others share what is kept.
        records: where the answers are kept.
        clock: the time in seconds since 1970.
        transaction: begins one.
        answer: answers a request that has not come before.
    """

    def __init__(
        self,
        name: str,
        records: Records,
        clock: Callable[[], float],
        transaction: Callable[[], AbstractContextManager[object]],
        answer: Callable[[Turn], Response],
    ) -> None:
        self._name, self._records, self._clock = name, records, clock
        self._transaction, self._answer = transaction, answer
        self._fields: dict[str, tuple[str, ...]] = {}

    def apply(self, turn: Turn) -> Response | Refusal | None:
        """The answer to a request with a key, kept for when it comes again; None where it has no key.

        What was refused is not kept, and may be tried anew.
        """
        said = self._said(turn) if turn.request.method in _METHODS else ""
        if not said:
            return None
        with self._transaction():
            key = _digest((self._name, str(self._epoch), turn.subject, turn.operation.key, said))
            kept = self._records.get("idempotency", key)
            if kept is not None and kept["at"] <= self._clock() < kept["end"]:
                return _repeated(turn, kept)
            response = self._answer(turn)
            if response.status < 300:
                at = self._clock()
                told = _written(response) | {"fingerprint": _fingerprint(turn.request), "at": at, "end": at + LIFETIME}
                self._records.put("idempotency", key, told)
            return response

    def forget(self) -> None:
        """Answer nothing any more as it was answered before."""
        with self._transaction():
            self._records.put("idempotency-epoch", self._name, {"number": self._epoch + 1})

    def succeed(self, earlier: Once) -> None:
        """Go on with the answers that the mock of an earlier state of the document has kept."""
        self._records = earlier._records

    @property
    def _epoch(self) -> int:
        known = self._records.get("idempotency-epoch", self._name)
        return int(known["number"]) if known else 0

    def _said(self, turn: Turn) -> str:
        """The key of a request; empty where it has none."""
        operation = turn.operation
        if operation.key not in self._fields:
            self._fields[operation.key] = tuple(dict.fromkeys((*_FIELDS, *_documented(operation))))
        return next(filter(None, map(turn.request.header, self._fields[operation.key])), "")


def _repeated(turn: Turn, kept: Mapping[str, Any]) -> Response | Refusal | None:
    """The answer to a request whose key has come before; None where it is another and the document has no such word."""
    if kept["fingerprint"] == _fingerprint(turn.request):
        turn.again = True
        return _read(kept)
    refused = statuses(turn.operation, (422, 409, 400), _REUSED)
    detail = "The key has come with another request before."
    return Refusal(statuses=refused, kind="idempotency-key-reused", detail=detail) if refused else None


def _documented(operation: Operation) -> Iterable[str]:
    """The fields that a document means for it."""
    for each in operation.parameters_in(Location.HEADER):
        name = plain(each.name)
        if "idempot" in name or (name in _OTHERS and _MEANT.search(each.description)):
            yield each.name.lower()


def _fingerprint(request: Request) -> str:
    about = (request.method, request.path, request.query, essence(request.header("content-type") or ""))
    return _digest((*about, request.body.hex() if request.body else ""))


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _written(response: Response) -> dict[str, Any]:
    """A response as JSON."""
    body = base64.b64encode(response.body).decode()
    return {"status": response.status, "headers": [list(each) for each in response.headers], "body": body}


def _read(kept: Mapping[str, Any]) -> Response:
    headers = tuple((name, text) for name, text in kept["headers"])
    return Response(kept["status"], (*headers, ("Idempotent-Replayed", "true")), base64.b64decode(kept["body"]))
