"""The same seed gives the same values on every machine and Python: those that are kept beside this file.

A value that changes on purpose is kept anew by ``python tests/specs/test_sampling_everywhere.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sampling_cases import SATISFIABLE

from specs import load
from specs.sampling import Mode, sample, sample_json
from specs.schemas import Direction
from specs.validation import Validator

KEPT = Path(__file__).parent / "data" / "sampled.json"
SEEDS = (1, "seed")


def sampled() -> Iterator[tuple[str, Any]]:
    """Each value with what tells it from all others."""
    for number, schema in enumerate(SATISFIABLE):
        compiled = Validator(schema, "")
        for seed in SEEDS:
            for mode in Mode:
                yield f"{number} {seed} {mode.value}", sample_json(compiled, seed, mode=mode)
    for name, schema in load("phonebridge-webapp").schemas.items():
        for direction in Direction:
            yield f"{name} {direction.value}", sample(schema, direction, 1)


def test_the_kept_values_are_made_again() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    made = json.loads(json.dumps(dict(sampled())))
    assert len(kept) > 4 * len(SATISFIABLE)
    assert {name: value for name, value in made.items() if kept.get(name) != value} == {}
    assert kept.keys() == made.keys()


if __name__ == "__main__":
    lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in sampled())
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
