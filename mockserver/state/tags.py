"""Entity tags: of items and lists, told where they are of use, and compared. Source: RFC 9110, 8.8.3 and 13.1."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from mockserver.outcome import Outcome
from mockserver.response.problems import Refusal
from mockserver.state.paths import alike
from mockserver.turn import Turn
from specs.messages import write_json
from specs.model import Document, Location, Operation

CONDITIONS = ("if-match", "if-none-match")
"""Header fields that name tags."""
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

    def on(self, turn: Turn, outcome: Outcome) -> Refusal | None:
        """Have a success tell its tag; the answer of a client that has it already, where it has one."""
        operation, value = turn.operation, outcome.members if outcome.entries is None else outcome.entries
        if value is None or operation.method == "DELETE" or alike(operation.path) not in self._useful:
            return None
        tag = entity_tag([value, outcome.page.get("offset"), outcome.total] if outcome.entries is not None else value)
        known = turn.request.header("if-none-match")
        unchanged = known is not None and operation.method == "GET" and fits(known, tag, strong=False)
        if unchanged and any(entry.status in ("304", "3XX") for entry in operation.responses):
            return Refusal(statuses=(304,), detail="Nothing has changed.", headers=(("ETag", tag),))
        turn.fields = (*turn.fields, ("ETag", tag))
        return None


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
    """Whether an operation speaks of tags, or of conditions."""
    told = {field.name.lower() for entry in operation.responses for field in entry.headers}
    asked = {each.name.lower() for each in operation.parameters_in(Location.HEADER)}
    statuses = {entry.status for entry in operation.responses}
    return "etag" in told or not asked.isdisjoint(CONDITIONS) or not statuses.isdisjoint(_STATUSES)
