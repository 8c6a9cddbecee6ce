from __future__ import annotations

import socket
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


@pytest.fixture
def unasked() -> Iterator[str]:
    """The address of a server that nobody may ask."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(BlockingIOError):
            listener.accept()
