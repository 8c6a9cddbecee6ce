"""What a release means for consumers whose calls were recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from contracts.errors import ContractError
from contracts.render.impact import FORMATS
from contracts.traffic.consumers import Telling
from contracts.traffic.impact import Impact, Standing, impact
from contracts.traffic.reading import Call, calls
from ringback.cli import cli
from specs.load import from_mapping
from specs.messages import Exchange, Request, Response, write_json
from specs.model import Document

HOUSE = Path(__file__).parents[3]
SCHEMA = json.loads((HOUSE / "contracts/render/impact/impact.schema.json").read_text("utf-8"))
PET: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "kind": {"type": "string", "enum": ["cat", "dog"]}},
}
NEW_PET: dict[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "kind": {"type": "string", "enum": ["cat", "dog"]}},
}


def json_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": ".", "content": {"application/json": {"schema": schema}}}


RAW: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "/v1"}],
    "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    "paths": {
        "/pets": {
            "get": {
                "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 500}}],
                "responses": {"200": json_of({"type": "array", "items": PET})},
            },
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": NEW_PET}}},
                "responses": {"201": json_of(PET), "409": {"description": "."}},
            },
        },
        "/ping": {"get": {"responses": {"204": {"description": "."}}}},
    },
}
OLD = from_mapping(RAW)


def changed(pointer: str, value: Any) -> Document:
    """The document with one place changed; None takes it away."""
    raw = json.loads(json.dumps(RAW))
    raw["info"]["version"] = "2"
    *way, last = [part.replace("~1", "/") for part in pointer.split("/")[1:]]
    inside: Any = raw
    for part in way:
        inside = inside[int(part) if isinstance(inside, list) else part]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    return from_mapping(raw)


def call(method: str, target: str, body: Any = None, agent: str = "web/3.2", status: int = 200, **fields: str) -> Call:
    path, _, query = target.partition("?")
    sent = b"" if body is None else write_json(body)
    headers = {"User-Agent": agent, **({"Content-Type": "application/json"} if sent else {}), **fields}
    request = Request(method, path, query, tuple(headers.items()), sent)
    return Call(exchange=Exchange(request, Response(status)), place="web.har entry 1")


def judged(new: Document, *recorded: Call, by: str = "user-agent", expected: Sequence[str] = ()) -> Impact:
    return impact(OLD, new, recorded, Telling(by, OLD), expected)


TIGHTER = changed("/paths/~1pets/get/parameters/0/schema/maximum", 200)
BREAKS = {
    "a tighter bound": (TIGHTER, call("GET", "/v1/pets?size=300"), "query", "size", ""),
    "a field that is demanded": (
        changed("/paths/~1pets/post/requestBody/content/application~1json/schema/required", ["name"]),
        call("POST", "/v1/pets", {"kind": "cat"}),
        "body",
        "",
        "",
    ),
    "a value that is gone": (
        changed("/paths/~1pets/post/requestBody/content/application~1json/schema/properties/kind/enum", ["dog"]),
        call("POST", "/v1/pets", {"kind": "cat"}),
        "body",
        "",
        "/kind",
    ),
    "an operation that is gone": (changed("/paths/~1ping", None), call("GET", "/v1/ping"), "operation", "", ""),
    "credentials that are demanded": (
        changed("/paths/~1ping/get/security", [{"key": []}]),
        call("GET", "/v1/ping"),
        "security",
        "",
        "",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_recorded_call_that_the_new_release_refuses_breaks_its_consumer(what: str) -> None:
    new, recorded, place, name, pointer = BREAKS[what]
    (consumer,) = judged(new, recorded, recorded).consumers
    (finding,) = consumer.breaks
    assert (consumer.name, consumer.standing, finding.seen) == ("web 3.2", Standing.BREAKS, 2)
    assert finding.witness is not None
    assert (finding.witness.place, finding.witness.name, finding.witness.pointer) == (place, name, pointer)
    assert finding.witness.request == recorded.exchange.request


@pytest.mark.parametrize(
    ("what", "recorded"),
    [
        ("a tighter bound", call("GET", "/v1/pets?size=200")),
        ("a tighter bound", call("GET", "/v1/pets")),
        ("a field that is demanded", call("POST", "/v1/pets", {"name": "Rex"})),
        ("a value that is gone", call("POST", "/v1/pets", {"kind": "dog"})),
        ("an operation that is gone", call("GET", "/v1/pets")),
        ("credentials that are demanded", call("GET", "/v1/ping", **{"X-Key": "[redacted]"})),
    ],
)
def test_a_consumer_that_does_not_use_what_breaks_is_safe(what: str, recorded: Call) -> None:
    (consumer,) = judged(BREAKS[what][0], recorded).consumers
    assert consumer.standing is Standing.SAFE


def test_a_call_that_was_refused_before_is_no_break() -> None:
    (consumer,) = judged(TIGHTER, call("GET", "/v1/pets?size=900")).consumers
    assert (consumer.standing, consumer.faulty) == (Standing.SAFE, 1)


def test_what_stands_for_a_secret_is_not_judged() -> None:
    new = changed("/paths/~1pets/post/requestBody/content/application~1json/schema/properties/name/pattern", "^[A-Z]$")
    (consumer,) = judged(new, call("POST", "/v1/pets", {"name": "[redacted]"})).consumers
    assert consumer.standing is Standing.SAFE


def test_an_answer_that_changes_puts_those_at_risk_who_were_recorded_getting_it() -> None:
    new = changed("/paths/~1pets/post/responses/201/content/application~1json/schema/required", ["kind"])
    found = judged(new, call("POST", "/v1/pets", {}, status=201), call("POST", "/v1/pets", {}, "old/1", status=409))
    standings = {each.name: each.standing for each in found.consumers}
    assert standings == {"web 3.2": Standing.AT_RISK, "old 1": Standing.SAFE}
    assert found.hurts
    assert found.unmet == ()


def test_another_base_path_is_no_break() -> None:
    (consumer,) = judged(changed("/servers", [{"url": "/v2"}]), call("GET", "/v1/pets")).consumers
    assert consumer.standing is Standing.SAFE


def test_one_cause_is_told_once_with_the_shortest_request() -> None:
    recorded = [call("GET", f"/v1/pets?size={size}") for size in ("300&unknown=1", "300", "300&unknown=12")]
    (consumer,) = judged(TIGHTER, *recorded).consumers
    (finding,) = consumer.breaks
    assert finding.seen == 3
    assert finding.witness is not None
    assert finding.witness.request is not None
    assert finding.witness.request.query == "size=300"


TOLD = {
    "user-agent": (call("GET", "/v1/ping", agent="mobile/1.9 (Android)"), "mobile 1.9"),
    "port": (call("GET", "/v1/ping", host="api.example:8443"), "port 8443"),
    "header:X-App": (call("GET", "/v1/ping", **{"X-App": "batch"}), "batch"),
    "key": (call("GET", "/v1/ping", **{"X-Key": "hush-hush"}), "key 1"),
}


@pytest.mark.parametrize("by", TOLD)
def test_consumers_are_told_apart(by: str) -> None:
    recorded, name = TOLD[by]
    told = Telling(by, OLD)
    assert told.name(recorded) == name
    assert told.name(call("GET", "/v1/ping", agent="")).startswith("without ")


def test_consumers_with_keys_are_numbered_and_those_of_a_recording_go_by_what_stands_for_them() -> None:
    told = Telling("key", OLD)
    named = [Call(exchange=call("GET", "/v1/ping").exchange, credential=credential) for credential in ("a", "b", "a")]
    assert [told.name(each) for each in named] == ["key 1", "key 2", "key 1"]


def test_a_way_of_telling_consumers_that_there_is_not_is_refused() -> None:
    with pytest.raises(ContractError, match="say one of user-agent, key, port, header:NAME"):
        Telling("mood", OLD)


HAR = {
    "request": {
        "method": "GET",
        "url": "https://api.example/v1/pets?size=300",
        "headers": [{"name": ":authority", "value": "api.example"}, {"name": "user-agent", "value": "web/3.2"}],
    },
    "response": {
        "status": 200,
        "headers": [],
        "content": {"text": "W10=", "encoding": "base64", "mimeType": "application/json"},
    },
}
JOURNAL = {
    "method": "GET",
    "path": "/v1/pets",
    "query": "size=300",
    "status": 200,
    "request": {"headers": [["user-agent", "web/3.2"]], "body": ""},
    "response": {"headers": [], "body": "[]"},
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"log": {"entries": [HAR, {**HAR, "response": {**HAR["response"], "status": 0}}]}}, indent=1),
        f"{json.dumps(HAR)}\n\n",
        json.dumps(JOURNAL),
    ],
    ids=["har", "lines", "journal"],
)
def test_recordings_are_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_text(text, "utf-8")
    (read,) = calls(file)
    request, response = read.exchange.request, read.exchange.response
    assert (request.method, request.path, request.query) == ("GET", "/v1/pets", "size=300")
    assert (request.header("user-agent"), response.status, response.body) == ("web/3.2", 200, b"[]")
    assert ":authority" not in dict(request.headers)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", ":1: the line is not JSON"),
        (f"{json.dumps(HAR)}\nnone", ":2: the line is not JSON"),
        ('{"request": {}}', ":1: no recorded exchange: no 'response'"),
        ('{"log": {"entries": [3]}}', " entry 1: no recorded exchange"),
        ("[]", ":1: no recorded exchange"),
    ],
)
def test_what_is_no_recording_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_text(text, "utf-8")
    with pytest.raises(ContractError) as raised:
        list(calls(file))
    assert f"recording{told}" in str(raised.value)


def test_a_torn_last_line_is_told_and_left_out(tmp_path: Path) -> None:
    file = tmp_path / "recording"
    file.write_text(f'{json.dumps(HAR)}\n{{"request": {{"me', "utf-8")
    said: list[str] = []
    assert len(list(calls(file, said.append))) == 1
    assert said == [f"{file}:2: the line was torn by a crash, and is left out"]


def asked(tmp_path: Path, *options: str, recorded: str = json.dumps(HAR), new: Document = TIGHTER) -> Result:
    files = {"old.json": json.dumps(RAW), "new.json": json.dumps(new.raw), "web.ndjson": recorded}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    return CliRunner().invoke(cli, ["impact", *options, str(tmp_path / "old.json"), str(tmp_path / "new.json")])


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_who_breaks_on_what(format_: str, tmp_path: Path) -> None:
    traffic = ("--traffic", str(tmp_path / "web.ndjson"), "--consumer", "batch")
    result = asked(tmp_path, *traffic, "--format", format_)
    assert result.exit_code == 1
    for told in ("web 3.2 breaks on 1 call, batch was never seen", "size=300", "500 → 200", "web.ndjson"):
        assert told in result.stdout
    if format_ == "json":
        jsonschema.validate(json.loads(result.stdout), SCHEMA)


def test_without_recordings_it_is_told_what_nobody_knows(tmp_path: Path) -> None:
    result = asked(tmp_path)
    assert result.exit_code == 1
    assert "1 change breaks clients; for whom is unknown" in result.stdout
    assert asked(tmp_path, new=OLD).exit_code == 0


def test_secrets_of_recordings_from_elsewhere_are_in_no_report(tmp_path: Path) -> None:
    entry = deepcopy(HAR)
    secrets = [{"name": "x-key", "value": "hush-1"}, {"name": "authorization", "value": "Bearer hush-2"}]
    entry["request"] |= {"headers": secrets, "url": "https://api.example/v1/pets?size=300&api_key=hush-3"}
    for by in ("key", "user-agent"):
        for format_ in FORMATS:
            options = ("--traffic", str(tmp_path / "web.ndjson"), "--by", by, "--format", format_)
            result = asked(tmp_path, *options, recorded=json.dumps(entry))
            assert result.exit_code == 1
            assert "hush" not in result.stdout


def test_recordings_of_nothing_that_is_judged_are_an_error(tmp_path: Path) -> None:
    elsewhere = json.dumps({**JOURNAL, "path": "/elsewhere"})
    result = asked(tmp_path, "--traffic", str(tmp_path / "web.ndjson"), recorded=elsewhere)
    assert "no recorded call is of an operation of Pets 1" in str(result.exception)
    assert result.stdout == ""
