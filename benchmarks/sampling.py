"""How fast values are sampled: small typical objects, and every JSON response of the documents named.

Run as ``python benchmarks/sampling.py [DOCUMENT...]``.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Iterator

from specs import load
from specs.sampling import Unsatisfiable, sample, sample_json
from specs.schemas import Direction, Schema
from specs.validation import Validator, validator

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
OBJECTS = 20_000


def small_objects() -> None:
    """Objects of eight properties, one of them an object, each from its own seed, on one core."""
    compiled = Validator(SMALL, "")
    start = time.process_time()
    for seed in range(OBJECTS):
        sample_json(compiled, seed)
    print(f"small objects: {OBJECTS / (time.process_time() - start):,.0f} per second")


def responses(name: str) -> None:
    """Every documented 2xx JSON response, compiled beforehand; the first sample (cold) and the second (warm)."""
    cold: list[tuple[float, str]] = []
    warm: list[tuple[float, str]] = []
    refused = Counter[str]()
    schemas = list(_successes(name))
    gc.collect()
    gc.freeze()  # or one response in a hundred pays for the collector's walk over the whole document
    for schema in schemas:
        validator(schema, Direction.RESPONSE)
        for seed, durations in enumerate((cold, warm)):
            start = time.perf_counter()
            try:
                sample(schema, Direction.RESPONSE, seed)
            except Unsatisfiable as error:
                refused[f"{schema.pointer}: {error}"] += 1
            durations.append((1000 * (time.perf_counter() - start), schema.pointer))
    print(f"{name}: {len(cold)} responses, {len(refused)} without a value")
    for label, durations in (("first", cold), ("second", warm)):
        durations.sort()
        half, most = durations[len(durations) // 2], durations[int(len(durations) * 0.99)]
        print(f"  {label}: median {half[0]:.2f} ms, p99 {most[0]:.1f} ms, max {durations[-1][0]:.1f} ms", end=" ")
        print(f"({durations[-1][1]})")
    for text in refused:
        print(f"  {text}")


def _successes(name: str) -> Iterator[Schema]:
    for operation in load(name).operations:
        for response in operation.responses:
            if response.status.startswith("2"):
                yield from (media.schema for media in response.content if media.schema and "json" in media.name)


if __name__ == "__main__":
    small_objects()
    for argument in sys.argv[1:]:
        responses(argument)
