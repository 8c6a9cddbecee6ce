"""The journal on the console: what is shown of exchanges, what comes as it happens, what can be taken along."""

from __future__ import annotations

import json
import threading
from unittest.mock import ANY

import pytest
from console_pages import Pages, Seen, seen

from mockserver.console.marking import pieces
from mockserver.console.views import journal
from specs.messages import Request, Response
from specs.violations import Violation

EVIL = "<script>alert(1)</script>"
CLIENTS = "/api/users/me/clients"


def rows(page: Seen) -> list[str]:
    return [str(each["href"]) for each in page.all("a") if "/journal/" in str(each["href"])]


def test_an_empty_one_says_what_to_do(pages: Pages) -> None:
    assert "Nothing was asked yet. What is asked shows up here" in pages.page("console/journal").text


def test_the_newest_come_first_and_earlier_ones_on_another_page(pages: Pages) -> None:
    first = pages.host.journal.last
    for _ in range(journal.SHOWN + 5):
        pages.call("GET", "/nowhere")
    page = pages.page("console/journal")
    last = first + journal.SHOWN + 5
    assert rows(page)[0] == f"/__ringback/console/journal/{last}"
    assert len(rows(page)) == journal.SHOWN
    (earlier,) = [str(each["href"]) for each in page.all("a") if "before=" in str(each["href"])]
    assert rows(seen(pages.asked("GET", earlier))) == [
        f"/__ringback/console/journal/{first + n}" for n in range(5, 0, -1)
    ]


def test_what_is_shown_can_be_chosen(pages: Pages) -> None:
    pages.call("GET", "/nowhere")
    pages.call("POST", "/api/authenticate", b"{}")
    assert len(rows(pages.page("console/journal", violations="true"))) == 1
    assert len(rows(pages.page("console/journal", operation="POST /api/authenticate"))) == 1
    assert len(rows(pages.page("console/journal", status="404"))) == 1
    assert "No exchange is like that" in pages.page("console/journal", status="5XX").text
    assert "'7' is no status" in pages.page("console/journal", status="7").text


def test_a_text_is_looked_for_in_addresses_and_bodies_without_their_secrets(pages: Pages) -> None:
    token = pages.logged_in()
    pages.call("POST", CLIENTS, json.dumps({"name": "Front door"}).encode(), authorization=token)
    pages.call("GET", "/nowhere?colour=Blue")
    for text, count in {"front DOOR": 1, "blue": 1, "nowhere": 1, "secret": 0, token[7:]: 0, "absent": 0}.items():
        assert len(rows(pages.page("console/journal", text=text))) == count, text
    assert len(rows(pages.page("console/journal", method="POST"))) == 2
    news = read(pages.asked("GET", "/__ringback/console/journal/events?since=0&text=blue"))
    assert news["count"] == 1


def test_who_has_listened_to_an_earlier_mock_is_told_of_this_one(pages: Pages) -> None:
    pages.call("GET", "/nowhere")
    asked = f"/__ringback/console/journal/events?since={pages.host.journal.last + 1000}"
    assert read(pages.asked("GET", asked)) == {"count": 1, "last": pages.host.journal.last, "rows": ANY}
    pages.host.reset()
    assert read(Pages().asked("GET", "/__ringback/console/journal/events?since=5"))["last"] == 0


def test_an_exchange_leads_to_where_it_is_tried_and_answered_otherwise(pages: Pages) -> None:
    pages.call("GET", "/api/version")
    page = pages.page(f"console/journal/{pages.host.journal.last}")
    assert {"class": "button", "href": "/__ringback/console/api?of=0#/system/getVersion"} in page.all("a")
    fields = {str(each["name"]): str(each.get("value")) for each in page.all("input") if each.get("name")}
    assert (fields["operation"], fields["status"]) == ("GET /api/version", "401")
    done = pages.done("add-override", operation=fields["operation"], status="401", body="", back=fields["back"])
    assert "The override is there." in done.text


def test_an_exchange_tells_what_is_wrong_and_where(pages: Pages) -> None:
    token = pages.logged_in()
    pages.call("POST", CLIENTS, json.dumps({"name": 5, "x": EVIL}).encode(), authorization=token)
    response = pages.asked("GET", rows(pages.page("console/journal"))[0])
    page = seen(response)
    assert 'body/name of the request: the value is not of type "string"; found 5' in page.text
    assert "<mark>&#34;name&#34;: 5</mark>" in response.body.decode()
    assert page.all("script") == [{"src": "/__ringback/console/static/console.js", "defer": None}]
    assert EVIL in page.text
    assert token.removeprefix("Bearer ") not in page.text
    assert '"$SECRET"' in page.text
    assert "os.environ['SECRET']" in page.text
    assert '"creator": { "name": "ringback"' in page.text


def test_what_was_refused_for_another_reason_says_which(pages: Pages) -> None:
    pages.call("GET", CLIENTS)
    page = seen(pages.asked("GET", rows(pages.page("console/journal"))[0]))
    assert "Why it was answered so Credentials are required." in page.text


def test_the_commands_are_of_the_mock_as_the_browser_has_it(pages: Pages) -> None:
    pages.call("GET", CLIENTS)
    page = seen(pages.asked("GET", rows(pages.page("console/journal"))[0]))
    assert f"curl -i http://localhost{CLIENTS}" in page.text
    assert "assert answer.status_code == 401" in page.text


