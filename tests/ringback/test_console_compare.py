"""Comparing on the console: releases, a file, the messages that show it, sent and answered with."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "mockserver"))
from console_pages import Pages, seen
from mock_client import document

from mockserver.hosts.hosting import Served
from ringback.consoles import compare
from specs.load import from_mapping
from specs.messages import Response

OLD, NEW = "phonebridge-webapp@1.3.7", "phonebridge-webapp@1.3.8"
FIRST = "/__ringback/console/compare/1"


@pytest.fixture(scope="module")
def pages() -> Pages:
    """A mock of 1.3.8, whose console has compared it with the release before."""
    made = Pages(document(NEW), compare=compare)
    assert sent(made, OLD, "served:0").header("location") == FIRST
    return made


def sent(pages: Pages, old: str, new: str, file: str = "") -> Response:
    fields = {"old": old, "new": new, "document": file}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{told}\r\n' for name, told in fields.items()]
    headers = {"origin": "http://localhost", "content-type": "multipart/form-data; boundary=x"}
    return pages.asked("POST", "/__ringback/console/do/compare", headers, ("".join(parts) + "--x--\r\n").encode())


def test_the_release_before_is_chosen_at_first(pages: Pages) -> None:
    chosen = [each["value"] for each in pages.page("console/compare").all("option") if "selected" in each]
    assert chosen == [OLD, "served:0"]


def test_what_breaks_is_told_with_the_message_that_shows_it(pages: Pages) -> None:
    page = pages.page("console/compare/1")
    assert "Breaking" in page.text
    assert "This request is valid in the old document, not in the new one" in page.text
    assert "1.3.7 → 1.3.8 Breaking" in pages.page("console/compare").text
    (frame,) = page.all("iframe")
    assert (frame["src"], frame["sandbox"]) == (f"{FIRST}.html", "allow-scripts")


def test_the_report_is_of_no_origin_and_asks_for_nothing(pages: Pages) -> None:
    report = pages.asked("GET", f"{FIRST}.html")
    assert (report.status, report.body[:15]) == (200, b"<!doctype html>")
    policy = report.header("content-security-policy") or ""
    assert policy.startswith("default-src 'none';")
    assert "sandbox allow-scripts;" in policy


def changes(pages: Pages, deed: str) -> list[str]:
    """The changes for which a page has a form."""
    found, within = [], False
    for tag, attributes in pages.page("console/compare/1").tags:
        if tag == "form":
            within = str(attributes["action"]).endswith(deed)
        elif tag == "button" and within:
            found.append(str(attributes["value"]))
    return found


def test_a_request_is_sent_and_refused_for_what_it_shows(pages: Pages) -> None:
    change = changes(pages, "send-witness")[-1]
    response = pages.do("send-witness", comparison="1", change=change)
    number = pages.host.journal.last
    assert response.header("location") == f"/__ringback/console/journal/{number}?done=send-witness"
    record = pages.host.journal.records()[-1]
    assert (record.response.status, bool(record.violations)) == (400, True)
    shown = seen(pages.asked("GET", response.header("location") or ""))
    assert "The witness was sent: this is what came of it. " in shown.text
    assert "What is wrong" in shown.text


KEY = {"type": "apiKey", "name": "the key"}
SCHEMES = {
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "oauth2": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {"read": "."}}}},
    "query": {**KEY, "in": "query"},
    "cookie": {**KEY, "in": "cookie", "name": "sid"},
    "header": {**KEY, "in": "header", "name": "X-Key"},
    "session": {"type": "http", "scheme": "bearer"},
}
LOGIN = {
    "requestBody": {"content": {"application/json": {"schema": {"properties": {"user": {}, "password": {}}}}}},
    "responses": {
        "200": {
            "description": ".",
            "content": {"application/json": {"schema": {"properties": {"token": {"type": "string"}}}}},
        }
    },
}


def guarded(name: str, most: int) -> dict[str, Any]:
    """A document that asks for a credential, and for a number that is not too large."""
    size = {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": most}}
    asked = {"security": [{name: []}], "parameters": [size], "responses": {"200": {"description": "."}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": str(most)},
        "paths": {"/things": {"get": asked}, **({"/login": {"post": LOGIN}} if name == "session" else {})},
        "components": {"securitySchemes": {name: SCHEMES[name]}},
    }


@pytest.mark.parametrize("name", SCHEMES)
def test_a_request_is_sent_with_credentials_that_the_mock_takes(name: str) -> None:
    there = Pages(from_mapping(guarded(name, 10)), compare=compare)
    sent(there, "file", "served:0", json.dumps(guarded(name, 20)))
    (change,) = changes(there, "send-witness")
    there.do("send-witness", comparison="1", change=change)
    record = there.host.journal.records()[-1]
    assert (record.response.status, [each.name for each in record.violations]) == (400, ["size"])


def test_a_request_goes_to_the_document_that_is_chosen() -> None:
    there = Pages(document(OLD), served=[Served(document=document(OLD), prefix="/v1")], compare=compare)
    sent(there, OLD, NEW)
    change = changes(there, "send-witness")[-1]
    statuses = []
    for number in ("0", "1"):
        there.do("send-witness", comparison="1", change=change, to=number)
        record = there.host.journal.records()[-1]
        statuses.append((record.request.path.startswith("/v1/"), record.response.status, record.book.document[-6:]))
    assert statuses == [(False, 201, " 1.3.7"), (True, 201, "at /v1")]
    assert there.do("send-witness", comparison="1", change=change, to="2").status == 422


def test_the_mock_answers_with_a_response_from_then_on(pages: Pages) -> None:
    change = changes(pages, "answer-with")[0]
    assert (
        "is answered with the witness now"
        in seen(
            pages.asked("GET", pages.do("answer-with", comparison="1", change=change).header("location") or "")
        ).text
    )
    (override,) = pages.host.overrides.listed()
    assert override["name"] == f"witness-{change}"
    pages.host.reset(["overrides"])


def test_a_file_is_compared_and_reaches_no_other(pages: Pages, tmp_path: Path) -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "<b>mine</b>", "version": "2"}, "paths": {}}
    where = sent(pages, "served:0", "file", json.dumps(raw)).header("location") or ""
    page = seen(pages.asked("GET", where))
    assert "<b>mine</b>" in page.text
    (tmp_path / "other.json").write_text('{"get": {"responses": {"200": {"description": "."}}}}')
    raw["paths"] = {"/x": {"$ref": f"{(tmp_path / 'other.json').as_uri()}"}}
    assert sent(pages, "served:0", "file", json.dumps(raw)).status == 422


@pytest.mark.parametrize(
    ("old", "new", "file", "told"),
    [
        ("served:0", "file", "", "document is empty"),
        ("served:0", "file", "{", "not"),
        ("served:1", "served:0", "", "there is no such document"),
        ("/etc/passwd", "served:0", "", "there is no document '/etc/passwd'"),
        ("https://127.0.0.1:1/x", "served:0", "", "there is no document"),
        ("phonebridge-webapp@9", "served:0", "", "phonebridge-webapp@9"),
    ],
)
def test_what_cannot_be_compared_is_told(pages: Pages, old: str, new: str, file: str, told: str) -> None:
    response = sent(pages, old, new, file)
    assert (response.status, told in seen(response).text) == (422, True), seen(response).text


def test_nothing_is_compared_where_there_is_nothing(pages: Pages) -> None:
    raw = json.dumps({"openapi": "3.0.3", "info": {"title": "T", "version": "2"}, "paths": {}})
    assert "no operation was compared" in seen(sent(pages, "file", "file", raw)).text


def test_what_is_kept_no_more_is_told(pages: Pages) -> None:
    assert pages.asked("GET", "/__ringback/console/compare/99").status == 404
    assert "no such comparison any more" in seen(pages.do("send-witness", comparison="99", change="x")).text


def test_a_mock_that_cannot_compare_has_no_page_for_it() -> None:
    there = Pages(document(NEW))
    assert "Compare" not in there.page().text
    assert there.asked("GET", "/__ringback/console/compare").status == 422
