"""What mocks remember, on the console: looked at, changed, kept and put back; what operations are taken to do."""

from __future__ import annotations

import json

import pytest
from console_pages import Pages, seen

from specs.messages import Response

EVIL = "</textarea><script>alert(1)</script>"
CLIENTS = "/api/users/me/clients"
TABLE = '["a@example.org", "/api/clients/{}"]'
MOCK = "phonebridge webapp API 1.3.8"
WHERE = {"mock": MOCK, "table": TABLE, "back": "console/state"}


@pytest.fixture
def token(pages: Pages) -> str:
    return pages.logged_in()


def create(pages: Pages, token: str, name: str) -> None:
    made = pages.call("POST", CLIENTS, json.dumps({"name": name}).encode(), authorization=token)
    assert made.status == 201


def names(pages: Pages, token: str) -> list[str]:
    return [each["name"] for each in json.loads(pages.call("GET", CLIENTS, authorization=token).body)]


def test_an_empty_one_says_what_to_do(pages: Pages) -> None:
    assert "Nothing is remembered yet. What requests create shows up here" in pages.page("console/state").text


def test_what_was_created_is_shown_whatever_it_is(pages: Pages, token: str) -> None:
    create(pages, token, EVIL)
    page = pages.page("console/state")
    assert "/api/clients/{} 1 item of a@example.org." in page.text
    assert EVIL in page.text
    assert len(page.all("script")) == 1


def test_an_item_is_changed_added_and_taken_away(pages: Pages, token: str) -> None:
    create(pages, token, "first")
    values = {"id": 1, "name": "other", "createdDate": "2020-02-03T14:05:09Z", "lastSeen": "2020-03-18T16:41:00Z"}
    assert "The item is kept." in pages.done("put-item", **WHERE, id="1", values=json.dumps(values)).text
    assert names(pages, token) == ["other"]
    pages.done("put-item", **WHERE, id="7", values=json.dumps({**values, "id": 7, "name": "added"}))
    assert names(pages, token) == ["other", "added"]
    assert "Version 2, of" in pages.page("console/state").text
    pages.done("drop-item", **WHERE, id="1")
    assert names(pages, token) == ["added"]
    assert "1 item of a@example.org; 1 taken away." in pages.page("console/state").text


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("put-item", {**WHERE, "id": "1", "values": "{"}, "values is no JSON"),
        ("put-item", {**WHERE, "id": "1", "values": "[]"}, "what is kept is an object"),
        ("put-item", {**WHERE, "id": "1", "values": '{"a": NaN}'}, "NaN is no number of JSON"),
        ("put-item", {**WHERE, "id": "", "values": "{}"}, "id is empty"),
        ("put-item", {**WHERE, "mock": "none", "id": "1", "values": "{}"}, "there is no such table any more"),
        ("put-item", {**WHERE, "table": '"x"', "id": "1", "values": "{}"}, "there is no such table any more"),
        ("drop-item", {**WHERE, "id": "99"}, "there is no such item any more"),
        ("restore-snapshot", {"name": "none"}, "there is nothing of this name"),
        ("put-back", {"snapshot": '{"x": 1}'}, "body/x the value is not of type"),
    ],
)
def test_what_cannot_be_done_is_told(pages: Pages, name: str, fields: dict[str, str], told: str) -> None:
    response = pages.do(name, **fields)
    assert (response.status, told in seen(response).text) == (422, True), seen(response).text


def test_what_is_remembered_is_kept_and_put_back(pages: Pages, token: str) -> None:
    create(pages, token, "first")
    pages.done("keep-snapshot", name="one of/mine")
    create(pages, token, "second")
    assert "one of/mine" in pages.page("console/state").text
    pages.done("restore-snapshot", name="one of/mine")
    assert names(pages, token) == ["first"]
    pages.done("remove-snapshot", name="one of/mine")
    assert pages.host.snapshots.names == []


def uploaded(pages: Pages, content: bytes) -> Response:
    lines = [
        b"--x",
        b'Content-Disposition: form-data; name="snapshot"; filename="s.json"',
        b"Content-Type: application/json",
        b"",
        content,
        b"--x--",
        b"",
    ]
    headers = {"origin": "http://localhost", "content-type": "multipart/form-data; boundary=x"}
    return pages.asked("POST", "/__ringback/console/do/put-back", headers, b"\r\n".join(lines))


def test_it_is_saved_as_a_file_and_put_back_from_it(pages: Pages, token: str) -> None:
    create(pages, token, "first")
    saved = pages.asked("GET", "/__ringback/console/state.json")
    assert saved.header("content-disposition") == 'attachment; filename="snapshot.json"'
    pages.host.reset(["state"])
    assert uploaded(pages, saved.body).status == 303
    assert names(pages, token) == ["first"]
    assert uploaded(pages, b"{").status == 422


def test_of_a_long_table_a_part_is_shown(pages: Pages, token: str) -> None:
    for number in range(60):
        create(pages, token, f"name {number}")
    assert "All 60" in pages.page("console/state").text
    first = pages.page("console/state", mock=MOCK, table=TABLE)
    assert ("Older ones" in first.text, "Newer ones" in first.text, "name 59" in first.text) == (True, False, True)
    last = pages.page("console/state", mock=MOCK, table=TABLE, **{"from": "50"})
    assert ("Older ones" in last.text, "Newer ones" in last.text, "name 0" in last.text) == (False, True, True)


def test_what_operations_are_taken_to_do_is_told_with_the_reason(pages: Pages) -> None:
    page = pages.page("console/state/inferred")
    assert "POST /api/users/me/clients create /api/clients/{id}" in page.text
    assert '{ operation = "POST /api/users/me/clients", role = "create"' in page.text
