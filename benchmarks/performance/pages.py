"""How quickly Chromium opens and filters a report of 5,000 findings.

``painted`` is the first text on the screen and ``opened`` the end of the load event, both from the start of the
navigation: the page answers from then on, and its filters know every finding. ``whole`` is when the last finding is an
element of the page, ``busy`` the CPU time of the page's main thread until it was opened, which other work on the
machine does not lengthen as it does the clock's.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.performance.tables import Bar, Places, Table
from contracts.compat.compare import compare
from contracts.findings import Report
from contracts.render import FORMATS
from specs import load

FINDINGS = 5_000
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
WHOLE = "() => document.querySelector('noscript') ? 0 : performance.now()"
FILTERED = """() => {
    const box = document.querySelector("#filters input[type=checkbox]");
    const begun = performance.now();
    box.click();
    document.body.getBoundingClientRect();
    return performance.now() - begun;
}"""
SEARCHED = """() => {
    const field = document.getElementById("q");
    const begun = performance.now();
    field.value = "required";
    field.dispatchEvent(new Event("input", {bubbles: true}));
    document.body.getBoundingClientRect();
    return performance.now() - begun;
}"""


def crowd(report: Report) -> Report:
    """A report with as many findings as ``FINDINGS``, those of another one again and again."""
    rounds = FINDINGS // len(report.findings) + 1
    many = [
        dataclasses.replace(finding, subject=f"{finding.subject} {number}")
        for number in range(rounds)
        for finding in report.findings
    ]
    return dataclasses.replace(report, findings=tuple(many[:FINDINGS]))


def tables(places: Places) -> Iterator[Table]:
    """One page, opened some times."""
    text = FORMATS["html"](crowd(compare(load("phonebridge-webapp@1.2"), load("phonebridge-webapp@1.3.8"))))
    file = places.folder / "report.html"
    file.write_text(text, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        rounds = [_timed(browser.new_page(), file.as_uri()) for _ in range(3)]
        browser.close()
    took = {name: median(each[name] for each in rounds) for name in rounds[0]}
    size = len(text.encode()) / 1e6
    yield Table(
        title="A large report",
        text=f"The page of a comparison with {FINDINGS:,} findings in Chromium, medians of three, in "
        f"milliseconds: first text on the screen, end of the load event (from then on it answers), "
        f"processor time of the page until then, a filter, a search, and the last finding in place.",
        columns=("MB", *took),
        rows=((size, *took.values()),),
        bars=(
            Bar(what=f"page of {FINDINGS:,} findings", figure=size, bound=5, least=False, unit="MB"),
            Bar(what="the page opens, CPU of its thread", figure=took["busy"], bound=300, least=False, unit="ms"),
            Bar(what="the page filters", figure=took["filtered"], bound=300, least=False, unit="ms"),
        ),
    )


def _timed(page: Page, url: str) -> dict[str, float]:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(url)
    metrics = session.send("Performance.getMetrics")["metrics"]
    busy = next(1000 * each["value"] for each in metrics if each["name"] == "TaskDuration")
    told = {name: page.evaluate(each) for name, each in {"filtered": FILTERED, "searched": SEARCHED}.items()}
    opened = {"painted": page.evaluate(PAINTED), "opened": page.evaluate(OPENED), "busy": busy}
    whole = page.wait_for_function(WHOLE).json_value()
    page.close()
    return {**opened, **told, "whole": whole}