def test_exchanges_are_saved_as_an_archive(pages: Pages) -> None:
    pages.call("GET", "/nowhere")
    pages.call("GET", CLIENTS)
    told = json.loads(pages.asked("GET", "/__ringback/console/journal.har").body)
    assert [each["response"]["status"] for each in told["log"]["entries"]] == [404, 401]
    one = pages.asked("GET", f"{rows(pages.page('console/journal'))[0]}.har")
    assert one.header("content-disposition") == f'attachment; filename="exchange-{pages.host.journal.last}.har"'
    assert len(json.loads(one.body)["log"]["entries"]) == 1


def test_it_is_sent_again_with_what_was_secret_in_it(pages: Pages) -> None:
    token = pages.logged_in()
    pages.call("POST", CLIENTS, json.dumps({"name": "again"}).encode(), authorization=token)
    number = pages.host.journal.last
    response = pages.do("send-again", id=str(number))
    assert response.header("location") == f"/__ringback/console/journal/{number + 1}?done=send-again"
    first, second = pages.host.journal.records()[-2:]
    assert (first.request, first.response.status) == (second.request, second.response.status)
    assert "no such exchange" in seen(pages.do("send-again", id="99999")).text


@pytest.mark.parametrize("name", ["99999", "x", "1.png", "-1"])
def test_what_is_no_exchange_is_told(pages: Pages, name: str) -> None:
    assert pages.asked("GET", f"/__ringback/console/journal/{name}").status in (404, 422)


def read(response: Response) -> dict[str, object]:
    lines = response.body.decode().split("\n")
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    return dict(json.loads(data[0])) if data else {}


def test_what_comes_is_told_at_once(pages: Pages) -> None:
    last = pages.host.journal.last
    told: list[Response] = []
    asked = f"/__ringback/console/journal/events?since={last}"
    listener = threading.Thread(target=lambda: told.append(pages.asked("GET", asked)))
    listener.start()
    pages.call("GET", f"/{EVIL}")
    listener.join(10)
    (response,) = told
    assert response.header("content-type") == "text/event-stream"
    news = read(response)
    assert (news["count"], news["last"]) == (1, last + 1)
    assert "<script>" not in str(news["rows"])


def test_of_many_at_a_time_the_last_are_sent(pages: Pages) -> None:
    last = pages.host.journal.last
    for _ in range(journal.SHOWN + 5):
        pages.call("GET", "/nowhere")
    headers = {"last-event-id": str(last)}
    news = read(pages.asked("GET", "/__ringback/console/journal/events?since=0&status=404", headers))
    assert (news["count"], str(news["rows"]).count("<tr>")) == (journal.SHOWN + 5, journal.SHOWN)
    assert read(pages.asked("GET", "/__ringback/console/journal/events?status=500", headers))["count"] == 0


def test_no_more_wait_than_there_are_threads_for(pages: Pages) -> None:
    last = pages.host.journal.last
    for _ in range(journal._MOST_WAITING):
        journal._waiting.acquire()
    try:
        response = pages.asked("GET", f"/__ringback/console/journal/events?since={last}")
    finally:
        for _ in range(journal._MOST_WAITING):
            journal._waiting.release()
    assert response.body == f"retry: {journal._LATER}\n: nothing new\n\n".encode()


REQUEST = Request(
    "PUT",
    "/v1/shops/a%20b/items/7",
    "limit=x&q=1",
    (("Host", "h"), ("X-Mode", "odd"), ("Content-Type", "application/json")),
    b'{"name": 5, "tags": [1, "b"]}',
)


@pytest.mark.parametrize(
    ("place", "name", "pointer", "marked"),
    [
        ("body", "", "/name", '"name": 5'),
        ("body", "", "/tags/1", '"b"'),
        ("body", "", "/tags/7/x", '"tags": [\n    1,\n    "b"\n  ]'),
        ("body", "", "", '{\n  "name": 5,\n  "tags": [\n    1,\n    "b"\n  ]\n}'),
        ("query", "limit", "", "limit=x"),
        ("query", "other", "", None),
        ("header", "x-mode", "", "X-Mode: odd"),
        ("content-type", "", "", "Content-Type: application/json"),
        ("path", "shop", "", "a%20b"),
        ("path", "item", "", "7"),
        ("path", "none", "", None),
        ("cookie", "c", "", None),
    ],
)
def test_the_offending_part_is_marked(place: str, name: str, pointer: str, marked: str | None) -> None:
    wrong = Violation(place=place, name=name, pointer=pointer, rule="r", message="m", source="")
    found = pieces(REQUEST, [wrong], "PUT /shops/{shop}/items/{item}")
    assert [text for text, is_marked in found if is_marked] == ([] if marked is None else [marked])
    assert "".join(text for text, _ in found).startswith("PUT /v1/shops/a%20b/items/7?limit=x&q=1 HTTP/1.1\nHost: h\n")


def test_of_two_parts_within_each_other_one_is_marked() -> None:
    wrong = [
        Violation(place="body", pointer=pointer, rule="r", message="m", source="") for pointer in ("/tags", "/tags/0")
    ]
    assert [marked for _, marked in pieces(REQUEST, wrong)] == [False, True, False]


def test_a_status_is_marked() -> None:
    wrong = Violation(place="status", rule="undocumented", message="m", source="")
    assert pieces(Response(418), [wrong])[1] == ("418 I'm a Teapot", True)
