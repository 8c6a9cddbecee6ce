"""The only error bodies the mock sends: problem details (RFC 9457), fitted to what the document says of errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specs.messages import Headers, Response, write_json
from specs.statuses import phrase
from specs.validation import Violation

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:ringback:problem:"
"""What the types of problems begin with; ``docs/problems.md`` has them all."""
_MOST_ERRORS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request gets no success.

    Attributes:
        statuses: those that would do, best first.
        kind: which problem it is, as in ``docs/problems.md``; empty where the status says it all.
        detail: one sentence for the client's developer; never a value that was sent.
        violations: what is wrong with the request, one by one.
        headers: to be sent along, such as ``WWW-Authenticate``.
        more: further members of the problem, such as what there is to choose from.
    """

    statuses: tuple[int, ...]
    kind: str = ""
    detail: str
    violations: tuple[Violation, ...] = ()
    headers: Headers = ()
    more: Mapping[str, Any] | None = None


def problem(status: int, refusal: Refusal) -> dict[str, Any]:
    """The problem details of a refusal."""
    told: dict[str, Any] = {
        "type": PREFIX + refusal.kind if refusal.kind else "about:blank",
        "title": _TITLES.get(refusal.kind) or title(status),
        "status": status,
        "detail": refusal.detail,
    }
    if refusal.violations:
        told["errors"] = [error(each) for each in refusal.violations[:_MOST_ERRORS]]
    return told | dict(refusal.more or {})


def response(status: int, refusal: Refusal, media_type: str = MEDIA_TYPE) -> Response:
    """A refusal about which the document says nothing."""
    headers = (("Content-Type", media_type), *refusal.headers)
    return Response(status, headers, write_json(problem(status, refusal)))


def title(status: int) -> str:
    """What a status code is called."""
    return phrase(status) or "Error"


def aliases(told: Mapping[str, Any]) -> dict[str, Any]:
    """A problem's members under the names that error schemas of no standard give them."""
    return {
        "message": told["detail"],
        "description": told["detail"],
        "error": told["title"],
        "code": told["status"],
        "statusCode": told["status"],
    }


def error(violation: Violation) -> dict[str, object]:
    """A violation as problem details list it."""
    told = {
        "pointer": violation.pointer,
        "place": violation.place,
        "name": violation.name,
        "rule": violation.rule,
        "message": violation.message,
        "found": violation.found,
        "source": violation.source,
    }
    return {key: value for key, value in told.items() if value or key == "pointer"}


_TITLES = {
    "invalid-request": "The request is not what the document says",
    "unreadable-preference": "The preference cannot be read",
    "unknown-code": "The document has no such response",
    "unknown-example": "The document has no such example",
    "not-acceptable": "None of the media types is accepted",
    "too-large": "The request is too large",
    "invalid-override": "An override would break the document",
    "patch-failed": "The patch cannot be done",
    "control-forbidden": "The control interface is not for everybody",
    "control-impossible": "This cannot be done",
    "invalid-response": "The response is not what the document says",
    "upstream-unreachable": "The upstream cannot be reached",
    "upstream-timeout": "The upstream takes too long",
    "upstream-broken": "The upstream gives no whole answer",
    "loop": "The proxy asks itself",
    "contradiction": "The document leaves no valid response",
}
"""Titles of the kinds that a status does not say enough of."""
