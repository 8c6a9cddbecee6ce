"""The console: who may see it, what its pages let a browser do, its first page."""

from __future__ import annotations

import pytest
from console_pages import FORM, NAME, Pages, seen
from mock_client import mock_process

from mockserver.console.comparing import Comparison
from mockserver.console.service import ROOMS
from mockserver.settings import Changes, Settings, journal_of
from ringback.greeting import surroundings
from specs.load import from_mapping
from specs.model import Document

EVIL = "<script>alert(1)</script>'\"><img src=x onerror=alert(2)>"


def never(old: Document, new: Document) -> Comparison:
    raise AssertionError((old, new))


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(compare=never)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.title)
def test_every_page_has_a_strict_policy_and_nothing_inline(pages: Pages, room: object) -> None:
    response = pages.asked("GET", f"/__ringback/{room.page}")  # type: ignore[attr-defined]
    assert response.status == 200
    policy = response.header("content-security-policy") or ""
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy.partition("style-src")[0]
    page = seen(response)
    assert all(each.get("src") for each in page.all("script"))
    assert page.all("style") == []
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("localhost:4010", True),
        ("a.localhost", True),
        ("127.0.0.2:1", True),
        ("[::1]:4010", True),
        ("192.0.2.1", False),
    ],
)
def test_openers_are_kept_apart_where_browsers_do_so(pages: Pages, host: str, trusted: bool) -> None:
    response = pages.asked("GET", "/__ringback/", {"host": host})
    assert (response.status, response.header("cross-origin-opener-policy") == "same-origin") == (200, trusted)


def test_its_files_are_sent_once(pages: Pages) -> None:
    first = pages.asked("GET", "/__ringback/console/static/console.css")
    assert (first.status, first.header("content-type")) == (200, "text/css; charset=utf-8")
    assert b"prefers-color-scheme" in first.body
    again = pages.asked("GET", "/__ringback/console/static/console.css", {"if-none-match": first.header("etag") or ""})
    assert (again.status, again.body) == (304, b"")
    assert pages.asked("GET", "/__ringback/console/static/../service.py").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_pages_of_others_get_nothing(pages: Pages, headers: dict[str, str]) -> None:
    assert pages.asked("GET", "/__ringback/", headers).status == 403
    sent = {"origin": "http://localhost", **headers, "content-type": FORM}
    assert pages.asked("POST", "/__ringback/console/do/seed", sent, b"seed=9").status == 403
    assert pages.host.seed == 0


def test_a_form_must_tell_where_it_comes_from(pages: Pages) -> None:
    assert pages.asked("POST", "/__ringback/console/do/seed", {"content-type": FORM}, b"seed=9").status == 403
    assert pages.host.seed == 0


def test_others_need_a_token_and_then_look() -> None:
    assert Pages(peer="192.0.2.7", name="192.0.2.1").asked("GET", "/__ringback/").status == 403
    there = Pages(peer="192.0.2.7", name="192.0.2.1", control_token="s3cret")
    first = there.asked("GET", "/__ringback/")
    assert first.status == 401
    assert [each["type"] for each in seen(first).all("input")] == ["hidden", "password"]
    assert there.asked("GET", "/__ringback/console/static/console.css").status == 200
    headers = {"origin": "http://192.0.2.1", "content-type": FORM}
    assert "another token" in seen(there.asked("POST", "/__ringback/console/enter", headers, b"token=wrong")).text
    asked = seen(there.asked("GET", "/__ringback/console/state"))
    assert {"type": "hidden", "name": "back", "value": "console/state"} in asked.all("input")
    entered = there.asked("POST", "/__ringback/console/enter", headers, b"token=s3cret&back=console/state")
    assert (entered.status, entered.header("location")) == (303, "/__ringback/console/state")
    elsewhere = there.asked("POST", "/__ringback/console/enter", headers, b"token=s3cret&back=//evil.example")
    assert elsewhere.header("location") == "/__ringback/"
    told = entered.header("set-cookie") or ""
    assert "s3cret" not in told
    assert told.endswith("; Path=/__ringback/; HttpOnly; SameSite=Strict")
    cookie = {"cookie": told.partition(";")[0]}
    page = there.asked("GET", "/__ringback/", cookie)
    assert page.status == 200
    assert "You may look, and change nothing" in seen(page).text
    refused = there.asked("POST", "/__ringback/console/do/seed", {**headers, **cookie}, b"seed=9")
    assert (refused.status, there.host.seed) == (403, 0)
    assert there.asked("GET", "/__ringback/", {"cookie": "ringback-console=0"}).status == 401
    assert there.asked("GET", "/__ringback/", {"authorization": "Bearer s3cret"}).status == 200
    assert there.asked("GET", "/__ringback/journal", cookie).status == 401  # it is for the console alone


