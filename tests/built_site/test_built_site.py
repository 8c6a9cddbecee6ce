"""The site as it is published: built strictly, whole, and asking nobody else for anything."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from shown_pages import HOUSE

_LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "site"
    done = subprocess.run(
        [sys.executable, str(HOUSE / "docs" / "site" / "build.py"), str(folder)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class _Loads(HTMLParser):
    """What a browser fetches for a page by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag != "link" or (named.get("rel") or "").split()[0] not in ("canonical", "next", "prev", "alternate"):
            self.found.append(named.get(_LOADED.get(tag, "")) or "")


def fetched(page: Path) -> Iterator[str]:
    loads = _Loads()
    loads.feed(page.read_text("utf-8"))
    yield from filter(None, loads.found)


def test_a_page_fetches_nothing_from_elsewhere(site: Path) -> None:
    pages = [page for page in site.rglob("*.html") if "files" not in page.relative_to(site).parts]
    assert len(pages) > 40
    assert {url for page in pages for url in fetched(page) if re.match(r"(https?:)?//", url)} == set()


def test_a_style_sheet_fetches_nothing_from_elsewhere(site: Path) -> None:
    sheets = list(site.rglob("*.css"))
    assert sheets
    assert [each.name for each in sheets if re.search(r"(url\(|@import )['\"]?(https?:)?//", each.read_text())] == []


def test_what_may_be_imported_is_described(site: Path) -> None:
    page = (site / "reference" / "python.html").read_text("utf-8")
    from ringback.reference.python import PUBLIC

    names = [name for group in PUBLIC.values() for name in group]
    assert [name for name in names if f'id="{name}"' not in page] == []
    assert "Parameters:" in page


def test_what_pages_link_to_outside_of_the_documentation_is_there(site: Path) -> None:
    links = [
        link
        for page in site.glob("*.html")
        for link in re.findall(r'href="([^"#]*files/[^"#]+)', page.read_text("utf-8"))
    ]
    assert len(links) > 4
    assert [link for link in links if not (site / link).exists()] == []
    pair = site / "files" / "reports" / "phonebridge-webapp" / "1.3.7-to-1.3.8.html"
    assert pair.is_file()


def test_pages_read_from_a_disk_can_be_searched(site: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((site / "reference" / "python.html").as_uri())
        page.get_by_role("button", name="Search").first.click()
        page.keyboard.type("witness")
        expect(page.get_by_text(re.compile(r"^\d+ results$"))).to_be_visible(timeout=30_000)
        browser.close()
