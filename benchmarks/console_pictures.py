"""The pictures of the console in docs/pictures, taken anew: ``python benchmarks/console_pictures.py [--all FOLDER]``.

With ``--all`` each page is put into a folder, whole, in light and in dark, wide and narrow, to be looked at.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from mockserver.app import host_app
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from mockserver.testing import Running, running
from ringback.consoles import compare
from specs import load

HOUSE = Path(__file__).parents[1]
PICTURES = {
    "console-journal.png": "console/journal/5",
    "console-behaviour.png": "console/behaviour",
    "console-compare.png": "console/compare/1",
}
"""By file, the page of whose top it is a picture."""
PAGES = ("", "console/api", "console/journal", "console/journal/5", "console/state", "console/state/inferred")
MORE = ("console/behaviour", "console/compare", "console/compare/1")
SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (1280, "dark"), (360, "light"))
CLIENTS = "/api/users/me/clients"


def fill(page: Page, mock: Running) -> None:
    """Have each page show something."""
    headers = {"Authorization": f"Bearer {mock.token('me@example.org')}"}
    page.request.post(f"{mock}/api/authenticate", data={"email": "me@example.org", "password": "secret"})
    for name in ("Front door", "Reception"):
        page.request.post(f"{mock}{CLIENTS}", data={"name": name}, headers=headers)
    page.request.get(f"{mock}{CLIENTS}")
    page.request.post(f"{mock}{CLIENTS}", data={"name": 5}, headers=headers)
    mock.fault("listClients", status=503, probability=0.2, name="unreliable")
    page.request.get(f"{mock}{CLIENTS}", headers=headers)
    page.goto(f"{mock}/__ringback/console/compare")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("iframe")


def taken(browser: Browser, mock: Running, folder: Path) -> None:
    """Take the pictures of the documentation."""
    page = browser.new_page(viewport={"width": 1000, "height": 760})
    for name, where in PICTURES.items():
        page.goto(f"{mock}/__ringback/{where}")
        page.screenshot(path=folder / name)
        sys.stdout.write(f"{name}: {(folder / name).stat().st_size / 1e3:.0f} kB\n")


def all_taken(browser: Browser, mock: Running, folder: Path) -> None:
    """Take a picture of each page on each screen."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, scheme in SCREENS:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for where in (*PAGES, *MORE):
            page.goto(f"{mock}/__ringback/{where}")
            page.wait_for_timeout(500)  # Swagger UI and the frame come after the page
            name = where.removeprefix("console/").replace("/", "-") or "overview"
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
        page.close()


def main() -> None:
    """Run a mock, and take what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    told = parser.parse_args()
    host = Host([Served(document=load("phonebridge-webapp@1.3.8"))], Settings(), time.time)
    with running(host_app(host, compare=compare)) as mock, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        fill(browser.new_page(), mock)
        if told.all:
            all_taken(browser, mock, told.all)
        else:
            taken(browser, mock, HOUSE / "docs" / "pictures")
        browser.close()


if __name__ == "__main__":
    main()
