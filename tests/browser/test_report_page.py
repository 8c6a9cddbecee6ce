"""The report of a pair in a browser: filters, search, permalinks, copying, without script, on a phone, by axe."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Literal

import pytest
from browsing import violations
from playwright.sync_api import Page, expect

from contracts.compat.compare import compare
from contracts.findings import Course, Report
from contracts.render import FORMATS, wording
from specs import load


@pytest.fixture(scope="module")
def report() -> Report:
    return compare(load("phonebridge-webapp@1.2"), load("phonebridge-webapp@1.3.8"))


@pytest.fixture(scope="module")
def url(report: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(FORMATS["html"](report), encoding="utf-8")
    return file.as_uri()


def crowded(report: Report, number: int, folder: Path) -> Path:
    """A page of as many findings, those of a report again and again."""
    many = [
        dataclasses.replace(finding, subject=f"{finding.subject} {turn}", message=f"{finding.message} {turn}")
        for turn in range(number // len(report.findings) + 1)
        for finding in report.findings
    ]
    file = folder / "report.html"
    file.write_text(FORMATS["html"](dataclasses.replace(report, findings=tuple(many[:number]))), encoding="utf-8")
    return file


def shown(page: Page) -> int:
    return page.locator("article.finding:visible").count()


def test_filters_narrow_what_is_shown_and_tell_how_many(page: Page, url: str, report: Report) -> None:
    page.goto(url)
    expect(page.get_by_role("status")).to_have_text(f"{len(report.findings)} of {len(report.findings)} findings")
    page.get_by_label("breaking").check()
    expect(page.get_by_role("status")).to_have_text(f"{len(report.breaking)} of {len(report.findings)} findings")
    assert shown(page) == len(report.breaking)
    page.get_by_label("response").check()
    read = [each for each in report.breaking if each.direction == "response"]
    assert shown(page) == len(read)
    assert page.locator("section.operation:visible").count() <= len(read)
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("status")).to_have_text(f"{len(report.findings)} of {len(report.findings)} findings")


def test_areas_and_tags_are_chosen_from_lists(page: Page, url: str) -> None:
    page.goto(url)
    everything = shown(page)
    for name in ("area", "tag"):
        choice = page.get_by_label(name, exact=True)
        choice.select_option(index=1)
        number = int((choice.locator("option").nth(1).text_content() or "").rpartition("(")[2].rstrip(")"))
        assert shown(page) == number < everything
        choice.select_option(index=0)


def test_search_finds_every_word_and_a_slash_leads_to_it(page: Page, url: str) -> None:
    page.goto(url)
    page.keyboard.press("/")
    page.keyboard.type("CONNECTORS size")
    assert 0 < shown(page) < 6
    assert all("size" in text.lower() for text in page.locator("article.finding:visible").all_text_contents())


def test_what_was_filtered_is_in_the_address(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("breaking").check()
    page.get_by_label("Search").fill("language")
    number, address = shown(page), page.url
    page.goto("about:blank")
    page.goto(address)
    assert shown(page) == number
    assert page.get_by_label("breaking").is_checked()


def test_a_permalink_opens_its_finding_even_when_it_is_filtered_away(page: Page, url: str, report: Report) -> None:
    note = next(each for each in report.findings if each.verdict and each.verdict.value == "compatible")
    page.goto(f"{url}#{note.fingerprint}")
    card = page.locator(f"[id='{note.fingerprint}']")
    expect(card.locator("details")).to_have_attribute("open", "")
    expect(card).to_be_in_viewport()
    page.get_by_label("breaking").check()
    expect(card).to_be_hidden()
    page.evaluate("hash => { location.hash = hash }", note.fingerprint)
    expect(card).to_be_visible()


def test_a_command_is_copied(page: Page, url: str, report: Report) -> None:
    finding = next(each for each in report.breaking if each.reproduce)
    page.goto(url)
    button = page.locator(f"[id='{finding.fingerprint}']").get_by_role("button", name="Copy the command")
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == finding.reproduce


def test_all_are_opened_and_closed(page: Page, url: str, report: Report) -> None:
    page.goto(url)
    page.get_by_role("button", name="Open all").click()
    assert page.locator("article details[open]").count() == len(report.findings)
    page.get_by_role("button", name="Close all").click()
    assert page.locator("article details[open]").count() == 0


def test_without_script_all_is_there_and_no_control_that_does_nothing(plain: Page, url: str, report: Report) -> None:
    plain.goto(url)
    assert plain.locator("article.finding:visible").count() == len(report.findings)
    assert plain.locator("button:visible, input:visible, select:visible").count() == 0
    summary = plain.locator("article.note summary").first
    summary.click()
    expect(plain.locator("article.note details > div").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    page: Page, url: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    page.get_by_role("button", name="Open all").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_five_thousand_findings_are_small_and_can_be_filtered(page: Page, report: Report, tmp_path: Path) -> None:
    crowd = crowded(report, 5_000, tmp_path)
    assert crowd.stat().st_size < 5_000_000
    page.goto(crowd.as_uri())
    expect(page.get_by_role("status")).to_have_text("5000 of 5000 findings")
    expect(page.locator("#waiting")).to_have_count(0)
    page.get_by_label("breaking").check()
    label = page.get_by_role("status").text_content() or ""
    assert 0 < int(label.partition(" ")[0]) < 5_000
    page.get_by_label("Search").fill("4 is gone")
    expect(page.locator("noscript")).to_have_count(0)
    assert f"{shown(page)} of 5000 findings" == page.get_by_role("status").text_content()
    page.get_by_role("button", name="Show all").click()
    assert page.locator("article.finding").count() == 5_000


def test_a_permalink_leads_to_a_finding_that_waits_to_be_read(page: Page, report: Report, tmp_path: Path) -> None:
    crowd = crowded(report, 400, tmp_path)
    last = re.findall(r'<article [^>]*id="([0-9a-f-]+)"', crowd.read_text())[-1]
    page.goto(f"{crowd.as_uri()}#{last}")
    card = page.locator(f"[id='{last}']")
    expect(card.locator("details")).to_have_attribute("open", "")
    expect(card).to_be_in_viewport()


def test_search_reads_what_waits_as_it_would_be_shown(page: Page, report: Report, tmp_path: Path) -> None:
    page.add_init_script("self.requestIdleCallback = () => 0")
    last = wording.ordered(report)[-1]
    odd = dataclasses.replace(last, subject="unlike", message="a < b & 'c' → 漢")
    crowd = crowded(dataclasses.replace(report, findings=(*report.findings * 4, odd)), 400, tmp_path)
    page.goto(crowd.as_uri())
    there = shown(page)
    page.get_by_label("Search").fill("< b & 'c' → 漢")
    expect(page.get_by_role("status")).to_have_text("1 of 400 findings")
    page.get_by_label("Search").fill("article")
    expect(page.get_by_role("status")).to_have_text("0 of 400 findings")
    page.get_by_label("Search").fill("")
    page.get_by_role("button", name="Open all").click()
    assert there < shown(page) == 400


def test_without_script_nothing_waits_to_be_read(plain: Page, report: Report, tmp_path: Path) -> None:
    crowd = crowded(report, 400, tmp_path)
    plain.goto(crowd.as_uri())
    assert plain.locator("article.finding > details").count() == 400
    expect(plain.locator("#waiting")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light")])
def test_what_a_test_run_did_can_be_read(
    page: Page, report: Report, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    finding = dataclasses.replace(report.breaking[0], rule="server-error", verdict=None, operations=("GET /a",))
    ran = Course(
        performed={"GET /a": {"not_a_server_error": 3}, "GET /b": {"ignored_auth": 1}},
        took={"GET /a": (900, 30_000), "GET /b": (1_000,)},
    )
    tested = dataclasses.replace(report, kind="conformance", findings=(finding,), course=ran)
    file = tmp_path / "run.html"
    file.write_text(FORMATS["html"](tested), encoding="utf-8")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(file.as_uri())
    cell = page.get_by_role("region", name="Table of checks").get_by_role("link")
    assert cell.text_content() == "✗server-error, performed 3 times"
    expect(page.get_by_role("row", name="GET /a").last).to_contain_text("1 up to 1 ms; 1 up to 50 ms;")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cell.click()
    expect(page.locator("article.finding:target")).to_be_in_viewport()
