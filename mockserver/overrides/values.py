"""An override as a value, and what a person may write for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mockserver import durations
from mockserver.handwritten import NAME
from mockserver.overrides.templates import Template
from mockserver.request.preferences import NONE, Preferences
from specs.decoding import ABSENT

LONGEST_DELAY = 600
"""Seconds."""


class Before(StrEnum):
    """Which stage an override comes before."""

    CHOICE = "choice"
    """Credentials and the request must be good."""
    VALIDATION = "validation"
    """Credentials must be good."""
    SECURITY = "security"
    """Nothing is looked at."""


class Then(StrEnum):
    """What comes after the last of a sequence."""

    REPEAT = "repeat"
    """The last again, and again."""
    CYCLE = "cycle"
    """The first again."""
    DOCUMENT = "document"
    """The override is over."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reply:
    """One answer.

    Attributes:
        status: None for what the document would give.
        body: the body's value, or ``ABSENT``.
        template: makes the body; None where there is none.
        media_type: of the body; empty for the one that the client likes best.
        headers: by name; they replace what the document would give.
        delay: seconds before it.
        prefer: what the client gets as if it had asked for it.
        patch: operations of a JSON Patch on the body that the mock gives.
        without: names of header fields that are not sent.
        of_status: of answers that are changed; None for successes, and of ``headers`` for all.
    """

    status: int | None = None
    body: Any = ABSENT
    template: Template | None = None
    media_type: str = ""
    headers: Mapping[str, Template] = field(default_factory=dict)
    delay: float = 0
    prefer: Preferences = NONE
    patch: tuple[Mapping[str, Any], ...] = ()
    without: tuple[str, ...] = ()
    of_status: int | None = None

    @property
    def answers(self) -> bool:
        """Whether it is an answer of its own, not only something added to the mock's."""
        return self.status is not None or self.body is not ABSENT or self.template is not None


def _nowhere(pointer: str) -> str:
    """The place of an override that stands in no file."""
    return f"override#{pointer}" if pointer else "override"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Override:
    """What some operations answer instead.

    Attributes:
        name: tells it from others.
        raw: as it was written, to be shown.
        targets: the operations, as ``specs.selectors`` has them.
        replies: one after the other; never empty.
        then: what comes after the last of several.
        when: conditions that must all hold: (place, name or pointer, value).
        times: how many calls it is for; None for all.
        before: the stage that it stands before.
        allow_invalid: it may break the document.
        place: ``file:line`` of a pointer into ``raw``.
    """

    name: str
    raw: Mapping[str, Any]
    targets: tuple[str, ...]
    replies: tuple[Reply, ...]
    then: Then = Then.REPEAT
    when: tuple[tuple[str, str, Any], ...] = ()
    times: int | None = None
    before: Before = Before.CHOICE
    allow_invalid: bool = False
    place: Callable[[str], str] = _nowhere


TARGETS: dict[str, Any] = {
    "type": ["string", "array"],
    "minLength": 1,
    "maxLength": 500,
    "minItems": 1,
    "items": {"type": "string", "minLength": 1, "maxLength": 500},
    "description": "operationId, METHOD /path, /path, a pattern with * and **, tag:NAME, or a list of these.",
}
DELAY: dict[str, Any] = {
    **durations.SCHEMA,
    "maximum": LONGEST_DELAY,
    "description": "A time: 250ms, 1.5s, 2m, or seconds.",
}
_SCALARS = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
_POINTER = {"type": "string", "pattern": "^(/|$)", "maxLength": 1000}
_PATCH: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": 1000,
    "description": "A JSON Patch of the body that the mock gives itself; what is not there or would break the document "
    "is left as it is.",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["op", "path"],
        "properties": {
            "op": {"type": "string", "enum": ["add", "remove", "replace", "move", "copy", "test"]},
            "path": _POINTER,
            "from": _POINTER,
            "value": {"description": "Any value for JSON."},
        },
    },
}
_PREFER: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "description": "What the client gets as if it had asked for it with Prefer.",
    "properties": {
        "code": {"type": "integer", "minimum": 200, "maximum": 599, "description": "The status code."},
        "example": {"type": "string", "minLength": 1, "maxLength": 200, "description": "The document's example."},
        "dynamic": {"type": "boolean", "description": "Whether the body is made up."},
    },
}
_REPLY: dict[str, Any] = {
    "status": {"type": "integer", "minimum": 200, "maximum": 599, "description": "The status code."},
    "body": {"description": "The body, as it is: any value for JSON, a text for anything else."},
    "template": {
        "type": ["string", "object", "array"],
        "description": "The body with {{ … }} in it, which stand for values of the request: path, query, header, "
        "cookie, body, request.",
    },
    "media_type": {"type": "string", "maxLength": 200, "description": "The body's media type."},
    "headers": {
        "type": "object",
        "additionalProperties": {"type": ["string", "integer"]},
        "description": "Header fields, which may have {{ … }} in them.",
    },
    "delay": DELAY,
    "prefer": _PREFER,
    "patch": _PATCH,
    "without": {
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": "Header fields that are not sent, unless the document demands them.",
    },
    "of_status": {
        "type": "integer",
        "minimum": 200,
        "maximum": 599,
        "description": "Only answers of this status are changed by headers, patch and without.",
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What some operations answer instead of what the document says.",
    "additionalProperties": False,
    "required": ["operation"],
    "properties": {
        "operation": TARGETS,
        "name": NAME,
        **_REPLY,
        "sequence": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "description": "Answers of one call after the other.",
            "items": {"type": "object", "additionalProperties": False, "properties": _REPLY},
        },
        "then": {
            "type": "string",
            "enum": [each.value for each in Then],
            "default": Then.REPEAT.value,
            "description": "What comes after the last of a sequence.",
        },
        "when": {
            "type": "object",
            "additionalProperties": False,
            "description": "Only requests with these values.",
            "properties": {
                **dict.fromkeys(("path", "query", "header", "cookie"), _SCALARS),
                "body": {"type": "object", "description": "By JSON pointer, or by the name of a member."},
            },
        },
        "times": {"type": "integer", "minimum": 1, "description": "Only the first calls."},
        "before": {
            "type": "string",
            "enum": [each.value for each in Before],
            "default": Before.CHOICE.value,
            "description": "Whether it comes before credentials or requests are judged.",
        },
        "allow_invalid": {"type": "boolean", "default": False, "description": "It breaks the document on purpose."},
    },
}
"""What a person may write for an override."""
