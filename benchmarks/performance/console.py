"""What the open console costs the mock, and how its journal bears 10,000 exchanges.

A mock of phonebridge remembers 10,000 exchanges. Requests come over kept connections, in turns while Chromium has the
journal open and while nobody has. Rates are requests per second of the mock's own processor time, so that what Chromium
and the load take of the machine does not count; the best round of each counts. Of the page it is told how long
it took to open, by Chromium's clock, and the longest time in which it could do nothing else while exchanges came.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.performance.tables import Bar, Places, Table

KEPT, CONNECTIONS, BAR = 10_000, 2, 0.8
LISTED = "/api/users/me/clients"


SERVED = """
import sys, time
from mockserver.hosts.hosting import Host, Served
from mockserver.serving.server import serve
from mockserver.settings import Settings, journal_of
from ringback.consoles import pages_of
from specs import load
settings = Settings(items=5, **journal_of(int(sys.argv[1])))
host = Host([Served(document=load("phonebridge-webapp@1.3.8"))], settings, time.time)
serve(host, "127.0.0.1", 0, pages=lambda: pages_of(host), ready=lambda url: print(url, flush=True))
"""


@contextmanager
def mock() -> Iterator[tuple[int, int]]:
    """Port and process of a mock whose journal is that long."""
    process = subprocess.Popen([sys.executable, "-c", SERVED, str(KEPT)], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        url = process.stdout.readline() if process.stdout else ""
        yield int(url.rpartition(":")[2]), process.pid
    finally:
        process.terminate()
        process.wait()


def logged_in(port: int) -> dict[str, str]:
    """The header fields of somebody who may ask."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"email": "me@example.org", "password": "secret"})
    connection.request("POST", "/api/authenticate", body, {"Content-Type": "application/json"})
    token = json.loads(connection.getresponse().read())["id_token"]
    connection.close()
    return {"Authorization": f"Bearer {token}"}


def spent(pid: int) -> float:
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(port: int, headers: dict[str, str], *, seconds: float = 0, requests: int = 0) -> int:
    """Ask for so long, or so often; how often that was."""
    end, asked = time.monotonic() + seconds, [0] * CONNECTIONS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while asked[number] * CONNECTIONS < requests or time.monotonic() < end:
            connection.request("GET", LISTED, headers=headers)
            connection.getresponse().read()
            asked[number] += 1
        connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(asked)


def rate(port: int, pid: int, headers: dict[str, str], seconds: float) -> float:
    """Requests per second of processor time."""
    before = spent(pid)
    asked = load(port, headers, seconds=seconds)
    return asked / (spent(pid) - before)


def opened(browser: Browser, port: int) -> tuple[Page, float]:
    """The journal in a browser, and the milliseconds that it took to open."""
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"http://127.0.0.1:{port}/__ringback/console/journal")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    page.evaluate(
        "window.longest = 0; new PerformanceObserver(list => list.getEntries().forEach(each => "
        "{ window.longest = Math.max(window.longest, each.duration) })).observe({entryTypes: ['longtask']})"
    )
    return page, took


def tables(places: Places) -> Iterator[Table]:
    """The mock while the journal is looked at, and while it is not."""
    best = {"closed": 0.0, "open": 0.0}
    opening, longest, seconds = [], 0.0, 3 * places.seconds
    with mock() as (port, pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        headers = logged_in(port)
        load(port, headers, requests=KEPT)
        for _ in range(places.rounds):
            best["closed"] = max(best["closed"], rate(port, pid, headers, seconds))
            page, took = opened(browser, port)
            opening.append(took)
            best["open"] = max(best["open"], rate(port, pid, headers, seconds))
            longest = max(longest, page.evaluate("window.longest"))
            page.close()
        browser.close()
    ratio = best["open"] / best["closed"]
    yield Table(
        title="The console",
        text=f"A mock with {KEPT:,} exchanges in its journal, requests per second of its processor time while "
        f"nobody looks and while Chromium has the journal open and exchanges keep coming.",
        columns=("requests/s, closed", "open", "ratio", "the page opens in, ms", "busy at a time, ms"),
        rows=((best["closed"], best["open"], ratio, min(opening), longest),),
        bars=(Bar(what="requests/s with the console open", figure=ratio, bound=BAR, least=True),),
    )
