"""A report as JSON, for programs. ``report.schema.json`` beside this file describes the shape."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from contracts.findings import Cause, Finding, Ignored, Place, Report, Witness
from contracts.render import course, exercised, verdicts, wording
from contracts.render.around import Answer, Around, Stop, alone
from contracts.render.excerpt import excerpts
from contracts.render.inert import visible
from specs.messages import Request, Response

FORMAT = 1
"""Raised when a member changes its meaning or goes away; new members may come at any time."""


def render(report: Report, around: Around | None = None) -> str:
    """A report as a JSON text."""
    return write(as_data(report, around or alone(report)))


def write(data: Any) -> str:
    """Data as indented JSON text with a line feed at its end; characters that act on a terminal are escaped."""
    return visible(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"


def as_data(report: Report, around: Around) -> dict[str, Any]:
    """A report as JSON values, members in reading order."""
    compared = report.compares
    return {
        "format": FORMAT,
        "kind": report.kind,
        "title": report.title,
        "verdict": report.verdict.value if compared and report.judged else None,
        "explanation": verdicts.explanation(report),
        "subjects": dict(report.subjects),
        "judged": report.judged,
        "counts": verdicts.counts(report),
        "facts": dict(report.facts),
        "skipped": dict(report.skipped),
        "unmade": dict(report.unmade),
        "findings": [{**finding_data(each), **_since(each, around)} for each in wording.ordered(report)],
        "ignored": [_ignored(each) for each in wording.ignored(report)],
        **({"releases": [_stop(stop) for stop in around.timeline]} if around.timeline else {}),
        **({"answers": [_answer(each) for each in around.answers]} if around.answers else {}),
        **({"coverage": exercised.as_data(report.coverage)} if report.coverage else {}),
        **({"course": course.as_data(report.course)} if report.course else {}),
    }


def _since(finding: Finding, around: Around) -> dict[str, str]:
    told = around.since.get(finding.fingerprint)
    return {"since": told} if told else {}


def _stop(stop: Stop) -> dict[str, Any]:
    return {"version": stop.version, "date": stop.date or None, "breaking": stop.breaks, "is": stop.here or None}


def _answer(answer: Answer) -> dict[str, str]:
    return {"question": answer.question, "answer": answer.word, "because": answer.why}


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as JSON values."""
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "verdict": finding.verdict.value if finding.verdict else None,
        "level": finding.level.value,
        "direction": finding.direction,
        "subject": finding.subject,
        "message": finding.message,
        "audience": wording.audience(finding),
        "operations": list(finding.operations),
        "media_types": list(finding.media_types),
        "old": _place(finding.old),
        "new": _place(finding.new),
        "witness": _witness(finding, finding.witness) if finding.witness else None,
        **({"cause": _cause(finding.cause)} if finding.cause else {}),
        "advice": finding.advice,
        "seen": finding.seen,
        **({} if finding.flaky is None else {"flaky": finding.flaky}),
        "reproduce": finding.reproduce,
        **({"test": finding.test} if finding.test else {}),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {"rule": cause.rule, "message": cause.message, "place": _place(cause.place), "advice": cause.advice}


def _ignored(ignored: Ignored) -> dict[str, Any]:
    return {
        "reason": ignored.reason,
        "until": ignored.until or None,
        "owner": ignored.owner or None,
        "place": ignored.place,
        "finding": finding_data(ignored.finding),
    }


def _place(place: Place | None) -> dict[str, str] | None:
    return {"line": place.line, "pointer": place.pointer} if place else None


def _witness(finding: Finding, witness: Witness) -> dict[str, Any]:
    text = {excerpt.title: excerpt.text for excerpt in excerpts(finding)}
    return {
        "accepted_by": witness.accepted_by,
        "refused_by": witness.refused_by,
        "place": witness.place,
        "name": witness.name,
        "pointer": witness.pointer,
        "reason": witness.reason,
        **({"besides": list(map(asdict, witness.besides))} if witness.besides else {}),
        "confirmed_by": list(witness.confirmed_by),
        "request": _request(witness.request, text["request"]) if witness.request else None,
        "response": _response(witness.response, text["response"]) if witness.response else None,
    }


def _request(request: Request, text: str) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": [list(header) for header in request.headers],
        **_body(request.body),
        "http": text,
    }


def _response(response: Response, text: str) -> dict[str, Any]:
    headers = [list(header) for header in response.headers]
    return {"status": response.status, "headers": headers, **_body(response.body), "http": text}


def _body(body: bytes) -> dict[str, str]:
    """The body as text where it is UTF-8, else in base64; ``encoding`` says which."""
    try:
        return {"body": body.decode(), "encoding": "utf-8"}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "encoding": "base64"}
