"""The committed reports in a browser, as somebody reads them who has never seen them: four questions, and axe."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from browsing import violations
from playwright.sync_api import Page, expect

FOLDER = Path(__file__).parents[2] / "reports" / "phonebridge-webapp"
INDEX = (FOLDER / "index.html").as_uri()
STEP = (FOLDER / "1.3.7-to-1.3.8.html").as_uri()


def can_upgrade(page: Page) -> None:
    answer = page.locator(
        ".answers > div", has_text="Can a vendor who uses phonebridge CLIENT API 1.3.8 upgrade to 1.3.8?"
    )
    expect(answer).to_be_in_viewport()
    expect(answer).to_contain_text("Yes, with clients that keep to it")
    expect(answer).to_contain_text("1 of 4 breaking changes since 1.3.7 reaches its 6 operations")


def test_a_new_reader_finds_what_broke_whether_to_upgrade_and_the_request_that_fails(page: Page) -> None:
    page.goto(INDEX)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    can_upgrade(page)
    page.get_by_role("link", name="More on: Does 1.3.8 break clients of 1.3.7?").click()
    expect(page).to_have_url(STEP)
    can_upgrade(page)
    breaks = page.get_by_role("region", name="What breaks, and for whom").get_by_role("link")
    assert breaks.all_text_contents() == [
        "GET /api/account is gone",
        "parameter Size is held to a tighter maximum: 500 → 200",
        "CallRequest.durationSeconds is now required",
        'Language may now be "fr"',
    ]
    breaks.nth(1).click()
    card = page.locator("article.finding:target")
    expect(card.locator("figure.witness")).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text("size=201")
    expect(card.get_by_role("button", name="Copy the command")).to_be_visible()
    expect(card.locator("dt:text-is('since') + dd")).to_contain_text("1.3.8 (2020-08-06); clients written for")
    card.locator("summary").press("Enter")
    expect(card.locator("details > div")).to_be_hidden()
    page.get_by_label("tag", exact=True).select_option(label="phonebridge CLIENT API 1.3.8 (3)")
    page.get_by_label("breaking").check()
    expect(page.locator("article.finding:visible h4")).to_have_text([breaks.nth(1).text_content() or ""])
    line = page.get_by_role("navigation", name="Releases", exact=True)
    expect(line.locator("[aria-current=page]")).to_contain_text("to 1.3.8, this page: 4 breaking changes")
    line.get_by_role("link", name="to 1.3.4: 4 breaking changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("phonebridge webapp API: 1.3.2 → 1.3.4")


def test_a_new_reader_finds_since_when_and_how_the_client_api_stands(page: Page) -> None:
    page.goto(INDEX)
    parts = page.get_by_role("region", name="Can a vendor who uses phonebridge CLIENT API 1.3.8 upgrade")
    expect(parts.get_by_role("row", name="1.3.8")).to_contain_text("all of it is there, and compatible")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Since when").click()
    row = page.get_by_role("region", name="Since when").get_by_role("row", name="Call.name may now be missing")
    expect(row.get_by_role("rowheader")).to_have_text("1.3.7")
    row.get_by_role("link").click()
    assert page.url.startswith(f"{FOLDER.as_uri()}/1.3.5-to-1.3.7.html#")
    expect(page.locator("article.finding:target")).to_be_in_viewport()


@pytest.mark.parametrize(("url", "width", "scheme"), [(INDEX, 360, "dark"), (STEP, 1280, "light")])
def test_axe_finds_nothing(page: Page, url: str, width: int, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    assert violations(page) == []
    for each in (360, 1280):
        page.set_viewport_size({"width": each, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= each
