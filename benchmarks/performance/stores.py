"""What it costs to remember things elsewhere than in memory: each store's share of the requests a second.

One mock for each store answers for the same small document; a PostgreSQL of its own is started. The mocks take turns
for some rounds of a few seconds, of which the best counts. The rates are those of the clock on the wall, because a
database works in a process of its own, or waits for the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.mock import Sent, exchange, free_port, ours, running
from benchmarks.performance.tables import Cell, Places, Table
from tests.mockserver.postgres import postgres

WARM_UP = 0.3
PET, KIND = json.dumps({"name": "Rex"}), {"Content-Type": "application/json"}
REQUESTS: dict[str, Sent] = {
    "list": ("GET", "/pets?limit=5", {}, None),
    "read": ("GET", "/pets/1", {}, None),
    "replace": ("PUT", "/pets/1", KIND, PET),
    "create": ("POST", "/pets", KIND, PET),
}
"""In this order: a list is the longer to read, the more was created before."""


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The URLs of the stores; memory has none."""
    with postgres() as found:
        lite = f"sqlite:///{folder}"
        yield {
            "memory": "",
            "SQLite": f"{lite}/full.db",
            "SQLite, synchronous=normal": f"{lite}/normal.db?synchronous=normal",
            "PostgreSQL": found,
        }


def petstore() -> dict[str, Any]:
    """A small document of a kind that everybody knows; written for this benchmark."""
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "readOnly": True},
            "name": {"type": "string", "minLength": 1},
            "tag": {"type": "string"},
            "born": {"type": "string", "format": "date"},
            "status": {"enum": ["available", "pending", "sold"]},
        },
    }
    return resources("Petstore", {"pets": pet})


def resources(title: str, kinds: dict[str, Any]) -> dict[str, Any]:
    """A document that lists, creates, reads, replaces and deletes things of some kinds."""
    paths: dict[str, Any] = {}
    for name in kinds:
        one = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        many = {"application/json": {"schema": {"type": "array", "items": one["application/json"]["schema"]}}}
        missing, bad = {"404": {"description": "missing"}}, {"400": {"description": "bad"}}
        body = {"required": True, "content": one}
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
        paths[f"/{name}"] = {
            "get": {"parameters": [limit], "responses": {"200": {"description": "all", "content": many}, **bad}},
            "post": {"requestBody": body, "responses": {"201": {"description": "made", "content": one}, **bad}},
        }
        paths[f"/{name}/{{id}}"] = {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": kinds[name]["properties"]["id"]}],
            "get": {"responses": {"200": {"description": "one", "content": one}, **missing, **bad}},
            "put": {
                "requestBody": body,
                "responses": {"200": {"description": "done", "content": one}, **missing, **bad},
            },
            "delete": {"responses": {"204": {"description": "gone"}, **missing, **bad}},
        }
    info = {"title": title, "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": kinds}}


def measured(ports: dict[str, int], request: Sent, places: Places) -> dict[str, float]:
    """Requests a second of each store."""
    best = dict.fromkeys(ports, 0.0)
    for port in ports.values():
        exchange(port, WARM_UP, request)
    for _ in range(places.rounds):
        for name, port in ports.items():
            best[name] = max(best[name], exchange(port, places.seconds / 2, request)["rate"])
    return best


def tables(places: Places) -> Iterator[Table]:
    """A row for each kind of request."""
    file = places.folder / "pets.json"
    ports: dict[str, int] = {}
    file.write_text(json.dumps(petstore()), "utf-8")
    rows: list[tuple[Cell, ...]] = []
    with ExitStack() as stack:
        for store, url in stack.enter_context(databases(places.folder)).items():
            ports[store] = free_port()
            command = ours(file, ports[store], *(("--state", url) if url else ()))
            stack.enter_context(running(command, ports[store], "/pets"))
        for kind, request in REQUESTS.items():
            rates = measured(ports, request, places)
            rows.append((kind, rates["memory"], *(each / rates["memory"] for each in rates.values())))
    yield Table(
        title="What is remembered elsewhere",
        text="Requests per second by the clock where things are remembered in memory, and the share of it that "
        "remains where a database has them. PostgreSQL runs without `fsync`.",
        columns=("request", "requests/s in memory", *ports),
        rows=tuple(rows),
    )
