"""Reports to render: a realistic comparison, a test run, and one whose every text is hostile."""

from __future__ import annotations

import dataclasses

import pytest

from contracts.coverage.goals import Coverage, Goal, Kind, Reached
from contracts.findings import Cause, Course, Finding, Ignored, Level, Place, Report, Severity, Verdict, Witness
from specs.messages import Request, Response

BREAKING = {"severity": Severity.ERROR, "verdict": Verdict.BREAKING}
BOTH = ("jsonschema-rs", "jsonschema")
NASTY = (
    "<script>alert(1)</script> [link](javascript:alert(1)) \x1b[31mred\x1b[0m [red]rich[/red] `tick` ``two`` "
    "| pipe | **bold** _em_ ![img](http://x.example/p.png) https://evil.example/ \u202egnp.exe \x9b2J & &lt; "
    "</code></pre><img src=x onerror=alert(1)> :smile: ```\nfence\n```\n# heading"
)


def old(pointer: str, line: int) -> Place:
    return Place(pointer=pointer, line=f"phonebridge-webapp-API-1.3.7.yaml:{line}")


def new(pointer: str, line: int) -> Place:
    return Place(pointer=pointer, line=f"phonebridge-webapp-API-1.3.8.yaml:{line}")


BEARER = ("Authorization", "Bearer made-up")
FINDINGS = (
    Finding(
        rule="operation-removed",
        message="GET /api/account was removed",
        operations=("GET /api/account",),
        subject="GET /api/account",
        old=old("/paths/~1api~1account/get", 88),
        witness=Witness(
            request=Request("GET", "/api/account", headers=(BEARER, ("Accept", "application/json"))),
            accepted_by="old",
            refused_by="new",
            place="operation",
            reason="no operation answers GET /api/account",
            confirmed_by=("routing",),
        ),
        advice="Keep the operation until its sunset has passed and its callers have moved to GET /api/users/me.",
        **BREAKING,
    ),
    Finding(
        rule="parameter-maximum-tightened",
        message="the greatest value of query parameter size went from 500 to 200",
        operations=("GET /api/users/me/connectors", "GET /api/users/me/clients", "GET /api/users/me/calls"),
        direction="request",
        subject="query size",
        old=old("/components/parameters/size/schema/maximum", 1210),
        new=new("/components/parameters/size/schema/maximum", 1255),
        witness=Witness(
            request=Request("GET", "/api/users/me/connectors", "page=0&size=500&sort=id,asc", (BEARER,)),
            accepted_by="old",
            refused_by="new",
            place="query",
            name="size",
            reason="500 is greater than the maximum of 200",
            confirmed_by=BOTH,
        ),
        advice="Accept larger values and cap the page at 200 on the server.",
        **BREAKING,
    ),
    Finding(
        rule="request-property-became-required",
        message="durationSeconds became required in the body",
        operations=("POST /api/users/me/calls",),
        direction="request",
        subject="body /durationSeconds",
        old=old("/components/schemas/CallRequest", 1510),
        new=new("/components/schemas/CallRequest/required", 1580),
        witness=Witness(
            request=Request(
                "POST",
                "/api/users/me/calls",
                headers=(BEARER, ("Content-Type", "application/json")),
                body=b'{"number":"+49 30 1234567","call":{"direction":"IN","startedAt":"2020-08-06T10:00:00Z"}}',
            ),
            accepted_by="old",
            refused_by="new",
            place="body",
            pointer="/call",
            reason='"durationSeconds" is a required property',
            confirmed_by=BOTH,
        ),
        advice="Keep it optional and treat its absence as 0.",
        **BREAKING,
    ),
    Finding(
        rule="response-enum-grew",
        message="language may now be fr in the 200 answer",
        operations=("GET /api/users/me", "PUT /api/users/me"),
        direction="response",
        media_types=("application/json", "application/hal+json"),
        subject="200 body /language",
        old=old("/components/schemas/Language/enum", 1400),
        new=new("/components/schemas/Language/enum", 1444),
        witness=Witness(
            request=Request("GET", "/api/users/me", headers=(BEARER,)),
            response=Response(
                200, (("Content-Type", "application/json"),), b'{"id":17,"email":"a@b.example","language":"fr"}'
            ),
            accepted_by="new",
            refused_by="old",
            place="body",
            pointer="/language",
            reason='"fr" is not one of "de" or "en"',
            confirmed_by=BOTH,
        ),
        advice="Send the new value only to clients that ask for it.",
        **BREAKING,
    ),
    Finding(
        rule="request-pattern-changed",
        message="the pattern of number changed and could not be compared",
        severity=Severity.WARNING,
        verdict=Verdict.UNPROVEN,
        operations=("POST /api/users/me/calls",),
        direction="request",
        media_types=("multipart/form-data",),
        subject="body /number",
        old=old("/components/schemas/CallRequest/properties/number/pattern", 1520),
        new=new("/components/schemas/CallRequest/properties/number/pattern", 1590),
    ),
    Finding(
        rule="operation-id-changed",
        message="operationId went from listCalls to getCalls",
        severity=Severity.WARNING,
        verdict=Verdict.BREAKING,
        level=Level.CODE,
        operations=("GET /api/users/me/calls",),
        subject="operationId",
    ),
    Finding(
        rule="operation-added",
        message="POST /api/register was added",
        severity=Severity.NOTE,
        verdict=Verdict.COMPATIBLE,
        operations=("POST /api/register",),
        subject="POST /api/register",
        new=new("/paths/~1api~1register/post", 101),
    ),
    Finding(
        rule="link-added",
        message="the 201 answer now links to getClient",
        severity=Severity.NOTE,
        verdict=Verdict.COMPATIBLE,
        level=Level.BEHAVIOUR,
        operations=("POST /api/users/me/clients",),
        direction="response",
        subject="201 link getClient",
    ),
)
IGNORED = Ignored(
    finding=Finding(
        rule="parameter-removed",
        message="query parameter sort is gone",
        severity=Severity.WARNING,
        verdict=Verdict.COMPATIBLE,
        operations=("GET /api/users/me/calls",),
        direction="request",
        subject="query sort",
    ),
    reason="no client has ever sent it",
    until="2027-06-30",
    place="ringback.toml:7 #/diff/ignore/0",
)
COMPARISON = Report(
    kind="compatibility",
    title="phonebridge-webapp 1.3.7 → 1.3.8",
    subjects={"old": "phonebridge-webapp@1.3.7", "new": "phonebridge-webapp@1.3.8"},
    findings=FINDINGS,
    judged=27,
    facts={"schemas compared": 212, "decided by the algebra": 0.94},
    skipped={"POST /api/legacy": "its body is XML, which is not compared"},
    ignored=(IGNORED,),
)
TEST_RUN = Report(
    kind="conformance",
    title="phonebridge-webapp@1.3.8 against the mock",
    subjects={"document": "phonebridge-webapp@1.3.8", "target": "mock"},
    findings=(
        Finding(
            rule="response-schema-conformance",
            message="the answer breaks its schema",
            severity=Severity.ERROR,
            operations=("GET /api/calls/{id}",),
            direction="response",
            subject="200 body /id",
            old=Place(pointer="/paths/~1api~1calls~1{id}/get", line="phonebridge-webapp-API-1.3.8.yaml:700"),
            witness=Witness(
                request=Request("GET", "/api/calls/17", headers=(BEARER,)),
                response=Response(200, (("Content-Type", "application/json"),), b'{"id":"17"}'),
                place="body",
                pointer="/id",
                reason='"17" is not of type "integer"',
            ),
            seen=12,
            flaky=True,
            reproduce='curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:4010/api/calls/17',
            test="import requests\n\n\ndef test_it():\n    assert requests\n",
        ),
    ),
    judged=27,
    facts={"requests": 4210, "seed": 42},
    unmade={"write-not-read-back": "it creates and changes things, and that is not allowed here"},
    course=Course(
        performed={"GET /api/calls/{id}": {"response_schema_conformance": 40}},
        took={"GET /api/calls/{id}": (1_200, 1_900, 45_000)},
    ),
    coverage=Coverage(
        (
            Reached(Goal(Kind.STATUSES, "200", "GET /api/calls/{id}", "/paths/~1api~1calls~1{id}/get"), "a.yaml:7", 3),
            Reached(Goal(Kind.STATUSES, "404", "GET /api/calls/{id}", "/paths/~1api~1calls~1{id}/get"), "a.yaml:9", 0),
            Reached(Goal(Kind.LINKS, "201 get followed", "POST /api/calls", "/paths/~1api~1calls/post"), "a.yaml:4", 0),
        )
    ),
)


