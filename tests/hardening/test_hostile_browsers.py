"""Pages of strangers in a real browser on the machine of a mock: they read nothing of it and change nothing in it.

The browser is told that every name below ``.test`` is this machine: what a stranger's name server does who rebinds DNS.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attacked import COMMANDS
from hostile_texts import nasty_document, written
from many_commands import Quiet, Try, attacked, serving
from mock_client import Api, mock_process
from playwright.sync_api import Browser, Page

_PATIENCE = 120_000
_ATTACK = Path(__file__).with_name("stranger.js").read_text("utf-8")
_FRAMES = """
mock => new Promise(done => {
  const frame = document.createElement('iframe');
  frame.onload = () => setTimeout(() => done(frame.contentWindow.length), 200);
  frame.src = mock + '/__ringback/'; document.body.append(frame); })
"""


class _Stranger(Quiet):
    """An empty page at any path."""

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A stranger</title><body></body>")


@pytest.fixture(scope="module")
def strangers() -> Iterator[int]:
    with serving(_Stranger) as port:
        yield port


@pytest.fixture(scope="module")
def mock() -> Iterator[Api]:
    with mock_process("phonebridge-client@1.3.8", "--seed", "5") as (api, _):
        yield api


def state(mock: Api) -> dict[str, Any]:
    """All that could have been changed."""
    names = ("seed", "overrides", "faults", "auth", "sessions", "snapshots")
    told = {name: mock("GET", f"/__ringback/{name}").json for name in names}
    return told | {"clock": mock("GET", "/__ringback/clock").json.get("offset")}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "host" in metafunc.fixturenames:
        every = metafunc.config.getoption("--attacks") == "all"
        metafunc.parametrize(
            "host", ["evil.test", "127.0.0.1", "localhost", "mock.localhost"] if every else ["evil.test"]
        )


def test_a_page_of_a_stranger_reads_nothing_and_changes_nothing(
    host: str, browser: Browser, mock: Api, strangers: int
) -> None:
    mock("GET", "/api/users/me/clients")
    before, asked = state(mock), len(mock("GET", "/__ringback/journal").json["entries"])
    page = opened(browser)
    page.goto(f"http://{host}:{strangers}/")
    assert page.evaluate(_ATTACK, [mock.url, host]) == []
    page.context.close()
    assert state(mock) == before
    assert len(mock("GET", "/__ringback/journal").json["entries"]) == asked


def test_a_name_that_was_led_to_this_machine_reads_nothing_and_changes_nothing(browser: Browser, mock: Api) -> None:
    """DNS rebinding: to the browser, page and mock are of one origin."""
    before = state(mock)
    there = f"http://rebound.test:{urlsplit(mock.url).port}"
    page = opened(browser)
    answer = page.goto(f"{there}/__ringback/")
    assert answer is not None
    assert answer.status == 403
    assert page.evaluate(_ATTACK, [there, "rebound.test"]) == []
    page.context.close()
    assert state(mock) == before


def test_no_page_of_the_console_is_shown_in_a_frame_or_kept(browser: Browser, mock: Api, strangers: int) -> None:
    page = opened(browser)
    page.goto(f"http://evil.test:{strangers}/")
    page.evaluate(_FRAMES, mock.url)
    (frame,) = page.frames[1:]
    assert not frame.url.startswith(mock.url), frame.url
    page.context.close()
    for path in ("/__ringback/", "/__ringback/console/journal"):
        headers = mock("GET", path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in mock("GET", "/__ringback/journal", headers={"Origin": mock.url}).headers


def opened(browser: Browser) -> Page:
    page = browser.new_context().new_page()
    page.set_default_timeout(_PATIENCE)
    return page


_PAGES = ("diff", "matrix", "impact", "subset")


def test_no_report_as_html_does_what_a_document_says(browser: Browser, tmp_path: Path) -> None:
    changed = nasty_document(more={"type": "string"})
    changed["components"]["schemas"]["Thing"]["properties"]["id"] = {"type": "string"}
    files = {"main.json": written(nasty_document()), "changed.json": written(changed)}
    words = {name: COMMANDS[name] for name in _PAGES if "{}" in COMMANDS[name]}
    tries = [
        Try(name, (*(each.replace("plain.json", "changed.json") for each in told), "--output", "report.html"), files)
        for name, told in words.items()
    ]
    done = attacked(tmp_path, tries)
    harmed: list[str] = []
    page = opened(browser)
    page.on("dialog", lambda dialog: (harmed.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else harmed.append(asked.url))
    shown = 0
    for number, each in enumerate(done):
        report = tmp_path / str(number) / "report.html"
        if not report.is_file():
            assert each["code"] == 2, each["err"]
            continue
        page.goto(report.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.title() != "owned"
        assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, a[href^=javascript]').length") == 0
        shown += 1
    page.context.close()
    assert harmed == []
    assert shown >= 3
