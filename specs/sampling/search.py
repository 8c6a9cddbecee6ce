"""When the fast generator is stuck: hypothesis searches the same generator's choices, on the canonical schema too."""

from __future__ import annotations

import warnings
from random import Random
from typing import Any

from specs import algebra
from specs.sampling.generate import Generator, Stuck
from specs.schemas import JsonSchema
from specs.validation import Validator

_EXAMPLES = 300
_NOTHING: Any = object()


def search(compiled: Validator, seed: int | str) -> tuple[bool, Any]:
    """Look for a value the schema accepts.

    Returns:
        Whether one was found, and it; the same for the same seed.
    """
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis import strategies as st
    from hypothesis.errors import HypothesisException

    canonical = algebra.simplified(compiled.schema)
    schemas = [canonical, compiled.schema] if canonical is not None else [compiled.schema]
    quiet = settings(
        max_examples=_EXAMPLES,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    choices = st.tuples(st.sampled_from(schemas), st.integers(min_value=0, max_value=2**64))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # hypothesis warns of what a user's test should not do; this is no test
            schema, number = find(
                choices,
                lambda choice: _works(compiled, _attempt(*choice)),
                settings=quiet,
                random=Random(seed),
            )
    except HypothesisException:
        return False, None
    return True, _attempt(schema, number)


def _works(compiled: Validator, value: Any) -> bool:
    return value is not _NOTHING and compiled.accepts(value)


def _attempt(schema: JsonSchema, number: int) -> Any:
    try:
        return Generator(schema, Random(number), daring=True).value(schema)
    except Stuck:
        return _NOTHING