def hostile() -> Report:
    """``COMPARISON`` with ``NASTY`` in every place that holds text from a document or a server."""
    place = Place(pointer=NASTY, line=NASTY)
    body = b'{"text": "\x1b[31m </code> ``` <b>"}' + NASTY.encode()
    headers = (("X-Text", NASTY), ("Content-Type", "text/plain"))
    witness = Witness(
        request=Request("POST", "/" + NASTY, NASTY, headers, body),
        response=Response(200, headers, body),
        accepted_by="old",
        refused_by="new",
        place="query",
        name=NASTY,
        pointer=NASTY,
        reason=NASTY,
        confirmed_by=(NASTY,),
    )
    finding = Finding(
        rule="operation-removed",
        message=NASTY,
        operations=(NASTY, "GET /"),
        subject=NASTY,
        old=place,
        new=place,
        witness=witness,
        cause=Cause(rule=NASTY, message=NASTY, place=place, advice=NASTY),
        advice=NASTY,
        reproduce=NASTY,
        test=NASTY,
        direction="request",
        media_types=("text/plain", NASTY),
        **BREAKING,
    )
    return dataclasses.replace(
        COMPARISON,
        title=NASTY,
        subjects={NASTY: NASTY},
        findings=(finding,),
        facts={NASTY: NASTY},
        skipped={NASTY: NASTY},
        unmade={NASTY: NASTY},
        ignored=(Ignored(finding=finding, reason=NASTY, until="", place=NASTY),),
        course=Course(performed={NASTY: {NASTY: 1}}, took={NASTY: (1,)}),
        coverage=Coverage((Reached(Goal(Kind.VALUES, NASTY, NASTY, NASTY), NASTY, 0),)),
    )


REPORTS = {"comparison": COMPARISON, "test run": TEST_RUN, "hostile": hostile()}


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]


@pytest.fixture
def comparison() -> Report:
    return COMPARISON


@pytest.fixture
def test_run() -> Report:
    return TEST_RUN


@pytest.fixture
def nasty() -> str:
    return NASTY


@pytest.fixture
def hostile_report() -> Report:
    return hostile()
