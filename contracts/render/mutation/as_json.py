"""A score as JSON, for programs. ``mutation.schema.json`` beside this file describes the shape."""

from __future__ import annotations

from typing import Any

from contracts.mutation.score import Count, Score, Tried
from contracts.render import as_json
from contracts.render.mutation.telling import extent, headline
from specs.messages import Request, Response
from specs.reproduce import http_text


def render(score: Score) -> str:
    """The score as a JSON text."""
    return as_json.write(
        {
            "format": as_json.FORMAT,
            "kind": "mutation",
            "title": score.title,
            "document": score.document,
            "command": score.command,
            "seed": score.seed,
            "seconds": round(score.plain, 3),
            "explanation": " ".join(filter(None, (headline(score), extent(score)))),
            "score": _rounded(score.count.percentage),
            "of_all": _rounded(score.count.of_all),
            "counts": _count(score.count),
            "families": {name: _count(count) for name, count in score.families.items()},
            "untried": score.untried,
            "operations": {"asked": score.asked, "total": score.operations},
            "faults": [_tried(each) for each in score.tried],
        }
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _count(count: Count) -> dict[str, Any]:
    return {
        "noticed": count.noticed,
        "survived": count.survived,
        "unreached": count.unreached,
        "score": _rounded(count.percentage),
    }


def _tried(tried: Tried) -> dict[str, Any]:
    fault = tried.fault
    return {
        "id": fault.id,
        "kind": fault.kind,
        "family": fault.family,
        "says": fault.says,
        "operation": fault.operation,
        "pointer": fault.pointer,
        "place": fault.place,
        "fate": tried.fate.value,
        "why": tried.why,
        "seconds": round(tried.seconds, 3),
        "shown": tried.shown,
        "request": _text(tried.exchange.request if tried.exchange else None),
        "response": _text(tried.exchange.response if tried.exchange else None),
        "right": _text(tried.right),
        "how": tried.how,
    }


def _text(message: Request | Response | None) -> str | None:
    return None if message is None else http_text(message)
