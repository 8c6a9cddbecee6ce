"""What is answered in place of what the document says, over a real socket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from mock_client import Api, document

from mockserver.app import EXTENSION, create_app, host_app
from mockserver.errors import MockError
from mockserver.hosts.hosting import Host, Served
from mockserver.overrides.reading import read
from mockserver.settings import Settings
from mockserver.testing import Running, running
from specs.load import from_mapping

PET = {
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "tag": {"type": "string"}},
}
ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string", "example": "none"}}}


def json_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": ".", "content": {"application/json": {"schema": schema}}}


RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "/api"}],
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    "paths": {
        "/pets/{petId}": {
            "get": {
                "operationId": "getPet",
                "tags": ["pets"],
                "parameters": [
                    {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "verbose", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": {
                        **json_of(PET),
                        "headers": {"X-Left": {"schema": {"type": "integer"}}},
                    },
                    "404": json_of(ERROR),
                },
            }
        },
        "/intake": {
            "post": {
                "operationId": "addPet",
                "tags": ["pets"],
                "requestBody": {"required": True, "content": {"application/json": {"schema": PET}}},
                "responses": {"201": json_of(PET), "400": json_of(ERROR)},
            }
        },
        "/secret": {
            "get": {
                "operationId": "getSecret",
                "security": [{"key": []}],
                "responses": {"200": {"description": ".", "content": {"text/plain": {"schema": {"type": "string"}}}}},
            }
        },
        "/free": {"get": {"operationId": "getFree", "responses": {"204": {"description": "."}}}},
    },
}
DOCUMENT = from_mapping(RAW)
FIDO = {"id": 1, "name": "Fido"}


@pytest.fixture
def mock() -> Iterator[Running]:
    with running(create_app(DOCUMENT)) as url:
        yield url


def journal(mock: Running) -> list[Any]:
    return list(mock._app.extensions[EXTENSION].journal)


def test_a_status_gets_the_documented_response_and_is_reverted_at_the_end(mock: Running) -> None:
    api = Api(mock)
    with mock.override("getPet", status=404):
        answer = api("GET", "/api/pets/1")
        assert (answer.status, answer.json) == (404, {"message": "Not Found."})
        assert journal(mock)[-1].notes == {"override": "override-added-1"}
    assert api("GET", "/api/pets/1").status == 200
    assert journal(mock)[-1].notes == {}


def test_a_body_is_sent_as_it_is(mock: Running) -> None:
    with mock.override("getPet", body=FIDO):
        assert Api(mock)("GET", "/api/pets/7").json == FIDO


@pytest.mark.parametrize(
    "target",
    [
        "getPet",
        "get*",
        "GET /pets/{petId}",
        "get /pets/{other}",
        "GET /api/pets/*",
        "/pets/**",
        "tag:pets",
        "**",
    ],
)
def test_operations_are_named_in_many_ways(mock: Running, target: str) -> None:
    with mock.override(target, status=404, allow_invalid=True):
        assert Api(mock)("GET", "/api/pets/7").status == 404


@pytest.mark.parametrize("target", ["getPets", "PUT /pets/{petId}", "/pets/*/x", "tag:cats", "/pet*/x"])
def test_an_operation_that_is_not_there_is_told_with_those_that_are(mock: Running, target: str) -> None:
    with pytest.raises(MockError, match="the document has no operation"):
        mock.override(target, status=404)


def test_the_last_one_that_was_added_goes_first(mock: Running) -> None:
    api = Api(mock)
    with mock.override("getPet", body=FIDO), mock.override("getPet", status=404):
        assert api("GET", "/api/pets/1").status == 404


def test_of_those_given_at_the_start_the_first_goes_first() -> None:
    given = [{"operation": "getPet", "status": 404}, {"operation": "*Pet", "status": 200}]
    read_ones = tuple(read(raw, f"o{number}", str) for number, raw in enumerate(given[:1] * 2))
    with running(create_app(DOCUMENT, Settings(overrides=read_ones))) as url:
        assert Api(url)("GET", "/api/pets/1").status == 404
        assert [each["name"] for each in url._app.extensions[EXTENSION].overrides.listed()] == ["o0", "o1"]


@pytest.mark.parametrize(
    ("then", "statuses"),
    [
        ({}, [404, 200, 404, 404, 404]),
        ({"then": "repeat"}, [404, 200, 404, 404, 404]),
        ({"then": "cycle"}, [404, 200, 404, 404, 200]),
        ({"then": "document"}, [404, 200, 404, 200, 200]),
    ],
)
def test_a_sequence_goes_on_as_told(mock: Running, then: dict[str, str], statuses: list[int]) -> None:
    api = Api(mock)
    with mock.override("getPet", sequence=[{"status": 404}, {"body": FIDO}, {"status": 404}], **then):
        assert [api("GET", "/api/pets/1").status for _ in statuses] == statuses


def test_only_the_first_calls(mock: Running) -> None:
    api = Api(mock)
    with mock.override("getPet", status=404, times=2):
        assert [api("GET", "/api/pets/1").status for _ in range(3)] == [404, 404, 200]


@pytest.mark.parametrize(
    ("when", "path", "headers", "meant"),
    [
        ({"query": {"verbose": "true"}}, "/api/pets/1?verbose=true", {}, True),
        ({"query": {"verbose": True}}, "/api/pets/1?verbose=true", {}, True),
        ({"query": {"verbose": True}}, "/api/pets/1", {}, False),
        ({"query": {"x": 1}}, "/api/pets/1?x=1", {}, True),
        ({"path": {"petId": 1}}, "/api/pets/1", {}, True),
        ({"path": {"petId": "1"}}, "/api/pets/1", {}, True),
        ({"path": {"petId": 1}}, "/api/pets/2", {}, False),
        ({"header": {"X-Who": "me"}}, "/api/pets/1", {"x-who": "me"}, True),
        ({"header": {"X-Who": "me"}}, "/api/pets/1", {"x-who": "you"}, False),
        ({"cookie": {"a": "b"}, "path": {"petId": 1}}, "/api/pets/1", {"Cookie": "a=b"}, True),
        ({"cookie": {"a": "b"}, "path": {"petId": 2}}, "/api/pets/1", {"Cookie": "a=b"}, False),
    ],
)
def test_only_requests_with_certain_values(
    mock: Running, when: dict[str, Any], path: str, headers: dict[str, str], meant: bool
) -> None:
    with mock.override("getPet", status=404, when=when):
        assert Api(mock)("GET", path, headers=headers).status == (404 if meant else 200)


def test_conditions_on_the_body(mock: Running) -> None:
    api = Api(mock)
    with mock.override("addPet", status=400, when={"body": {"/id": 13, "name": "Rex"}}):
        assert api("POST", "/api/intake", {"id": 13, "name": "Rex"}).status == 400
        assert api("POST", "/api/intake", {"id": 13, "name": "Max"}).status == 201


def test_a_structured_template_keeps_the_types_of_values(mock: Running) -> None:
    template = {"id": "{{ path.petId }}", "name": "I am {{ query.who | default('nobody') }}"}
    with mock.override("getPet", template=template):
        assert Api(mock)("GET", "/api/pets/7").json == {"id": 7, "name": "I am nobody"}


def test_a_text_template_cannot_be_broken_out_of(mock: Running) -> None:
    tag = '{% if header.x_tag %}, "tag": {{ header.x_tag | tojson }}{% endif %}'
    text = '{"id": {{ path.petId }}, "name": "{{ query.who }}"' + tag + "}"
    with mock.override("getPet", template=text):
        hostile = Api(mock)("GET", "/api/pets/7?who=%22,%22id%22:9%7B%7B7*7%7D%7D", headers={"X-Tag": 'a"b'})
        assert hostile.json == {"id": 7, "name": '","id":9{{7*7}}', "tag": 'a"b'}


def test_a_template_that_makes_something_invalid_is_told_and_not_sent(mock: Running) -> None:
    with mock.override("getPet", template={"id": "{{ query.id }}", "name": "x"}, name="odd"):
        answer = Api(mock)("GET", "/api/pets/7?id=x")
        assert answer.status == 500
        assert answer.json["type"] == "urn:ringback:problem:invalid-override"
        assert "odd" in answer.json["detail"]
        assert Api(mock)("GET", "/api/pets/7", headers={"Prefer": "code=200"}).status == 200


def test_headers_replace_those_of_the_document_and_take_values(mock: Running) -> None:
    with mock.override("getPet", headers={"X-Left": "3", "X-Path": "{{ request.path }}"}):
        answer = Api(mock)("GET", "/api/pets/7")
        assert answer.status == 200
        assert answer.headers.get_all("X-Left") == ["3"]
        assert answer.headers["X-Path"] == "/api/pets/7"


def test_a_header_field_cannot_be_broken_out_of(mock: Running) -> None:
    with mock.override("getPet", headers={"X-Echo": "{{ query.x }}"}):
        answer = Api(mock)("GET", "/api/pets/7?x=a%0d%0aSet-Cookie:%20b")
        assert answer.status == 500
        assert "Set-Cookie" not in answer.headers


def test_a_delay_is_waited_for(mock: Running) -> None:
    with mock.override("getPet", delay="300ms"):
        start = time.monotonic()
        assert Api(mock)("GET", "/api/pets/7").status == 200
        assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize(("before", "status"), [("choice", 401), ("validation", 401), ("security", 200)])
def test_an_override_stands_before_a_stage(mock: Running, before: str, status: int) -> None:
    with mock.override("getSecret", body="none", before=before):
        assert Api(mock)("GET", "/api/secret").status == status


@pytest.mark.parametrize(("before", "status"), [("choice", 400), ("validation", 201)])
def test_a_request_need_not_be_valid_where_it_is_not_looked_at(mock: Running, before: str, status: int) -> None:
    with mock.override("addPet", body=FIDO, before=before):
        assert Api(mock)("POST", "/api/intake", {"id": "none"}).status == status


WRONG = [
    ({"status": 418}, "override#/status: GET /pets/{petId}: status 418 is not documented (documented: 200, 404)"),
    ({"body": {"id": 1}}, 'override#/body: GET /pets/{petId}: application/json: "name" is a required property'),
    ({"body": {"id": "1", "name": "x"}}, "override#/body/id: GET /pets/{petId}: application/json: the value is not of"),
    ({"template": {"id": "x", "name": "y"}}, "override#/template/id: GET /pets/{petId}: application/json:"),
    ({"sequence": [{"status": 404}, {"body": 1}]}, "override#/sequence/1/body: GET /pets/{petId}:"),
    ({"headers": {"X-Left": "many"}}, "override#/headers/X-Left: GET /pets/{petId}:"),
    ({"media_type": "text/html", "body": "x"}, "override#/body: GET /pets/{petId}: text/html: text/html is not doc"),
]


@pytest.mark.parametrize(("what", "told"), WRONG)
def test_what_would_break_the_document_is_refused_at_the_start(what: dict[str, Any], told: str, mock: Running) -> None:
    with pytest.raises(MockError) as caught:
        mock.override("getPet", **what)
    assert str(caught.value).startswith(told)
    assert "allow_invalid = true" in str(caught.value)
    assert Api(mock)("GET", "/api/pets/7").status == 200


@pytest.mark.parametrize(("what", "_"), WRONG)
def test_what_breaks_the_document_on_purpose_is_sent_and_marked(mock: Running, what: dict[str, Any], _: str) -> None:
    with mock.override("getPet", **what, allow_invalid=True, name="bad"):
        assert Api(mock)("GET", "/api/pets/7").status == what.get("status", 404 if "sequence" in what else 200)
        assert journal(mock)[-1].notes == {"override": "bad", "on_purpose": True}


def test_no_body_for_a_status_that_has_none(mock: Running) -> None:
    with pytest.raises(MockError, match="a response 204 has no body"):
        mock.override("getFree", body="x")


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({}, "override: the override changes nothing"),
        ({"statsu": 404}, "override#/statsu: unknown key 'statsu' (did you mean status?)"),
        ({"allow-invalid": True, "status": 200}, "override#/allow-invalid: unknown key 'allow-invalid' (did you mean"),
        ({"status": "404"}, "override#/status: the value is not of type"),
        ({"status": 99}, "override#/status: "),
        ({"status": 404, "sequence": [{"status": 200}]}, "override#/status: status stands beside a sequence"),
        ({"body": 1, "template": "x"}, "override#/template: there is a body beside the template"),
        ({"delay": "soon"}, "override#/delay: "),
        ({"delay": "11m"}, "override#/delay: the longest delay is 600 seconds"),
        ({"template": "{{ x"}, "override#/template: no template: line 1: "),
        (
            {"template": "{% for x in query %}{% endfor %}"},
            "override#/template: no template: line 1: templates have no for",
        ),
        (
            {"template": {"id": "{{ path.petId * 9 }}"}},
            "override#/template: no template: line 1: templates have no mul",
        ),
        ({"template": "{{ ''.__class__.mro() }}"}, "override#/template: no template: line 1: templates have no call"),
        (
            {"template": "{{ 'a' | center(999999999) }}"},
            "override#/template: no template: line 1: templates have no filt",
        ),
        (
            {"headers": {"A\r\nSet-Cookie": "b"}},
            "override#/headers/A\\u000d\\u000aSet-Cookie: no header field can have this name",
        ),
        ({"headers": {"": "b"}}, "override#/headers/: no header field can have this name"),
        ({"headers": {"Über": "b"}}, "override#/headers/Über: no header field can have this name"),
        (
            {"sequence": [{"headers": {"Content-Length": 1}}]},
            "override#/sequence/0/headers/Content-Length: the server itself sets the field Content-Length (a fault",
        ),
        ({"sequence": [{"stauts": 1}]}, "override#/sequence/0/stauts: unknown key 'stauts' (did you mean status?)"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(mock: Running, what: dict[str, Any], told: str) -> None:
    with pytest.raises(MockError) as caught:
        mock.override("getPet", **what)
    assert str(caught.value).startswith(told)


def test_overrides_are_listed_as_json_and_of_one_name_there_is_one(mock: Running) -> None:
    overrides = mock._app.extensions["ringback.host"].overrides
    mock.override("getPet", status=404, name="one")
    mock.override("getPet", status=404, name="two")
    mock.override("getPet", body=FIDO, name="one")
    Api(mock)("GET", "/api/pets/7")
    assert json.loads(json.dumps(overrides.listed())) == [
        {"operation": ["getPet"], "body": FIDO, "name": "one", "calls": 1},
        {"operation": ["getPet"], "status": 404, "name": "two", "calls": 0},
    ]
    assert overrides.remove("one")
    assert not overrides.remove("one")
    assert [each["name"] for each in overrides.listed()] == ["two"]


def test_one_that_cannot_be_added_leaves_its_namesake_in_place(mock: Running) -> None:
    mock.override("getPet", body=FIDO, name="one")
    with pytest.raises(MockError, match="override#/body/id"):
        mock.override("getPet", body=FIDO | {"id": "seven"}, name="one")
    assert Api(mock)("GET", "/api/pets/7").json == FIDO


def test_overrides_outlive_their_document() -> None:
    first = create_app(DOCUMENT).extensions[EXTENSION]
    first.overrides.add(read({"operation": "getPet", "status": 404, "times": 5}, "kept", str))
    first.overrides.add(read({"operation": "getFree", "status": 204}, "lost", str))
    paths = {path: item for path, item in RAW["paths"].items() if path != "/free"}
    second = create_app(from_mapping({**RAW, "paths": paths})).extensions[EXTENSION]
    assert second.overrides.adopt(first.overrides) == [
        "/operation: the document has no operation 'getFree' (did you mean getSecret?)"
    ]
    assert [each["name"] for each in second.overrides.listed()] == ["kept"]


def test_of_several_documents_each_takes_what_is_its_own() -> None:
    other = from_mapping({**RAW, "paths": {"/other": RAW["paths"]["/free"]}})
    given = (read({"operation": "/other", "headers": {"X-Seen": "yes"}}, "one", str),)
    settings = Settings(overrides=given)
    host = Host([Served(document=DOCUMENT), Served(document=other, prefix="/b")], settings, time.time)
    with running(host_app(host)) as url:
        assert Api(url)("GET", "/b/api/other").headers["X-Seen"] == "yes"
        assert Api(url)("GET", "/api/free").headers["X-Seen"] is None
    with pytest.raises(MockError, match="/operation: the document has no operation '/other'"):
        Host([Served(document=DOCUMENT)], settings, time.time)


def test_a_patch_changes_what_the_mock_gives_itself(mock: Running) -> None:
    api = Api(mock)
    before = api("GET", "/api/pets/7").json
    patch = [{"op": "remove", "path": "/tag"}, {"op": "replace", "path": "/name", "value": "\N{GRINNING FACE}"}]
    with mock.override("getPet", patch=patch, without=["X-Left"]):
        answer = api("GET", "/api/pets/7")
    assert answer.json == {"id": before["id"], "name": "\N{GRINNING FACE}"}
    assert "X-Left" not in answer.headers
    assert journal(mock)[-1].notes == {"override": "override-added-1"}


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ({"op": "remove", "path": "/colour"}, "/colour: remove at /0 cannot be done: there is nothing"),
        ({"op": "replace", "path": "/id", "value": "one"}, "/id: body/id: the value"),
        ({"op": "remove", "path": "/id"}, "/id: body"),
    ],
)
def test_of_a_patch_that_would_break_the_document_only_the_rest_is_done(
    mock: Running, patch: dict[str, Any], told: str
) -> None:
    with mock.override("getPet", patch=[patch, {"op": "replace", "path": "/name", "value": "Rex"}]):
        answer = Api(mock)("GET", "/api/pets/7")
    assert answer.status == 200
    assert answer.json["name"] == "Rex"
    assert isinstance(answer.json["id"], int)
    (left_out,) = journal(mock)[-1].notes["unaltered"]
    assert left_out.startswith(told)


def test_a_patch_may_break_the_document_where_that_is_meant(mock: Running) -> None:
    with mock.override("getPet", patch=[{"op": "remove", "path": "/id"}], allow_invalid=True):
        assert "id" not in Api(mock)("GET", "/api/pets/7").json


def test_a_patch_is_of_successes_unless_a_status_is_named(mock: Running) -> None:
    patch = [{"op": "replace", "path": "/message", "value": ""}]
    with mock.override("getPet", prefer={"code": 404}, patch=patch):
        assert Api(mock)("GET", "/api/pets/7").json == {"message": ""}
    with mock.override("addPet", patch=patch):
        assert Api(mock)("POST", "/api/intake", {"id": "wrong"}).json["message"] != ""
    assert journal(mock)[-1].notes == {}  # the request was refused before an override was asked


def test_only_answers_of_one_status_are_changed_where_it_is_named(mock: Running) -> None:
    odd = {"Content-Type": 'Application/JSON;charset="utf-8"'}
    with mock.override("getPet", of_status=200, headers=odd):
        answer = Api(mock)("GET", "/api/pets/7")
        assert answer.headers["Content-Type"] == 'Application/JSON;charset="utf-8"'
        refused = Api(mock)("GET", "/api/pets/7", headers={"Prefer": "code=404"})
        assert refused.headers["Content-Type"] == "application/json"


def test_a_success_that_is_preferred_for_the_client_does_what_it_does() -> None:
    with running(create_app(document("phonebridge-client"))) as mock:
        api = Api(mock).logged_in()
        with mock.override("POST /api/users/me/clients", prefer={"code": 201}):
            assert api("POST", "/api/users/me/clients", {"name": "Max"}).status == 201
        assert [each["name"] for each in api("GET", "/api/users/me/clients").json] == ["Max"]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"prefer": {"code": 418}}, "status 418 is not documented"),
        ({"prefer": {"example": "cat"}}, "there is no such example"),
        ({"prefer": {"code": 404}, "status": 404}, "a status beside the prefer"),
        ({"patch": [{"op": "remove", "path": "/tag"}], "body": FIDO}, "a body beside the patch"),
        ({"patch": [{"op": "turn", "path": ""}]}, "/patch/0/op"),
        ({"without": ["Content-Length"]}, "the server itself sets the field Content-Length"),
    ],
)
def test_changes_that_cannot_be_are_refused(mock: Running, what: dict[str, Any], told: str) -> None:
    with pytest.raises(MockError, match=told):
        mock.override("getPet", **what)
