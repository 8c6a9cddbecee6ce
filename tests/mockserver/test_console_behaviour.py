"""What the mock does otherwise, on the console: faults, latency, overrides, credentials, the clock, webhooks."""

from __future__ import annotations

import json

import pytest
from console_pages import Pages, seen

from mockserver.settings import Auth
from specs.load import from_mapping

CLIENTS = "/api/users/me/clients"
VERSION = "/api/version"
PAGE = "console/behaviour"


@pytest.fixture(scope="module")
def console() -> Pages:
    return Pages(auth=Auth.ANY)


def test_it_says_that_nothing_is_otherwise(pages: Pages) -> None:
    text = pages.page(PAGE).text
    assert "Nothing goes wrong on purpose." in text
    assert "All is answered as the documents say." in text


def test_a_fault_is_added_switched_and_taken_away(pages: Pages) -> None:
    fields = {"operation": "GET /api/version", "effect": "status", "value": "503", "name": "down", "back": PAGE}
    assert "down" in pages.done("add-fault", **fields).text
    assert pages.call("GET", VERSION, authorization="Bearer x").status == 503
    assert 'down { "operation": "GET /api/version", "status": 503 } on 1 call, 1 befallen' in pages.page(PAGE).text
    assert "Switch it on" in pages.done("switch-fault", name="down", on="no", back=PAGE).text
    assert pages.call("GET", VERSION, authorization="Bearer x").status == 200
    pages.done("remove-fault", name="down")
    assert pages.host.faults.listed() == []


@pytest.mark.parametrize(
    ("effect", "value", "kept"),
    [
        ("latency", "1ms..2ms", "1ms..2ms"),
        ("bytes_per_second", "1.5e3", 1500.0),
        ("drop", "response", "response"),
        ("truncate", "7", 7),
        ("limit", "5/10s", "5/10s"),
    ],
)
def test_a_value_is_what_the_effect_wants(pages: Pages, effect: str, value: str, kept: object) -> None:
    pages.done("add-fault", effect=effect, value=value, probability="0.5")
    (fault,) = pages.host.faults.listed()
    assert (fault[effect], fault["operation"], fault["probability"]) == (kept, "*", 0.5)


def test_every_answer_takes_its_time_until_it_does_no_more(pages: Pages) -> None:
    assert 'value="7ms"' not in pages.page(PAGE).text
    assert {"value": "7ms"}.items() <= next(
        each for each in pages.done("latency", latency="7ms", back=PAGE).all("input") if each.get("name") == "latency"
    ).items()
    pages.done("latency", latency="")
    pages.done("latency", latency="0")
    assert pages.host.faults.listed() == []


def test_an_override_answers_instead(pages: Pages) -> None:
    told = {"operation": "GET /api/version", "status": "200", "body": '{"version": "9", "build": "b", "product": "p"}'}
    pages.done("add-override", **told, delay="0s", name="mine")
    assert json.loads(pages.call("GET", VERSION, authorization="Bearer x").body)["version"] == "9"
    pages.done("remove-override", name="mine")
    pages.done("add-override", written='{"operation": "GET /api/version", "status": 401}')
    assert pages.call("GET", VERSION, authorization="Bearer x").status == 401


@pytest.mark.parametrize(
    ("name", "fields", "told"),
    [
        ("add-fault", {"effect": "status", "value": "x"}, "value: 'x' is no whole number"),
        ("add-fault", {"effect": "nothing", "value": "x"}, "nothing"),
        ("add-fault", {"effect": "latency", "value": "soon"}, "a time is written 250ms"),
        ("add-fault", {"operation": "GET /no", "effect": "status", "value": "500"}, "GET /no"),
        ("add-fault", {"written": "[]"}, "object"),
        ("switch-fault", {"name": "none", "on": "yes"}, "there is nothing of this name"),
        ("add-override", {"operation": "GET /api/version", "status": "299"}, "299"),
        ("add-override", {"operation": "GET /api/version", "body": "{"}, "body is no JSON"),
        ("auth", {"auth": "perhaps"}, "auth"),
        ("clock", {"now": "yesterday"}, "yesterday"),
        ("clock", {"advance": "x"}, "advance: 'x' is no number"),
        ("send-webhook", {"which": "0", "url": "http://127.0.0.1:1"}, "there is no such webhook any more"),
    ],
)
def test_what_cannot_be_done_is_told(pages: Pages, name: str, fields: dict[str, str], told: str) -> None:
    response = pages.do(name, **fields)
    assert (response.status, told in seen(response).text) == (422, True), seen(response).text


def test_other_credentials_are_asked_for(pages: Pages) -> None:
    assert pages.call("GET", CLIENTS).status == 401
    pages.done("auth", auth="off", back=PAGE)
    assert pages.call("GET", CLIENTS).status == 200
    pages.done("auth", auth="strict")
    assert pages.call("GET", CLIENTS, authorization="Bearer anything").status == 401
    pages.done("reset", only="auth")
    assert pages.call("GET", CLIENTS, authorization="Bearer anything").status == 200


def test_the_clock_is_set_stopped_and_moved(pages: Pages) -> None:
    pages.done("clock", frozen="yes")
    text = pages.done("clock", now="2030-01-01T00:00:00Z", back=PAGE).text
    assert "It is 2030-01-01T00:00:00Z for the mock, and stays so." in text
    assert "2030-01-01T01:00:00Z" in pages.done("clock", advance="3600", back=PAGE).text
    pages.done("clock", frozen="no")
    assert not pages.host.clock.frozen


def test_a_webhook_is_sent() -> None:
    hook = {"post": {"responses": {"200": {"description": "."}}}}
    raw = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "webhooks": {"new thing/s": hook}}
    there = Pages(from_mapping(raw))
    assert "new thing/s" in there.page(PAGE).text
    there.done("send-webhook", which="0", url="http://127.0.0.1:9/hook")


def test_a_session_has_a_behaviour_of_its_own() -> None:
    there = Pages()
    response = there.do("open-session", name="ours")
    assert response.header("location") == "/__ringback/in/ours/__ringback/?done=open-session"
    assert "The session is open" in seen(there.asked("GET", response.header("location") or "")).text
    assert "Faults" in seen(there.asked("GET", f"/__ringback/in/ours/__ringback/{PAGE}")).text
