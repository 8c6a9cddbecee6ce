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


def test_what_broke_is_one_click_away(page: Page) -> None:
    page.goto(INDEX)
    page.get_by_role("link", name="More on: Does 1.3.8 break clients of 1.3.7?").click()
    expect(page).to_have_url(STEP)
    breaks = page.get_by_role("region", name="What breaks, and for whom")
    assert breaks.get_by_role("link").all_text_contents() == [
        "GET /api/account is gone",
        "parameter Size is held to a tighter maximum: 500 → 200",
        "CallRequest.durationSeconds is now required",
        'Language may now be "fr"',
    ]


@pytest.mark.parametrize("url", [INDEX, STEP])
def test_whether_the_client_vendor_can_upgrade_stands_at_the_top(page: Page, url: str) -> None:
    page.goto(url)
    answer = page.locator(
        ".answers > div", has_text="Can a vendor who uses phonebridge CLIENT API 1.3.8 upgrade to 1.3.8?"
    )
    expect(answer).to_be_in_viewport()
    expect(answer).to_contain_text("Yes, with clients that keep to it")
    expect(answer).to_contain_text("1 of 4 breaking changes since 1.3.7 reaches its 6 operations")
    answer.get_by_role("link").click()
    table = page.get_by_role("region", name="Can a vendor who uses phonebridge CLIENT API 1.3.8 upgrade")
    expect(table.get_by_role("row", name="1.3.8")).to_contain_text("all of it is there, and compatible")


def test_what_reaches_the_client_api_can_be_filtered(page: Page) -> None:
    page.goto(STEP)
    page.get_by_label("tag", exact=True).select_option(label="phonebridge CLIENT API 1.3.8 (3)")
    page.get_by_label("breaking").check()
    expect(page.locator("article.finding:visible h4")).to_have_text(
        ["parameter Size is held to a tighter maximum: 500 → 200"]
    )


def test_the_request_that_fails_is_shown_with_what_is_wrong_marked_and_since_when(page: Page) -> None:
    page.goto(STEP)
    page.get_by_role("link", name="parameter Size is held to a tighter maximum").click()
    card = page.locator("article.finding:target")
    expect(card.locator("figure.witness")).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text("size=201")
    expect(card.get_by_role("button", name="Copy the command")).to_be_visible()
    expect(card.locator("dt:text-is('since') + dd")).to_contain_text("1.3.8 (2020-08-06); clients written for")


def test_since_when_is_told_of_every_break_of_the_newest_release(page: Page) -> None:
    page.goto(INDEX)
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Since when").click()
    row = page.get_by_role("region", name="Since when").get_by_role("row", name="Call.name may now be missing")
    expect(row.get_by_role("rowheader")).to_have_text("1.3.7")
    row.get_by_role("link").click()
    expect(page).to_have_url(FOLDER.as_uri() + "/1.3.5-to-1.3.7.html#" + page.url.partition("#")[2])
    expect(page.locator("article.finding:target")).to_be_in_viewport()


def test_the_keyboard_reaches_the_content_and_opens_a_finding(page: Page) -> None:
    page.goto(STEP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    summary = page.locator("article.note summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.note .inside").first).to_be_visible()


def test_the_timeline_leads_from_step_to_step(page: Page) -> None:
    page.goto(STEP)
    line = page.get_by_role("navigation", name="Releases", exact=True)
    expect(line.locator("[aria-current=page]")).to_contain_text("to 1.3.8, this page: 4 breaking changes")
    line.get_by_role("link", name="to 1.3.4: 4 breaking changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("phonebridge webapp API: 1.3.2 → 1.3.4")


@pytest.mark.parametrize(
    ("url", "width", "scheme"), [(INDEX, 360, "dark"), (INDEX, 1280, "light"), (STEP, 360, "light")]
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    page: Page, url: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
