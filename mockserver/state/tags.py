"""Entity tags and times of change, told where they are of use, and compared. Source: RFC 9110, 8.8 and 13.1."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Any

from mockserver.outcome import Outcome
from mockserver.response.problems import Refusal
from mockserver.turn import Turn
from specs.inference.paths import alike
from specs.messages import Headers, Request, write_json
from specs.model import Document, Location, Operation
from specs.recent import Recent, size

CONDITIONS = ("if-match", "if-none-match", "if-unmodified-since", "if-modified-since")
"""Header fields that name tags, or times."""
_TOLD = frozenset({"etag", "last-modified"})
_MOST = 2 * 1024 * 1024
"""Bytes of what was read last, of which the tags are known."""
_STATUSES = frozenset({"304", "412", "428"})
_TAG = r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")'
_ONE, _ALL = re.compile(_TAG), re.compile(rf"\s*{_TAG}(\s*,\s*{_TAG})*\s*")


class Tags:
    """Tells the tags of what is answered, where the document speaks of conditions at its address.

    Args:
        document: whose answers.
    """

    def __init__(self, document: Document) -> None:
        self._useful = {alike(each.path) for each in document.operations if _conditional(each)}
        self._read: Recent[tuple[Outcome, str]] = Recent(_MOST)

    def on(self, turn: Turn, outcome: Outcome) -> Refusal | None:
        """Have a success tell its tag; the answer of a client that has it already, where it has one."""
        operation, value = turn.operation, outcome.members if outcome.entries is None else outcome.entries
        if value is None or operation.method == "DELETE" or alike(operation.path) not in self._useful:
            return None
        tag = self._tag(outcome) if operation.method == "GET" else _tag_of(outcome)
        told: Headers = (("ETag", tag),)
        if outcome.changed is not None:
            told = (*told, ("Last-Modified", _written(int(outcome.changed))))
        documented = operation.method == "GET" and any(each.status in ("304", "3XX") for each in operation.responses)
        if documented and _known(turn.request, tag, outcome.changed):
            return Refusal(statuses=(304,), detail="Nothing has changed.", headers=told)
        turn.fields = (*turn.fields, *told)
        return None

    def _tag(self, outcome: Outcome) -> str:
        """The tag of what is read, worked out once as long as it is the same: it is never changed, only replaced."""
        told = (outcome.members,) if outcome.entries is None else outcome.entries
        key = (outcome.entries is None, *map(id, told), outcome.page.get("offset"), outcome.total)
        known = self._read.get(key)
        if known is None:
            known = self._read.keep(key, (outcome, _tag_of(outcome)), size(told))  # holds it, so that ids stay its own
        return known[1]


def _tag_of(outcome: Outcome) -> str:
    if outcome.entries is None:
        return entity_tag(outcome.members)
    return entity_tag([outcome.entries, outcome.page.get("offset"), outcome.total])


def _known(request: Request, tag: str, changed: float | None) -> bool:
    """Whether a client has already what it asks for; a tag goes before a time. Source: RFC 9110, 13.2.2."""
    tags, time = request.header("if-none-match"), request.header("if-modified-since")
    if tags is not None:
        return fits(tags, tag, strong=False)
    return time is not None and changed is not None and later(changed, time) is False


def later(changed: float, text: str) -> bool | None:
    """Whether a change was after the second that a field names; None where it names none."""
    from email.utils import parsedate_to_datetime

    try:
        return int(changed) > parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


@lru_cache(64)
def _written(seconds: int) -> str:
    from email.utils import formatdate

    return formatdate(seconds, usegmt=True)


def entity_tag(value: Any) -> str:
    """The strong tag of an item, or of a list; the same as long as it is the same."""
    return f'"{hashlib.sha1(write_json(value), usedforsecurity=False).hexdigest()[:16]}"'


def fits(text: str, tag: str | None, *, strong: bool) -> bool:
    """Whether a field of tags names the one that there is.

    Args:
        text: of ``If-Match`` or ``If-None-Match``; what is no field of tags asks for nothing.
        tag: of what is there; None where nothing is.
        strong: whether a weak tag names nothing, as in ``If-Match``. Source: RFC 9110, 13.1.1.
    """
    if text.strip() == "*":
        return tag is not None
    if not _ALL.fullmatch(text):
        return strong or (tag is not None and text.strip() == tag.strip('"'))
    return any(each == tag and not (weak and strong) for weak, each in _ONE.findall(text))


def _conditional(operation: Operation) -> bool:
    """Whether an operation speaks of tags, times of change, or conditions."""
    told = {field.name.lower() for entry in operation.responses for field in entry.headers}
    asked = {each.name.lower() for each in operation.parameters_in(Location.HEADER)}
    statuses = {entry.status for entry in operation.responses}
    return (
        not told.isdisjoint({"etag", "last-modified"})
        or not asked.isdisjoint(CONDITIONS)
        or not statuses.isdisjoint(_STATUSES)
    )
