"""How the control interface writes exchanges, verdicts and problems."""

from __future__ import annotations

import base64
from typing import Any

from mockserver.observing.recording import Entry
from mockserver.observing.verify import Difference, Verdict
from mockserver.response import problems, replay
from mockserver.response.problems import Refusal
from specs.decoding import ABSENT
from specs.messages import Headers, Response, write_json


def as_json(value: Any, status: int = 200) -> Response:
    """A value as a response."""
    return Response(status, (("Content-Type", "application/json"), ("Cache-Control", "no-store")), write_json(value))


def refused(refusal: Refusal) -> Response:
    """A refusal as a response."""
    return problems.response(refusal.statuses[0], refusal)


def refusal(status: int, kind: str, told: str) -> Response:
    """A problem as a response."""
    return refused(Refusal(statuses=(status,), kind=kind, detail=f"{told}."))


def missing() -> Response:
    """That there is nothing of a name."""
    return refusal(404, "unknown-resource", "there is nothing of this name")


def entry(shown: Entry) -> dict[str, Any]:
    """An exchange."""
    request, response = shown.exchange.request, shown.exchange.response
    token = response.header(replay.HEADER)
    return {
        "id": shown.id,
        "at": shown.at,
        "seconds": round(shown.seconds, 6),
        "document": shown.document,
        "operation": shown.operation or None,
        **({"operationId": shown.operation_id} if shown.operation_id else {}),
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "status": response.status,
        **({"replay": token} if token else {}),
        "violations": list(shown.violations),
        "notes": dict(shown.notes),
        "request": message(request.headers, request.body),
        "response": message(response.headers, response.body),
    }


def message(headers: Headers, body: bytes) -> dict[str, Any]:
    """Header fields and body of a message."""
    shown = [[name, value] for name, value in headers]
    try:
        return {"headers": shown, "body": body.decode()}
    except UnicodeDecodeError:
        return {"headers": shown, "body": base64.b64encode(body).decode(), "encoding": "base64"}


def verdict(found: Verdict) -> dict[str, Any]:
    """What became of an expectation."""
    return {
        "verified": found.verified,
        "count": len(found.matched),
        "expected": found.times,
        "matched": list(found.matched),
        "near": [
            {"entry": entry(miss.record.shown()), "differences": list(map(_difference, miss.differences))}
            for miss in found.near
        ],
    }


def _difference(each: Difference) -> dict[str, Any]:
    sides = {"expected": each.expected, "actual": each.actual}
    there = {side: value for side, value in sides.items() if value is not ABSENT}
    return {"place": each.place, "name": each.name, "pointer": each.pointer, **there}
