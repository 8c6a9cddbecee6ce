"""The console in a browser: a walk through all of its pages, as a person goes, and what axe says of each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

import pytest
from browsing import violations
from console_browser import watched
from playwright.sync_api import Browser, Page, expect

from mockserver.app import host_app
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from mockserver.testing import Running, running
from ringback.consoles import compare
from specs import load
from specs.load import from_mapping

CLIENTS = "/api/users/me/clients"


@pytest.fixture(scope="module")
def mock() -> Iterator[Running]:
    host = Host([Served(document=load("phonebridge-webapp@1.3.8"))], Settings(), time.time)
    with running(host_app(host, compare=compare)) as url:
        yield url


@pytest.fixture
def page(browser: Browser, mock: Running) -> Iterator[Page]:
    mock.reset()
    with watched(browser, str(mock), reduced_motion="reduce") as opened:
        yield opened


def go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Console").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1).first).to_have_text(name)


def create_a_client_in_swagger_ui(page: Page) -> None:
    go(page, "API")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("You are logged in: bearer.")
    create = page.locator("[id$=createClient]")
    create.locator("button.opblock-summary-control").click()
    create.locator("textarea").fill('{"name": "Front door"}')
    create.get_by_role("button", name="Execute").click()
    expect(create.locator("tr.response .response-col_status").first).to_contain_text("201")


def see_it(page: Page) -> None:
    go(page, "Journal")
    expect(page.locator("#exchanges tbody tr")).to_have_count(2)
    go(page, "State")
    expect(page.get_by_text('"name": "Front door"').first).to_be_visible()


def break_a_request_and_read_why(page: Page, mock: Running) -> None:
    go(page, "Journal")
    headers = {"Authorization": f"Bearer {mock.token()}"}
    assert page.request.post(f"{mock}{CLIENTS}", data={"name": 5}, headers=headers).status == 400
    newest = page.locator("#exchanges tbody tr").first
    expect(newest).to_contain_text('body/name: the value is not of type "string"')
    expect(page.locator("#live")).to_have_text("1 new since this page was opened.")
    newest.get_by_role("link").click()
    expect(page.locator("mark")).to_have_text('"name": 5')
    page.get_by_role("link", name="Try it otherwise in API").click()
    expect(page.locator("[id$=createClient] textarea")).to_be_visible()


def switch_on_a_fault_and_see_it(page: Page, mock: Running) -> None:
    go(page, "Behaviour")
    faults = page.get_by_role("region", name="Faults")
    faults.get_by_label("Operation").first.fill(f"GET {CLIENTS}")
    faults.get_by_label("How").fill("503")
    faults.get_by_role("button", name="Add the fault").click()
    expect(page.get_by_text("The fault is there.")).to_be_visible()
    assert page.request.get(f"{mock}{CLIENTS}").status == 503
    go(page, "Journal")
    expect(page.locator("#exchanges tbody tr").first).to_contain_text("503")


def reset(page: Page, mock: Running) -> None:
    go(page, "Overview")
    page.get_by_role("button", name="Forget what is ticked, or all").click()
    expect(page.get_by_text("It is forgotten.")).to_be_visible()
    assert page.request.get(f"{mock}{CLIENTS}").status == 401


def compare_two_releases_and_send_a_witness(page: Page) -> None:
    go(page, "Compare")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1).first).to_have_text("phonebridge webapp API: 1.3.7 → 1.3.8")
    report = page.frame_locator("iframe")
    report.get_by_label("breaking").check()
    expect(report.get_by_role("status")).to_contain_text("4 of")
    page.get_by_text("CallRequest.durationSeconds is now required").first.click()
    page.get_by_role("button", name="Send the witness to this mock").last.click()
    expect(page.get_by_text("The witness was sent: this is what came of it.")).to_be_visible()
    expect(page.get_by_text('"durationSeconds" is a required property').first).to_be_visible()


def test_a_walk_through_the_console(page: Page, mock: Running) -> None:
    page.goto(f"{mock}/__ringback/")
    expect(page.get_by_text("Nothing was asked.")).to_be_visible()
    create_a_client_in_swagger_ui(page)
    see_it(page)
    break_a_request_and_read_why(page, mock)
    switch_on_a_fault_and_see_it(page, mock)
    reset(page, mock)
    compare_two_releases_and_send_a_witness(page)


def test_a_mock_that_does_not_answer_is_told_until_it_does_again(browser: Browser, mock: Running) -> None:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{mock}/__ringback/console/journal")
    page.route("**/events?*", lambda route: route.abort())
    page.request.get(f"{mock}/nowhere")
    expect(page.get_by_text("The mock does not answer any more.")).to_be_visible()
    page.unroute("**/events?*")
    page.request.get(f"{mock}/elsewhere")
    expect(page.get_by_text("The mock does not answer any more.")).to_be_hidden()
    expect(page.locator("#exchanges tbody")).to_contain_text("/elsewhere")
    page.close()


PAGES = ["", "console/api", "console/journal", "console/journal/{last}", "console/state", "console/state/inferred"]
PAGES += ["console/behaviour", "console/compare", "console/compare/{compared}"]
SCREENS: list[tuple[int, Literal["light", "dark"], tuple[str, ...]]]
SCREENS = [(360, "dark", ()), (1280, "light", ("color-contrast",))]
"""With the rules of axe that are asked there, all of them where there are none: the second screen has the same page."""


def test_axe_finds_nothing_and_nothing_is_cut_off(page: Page, mock: Running) -> None:
    page.goto(f"{mock}/__ringback/console/compare")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("iframe")
    compared = page.url.rpartition("/")[2]
    for body in ({"name": 5}, {"name": "kept"}):
        page.request.post(f"{mock}{CLIENTS}", data=body, headers={"Authorization": f"Bearer {mock.token()}"})
    mock.fault("listClients", status=503)
    mock.override("listClients", status=200, body=[])
    last = list(mock.journal)[-2].id
    wrong = []
    for name in PAGES:
        page.goto(f"{mock}/__ringback/{name.format(last=last, compared=compared)}")
        page.evaluate("document.querySelectorAll('#main details').forEach(each => { each.open = true })")
        if name == "console/api":
            page.locator("[id$=createClient] button.opblock-summary-control").click()
            page.get_by_label("Request body").wait_for()
        for width, scheme, rules in SCREENS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            wrong += [(name, scheme, told) for told in violations(page, only=rules)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((name, scheme, "it is wider than the window"))
    assert wrong == []


EVIL = (
    "<img src=x onerror=alert(1)><script>alert(2)</script><a href='javascript:alert(3)'>x</a> [y](javascript:alert(4)) "
    "![z](http://127.0.0.2:9/z.png) <style>@import 'http://127.0.0.2:9/s.css'</style>"
    "<iframe srcdoc='<script>alert(5)</script>'>"
)


def test_a_hostile_document_and_hostile_requests_do_nothing(browser: Browser) -> None:
    told = {"summary": EVIL, "description": EVIL, "tags": [EVIL]}
    operation = {**told, "operationId": "x", "responses": {"200": {"description": EVIL}}}
    info = {"title": EVIL, "version": EVIL, "description": EVIL, "termsOfService": "javascript:alert(6)"}
    raw = {"openapi": "3.1.0", "info": info, "paths": {"/x": {"get": operation}}}
    document = from_mapping({**raw, "externalDocs": {"url": "javascript:alert(7)"}})
    host = Host([Served(document=document)], Settings(), time.time)
    dialogs: list[str] = []
    with running(host_app(host)) as url, watched(browser, url) as page:
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.request.get(f"{url}/x?{quote(EVIL)}", headers={"X-Evil": EVIL})
        page.request.post(f"{url}/{quote(EVIL)}", data=EVIL)
        page.goto(f"{url}/__ringback/console/api")
        page.locator("button.opblock-summary-control").click()
        page.locator(".opblock-description").wait_for()
        for name in ("", "console/journal", "console/journal/1", "console/journal/2", "console/behaviour"):
            page.goto(f"{url}/__ringback/{name}")
    assert dialogs == []
