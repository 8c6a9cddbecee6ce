"""How much of what is gone a mock still holds: some, to be fast, and never more than it has room for."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

from mockserver.app import HOST, create_app
from mockserver.hosts.hosting import Host
from mockserver.settings import Settings
from specs import load
from specs.messages import Headers, Request

_STORY = Path(__file__).parent / "data" / "stories" / "nested.yaml"
_FIELDS: Headers = (("content-type", "application/json"), ("host", "x"))
_TEXT = 100_000


def _lived(host: Host, number: int) -> None:
    """An item is made, read, listed and taken away."""
    body = json.dumps({"name": "x" * _TEXT + str(number)}).encode()
    made = json.loads(host.answer(Request("POST", "/projects", "", _FIELDS, body)).response.body)
    for method, path in (
        ("GET", f"/projects/{made['id']}"),
        ("GET", "/projects"),
        ("DELETE", f"/projects/{made['id']}"),
    ):
        assert host.answer(Request(method, path, "", _FIELDS, b"")).response.status in (200, 204)


def test_large_items_that_were_taken_away_are_let_go_of() -> None:
    host: Host = create_app(load(str(_STORY)), Settings(seed=1, journal_size=1)).extensions[HOST]
    _lived(host, 0)
    tracemalloc.start()
    for number in range(150):
        _lived(host, number)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 75 * _TEXT
