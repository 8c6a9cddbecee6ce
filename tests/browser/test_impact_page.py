"""What a release means for consumers, in a browser: the answer first, the recorded call below it, by axe."""

from __future__ import annotations

from typing import Literal

import pytest
from browsing import violations
from playwright.sync_api import Page, expect

from contracts.render.impact import FORMATS
from contracts.traffic.consumers import Telling
from contracts.traffic.impact import impact
from contracts.traffic.reading import Call
from specs import load
from specs.messages import Exchange, Request, Response


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    old, new = load("phonebridge-webapp@1.3.7"), load("phonebridge-webapp@1.3.8")
    asked = [("web/3.2", "/api/users/me/connectors", "size=400"), ("desk/2.0", "/api/users/me", "")]
    sent = [Request("GET", path, query, (("User-Agent", who),)) for who, path, query in asked]
    calls = [Call(exchange=Exchange(each, Response(200)), place="web.ndjson") for each in sent]
    file = tmp_path_factory.mktemp("impact") / "impact.html"
    told = impact(old, new, calls, Telling("user-agent", old), ("batch",))
    file.write_text(FORMATS["html"](told), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])
def test_each_consumer_finds_its_answer_and_the_call_that_is_refused(
    page: Page, url: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    told = page.locator(".answers > div")
    expect(told.locator("dt")).to_have_text(["web 3.2", "desk 2.0", "batch"])
    expect(told.locator("strong")).to_have_text(["breaks on 1 call", "may break on 1 answer", "was never seen"])
    told.first.get_by_role("link").click()
    refused = page.get_by_role("region", name="web 3.2 breaks on 1 call").locator("article")
    expect(refused.locator("mark")).to_have_text("size=400")
    refused.get_by_role("button", name="Copy the command").click()
    assert "size=400" in page.evaluate("navigator.clipboard.readText()")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
