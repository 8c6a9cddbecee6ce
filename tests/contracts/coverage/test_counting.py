"""Which goals single exchanges reach, on a document small enough to know all of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.coverage.counting import Counting
from contracts.coverage.demands import Demand, demanded
from contracts.coverage.goals import Coverage, Kind
from contracts.findings import Report
from specs.load import from_mapping
from specs.messages import Exchange, Request, Response

JSON = ("Content-Type", "application/json")
BEARER = ("Authorization", "Bearer x")
ITEM = {"id": 1, "name": "cup"}
RAW: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Cups", "version": "1"},
    "paths": {
        "/cups": {
            "get": {
                "security": [{}, {"bearer": []}],
                "parameters": [
                    {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 5}},
                    {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "yes",
                        "headers": {"X-Total": {"schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Cup"}}
                            }
                        },
                    },
                    "4XX": {"description": "no"},
                },
            },
            "post": {
                "security": [{"bearer": []}],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewCup"}}},
                },
                "responses": {
                    "201": {
                        "description": "made",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Cup"}}},
                        "links": {"show": {"operationId": "show", "parameters": {"path.id": "$response.body#/id"}}},
                    },
                    "400": {"description": "no"},
                    "401": {"description": "who"},
                },
            },
        },
        "/cups/{id}": {
            "get": {
                "operationId": "show",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "yes"}, "404": {"description": "no"}},
            }
        },
    },
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "NewCup": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "integer", "readOnly": True},
                    "name": {"type": "string", "minLength": 2, "maxLength": 4},
                    "kind": {"enum": ["mug", "cup"]},
                    "lid": {"oneOf": [{"type": "boolean"}, {"$ref": "#/components/schemas/Lid"}]},
                },
            },
            "Lid": {
                "type": "object",
                "properties": {"hole": {"type": ["boolean", "null"]}, "lid": {"$ref": "#/components/schemas/Lid"}},
            },
            "Cup": {
                "type": "object",
                "properties": {"id": {"type": "integer", "minimum": 0}, "kind": {"enum": ["mug", "cup"]}},
            },
        },
    },
}
DOCUMENT = from_mapping(RAW, "cups.json")
LIST, CREATE, SHOW = "GET /cups", "POST /cups", "GET /cups/{id}"


def exchange(
    method: str, path: str, status: int, *, query: str = "", body: Any = None, answer: Any = None, headers: Any = ()
) -> Exchange:
    sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    got = b"" if answer is None else json.dumps(answer).encode()
    return Exchange(
        Request(method, f"/v1{path}", query, (*headers, *([JSON] if body is not None else ())), sent),
        Response(status, (JSON,) if answer is not None else (), got),
    )


def created(body: Any, status: int = 201, answer: Any = ITEM, headers: Any = (BEARER,)) -> Exchange:
    return exchange("POST", "/cups", status, body=body, answer=answer, headers=headers)


def listed(query: str = "", headers: Any = (("X-Trace", "a"),), status: int = 200, answer: Any = None) -> Exchange:
    return exchange("GET", "/cups", status, query=query, headers=headers, answer=answer)


def counted(*exchanges: tuple[str, Exchange]) -> Coverage:
    counting = Counting(DOCUMENT, "/v1")
    for key, each in exchanges:
        counting.take(key, each)
    return counting.coverage()


def reached(coverage: Coverage, *kinds: Kind) -> set[str]:
    return {
        f"{each.goal.where}: {each.goal.what}" for each in coverage.reached if each.times and each.goal.kind in kinds
    }


NEW = "schema NewCup"
ASKED = (Kind.PARAMETERS, Kind.PROPERTIES, Kind.VALUES, Kind.BRANCHES, Kind.KEYWORDS, Kind.VIOLATIONS)


@pytest.mark.parametrize(
    ("key", "one", "kinds", "expected"),
    [
        (LIST, listed(), (Kind.PARAMETERS,), {"query size left out", "header X-Trace sent"}),
        (LIST, listed("size=3"), ASKED, {"query size sent", "header X-Trace sent"}),
        (
            LIST,
            listed("size=5"),
            ASKED,
            {"query size sent", "header X-Trace sent", "query size maximum 5 met exactly"},
        ),
        (LIST, listed("size=6", status=400), ASKED, {"query size maximum 5 broken"}),
        (LIST, listed("size=7", status=400), ASKED, set()),
        (LIST, listed("size=x", status=400), ASKED, {"query size not integer"}),
        (LIST, listed(headers=(), status=400), ASKED, {"required header X-Trace left out"}),
        (LIST, listed(), (Kind.OPERATIONS, Kind.STATUSES), {"called", "200 received"}),
        (LIST, listed(status=404), (Kind.OPERATIONS, Kind.STATUSES), {"called", "4XX received"}),
        (LIST, listed(status=500), (Kind.OPERATIONS, Kind.STATUSES), {"called"}),
        (LIST, listed("size=9", status=400), (Kind.OPERATIONS, Kind.STATUSES), {"4XX received"}),
        (LIST, listed(), (Kind.SECURITY,), {"called with nothing"}),
        (LIST, listed(headers=(("X-Trace", "a"), BEARER)), (Kind.SECURITY,), {"called with bearer"}),
        (LIST, listed(answer=[]), (Kind.MEDIA_TYPES,), {"200 application/json received"}),
    ],
)
def test_what_a_call_of_a_list_reaches(key: str, one: Exchange, kinds: tuple[Kind, ...], expected: set[str]) -> None:
    assert reached(counted((key, one)), *kinds) == {f"{LIST}: {each}" for each in expected}


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ({"name": "ab"}, 201, {"name sent", "name minLength 2 met exactly", "kind left out", "lid left out"}),
        (
            {"name": "abcd", "kind": "mug"},
            201,
            {"name sent", "name maxLength 4 met exactly", "kind sent", 'kind "mug" sent', "lid left out"},
        ),
        (
            {"name": "abc", "lid": True},
            201,
            {"name sent", "kind left out", "lid sent", "lid oneOf 1 sent"},
        ),
        ({"name": "a"}, 400, {"name minLength 2 broken"}),
        ({"name": ""}, 400, set()),
        ({"name": "abcde"}, 400, {"name maxLength 4 broken"}),
        ({"name": 3}, 400, {"name not string"}),
        ({}, 400, {"required name left out"}),
        ({"name": "abc", "kind": "jar"}, 400, {"kind none of its values"}),
        ({"name": "abc", "tea": 1}, 400, {"undeclared property sent"}),
        ({"name": "abc", "id": 1}, 400, {"id sent, and it is read-only"}),
        ([], 400, {"not object"}),
        ({"name": "abc", "lid": 5}, 400, {"lid not boolean"}),
    ],
)
def test_what_a_body_reaches(body: Any, status: int, expected: set[str]) -> None:
    found = reached(counted((CREATE, created(body, status, None))), *ASKED)
    assert {each.removeprefix(f"{NEW}: ") for each in found if each.startswith(NEW)} == expected


def test_what_is_wrong_in_a_branch_is_told_of_all_branches_that_are_equally_near() -> None:
    found = reached(counted((CREATE, created({"name": "abc", "lid": 5}, 400))), Kind.VIOLATIONS)
    assert found == {f"{NEW}: lid not boolean", "schema Lid: not object"}


def test_a_request_that_breaks_the_document_keeps_nothing_and_one_that_keeps_it_breaks_nothing() -> None:
    wrong = counted((CREATE, created({"name": "ab", "kind": "jar"}, 400, None)))
    assert reached(wrong, *ASKED) == {f"{NEW}: kind none of its values"}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (created(b"{", 400, None), "unreadable body sent"),
        (exchange("POST", "/cups", 400, headers=(BEARER,)), "required body left out"),
        (
            exchange("POST", "/cups", 400, headers=(BEARER, ("Content-Type", "text/csv"))),
            "undocumented media type sent",
        ),
    ],
)
def test_what_a_body_breaks_as_a_whole(one: Exchange, expected: str) -> None:
    assert reached(counted((CREATE, one)), *ASKED) == {f"{CREATE}: {expected}"}


def test_branches_that_recur_are_followed_and_every_type_counts() -> None:
    lids = {"name": "abc", "lid": {"hole": None, "lid": {"hole": True}}}
    found = reached(counted((CREATE, created(lids))), Kind.BRANCHES)
    assert found == {
        f"{NEW}: lid oneOf 2 (schema Lid) sent",
        "schema Lid: hole null sent",
        "schema Lid: hole boolean sent",
    }


def test_what_comes_back_counts_even_where_it_is_not_as_documented() -> None:
    answers = counted((CREATE, created({"name": "abc"}, 201, {"id": "x", "kind": "cup"})))
    assert reached(answers, Kind.VALUES) == {'schema Cup: kind "cup" received'}
    assert "schema Cup: id received" in reached(answers, Kind.PROPERTIES)


@pytest.mark.parametrize(
    ("headers", "expected"), [((), {f"{CREATE}: refused without credentials"}), ((BEARER,), set())]
)
def test_who_is_refused_for_want_of_credentials_has_exercised_nothing_else(headers: Any, expected: set[str]) -> None:
    refused = counted((CREATE, created({"name": "abc"}, 401, None, headers)))
    assert reached(refused, *(set(Kind) - {Kind.STATUSES})) == expected
    assert reached(refused, Kind.STATUSES) == {f"{CREATE}: 401 received"}


def test_a_link_is_followed_by_a_call_with_what_the_answer_said() -> None:
    offer = (CREATE, created({"name": "abc"}, 201, {"id": 7}))
    other, right = ((SHOW, exchange("GET", f"/cups/{number}", 200)) for number in (8, 7))
    assert reached(counted(right, offer, other), Kind.LINKS) == set()
    assert reached(counted(offer, right), Kind.LINKS) == {f"{CREATE}: 201 show followed to {SHOW}"}


def test_another_method_and_an_unknown_operation_are_none_of_the_documents_messages() -> None:
    assert reached(counted((LIST, exchange("PATCH", "/cups", 405)), ("GET /tea", listed())), *Kind) == set()


def test_every_goal_says_where_it_is_written_and_is_there_once() -> None:
    coverage = counted()
    assert len({each.goal for each in coverage.reached}) == len(coverage.reached)
    assert {each.line.partition(":")[0] for each in coverage.reached} == {"cups.json"}
    assert {kind for kind, (done, _) in coverage.totals().items() if not done} == set(Kind)
    assert coverage.share() == 0


def report(coverage: Coverage | None) -> Report:
    return Report(kind="conformance", title="", subjects={}, findings=(), judged=1, coverage=coverage)


@pytest.mark.parametrize(
    ("demand", "missed"),
    [
        (Demand(None, 0), []),
        (Demand(None, 80), ["goals"]),
        (Demand(Kind.STATUSES, 12), []),
        (Demand(Kind.STATUSES, 50), ["statuses"]),
    ],
)
def test_a_demand_that_is_not_met_is_a_finding(demand: Demand, missed: list[str]) -> None:
    found = demanded(report(counted((LIST, listed()))), [demand]).findings
    assert [each.subject for each in found] == missed


def test_nothing_is_missed_of_what_a_document_has_not() -> None:
    plain = Counting(from_mapping({**RAW, "paths": {}}, "none.json")).coverage()
    assert demanded(report(plain), [Demand(Kind.LINKS, 100), Demand(None, 100)]).findings == ()
