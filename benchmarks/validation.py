"""How many messages are read and judged a second, on one core.

python benchmarks/validation.py

Measured on phonebridge's newest web API, where a client is created by a JSON body, and on a GET with five parameters
in its query. Each figure is the best of ROUNDS.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from specs import load
from specs.load import from_mapping
from specs.messages import Request, Response, write_json
from specs.model import Operation
from specs.sampling import sample
from specs.schemas import Direction
from specs.validation import Violation, check_response, read_request

ROUNDS, TIMES = 5, 3_000
_QUERY = [
    {"name": name, "in": "query", "schema": schema}
    for name, schema in {
        "limit": {"type": "integer", "minimum": 1},
        "offset": {"type": "integer"},
        "sort": {"type": "string", "enum": ["name", "-name"]},
        "ids": {"type": "array", "items": {"type": "integer"}},
        "active": {"type": "boolean"},
    }.items()
]


def posted() -> Callable[[], object]:
    """A request whose JSON body is read and judged."""
    document = load("phonebridge-webapp@latest")
    operation = next(each for each in document.operations if each.method == "POST" and each.path.endswith("/clients"))
    [(media, schema)] = (
        [(each, each.schema) for each in operation.body.content if each.schema] if operation.body else []
    )
    body = write_json(sample(schema, Direction.REQUEST, "1"))
    request = Request("POST", "/api/users/me/clients", headers=(("Content-Type", media.name),), body=body)
    return lambda: _valid(read_request(operation, request, {}).violations)


def queried() -> Callable[[], object]:
    """A request of five parameters."""
    operation = _listing()
    request = Request("GET", "/a", query="limit=5&offset=10&sort=name&ids=1&ids=2&active=true")
    return lambda: _valid(read_request(operation, request, {}).violations)


def answered() -> Callable[[], object]:
    """A response whose JSON body is read and judged."""
    operation = _listing()
    response = Response(200, (("Content-Type", "application/json"),), b"[1,2,3]")
    return lambda: _valid(check_response(operation, response))


def _listing() -> Operation:
    content = {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}
    get = {"parameters": _QUERY, "responses": {"200": {"description": "", "content": content}}}
    info = {"title": "", "version": ""}
    return from_mapping({"openapi": "3.0.3", "info": info, "paths": {"/a": {"get": get}}}).operations[0]


def _valid(violations: Sequence[Violation]) -> None:
    if violations:
        raise SystemExit(f"what is measured is to be valid: {violations[0]}")


def rate(run: Callable[[], object]) -> float:
    """Runs a second of processor time."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(TIMES):
            run()
        best = min(best, time.process_time() - start)
    return TIMES / best


if __name__ == "__main__":
    for made in (posted, queried, answered):
        print(f"{made.__name__:10} {rate(made()):10,.0f} / s")