@pytest.mark.parametrize(
    ("changes", "peer", "status"),
    [
        (Changes.ALL, "192.0.2.7", 303),
        (Changes.LOCAL, "127.0.0.1", 303),
        (Changes.LOCAL, "::ffff:127.0.0.1", 303),
        (Changes.NEVER, "127.0.0.1", 403),
    ],
)
def test_who_may_change_something_is_a_setting(changes: Changes, peer: str, status: int) -> None:
    there = Pages(peer=peer, control_token="s3cret", console_changes=changes)
    headers = {"origin": "http://localhost", "content-type": FORM, "authorization": "Bearer s3cret"}
    assert there.asked("POST", "/__ringback/console/do/seed", headers, b"seed=9").status == status


def test_what_a_document_says_is_shown_and_never_done() -> None:
    raw = {"openapi": "3.0.3", "info": {"title": EVIL, "version": f"\u202e{EVIL}"}, "paths": {}}
    there = Pages(from_mapping({**raw, "servers": [{"url": "/a<b"}]}), compare=never)
    for room in ROOMS:
        page = there.page(room.page)
        assert "alert(1)" not in "".join(str(each) for each in page.all("script"))
        assert not [each for each in page.all("img") if each.get("src") == "x"]
        assert "\u202e" not in page.text
    assert EVIL.partition("'")[0] in there.page().text


def test_the_overview_tells_what_was_asked_and_changes_the_seed(pages: Pages) -> None:
    assert "Nothing was asked" in Pages().page().text
    pages.call("GET", "/api/users/me/clients")
    page = pages.page()
    assert "phonebridge webapp API 1.3.8 http://localhost 24 POST /api/authenticate" in page.text
    assert "1 requests" in page.text
    assert "Another seed decides now." in pages.done("seed", seed="7").text
    assert pages.host.seed == 7
    assert "seed: '7x' is no whole number" in seen(pages.do("seed", seed="7x")).text
    assert "body/seed the value is greater than the maximum" in seen(pages.do("seed", seed="9" * 30)).text
    pages.done("reset", only=["seed", "journal"])
    assert (pages.host.seed, len(pages.host.journal)) == (0, 0)
    assert pages.host.metrics.summary().requests == {4: 1}
    pages.done("reset")
    assert pages.host.metrics.summary().requests == {}


def test_a_page_or_a_deed_that_is_none_is_told(pages: Pages) -> None:
    assert pages.asked("GET", "/__ringback/console/nothing").status == 404
    assert pages.do("nothing").status == 404
    assert pages.asked("PUT", "/__ringback/", {"origin": "http://localhost"}).status == 405
    assert pages.asked("HEAD", "/__ringback/").body == b""
    assert pages.do("reset", back="//evil.example").header("location") == "/__ringback/?done=reset"


def test_it_shows_a_session_to_whoever_asks_below_it(pages: Pages) -> None:
    opened = pages.host.sessions.open("mine")
    page = pages.page()
    assert {"href": "/__ringback/in/mine/__ringback/"} in page.all("a")
    within = seen(pages.asked("GET", f"{opened.mount}/__ringback/"))
    assert "session mine" in within.text
    assert {"href": f"{opened.mount}/__ringback/", "aria-current": "page"} in within.all("a")
    pages.done("end-session", name="mine")
    assert pages.host.sessions.listed() == []


def test_it_can_be_left_out() -> None:
    there = Pages(console=False)
    assert there.asked("GET", "/__ringback/").status == 404
    assert there.asked("GET", "/__ringback/health").status == 200
    assert Pages().asked("GET", "/__ringback").header("location") == "/__ringback/"


def test_the_command_says_where_it_is_unless_it_is_left_out(pages: Pages) -> None:
    assert list(surroundings(pages.host, "http://127.0.0.1:1", ()))[-1] == "Console: http://127.0.0.1:1/__ringback/"
    with mock_process(NAME, "--no-console", "--journal", "2") as (api, _):
        assert "Console:" not in api.told
        assert api("GET", "/__ringback/").status == 404
        assert api("GET", "/__ringback/health").status == 200
        for path in ("/one", "/two", "/three"):
            api("GET", path)
        kept = api("GET", "/__ringback/journal").json["entries"]
        assert [each["id"] for each in kept] == [2, 3]


def test_a_longer_journal_has_room_for_what_it_keeps() -> None:
    assert journal_of(10) == {"journal_size": 10, "journal_bytes": Settings().journal_bytes}
    assert journal_of(10_000) == {"journal_size": 10_000, "journal_bytes": 10_000 * 16 * 1024}
