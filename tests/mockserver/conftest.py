from __future__ import annotations

from collections.abc import Iterator

import pytest
from console_pages import Pages
from mock_client import Api, served


@pytest.fixture(scope="module")
def anonymous() -> Iterator[Api]:
    """Nobody, at a mock of the latest release."""
    with served("phonebridge-webapp@1.3.8") as api:
        yield api


@pytest.fixture
def api(anonymous: Api, request: pytest.FixtureRequest) -> Api:
    """Somebody of whom no other test knows."""
    return anonymous.logged_in(f"{request.node.name[:100]}@example.org")


@pytest.fixture(scope="module")
def console() -> Pages:
    """A mock of the latest release, and its console."""
    return Pages()


@pytest.fixture
def pages(console: Pages) -> Iterator[Pages]:
    """The same as just started."""
    console.host.reset()
    yield console
    console.host.reset()
