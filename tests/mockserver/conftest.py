from __future__ import annotations

from collections.abc import Iterator

import pytest
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
