"""Changes of a document's files, served by a mock that goes on."""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from control_client import control
from mock_client import Api, mock_process

from mockserver.hosts.watch import Watch

OBJECT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


def says(text: str) -> dict[str, Any]:
    return {"responses": {"200": {"description": ".", "content": {"text/plain": {"example": text}}}}}


def written(folder: Path, release: str, **paths: Any) -> Path:
    things = {
        "get": {
            "responses": {
                "200": {
                    "description": ".",
                    "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "thing.json"}}}},
                }
            }
        },
        "post": {
            "operationId": "add",
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "thing.json"}}}},
            "responses": {
                "201": {"description": ".", "content": {"application/json": {"schema": {"$ref": "thing.json"}}}}
            },
        },
    }
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": release}, "paths": {"/things": things, **paths}}
    file = folder / "api.json"
    replaced(file, json.dumps(raw))
    return file


def replaced(file: Path, text: str) -> None:
    """At once, as careful editors do."""
    beside = file.with_suffix(".new")
    beside.write_text(text)
    beside.replace(file)


def told(process: subprocess.Popen[str], wanted: str) -> str:
    """Standard error up to a line that matches."""
    assert process.stderr
    end, text = time.monotonic() + 30, ""
    while time.monotonic() < end:
        if select.select([process.stderr], [], [], 0.1)[0]:
            text += os.read(process.stderr.fileno(), 65536).decode()
            if re.search(wanted, text, re.MULTILINE):
                return text
    raise AssertionError(text)


def health(api: Api) -> Any:
    return control(api, "GET", "/health").json


def test_changes_are_served_and_what_is_remembered_stays(tmp_path: Path) -> None:
    replaced(tmp_path / "thing.json", json.dumps(OBJECT))
    config = tmp_path / "ringback.toml"
    config.write_text('[[mock.overrides]]\nname = "fixed"\noperation = "GET /x"\nbody = "fixed"\n')
    file = written(tmp_path, "1", **{"/x": {"get": says("one")}})
    with mock_process(str(file), "--watch", "--config", str(config)) as (api, process):
        api("POST", "/things", {"id": 7, "name": "kept"})
        assert api("GET", "/x").body == b"fixed"
        control(api, "POST", "/overrides", {"name": "added", "operation": "GET /x", "body": "added"})
        control(api, "PUT", "/clock", {"now": 1_000_000, "frozen": True})
        control(api, "PUT", "/auth", {"auth": "off"})

        written(tmp_path, "2", **{"/x": {"get": says("two")}, "/y": {"get": says("y")}})
        told(process, r"^reloaded: T 2$")
        assert health(api)["reload"] == {"at": 1_000_000, "error": None}
        assert control(api, "GET", "/auth").json == {"auth": "off"}
        assert api("GET", "/y").body == b"y"
        assert api("GET", "/things").json == [{"id": 7, "name": "kept"}]
        assert api("GET", "/x").body == b"added"
        assert [each["document"] for each in control(api, "GET", "/journal").json["entries"]][::4] == ["T 1", "T 2"]

        replaced(file, "{")
        assert "api.json" in told(process, r"^not reloaded, the earlier state is served: .*$")
        assert "api.json" in health(api)["reload"]["error"]
        assert control(api, "GET", "/journal").json["reload"]["error"]
        assert api("GET", "/y").body == b"y"

        written(tmp_path, "3", **{"/x": {"get": {"$ref": "x.json"}}})
        told(process, r"^(not )?reloaded")
        replaced(tmp_path / "x.json", json.dumps(says("three")))
        control(api, "DELETE", "/overrides/added")
        config.write_text("")
        told(process, r"^reloaded: T 3$")
        assert api("POST", "/things", {"id": "x"}).status == 400

        replaced(tmp_path / "thing.json", json.dumps({"type": "object", "properties": {"id": {"type": "string"}}}))
        told(process, r"^reloaded: T 3$")
        assert api("POST", "/things", {"id": "x"}).status == 201
        assert {type(each["id"]) for each in api("GET", "/things").json} == {str}


def test_no_request_is_lost_meanwhile(tmp_path: Path) -> None:
    replaced(tmp_path / "thing.json", json.dumps(OBJECT))
    file = written(tmp_path, "0")
    with mock_process(str(file), "--watch") as (api, _):
        for release in "12":
            written(tmp_path, release)
            before = health(api).get("reload")
            end = time.monotonic() + 20
            while health(api).get("reload") == before and time.monotonic() < end:
                assert api("GET", "/things").status == 200
            assert health(api)["reload"]["error"] is None
        assert control(api, "GET", "/documents").json[0]["release"] == "2"


@pytest.fixture
def looked(tmp_path: Path) -> tuple[Path, Watch, list[str]]:
    file, calls = tmp_path / "f", list[str]()
    file.write_text("0")
    return file, Watch(lambda: [file, *tmp_path.glob("more")], lambda: calls.append(file.read_text())), calls


def test_a_change_counts_once_it_has_come_to_rest(looked: tuple[Path, Watch, list[str]]) -> None:
    file, watch, calls = looked
    watch.look()
    for text in ("10", "100", "1000"):
        file.write_text(text)
        watch.look()
    assert calls == []
    watch.look()
    watch.look()
    assert calls == ["1000"]
    file.unlink()
    watch.look()
    file.write_text("1")
    watch.look()
    watch.look()
    assert calls == ["1000", "1"]


def test_a_file_that_comes_along_is_a_change(looked: tuple[Path, Watch, list[str]]) -> None:
    file, watch, calls = looked
    (file.parent / "more").write_text("x")
    watch.look()
    watch.look()
    watch.look()
    assert calls == ["0"]
