"""How many messages are read and judged a second, and how many values are made, on one core."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from statistics import quantiles

import jsonschema

from benchmarks.performance.tables import Bar, Places, Table
from specs import load
from specs.load import from_mapping
from specs.messages import Request, Response, write_json
from specs.model import Operation
from specs.sampling import Unsatisfiable, sample, sample_json
from specs.schemas import Direction, Schema
from specs.validation import Validator, Violation, check_response, read_request, validator

TIMES = 2_000
OBJECTS, SLOWEST = 20_000, 50.0
"""Objects a second that are made at least, and milliseconds that one response takes at most."""
MADE = "an object of eight properties is made"
SMALL = {
    "x-ringback-locale": "de_DE",
    "type": "object",
    "required": ["id", "email", "status"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "email": {"type": "string", "format": "email"},
        "status": {"type": "string", "enum": ["open", "held", "closed"]},
        "count": {"type": "integer", "minimum": 0},
        "price": {"type": "number", "minimum": 0, "maximum": 100},
        "created": {"type": "string", "format": "date-time"},
        "active": {"type": "boolean"},
        "owner": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer"}},
        },
    },
}
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


def made() -> Callable[[], object]:
    """An object of eight properties, one of them an object, each from its own seed."""
    compiled, seeds = Validator(SMALL, ""), count()
    return lambda: sample_json(compiled, next(seeds))


def judged() -> Callable[[], object]:
    """A value of that kind held against its schema."""
    compiled, value = Validator(SMALL, ""), sample_json(Validator(SMALL, ""), 1)
    return lambda: _true(compiled.accepts(value))


def judged_by_peer() -> Callable[[], object]:
    """The same by the library ``jsonschema``."""
    compiled, value = jsonschema.Draft202012Validator(SMALL), sample_json(Validator(SMALL, ""), 1)
    return lambda: _true(compiled.is_valid(value))


def _true(accepted: bool) -> None:
    if not accepted:
        raise SystemExit("what is measured is to be valid")


def _listing() -> Operation:
    content = {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}
    get = {"parameters": _QUERY, "responses": {"200": {"description": "", "content": content}}}
    info = {"title": "", "version": ""}
    return from_mapping({"openapi": "3.0.3", "info": info, "paths": {"/a": {"get": get}}}).operations[0]


def _valid(violations: Sequence[Violation]) -> None:
    if violations:
        raise SystemExit(f"what is measured is to be valid: {violations[0]}")


WHAT: dict[str, Callable[[], Callable[[], object]]] = {
    "a request with a JSON body is read and judged": posted,
    "a request with five parameters is read and judged": queried,
    "a response with a JSON body is read and judged": answered,
    MADE: made,
    "such an object is held against its schema": judged,
    "the same by jsonschema": judged_by_peer,
}


def rate(run: Callable[[], object], rounds: int) -> float:
    """Runs a second of processor time."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(TIMES):
            run()
        best = min(best, time.process_time() - start)
    return TIMES / best


def tables(places: Places) -> Iterator[Table]:
    """A row for each."""
    found = {name: rate(begun(), places.rounds) for name, begun in WHAT.items()}
    least = found["the same by jsonschema"]
    yield Table(
        title="Judging and making up",
        text="Times a second of processor time, and beside the library `jsonschema`, which has the JSON ready "
        "and judges one value against one schema.",
        columns=("what", "a second", "times jsonschema"),
        rows=tuple((name, each, each / least) for name, each in found.items()),
        bars=(Bar(what=f"{MADE}, times a second", figure=found[MADE], bound=OBJECTS, least=True),),
    )
    yield _responses(places)


def _responses(places: Places) -> Table:
    """How long making one takes, the first time and the second."""
    schemas = list(_successes(places))
    gc.disable()  # or now and then one pays for a walk over all that was made before
    took = [(_milliseconds(schema, 0), _milliseconds(schema, 1)) for schema in schemas]
    gc.enable()
    rows = [(name, *_spread(each)) for name, each in zip(("first", "second"), zip(*took, strict=True), strict=True)]
    slowest = max(map(max, took))
    return Table(
        title="Making up whole responses",
        text=f"Milliseconds of processor time that one takes, of all {len(schemas)} successful JSON responses in "
        "GitHub's document: the first one, when what the schema asks for is worked out, and the second. Python's "
        "garbage collector is off meanwhile, as with `timeit`.",
        columns=("which", "median", "99 of 100", "slowest"),
        rows=tuple(rows),
        bars=(Bar(what="GitHub: the slowest response is made", figure=slowest, bound=SLOWEST, least=False, unit="ms"),),
    )


def _successes(places: Places) -> Iterator[Schema]:
    for operation in load(str(places.github)).operations:
        for response in operation.responses:
            if response.status.startswith("2"):
                yield from (media.schema for media in response.content if media.schema and "json" in media.name)


def _milliseconds(schema: Schema, seed: int) -> float:
    """Of making one value, its schema compiled beforehand."""
    compiled = validator(schema, Direction.RESPONSE)
    start = time.process_time()
    try:
        sample_json(compiled, seed)
    except Unsatisfiable as error:
        raise SystemExit(f"what is measured is to have values: {error}") from error
    return 1000 * (time.process_time() - start)


def _spread(milliseconds: Sequence[float]) -> tuple[float, float, float]:
    parts = quantiles(milliseconds, n=100)
    return parts[49], parts[98], max(milliseconds)
