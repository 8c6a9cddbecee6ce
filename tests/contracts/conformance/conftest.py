from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from items_server import RAW, Items, serving

from specs.load import from_mapping
from specs.model import Document


@pytest.fixture(scope="session")
def document() -> Document:
    return from_mapping(RAW, "items.yaml")


@pytest.fixture
def serve() -> Iterator[Callable[[Items], str]]:
    """Start servers; each call gives the address where the document's paths start."""
    with ExitStack() as running:
        yield lambda items: running.enter_context(serving(items.app())) + "/v1"
