"""A report as SARIF 2.1.0 (OASIS), which code scanning shows beside the lines of the documents."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from contracts.findings import Finding, Ignored, Place, Report, Severity
from contracts.render import as_json, as_markdown, exercised, verdicts, wording
from contracts.render.inert import one_line
from contracts.render.places import Spot, shown_at, spot
from specs.messages import Request, Response
from specs.statuses import phrase

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "ringback/v1"
"""The key of ``partialFingerprints``; raised when fingerprints are made in another way."""
_DETAILS = ("audience", "operations", "direction", "level", "verdict", "subject", "advice", "seen", "reproduce")
"""Members of a finding in JSON that SARIF has no place of its own for."""
_PROOF = ("accepted_by", "refused_by", "place", "name", "pointer", "reason", "besides", "confirmed_by")
"""The same of a witness."""
_KIND: Mapping[str, str] = MappingProxyType({"compatible": "informational", "unproven": "review"})
"""By verdict what kind of result it is, where it is no failure."""


def render(report: Report) -> str:
    """A report as the JSON text of a SARIF log with one run."""
    findings = wording.ordered(report)
    let_pass = wording.ignored(report)
    rules = sorted({each.rule for each in (*findings, *(each.finding for each in let_pass))})
    results = [_result(finding, report, rules) for finding in findings]
    results += [{**_result(each.finding, report, rules), "suppressions": [_suppression(each)]} for each in let_pass]
    run = {
        "tool": {"driver": {"name": "ringback", "rules": [{"id": rule} for rule in rules]}},
        "automationDetails": {"id": f"ringback/{report.kind}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": bool(report.judged), "toolExecutionNotifications": _notes(report)}],
        "results": results,
        "properties": {
            "title": report.title,
            "headline": verdicts.headline(report),
            "subjects": dict(report.subjects),
            "judged": report.judged,
            "counts": verdicts.counts(report),
            "facts": dict(report.facts),
            **({"coverage": exercised.shares(report.coverage)} if report.coverage else {}),
        },
    }
    return as_json.write({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _notes(report: Report) -> list[dict[str, Any]]:
    """What a reader should know of the whole run: its verdict, what could not be judged, what could not be made."""
    told = [("verdict", "note", verdicts.explanation(report))]
    told += [("skipped", "warning", f"{operation}: {why}") for operation, why in report.skipped.items()]
    told += [("unmade", "note", f"{check}: {why}") for check, why in report.unmade.items()]
    return [{"descriptor": {"id": id_}, "level": level, "message": {"text": text}} for id_, level, text in told]


def _result(finding: Finding, report: Report, rules: list[str]) -> dict[str, Any]:
    data = as_json.finding_data(finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        **_weight(finding),
        "message": {"text": _text(finding), "markdown": as_markdown.of_finding(finding, report)},
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "locations": [_location(finding, shown_at(finding, report))],
        "occurrenceCount": max(finding.seen, 1),
        "properties": {name: data[name] for name in _DETAILS},
        **_exchange(finding),
    }
    places = zip(wording.sides(report), (finding.old, finding.new), strict=True)
    if related := [_related(side, place) for side, place in places if place]:
        result["relatedLocations"] = [{"id": number, **each} for number, each in enumerate(related, 1)]
    if finding.witness:
        result["properties"]["witness"] = {name: told for name, told in data["witness"].items() if name in _PROOF}
    if finding.cause:
        result["properties"]["cause"] = data["cause"]
    return result


def _weight(finding: Finding) -> dict[str, str]:
    """A failure of some level; what is proven safe, or could not be decided, is none (SARIF 3.27.9)."""
    kind = _KIND.get(finding.verdict.value if finding.verdict else "", "fail")
    if kind == "fail" or finding.severity is not Severity.NOTE:
        return {"kind": "fail", "level": finding.severity.value}
    return {"kind": kind, "level": "none"}


def _text(finding: Finding) -> str:
    reason = finding.witness.reason if finding.witness else ""
    told = (finding.message, reason, wording.undecided(finding), finding.advice)
    return " ".join(f"{each.rstrip('.')}." for each in map(one_line, told) if each).replace("](", "] (")  # no link


def _location(finding: Finding, where: Spot | None) -> dict[str, Any]:
    operations = finding.operations or (wording.first_operation(finding),)
    logical = [{"fullyQualifiedName": operation, "kind": "function"} for operation in operations]
    return {"logicalLocations": logical} | ({"physicalLocation": _physical(where)} if where else {})


def _related(side: str, place: Place) -> dict[str, Any]:
    told = {"physicalLocation": _physical(spot(place)), "message": {"text": f"{side}: {wording.place(place)}"}}
    return told | ({"logicalLocations": [{"fullyQualifiedName": place.pointer}]} if place.pointer else {})


def _physical(where: Spot) -> dict[str, Any]:
    return {"artifactLocation": {"uri": where.uri}, "region": {"startLine": where.line}}


def _suppression(each: Ignored) -> dict[str, Any]:
    until = {"properties": {"until": each.until}} if each.until else {}
    return {"kind": "external", "status": "accepted", "justification": wording.let_pass(each), **until}


def _exchange(finding: Finding) -> dict[str, Any]:
    """The messages of a witness, as SARIF tells of requests and answers."""
    witness = finding.witness
    if witness is None:
        return {}
    return {
        name: _message(message)
        for name, message in (("webRequest", witness.request), ("webResponse", witness.response))
        if message
    }


def _message(message: Request | Response) -> dict[str, Any]:
    headers: dict[str, str] = {}
    for name, value in message.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    told = _line(message) | {"protocol": "HTTP", "version": "1.1", "headers": headers}
    return told | ({"body": _body(message.body)} if message.body else {})


def _line(message: Request | Response) -> dict[str, Any]:
    if isinstance(message, Request):
        return {"method": message.method, "target": message.path + (f"?{message.query}" if message.query else "")}
    return {"statusCode": message.status, "reasonPhrase": phrase(message.status)}


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"binary": base64.b64encode(body).decode()}
